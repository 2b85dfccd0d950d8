"""Everything that is measured of one stage, in parts small enough to take turns with other work."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator, Iterator, Sequence
from time import thread_time
from typing import TYPE_CHECKING

import torch

from toy import metrics
from toy.errors import InvalidInput, require_choice, require_int
from toy.sampling import SOLVERS

if TYPE_CHECKING:
    from toy.experiment import Experiment

PATH_STEPS = 50  # DDIM steps of the paths whose shape is measured; they do not depend on the steps asked for
PATHS = 512
FLOOR_DRAWS = 4
EVALUATIONS, LEAST_ROWS = 16_000, 256  # of the denoiser between two yields: 10 ms


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
    data is a mixture; and "cost", see ``curve``. All in standardised units, where the data's deviation is 1.

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
    quality = _against_data(experiment, n, seed, distances)
    generator = torch.Generator().manual_seed(seed + n)
    own = []
    for _ in range(FLOOR_DRAWS * draws):
        own.append(quality(experiment.dataset.draw(n, generator)))
        yield {}
    yield {"floor": _mean(own)}
    yield from curve(experiment, stage, steps, n, seed, solver, draws, distances)


def curve(
    experiment: Experiment,
    stage: str,
    steps: Sequence[int],
    n: int,
    seed: int,
    solver: str,
    draws: int = 1,
    distances: Sequence[str] = tuple(metrics.DISTANCES),
) -> Iterator[dict]:
    """Quality against the number of steps, and what it costs; arguments and pieces as of ``measure``.

    Keys: "quality", and "cost": {steps: {"nfe": network calls for one sample, "milliseconds": of one
    core, measured, for n samples}}.
    """
    steps = check_steps(steps, 1_000)
    n, draws = require_int("n", n, 16, 20_000), require_int("draws", draws, 1, 100)
    quality = _against_data(experiment, n, seed, distances)
    found: dict[int, dict] = {}
    cost: dict[int, dict] = {}
    for k in steps:
        runs, times = [], []
        for draw in range(draws):
            samples, seconds = yield from _samples(experiment, stage, n, k, solver, seed + draw)
            runs.append(quality(samples))
            times.append(seconds)
            yield {}
        found[k] = _mean(runs)
        cost[k] = {"nfe": SOLVERS[solver].nfe(k), "milliseconds": 1000 * min(times)}
        yield {"quality": dict(found), "cost": dict(cost)}


def _against_data(experiment: Experiment, n: int, seed: int, distances: Sequence[str]) -> Callable:
    reference = experiment.dataset.draw(n, torch.Generator().manual_seed(seed), balanced=True)
    mixture = experiment.dataset.standard_mixture
    return functools.partial(metrics.quality, reference=reference, mixture=mixture, distances=distances)


def _samples(
    experiment: Experiment, stage: str, n: int, steps: int, solver: str, seed: int
) -> Generator[dict, None, tuple[torch.Tensor, float]]:
    """n samples (n, 2), in pieces that take turns with other work, and the seconds they took."""
    chosen = SOLVERS[require_choice("solver", solver, SOLVERS)]
    model, noise = experiment.denoiser(stage), experiment.start(n, seed)
    generator = torch.Generator().manual_seed(seed + 1)
    grid = chosen.grid(experiment.form, steps)
    rows = max(LEAST_ROWS, EVALUATIONS // chosen.nfe(steps)) if chosen.multistep else n
    piece = steps if chosen.multistep else max(1, EVALUATIONS // (n * chosen.nfe_per_step))
    parts, seconds = [], 0.0
    for x in noise.split(min(rows, n)):
        for k in range(0, steps, piece):
            began = thread_time()
            x = chosen.run(model, x, grid[k : k + piece + 1], generator).x[-1]
            seconds += thread_time() - began
            yield {}
        parts.append(x)
    return torch.cat(parts), seconds


def _mean(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}
