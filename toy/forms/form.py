"""A form of diffusion as an object, and how times and angles are read. ``toy.forms`` holds the library's."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import torch
from torch import Tensor

from toy.errors import InvalidInput, require_float, require_text
from toy.forms.frozen_mapping import FrozenMapping
from toy.forms.schedules import (
    PHI_CAP,
    PHI_MIN,
    Derivative,
    InverseAngle,
    Schedule,
    check_functions,
    check_inverse,
    check_slope,
)


def as_time(t: Tensor | float) -> Tensor:
    """A time or angle as a tensor; plain numbers become float64, tensors keep their type."""
    return t if isinstance(t, Tensor) else torch.as_tensor(t, dtype=torch.float64)


def cos_sin(phi: Tensor | float) -> tuple[Tensor, Tensor] | tuple[float, float]:
    """cos and sin of an angle (number or 0-d) as numbers, of angles (n, 1) as tensors.

    Numbers, because one operation on a 0-d tensor takes as long as one on hundreds of rows.
    """
    if isinstance(phi, Tensor) and phi.ndim:
        return torch.cos(phi), torch.sin(phi)
    return math.cos(phi), math.sin(phi)


def per_row(name: str, value: object, n: int) -> Tensor | float:
    """A time or angle of ``n`` rows, such that it broadcasts against (n, d) in the one way that is meant.

    Args:
        name: what the caller calls it.
        value: a number, or a tensor or array of shape (), (1,), (n,) or (n, 1).
        n: how many rows there are.

    Returns:
        A float, or a tensor (n, 1) or (1, 1).

    Raises:
        InvalidInput: another shape or type, NaN or infinite.
    """
    if isinstance(value, Tensor) and value.ndim:
        times = value
    elif getattr(value, "ndim", 0):
        try:
            times = torch.as_tensor(value)
        except (TypeError, ValueError, RuntimeError):
            raise InvalidInput(name, value, "numbers") from None
    else:
        return require_float(name, value)
    if tuple(times.shape) not in {(1,), (1, 1), (n,), (n, 1)}:
        allowed = f"a number, or one for each of the {n} rows, of shape ({n},) or ({n}, 1)"
        raise InvalidInput(name, f"shape {tuple(times.shape)}", allowed)
    if not times.is_floating_point() or not bool(times.isfinite().all()):
        raise InvalidInput(name, times, "finite numbers of a float type")
    return times.reshape(-1, 1)


@lru_cache(4096)  # a solver asks for the same few hundred times of every stage
def polar(form: Form, t: float) -> tuple[float, float]:
    """(norm, phi) of ``form`` at time ``t``, moved into the allowed range."""
    time = form.clamp(t)
    return float(form.norm(time)), float(form.phi(time))


@dataclass(frozen=True, eq=False, repr=False)
class Form:
    """One way to mix data and noise: ``x_t = alpha(t) x0 + sigma(t) eps`` for t in [0, 1].

    ``Form.of(alpha, sigma)`` makes one of two functions alone. Allowed times are [``t_min``, ``t_max``]:
    there alpha and sigma are both positive, so that no conversion divides by zero. Library forms are equal
    and picklable by name and parameters; own ones are if their functions are.

    Attributes:
        key: short name.
        title, latex, description: for people; may be empty.
        alpha, sigma: times of any shape to values of that shape.
        d_alpha, d_sigma: their derivatives with respect to t.
        t_of_phi: the inverse of ``phi``, angles of any shape to times of that shape.
        params: the form's own numbers, read-only.

    Raises:
        InvalidInput: naming the field that is wrong. All functions are compared with one another.
    """

    key: str
    title: str
    latex: str
    description: str
    alpha: Schedule
    sigma: Schedule
    d_alpha: Schedule
    d_sigma: Schedule
    t_of_phi: Schedule
    params: Mapping[str, float] = field(default_factory=FrozenMapping)
    # the library's function that made it, None for own forms; its name is the family
    _maker: Callable[..., Form] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        for name in ("key", "title", "latex", "description"):
            require_text(name, getattr(self, name))
        if not isinstance(self.params, Mapping):
            raise InvalidInput("params", self.params, "a mapping of parameters to numbers")
        values = {require_text("params", k): require_float(k, value) for k, value in self.params.items()}
        object.__setattr__(self, "params", FrozenMapping(values))
        check_functions(self.alpha, self.sigma)
        check_inverse(self.alpha, self.sigma, self.t_of_phi, self.phi_min, self.phi_max)
        check_slope("d_alpha", self.alpha, self.d_alpha, self.t_min, self.t_max)
        check_slope("d_sigma", self.sigma, self.d_sigma, self.t_min, self.t_max)

    @classmethod
    def of(
        cls,
        alpha: Schedule,
        sigma: Schedule,
        *,
        d_alpha: Schedule | None = None,
        d_sigma: Schedule | None = None,
        t_of_phi: Schedule | None = None,
        key: str = "own",
        title: str = "Own form",
        latex: str = r"x_t = \alpha_t x_0 + \sigma_t\,\epsilon",
        description: str = "",
        params: Mapping[str, float] | None = None,
    ) -> Form:
        """An own form of two functions.

        >>> Form.of(alpha=lambda t: (1 - t) ** 2, sigma=lambda t: t)
        Form(own)

        Args:
            alpha: a torch function of times in [0, 1], of any shape, with values of that shape, not negative.
            sigma: another; atan2(sigma, alpha) has to rise from the data (t = 0) to the noise (t = 1).
            d_alpha: the derivative of alpha; by autograd where left out.
            d_sigma: the derivative of sigma; by autograd where left out.
            t_of_phi: the time at which atan2(sigma, alpha) is an angle; by bisection where left out.
            key: short name, where the form is shown.
            title: its name for people.
            latex: its equation.
            description: a sentence on it.
            params: numbers to show with it.

        Raises:
            InvalidInput: naming the function or the field that is wrong.
        """
        check_functions(alpha, sigma)
        if t_of_phi is None:
            t_of_phi = InverseAngle(alpha, sigma)
            try:
                check_inverse(alpha, sigma, t_of_phi, PHI_MIN, PHI_CAP)
            except InvalidInput as error:
                allowed = "functions without jumps"
                raise InvalidInput("alpha, sigma", error.value, allowed) from error
        return cls(
            key=key,
            title=title,
            latex=latex,
            description=description,
            alpha=alpha,
            sigma=sigma,
            d_alpha=Derivative(alpha) if d_alpha is None else d_alpha,
            d_sigma=Derivative(sigma) if d_sigma is None else d_sigma,
            t_of_phi=t_of_phi,
            params=FrozenMapping() if params is None else params,
        )

    @property
    def family(self) -> str | None:
        """The library's name of the form, a key of ``FORMS``, or None for an own form whatever its key."""
        return None if self._maker is None else self.key

    def _value(self) -> tuple[object, ...]:
        """What makes two forms equal."""
        if self._maker is not None:
            return self._maker, self.params
        functions = (self.alpha, self.sigma, self.d_alpha, self.d_sigma, self.t_of_phi)
        return self.key, self.title, self.latex, self.description, self.params, functions

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Form):
            return NotImplemented
        return self is other or self._value() == other._value()

    def __hash__(self) -> int:
        return hash((self.key, self.params))

    def __repr__(self) -> str:
        known = "".join(f", {name}={value:g}" for name, value in self.params.items())
        return f"Form({self.key}{known})"

    def __reduce__(self) -> tuple[Any, ...]:
        if self._maker is not None:
            return functools.partial(self._maker, **self.params), ()
        return _restored, (type(self), dict(self.__dict__))

    def phi(self, t: Tensor | float) -> Tensor:
        """The angle atan2(sigma, alpha) in radians: 0 is data, pi/2 is noise."""
        t = as_time(t)
        return torch.atan2(self.sigma(t), self.alpha(t))

    def norm(self, t: Tensor | float) -> Tensor:
        """n = hypot(alpha, sigma), by which u = x / n is normalised."""
        t = as_time(t)
        return torch.hypot(self.alpha(t), self.sigma(t))

    @cached_property
    def phi_min(self) -> float:
        """The angle of the data end: 0.002, or where the form itself ends (VE with a larger sigma_min)."""
        return max(float(self.phi(0.0)), PHI_MIN)

    @cached_property
    def phi_max(self) -> float:
        """The angle of the noise end; just below pi/2 where the form reaches pure noise."""
        return min(float(self.phi(1.0)), PHI_CAP)

    @cached_property
    def t_min(self) -> float:
        """The time of the data end."""
        return float(self.t_of_phi(as_time(self.phi_min)))

    @cached_property
    def t_max(self) -> float:
        """The time of the noise end."""
        return float(self.t_of_phi(as_time(self.phi_max)))

    def clamp(self, t: Tensor | float) -> Tensor:
        """``t`` moved into the allowed range [t_min, t_max]."""
        return as_time(t).clamp(self.t_min, self.t_max)


def _restored(kind: type[Form], state: dict[str, Any]) -> Form:
    """An own form out of a pickle: its parts were checked when it was made."""
    form = object.__new__(kind)
    form.__dict__.update(state)
    return form
