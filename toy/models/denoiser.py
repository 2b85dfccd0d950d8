"""What denoises: the protocol that all of ``toy`` asks for, and a trained network as one.

Everything works in angle coordinates, ``u = cos(phi) x0 + sin(phi) eps``, in which all forms are one ODE.
"""

from __future__ import annotations

from typing import Protocol

from torch import Tensor

from toy.errors import InvalidInput
from toy.forms import Form, cos_sin, per_row, polar
from toy.predictions import Prediction


class Predictor(Protocol):
    """Anything that denoises in angle coordinates: a trained network or a closed form."""

    def predict(self, u: Tensor, phi: Tensor | float) -> tuple[Tensor, Tensor]:
        """(x0_hat, eps_hat), each (n, d), at ``u`` (n, d) and the angle ``phi``, a number or (n, 1)."""
        ...


class Network(Protocol):
    """A network as this library trains it: all parameters in one flat tensor."""

    @property
    def flat(self) -> Tensor:
        """The parameters (p,), float32; changing them in place changes the network."""
        ...

    def raw(self, u: Tensor, phi: Tensor | float) -> Tensor:
        """The output r (n, d), float32, at ``u`` (n, d) and ``phi``, a number or (n, 1)."""
        ...

    def copy(self) -> Network:
        """The same network on parameters of its own."""
        ...


def denoise(model: Predictor, form: Form, xt: Tensor, t: Tensor | float) -> tuple[Tensor, Tensor]:
    """What a model makes of points at a time of a form.

    Args:
        model: works in angle coordinates.
        form: the coordinates of ``xt`` and ``t``.
        xt: (n, d).
        t: a number, or a tensor of shape (), (1,), (n,) or (n, 1); it is moved into [form.t_min, form.t_max].

    Returns:
        (x0_hat, eps_hat), each (n, d).

    Raises:
        InvalidInput: a time of another shape, NaN or infinite; an ``xt`` that is no (n, d).
    """
    if not isinstance(xt, Tensor) or xt.ndim != 2 or not xt.is_floating_point():
        raise InvalidInput("xt", xt, "a tensor (n, d) of real numbers")
    time = per_row("t", t, len(xt))
    if isinstance(time, Tensor):
        time = form.clamp(time)
        return model.predict(xt / form.norm(time).to(xt.dtype), form.phi(time))
    norm, phi = polar(form, time)
    return model.predict(xt / norm, phi)


def _as(u: Tensor, part: Tensor | float) -> Tensor | float:
    return part.to(u.dtype) if isinstance(part, Tensor) else part


class Denoiser:
    """A trained network as a denoiser: ``(xt, t) -> (x0_hat, eps_hat)``.

    The network works in angle coordinates, so the form only says how ``xt`` and ``t`` are to be read; the
    same network under another form is another clock for the same paths.

    Args:
        net: (u, phi) -> raw output (n, d).
        form: the coordinates of ``xt`` and ``t``.
        prediction: what the raw output means.
    """

    def __init__(self, net: Network, form: Form, prediction: Prediction) -> None:
        self.net, self.form, self.prediction = net, form, prediction

    def predict(self, u: Tensor, phi: Tensor | float) -> tuple[Tensor, Tensor]:
        """(x0_hat, eps_hat), each (n, d), at ``u = cos(phi) x0 + sin(phi) eps``; phi a number or (n, 1)."""
        phi = per_row("phi", phi, len(u))
        x0_u, x0_r, eps_u, eps_r = (_as(u, part) for part in self.prediction.head(*cos_sin(phi)))
        r = self.net.raw(u, phi).to(u.dtype)
        return x0_u * u + x0_r * r, eps_u * u + eps_r * r

    def posterior(self, u: Tensor, phi: Tensor | float) -> tuple[Tensor, Tensor]:
        """The old name of ``predict``."""
        return self.predict(u, phi)

    def __call__(self, xt: Tensor, t: Tensor | float) -> tuple[Tensor, Tensor]:
        """(x0_hat, eps_hat), each (n, d), at ``xt`` (n, d) and time t (number, 0-d or (n, 1))."""
        return denoise(self, self.form, xt, t)
