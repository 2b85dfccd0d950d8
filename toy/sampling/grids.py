"""Grids: where a solver looks. A grid is K+1 falling times, from the noise end to the data end."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import torch
from torch import Tensor

from toy.errors import InvalidInput, require_int
from toy.forms import Form

MAX_STEPS = 1000

Grid: TypeAlias = Callable[[Form, int], Tensor]  # (form, steps) -> falling times (steps + 1,)


def even_in_phi(form: Form, steps: int) -> Tensor:
    """Steps of equal angle phi = atan2(sigma, alpha): the same points of the path in every form.

    Args:
        form: gives the clock and its two ends.
        steps: K, 1 to 1,000.

    Returns:
        Times (K+1,), float64, falling from form.t_max to form.t_min.

    Raises:
        InvalidInput: steps out of range, or no form.
    """
    _check_form(form)
    return _ended(form, form.t_of_phi(_even(form.phi_max, form.phi_min, steps)))


def even_in_t(form: Form, steps: int) -> Tensor:
    """Steps of equal time of the form's own clock. Args, Returns, Raises: as ``even_in_phi``.

    Under EDM these are the noise levels of Karras et al. 2022 (arXiv 2206.00364, eq. 5).
    """
    _check_form(form)
    return _ended(form, _even(form.t_max, form.t_min, steps))


def even_in_log_snr(form: Form, steps: int) -> Tensor:
    """Steps of equal log(alpha/sigma), many near both ends (Lu et al. 2022, arXiv 2206.00927, section 3.4).

    Args, Returns, Raises: as ``even_in_phi``.
    """
    _check_form(form)
    log_snr = _even(-math.log(math.tan(form.phi_max)), -math.log(math.tan(form.phi_min)), steps)
    return _ended(form, form.t_of_phi(torch.atan(torch.exp(-log_snr))))


GRIDS: dict[str, Grid] = {"phi": even_in_phi, "t": even_in_t, "log_snr": even_in_log_snr}


def _check_form(form: object) -> None:
    needed = ("t_min", "t_max", "phi_min", "phi_max", "t_of_phi")
    if not all(hasattr(form, name) for name in needed):
        raise InvalidInput("form", form, "a toy.Form, or what has its " + ", ".join(needed))


def _even(start: float, end: float, steps: int) -> Tensor:
    return torch.linspace(start, end, require_int("steps", steps, 1, MAX_STEPS) + 1, dtype=torch.float64)


def _ended(form: Form, t: Tensor) -> Tensor:
    t[0], t[-1] = form.t_max, form.t_min  # exactly, whatever rounding did
    return t


def check_grid(grid: object, form: Form) -> Tensor:
    """``grid`` itself, if a solver can walk it under ``form``.

    Args:
        grid: a tensor of 2 to 1,001 falling times, over which sigma/alpha falls too.
        form: a Form, whose times are 0 to 1, or anything else with an alpha and a sigma.

    Raises:
        InvalidInput: anything else.
    """
    allowed = f"a tensor of 2 to {MAX_STEPS + 1:,} falling times"
    if not isinstance(grid, Tensor) or grid.layout != torch.strided or grid.ndim != 1:
        raise InvalidInput("grid", grid, allowed)
    if not 2 <= len(grid) <= MAX_STEPS + 1 or grid.is_complex() or grid.dtype == torch.bool:
        raise InvalidInput("grid", grid, allowed)
    if not grid.isfinite().all() or not (grid[:-1] > grid[1:]).all():
        raise InvalidInput("grid", grid, allowed)
    alpha, sigma = form.alpha(grid).double(), form.sigma(grid).double()
    if isinstance(form, Form) and not (grid[-1] >= -1e-9 and grid[0] <= 1 + 1e-9):
        raise InvalidInput("grid", grid, "times from 0 to 1")
    inside = (alpha >= 0) & (sigma >= 0) & alpha.isfinite() & sigma.isfinite()
    if not inside.all() or not (sigma[:-1] * alpha[1:] > sigma[1:] * alpha[:-1]).all():
        raise InvalidInput("grid", grid, "times over which sigma/alpha falls and neither is negative")
    return grid
