"""Checks of arrays that come from outside; what does not fit raises an InvalidInput."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from toy.errors import InvalidInput

MAX_ROWS = 1_000_000
MAX_SIZE = 1e15  # squares of such numbers, and their sums, stay within float32


def floats(field: str, values: object, allowed: str) -> Tensor:
    """Numbers of any shape.

    Args:
        field: what the caller calls them.
        values: nested lists, a NumPy array or a torch tensor.
        allowed: what is allowed, for the error.

    Returns:
        A float64 tensor on the CPU; it may hold NaN.

    Raises:
        InvalidInput: no numbers, or rows of different lengths.
    """
    return torch.from_numpy(_numbers(field, values, allowed).astype(np.float64))


def points(field: str, values: object, least: int = 1, most: int = MAX_ROWS, dim: int | None = 2) -> Tensor:
    """Points, one a row.

    Args:
        field: what the caller calls them.
        values: nested lists, a NumPy array or a torch tensor.
        least: the fewest there may be.
        most: the most there may be.
        dim: how many coordinates each has; None for any.

    Returns:
        float64 (n, dim), finite.

    Raises:
        InvalidInput: what does not fit, the first such row by its number.
    """
    shape = f"numbers in an (n, {'d' if dim is None else dim}) array, one row for each point"
    array = _numbers(field, values, shape)
    if array.size == 0 and array.ndim <= 2:
        raise InvalidInput(field, "no points", f"{least:,} to {most:,} points")
    if array.ndim != 2 or array.shape[1] != (array.shape[1] if dim is None else dim):
        raise InvalidInput(field, f"shape {array.shape}", shape)
    if not least <= len(array) <= most:
        raise InvalidInput(field, f"{len(array):,} point(s)", f"{least:,} to {most:,} points")
    fits = (np.abs(array) <= MAX_SIZE).all(axis=1)  # NaN does not fit either
    if not fits.all():
        row = int(np.argmin(fits))
        came = f"{array[row].tolist()} in row {row}"
        raise InvalidInput(field, came, "finite numbers, at most 1e15 in size")
    return torch.from_numpy(array.astype(np.float64))


def _numbers(field: str, values: object, allowed: str) -> npt.NDArray[Any]:
    try:
        array = np.asarray(values.detach().cpu() if isinstance(values, Tensor) else values)
    except Exception:  # ragged rows, tensors on no device, whatever an object's own conversion does
        raise InvalidInput(field, values, allowed) from None
    if array.dtype.kind not in "iuf":
        raise InvalidInput(field, repr(values[:60]) if isinstance(values, str) else values, allowed)
    return array
