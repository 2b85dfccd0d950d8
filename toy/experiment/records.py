"""Which stages an experiment has, and what is known of how they were trained."""

from __future__ import annotations

import numpy as np

from toy.experiment.sampler import StageLike, StageSampler
from toy.models.exact import ExactDenoiser
from toy.stages import Lineage
from toy.training.pairs import ModelPairs


class StageRecords(StageSampler):
    """The stages of an experiment."""

    _exact: dict[str, ExactDenoiser]
    _networks: Lineage

    @property
    def stages(self) -> list[str]:
        """Names of what can be sampled now: "exact" where the data is a mixture, then every network."""
        return [*self._exact, *self._networks.nets]

    @property
    def unfinished(self) -> list[str]:
        """Names of stages whose training has been left before its end."""
        return [name for name in self.stages if name in self._networks.unfinished]

    @property
    def losses(self) -> dict[str, np.ndarray]:
        """The loss of every step so far, float64 (steps,), by stage."""
        return self._networks.losses()

    @property
    def pairs(self) -> dict[str, ModelPairs]:
        """The pairs that stages learned from, standardised, by stage."""
        return {str(node.stage): node.pairs for node in self._networks if node.pairs is not None}

    def trained_alike(self, one: StageLike, other: StageLike) -> bool:
        """Whether two stages were retrained alike, to the end, from one teacher: their pairing may differ.

        That is known of what was trained here, not of what comes from a file.
        """
        first, second = (self._networks.get(stage) for stage in (one, other))
        return first is not None and second is not None and first.trained_as(second)
