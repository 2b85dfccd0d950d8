"""Data sets: where points come from, in their own scale, and the one scale everything is trained in."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, partial
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from toy.data import checks
from toy.data.mixture import GaussianMixture
from toy.data.sources import Points, Sampled, Sampler, Source
from toy.data.sources import Shape as Shape  # its old place
from toy.errors import InvalidInput, require_float, require_int, require_text

DIFFERENT = "points that differ"
_POINTS, _MIXTURE = "Your points", "Your mixture"  # titles that nobody has chosen

Array = TypeVar("Array", Tensor, npt.NDArray[Any])


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A distribution, with names for people and the scale for the network.

    ``sample`` gives points in the data's own scale, ``sample_standardised`` in the scale of everything that
    is trained: there the mean is 0 and the mean variance of the coordinates 1. One scale for all coordinates
    keeps shapes in proportion. Library data sets are equal and picklable by their key, given points and
    mixtures by their numbers, own samplers by the sampler.

    Attributes:
        key: short name.
        title, description: for people.
        make: called once, when first needed, for the GaussianMixture, Shape, Points or other ``Source``.
    """

    key: str
    title: str
    description: str
    make: Callable[[], Source]
    _preset: bool = field(default=False, init=False)  # one of the library's own, whatever else has its key

    def __repr__(self) -> str:
        return f"Dataset({self.key}: {self.description})"

    def __getstate__(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(self)}  # not what was made of them

    @cached_property
    def _value(self) -> tuple[object, ...]:
        """What makes two data sets equal."""
        if self._preset:
            return (self.key,)
        names = (self.key, self.title, self.description)
        given = self._given
        if isinstance(given, Points):
            return (*names, _bytes(given.points))
        if isinstance(given, GaussianMixture):
            return (*names, *map(_bytes, (given.means, given.covariances, given.weights)))
        if isinstance(given, Sampled):
            moments = (given.given_mean, given.given_covariance)
            return (*names, given.sampler, *(m if m is None else _bytes(m) for m in moments))
        return (*names, self.make)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Dataset):
            return NotImplemented
        return self is other or (self._preset == other._preset and self._value == other._value)

    def __hash__(self) -> int:
        return hash((self.key, self.title, self.description))

    @cached_property
    def source(self) -> Source:
        """Where the points come from, in the data's own scale."""
        return self.make()

    @property
    def dim(self) -> int:
        """d, the number of coordinates."""
        return len(self.center)

    @property
    def mixture(self) -> GaussianMixture | None:
        """The GaussianMixture this data is, in its own scale, or None where it is something else."""
        return self.source if isinstance(self.source, GaussianMixture) else None

    @property
    def points(self) -> Tensor | None:
        """The given points (m, d) where the data is a set of points, else None."""
        return self.source.points if isinstance(self.source, Points) else None

    @cached_property
    def center(self) -> Tensor:
        """The mean (d,), float64."""
        return self.source.mean

    @cached_property
    def scale(self) -> float:
        """The root of the mean variance of the coordinates."""
        return math.sqrt(float(self.source.covariance.diagonal().mean()))

    @property
    def named(self) -> bool:
        """Whether this is one of the library's data sets, which its key stands for."""
        return self._preset

    @property
    def _given(self) -> Source | None:
        """The source where a ``from_...`` function here made this, and so can make it again."""
        known = isinstance(self.make, partial) and self.make.func in (Points, _given)
        return self.source if known and self.description == _described(self.source) else None

    @property
    def plain(self) -> bool:
        """Whether plain values stand for this data: a key, given points or a given mixture."""
        kinds = {"points": Points, "mixture": GaussianMixture}
        return self._preset or isinstance(self._given, kinds.get(self.key, ()))

    def to_value(self) -> str | dict[str, Any]:
        """What stands for this data in a Config's dict: given points and mixtures as lists, others by key.

        Raises:
            InvalidInput: own data that no plain values can stand for.
        """
        if self._preset:
            return self.key
        given = self._given
        if isinstance(given, Points) and self.key == "points":
            dim = {} if self.dim == 2 else {"dim": self.dim}
            return _titled({"points": given.points.tolist(), **dim}, self.title, _POINTS)
        if isinstance(given, GaussianMixture) and self.key == "mixture":
            names = ("means", "covariances", "weights")
            parts = {name: getattr(given, name).tolist() for name in names}
            return _titled({"mixture": parts}, self.title, _MIXTURE)
        allowed = "data of the library, toy.from_points or toy.from_mixture: others have no plain values"
        raise InvalidInput("data", self, allowed)

    def standardise(self, x: Array) -> Array:
        """(x - center) / scale for points (n, d) in the data's own scale; type and precision are kept."""
        return _keeping_type(x, lambda x: (x - self.center) / self.scale)

    def restore(self, u: Array) -> Array:
        """center + scale u: standardised points (n, d) back in the data's own scale."""
        return _keeping_type(u, lambda u: self.center + self.scale * u)

    def sample(self, n: int, generator: torch.Generator) -> Tensor:
        """``n`` points in the data's own scale, float32 (n, d). Raises InvalidInput for n out of range."""
        return self.source.sample(n, generator).float()

    def sample_standardised(self, n: int, generator: torch.Generator, balanced: bool = False) -> Tensor:
        """``n`` points of mean 0 and mean variance 1, float32 (n, d).

        Args:
            n: how many, 1 to 1,000,000.
            generator: source of all randomness.
            balanced: spreads them evenly over components, parts or given points: a reference for metrics.

        Raises:
            InvalidInput: n out of range.
        """
        return self.standardise(self.source.sample(n, generator, balanced)).float()

    def draw(self, n: int, generator: torch.Generator, balanced: bool = False) -> Tensor:
        """The old name of ``sample_standardised``."""
        return self.sample_standardised(n, generator, balanced)

    @cached_property
    def standard_mixture(self) -> GaussianMixture | None:
        """The mixture of the standardised data, or None where the data is no mixture."""
        return self.mixture and self.mixture.affine(self.center, self.scale)

    def preview_mixture(self, k: int = 400, bandwidth: float = 0.08) -> GaussianMixture:
        """A mixture to show exact paths of at once, in standardised units.

        A mixture is shown as it is. Other data become points, each blurred to a Gaussian: a kernel density
        estimate, not the data itself.

        Args:
            k: how many points at most, 1 to 10,000.
            bandwidth: standard deviation of the blur, 0.001 to 1.

        Raises:
            InvalidInput: k or bandwidth out of range.
        """
        if self.standard_mixture is not None:
            return self.standard_mixture
        k, bandwidth = require_int("k", k, 1, 10_000), require_float("bandwidth", bandwidth, 1e-3, 1)
        if self.points is not None and len(self.points) <= k:
            centers = self.standardise(self.points)
        else:
            centers = self.sample_standardised(k, torch.Generator().manual_seed(0), balanced=True)
        d = self.dim
        return GaussianMixture(centers, bandwidth**2 * torch.eye(d).expand(len(centers), d, d))


