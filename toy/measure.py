"""Everything that is measured of one stage, in parts small enough to take turns with other work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import torch

from toy import metrics
from toy.errors import InvalidInput, require_int

if TYPE_CHECKING:
    from toy.experiment import Experiment

PATH_STEPS = 50  # DDIM steps of the paths whose shape is measured; they do not depend on the steps asked for
PATHS = 512


def check_steps(steps: Sequence[int], most: int) -> tuple[int, ...]:
    """``steps`` as a tuple of step counts. Raises InvalidInput."""
    if isinstance(steps, (str, bytes)) or not isinstance(steps, Sequence) or not steps:
        raise InvalidInput("steps", steps, f"a list of whole numbers from 1 to {most:,}")
    return tuple(require_int("steps", k, 1, most) for k in steps)


def path_shape(experiment: Experiment, stage: str, seed: int, n: int = PATHS) -> dict:
    """Shape of the stage's paths: first-order defect, arc over chord, straightness (plain numbers)."""
    path = experiment.standard_trajectory(stage, n, PATH_STEPS, "ddim", seed)
    return metrics.path_metrics(path, experiment.form)


def step_gap(experiment: Experiment, stage: str, seed: int, n: int = PATHS) -> float:
    """RMS difference of one DDIM step and PATH_STEPS from the same noise, over the data's deviation (1)."""
    one, many = (experiment.standard_trajectory(stage, n, k, "ddim", seed).x[-1] for k in (1, PATH_STEPS))
    return metrics.step_gap(one, many)


def measure(
    experiment: Experiment, stage: str, steps: Sequence[int], n: int, seed: int, solver: str
) -> Iterator[dict]:
    """Yield the result of ``Experiment.metrics`` piece by piece; joining the pieces gives the whole.

    Keys: "first_order_defect", "arc_over_chord" (minus 1), "straightness", "step_gap",
    "quality": {steps: {"energy_distance", "sliced_w2", "off_mode_fraction" for mixtures}}, "floor": the same
    for the data against itself. All in standardised units, where the data's deviation is 1.

    Raises:
        InvalidInput: unknown stage or solver, step counts or n out of range.
    """
    steps = check_steps(steps, 1_000)
    n = require_int("n", n, 16, 20_000)
    yield path_shape(experiment, stage, seed)
    yield {"step_gap": step_gap(experiment, stage, seed)}
    dataset, mixture = experiment.dataset, experiment.dataset.standard_mixture
    reference = dataset.draw(n, torch.Generator().manual_seed(seed), balanced=True)
    yield {"floor": metrics.floor(dataset, n, torch.Generator().manual_seed(seed + 1), reference)}
    quality: dict[int, dict] = {}
    for k in steps:
        samples = experiment.standard_trajectory(stage, n, k, solver, seed).x[-1]
        quality[k] = metrics.quality(samples, reference, mixture)
        yield {"quality": dict(quality)}
