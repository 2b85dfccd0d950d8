"""Checks of what comes to a metric; whatever does not fit raises an InvalidInput that names the argument."""

from __future__ import annotations

import math
import reprlib

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from toy.errors import InvalidInput

Array = object  # what a metric takes: nested lists, NumPy arrays or torch tensors

MAX_POINTS = 1_000_000
MAX_SIZE = 1e15  # squares of such numbers, and their sums, stay well within float64
POINTS = "numbers in an (n, d) array, one row for each point"
PATHS = "numbers in a (K+1, n, d) array, one row of points for each time"


def points(field: str, values: Array, most: int = MAX_POINTS) -> Tensor:
    """``values`` as 1 to ``most`` finite points, float64 (n, d) on the CPU. Raises InvalidInput."""
    array = _numbers(field, values, POINTS)
    if array.ndim != 2 or array.size == 0:
        raise InvalidInput(field, f"shape {array.shape}", POINTS)
    if len(array) > most:
        raise InvalidInput(field, f"{len(array):,} points", f"1 to {most:,} points")
    return _finite(field, array)


def two_sets(a: Array, b: Array, most: int = MAX_POINTS) -> tuple[Tensor, Tensor]:
    """Points a (n, d) and b (m, d). Raises InvalidInput."""
    first, second = points("a", a, most), points("b", b, most)
    if first.shape[1] != second.shape[1]:
        raise InvalidInput(
            "b", f"points of {second.shape[1]} numbers", f"points of {first.shape[1]}, as a has"
        )
    return first, second


def paths(field: str, values: Array) -> Tensor:
    """``values`` as paths, float64 (K+1, n, d) on the CPU, all finite. Raises InvalidInput."""
    array = _numbers(field, values, PATHS)
    if array.ndim != 3 or array.size == 0:
        raise InvalidInput(field, f"shape {array.shape}", PATHS)
    return _finite(field, array)


def like(field: str, values: Array, shape: tuple[int, ...]) -> Tensor:
    """``values`` in exactly this shape. Raises InvalidInput."""
    found = paths(field, values)
    if tuple(found.shape) != shape:
        raise InvalidInput(field, f"shape {tuple(found.shape)}", f"shape {shape}")
    return found


def clock(field: str, values: Array, length: int, either: bool = False) -> Tensor:
    """``length`` falling numbers, one for each point of a path, float64.

    Args:
        field: what the caller calls them.
        values: what was given.
        length: points of the path, two or more.
        either: rising ones are taken too, and count from the other end.

    Raises:
        InvalidInput: fewer than two, other than ``length``, not finite, or not falling.
    """
    allowed = "two or more finite numbers in falling order" + (" or in rising order" if either else "")
    array = _numbers(field, values, allowed)
    if array.ndim != 1 or len(array) < 2:
        raise InvalidInput(field, f"shape {array.shape}", allowed)
    times = _finite(field, array)
    if len(times) != length:
        raise InvalidInput(field, f"{len(times)} numbers", f"{length}, one for each point of a path")
    falling = -times if either and times[0] < times[-1] else times
    if not (falling[:-1] > falling[1:]).all():
        raise InvalidInput(field, times.tolist(), allowed)
    return falling


def angles(field: str, values: Array, length: int) -> Tensor:
    """``length`` falling angles from pi/2 (noise) to 0 (data), float64 radians. Raises InvalidInput."""
    phi = clock(field, values, length)
    if phi[-1] < -1e-6 or phi[0] > math.pi / 2 + 1e-6:
        raise InvalidInput(field, phi.tolist(), "angles in radians, from 0 to pi/2")
    return phi


def positive(field: str, value: object) -> float:
    """``value`` as a number above 0. Raises InvalidInput."""
    number = _numbers(field, value, "a positive number")
    if number.size != 1 or not 0 < float(number.reshape(())) <= MAX_SIZE:
        raise InvalidInput(field, value, "a positive number")
    return float(number.reshape(()))


def _finite(field: str, array: npt.NDArray[np.generic]) -> Tensor:
    wide = array.astype(np.float64)
    off = ~(np.abs(wide) <= MAX_SIZE)  # NaN is none either
    if off.any():
        came = f"{int(off.sum()):,} NaN, infinite or huge, the first {wide[off][0]}"
        raise InvalidInput(field, came, "finite numbers, at most 1e15 in size")
    return torch.from_numpy(wide)


def _numbers(field: str, values: Array, allowed: str) -> npt.NDArray[np.generic]:
    """``values`` as an array of real numbers."""
    try:
        if isinstance(values, Tensor):
            values = values.detach().cpu()
            values = values.float() if values.dtype == torch.bfloat16 else values
        array = np.asarray(values)
    except (TypeError, ValueError, RuntimeError, NotImplementedError):  # ragged rows, tensors without numbers
        raise InvalidInput(field, reprlib.repr(values), allowed) from None
    if array.dtype.kind not in "iuf":
        raise InvalidInput(field, reprlib.repr(values), allowed)
    return array