def preset(key: str, title: str, description: str, make: Callable[[], Source]) -> Dataset:
    """A data set of the library, which its key stands for."""
    found = Dataset(key, title, description, make)
    object.__setattr__(found, "_preset", True)
    return found


def from_points(points: object, title: str = _POINTS, dim: int = 2) -> Dataset:
    """A Dataset of given points (a drawing, a CSV file), resampled as they are.

    Args:
        points: (n, dim) array or nested list of finite numbers in any scale, 2 to 1,000,000 rows that are not
            all the same.
        title: for people.
        dim: the number of coordinates.

    Raises:
        InvalidInput: naming what does not fit.
    """
    title, dim = require_text("title", title), require_int("dim", dim, 1, 1_000)
    found = checks.points("points", points, least=2, dim=dim)
    spread = float((found.amax(0) - found.amin(0)).max())
    if spread <= max(1e-15, 1e-5 * float(found.abs().max())):  # float32 would hardly tell them apart
        came = f"{len(found):,} points, all within {spread:.1g} of {found[0].tolist()}"
        raise InvalidInput("points", came, DIFFERENT)
    return Dataset("points", title, _described(Points(found)), partial(Points, found))


def from_mixture(
    means: object, covariances: object, weights: object = None, title: str = _MIXTURE
) -> Dataset:
    """A Dataset of a given mixture of Gaussians, in any scale: its paths are known in closed form.

    Args:
        means: (k, d), at least one.
        covariances: (k, d, d).
        weights: (k,), positive, or None for equal ones.
        title: for people.

    Raises:
        InvalidInput: naming the one that does not fit (see ``GaussianMixture``).
    """
    title, mixture = require_text("title", title), GaussianMixture(means, covariances, weights)
    allowed = "symmetric, positive definite matrices that are neither tiny nor huge beside the whole mixture"
    spread, far = float(mixture.covariance.diagonal().mean()) ** 0.5, float(mixture.means.abs().max())
    narrowest = float(torch.linalg.eigvalsh(mixture.covariances).min().clamp_min(0)) ** 0.5
    # as for points: float32 would hardly tell the components, or the points in one, apart
    if spread <= 1e-5 * far or narrowest < 1e-5 * spread or spread < 1e-100:
        came = f"standard deviations from {narrowest:.1g} in a mixture of {spread:.1g}, up to {far:.1g} away"
        raise InvalidInput("covariances", came, allowed)
    return Dataset("mixture", title, _described(mixture), partial(_given, mixture))


