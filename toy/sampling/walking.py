"""What all solvers share: who they ask, what they return, and the walk along a grid."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol, TypeAlias, cast

import torch
from torch import Tensor

from toy.errors import InvalidInput
from toy.forms import Form
from toy.pieces import drained
from toy.sampling.grids import check_grid


class DenoiserLike(Protocol):
    """What a solver samples from: any callable ``(xt, t) -> (x0_hat, eps_hat)`` with a ``form``.

    xt, x0_hat, eps_hat (n, d); t a 0-d tensor. A network, a closed form, or a function of yours.
    """

    @property
    def form(self) -> Form:
        """The form whose times and states it is asked about."""
        ...

    def __call__(self, xt: Tensor, t: Tensor, /) -> tuple[Tensor, Tensor]:
        """The pair (x0_hat, eps_hat), (n, d) each, at ``xt`` (n, d) and time ``t`` (0-d)."""
        ...


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Paths from noise (index 0) to data (index K) of n samples in d dimensions.

    Attributes:
        t: (K+1,), falling times.
        x: (K+1, n, d), the states.
        x0, eps: (K, n, d), what the denoiser saw where each step began.
    """

    t: Tensor
    x: Tensor
    x0: Tensor
    eps: Tensor


SolverFunction: TypeAlias = Callable[
    [DenoiserLike, Tensor, Tensor, torch.Generator | None], Trajectory
]  # (denoiser, x_T, grid, generator)
Step: TypeAlias = Callable[[int, Tensor, Tensor, Tensor], Tensor]  # (k, x, x0, eps) -> x at grid[k + 1]


def walk(denoiser: DenoiserLike, x_T: Tensor, grid: Tensor, step: Step) -> Trajectory:
    """Evaluate the denoiser and take a step, K times.

    Args:
        denoiser: asked once where each step begins; ``step`` may ask it again.
        x_T: (n, d), the state at grid[0].
        grid: (K+1,), falling times.
        step: ``(k, x, x0, eps)`` gives x at grid[k + 1].

    Raises:
        InvalidInput: x_T or grid does not fit, or the denoiser answers with something else than two (n, d).
    """
    return drained(walking(denoiser, x_T, grid, step, at_once=len(grid)))


@torch.no_grad()
def walking(
    denoiser: DenoiserLike, x_T: Tensor, grid: Tensor, step: Step, at_once: int
) -> Generator[None, None, Trajectory]:
    """As ``walk``, with a yield after every ``at_once`` steps."""
    check_noise(x_T)
    x, xs, x0s, epss = x_T, [x_T], [], []
    for k in range(len(grid) - 1):
        x0, eps = ask(denoiser, x, grid[k])
        x = step(k, x, x0, eps)
        xs.append(x)
        x0s.append(x0)
        epss.append(eps)
        if (k + 1) % at_once == 0:
            yield None
    return Trajectory(grid, torch.stack(xs), torch.stack(x0s), torch.stack(epss))


def ask(denoiser: DenoiserLike, x: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
    """(x0_hat, eps_hat), each like ``x``, at time ``t``. Raises InvalidInput where that is not the answer."""
    answer = denoiser(x, t)
    pair = isinstance(answer, tuple) and len(answer) == 2
    if not (pair and all(isinstance(part, Tensor) and part.shape == x.shape for part in answer)):
        raise InvalidInput("denoiser", answer, f"one that answers (x0_hat, eps_hat), each {tuple(x.shape)}")
    return answer


def check_noise(x_T: object) -> None:
    """Raises InvalidInput unless ``x_T`` is a tensor (n, d) of finite real numbers, n at least 1."""
    allowed = "a tensor (n, d) of real numbers, n at least 1"
    if not isinstance(x_T, Tensor) or x_T.layout != torch.strided or not x_T.is_floating_point():
        raise InvalidInput("x_T", x_T, allowed)
    if x_T.numel() == 0 or x_T.ndim < 2:
        raise InvalidInput("x_T", f"shape {tuple(x_T.shape)}", allowed)
    if not x_T.isfinite().all():
        raise InvalidInput("x_T", f"{int((~x_T.isfinite()).sum()):,} NaN or infinite", "finite numbers")


def form_of(denoiser: object, *schedules: str) -> Form:
    """The denoiser's form. Raises InvalidInput for what is no denoiser, or whose form lacks ``schedules``."""
    form = getattr(denoiser, "form", None)
    missing = [name for name in ("alpha", "sigma", *schedules) if not callable(getattr(form, name, None))]
    if not callable(denoiser) or missing:
        needed = ", ".join(("alpha", "sigma", *schedules))
        raise InvalidInput("denoiser", denoiser, f"a callable (xt, t) with a form that has {needed}")
    return cast(Form, form)


def coefficients(denoiser: DenoiserLike, grid: Tensor) -> tuple[list[float], list[float]]:
    """alpha and sigma on the checked grid, as plain (double) numbers. Raises InvalidInput."""
    form = form_of(denoiser)
    check_grid(grid, form)
    return form.alpha(grid).tolist(), form.sigma(grid).tolist()
