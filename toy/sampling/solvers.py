"""Solvers that are exact on first-order paths: DDIM, DPM-Solver++(2M) and ancestral sampling."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from toy.errors import InvalidInput
from toy.sampling.walking import DenoiserLike, Step, Trajectory, coefficients, walk


def ddim(
    denoiser: DenoiserLike, x_T: Tensor, grid: Tensor, generator: torch.Generator | None = None
) -> Trajectory:
    """DDIM (Song et al. 2021, arXiv 2010.02502, eq. 12 with eta = 0).

    x_s = alpha_s x0_hat + sigma_s eps_hat: the exact solution while (x0_hat, eps_hat) stay constant, so exact
    on first-order paths in any number of steps. Order 1, one evaluation a step.

    Args:
        denoiser: a callable (xt, t) -> (x0_hat, eps_hat) with its ``form``.
        x_T: (n, d), the state at grid[0].
        grid: (K+1,), falling times.
        generator: not used.

    Returns:
        Trajectory of K steps.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    alpha, sigma = coefficients(denoiser, grid)

    def step(k: int, x: Tensor, x0: Tensor, eps: Tensor) -> Tensor:
        return alpha[k + 1] * x0 + sigma[k + 1] * eps

    return walk(denoiser, x_T, grid, step)


def dpmpp_2m(
    denoiser: DenoiserLike, x_T: Tensor, grid: Tensor, generator: torch.Generator | None = None
) -> Trajectory:
    """DPM-Solver++(2M) (Lu et al. 2022, arXiv 2211.01095, algorithm 2; "midpoint" in diffusers).

    Extrapolates x0_hat from the last two evaluations in lambda = log(alpha/sigma). The first step has no
    second evaluation yet; the last crosses so much lambda that extrapolating would overshoot. Both are
    first-order, which is DDIM, as in diffusers for a schedule that ends at sigma = 0.

    Args, Returns, Raises: as ``ddim``.
    """
    return walk(denoiser, x_T, grid, dpmpp_2m_step(denoiser, grid))


def dpmpp_2m_step(denoiser: DenoiserLike, grid: Tensor) -> Step:
    """The steps of ``dpmpp_2m`` for ``walk``, to be taken one after another: each knows the one before."""
    alpha, sigma = coefficients(denoiser, grid)
    last = len(grid) - 2
    before: Tensor | None = None

    def step(k: int, x: Tensor, x0: Tensor, eps: Tensor) -> Tensor:
        nonlocal before
        guess, earlier, before = x0, before, x0
        if 0 < k < last and earlier is not None:
            a, b, c = (_log(alpha[j]) - _log(sigma[j]) for j in (k - 1, k, k + 1))
            ratio = (c - b) / (b - a)
            guess = x0 + ratio / 2 * (x0 - earlier)
        decay = sigma[k + 1] / sigma[k]
        return decay * x + (alpha[k + 1] - decay * alpha[k]) * guess

    return step


def ancestral(
    denoiser: DenoiserLike, x_T: Tensor, grid: Tensor, generator: torch.Generator | None = None
) -> Trajectory:
    """Ancestral sampling (DDPM, Ho et al. 2020, arXiv 2006.11239; DDIM's eta = 1), for any form.

    x_s = alpha_s x0_hat + sqrt(sigma_s^2 - v) eps_hat + sqrt(v) z with fresh noise z from ``generator`` and
    v = (sigma_s/sigma_t)^2 (sigma_t^2 - (alpha_t/alpha_s)^2 sigma_s^2), the variance of x_s given x_t and x0.
    With r = (alpha_t sigma_s) / (alpha_s sigma_t) <= 1 the roots are sigma_s r and sigma_s sqrt(1 - r^2).

    Args, Returns, Raises: as ``ddim``; ``generator`` is needed.
    """
    if not isinstance(generator, torch.Generator):
        raise InvalidInput("generator", generator, "a torch.Generator, for the noise of every step")
    alpha, sigma = coefficients(denoiser, grid)

    def step(k: int, x: Tensor, x0: Tensor, eps: Tensor) -> Tensor:
        r = alpha[k] * sigma[k + 1] / (alpha[k + 1] * sigma[k])
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=generator.device).to(x.device)
        return alpha[k + 1] * x0 + sigma[k + 1] * (r * eps + math.sqrt(1 - r * r) * z)

    return walk(denoiser, x_T, grid, step)


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf
