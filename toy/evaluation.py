"""Everything that is measured of one stage, in parts small enough to take turns with other work."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator, Sequence
from time import thread_time
from typing import Any, Protocol

import torch
from torch import Tensor

from toy import metrics
from toy.data import Dataset
from toy.errors import InvalidInput, require_choice, require_int, require_seed
from toy.forms import Form
from toy.models.denoiser import Denoiser
from toy.models.exact import ExactDenoiser
from toy.sampling import MAX_STEPS, Solver, SolverLike, Trajectory, as_solver
from toy.stages import Stage
from toy.threads import each_on_one_thread, steps_on_one_thread

PATH_STEPS = 50  # DDIM steps of the paths whose shape is measured; they do not depend on the steps asked for
PATHS = 512
FLOOR_DRAWS = 4
EVALUATIONS, LEAST_ROWS = 16_000, 256  # of the denoiser between two yields: 10 ms


Part = dict[str, Any]  # some of the keys of ``measure``'s result
Quality = Callable[[Tensor], dict[str, float]]


class Measured(Protocol):
    """What is measured of an ``Experiment``: all that this module needs to know of one."""

    dataset: Dataset
    form: Form

    def denoiser(self, stage: str | Stage) -> ExactDenoiser | Denoiser:
        """The denoiser of a stage."""
        ...

    def start(self, n: int, seed: int = 0) -> Tensor:
        """Noise at the form's noise end, (n, d)."""
        ...

    def standard_trajectory(
        self, stage: str | Stage, n: int, steps: int, solver: SolverLike = "ddim", seed: int = 0
    ) -> Trajectory:
        """Paths in standardised units."""
        ...


def check_steps(steps: Sequence[int], most: int) -> tuple[int, ...]:
    """``steps`` as a tuple of step counts. Raises InvalidInput."""
    if isinstance(steps, str | bytes) or not isinstance(steps, Sequence) or not steps:
        raise InvalidInput("steps", steps, f"a list of whole numbers from 1 to {most:,}")
    return tuple(require_int("steps", k, 1, most) for k in steps)


def check_distances(distances: Sequence[str]) -> tuple[str, ...]:
    """``distances`` as a tuple of names in ``metrics.DISTANCES``. Raises InvalidInput."""
    if isinstance(distances, str | bytes) or not isinstance(distances, Sequence) or not distances:
        raise InvalidInput("distances", distances, "a list of " + ", ".join(metrics.DISTANCES))
    return tuple(require_choice("distances", name, metrics.DISTANCES) for name in distances)


def path_shape(experiment: Measured, stage: str | Stage, seed: int, n: int = PATHS) -> Part:
    """Shape of the stage's paths: first-order defect, arc over chord, straightness (plain numbers)."""
    path = experiment.standard_trajectory(stage, n, PATH_STEPS, "ddim", seed)
    return dict(metrics.path_metrics(path, experiment.form))


def step_gap(experiment: Measured, stage: str | Stage, seed: int, n: int = PATHS) -> float:
    """RMS difference of one DDIM step and PATH_STEPS from the same noise, over the data's deviation (1)."""
    one, many = (experiment.standard_trajectory(stage, n, k, "ddim", seed).x[-1] for k in (1, PATH_STEPS))
    return metrics.step_gap(one, many)


