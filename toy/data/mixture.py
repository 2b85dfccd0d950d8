"""Gaussian mixtures: the data whose score, and so whose every path, is known in closed form."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from toy.data import checks
from toy.errors import InvalidInput, require_int

MAX_COMPONENTS = 10_000
_DEFINITE = 5e-11  # least eigenvalue of a correlation matrix: inverses and Cholesky factors stay accurate


@dataclass(frozen=True, eq=False, repr=False, init=False)
class GaussianMixture:
    """p(x) = sum_k weights_k N(x; means_k, covariances_k) in d dimensions.

    Attributes:
        means: (k, d) float64, finite.
        covariances: (k, d, d) float64, symmetric, positive definite.
        weights: (k,) float64, positive, with sum 1.
    """

    means: Tensor
    covariances: Tensor
    weights: Tensor

    def __init__(self, means: object, covariances: object, weights: object = None) -> None:
        """Nested lists, NumPy arrays or tensors.

        Args:
            means: (k, d), 1 to 10,000 of them.
            covariances: (k, d, d).
            weights: (k,), any positive numbers; equal ones where left out.

        Raises:
            InvalidInput: naming the field that does not fit.
        """
        found = checks.points("means", means, most=MAX_COMPONENTS, dim=_width(covariances))
        k, d = found.shape
        object.__setattr__(self, "means", found)
        object.__setattr__(self, "covariances", _check_covariances(covariances, k, d))
        object.__setattr__(self, "weights", _check_weights(torch.ones(k) if weights is None else weights, k))

    def __repr__(self) -> str:
        k, d = self.means.shape
        return f"GaussianMixture({k:,} Gaussian{'s' if k > 1 else ''} in {d}-D)"

    @property
    def dim(self) -> int:
        """d, the number of coordinates."""
        return self.means.shape[1]

    @property
    def mean(self) -> Tensor:
        """E[x], (d,)."""
        return self.weights @ self.means

    @property
    def covariance(self) -> Tensor:
        """Cov[x], (d, d): the covariance within the components plus that of their means."""
        away = self.means - self.mean
        return torch.einsum("k,kij->ij", self.weights, self.covariances) + (self.weights * away.T) @ away

    def affine(self, center: Tensor, scale: float) -> GaussianMixture:
        """The mixture of (x - center) / scale; center (d,)."""
        return GaussianMixture((self.means - center) / scale, self.covariances / scale**2, self.weights)

    def sample(self, n: int, generator: torch.Generator, balanced: bool = False) -> Tensor:
        """Points in random order.

        Args:
            n: how many, 1 to 1,000,000.
            generator: source of all randomness.
            balanced: every component gets its exact share of the points (up to rounding) instead of a random
                one, so that a reference sample carries no error in the weights of the modes.

        Returns:
            float64 (n, d).

        Raises:
            InvalidInput: n out of range.
        """
        n = require_int("n", n, 1, checks.MAX_ROWS)
        if balanced:
            component = torch.repeat_interleave(_shares(self.weights, n, generator))
            component = component[torch.randperm(n, generator=generator)]
        else:
            component = torch.multinomial(self.weights, n, replacement=True, generator=generator)
        z = torch.randn(n, self.dim, 1, generator=generator, dtype=torch.float64)
        root = torch.linalg.cholesky(self.covariances)
        away: Tensor = (root[component] @ z).squeeze(-1)
        return self.means[component] + away

    def log_prob(self, x: object) -> Tensor:
        """log p(x) for points ``x`` (n, d), float64 (n,). Raises InvalidInput."""
        half_log_det = torch.linalg.cholesky(self.covariances).diagonal(dim1=1, dim2=2).log().sum(1)
        constant = self.weights.log() - half_log_det - self.dim / 2 * math.log(2 * math.pi)
        return torch.logsumexp(constant - self.squared_distances(x) / 2, dim=1)

    def squared_distances(self, x: object) -> Tensor:
        """Squared Mahalanobis distance from each point ``x`` (n, d) to each component, float64 (n, k).

        Raises:
            InvalidInput: no such points.
        """
        x, means = checks.points("x", x, dim=self.dim) - self.mean, self.means - self.mean
        whiten = torch.linalg.inv(torch.linalg.cholesky(self.covariances))
        offset = (whiten @ means[:, :, None]).reshape(-1)
        white: Tensor = x @ whiten.reshape(-1, self.dim).T - offset  # one product, nothing of (n, k, d, d)
        return white.square_().reshape(len(x), -1, self.dim).sum(-1)


def _width(covariances: object) -> int | None:
    """d of covariances (k, d, d), which the means must have too; None where these are no such array."""
    shape = getattr(covariances, "shape", None)
    if shape is None:
        try:
            shape = checks.floats("covariances", covariances, "").shape
        except InvalidInput:
            return None
    return int(shape[-1]) if len(shape) == 3 and shape[-1] == shape[-2] > 0 else None


def _check_covariances(values: object, k: int, d: int) -> Tensor:
    allowed = f"a finite, symmetric, positive definite {d} by {d} matrix for each of the {k} means"
    covariances = checks.floats("covariances", values, allowed)
    if covariances.shape != (k, d, d):
        raise InvalidInput("covariances", f"shape {tuple(covariances.shape)}", allowed)
    variances = covariances.diagonal(dim1=1, dim2=2)
    fits = ((variances > 0) & (variances <= checks.MAX_SIZE)).all(1)
    root = torch.where(fits[:, None], variances, 1.0).sqrt()
    skew = (covariances - covariances.mT).abs() <= 1e-9 * (variances[:, :, None] + variances[:, None, :])
    correlation = covariances / (root[:, :, None] * root[:, None, :])
    fits &= skew.flatten(1).all(1) & (correlation.abs() <= 1 + 1e-9).flatten(1).all(1)  # NaN fails too
    correlation = torch.where(fits[:, None, None], (correlation + correlation.mT) / 2, torch.eye(d).double())
    fits &= torch.linalg.eigvalsh(correlation)[:, 0] > _DEFINITE
    if not bool(fits.all()):
        i = int(torch.argmin(fits.to(torch.int8)))
        raise InvalidInput("covariances", f"{covariances[i].tolist()} for component {i}", allowed)
    return (covariances + covariances.mT) / 2


def _check_weights(values: object, k: int) -> Tensor:
    allowed = f"{k} positive finite numbers, one for each mean, the largest at most 1e12 times the smallest"
    weights = checks.floats("weights", values, allowed)
    if weights.shape != (k,) or not bool(((weights > 0) & weights.isfinite()).all()):
        raise InvalidInput("weights", weights.tolist(), allowed)
    if weights.max() / weights.min() > 1e12:
        raise InvalidInput("weights", weights.tolist(), allowed)
    if abs(float(weights.sum()) - 1) <= 1e-12:  # normalised again they would change their last digits
        return weights
    weights = weights / weights.max()  # first, so that the sum cannot overflow
    return weights / weights.sum()


def _shares(weights: Tensor, n: int, generator: torch.Generator) -> Tensor:
    """Whole numbers with sum ``n`` nearest below ``weights * n``; the remainder goes to random components."""
    exact = weights * n
    counts = (exact + 1e-9).floor().long()
    left = n - int(counts.sum())
    if left > 0:
        rest = (exact - counts).clamp_min(1e-9)
        counts[torch.multinomial(rest, left, replacement=False, generator=generator)] += 1
    return counts
