"""What a data set draws from, beside mixtures: a shape, given points, or a researcher's own sampler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor

from toy.data import checks
from toy.errors import InvalidInput, require_int

ESTIMATED_FROM = 50_000  # samples, for the moments of a sampler that does not give them
_PROBE = 2_000  # samples that given moments are compared with
_SAMPLER = "an object with sample(n, generator) that gives finite numbers (n, d)"


class Source(Protocol):
    """A distribution in d dimensions: mean (d,), covariance (d, d), both float64, and samples (n, d)."""

    @property
    def mean(self) -> Tensor:
        """The mean, float64 (d,)."""
        ...

    @property
    def covariance(self) -> Tensor:
        """The covariance, float64 (d, d)."""
        ...

    def sample(self, n: int, generator: torch.Generator, balanced: bool = False) -> Tensor:
        """``n`` points (n, d); ``balanced`` spreads them evenly, where that has a meaning."""
        ...


@runtime_checkable
class Sampler(Protocol):
    """Own data: anything with ``sample(n, generator)`` that gives numbers (n, d), tensor or array.

    It may have ``mean`` (d,) and ``covariance`` (d, d) too; they are estimated otherwise.
    """

    def sample(self, n: int, generator: torch.Generator, /) -> Any:
        """``n`` points: numbers (n, d), all of whose randomness comes from ``generator``."""
        ...


@dataclass(frozen=True, eq=False)
class Shape:
    """A distribution given by a way to sample it, with its exact moments.

    Attributes:
        draw: (n, generator, balanced) -> float64 (n, d).
        mean: (d,).
        covariance: (d, d).
    """

    draw: Callable[[int, torch.Generator, bool], Tensor]
    mean: Tensor
    covariance: Tensor

    def sample(self, n: int, generator: torch.Generator, balanced: bool = False) -> Tensor:
        """``n`` points, float64 (n, d); ``balanced`` spreads them evenly over the parts of the shape."""
        return self.draw(require_int("n", n, 1, checks.MAX_ROWS), generator, balanced)


@dataclass(frozen=True, eq=False)
class Points:
    """The distribution of a point chosen at random among ``points`` (m, d): resampling, nothing added."""

    points: Tensor

    @property
    def mean(self) -> Tensor:
        """The mean of the points, float64 (d,)."""
        return self.points.mean(0)

    @property
    def covariance(self) -> Tensor:
        """The covariance of the points, float64 (d, d)."""
        return torch.cov(self.points.T, correction=0).reshape(2 * self.points.shape[1:])

    def sample(self, n: int, generator: torch.Generator, balanced: bool = False) -> Tensor:
        """``n`` of the points, float64 (n, d); ``balanced`` uses every point equally often, up to one."""
        n, m = require_int("n", n, 1, checks.MAX_ROWS), len(self.points)
        if balanced and 8 * n < m:
            index = _distinct(n, m, generator)
        elif balanced:
            rounds = [torch.randperm(m, generator=generator) for _ in range(-(-n // m))]
            index = torch.cat(rounds)[:n][torch.randperm(n, generator=generator)]
        else:
            index = torch.randint(m, (n,), generator=generator)
        return self.points[index]


def _distinct(n: int, m: int, generator: torch.Generator) -> Tensor:
    """``n`` different numbers below ``m``, much larger, without shuffling all of them."""
    found = torch.empty(0, dtype=torch.long)
    while len(found) < n:
        more = torch.randint(m, (n + n // 4,), generator=generator)
        found = torch.unique(torch.cat([found, more]))
    return found[torch.randperm(len(found), generator=generator)[:n]]


@dataclass(frozen=True, eq=False)
class Sampled:
    """A researcher's own sampler as a source; every sample is checked.

    Attributes:
        sampler: the object.
        given_mean, given_covariance: its moments, (d,) and (d, d), as they were given; None to take the
            object's own ``mean`` and ``covariance``, or an estimate from 50,000 samples at a fixed seed.

    Raises:
        InvalidInput: samples that are no finite (n, d), that do not differ, or moments that are not theirs.
    """

    sampler: Sampler
    given_mean: Tensor | None = None
    given_covariance: Tensor | None = None

    def __post_init__(self) -> None:
        x = self.sample(_PROBE, torch.Generator().manual_seed(1))
        spread = x.var(0, correction=0).mean()
        if not float(spread) > 1e-10 * float(x.abs().max()) ** 2:  # float32 would hardly tell them apart
            raise InvalidInput("data", f"samples all near {x[0].tolist()}", "samples that differ")
        d = x.shape[1]
        for name, shape in (("mean", (d,)), ("covariance", (d, d))):
            given = getattr(self, f"given_{name}")
            given = getattr(self.sampler, name, None) if given is None else given
            allowed = f"the samples' own {name}, {' by '.join(map(str, shape))} finite numbers"
            if given is not None and not callable(given):
                value = checks.floats(name, given, allowed)
                if value.shape != shape or not bool(value.isfinite().all()):
                    raise InvalidInput(name, given, allowed)
                object.__setattr__(self, f"given_{name}", value)
        # ample margins: heavy tails take long to show their moments
        center, matrix = self.given_mean, self.given_covariance
        if center is not None and bool(((x.mean(0) - center).abs() > spread.sqrt()).any()):
            raise InvalidInput("mean", center.tolist(), f"the samples' own, about {_near(x.mean(0))}")
        if matrix is not None:
            ratio = float(matrix.diagonal().mean() / spread)
            if not 0.2 < ratio < 5 or bool((matrix != matrix.mT).any()):
                wanted = f"symmetric, and the samples' own, about {_near(x.var(0))} on the diagonal"
                raise InvalidInput("covariance", matrix.tolist(), wanted)

    @cached_property
    def _estimate(self) -> Tensor:
        return self.sample(ESTIMATED_FROM, torch.Generator().manual_seed(0))

    @cached_property
    def mean(self) -> Tensor:
        """The mean as given, or estimated, float64 (d,)."""
        return self._estimate.mean(0) if self.given_mean is None else self.given_mean

    @cached_property
    def covariance(self) -> Tensor:
        """The covariance as given, or estimated, float64 (d, d)."""
        if self.given_covariance is not None:
            return self.given_covariance
        return torch.cov(self._estimate.T, correction=0).reshape(2 * self._estimate.shape[1:])

    def sample(self, n: int, generator: torch.Generator, balanced: bool = False) -> Tensor:
        """``n`` samples, float64 (n, d). Raises InvalidInput; ``balanced`` has no meaning here."""
        n = require_int("n", n, 1, checks.MAX_ROWS)
        try:
            found = self.sampler.sample(n, generator)
        except Exception as error:  # the caller's own code: anything may happen
            raise InvalidInput("data", f"{type(error).__name__}: {error}", _SAMPLER) from error
        x = checks.points("data", found, dim=None)
        if len(x) != n:
            raise InvalidInput("data", f"{len(x):,} samples where {n:,} were asked for", _SAMPLER)
        return x


def _near(values: Tensor) -> str:
    return "[" + ", ".join(f"{v:.3g}" for v in values.tolist()) + "]"
