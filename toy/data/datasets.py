"""Data sets: where points come from, in their own scale, and the one scale everything is trained in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import torch

from toy.data import checks
from toy.data.mixture import GaussianMixture
from toy.errors import InvalidInput, require_int

DIFFERENT = "points that differ"


@dataclass(frozen=True, eq=False)
class Shape:
    """A distribution given by a way to sample it, with its exact moments.

    draw        (n, generator, balanced) -> float64 (n, 2)
    mean        (2,)
    covariance  (2, 2)
    """

    draw: Callable
    mean: torch.Tensor
    covariance: torch.Tensor

    def sample(self, n, generator, balanced=False):
        """``n`` points, float64 (n, 2); ``balanced`` spreads them evenly over the parts of the shape."""
        return self.draw(require_int("n", n, 1, checks.MAX_ROWS), generator, balanced)


@dataclass(frozen=True, eq=False)
class Points:
    """The distribution of a point chosen at random among ``points`` (m, 2): resampling, nothing added."""

    points: torch.Tensor

    @property
    def mean(self):
        return self.points.mean(0)

    @property
    def covariance(self):
        return torch.cov(self.points.T, correction=0)

    def sample(self, n, generator, balanced=False):
        """``n`` of the points, float64 (n, 2); ``balanced`` uses every point equally often, up to one."""
        n, m = require_int("n", n, 1, checks.MAX_ROWS), len(self.points)
        if balanced and 8 * n < m:
            index = _distinct(n, m, generator)
        elif balanced:
            rounds = [torch.randperm(m, generator=generator) for _ in range(-(-n // m))]
            index = torch.cat(rounds)[:n][torch.randperm(n, generator=generator)]
        else:
            index = torch.randint(m, (n,), generator=generator)
        return self.points[index]


def _distinct(n, m, generator):
    """``n`` different numbers below ``m``, much larger, without shuffling all of them."""
    found = torch.empty(0, dtype=torch.long)
    while len(found) < n:
        found = torch.cat([found, torch.randint(m, (n + n // 4,), generator=generator)]).unique()
    return found[torch.randperm(len(found), generator=generator)[:n]]


@dataclass(frozen=True, eq=False)
class Dataset:
    """A distribution in the plane, with names for people and the scale for the network.

    make    called once, when first needed -> GaussianMixture, Shape or Points
    center  (2,) float64 and scale: the mean and the root of the mean variance of the two coordinates. One
            scale for both keeps shapes in proportion; standardised data has mean 0 and mean variance 1.
    """

    key: str
    title: str
    description: str
    make: Callable

    @cached_property
    def source(self):
        return self.make()

    @property
    def mixture(self):
        """The GaussianMixture this data is, in its own scale, or None where it is something else."""
        return self.source if isinstance(self.source, GaussianMixture) else None

    @property
    def points(self):
        """The given points (m, 2) where the data is a set of points, else None."""
        return self.source.points if isinstance(self.source, Points) else None

    @cached_property
    def center(self):
        return self.source.mean

    @cached_property
    def scale(self):
        return float(self.source.covariance.trace() / 2) ** 0.5

    def to_value(self):
        """What stands for this data in a Config's dict: own points and mixtures as lists, others by key."""
        if self.points is not None:
            return {"points": self.points.tolist()}
        if self.mixture is None or self.key != "mixture":
            return self.key
        parts = {name: getattr(self.mixture, name).tolist() for name in ("means", "covariances", "weights")}
        return {"mixture": parts}

    def standardise(self, x):
        """(x - center) / scale for points in the data's own scale; type and precision of ``x`` are kept."""
        return _keeping_type(x, lambda x: (x - self.center) / self.scale)

    def restore(self, u):
        """center + scale u: standardised points back in the data's own scale."""
        return _keeping_type(u, lambda u: self.center + self.scale * u)

    def sample(self, n, generator):
        """``n`` points in the data's own scale, float32 (n, 2)."""
        return self.source.sample(n, generator).float()

    def draw(self, n, generator, balanced=False):
        """``n`` standardised points, float32 (n, 2).

        ``balanced`` spreads them evenly over components, parts or given points: a reference for metrics.
        """
        return self.standardise(self.source.sample(n, generator, balanced)).float()

    @cached_property
    def standard_mixture(self):
        """The mixture of the standardised data, or None where the data is no mixture."""
        return self.mixture and self.mixture.affine(self.center, self.scale)

    def preview_mixture(self, k=400, bandwidth=0.08):
        """A mixture to show exact paths of at once, in standardised units.

        A mixture is shown as it is. Other data become at most ``k`` of their points, each blurred to a
        Gaussian of standard deviation ``bandwidth``: a kernel density estimate, not the data itself.
        """
        if self.standard_mixture is not None:
            return self.standard_mixture
        k = require_int("k", k, 1, 10_000)
        if not 1e-3 <= bandwidth <= 1:
            raise InvalidInput("bandwidth", bandwidth, "a number from 0.001 to 1, in standardised units")
        if self.points is not None and len(self.points) <= k:
            centers = self.standardise(self.points)
        else:
            centers = self.draw(k, torch.Generator().manual_seed(0), balanced=True)
        return GaussianMixture(centers, bandwidth**2 * torch.eye(2).expand(len(centers), 2, 2))


