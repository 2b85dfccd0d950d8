"""Solvers: from noise to data along the probability-flow ODE of any form.

    dx/dt = alpha'(t) x0_hat + sigma'(t) eps_hat,   (x0_hat, eps_hat) = denoiser(x, t)

A solver is a free function ``(denoiser, x_T, grid, generator=None) -> Trajectory`` in the form's own x. The
denoiser's form gives alpha and sigma; the grid holds K+1 falling times from the noise end to the data end.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from toy.errors import InvalidInput, require_int

MAX_STEPS = 1000


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Paths from noise (index 0) to data (index K) of n samples.

    t (K+1,); x (K+1, n, 2); and what the denoiser saw where each step began, x0 (K, n, 2) and eps (K, n, 2).
    """

    t: Tensor
    x: Tensor
    x0: Tensor
    eps: Tensor


# --- grids: (form, steps) -> falling times (steps+1,), float64 ---------------------------------------------


def even_in_phi(form, steps: int) -> Tensor:
    """Steps of equal angle phi = atan2(sigma, alpha): the same points of the path in every form."""
    return _grid(form, form.t_of_phi(_even(form.phi_max, form.phi_min, steps)))


def even_in_t(form, steps: int) -> Tensor:
    """Steps of equal time of the form's own clock."""
    return _grid(form, _even(form.t_max, form.t_min, steps))


def even_in_log_snr(form, steps: int) -> Tensor:
    """Steps of equal log(alpha/sigma) (Lu et al. 2022, arXiv 2206.00927): many near both ends."""
    log_snr = _even(-math.log(math.tan(form.phi_max)), -math.log(math.tan(form.phi_min)), steps)
    return _grid(form, form.t_of_phi(torch.atan(torch.exp(-log_snr))))


def _even(start, end, steps):
    return torch.linspace(start, end, require_int("steps", steps, 1, MAX_STEPS) + 1, dtype=torch.float64)


def _grid(form, t):
    t[0], t[-1] = form.t_max, form.t_min  # exactly, whatever rounding did
    return t


GRIDS: dict[str, Callable] = {"phi": even_in_phi, "t": even_in_t, "log_snr": even_in_log_snr}


# --- solvers -----------------------------------------------------------------------------------------------


def ddim(denoiser, x_T: Tensor, grid: Tensor, generator=None) -> Trajectory:
    """DDIM (Song et al. 2021, arXiv 2010.02502, eq. 12 with eta = 0).

    x_s = alpha_s x0_hat + sigma_s eps_hat: the exact solution while (x0_hat, eps_hat) stay constant, so exact
    on first-order paths in any number of steps.
    """
    alpha, sigma = _coefficients(denoiser.form, grid)

    def step(k, x, x0, eps):
        return alpha[k + 1] * x0 + sigma[k + 1] * eps

    return _walk(denoiser, x_T, grid, step)


def euler(denoiser, x_T: Tensor, grid: Tensor, generator=None) -> Trajectory:
    """Euler's method in t: exact only on paths that are straight in x and travelled evenly."""
    slope, dt = _slopes(denoiser.form, grid), grid.diff().tolist()

    def step(k, x, x0, eps):
        return x + dt[k] * _velocity(slope[k], x0, eps)

    return _walk(denoiser, x_T, grid, step)


def heun(denoiser, x_T: Tensor, grid: Tensor, generator=None) -> Trajectory:
    """Heun's second-order method in t (Karras et al. 2022, arXiv 2206.00364, algorithm 1).

    Every step, the last too, averages the velocity at its two ends: two evaluations.
    """
    slope, dt = _slopes(denoiser.form, grid), grid.diff().tolist()

    def step(k, x, x0, eps):
        first = _velocity(slope[k], x0, eps)
        second = _velocity(slope[k + 1], *denoiser(x + dt[k] * first, grid[k + 1]))
        return x + dt[k] / 2 * (first + second)

    return _walk(denoiser, x_T, grid, step)


