"""Sampling in pieces of a few milliseconds, so that a server can do other things between them."""

from __future__ import annotations

from collections.abc import Generator

import torch
from torch import Tensor

from toy.models.cost import calls_at_once
from toy.sampling import Solver, Trajectory
from toy.sampling.solvers import dpmpp_2m, dpmpp_2m_step
from toy.sampling.walking import DenoiserLike, walking

Walking = Generator[None, None, Trajectory]


def in_pieces(
    solver: Solver, denoiser: DenoiserLike, x_T: Tensor, grid: Tensor, generator: torch.Generator | None
) -> Walking:
    """What ``solver.sample`` gives, to the bit, a few steps between two yields.

    A multistep solver of a researcher's own is one piece: nobody knows what it remembers.

    Args:
        solver: whose steps.
        denoiser: as of ``Solver.sample``.
        x_T: (n, d), the state at grid[0].
        grid: (K+1,), falling times.
        generator: for solvers that add noise.

    Returns:
        Trajectory of K steps.

    Raises:
        InvalidInput: at a step: an argument that does not fit.
    """
    at_once = max(1, calls_at_once(denoiser, len(x_T)) // solver.nfe_per_step)
    if solver.run is dpmpp_2m:
        step = dpmpp_2m_step(denoiser, grid)
        return (yield from walking(denoiser, x_T, grid, step, at_once))
    count = len(grid) - 1
    if solver.multistep or count <= at_once:
        path = solver.sample(denoiser, x_T, generator=generator, grid=grid)
        yield None
        return path
    parts: list[Trajectory] = []
    for k in range(0, count, at_once):
        piece = grid[k : k + at_once + 1]
        parts.append(solver.sample(denoiser, x_T, generator=generator, grid=piece))
        x_T = parts[-1].x[-1]
        yield None
    x = torch.cat([parts[0].x[:1], *(part.x[1:] for part in parts)])
    return Trajectory(grid, x, torch.cat([part.x0 for part in parts]), torch.cat([p.eps for p in parts]))
