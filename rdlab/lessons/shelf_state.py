"""A shelf as plain values that another process can go on from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch

import toy
from toy.experiment.state import ExperimentState
from toy.models.network import MLP


class Kept(Protocol):
    """A model, without what the shelf has anyway."""

    def model(self, experiments: Mapping[str, toy.Experiment]) -> Any:
        """The model itself."""


@dataclass(frozen=True)
class OfStage:
    """A model that is a stage of its form's experiment."""

    form: str
    stage: str

    def model(self, experiments: Mapping[str, toy.Experiment]) -> Any:
        """The stage's denoiser."""
        return experiments[self.form].denoiser(self.stage)


@dataclass(frozen=True, eq=False)
class Apart:
    """A network that is in no experiment (any more)."""

    form: str
    prediction: str
    sizes: tuple[int, ...]
    flat: np.ndarray

    def model(self, experiments: Mapping[str, toy.Experiment]) -> Any:
        """The network as a denoiser."""
        net = MLP(self.sizes, torch.Generator())
        net.flat.copy_(torch.from_numpy(self.flat))
        return toy.Denoiser(net, toy.FORMS[self.form], toy.PREDICTIONS[self.prediction])


@dataclass(frozen=True, eq=False)
class ShelfState:
    """What ``Shelf.state`` gives.

    Attributes:
        experiments: by form, trainings under way included.
        models, seconds, asked, floor: of the shelf.
        complete: names of trainings that are over but for their last word.
    """

    experiments: dict[str, ExperimentState]
    models: dict[str, Kept]
    seconds: dict[str, float]
    asked: set[str]
    floor: float | None
    complete: set[str]


def kept(model: Any, form: str, experiments: Mapping[str, toy.Experiment]) -> Kept:
    """A model as it is kept."""
    experiment = experiments[form]
    for stage in (*experiment.stages, "empirical"):
        known = experiment.denoiser(stage)
        if known is model or (isinstance(known, toy.Denoiser) and known.net is getattr(model, "net", None)):
            return OfStage(form, stage)
    flat = model.net.flat.numpy().copy()
    return Apart(model.form.key, model.prediction.key, model.net.sizes, flat)
