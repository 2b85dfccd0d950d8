"""What is measured of samples: how far from the data? Always to be read beside the floor."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from toy.errors import InvalidInput, require_choice, require_int
from toy.metrics.inputs import Array, points, positive, two_sets
from toy.threads import on_one_thread

MAX_POINTS_IN_PAIRS = 100_000  # where every point meets every other
OFF_MODE_SIGMAS = 4.0  # exp(-8) = 0.03 % of a Gaussian mixture's own samples lie further out
DIRECTION_SEED = 0  # of the random directions of ``sliced_w2`` in more than two dimensions


class Mixture(Protocol):
    """What ``off_mode_fraction`` asks of a mixture; ``toy.GaussianMixture`` is one."""

    @property
    def means(self) -> Tensor:
        """The centres of the components (k, d)."""
        ...

    def squared_distances(self, x: Tensor, /) -> Tensor:
        """Squared Mahalanobis distances of points (n, d) to every component, (n, k)."""
        ...


class Data(Protocol):
    """What ``floor`` asks of a data set; ``toy.Dataset`` is one."""

    @property
    def standard_mixture(self) -> Mixture | None:
        """The data as a mixture in standardised units; None where they are none."""
        ...

    def sample_standardised(self, n: int, generator: torch.Generator, balanced: bool = False) -> Tensor:
        """``n`` points of the data (n, d), in standardised units."""
        ...


def energy_distance(a: Array, b: Array) -> float:
    """2 E|a - b| - E|a - a'| - E|b - b'| between two sets of points (Székely & Rizzo 2013, section 1).

    The V-statistic: pairs of a point with itself count, so it is never negative and has a floor above 0 for
    two samples of one distribution. Time grows with n m d, memory does not: 4,096 against 4,096 points of
    the plane take 50 ms.

    Args:
        a: (n, d), at most 100,000 points.
        b: (m, d), likewise.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    a, b = two_sets(a, b, MAX_POINTS_IN_PAIRS)
    a, b = a - b.mean(0), b - b.mean(0)
    size = float(torch.maximum(a.abs().max(), b.abs().max()))
    if size == 0:
        return 0.0
    a, b = (a / size).float(), (b / size).float()  # near 1, float32 is exact enough
    return max(0.0, size * (2 * _mean_distance(a, b) - _mean_distance(a, a) - _mean_distance(b, b)))


@on_one_thread  # many small pieces: beside a busy neighbour several threads take many times as long
def _mean_distance(a: Tensor, b: Tensor, rows: int = 64) -> float:
    columns = b.T.contiguous()
    buffers = torch.empty(2, rows, len(b))  # small enough to stay in the cache
    total = 0.0
    for part in _in_rows(a, rows):
        squares, apart = buffers[:, : len(part)]
        torch.sub(part[:, :1], columns[0], out=squares).square_()
        for k in range(1, len(columns)):
            torch.sub(part[:, k : k + 1], columns[k], out=apart)
            squares.addcmul_(apart, apart)
        total += squares.sqrt_().sum().item()
    return total / len(a) / len(b)


def _in_rows(points: Tensor, rows: int) -> Iterator[Tensor]:
    """``points`` a few rows at a time."""
    for start in range(0, len(points), rows):
        yield points[start : start + rows]


