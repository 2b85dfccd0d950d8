"""The exact denoiser of a Gaussian mixture: no training, exact paths, and the oracle of the tests."""

from __future__ import annotations

import math
from typing import Protocol

import torch
from torch import Tensor

from toy.forms import Form, as_time


class Posterior(Protocol):
    """Anything that denoises in angle coordinates: a trained network or a closed form."""

    def posterior(self, u: Tensor, phi: Tensor | float) -> tuple[Tensor, Tensor]: ...


def denoise(model: Posterior, form: Form, xt: Tensor, t: Tensor | float) -> tuple[Tensor, Tensor]:
    """(x0_hat, eps_hat) of ``model`` at ``xt`` (n, 2) and time ``t`` of ``form``.

    ``t`` is a number, a 0-d tensor or one of shape (n, 1); it is moved into [form.t_min, form.t_max].
    """
    t = form.clamp(t)
    alpha, sigma = form.alpha(t), form.sigma(t)
    norm = torch.hypot(alpha, sigma)
    return model.posterior(xt / norm.to(xt.dtype), torch.atan2(sigma, alpha))


class ExactDenoiser:
    """The posterior means E[x0 | x_t] and E[eps | x_t] when the data is a mixture of Gaussians.

    Per component of mean m and covariance S, with C = alpha^2 S + sigma^2 I,
    ``x0_k = m + alpha S C^-1 (x - alpha m)`` and ``eps_k = sigma C^-1 (x - alpha m)``; the components are
    weighed with their responsibilities. Both are finite at sigma = 0 and at alpha = 0. Cost O(n k).

    Args:
        mixture: with ``means`` (k, 2), ``covariances`` (k, 2, 2), ``weights`` (k,), standardised units.
        form: the coordinates in which ``__call__`` reads ``xt``.
    """

    def __init__(self, mixture, form: Form):
        self.mixture, self.form = mixture, form
        as_tensor = lambda a: torch.as_tensor(a, dtype=torch.float64)  # noqa: E731
        self._means = as_tensor(mixture.means)
        self._variances, self._axes = torch.linalg.eigh(as_tensor(mixture.covariances))  # (k, 2), (k, 2, 2)
        self._log_weights = as_tensor(mixture.weights).log()
        self._by_dtype: dict[torch.dtype, tuple[Tensor, ...]] = {}

    def _parameters(self, dtype: torch.dtype) -> tuple[Tensor, ...]:
        if dtype not in self._by_dtype:
            parts = (self._means, self._variances, self._axes, self._log_weights)
            self._by_dtype[dtype] = tuple(part.to(dtype) for part in parts)
        return self._by_dtype[dtype]

    def posterior(self, u: Tensor, phi: Tensor | float) -> tuple[Tensor, Tensor]:
        """(x0_hat, eps_hat), each (n, 2), at ``u = cos(phi) x0 + sin(phi) eps`` (n, 2); phi () or (n, 1)."""
        means, variances, axes, log_weights = self._parameters(u.dtype)
        phi = as_time(phi)
        c, s = torch.cos(phi).to(u.dtype), torch.sin(phi).to(u.dtype)
        c3, s3 = (c[..., None], s[..., None]) if c.ndim else (c, s)  # against (n, k, 2)
        # offsets in each component's own axes, where its covariance is diagonal
        offset = torch.einsum("kij,nki->nkj", axes, u[:, None, :] - c3 * means)
        variance = (c3 * c3 * variances + s3 * s3).clamp_min(torch.finfo(u.dtype).tiny)
        pull = offset / variance
        log_density = log_weights - 0.5 * (offset * pull + variance.log()).sum(-1) - math.log(2 * math.pi)
        responsibility = torch.softmax(log_density, dim=-1)
        average = lambda y: torch.einsum("nk,kij,nkj->ni", responsibility, axes, y)  # noqa: E731
        return responsibility @ means + average(c3 * variances * pull), average(s3 * pull)

    def __call__(self, xt: Tensor, t: Tensor | float) -> tuple[Tensor, Tensor]:
        """(x0_hat, eps_hat), each (n, 2), at ``xt`` (n, 2) and time t (number, 0-d or (n, 1))."""
        return denoise(self, self.form, xt, t)
