"""The library's own forms: a function makes each, with its parameters.

Sources: VP, sub-VP and VE from Song et al. 2021 (arXiv 2011.13456, eq. 11, 29, 30), the cosine schedule from
Nichol & Dhariwal 2021 in its continuous form, EDM from Karras et al. 2022 (arXiv 2206.00364, eq. 5), flow
matching from Liu et al. 2022 and Lipman et al. 2022.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from typing import ParamSpec

import torch
from torch import Tensor

from toy.errors import InvalidInput, require_choice, require_float
from toy.forms.form import Form
from toy.forms.schedules import PHI_MIN, Schedule

Parameters = ParamSpec("Parameters")


def _library(make: Callable[Parameters, Form]) -> Callable[Parameters, Form]:
    """Marks what ``make`` gives as the library's own: equal, hashed and pickled by name and parameters."""

    @functools.wraps(make)
    def made(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Form:
        form = make(*args, **kwargs)
        object.__setattr__(form, "_maker", made)
        return form

    return made


def _check_range(names: str, values: tuple[float, ...], allowed: str, fits: Callable[..., bool]) -> None:
    try:
        good = fits(*values)
    except (TypeError, ValueError, RuntimeError):  # no numbers
        good = False
    if not good:
        raise InvalidInput(names, values, allowed)


def _beta_integral(t: Tensor, beta_min: float, beta_max: float) -> Tensor:
    return 0.5 * (beta_min * t + 0.5 * (beta_max - beta_min) * t * t)


def _vp_parts(beta_min: float, beta_max: float) -> tuple[Schedule, Schedule, Schedule]:
    """alpha, d_alpha of the linear-beta VP schedule, and t as a function of -log(alpha)."""
    allowed, values = "0 < beta_min <= beta_max <= 1000", (beta_min, beta_max)
    _check_range("beta_min, beta_max", values, allowed, lambda low, high: 0 < low <= high <= 1000)
    slope = beta_max - beta_min

    def alpha(t: Tensor) -> Tensor:
        return torch.exp(-_beta_integral(t, beta_min, beta_max))

    def d_alpha(t: Tensor) -> Tensor:
        return -0.5 * (beta_min + slope * t) * alpha(t)

    def t_of_minus_log_alpha(b: Tensor) -> Tensor:
        # slope/4 t^2 + beta_min/2 t = b; this root does not cancel for small b or a small slope
        return 4 * b / (beta_min + torch.sqrt(beta_min**2 + 4 * slope * b))

    return alpha, d_alpha, t_of_minus_log_alpha


@_library
def vp(beta_min: float = 0.1, beta_max: float = 20.0) -> Form:
    """Variance preserving (DDPM) with beta linear in t (Song et al. 2021).

    Args:
        beta_min: beta at t = 0, per unit of t; above 0.
        beta_max: beta at t = 1, per unit of t; beta_min to 1000.

    Raises:
        InvalidInput: an impossible range.
    """
    alpha, d_alpha, t_of_log = _vp_parts(beta_min, beta_max)

    def sigma(t: Tensor) -> Tensor:
        return torch.sqrt(-torch.expm1(-2 * _beta_integral(t, beta_min, beta_max)))

    def d_sigma(t: Tensor) -> Tensor:
        return -alpha(t) * d_alpha(t) / sigma(t)

    return Form(
        key="vp",
        title="VP",
        latex=r"x_t = \alpha_t x_0 + \sqrt{1-\alpha_t^2}\,\epsilon,\quad \log\alpha_t = "
        r"-\tfrac12\big(\beta_0 t + \tfrac12(\beta_1-\beta_0)t^2\big)",
        description="Signal fades as noise grows, total variance stays: one pair (x0, ε) travels on an arc.",
        alpha=alpha,
        sigma=sigma,
        d_alpha=d_alpha,
        d_sigma=d_sigma,
        # cos(phi) = alpha; log cos as 0.5 log1p(-sin^2) is exact near phi = 0, log cos itself near pi/2
        t_of_phi=lambda phi: t_of_log(
            torch.where(phi < 0.5, -0.5 * torch.log1p(-(torch.sin(phi) ** 2)), -torch.log(torch.cos(phi)))
        ),
        params={"beta_min": beta_min, "beta_max": beta_max},
    )


@_library
def vp_cosine() -> Form:
    """Variance preserving with the angle itself as clock: phi = pi t / 2, so that x = u."""
    half_pi = math.pi / 2
    return Form(
        key="vp_cosine",
        title="VP cosine",
        latex=r"x_t = \cos\tfrac{\pi t}{2}\,x_0 + \sin\tfrac{\pi t}{2}\,\epsilon",
        description="VP at constant angular speed: the same arcs as VP on an even clock.",
        alpha=lambda t: torch.cos(half_pi * t),
        sigma=lambda t: torch.sin(half_pi * t),
        d_alpha=lambda t: -half_pi * torch.sin(half_pi * t),
        d_sigma=lambda t: half_pi * torch.cos(half_pi * t),
        t_of_phi=lambda phi: phi / half_pi,
    )


@_library
def sub_vp(beta_min: float = 0.1, beta_max: float = 20.0) -> Form:
    """Sub-VP: alpha as in VP, sigma = 1 - alpha^2 (Song et al. 2021).

    Args:
        beta_min: beta at t = 0, per unit of t; above 0.
        beta_max: beta at t = 1, per unit of t; beta_min to 1000.

    Raises:
        InvalidInput: an impossible range.
    """
    alpha, d_alpha, t_of_log = _vp_parts(beta_min, beta_max)

    def t_of_phi(phi: Tensor) -> Tensor:
        tan = torch.tan(phi)
        a = 2 / (tan + torch.sqrt(tan**2 + 4))  # the positive root of (1 - a^2)/a = tan(phi)
        # 1 - a = a tan / (1 + a) keeps its digits where a is close to 1
        return t_of_log(torch.where(phi < 0.5, -torch.log1p(-a * tan / (1 + a)), -torch.log(a)))

    return Form(
        key="sub_vp",
        title="sub-VP",
        latex=r"x_t = \alpha_t x_0 + (1-\alpha_t^2)\,\epsilon,\quad \alpha_t \text{ as in VP}",
        description="VP with less noise on the way: one pair (x0, ε) travels on a parabola.",
        alpha=alpha,
        sigma=lambda t: -torch.expm1(-2 * _beta_integral(t, beta_min, beta_max)),
        d_alpha=d_alpha,
        d_sigma=lambda t: -2 * alpha(t) * d_alpha(t),
        t_of_phi=t_of_phi,
        params={"beta_min": beta_min, "beta_max": beta_max},
    )


def _check_sigmas(sigma_min: float, sigma_max: float) -> None:
    allowed, values = "0.002 <= sigma_min < sigma_max <= 1000", (sigma_min, sigma_max)
    _check_range("sigma_min, sigma_max", values, allowed, lambda low, high: PHI_MIN <= low < high <= 1000)


@_library
def ve(sigma_min: float = 0.002, sigma_max: float = 10.0) -> Form:
    """Variance exploding with geometric sigma (Song et al. 2021).

    Args:
        sigma_min: sigma at t = 0; 0.002 or more.
        sigma_max: sigma at t = 1; above sigma_min, 1000 at most.

    Raises:
        InvalidInput: an impossible range.
    """
    _check_sigmas(sigma_min, sigma_max)
    log_ratio = math.log(sigma_max / sigma_min)

    def sigma(t: Tensor) -> Tensor:
        return sigma_min * torch.exp(log_ratio * t)

    return Form(
        key="ve",
        title="VE",
        latex=r"x_t = x_0 + \sigma_t\,\epsilon,\quad \sigma_t = \sigma_{\min}(\sigma_{\max}/\sigma_{\min})^t",
        description="The signal stays and ever wider noise is added: one pair (x0, ε) travels straight.",
        alpha=torch.ones_like,
        sigma=sigma,
        d_alpha=torch.zeros_like,
        d_sigma=lambda t: log_ratio * sigma(t),
        t_of_phi=lambda phi: (torch.log(torch.tan(phi) / sigma_min) / log_ratio).clamp(0, 1),
        params={"sigma_min": sigma_min, "sigma_max": sigma_max},
    )


@_library
def edm(sigma_min: float = 0.002, sigma_max: float = 80.0, rho: float = 7.0) -> Form:
    """VE noise on the spacing of Karras et al. 2022 (eq. 5): sigma^(1/rho) is linear in t.

    Args:
        sigma_min: sigma at t = 0; 0.002 or more.
        sigma_max: sigma at t = 1; above sigma_min, 1000 at most.
        rho: 1 to 100; the larger, the more time near the data.

    Raises:
        InvalidInput: an impossible range.
    """
    _check_sigmas(sigma_min, sigma_max)
    rho = require_float("rho", rho, 1, 100)
    low, span = sigma_min ** (1 / rho), sigma_max ** (1 / rho) - sigma_min ** (1 / rho)
    return Form(
        key="edm",
        title="EDM",
        latex=rf"x_t = x_0 + \sigma_t\,\epsilon,\quad \sigma_t^{{1/{rho:g}}} \text{{ linear in }} t",
        description="VE on the clock of Karras et al.: the same straight lines, more time near the data.",
        alpha=torch.ones_like,
        sigma=lambda t: (low + span * t) ** rho,
        d_alpha=torch.zeros_like,
        d_sigma=lambda t: rho * span * (low + span * t) ** (rho - 1),
        t_of_phi=lambda phi: ((torch.tan(phi) ** (1 / rho) - low) / span).clamp(0, 1),
        params={"sigma_min": sigma_min, "sigma_max": sigma_max, "rho": rho},
    )


@_library
def flow_matching() -> Form:
    """Flow matching / rectified flow: the straight line between data and noise (Liu et al. 2022)."""
    return Form(
        key="flow_matching",
        title="Flow matching",
        latex=r"x_t = (1-t)\,x_0 + t\,\epsilon",
        description="Signal and noise trade places evenly: one pair (x0, ε) travels on a straight line.",
        alpha=lambda t: 1 - t,
        sigma=lambda t: t,
        d_alpha=lambda t: -torch.ones_like(t),
        d_sigma=torch.ones_like,
        t_of_phi=lambda phi: torch.sin(phi) / (torch.sin(phi) + torch.cos(phi)),
    )


# key -> the function that makes the form; its arguments are the form's parameters, each with a default
FAMILIES: dict[str, Callable[..., Form]] = {
    "vp": vp,
    "vp_cosine": vp_cosine,
    "sub_vp": sub_vp,
    "ve": ve,
    "edm": edm,
    "flow_matching": flow_matching,
}
FORMS: dict[str, Form] = {key: make() for key, make in FAMILIES.items()}

# parameter -> (lowest, highest) that `make_form` takes: with less noise at the end than these allow, sampling
# would start from other noise than the form's own
PARAM_RANGES: dict[str, tuple[float, float]] = {
    "beta_min": (0.001, 10.0),
    "beta_max": (10.0, 200.0),
    "sigma_min": (0.002, 0.5),
    "sigma_max": (3.0, 1000.0),
    "rho": (1.0, 100.0),
}


def make_form(key: str, params: Mapping[str, float] | None = None) -> Form:
    """A form of the library by name.

    Args:
        key: of ``FORMS``.
        params: parameters that differ from the form's own, within ``PARAM_RANGES``.

    Raises:
        InvalidInput: an unknown form, a parameter that it does not have, or a value out of PARAM_RANGES.
    """
    known = FORMS[require_choice("form", key, FAMILIES)].params
    given = {} if params is None else params
    if not isinstance(given, Mapping):
        raise InvalidInput("form_params", params, "a mapping of parameters to numbers")
    for name in given:
        if name not in known:
            raise InvalidInput("form_params", name, ", ".join(known) or f"no parameters for {key}")
    values = {name: require_float(name, value, *PARAM_RANGES[name]) for name, value in given.items()}
    return FAMILIES[key](**values) if values else FORMS[key]
