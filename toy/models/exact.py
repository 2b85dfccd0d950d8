"""The exact denoiser of a Gaussian mixture: no training, exact paths, and the oracle of the tests."""

from __future__ import annotations

import torch
from torch import Tensor

from toy.forms import Form, cos_sin
from toy.models.denoiser import Predictor, denoise

Posterior = Predictor  # its old name


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
        means, covariances, weights = (
            torch.as_tensor(part, dtype=torch.float64)
            for part in (mixture.means, mixture.covariances, mixture.weights)
        )
        variances, axes = torch.linalg.eigh(covariances)  # (k, 2) and (k, 2, 2)
        round_ones = bool((variances[:, 1] - variances[:, 0] <= 1e-9 * variances[:, 1]).all())
        self._mean_pair = _round_posterior if round_ones else _posterior
        self._parameters = (means, variances[:, 0] if round_ones else variances, axes, weights.log())
        self._kept: dict[tuple[torch.dtype, torch.device], tuple[Tensor, ...]] = {}

    def predict(self, u: Tensor, phi: Tensor | float) -> tuple[Tensor, Tensor]:
        """(x0_hat, eps_hat), each (n, 2), at ``u = cos(phi) x0 + sin(phi) eps`` (n, 2); phi () or (n, 1)."""
        kind = (u.dtype, u.device)
        if kind not in self._kept:
            self._kept[kind] = tuple(part.to(u.device, u.dtype) for part in self._parameters)
        c, s = cos_sin(phi)
        if isinstance(c, Tensor):
            c, s = c.to(u.dtype), s.to(u.dtype)
        return self._mean_pair(u, c, s, *self._kept[kind])

    def posterior(self, u: Tensor, phi: Tensor | float) -> tuple[Tensor, Tensor]:
        """The old name of ``predict``."""
        return self.predict(u, phi)

    def __call__(self, xt: Tensor, t: Tensor | float) -> tuple[Tensor, Tensor]:
        """(x0_hat, eps_hat), each (n, 2), at ``xt`` (n, 2) and time t (number, 0-d or (n, 1))."""
        return denoise(self, self.form, xt, t)


def _posterior(u, c, s, means, variances, axes, log_weights):
    """Any covariances: each component is looked at along its own axes, where its covariance is diagonal."""
    c3, s3 = (c[..., None], s[..., None]) if isinstance(c, Tensor) else (c, s)  # against (n, k, 2)
    offset = torch.einsum("kij,nki->nkj", axes, u[:, None, :] - c3 * means)
    variance = (c3 * c3 * variances + s3 * s3).clamp_min(torch.finfo(u.dtype).tiny)
    pull = offset / variance
    responsibility = torch.softmax(log_weights - 0.5 * (offset * pull + variance.log()).sum(-1), dim=-1)
    average = lambda y: torch.einsum("nk,kij,nkj->ni", responsibility, axes, y)  # noqa: E731
    return responsibility @ means + average(c3 * variances * pull), average(s3 * pull)


def _round_posterior(u, c, s, means, variances, axes, log_weights):
    """Round components, variances (k,): the same in a few products of matrices, for mixtures of hundreds."""
    variance = (c * c * variances + s * s).clamp_min(torch.finfo(u.dtype).tiny)  # (k,) or (n, k)
    far = u.square().sum(1, keepdim=True) - 2 * c * (u @ means.t()) + c * c * means.square().sum(1)
    responsibility = torch.softmax(log_weights - 0.5 * far / variance - variance.log(), dim=-1)
    per_variance = responsibility / variance
    pull = per_variance.sum(1, keepdim=True) * u - c * (per_variance @ means)  # mean of (u - c m) / variance
    shrunk = per_variance * variances
    x0 = responsibility @ means + c * (shrunk.sum(1, keepdim=True) * u - c * (shrunk @ means))
    return x0, s * pull
