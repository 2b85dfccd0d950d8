"""Everything that is measured of one stage, in parts small enough to take turns with other work."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from time import thread_time
from typing import Any, Protocol

import torch
from torch import Tensor

from toy import metrics
from toy.data import Dataset
from toy.errors import InvalidInput, require_choice, require_int, require_seed
from toy.forms import Form
from toy.models.cost import points_at_once
from toy.models.denoiser import Denoiser
from toy.models.exact import ExactDenoiser
from toy.sampling import MAX_STEPS, Solver, SolverLike, Trajectory, as_solver
from toy.sampling.pieces import in_pieces
from toy.stages import Stage
from toy.threads import each_on_one_thread, steps_on_one_thread

PATH_STEPS = 50  # DDIM steps of the paths whose shape is measured; they do not depend on the steps asked for
PATHS = 512
FLOOR_DRAWS = 4
EVALUATIONS, LEAST_ROWS = 16_000, 256  # of the denoiser by which many samples are walked together
OFF_MODE_TABLE = 150_000  # distances from points to components between two yields


Part = dict[str, Any]  # some of the keys of ``measure``'s result
Quality = Callable[[Tensor], Generator[Part, None, dict[str, float]]]


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


def _paths(experiment: Measured, stage: str | Stage, seed: int, n: int) -> Generator[Part, None, Trajectory]:
    """The paths of ``path_shape``, in pieces."""
    ddim, model = as_solver("ddim"), experiment.denoiser(stage)
    walking = in_pieces(ddim, model, experiment.start(n, seed), ddim.grid(experiment.form, PATH_STEPS), None)
    while True:
        try:
            next(walking)
        except StopIteration as end:
            path: Trajectory = end.value
            return path
        yield {}


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
        path = yield from _paths(experiment, stage, seed, PATHS)
        yield {}
        yield dict(metrics.path_metrics(path, experiment.form))
        one = experiment.standard_trajectory(stage, PATHS, 1, "ddim", seed)
        yield {"step_gap": metrics.step_gap(one.x[-1], path.x[-1])}
        quality = _against_data(experiment, n, seed, distances)
        yield {}
        generator = torch.Generator().manual_seed(seed + n)
        own: list[dict[str, float]] = []
        for _ in range(FLOOR_DRAWS * draws):
            found = yield from quality(experiment.dataset.sample_standardised(n, generator))
            own.append(found)
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
    yield {}
    found: dict[int, dict[str, float]] = {}
    cost: dict[int, dict[str, float]] = {}
    for k in steps:
        runs: list[dict[str, float]] = []
        times: list[float] = []
        for draw in range(draws):
            samples, seconds = yield from _samples(experiment, stage, n, k, chosen, seed + draw)
            runs.append((yield from quality(samples)))
            times.append(seconds)
        found[k] = _mean(runs)
        cost[k] = {"nfe": chosen.nfe(k), "milliseconds": 1000 * min(times)}
        yield {"quality": dict(found), "cost": dict(cost)}


def _draws(draws: int) -> int:
    return require_int("draws", draws, 1, 100)


def _against_data(experiment: Measured, n: int, seed: int, distances: Sequence[str]) -> Quality:
    reference = experiment.dataset.sample_standardised(n, torch.Generator().manual_seed(seed), balanced=True)
    mixture = experiment.dataset.standard_mixture
    rows = max(1, OFF_MODE_TABLE // len(mixture.means)) if mixture else n

    def quality(samples: Tensor) -> Generator[Part, None, dict[str, float]]:
        found = metrics.quality(samples, reference, distances=distances)
        yield {}
        if mixture is not None:
            off = 0
            for part in torch.split(samples, rows):
                off += round(len(part) * metrics.off_mode_fraction(part, mixture))
                yield {}
            found["off_mode_fraction"] = off / len(samples)
        return found

    return quality


def _samples(
    experiment: Measured, stage: str | Stage, n: int, steps: int, chosen: Solver, seed: int
) -> Generator[Part, None, tuple[Tensor, float]]:
    """n samples (n, d), in pieces that take turns with other work, and the seconds they took."""
    model, noise = experiment.denoiser(stage), experiment.start(n, seed)
    generator = torch.Generator().manual_seed(seed + 1)
    grid = chosen.grid(experiment.form, steps)
    rows = max(LEAST_ROWS, EVALUATIONS // chosen.nfe(steps)) if chosen.multistep else n
    rows = points_at_once(model, chosen.nfe_per_step, min(rows, n), LEAST_ROWS)
    parts: list[Tensor] = []
    seconds = 0.0
    for x in torch.split(noise, rows):
        walking = in_pieces(chosen, model, x, grid, generator)
        path = None
        while path is None:
            began = thread_time()
            try:
                next(walking)
            except StopIteration as end:
                path = end.value
            seconds += thread_time() - began
            yield {}
        parts.append(path.x[-1])
    return torch.cat(parts), seconds


def _mean(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}
