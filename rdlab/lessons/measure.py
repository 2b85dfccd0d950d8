"""What lessons measure of a model, in pieces of a few milliseconds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

import toy
from rdlab.lessons.doing import Doing
from rdlab.lessons.shelf import NOISE_SEED, REFERENCE, Shelf, Work
from toy import metrics

PATHS, PATH_STEPS = 400, 50
FLOOR_DRAWS = 8
# what cannot be told from 0 of networks trained this shortly: arc/chord - 1, S; distances in std
LEAST_ARC, LEAST_S, LEAST_GAP, LEAST_FLOOR = 0.02, 0.02, 0.02, 0.01
LEAST_FO, LEAST_SURE = 0.005, 0.005  # first-order defect, disagreement of lines
DRAWS = 3  # sample qualities are those of so many draws of REFERENCE samples together
DIRECTIONS = 24  # of the sliced W2; evenly spread, more change the third digit
TURNS = 3  # the directions are turned so often, and measured in so many pieces
PIECE = 12_000  # evaluations of a network between two yields
MOST_CALLS = 20  # of a model between two yields
AS_A_NETWORK = 20  # components of a mixture that cost as much as a network


def walk(
    shelf: Shelf, model: str, noise: Tensor, steps: int, solver: str = "ddim", grid: Tensor | None = None
) -> Work:
    """Trajectory from ``noise`` (n, 2), standard normal; ``grid``: times, the solver's own unless given."""
    denoiser, chosen = shelf.models[model], toy.SOLVERS[solver]
    form = denoiser.form
    grid = chosen.grid(form, steps) if grid is None else grid
    x = noise * float(form.norm(grid[0]))
    mixture = getattr(denoiser, "mixture", None)
    weight = max(1, len(mixture.means) // AS_A_NETWORK) if mixture else 1
    piece = max(1, min(PIECE // (len(noise) * weight), MOST_CALLS) // chosen.nfe_per_step)
    parts = []
    for k in range(0, len(grid) - 1, piece):
        part = chosen.run(denoiser, x, grid[k : k + piece + 1], None)
        parts.append(part)
        x = part.x[-1]
        yield Doing("measure", model)
    xs = torch.cat([parts[0].x[:1], *(part.x[1:] for part in parts)])
    return toy.Trajectory(grid, xs, *(torch.cat([getattr(p, name) for p in parts]) for name in ("x0", "eps")))


def distance(a: Tensor, b: Tensor) -> Work:
    """Sliced W2 of points (n, 2) and (m, 2): ``metrics.sliced_w2`` with DIRECTIONS, a few at a time."""
    total = 0.0
    for turn in range(TURNS):
        angle = math.pi * turn / DIRECTIONS
        c, s = math.cos(angle), math.sin(angle)
        turned = torch.tensor([[c, s], [-s, c]])
        total += metrics.sliced_w2(a @ turned, b @ turned, DIRECTIONS // TURNS) ** 2
        yield Doing("measure", "")
    return math.sqrt(total / TURNS)


def floor(shelf: Shelf) -> Work:
    """Sliced W2 of the data's own draws: no model can be expected to go below it."""
    if shelf.floor is None:
        generator, draws = torch.Generator().manual_seed(NOISE_SEED), []
        for _ in range(FLOOR_DRAWS):
            draw = shelf.dataset.sample_standardised(DRAWS * REFERENCE, generator)
            draws.append((yield from distance(draw, shelf.reference)))
        shelf.floor = max(LEAST_FLOOR, sum(draws) / len(draws))
    return shelf.floor


def quality(shelf: Shelf, model: str, steps: int, solver: str = "ddim") -> Work:
    """Sliced W2 of ``steps``-step samples to the data, in the data's standard deviations."""
    ends = []
    for draw in range(DRAWS):
        path = yield from walk(shelf, model, shelf.noise(REFERENCE, draw), steps, solver)
        ends.append(path.x[-1])
    return (yield from distance(torch.cat(ends), shelf.reference))


@dataclass(frozen=True)
class Shape:
    """Of a model's paths: what ``toy.metrics`` calls so, and two more.

    ``scaled`` is the arc over the chord of x/alpha, and ``drift`` how far x0_hat is from where the path ends,
    root mean square over the path.
    """

    fo: float
    arc: float
    scaled: float
    straightness: float
    deviation: float
    drift: float


def shape(shelf: Shelf, model: str, seed: int = 0) -> Work:
    """Shape of PATHS paths of PATH_STEPS DDIM steps."""
    path = yield from walk(shelf, model, shelf.noise(PATHS, seed), PATH_STEPS)
    form = shelf.form_of(model)
    u, phi, v = metrics.angle_path(path, form)
    alpha = form.alpha(path.t).reshape(-1, 1, 1)
    # where alpha is nearly 0, x/alpha is far away: its first steps would be all of the length
    inner = phi <= 1.3
    return Shape(
        fo=metrics.first_order_defect(u, phi, v),
        arc=metrics.arc_over_chord(path.x),
        scaled=metrics.arc_over_chord((path.x / alpha)[inner]),
        straightness=metrics.straightness(path.t, path.x),
        deviation=metrics.first_order_deviation(u, phi),
        drift=(path.x0 - path.x0[-1]).square().mean().sqrt().item(),
    )


def gap(a: Tensor, b: Tensor) -> float:
    """Root mean square distance per coordinate of points (n, 2), row by row; the data's deviation is 1."""
    return metrics.step_gap(a, b)


def over(a: float, b: float) -> float:
    """a / b; infinite for b = 0."""
    return a / b if b else float("inf")


def times_apart(a: float, b: float, least: float) -> float:
    """The larger over the smaller, 1 or more; what is less than ``least`` counts as that."""
    low, high = sorted((max(a, least), max(b, least)))
    return high / low
