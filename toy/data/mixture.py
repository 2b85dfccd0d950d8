"""Gaussian mixtures in the plane: the data whose score, and so whose every path, is known in closed form."""

import math
from dataclasses import dataclass

import torch

from toy.data import checks
from toy.errors import InvalidInput, require_int

MAX_COMPONENTS = 10_000


@dataclass(frozen=True, eq=False)
class GaussianMixture:
    """p(x) = sum_k weights_k N(x; means_k, covariances_k) in two dimensions.

    means        (k, 2)     finite
    covariances  (k, 2, 2)  finite, symmetric, positive definite
    weights      (k,)       positive, normalised here to sum 1; equal where left out

    Kept as float64 tensors. Raises InvalidInput naming the field that does not fit.
    """

    means: torch.Tensor
    covariances: torch.Tensor
    weights: torch.Tensor | None = None

    def __post_init__(self):
        means = checks.points("means", self.means, most=MAX_COMPONENTS)
        weights = torch.ones(len(means)) if self.weights is None else self.weights
        object.__setattr__(self, "means", means)
        object.__setattr__(self, "covariances", _check_covariances(self.covariances, len(means)))
        object.__setattr__(self, "weights", _check_weights(weights, len(means)))

    @property
    def mean(self):
        """E[x], (2,)."""
        return self.weights @ self.means

    @property
    def covariance(self):
        """Cov[x], (2, 2): the covariance within the components plus that of their means."""
        away = self.means - self.mean
        return torch.einsum("k,kij->ij", self.weights, self.covariances) + (self.weights * away.T) @ away

    def affine(self, center, scale):
        """The mixture of (x - center) / scale."""
        return GaussianMixture((self.means - center) / scale, self.covariances / scale**2, self.weights)

    def sample(self, n, generator, balanced=False):
        """Draw ``n`` points in random order, float64 (n, 2).

        ``balanced`` gives every component its exact share of the points (up to rounding) instead of a
        random one, so that a reference sample carries no error in the weights of the modes.
        """
        n = require_int("n", n, 1, checks.MAX_ROWS)
        if balanced:
            component = torch.repeat_interleave(_shares(self.weights, n, generator))
            component = component[torch.randperm(n, generator=generator)]
        else:
            component = torch.multinomial(self.weights, n, replacement=True, generator=generator)
        z = torch.randn(n, 2, 1, generator=generator, dtype=torch.float64)
        root = torch.linalg.cholesky(self.covariances)
        return self.means[component] + (root[component] @ z).squeeze(-1)

    def log_prob(self, x):
        """log p(x) for points ``x`` (n, 2), float64 (n,)."""
        half_log_det = torch.linalg.cholesky(self.covariances).diagonal(dim1=1, dim2=2).log().sum(1)
        constant = self.weights.log() - half_log_det - math.log(2 * math.pi)
        return torch.logsumexp(constant - self.squared_distances(x) / 2, dim=1)

    def squared_distances(self, x):
        """Squared Mahalanobis distance from each point ``x`` (n, 2) to each component, float64 (n, k)."""
        x, means = checks.points("x", x) - self.mean, self.means - self.mean
        whiten = torch.linalg.inv(torch.linalg.cholesky(self.covariances))
        offset = (whiten @ means[:, :, None]).reshape(-1)
        white = x @ whiten.reshape(-1, 2).T - offset  # (n, 2k): one product, nothing of shape (n, k, 2, 2)
        return white.square_().reshape(len(x), -1, 2).sum(-1)


def _check_covariances(covariances, k):
    allowed = f"a finite, symmetric, positive definite 2 by 2 matrix for each of the {k} means"
    covariances = checks.floats("covariances", covariances, allowed)
    if covariances.shape != (k, 2, 2):
        raise InvalidInput("covariances", f"shape {tuple(covariances.shape)}", allowed)
    for i, matrix in enumerate(covariances.tolist()):
        (a, b), (c, d) = matrix
        # The margin in the determinant keeps the inverse and the Cholesky factor accurate.
        definite = 0 < a <= checks.MAX_SIZE and 0 < d <= checks.MAX_SIZE and a * d - b * c > 1e-10 * a * d
        if not (definite and abs(b - c) <= 1e-9 * (a + d)):
            raise InvalidInput("covariances", f"{matrix} for component {i}", allowed)
    return (covariances + covariances.mT) / 2


def _check_weights(weights, k):
    allowed = f"{k} positive finite numbers, one for each mean, the largest at most 1e12 times the smallest"
    weights = checks.floats("weights", weights, allowed)
    if weights.shape != (k,) or not ((weights > 0) & weights.isfinite()).all():
        raise InvalidInput("weights", weights.tolist(), allowed)
    if weights.max() / weights.min() > 1e12:
        raise InvalidInput("weights", weights.tolist(), allowed)
    weights = weights / weights.max()  # first, so that the sum cannot overflow
    return weights / weights.sum()


def _shares(weights, n, generator):
    """Whole numbers with sum ``n`` nearest below ``weights * n``; the remainder goes to random components."""
    exact = weights * n
    counts = (exact + 1e-9).floor().long()
    left = n - int(counts.sum())
    if left > 0:
        rest = (exact - counts).clamp_min(1e-9)
        counts[torch.multinomial(rest, left, replacement=False, generator=generator)] += 1
    return counts
