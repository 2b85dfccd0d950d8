"""A small library of diffusion models in the plane: every form, every prediction type, rectification.

import toy
exp = toy.Experiment(toy.Config(data="eight_gaussians", form="vp", prediction="v"))
for p in exp.train(): print(p.step, p.loss)
for p in exp.rectify(): ...
exp.sample("rectified-1", n=4096, steps=1)
"""

from importlib import import_module
from types import ModuleType

from toy import metrics, old_paths
from toy.config import PRESETS, Config
from toy.data import (
    DATASETS,
    Dataset,
    GaussianMixture,
    InvalidCsv,
    from_mixture,
    from_points,
    from_sampler,
    read_csv,
)
from toy.errors import Diverged, InvalidInput
from toy.experiment import Experiment
from toy.forms import FORMS, Form
from toy.models.denoiser import Denoiser
from toy.models.exact import ExactDenoiser
from toy.predictions import PREDICTIONS, Prediction
from toy.sampling import SOLVERS, Solver, Trajectory
from toy.training.loop import Progress

__version__ = "0.1.0"

__all__ = [
    "DATASETS",
    "FORMS",
    "PREDICTIONS",
    "PRESETS",
    "SOLVERS",
    "Config",
    "Dataset",
    "Denoiser",
    "Diverged",
    "ExactDenoiser",
    "Experiment",
    "Form",
    "GaussianMixture",
    "InvalidCsv",
    "InvalidInput",
    "Prediction",
    "Progress",
    "Solver",
    "Trajectory",
    "from_mixture",
    "from_points",
    "from_sampler",
    "load",
    "metrics",
    "read_csv",
]

load = Experiment.load

old_paths.register(__name__)


def __getattr__(name: str) -> ModuleType:
    """``toy.plot``, which needs matplotlib, is imported when it is first asked for."""
    if name == "plot":
        return import_module("toy.plot")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
