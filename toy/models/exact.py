"""The exact denoiser of a Gaussian mixture: no training, exact paths, and the oracle of the tests."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from toy.data.mixture import GaussianMixture
from toy.errors import InvalidInput
from toy.forms import Form, cos_sin, per_row
from toy.models.denoiser import Predictor, denoise

_ROUND = 1e-9  # relative spread of a covariance's variances up to which it counts as round

Pair = tuple[Tensor, Tensor]


Posterior = Predictor  # its old name


class ExactDenoiser:
    """The posterior means E[x0 | x_t] and E[eps | x_t] when the data is a mixture of Gaussians.

    Per component of mean m and covariance S, with C = alpha^2 S + sigma^2 I,
    ``x0_k = m + alpha S C^-1 (x - alpha m)`` and ``eps_k = sigma C^-1 (x - alpha m)``; the components are
    weighed with their responsibilities. Both are finite at sigma = 0 and at alpha = 0. Cost O(n k d^2).

    Args:
        mixture: of k components in d dimensions, standardised units.
        form: the coordinates in which ``__call__`` reads ``xt``.
    """

    def __init__(self, mixture: GaussianMixture, form: Form) -> None:
        self.mixture, self.form = mixture, form
        means, log_weights = mixture.means, mixture.weights.log()
        variances, axes = torch.linalg.eigh(mixture.covariances)  # (k, d) and (k, d, d)
        spread = variances[:, -1] - variances[:, 0]
        round_ones = bool((spread <= _ROUND * variances[:, -1]).all())
        self._mean_pair: Callable[..., Pair] = _round_posterior if round_ones else _posterior
        if round_ones:
            self._parameters: tuple[Tensor, ...] = (means, variances[:, 0], log_weights)
        else:
            self._parameters = (means, *_along_axes(means, variances, axes), log_weights)
        self._kept: dict[tuple[torch.dtype, torch.device], tuple[Tensor, ...]] = {}

    def __repr__(self) -> str:
        return f"ExactDenoiser({self.mixture!r}, {self.form!r})"

    def predict(self, u: Tensor, phi: Tensor | float) -> tuple[Tensor, Tensor]:
        """The pair at a point of the angle coordinates.

        Args:
            u: ``cos(phi) x0 + sin(phi) eps``, (n, d), standardised units.
            phi: angle in radians, a number or a tensor of shape (), (1,), (n,) or (n, 1).

        Returns:
            (x0_hat, eps_hat), each (n, d), of the type of ``u``.

        Raises:
            InvalidInput: other shapes, or an angle that is NaN or infinite.
        """
        d = self.mixture.dim
        if not isinstance(u, Tensor) or u.ndim != 2 or u.shape[1] != d or not u.is_floating_point():
            raise InvalidInput("u", u, f"a tensor (n, {d}) of real numbers")
        kind = (u.dtype, u.device)
        parameters = self._kept.get(kind)
        if parameters is None:
            parameters = self._kept[kind] = tuple(part.to(u.device, u.dtype) for part in self._parameters)
        c, s = (_as(u, part) for part in cos_sin(per_row("phi", phi, len(u))))
        return self._mean_pair(u, c, s, *parameters)

    def posterior(self, u: Tensor, phi: Tensor | float) -> tuple[Tensor, Tensor]:
        """The old name of ``predict``."""
        return self.predict(u, phi)

    def __call__(self, xt: Tensor, t: Tensor | float) -> tuple[Tensor, Tensor]:
        """The pair at ``xt`` (n, d) and time ``t`` of the form; arguments and errors as of ``denoise``."""
        return denoise(self, self.form, xt, t)


def _as(u: Tensor, part: Tensor | float) -> Tensor | float:
    return part.to(u.dtype) if isinstance(part, Tensor) else part


def _along_axes(means: Tensor, variances: Tensor, axes: Tensor) -> tuple[Tensor, ...]:
    """A mixture for ``_posterior``, seen along the axes of its components.

    Column j k + i belongs to axis j of component i, so that sums over the axes add whole rows of components.

    Returns:
        The axes as columns (d, dk); the means along them (dk,); the variances (dk,); and (dk, 2d), which
        takes what lies along the axes back to the coordinates, and beside it the same times the variances.
    """
    k, d = means.shape
    columns = axes.permute(1, 2, 0).reshape(d, d * k)  # axes[i, :, j] is axis j of component i
    along = torch.einsum("kij,ki->jk", axes, means).reshape(-1)
    flat = variances.T.reshape(-1)
    back = columns.T
    return columns, along, flat, torch.cat([back, flat[:, None] * back], dim=1)


def _posterior(
    u: Tensor,
    c: Tensor | float,
    s: Tensor | float,
    means: Tensor,
    columns: Tensor,
    along: Tensor,
    variances: Tensor,
    back: Tensor,
    log_weights: Tensor,
) -> Pair:
    """Any covariances: each component is looked at along its own axes, where its covariance is diagonal.

    c and s are numbers or (n, 1); the rest as ``_along_axes`` gives it. Two products of matrices.
    """
    n, (k, d) = len(u), means.shape
    variance = (c * c * variances + s * s).clamp_min(torch.finfo(u.dtype).tiny)  # (dk,) or (n, dk)
    offset = u @ columns - c * along if isinstance(c, Tensor) else torch.addmm(-c * along, u, columns)
    pull = offset / variance if isinstance(c, Tensor) else offset * variance.reciprocal()
    far, log_det = (offset * pull).view(n, d, k).sum(1), variance.log().view(-1, d, k).sum(1)
    responsibility = torch.softmax(log_weights - 0.5 * (far + log_det), dim=-1)
    weighted = (pull.view(n, d, k) * responsibility[:, None, :]).view(n, d * k)
    products = weighted @ back
    average, shrunk = products[:, :d], products[:, d:]
    return torch.addmm(c * shrunk, responsibility, means), s * average


def _round_posterior(
    u: Tensor,
    c: Tensor | float,
    s: Tensor | float,
    means: Tensor,
    variances: Tensor,
    log_weights: Tensor,
) -> Pair:
    """Round components, variances (k,): the same in a few products of matrices, for mixtures of hundreds."""
    d = means.shape[1]
    variance = (c * c * variances + s * s).clamp_min(torch.finfo(u.dtype).tiny)  # (k,) or (n, k)
    far = u.square().sum(1, keepdim=True) - 2 * c * (u @ means.t()) + c * c * means.square().sum(1)
    responsibility = torch.softmax(log_weights - 0.5 * far / variance - 0.5 * d * variance.log(), dim=-1)
    per_variance = responsibility / variance
    pull = per_variance.sum(1, keepdim=True) * u - c * (per_variance @ means)  # mean of (u - c m) / variance
    shrunk = per_variance * variances
    x0 = responsibility @ means + c * (shrunk.sum(1, keepdim=True) * u - c * (shrunk @ means))
    return x0, s * pull
