"""Solvers: from noise to data along the probability-flow ODE of any form, in any number of dimensions.

    dx/dt = alpha'(t) x0_hat + sigma'(t) eps_hat,   (x0_hat, eps_hat) = denoiser(x, t)

A solver is a function ``(denoiser, x_T, grid, generator) -> Trajectory`` in the form's own x. The denoiser is
any callable with a ``form``, which gives alpha and sigma; the grid holds K+1 falling times from the noise end
to the data end. ``sample`` takes names, functions and tensors alike:

    sample(denoiser, x_T, 20, solver="heun", grid="log_snr")
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor

from toy.data import checks
from toy.errors import InvalidInput, require_choice, require_int
from toy.forms import Form
from toy.sampling.grids import (
    GRIDS,
    MAX_STEPS,
    Grid,
    check_grid,
    even_in_log_snr,
    even_in_phi,
    even_in_t,
)
from toy.sampling.runge_kutta import VARIABLES, euler, heun, in_sigma_where_the_signal_stays, in_t, rk4
from toy.sampling.solvers import ancestral, ddim, dpmpp_2m
from toy.sampling.walking import DenoiserLike, SolverFunction, Trajectory, form_of

__all__ = [
    "GRIDS",
    "MAX_STEPS",
    "SOLVERS",
    "VARIABLES",
    "DenoiserLike",
    "Grid",
    "GridLike",
    "Solver",
    "SolverFunction",
    "SolverLike",
    "Trajectory",
    "ancestral",
    "as_solver",
    "ddim",
    "dpmpp_2m",
    "euler",
    "even_in_log_snr",
    "even_in_phi",
    "even_in_t",
    "heun",
    "rk4",
    "sample",
    "times_of",
]


GridLike: TypeAlias = str | Tensor | np.ndarray | Sequence[float] | Grid
SolverLike: TypeAlias = "str | Solver | SolverFunction"


def _in_sigma(form: Form) -> str:
    return "sigma"


@dataclass(frozen=True, eq=False)
class Solver:
    """A solver as it is offered: its names, its price, and how to run it.

    Attributes:
        key, title, description: its names.
        nfe_per_step: evaluations of the denoiser a step (NFE: number of function evaluations).
        grid: how its steps are spread unless told, ``(form, steps) -> times``. Those over t want steps even
            in t, since a step even in phi can cross many times its own t near the ends of VE and EDM.
        run: the function ``(denoiser, x_T, grid, generator) -> Trajectory``.
        multistep: whether a step needs the one before it; otherwise a grid can be walked in pieces.
        variable: ``form ->`` what a step is taken over under that form: "t", or "sigma", by which
            sigma/alpha is meant, with x/alpha moving. Over "sigma" a method is exact on first-order paths.
    """

    key: str
    title: str
    description: str
    nfe_per_step: int
    grid: Grid
    run: SolverFunction
    multistep: bool = False
    variable: Callable[[Form], str] = field(default_factory=lambda: _in_sigma)

    def nfe(self, steps: int) -> int:
        """Evaluations of the denoiser that ``steps`` steps take, on a grid that ends at sigma above 0."""
        return self.nfe_per_step * require_int("steps", steps, 1, MAX_STEPS)

    def sample(
        self,
        denoiser: DenoiserLike,
        x_T: Tensor,
        steps: int | None = None,
        generator: torch.Generator | None = None,
        grid: GridLike | None = None,
    ) -> Trajectory:
        """Paths from noise to data.

        Args:
            denoiser: any callable (xt, t) -> (x0_hat, eps_hat) with its ``form``.
            x_T: (n, d), x at the first time of the grid: for GRIDS, the form's t_max.
            steps: 1 to 1,000; may be left out where ``grid`` is a tensor, which has its own number.
            generator: for solvers that add noise.
            grid: a key of GRIDS, a function (form, steps) -> times, or the times (K+1,) themselves, falling;
                the solver's own by default.

        Raises:
            InvalidInput: an argument that does not fit, or a function of yours that returns what it must not.
        """
        form = form_of(denoiser)
        path = self.run(denoiser, x_T, times_of(self.grid if grid is None else grid, form, steps), generator)
        if not isinstance(path, Trajectory):
            raise InvalidInput("solver", path, "a function that returns a toy.Trajectory")
        return path


def times_of(grid: GridLike, form: Form, steps: int | None) -> Tensor:
    """The times that ``grid`` stands for, float64 (steps + 1,). Raises InvalidInput."""
    if isinstance(grid, str):
        grid = GRIDS[require_choice("grid", grid, GRIDS)]
    if not callable(grid):
        allowed = "one of " + ", ".join(GRIDS) + ", a function (form, steps), or falling times"
        times = check_grid(checks.floats("grid", grid, allowed), form)
        if steps is not None:
            require_int("steps", steps, len(times) - 1, len(times) - 1)
        return times
    wanted = require_int("steps", steps, 1, MAX_STEPS)
    times = check_grid(grid(form, wanted), form)
    if len(times) != wanted + 1:
        raise InvalidInput("grid", f"{len(times):,} times for {wanted:,} steps", "one more time than steps")
    return times


SOLVERS: dict[str, Solver] = {
    solver.key: solver
    for solver in (
        Solver("ddim", "DDIM", "Exact on first-order paths, in any number of steps.", 1, even_in_phi, ddim),
        Solver(
            key="euler",
            title="Euler",
            description="Straight steps in t: exact on even straight paths.",
            nfe_per_step=1,
            grid=even_in_t,
            run=euler,
            variable=in_t,
        ),
        Solver(
            key="heun",
            title="Heun",
            description="Averages the velocity at both ends of a step: order 2.",
            nfe_per_step=2,
            grid=even_in_t,
            run=heun,
            variable=in_sigma_where_the_signal_stays,
        ),
        Solver("rk4", "Runge-Kutta 4", "Four evaluations a step: order 4.", 4, even_in_t, rk4, variable=in_t),
        Solver(
            "dpmpp_2m", "DPM-Solver++(2M)", "Uses the last step: order 2.", 1, even_in_phi, dpmpp_2m, True
        ),
        Solver("ancestral", "Ancestral", "Fresh noise at every step: an SDE.", 1, even_in_phi, ancestral),
    )
}


def as_solver(solver: SolverLike) -> Solver:
    """A Solver from its name, from itself, or from a function of your own.

    Args:
        solver: a key of SOLVERS, a Solver, or a function (denoiser, x_T, grid, generator) -> Trajectory. The
            function's steps are even in phi and count as one evaluation each; ``Solver(...)`` says otherwise.

    Raises:
        InvalidInput: anything else.
    """
    if isinstance(solver, Solver):
        return solver
    if isinstance(solver, str) or not callable(solver):
        return SOLVERS[require_choice("solver", solver, SOLVERS)]
    name = str(getattr(solver, "__name__", "own"))
    run = torch.no_grad()(solver)
    return Solver(name, name, "A solver of your own.", 1, even_in_phi, run, multistep=True)


def sample(
    denoiser: DenoiserLike,
    x_T: Tensor,
    steps: int | None = None,
    solver: SolverLike = "ddim",
    grid: GridLike | None = None,
    generator: torch.Generator | None = None,
) -> Trajectory:
    """``as_solver(solver).sample(...)``: paths from noise ``x_T`` (n, d) to data, by names or by functions.

    Args, Raises: as ``as_solver`` and ``Solver.sample``.
    """
    return as_solver(solver).sample(denoiser, x_T, steps, generator, grid)
