"""The preset data sets, in the order they are offered.

Most are Gaussian mixtures and so have exact paths. A curve (moons, letters...) is one too: Gaussians set so
closely along it, at most 1.5 standard deviations apart, that the density along the curve is even to 0.1 %.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from toy.data.datasets import Dataset, preset
from toy.data.mixture import GaussianMixture
from toy.data.sources import Shape


def equal_modes(means: object, std: float, weights: object = None) -> GaussianMixture:
    """Round Gaussians of one standard deviation around ``means`` (k, 2), ``weights`` (k,) or equal."""
    centers = torch.as_tensor(means, dtype=torch.float64)
    return GaussianMixture(centers, std**2 * torch.eye(2).expand(len(centers), 2, 2), weights)


def on_circle(k: int, radius: float, start: float = 0.0) -> Tensor:
    """``k`` points evenly spread on a circle, (k, 2)."""
    angle = start + 2 * math.pi * torch.arange(k, dtype=torch.float64) / k
    return radius * torch.stack([angle.cos(), angle.sin()], dim=1)


def eight_gaussians() -> GaussianMixture:
    """Radius 2, standard deviation 0.1: 0.07 in standardised units, the modes 15 of them apart."""
    return equal_modes(on_circle(8, radius=2.0), std=0.1)


def two_gaussians() -> GaussianMixture:
    """Two round Gaussians of equal weight, standard deviation 0.15, 2.3 apart."""
    return equal_modes([(-1.0, 0.6), (1.0, -0.6)], std=0.15)


def unbalanced() -> GaussianMixture:
    """Three round Gaussians of weights 0.7, 0.25 and 0.05: the lighter, the narrower."""
    means = on_circle(3, radius=1.5, start=math.pi / 2)
    covariances = torch.tensor([0.30, 0.18, 0.10])[:, None, None] ** 2 * torch.eye(2)
    return GaussianMixture(means, covariances, torch.tensor([0.7, 0.25, 0.05]))


def petals() -> GaussianMixture:
    """Six long Gaussians pointing outwards: full covariances."""
    means = on_circle(6, radius=1.6)
    outward = means / 1.6
    along = outward[:, :, None] * outward[:, None, :]
    return GaussianMixture(means, 0.45**2 * along + 0.09**2 * (torch.eye(2) - along))


def moons() -> GaussianMixture:
    """Two half circles, each reaching into the other: 100 Gaussians of standard deviation 0.06."""
    from sklearn.datasets import make_moons

    return equal_modes(make_moons(100, shuffle=False)[0], std=0.06)


def circles() -> GaussianMixture:
    """Two circles of radius 1 and 0.5 around one centre, equally dense: 210 Gaussians."""
    from sklearn.datasets import make_circles

    # twice as many points on the circle that is twice as long
    outer = make_circles((140, 0), shuffle=False)[0]
    inner = make_circles((0, 70), shuffle=False, factor=0.5)[0]
    return equal_modes(np.concatenate([outer, inner]), std=0.04)


def swiss_roll() -> GaussianMixture:
    """A Swiss roll seen from its end, a spiral of 200 Gaussians of standard deviation 0.45."""
    from sklearn.datasets import make_swiss_roll

    # A large random roll, unrolled: every 40th of its points along the curve stands for its neighbours.
    points, along = make_swiss_roll(8000, random_state=0)
    return equal_modes(points[np.argsort(along)][20::40][:, [0, 2]], std=0.45)


def smiley() -> GaussianMixture:
    """A face of Gaussians along four curves: the outline, a smile and two eyes."""
    face = _arc(0, 2, 0.0, 0.0, 1.0, 1.0)
    smile = _arc(1.18, 1.82, 0.0, 0.0, 0.58, 0.58)
    eyes = [_arc(0, 2, x, 0.3, 0.05, 0.05) for x in (-0.34, 0.34)]
    return along([face, smile, *eyes], std=0.035)


def letters() -> GaussianMixture:
    """The letters RD."""
    r = [
        [(-1.3, -0.8), (-1.3, 0.8), (-0.75, 0.8), *_arc(0.5, -0.5, -0.75, 0.4, 0.42, 0.4), (-1.3, 0.0)],
        [(-0.8, 0.0), (-0.28, -0.8)],
    ]
    d = [[(0.2, -0.8), (0.2, 0.8), *_arc(0.5, -0.5, 0.55, 0.0, 0.75, 0.8), (0.2, -0.8)]]
    return along(r + d, std=0.04)


def swirl_grid() -> GaussianMixture:
    """A grid of 4 by 4 lines, turned by an angle that falls off away from its centre."""
    lines = []
    for offset in torch.linspace(-1, 1, 4):
        line = torch.stack([torch.linspace(-1, 1, 81), torch.full((81,), float(offset))], dim=1)
        lines += [line, line.flip(1)]
    return along([_swirl(line.double(), turn=1.6) for line in lines], std=0.035)


def along(strokes: Iterable[npt.ArrayLike | Tensor], std: float) -> GaussianMixture:
    """Equal Gaussians evenly along lines.

    Args:
        strokes: polylines, each (m, 2).
        std: standard deviation of each Gaussian; they are at most 1.5 of it apart by arc length.
    """
    means = []
    for points in strokes:
        stroke = np.asarray(points, dtype=np.float64)
        length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
        count = math.ceil(length[-1] / (1.5 * std))
        middles = (np.arange(count) + 0.5) * length[-1] / count
        means.append(np.stack([np.interp(middles, length, stroke[:, i]) for i in (0, 1)], axis=1))
    return equal_modes(np.concatenate(means), std)


def _arc(
    start: float, end: float, x: float, y: float, width: float, height: float
) -> list[tuple[float, float]]:
    """Points on an ellipse around (x, y); angles in half turns."""
    angles = math.pi * np.linspace(start, end, 100)
    return [(x + width * math.cos(a), y + height * math.sin(a)) for a in angles]


def _swirl(x: Tensor, turn: float) -> Tensor:
    angle = turn * torch.exp(-x.square().sum(1))
    return torch.stack(
        [angle.cos() * x[:, 0] - angle.sin() * x[:, 1], angle.sin() * x[:, 0] + angle.cos() * x[:, 1]], dim=1
    )


def checkerboard() -> Shape:
    """Uniform on the eight dark squares of a 4 by 4 board of side 4. No mixture: its edges are sharp."""

    def draw(n: int, generator: torch.Generator, balanced: bool) -> Tensor:
        square = _parts(n, 8, generator, balanced)
        row, column = square // 2, 2 * (square % 2) + (square // 2) % 2
        corner = torch.stack([column, row], dim=1) - 2
        return corner + torch.rand(n, 2, generator=generator, dtype=torch.float64)

    # Both coordinates are uniform on (-2, 2); dark squares on the diagonal, x and y go together a little.
    return Shape(
        draw, torch.zeros(2).double(), torch.tensor([[4 / 3, 0.25], [0.25, 4 / 3]], dtype=torch.float64)
    )


def pinwheel(arms: int = 5, radial: float = 0.3, tangential: float = 0.06, rate: float = 0.35) -> Shape:
    """Gaussian arms wound up by their radius (Johnson et al. 2016, arXiv 1603.06277, figure 1)."""

    def draw(n: int, generator: torch.Generator, balanced: bool) -> Tensor:
        arm = _parts(n, arms, generator, balanced)
        z = torch.randn(n, 2, generator=generator, dtype=torch.float64)
        radius, offset = 1 + radial * z[:, 0], tangential * z[:, 1]
        angle = 2 * math.pi * arm / arms + rate * torch.exp(radius)
        return torch.stack(
            [radius * angle.cos() - offset * angle.sin(), radius * angle.sin() + offset * angle.cos()], dim=1
        )

    # Turning keeps lengths, and the arms are spread evenly: no mean, E|x|^2 / 2 in each coordinate.
    variance = (1 + radial**2 + tangential**2) / 2
    return Shape(draw, torch.zeros(2).double(), variance * torch.eye(2).double())


def _parts(n: int, parts: int, generator: torch.Generator, balanced: bool) -> Tensor:
    """For each of ``n`` points which part it lies in: at random, or every part equally often up to one."""
    if not balanced:
        return torch.randint(parts, (n,), generator=generator)
    rounds = [torch.randperm(parts, generator=generator) for _ in range(-(-n // parts))]
    return torch.cat(rounds)[:n][torch.randperm(n, generator=generator)]


DATASETS: dict[str, Dataset] = {
    make.__name__: preset(make.__name__, title, description, make)
    for make, title, description in (
        (eight_gaussians, "Eight Gaussians", "Eight narrow modes on a circle."),
        (two_gaussians, "Two Gaussians", "Two modes: each noise must choose one."),
        (unbalanced, "Unbalanced mixture", "Three modes holding 70, 25 and 5 % of the points."),
        (moons, "Two moons", "Two half circles that hook into each other."),
        (circles, "Circles", "One circle inside another."),
        (swiss_roll, "Swiss roll", "A spiral seen from its end."),
        (checkerboard, "Checkerboard", "Eight filled squares with sharp edges."),
        (pinwheel, "Pinwheel", "Five arms bent into a wheel."),
        (smiley, "Smiley", "A face of thin lines."),
        (letters, "Letters", "The letters RD."),
        (swirl_grid, "Swirled grid", "A grid of lines stirred at its centre."),
        (petals, "Petals", "Six long modes pointing outwards."),
    )
}