def from_sampler(
    sampler: Sampler, mean: object = None, covariance: object = None, title: str = "Your data"
) -> Dataset:
    """A Dataset of a researcher's own sampler, in any scale and dimension.

    Args:
        sampler: anything with ``sample(n, generator)`` that gives finite numbers (n, d), tensor or array.
        mean: (d,); where left out, the sampler's own ``mean``, and without one an estimate from 50,000
            samples.
        covariance: (d, d); where left out, likewise.
        title: for people.

    Raises:
        InvalidInput: no such sampler, or moments that are not its own.
    """
    if not isinstance(sampler, Sampler):
        raise InvalidInput("data", sampler, "an object with sample(n, generator)")
    moments = [
        None if value is None else checks.floats(name, value, "finite numbers")
        for name, value in (("mean", mean), ("covariance", covariance))
    ]
    source = Sampled(sampler, *moments)
    return Dataset("own", require_text("title", title), _described(source), partial(_given, source))


def as_dataset(value: object) -> Dataset:
    """Anything that data can be given as, as a Dataset: itself, a mixture, points, an own sampler.

    Raises:
        InvalidInput: something else.
    """
    if isinstance(value, Dataset):
        return value
    if isinstance(value, GaussianMixture):
        return from_mixture(value.means, value.covariances, value.weights)
    if isinstance(value, Points):
        return from_points(value.points, dim=value.points.shape[-1])
    if isinstance(value, Sampler) and not isinstance(value, type):
        return from_sampler(value)
    allowed = "a name, a Dataset (toy.from_points, toy.from_mixture) or an object with sample(n, generator)"
    raise InvalidInput("data", value, allowed)


def from_value(value: object) -> Dataset:
    """The inverse of ``Dataset.to_value`` for own data.

    Args:
        value: {"points": (n, dim)} or {"mixture": {"means", "covariances", "weights"}}, of lists or arrays;
            "title" and, of points, "dim" beside them where they are not the usual ones.

    Raises:
        InvalidInput: naming what does not fit.
    """
    if not isinstance(value, Mapping):
        raise InvalidInput("data", value, "points or a mixture by name")
    mixture = value.get("mixture")
    if mixture is None:
        return from_points(value.get("points"), value.get("title", _POINTS), value.get("dim", 2))
    if not isinstance(mixture, Mapping):
        raise InvalidInput("mixture", mixture, "means, covariances and weights by name")
    means, covariances, weights = (mixture.get(name) for name in ("means", "covariances", "weights"))
    return from_mixture(means, covariances, weights, value.get("title", _MIXTURE))


def _described(source: Source) -> str:
    if isinstance(source, Points):
        return f"{len(source.points):,} given points, resampled."
    if isinstance(source, GaussianMixture):
        return f"{len(source.means):,} given Gaussians."
    return f"Samples of an own {type(source.sampler if isinstance(source, Sampled) else source).__name__}."


def _titled(value: dict[str, Any], title: str, usual: str) -> dict[str, Any]:
    return value if title == usual else value | {"title": title}


def _given(source: Source) -> Source:
    return source


def _bytes(values: Tensor) -> tuple[tuple[int, ...], bytes]:
    return tuple(values.shape), values.numpy().tobytes()


def _keeping_type(x: Array, change: Callable[[Tensor], Tensor]) -> Array:
    """``change`` applied to ``x`` in float64, given back as the tensor or array, float32 or 64, it was."""
    tensor = torch.as_tensor(x)
    dtype = tensor.dtype if tensor.is_floating_point() else torch.float32
    changed = change(tensor.double()).to(dtype)
    return changed.numpy() if isinstance(x, np.ndarray) else changed