def sliced_w2(a: Array, b: Array, directions: int = 64) -> float:
    """Sliced 2-Wasserstein distance between two sets of points, of any two sizes.

    The root of the mean of W2^2 over directions; W2 on a line is exact, by sorting (Rabin et al. 2012;
    Bonneel et al. 2015). The directions are evenly spread in the plane. In more dimensions they are random,
    from one seed, so that equal points give equal numbers; on a line there is but one. A shift by d measures
    |d| / sqrt(dimensions), in more than two of them on average.

    Args:
        a: (n, d).
        b: (m, d).
        directions: how many, 1 to 10,000.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    a, b = two_sets(a, b)
    lines = _directions(a.shape[1], require_int("directions", directions, 1, 10_000))
    weight, i, j = _coupling(len(a), len(b))
    center, total = b.mean(0), 0.0
    for along_a, along_b in zip(((a - center) @ lines).T, ((b - center) @ lines).T, strict=True):
        apart = _ordered(along_a)[i] - _ordered(along_b)[j]
        total += (weight * apart.square_()).sum().item()
    return math.sqrt(total / lines.shape[1])


def _directions(dimensions: int, count: int) -> Tensor:
    """(dimensions, count) unit vectors."""
    if dimensions == 1:
        return torch.ones(1, 1, dtype=torch.float64)
    if dimensions == 2:
        angle = math.pi * (torch.arange(count, dtype=torch.float64) + 0.5) / count
        return torch.stack([angle.cos(), angle.sin()])
    generator = torch.Generator().manual_seed(DIRECTION_SEED)
    lines = torch.randn(count, dimensions, generator=generator, dtype=torch.float64)
    return torch.nn.functional.normalize(lines, dim=1).T


def _ordered(values: Tensor) -> Tensor:
    """Values (n,) in rising order; NumPy's sort is several times as fast as torch's."""
    return torch.from_numpy(np.sort(values.numpy()))


def _coupling(n: int, m: int) -> tuple[Tensor, Tensor, Tensor]:
    """The monotone coupling of n and m sorted equal masses: masses (k,), and which points they join."""
    # In units of 1/(nm) all breaks are whole numbers, so that equal ones coincide exactly.
    breaks = np.union1d(np.arange(n + 1) * m, np.arange(m + 1) * n)
    starts = torch.from_numpy(breaks[:-1])
    return torch.from_numpy(np.diff(breaks)) / (n * m), starts // m, starts // n


def off_mode_fraction(samples: Array, mixture: Mixture, sigmas: float = OFF_MODE_SIGMAS) -> float:
    """The fraction of points further than ``sigmas`` deviations from every mode of a mixture.

    Sliced W2 hides such points, which a one-step sampler leaves between the modes.

    Args:
        samples: (n, d).
        mixture: a ``toy.GaussianMixture`` of d dimensions, in the samples' units.
        sigmas: deviations of each mode, along its own axes.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    found = points("samples", samples)
    means = getattr(mixture, "means", None)
    if not isinstance(means, Tensor) or not callable(getattr(mixture, "squared_distances", None)):
        raise InvalidInput("mixture", mixture, "a toy.GaussianMixture")
    if found.shape[1] != means.shape[1]:
        raise InvalidInput(
            "samples", f"points of {found.shape[1]} numbers", f"{means.shape[1]}, as the mixture"
        )
    limit = positive("sigmas", sigmas) ** 2
    rows = max(1, 1_000_000 // len(means))
    off = 0
    for part in _in_rows(found, rows):
        off += int((mixture.squared_distances(part).amin(1) > limit).sum())
    return off / len(found)


DISTANCES: dict[str, Callable[[Array, Array], float]] = {
    "energy_distance": energy_distance,
    "sliced_w2": sliced_w2,
}


def quality(
    samples: Array,
    reference: Array,
    mixture: Mixture | None = None,
    distances: Sequence[str] = tuple(DISTANCES),
) -> dict[str, float]:
    """Distances of samples to a reference, and the off-mode fraction given a mixture.

    Args:
        samples: (n, d).
        reference: (m, d), such as samples of the data.
        mixture: adds "off_mode_fraction".
        distances: names in DISTANCES.

    Returns:
        Name of the metric -> its value.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    if isinstance(distances, str) or not isinstance(distances, Sequence):
        raise InvalidInput("distances", distances, "a list of " + ", ".join(DISTANCES))
    names = [require_choice("distances", name, DISTANCES) for name in distances]
    samples, reference = points("samples", samples), points("reference", reference)
    result = {name: DISTANCES[name](samples, reference) for name in names}
    if mixture is not None:
        result["off_mode_fraction"] = off_mode_fraction(samples, mixture)
    return result


def floor(
    dataset: Data, n: int, generator: torch.Generator, reference: Array | None = None, repeats: int = 4
) -> dict[str, float]:
    """``quality`` of the data themselves: no model can be expected to go below these figures.

    Args:
        dataset: a ``toy.Dataset``.
        n: points of each draw.
        generator: where the draws come from.
        reference: (m, d), standardised; a balanced draw of ``n`` points where left out.
        repeats: fresh draws, over which the mean is taken, 1 to 1,000.

    Returns:
        Name of the metric -> its value, in standardised units.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    if not callable(getattr(dataset, "sample_standardised", None)) or not hasattr(
        dataset, "standard_mixture"
    ):
        raise InvalidInput("dataset", dataset, "a toy.Dataset")
    if not isinstance(generator, torch.Generator):
        raise InvalidInput("generator", generator, "a torch.Generator")
    n, repeats = require_int("n", n, 1, MAX_POINTS_IN_PAIRS), require_int("repeats", repeats, 1, 1000)
    ours = dataset.sample_standardised(n, generator, balanced=True) if reference is None else reference
    runs = [
        quality(dataset.sample_standardised(n, generator), ours, dataset.standard_mixture)
        for _ in range(repeats)
    ]
    return {name: sum(run[name] for run in runs) / repeats for name in runs[0]}
