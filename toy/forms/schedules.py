"""What follows from a form's alpha and sigma, and whether what is given for it is right.

A researcher's own form needs two functions: derivatives come from autograd, the inverse of the angle from
bisection. Whatever is given is compared with the functions themselves before anything is computed with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from toy.errors import InvalidInput

Schedule = Callable[[Tensor], Tensor]  # times or angles of any shape -> values of that shape

PHI_MIN = 0.002  # the data end of every form: sigma/alpha = 0.002, invisible at the data's scale
PHI_CAP = math.pi / 2 - 1e-5  # the noise end is never pure noise: alpha = 0 has no x/alpha and no x0 from eps

_CHECKED = 400  # times or angles at which a form is checked
_HALVINGS = 60  # of [0, 1]: more than a double tells apart
_OFF_GRID = 0.382  # where a kink of a schedule hardly ever lies, so that slopes can be compared
_TOLERANCE = 1e-3  # of slopes, beside central differences over 2e-5


def angle(alpha: Schedule, sigma: Schedule, t: Tensor) -> Tensor:
    """phi = atan2(sigma, alpha) at times ``t``, radians."""
    return torch.atan2(sigma(t), alpha(t))


@dataclass(frozen=True)
class Derivative:
    """d function / dt by autograd: times of any shape to slopes of that shape."""

    function: Schedule

    def __call__(self, t: Tensor) -> Tensor:
        """The slopes at times ``t``, in their shape."""
        with torch.inference_mode(False), torch.enable_grad():
            leaf = t.detach().clone().requires_grad_()
            value = self.function(leaf)
            if not value.requires_grad:  # a constant
                return torch.zeros_like(t)
            (slope,) = torch.autograd.grad(value.sum(), leaf)
        return slope


@dataclass(frozen=True)
class InverseAngle:
    """The time in [0, 1] at which atan2(sigma, alpha) is phi, by bisection; float64 inside.

    It needs an angle that rises with t. Angles that are never reached give the nearer end.
    """

    alpha: Schedule
    sigma: Schedule

    def __call__(self, phi: Tensor) -> Tensor:
        """The times of angles ``phi`` (radians), in their shape and dtype."""
        low, high = torch.zeros_like(phi, dtype=torch.float64), torch.ones_like(phi, dtype=torch.float64)
        wanted = phi.to(torch.float64)
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            before = angle(self.alpha, self.sigma, middle) < wanted
            low, high = torch.where(before, middle, low), torch.where(before, high, middle)
        return high.to(phi.dtype)


def check_functions(alpha: Schedule, sigma: Schedule) -> None:
    """Whether alpha and sigma lead from data to noise.

    Args:
        alpha: the form's share of data, a function of time.
        sigma: the form's share of noise, likewise.

    Raises:
        InvalidInput: one is no function of tensors, negative, or not finite on [0, 1]; both are zero
            somewhere; the angle does not rise with t; or the ends are not data and noise.
    """
    for name, function in (("alpha", alpha), ("sigma", sigma)):
        for shape in ((), (3, 1)):
            _values(name, function, torch.full(shape, 0.5, dtype=torch.float64))
        t = torch.linspace(0, 1, _CHECKED, dtype=torch.float64)
        value = _values(name, function, t)
        if not bool((value >= 0).all()):
            at = int(torch.argmin(value))
            raise InvalidInput(name, f"{float(value[at]):.4g} at t = {float(t[at]):.4g}", "nothing negative")
    norm = torch.hypot(alpha(t), sigma(t))
    if not bool((norm > 0).all()):
        came = f"both 0 at t = {float(t[int(torch.argmin(norm))]):.4g}"
        raise InvalidInput("alpha, sigma", came, "signal or noise at every t")
    _check_rise(angle(alpha, sigma, t), t)


def _check_rise(phi: Tensor, t: Tensor) -> None:
    """The angle starts at the data, ends at the noise, and rises all the way between the allowed ends."""
    if not float(phi[0]) < math.pi / 4 < float(phi[-1]):
        came = f"an angle from {float(phi[0]):.3g} at t = 0 to {float(phi[-1]):.3g} at t = 1"
        allowed = "mostly data (sigma < alpha) at t = 0 and mostly noise (sigma > alpha) at t = 1"
        raise InvalidInput("alpha, sigma", came, allowed)
    # beyond the ends rounding may make neighbours equal
    inside = (phi[1:] > PHI_MIN) & (phi[:-1] < PHI_CAP)
    rise = phi.diff()
    wrong = torch.where(inside, rise <= 0, rise < -1e-12)
    if bool(wrong.any()):
        at = float(t[int(torch.nonzero(wrong)[0])])
        came = f"an angle that does not rise after t = {at:.4g}"
        raise InvalidInput("alpha, sigma", came, "atan2(sigma, alpha) that rises with t")


def check_slope(name: str, function: Schedule, slope: Schedule, t_min: float, t_max: float) -> None:
    """Whether ``slope`` is the derivative of ``function``, beside central differences.

    Args:
        name: of the slope, as an error says it.
        function: of time.
        slope: of time, to be compared.
        t_min: the form's first allowed time; close to it only that the slope is finite is asked.
        t_max: the form's last allowed time, likewise.

    Raises:
        InvalidInput: it is not, or not finite.
    """
    ends = torch.tensor([t_min, t_max], dtype=torch.float64)
    _values(name, slope, ends)
    h = 1e-5
    part = (torch.arange(_CHECKED, dtype=torch.float64) + _OFF_GRID) / _CHECKED
    t = t_min + (t_max - t_min) * (0.02 + 0.96 * part)
    given, wanted = _values(name, slope, t), (function(t + h) - function(t - h)) / (2 * h)
    error = (given - wanted).abs()
    wrong = error > _TOLERANCE * (wanted.abs() + _TOLERANCE * wanted.abs().max()) + 1e-6
    if bool(wrong.any()):
        at = int(torch.argmax(error * wrong))
        came = f"{float(given[at]):.4g} at t = {float(t[at]):.4g}"
        of = name.removeprefix("d_")
        raise InvalidInput(name, came, f"the derivative of {of}, {float(wanted[at]):.4g} there")


def check_inverse(alpha: Schedule, sigma: Schedule, inverse: Schedule, low: float, high: float) -> None:
    """Whether ``inverse`` gives the time at which the angle is phi, for phi in [low, high].

    Angles that the form never reaches are left out.

    Raises:
        InvalidInput: it does not, or the time lies outside of [0, 1].
    """
    first, last = angle(alpha, sigma, torch.tensor([0.0, 1.0], dtype=torch.float64)).tolist()
    low, high = max(low, first), min(high, last)
    phi = torch.linspace(low, high, _CHECKED, dtype=torch.float64)
    for shape in ((), (3, 1)):
        _values("t_of_phi", inverse, torch.full(shape, 0.5 * (low + high), dtype=torch.float64))
    t = _values("t_of_phi", inverse, phi)
    error = (angle(alpha, sigma, t.clamp(0, 1)) - phi).abs()
    error = torch.where((t >= -1e-9) & (t <= 1 + 1e-9), error, torch.full_like(error, math.inf))
    at = int(torch.argmax(error))
    if float(error[at]) > 1e-6:
        came = f"t = {float(t[at]):.4g} for phi = {float(phi[at]):.4g}"
        raise InvalidInput("t_of_phi", came, "the time in [0, 1] at which atan2(sigma, alpha) is phi")


def _values(name: str, function: Schedule, t: Tensor) -> Tensor:
    """``function(t)``, float64, if it is finite and of the shape of ``t``. Raises InvalidInput."""
    allowed = "a function of a float tensor that gives finite numbers in a tensor of the same shape"
    if not callable(function):
        raise InvalidInput(name, function, allowed)
    try:
        value = function(t)
    except Exception as error:  # the caller's own code: anything may happen
        raise InvalidInput(name, f"{type(error).__name__}: {error}", allowed) from error
    if not isinstance(value, Tensor) or value.shape != t.shape or not value.is_floating_point():
        came = f"shape {tuple(value.shape)} for {tuple(t.shape)}" if isinstance(value, Tensor) else value
        raise InvalidInput(name, came, allowed)
    value = value.detach().to(torch.float64)
    finite = value.isfinite()
    if not bool(finite.all()):
        at = int(torch.argmin(finite.reshape(-1).to(torch.int8)))
        came = f"{float(value.reshape(-1)[at])} at {float(t.reshape(-1)[at]):.4g}"
        raise InvalidInput(name, came, allowed)
    return value
