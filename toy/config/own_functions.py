"""Functions of a researcher's own, tried once on a few rows before anything is computed with them.

What they give is compared with what the training takes; whatever is wrong is said by the field's name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from toy.errors import InvalidInput
from toy.forms import PHI_CAP, PHI_MIN, Form
from toy.predictions import Prediction
from toy.threads import on_one_thread
from toy.training.loop import TimeSampling
from toy.training.losses import Space, Weighting
from toy.training.noise import Noise

_ROWS = 64
_NOISES = 4_000

TIME_SAMPLING = "a function (form, n, generator) -> angles (n, 1), float32, from 0 (data) to pi/2 (noise)"
SPACE = "a function (cos phi, sin phi) of (n, 1) -> (a, b), float32 (n, 1) each, never both 0"
WEIGHTING = "a function (cos phi, sin phi, a, b) of (n, 1) -> (n, 1), float32, not negative, not all 0"
NOISE = "a function (n, d, generator) -> (n, d), float32, of mean 0 and variance 1 in every coordinate"
PREDICTION = "a Prediction whose to_x0_eps inverts its target and whose head keeps cos x0 + sin eps = u"


def _generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def _angles() -> Tensor:
    """(n, 1) from the data end to the noise end."""
    return torch.linspace(PHI_MIN, PHI_CAP, _ROWS)[:, None]


def _called(field: str, allowed: str, function: Callable[..., Any], *arguments: object) -> Any:
    try:
        return function(*arguments)
    except Exception as error:  # the caller's own code: anything may happen
        raise InvalidInput(field, f"{type(error).__name__}: {error}", allowed) from error


def _checked(field: str, allowed: str, value: object, shape: tuple[int, ...]) -> Tensor:
    if not isinstance(value, Tensor):
        raise InvalidInput(field, value, allowed)
    if tuple(value.shape) != shape or value.dtype != torch.float32:
        came = f"{str(value.dtype).removeprefix('torch.')} of shape {tuple(value.shape)} for n = {shape[0]}"
        raise InvalidInput(field, came, allowed)
    if not bool(value.isfinite().all()):
        raise InvalidInput(field, "NaN or infinite values", allowed)
    return value


@on_one_thread
def check_time_sampling(function: TimeSampling, form: Form) -> None:
    """Raises InvalidInput, field "time_sampling", unless it is what TIME_SAMPLING says."""
    field, allowed = "time_sampling", TIME_SAMPLING
    phi = _checked(field, allowed, _called(field, allowed, function, form, _ROWS, _generator()), (_ROWS, 1))
    low, high = float(phi.min()), float(phi.max())
    if low < 0 or high > math.pi / 2 + 1e-6:
        raise InvalidInput(field, f"angles from {low:.4g} to {high:.4g}", allowed)


@on_one_thread
def check_space(function: Space) -> None:
    """Raises InvalidInput, field "loss_space", unless it is what SPACE says."""
    field, phi = "loss_space", _angles()
    found = _called(field, SPACE, function, torch.cos(phi), torch.sin(phi))
    if not isinstance(found, tuple) or len(found) != 2:
        raise InvalidInput(field, found, SPACE)
    a, b = (_checked(field, SPACE, part, (_ROWS, 1)) for part in found)
    if bool(((a == 0) & (b == 0)).any()):
        raise InvalidInput(field, "a = b = 0", SPACE)


@on_one_thread
def check_weighting(function: Weighting, space: Space) -> None:
    """Raises InvalidInput, field "loss_weight", unless it is what WEIGHTING says; ``space`` is the loss's."""
    field, phi = "loss_weight", _angles()
    c, s = torch.cos(phi), torch.sin(phi)
    weight = _checked(field, WEIGHTING, _called(field, WEIGHTING, function, c, s, *space(c, s)), (_ROWS, 1))
    if bool((weight < 0).any()) or not bool((weight > 0).any()):
        raise InvalidInput(field, f"weights from {weight.min():.4g} to {weight.max():.4g}", WEIGHTING)


@on_one_thread
def check_noise(function: Noise, d: int) -> None:
    """Raises InvalidInput, field "noise", unless it is what NOISE says in ``d`` dimensions."""
    field = "noise"
    eps = _checked(field, NOISE, _called(field, NOISE, function, _NOISES, d, _generator()), (_NOISES, d))
    mean, variance = eps.mean(0), eps.var(0)
    if bool((mean.abs() > 0.2).any()) or bool(((variance < 0.7) | (variance > 1.4)).any()):
        came = f"mean {mean.abs().max():.3g}, variance from {variance.min():.3g} to {variance.max():.3g}"
        raise InvalidInput(field, came, NOISE)


@on_one_thread
def check_prediction(prediction: Prediction) -> None:
    """Raises InvalidInput, field "prediction", unless it is what PREDICTION says."""
    field, phi, generator = "prediction", _angles()[1:-1].double(), _generator()
    x0, eps = (torch.randn(len(phi), 2, generator=generator, dtype=torch.float64) for _ in range(2))
    c, s = torch.cos(phi), torch.sin(phi)
    u = c * x0 + s * eps
    target = _called(field, PREDICTION, prediction.target, x0, eps, c, s)
    pair = _called(field, PREDICTION, prediction.to_x0_eps, target, u, c, s)
    head = _called(field, PREDICTION, prediction.head, c, s)
    try:
        good = all(torch.allclose(y, z, atol=1e-4) for y, z in zip(pair, (x0, eps), strict=True))
        good &= torch.allclose(c * head.x0_u + s * head.eps_u, torch.ones_like(c), atol=1e-4)
        good &= torch.allclose(c * head.x0_r + s * head.eps_r, torch.zeros_like(c), atol=1e-4)
    except (TypeError, ValueError, RuntimeError, AttributeError) as error:
        raise InvalidInput(field, f"{type(error).__name__}: {error}", PREDICTION) from error
    if not good:
        raise InvalidInput(field, prediction, PREDICTION)