def rk4(denoiser, x_T: Tensor, grid: Tensor, generator=None) -> Trajectory:
    """The classical fourth-order Runge-Kutta method in t: four evaluations a step."""
    middles, steps = (grid[:-1] + grid[1:]) / 2, grid.diff().tolist()
    slope, inside = _slopes(denoiser.form, grid), _slopes(denoiser.form, middles)

    def step(k, x, x0, eps):
        dt, middle, end = steps[k], middles[k], grid[k + 1]
        k1 = _velocity(slope[k], x0, eps)
        k2 = _velocity(inside[k], *denoiser(x + dt / 2 * k1, middle))
        k3 = _velocity(inside[k], *denoiser(x + dt / 2 * k2, middle))
        k4 = _velocity(slope[k + 1], *denoiser(x + dt * k3, end))
        return x + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)

    return _walk(denoiser, x_T, grid, step)


def dpmpp_2m(denoiser, x_T: Tensor, grid: Tensor, generator=None) -> Trajectory:
    """DPM-Solver++(2M) (Lu et al. 2022, arXiv 2211.01095, algorithm 2; "midpoint" in diffusers).

    Extrapolates x0_hat from the last two evaluations in lambda = log(alpha/sigma). The first step has no
    second evaluation yet; the last crosses so much lambda that extrapolating would overshoot. Both are
    first-order, which is DDIM, as in diffusers for a schedule that ends at sigma = 0.
    """
    alpha, sigma = _coefficients(denoiser.form, grid)
    last, before = len(grid) - 2, None

    def step(k, x, x0, eps):
        nonlocal before
        guess, earlier, before = x0, before, x0
        if 0 < k < last:
            log_snr = [math.log(alpha[j] / sigma[j]) for j in (k - 1, k, k + 1)]
            ratio = (log_snr[2] - log_snr[1]) / (log_snr[1] - log_snr[0])
            guess = x0 + ratio / 2 * (x0 - earlier)
        decay = sigma[k + 1] / sigma[k]
        return decay * x + (alpha[k + 1] - decay * alpha[k]) * guess

    return _walk(denoiser, x_T, grid, step)


def ancestral(denoiser, x_T: Tensor, grid: Tensor, generator=None) -> Trajectory:
    """Ancestral sampling (DDPM, Ho et al. 2020, arXiv 2006.11239; DDIM's eta = 1), for any form.

    x_s = alpha_s x0_hat + sqrt(sigma_s^2 - v) eps_hat + sqrt(v) z with fresh noise z from ``generator`` and
    v = (sigma_s/sigma_t)^2 (sigma_t^2 - (alpha_t/alpha_s)^2 sigma_s^2), the variance of x_s given x_t and x0.
    With r = (alpha_t sigma_s) / (alpha_s sigma_t) <= 1 the roots are sigma_s r and sigma_s sqrt(1 - r^2).
    """
    if not isinstance(generator, torch.Generator):
        raise InvalidInput("generator", generator, "a torch.Generator, for the noise of every step")
    alpha, sigma = _coefficients(denoiser.form, grid)

    def step(k, x, x0, eps):
        r = alpha[k] * sigma[k + 1] / (alpha[k + 1] * sigma[k])
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype)
        return alpha[k + 1] * x0 + sigma[k + 1] * (r * eps + math.sqrt(1 - r * r) * z)

    return _walk(denoiser, x_T, grid, step)


# --- what they share ---------------------------------------------------------------------------------------


@torch.no_grad()
def _walk(denoiser, x_T, grid, step):
    """Evaluate the denoiser and take a step, K times; ``step(k, x, x0, eps)`` gives x at grid[k + 1]."""
    _check_grid(grid)
    _check_noise(x_T)
    x, xs, x0s, epss = x_T, [x_T], [], []
    for k in range(len(grid) - 1):
        x0, eps = denoiser(x, grid[k])
        x = step(k, x, x0, eps)
        xs.append(x), x0s.append(x0), epss.append(eps)
    return Trajectory(grid, torch.stack(xs), torch.stack(x0s), torch.stack(epss))


