"""What callers give to an experiment, as objects: names or objects in, InvalidInput for what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from toy.data import checks
from toy.errors import InvalidInput, require_choice, require_int
from toy.forms import Form
from toy.sampling import GRIDS, SOLVERS, Solver, Trajectory, even_in_phi

MAX_SAMPLES = 100_000
MAX_STEPS = 1_000
MAX_SEED = 2**63 - 1

SolverLike = str | Solver | Callable[..., Trajectory]
GridLike = str | Tensor | np.ndarray | Sequence[float] | Callable[[Form, int], Tensor]
NoiseLike = Tensor | np.ndarray | Callable[[int, torch.Generator], Tensor]


def seed_of(seed: object) -> int:
    """A seed, 0 to 2**63 - 1. Raises InvalidInput."""
    return require_int("seed", seed, 0, MAX_SEED)


def device_of(device: str | torch.device) -> torch.device:
    """A device that can compute here. Raises InvalidInput."""
    allowed = "a device of this machine, such as cpu or cuda"
    if not isinstance(device, str | torch.device):
        raise InvalidInput("device", device, allowed)
    try:
        found = torch.device(device)
        if found.type == "meta":  # it keeps no numbers
            raise InvalidInput("device", device, allowed)
        torch.ones(1, device=found).sum().item()
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise InvalidInput("device", str(device), allowed) from error
    return found


def solver_of(solver: SolverLike) -> Solver:
    """The solver of a name, a Solver itself, or one around a function.

    Args:
        solver: a key of ``toy.SOLVERS``, a Solver, or (denoiser, x_T, grid, generator) -> Trajectory; such a
            function gets steps even in the angle unless told, and counts as one network call a step.

    Raises:
        InvalidInput: nothing of these.
    """
    if isinstance(solver, Solver):
        return solver
    if callable(solver):
        name = getattr(solver, "__name__", type(solver).__name__)
        return Solver(name, name, "A function of the caller's own.", 1, even_in_phi, solver, True)
    return SOLVERS[require_choice("solver", solver, SOLVERS)]


def walked(
    solver: Solver, denoiser: Any, x_T: Tensor, times: Tensor, generator: torch.Generator
) -> Trajectory:
    """A solver's paths (n, d) from ``x_T`` along the times. Raises InvalidInput if it gives anything else."""
    path = solver.run(denoiser, x_T, times, generator)
    if not isinstance(path, Trajectory):
        raise InvalidInput("solver", type(path).__name__, "a function that returns a toy.Trajectory")
    return path


def grid_of(grid: GridLike | None, solver: Solver, form: Form, steps: int | None) -> Tensor:
    """The times of a solver's steps.

    Args:
        grid: None for the solver's own, a key of ``toy.sampling.GRIDS``, (form, steps) -> times, or the
            times themselves, falling from ``form.t_max`` to ``form.t_min`` or a part of it.
        solver: whose grid it is otherwise.
        form: of the times.
        steps: how many, 1 to 1,000; None with given times.

    Returns:
        (steps + 1,), float64, falling.

    Raises:
        InvalidInput: times that do not fall, lie outside, or are another number than the steps.
    """
    given = grid is not None and not isinstance(grid, str) and not callable(grid)
    times: object = grid
    if not (given and steps is None):
        steps = require_int("steps", steps, 1, MAX_STEPS)
    if not given:
        assert steps is not None
        make = solver.grid if grid is None else grid
        if isinstance(make, str):
            make = GRIDS[require_choice("grid", make, GRIDS)]
        times = make(form, steps)  # type: ignore[operator]
    many = f"{steps + 1:,}" if steps is not None else f"2 to {MAX_STEPS + 1:,}"
    allowed = f"{many} falling times from {form.t_max:.6g} to {form.t_min:.6g}"
    found = checks.floats("grid", times, allowed)
    right = len(found) == steps + 1 if steps is not None and found.ndim else True
    if found.ndim != 1 or not 2 <= len(found) <= MAX_STEPS + 1 or not right:
        raise InvalidInput("grid", f"shape {tuple(found.shape)}", allowed)
    inside = found[0] <= form.t_max + 1e-9 and found[-1] >= form.t_min - 1e-9
    if not (inside and bool((found[:-1] > found[1:]).all())):  # NaN does not fall either
        raise InvalidInput("grid", found.tolist(), allowed)
    return found


def noise_of(noise: NoiseLike | None, n: int | None, d: int, seed: int) -> Tensor:
    """Standard normal noise, one row for each sample; the first rows do not depend on n.

    Args:
        noise: None for the seed's own; (n, d) numbers; or (n, generator) -> (n, d).
        n: rows, 1 to 100,000; None with given numbers.
        d: dimension of the data.
        seed: of the noise that is drawn.

    Returns:
        (n, d), float32, on the CPU.

    Raises:
        InvalidInput: another shape, or numbers that are not finite.
    """
    seed = seed_of(seed)
    drawn = noise is None or callable(noise)
    if drawn or n is not None:
        n = require_int("n", n, 1, MAX_SAMPLES)
    if noise is None:
        # NumPy's stream, since torch's normal draws change with the number asked for
        rows = np.random.default_rng(seed).standard_normal((n, d), dtype=np.float32)  # type: ignore[arg-type]
        return torch.from_numpy(rows)
    made = noise(n, torch.Generator().manual_seed(seed)) if callable(noise) else noise  # type: ignore[arg-type]
    allowed = f"finite numbers in a ({'n' if n is None else n}, {d}) array, 1 to {MAX_SAMPLES:,} rows"
    found = checks.floats("noise", made, allowed).float()
    shaped = found.ndim == 2 and found.shape[1] == d and 1 <= len(found) <= MAX_SAMPLES
    if not shaped or (n is not None and len(found) != n):
        raise InvalidInput("noise", f"shape {tuple(found.shape)}", allowed)
    if not found.isfinite().all():
        raise InvalidInput("noise", f"{int((~found.isfinite()).sum()):,} NaN or infinite", allowed)
    return found
