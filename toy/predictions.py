r"""What the network predicts, and how every prediction gives the pair (x0_hat, eps_hat).

With ``x_t = alpha x0 + sigma eps`` any one linear combination of (x0, eps) fixes the pair: two linear
equations, two unknowns. Everything after the network uses the pair alone.

(The paper prints two of the conversions the wrong way round; ``x0 = (x_t - sigma eps) / alpha`` is right.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor

# d below: how much of u passes by the network at the end where a raw prediction is singular. Measured: with
# these the rectified students leave the fewest one-step samples between the modes.
EPSILON_SKIP, X0_SKIP = 1.0, 0.5


class Head(NamedTuple):
    """Coefficients of ``x0_hat = x0_u u + x0_r r`` and ``eps_hat = eps_u u + eps_r r``.

    ``r`` is the network's output, ``u = cos(phi) x0 + sin(phi) eps`` its input. For every head
    ``cos(phi) x0_hat + sin(phi) eps_hat = u`` holds identically, whatever r is. Numbers of a number, tensors
    of a tensor.
    """

    x0_u: Tensor | float
    x0_r: Tensor | float
    eps_u: Tensor | float
    eps_r: Tensor | float


@dataclass(frozen=True, eq=False, repr=False)
class Prediction:
    """A prediction type.

    Attributes:
        key: short name.
        title, latex, description: for people.
        target: ``(x0, eps, alpha, sigma) -> y``, what a network of this type is asked for, (n, d).
        to_x0_eps: ``(y, xt, alpha, sigma) -> (x0_hat, eps_hat)``; alpha and sigma broadcast against (n, d).
            Finite for every t in [form.t_min, form.t_max].
        head: ``(cos_phi, sin_phi) -> Head``, the same conversion in angle coordinates with a skip of u
            around the network at the singular end, so that it is finite and well scaled on all of [0, pi/2].
        space: ``(cos_phi, sin_phi) -> (a, b)``: what is predicted is ``a x0 + b eps``, up to scale.
    """

    key: str
    title: str
    latex: str
    description: str
    target: Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]
    to_x0_eps: Callable[[Tensor, Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]
    head: Callable[[Tensor | float, Tensor | float], Head]
    space: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]

    def __repr__(self) -> str:
        return f"Prediction({self.key})"

    @property
    def named(self) -> bool:
        """Whether this is one of the library's, which its key stands for."""
        return PREDICTIONS.get(self.key) is self

    def __reduce__(self) -> tuple[Any, ...]:
        if self.named:
            return _known, (self.key,)
        return _restored, (type(self), dict(self.__dict__))


def _known(key: str) -> Prediction:
    return PREDICTIONS[key]


def _restored(kind: type[Prediction], state: dict[str, Any]) -> Prediction:
    """An own prediction out of a pickle."""
    prediction = object.__new__(kind)
    prediction.__dict__.update(state)
    return prediction


def _epsilon_head(c: Tensor | float, s: Tensor | float) -> Head:
    # eps_hat = (d^2 u + c sqrt(q) r)/q. (1 - s eps_u)/c is written out: it would cancel near phi = pi/2.
    q = c * c + EPSILON_SKIP**2
    root = q**0.5
    skip = EPSILON_SKIP**2 / q
    return Head(x0_u=c * (1 + EPSILON_SKIP**2 / (1 + s)) / q, x0_r=-s / root, eps_u=skip, eps_r=c / root)


def _x0_head(c: Tensor | float, s: Tensor | float) -> Head:
    # the mirror image, with sine and cosine exchanged
    q = s * s + X0_SKIP**2
    root = q**0.5
    skip = X0_SKIP**2 / q
    return Head(x0_u=skip, x0_r=s / root, eps_u=s * (1 + X0_SKIP**2 / (1 + c)) / q, eps_r=-c / root)


def _v_head(c: Tensor | float, s: Tensor | float) -> Head:
    return Head(x0_u=c, x0_r=-s, eps_u=s, eps_r=c)


def _flow_head(c: Tensor | float, s: Tensor | float) -> Head:
    # flow_hat = (s - c) u + r: for data of unit variance the line is the best linear guess, r the rest of it
    total = c + s
    return Head(x0_u=c, x0_r=-s / total, eps_u=s, eps_r=c / total)


def _v_target(x0: Tensor, eps: Tensor, alpha: Tensor, sigma: Tensor) -> Tensor:
    return (alpha * eps - sigma * x0) / torch.hypot(alpha, sigma)


def _v_to_pair(v: Tensor, xt: Tensor, alpha: Tensor, sigma: Tensor) -> tuple[Tensor, Tensor]:
    n = torch.hypot(alpha, sigma)
    c, s, u = alpha / n, sigma / n, xt / n
    return c * u - s * v, s * u + c * v


def _flow_to_pair(flow: Tensor, xt: Tensor, alpha: Tensor, sigma: Tensor) -> tuple[Tensor, Tensor]:
    total = alpha + sigma
    return (xt - sigma * flow) / total, (xt + alpha * flow) / total


EPSILON = Prediction(
    key="epsilon",
    title="ε",
    latex=r"\hat\epsilon,\quad \hat x_0 = (x_t - \sigma_t\hat\epsilon)/\alpha_t",
    description="The noise that was added, as in DDPM and Stable Diffusion.",
    target=lambda x0, eps, alpha, sigma: eps,
    to_x0_eps=lambda y, xt, alpha, sigma: ((xt - sigma * y) / alpha, y),
    head=_epsilon_head,
    space=lambda c, s: (torch.zeros_like(c), torch.ones_like(c)),
)
X0 = Prediction(
    key="x0",
    title="x₀",
    latex=r"\hat x_0,\quad \hat\epsilon = (x_t - \alpha_t\hat x_0)/\sigma_t",
    description="The clean sample itself.",
    target=lambda x0, eps, alpha, sigma: x0,
    to_x0_eps=lambda y, xt, alpha, sigma: (y, (xt - alpha * y) / sigma),
    head=_x0_head,
    space=lambda c, s: (torch.ones_like(c), torch.zeros_like(c)),
)
V = Prediction(
    key="v",
    title="v",
    latex=r"\hat v \approx (\alpha_t\epsilon - \sigma_t x_0)/\sqrt{\alpha_t^2+\sigma_t^2}",
    description="The angular velocity between data and noise; never singular.",
    target=_v_target,
    to_x0_eps=_v_to_pair,
    head=_v_head,
    space=lambda c, s: (-s, c),
)
FLOW = Prediction(
    key="flow",
    title="flow",
    latex=r"\hat f \approx \epsilon - x_0",
    description="The velocity of flow matching, from data to noise.",
    target=lambda x0, eps, alpha, sigma: eps - x0,
    to_x0_eps=_flow_to_pair,
    head=_flow_head,
    space=lambda c, s: (-torch.ones_like(c), torch.ones_like(c)),
)

PREDICTIONS: dict[str, Prediction] = {p.key: p for p in (EPSILON, X0, V, FLOW)}