def _coefficients(form, grid):
    """alpha and sigma on the grid, as lists of plain (double) numbers."""
    _check_grid(grid)
    return form.alpha(grid).tolist(), form.sigma(grid).tolist()


def _slopes(form, times):
    """(alpha', sigma') at every time, as plain numbers: one by one they would cost as much as the steps."""
    return list(zip(form.d_alpha(times).tolist(), form.d_sigma(times).tolist(), strict=True))


def _velocity(slope, x0, eps):
    """dx/dt = alpha'(t) x0_hat + sigma'(t) eps_hat."""
    return slope[0] * x0 + slope[1] * eps


def _check_noise(x_T):
    if not isinstance(x_T, Tensor) or not x_T.is_floating_point() or x_T.numel() == 0:
        raise InvalidInput("x_T", x_T, "a tensor (n, 2) of real numbers, n at least 1")
    if not x_T.isfinite().all():
        raise InvalidInput("x_T", f"{int((~x_T.isfinite()).sum()):,} NaN or infinite", "finite numbers")


def _check_grid(grid):
    falling = isinstance(grid, Tensor) and grid.ndim == 1 and bool((grid[:-1] > grid[1:]).all())
    if not falling or not 2 <= len(grid) <= MAX_STEPS + 1:
        raise InvalidInput("grid", grid, f"a tensor of 2 to {MAX_STEPS + 1:,} falling times")


@dataclass(frozen=True, eq=False)
class Solver:
    """A solver as it is offered: its names, its price, and how to run it.

    run           the free function (denoiser, x_T, grid, generator) -> Trajectory
    grid          how its steps are spread unless told: those that follow dx/dt want steps even in t, since a
                  step even in phi can cross many times its own t near the ends of VE and EDM
    multistep     whether a step needs the one before it; otherwise a grid can be walked in pieces
    nfe_per_step  evaluations of the denoiser a step (NFE: number of function evaluations)
    """

    key: str
    title: str
    description: str
    nfe_per_step: int
    grid: Callable[..., Tensor]
    run: Callable[..., Trajectory]
    multistep: bool = False

    def nfe(self, steps: int) -> int:
        """Evaluations of the denoiser that ``steps`` steps take."""
        return self.nfe_per_step * require_int("steps", steps, 1, MAX_STEPS)

    def sample(self, denoiser, x_T: Tensor, steps: int, generator=None, grid=None) -> Trajectory:
        """Paths from noise ``x_T`` (n, 2) at the form's t_max to data, in ``steps`` (1 to 1,000) steps.

        grid: one of GRIDS' functions, the solver's own by default. Raises InvalidInput.
        """
        return self.run(denoiser, x_T, (grid or self.grid)(denoiser.form, steps), generator)


SOLVERS: dict[str, Solver] = {
    solver.key: solver
    for solver in (
        Solver("ddim", "DDIM", "Exact on first-order paths, in any number of steps.", 1, even_in_phi, ddim),
        Solver("euler", "Euler", "Straight steps in t: exact on even straight paths.", 1, even_in_t, euler),
        Solver("heun", "Heun", "Averages the velocity at both ends of a step: order 2.", 2, even_in_t, heun),
        Solver("rk4", "Runge-Kutta 4", "Four evaluations a step: order 4.", 4, even_in_t, rk4),
        Solver(
            "dpmpp_2m", "DPM-Solver++(2M)", "Uses the last step: order 2.", 1, even_in_phi, dpmpp_2m, True
        ),
        Solver("ancestral", "Ancestral", "Fresh noise at every step: an SDE.", 1, even_in_phi, ancestral),
    )
}
