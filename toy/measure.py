"""Everything that is measured of one stage, in parts small enough to take turns with other work."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import torch

from toy import metrics
from toy.errors import InvalidInput, require_int

if TYPE_CHECKING:
    from toy.experiment import Experiment

PATH_STEPS = 50  # DDIM steps of the paths whose shape is measured; they do not depend on the steps asked for
PATHS = 512
FLOOR_DRAWS = 4


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
    experiment: Experiment,
    stage: str,
    steps: Sequence[int],
    n: int,
    seed: int,
    solver: str,
    draws: int = 1,
    distances: Sequence[str] = tuple(metrics.DISTANCES),
) -> Iterator[dict]:
    """Yield the result of ``Experiment.metrics`` piece by piece; joining the pieces gives the whole.

    Keys: "first_order_defect", "arc_over_chord" (minus 1), "straightness", "step_gap", "floor": the distances
    of the data to themselves, and "quality": {steps: the same of samples}, with "off_mode_fraction" where the
    data is a mixture. All in standardised units, where the data's deviation is 1.

    Args:
        draws: samples from so many seeds (``seed``, ``seed + 1``, …) are measured and the figures averaged.
        distances: names in ``metrics.DISTANCES``.

    Raises:
        InvalidInput: unknown stage or solver, step counts or n out of range.
    """
    steps = check_steps(steps, 1_000)
    n, draws = require_int("n", n, 16, 20_000), require_int("draws", draws, 1, 100)
    yield path_shape(experiment, stage, seed)
    yield {"step_gap": step_gap(experiment, stage, seed)}
    dataset, mixture = experiment.dataset, experiment.dataset.standard_mixture
    generator = torch.Generator().manual_seed(seed)
    reference = dataset.draw(n, generator, balanced=True)
    quality = functools.partial(metrics.quality, reference=reference, mixture=mixture, distances=distances)

    own = []
    for _ in range(FLOOR_DRAWS * draws):
        own.append(quality(dataset.draw(n, generator)))
        yield {}
    yield {"floor": _mean(own)}
    found: dict[int, dict] = {}
    for k in steps:
        runs = []
        for draw in range(draws):
            samples = experiment.standard_trajectory(stage, n, k, solver, seed + draw).x[-1]
            yield {}
            runs.append(quality(samples))
            yield {}
        found[k] = _mean(runs)
        yield {"quality": dict(found)}


def _mean(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}