def measure(
    experiment: Measured,
    stage: str | Stage,
    steps: Sequence[int],
    n: int,
    seed: int,
    solver: SolverLike,
    draws: int = 1,
    distances: Sequence[str] = tuple(metrics.DISTANCES),
) -> Generator[Part, None, None]:
    """Yield the result of ``Experiment.metrics`` piece by piece; joining the pieces gives the whole.

    Keys: "first_order_defect", "arc_over_chord" (minus 1), "straightness", "step_gap", "floor": the distances
    of the data to themselves, and "quality": {steps: the same of samples}, with "off_mode_fraction" where the
    data is a mixture; and "cost", see ``curve``. All in standardised units, where the data's deviation is 1.

    Args:
        experiment: whose stage.
        stage: a text or a Stage.
        steps: step counts, 1 to 1,000 each.
        n: samples, 16 to 20,000.
        seed: of noise and reference.
        solver: as of ``Experiment.sample``.
        draws: samples from so many seeds (``seed``, ``seed + 1``, …) are measured and the figures averaged.
        distances: names in ``metrics.DISTANCES``.

    Raises:
        InvalidInput: at the call: unknown stage or solver, counts out of range, or unknown distances.
    """
    steps, n, draws = check_steps(steps, MAX_STEPS), require_int("n", n, 16, 20_000), _draws(draws)
    seed, distances = require_seed(seed), check_distances(distances)
    as_solver(solver), experiment.denoiser(stage)

    def parts() -> Generator[Part, None, None]:
        yield path_shape(experiment, stage, seed)
        yield {"step_gap": step_gap(experiment, stage, seed)}
        quality = _against_data(experiment, n, seed, distances)
        generator = torch.Generator().manual_seed(seed + n)
        own: list[dict[str, float]] = []
        for _ in range(FLOOR_DRAWS * draws):
            own.append(quality(experiment.dataset.sample_standardised(n, generator)))
            yield {}
        yield {"floor": _mean(own)}
        yield from curve(experiment, stage, steps, n, seed, solver, draws, distances)

    return steps_on_one_thread(parts())


@each_on_one_thread
def curve(
    experiment: Measured,
    stage: str | Stage,
    steps: Sequence[int],
    n: int,
    seed: int,
    solver: SolverLike,
    draws: int = 1,
    distances: Sequence[str] = tuple(metrics.DISTANCES),
) -> Generator[Part, None, None]:
    """Quality against the number of steps, and what it costs; arguments and pieces as of ``measure``.

    Keys: "quality", and "cost": {steps: {"nfe": network calls for one sample, "milliseconds": of one
    core, measured, for n samples}}.
    """
    steps, n, draws = check_steps(steps, MAX_STEPS), require_int("n", n, 16, 20_000), _draws(draws)
    seed, distances, chosen = require_seed(seed), check_distances(distances), as_solver(solver)
    quality = _against_data(experiment, n, seed, distances)
    found: dict[int, dict[str, float]] = {}
    cost: dict[int, dict[str, float]] = {}
    for k in steps:
        runs: list[dict[str, float]] = []
        times: list[float] = []
        for draw in range(draws):
            samples, seconds = yield from _samples(experiment, stage, n, k, chosen, seed + draw)
            runs.append(quality(samples))
            times.append(seconds)
            yield {}
        found[k] = _mean(runs)
        cost[k] = {"nfe": chosen.nfe(k), "milliseconds": 1000 * min(times)}
        yield {"quality": dict(found), "cost": dict(cost)}


def _draws(draws: int) -> int:
    return require_int("draws", draws, 1, 100)


def _against_data(experiment: Measured, n: int, seed: int, distances: Sequence[str]) -> Quality:
    reference = experiment.dataset.sample_standardised(n, torch.Generator().manual_seed(seed), balanced=True)
    mixture = experiment.dataset.standard_mixture
    return functools.partial(metrics.quality, reference=reference, mixture=mixture, distances=distances)


def _samples(
    experiment: Measured, stage: str | Stage, n: int, steps: int, chosen: Solver, seed: int
) -> Generator[Part, None, tuple[Tensor, float]]:
    """n samples (n, d), in pieces that take turns with other work, and the seconds they took."""
    model, noise = experiment.denoiser(stage), experiment.start(n, seed)
    generator = torch.Generator().manual_seed(seed + 1)
    grid = chosen.grid(experiment.form, steps)
    rows = max(LEAST_ROWS, EVALUATIONS // chosen.nfe(steps)) if chosen.multistep else n
    piece = steps if chosen.multistep else max(1, EVALUATIONS // (n * chosen.nfe_per_step))
    parts: list[Tensor] = []
    seconds = 0.0
    for x in torch.split(noise, min(rows, n)):
        for k in range(0, steps, piece):
            began = thread_time()
            x = chosen.sample(model, x, generator=generator, grid=grid[k : k + piece + 1]).x[-1]
            seconds += thread_time() - began
            yield {}
        parts.append(x)
    return torch.cat(parts), seconds


def _mean(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}