def from_points(points, title="Your points"):
    """A Dataset of given points (a drawing, a CSV file), in any scale, resampled as they are.

    points  (n, 2) array or nested list of finite numbers, 2 to 1,000,000 rows that are not all the same
    Raises InvalidInput.
    """
    points = checks.points("points", points, least=2)
    spread = float((points.amax(0) - points.amin(0)).max())
    if spread <= max(1e-15, 1e-5 * float(points.abs().max())):  # float32 would hardly tell them apart
        came = f"{len(points):,} points, all within {spread:.1g} of {points[0].tolist()}"
        raise InvalidInput("points", came, DIFFERENT)
    return Dataset("points", title, f"{len(points):,} given points, resampled.", partial(Points, points))


def from_mixture(means, covariances, weights=None, title="Your mixture"):
    """A Dataset of a given mixture of Gaussians, in any scale: its paths are known in closed form.

    means (k, 2), covariances (k, 2, 2), weights (k,) positive or None for equal ones; at least one component
    Raises InvalidInput naming the one that does not fit (see ``GaussianMixture``).
    """
    mixture = GaussianMixture(means, covariances, weights)
    allowed = "symmetric, positive definite matrices that are neither tiny nor huge beside the whole mixture"
    spread, far = float(mixture.covariance.trace() / 2) ** 0.5, float(mixture.means.abs().max())
    narrowest = float(torch.linalg.eigvalsh(mixture.covariances).min().clamp_min(0)) ** 0.5
    # as for points: float32 would hardly tell the components, or the points in one, apart
    if spread <= 1e-5 * far or narrowest < 1e-5 * spread or spread < 1e-100:
        came = f"standard deviations from {narrowest:.1g} in a mixture of {spread:.1g}, up to {far:.1g} away"
        raise InvalidInput("covariances", came, allowed)
    count = len(mixture.means)
    return Dataset("mixture", title, f"{count:,} given Gaussians.", partial(_given, mixture))


def from_value(value):
    """The inverse of ``Dataset.to_value`` for own data. Raises InvalidInput.

    value   {"points": (n, 2)} or {"mixture": {"means", "covariances", "weights"}}, of lists or arrays
    """
    mixture = value.get("mixture")
    if mixture is None:
        return from_points(value.get("points"))
    if not isinstance(mixture, Mapping):
        raise InvalidInput("mixture", mixture, "means, covariances and weights by name")
    return from_mixture(mixture.get("means"), mixture.get("covariances"), mixture.get("weights"))


def _given(mixture):
    return mixture


def _keeping_type(x, change):
    """``change`` applied to ``x`` in float64, given back as the tensor or array, float32 or 64, it was."""
    tensor = torch.as_tensor(x)
    dtype = tensor.dtype if tensor.is_floating_point() else torch.float32
    changed = change(tensor.double()).to(dtype)
    return changed.numpy() if isinstance(x, np.ndarray) else changed
