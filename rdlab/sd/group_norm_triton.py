"""Kernels for ``group_norm``; importing them needs Triton, which comes with torch's builds for GPUs.

A tensor is read as (n, rows, channels), channels beside each other. Three kernels: sums of each channel over
blocks of rows, a scale and a shift for each channel from its group's sums, and their use.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

ROWS, WIDE = 64, 64  # of the tile a program works on
MOST_BLOCKS = 64  # of rows: the second kernel reads them all at once


@triton.jit
def _sum(x, sums, rows, channels, each, ROWS: tl.constexpr, WIDE: tl.constexpr) -> None:
    image, block, blocks = tl.program_id(0).to(tl.int64), tl.program_id(1), tl.num_programs(1)
    c = tl.program_id(2) * WIDE + tl.arange(0, WIDE)
    total = tl.zeros((WIDE,), tl.float32)
    squares = tl.zeros((WIDE,), tl.float32)
    for first in range(block * each, block * each + each, ROWS):
        r = first + tl.arange(0, ROWS)
        inside = (r < rows)[:, None] & (c < channels)[None, :]
        v = tl.load(x + image * rows * channels + r[:, None] * channels + c[None, :], inside, 0.0).to(
            tl.float32
        )
        total += tl.sum(v, 0)
        squares += tl.sum(v * v, 0)
    at = sums + ((image * blocks + block) * 2) * channels + c
    tl.store(at, total, c < channels)
    tl.store(at + channels, squares, c < channels)


@triton.jit
def _scale(
    sums,
    weight,
    bias,
    scales,
    rows,
    channels,
    blocks,
    size,
    eps,
    BLOCKS: tl.constexpr,
    SIZE: tl.constexpr,
) -> None:
    image, group = tl.program_id(0), tl.program_id(1)
    k, j = tl.arange(0, BLOCKS), tl.arange(0, SIZE)
    c = group * size + j
    inside = (k < blocks)[:, None] & (j < size)[None, :]
    at = sums + (image * blocks + k[:, None]) * 2 * channels + c[None, :]
    count = rows * size
    mean = tl.sum(tl.load(at, inside, 0.0)) / count
    square = tl.sum(tl.load(at + channels, inside, 0.0)) / count
    inverse = 1 / tl.sqrt(tl.maximum(square - mean * mean, 0.0) + eps)
    scale = tl.load(weight + c, j < size, 0.0).to(tl.float32) * inverse
    shift = tl.load(bias + c, j < size, 0.0).to(tl.float32) - mean * scale
    tl.store(scales + image * 2 * channels + c, scale, j < size)
    tl.store(scales + (image * 2 + 1) * channels + c, shift, j < size)


@triton.jit
def _use(x, scales, y, rows, channels, ROWS: tl.constexpr, WIDE: tl.constexpr) -> None:
    image = tl.program_id(0).to(tl.int64)
    r = tl.program_id(1) * ROWS + tl.arange(0, ROWS)
    c = tl.program_id(2) * WIDE + tl.arange(0, WIDE)
    inside = (r < rows)[:, None] & (c < channels)[None, :]
    scale = tl.load(scales + image * 2 * channels + c, c < channels, 0.0)
    shift = tl.load(scales + (image * 2 + 1) * channels + c, c < channels, 0.0)
    at = image * rows * channels + r[:, None] * channels + c[None, :]
    v = tl.load(x + at, inside, 0.0).to(tl.float32) * scale[None, :] + shift[None, :]
    tl.store(y + at, v.to(y.dtype.element_ty), inside)


def normalise(x: Tensor, groups: int, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    """Group normalisation of x (n, rows, channels), contiguous; the arithmetic is in float32."""
    n, rows, channels = x.shape
    across = triton.cdiv(channels, WIDE)
    # Enough blocks to fill a large GPU a few times, each of whole tiles.
    blocks = min(triton.cdiv(rows, ROWS), max(1, 1024 // (n * across)), MOST_BLOCKS)
    each = triton.cdiv(triton.cdiv(rows, ROWS), blocks) * ROWS
    blocks = triton.cdiv(rows, each)
    sums = torch.empty(n, blocks, 2, channels, dtype=torch.float32, device=x.device)
    scales = torch.empty(n, 2, channels, dtype=torch.float32, device=x.device)
    y = torch.empty_like(x)
    _sum[(n, blocks, across)](x, sums, rows, channels, each, ROWS=ROWS, WIDE=WIDE)
    size = channels // groups
    _scale[(n, groups)](
        sums,
        weight,
        bias,
        scales,
        rows,
        channels,
        blocks,
        size,
        eps,
        BLOCKS=triton.next_power_of_2(blocks),
        SIZE=triton.next_power_of_2(size),
    )
    _use[(n, triton.cdiv(rows, ROWS), across)](x, scales, y, rows, channels, ROWS=ROWS, WIDE=WIDE)
    return y
