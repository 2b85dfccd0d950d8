"""Where the straight lines of pairs cross: anywhere in space, and at one and the same time."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

WITHIN = 0.02  # standard deviations of the data: as near as this two points are at one place
NEAR_AN_END = 0.02  # of the time: lines that begin or end side by side do not cross there


@dataclass(frozen=True)
class Crossings:
    """How many pairs of lines cross.

    Attributes:
        in_space: as drawn segments, whenever either of the two passes there.
        at_one_time: as they are travelled, both from t = 0 to 1: within WITHIN of each other, as near as they
            get, at one time that is not an end.
    """

    in_space: int
    at_one_time: int


def crossings(x0: Tensor, eps: Tensor) -> Crossings:
    """Crossings among n lines (1 - t) x0 + t eps; x0 and eps (n, 2) in the data's standard deviations.

    Lines that cross at one time are what a model must average over: it sees x and t, not the line. Lines that
    cross in space alone, it can tell apart.
    """
    a, b = x0.double(), eps.double()
    i, j = torch.triu_indices(len(a), len(a), 1)
    along = b - a
    # either line's ends on two sides of the other
    sides = [_side(a[k], along[k], a[m]) * _side(a[k], along[k], b[m]) < 0 for k, m in ((i, j), (j, i))]
    apart, growing = a[i] - a[j], along[i] - along[j]  # apart + t growing
    nearest = -(apart * growing).sum(1) / growing.square().sum(1).clamp_min(1e-30)
    least = (apart + nearest[:, None] * growing).norm(dim=1)
    met = (least <= WITHIN) & (nearest > NEAR_AN_END) & (nearest < 1 - NEAR_AN_END)
    return Crossings(int((sides[0] & sides[1]).sum()), int(met.sum()))


def _side(start: Tensor, along: Tensor, point: Tensor) -> Tensor:
    """On which side of lines points are: the sign of the result (n,)."""
    to = point - start
    return along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0]
