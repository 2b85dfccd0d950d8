"""Targets of lower variance: the posterior mean of a pair, estimated from other samples beside its own."""

from __future__ import annotations

import math

import torch
from torch import Tensor

NEAR = 0.03  # below this sine of the angle no other sample is near enough to weigh anything


def even_sets(points: Tensor, sets: int) -> Tensor:
    """Points dealt out such that every set covers the space as all do.

    Systematic sampling along a Z-order curve (Morton 1966), along which neighbours are near.

    Args:
        points: (sets * m, d).
        sets: how many.

    Returns:
        (sets, m, d).
    """
    cells = points - points.amin(0)
    cells = (cells * (1023 / cells.amax().clamp_min(1e-9))).to(torch.int64)
    along = _z_order(cells).argsort()
    return points[along].view(-1, sets, points.shape[1]).transpose(0, 1).contiguous()


def _z_order(cells: Tensor) -> Tensor:
    """(n,) places along the curve of cells (n, d), whole numbers below 1024: their bits in turn."""
    if cells.shape[1] == 2:
        for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
            cells = (cells | cells << shift) & mask  # a free bit before every bit
        return cells[:, 0] | cells[:, 1] << 1
    cells = cells[:, :60]  # as many bits as a whole number has
    d, place = cells.shape[1], torch.zeros_like(cells[:, 0])
    bits = min(10, 60 // d)
    for bit in range(bits):
        for i in range(d):
            place |= (cells[:, i] >> (10 - bits + bit) & 1) << (bit * d + i)
    return place


def posterior_mean(
    u: Tensor, c: Tensor, s: Tensor, x0: Tensor, eps: Tensor, others: Tensor, size: int | None = None
) -> tuple[Tensor, Tensor]:
    """Estimates of the posterior means from reference samples and the own pair.

    The weights are proportional to ``exp(-|u - c x|^2 / 2 s^2)``. Where s < 0.03 the own pair is returned: no
    other x0 is near enough to weigh anything.

    Args:
        u: (n, d), with ``u = c x0 + s eps``.
        c: (n, 1), cosines of the angles.
        s: (n, 1), sines of the angles.
        x0: (n, d), the data of the own pair.
        eps: (n, d), its noise.
        others: the references, (m, d), or (g, m, d) for g runs of rows with references of their own.
        size: rows of each run but the last; by default as even as they can be.

    Returns:
        E[x0 | u] and E[eps | u], (n, d) each.
    """
    d = u.shape[1]
    near, wide = s < NEAR, s.clamp_min(NEAR)
    ones = torch.ones_like(others[..., :1])
    theirs = torch.cat([others, ones, others.square().sum(-1, keepdim=True)], dim=-1)
    theirs = theirs.expand(1, *theirs.shape) if others.ndim == 2 else theirs
    # |u - c x|^2 = |u|^2 - 2 c u.x + c^2 |x|^2: all exponents are one product of matrices, and powers of 2,
    # since exp takes seven times as long as exp2
    scale = -0.5 * math.log2(math.e) / wide.square()
    ours = scale * torch.cat([-2 * c * u, u.square().sum(1, keepdim=True), c * c], dim=1)
    ours, sums = ours.t().contiguous(), torch.empty(d + 1, len(u), device=u.device)
    size = size or -(-len(u) // len(theirs))
    for x, y, out in zip(theirs, torch.split(ours, size, dim=1), torch.split(sums, size, dim=1), strict=True):
        torch.mm(x[:, : d + 1].t(), torch.mm(x, y).exp2_(), out=out)
    own = torch.exp(-0.5 * eps.square().sum(1, keepdim=True))
    mean = (sums[:d].t() + own * x0) / (sums[d:].t() + own)
    mean_eps = (u - c * mean) / wide
    return torch.where(near, x0, mean), torch.where(near, eps, mean_eps)
