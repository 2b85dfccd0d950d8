"""Checks of arrays that come from outside; what does not fit raises an InvalidInput."""

from __future__ import annotations

import reprlib

import numpy as np
import torch

from toy.errors import InvalidInput

MAX_ROWS = 1_000_000
MAX_SIZE = 1e15  # squares of such numbers, and their sums, stay within float32


def floats(field: str, values, allowed: str) -> torch.Tensor:
    """``values`` (nested lists, NumPy, torch) as a float64 tensor on the CPU."""
    return torch.from_numpy(_numbers(field, values, allowed).astype(np.float64))


def points(field: str, values, least: int = 1, most: int = MAX_ROWS) -> torch.Tensor:
    """``values`` as ``least`` to ``most`` finite points, float64 (n, 2)."""
    shape = "numbers in an (n, 2) array, one row for each point"
    array = _numbers(field, values, shape)
    if array.size == 0 and array.ndim <= 2:
        raise InvalidInput(field, "no points", f"{least:,} to {most:,} points")
    if array.ndim != 2 or array.shape[1] != 2:
        raise InvalidInput(field, f"shape {array.shape}", shape)
    if not least <= len(array) <= most:
        raise InvalidInput(field, f"{len(array):,} point(s)", f"{least:,} to {most:,} points")
    fits = (np.abs(array) <= MAX_SIZE).all(axis=1)  # NaN does not fit either
    if not fits.all():
        row = int(np.argmin(fits))
        came = f"{array[row].tolist()} in row {row}"
        raise InvalidInput(field, came, "finite numbers, at most 1e15 in size")
    return torch.from_numpy(array.astype(np.float64))


def _numbers(field, values, allowed):
    if isinstance(values, torch.Tensor):
        values = values.detach().cpu()
    try:
        array = np.asarray(values)
    except (TypeError, ValueError, RuntimeError):  # ragged rows, tensors on no device
        raise InvalidInput(field, reprlib.repr(values), allowed) from None
    if array.dtype.kind not in "iuf":
        raise InvalidInput(field, reprlib.repr(values), allowed)
    return array
