"""A training of an experiment from its order to its end, and where it stands on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toy.config import Config
from toy.models.denoiser import Predictor
from toy.stages import Trained
from toy.training.loop import Pieces, Progress, TrainingLoop
from toy.training.rectify import Retraining
from toy.training.standing import Standing


@dataclass(eq=False)
class Course(Iterator[Progress | None]):
    """One training of an experiment.

    Attributes:
        begun: the config when it began; what may be adjusted since acts through rates alone.
        order: of a retraining; None for the base.
        parent: the network that the pairs come from; None for a base and an exact teacher.
        teacher: what predicts for it. A parent that is still trained itself is taken as it was.
        node: what it trains; None while its pairs are made.
        loop: the steps that are left; None likewise.
        resumed: where it stood, for one that was put down elsewhere.
        steps: what ``next`` walks through.
    """

    begun: Config
    order: Retraining | None = None
    parent: Trained | None = None
    teacher: Predictor | None = None
    node: Trained | None = None
    loop: TrainingLoop | None = None
    resumed: Standing | None = None
    steps: Pieces | None = None

    def __next__(self) -> Progress | None:
        assert self.steps is not None
        return next(self.steps)

    @property
    def standing(self) -> Standing | None:
        """Where it stands; None while there is nothing but an order."""
        return self.resumed if self.loop is None else self.loop.standing()
