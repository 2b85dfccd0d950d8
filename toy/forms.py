r"""The forms of diffusion: each fixes how signal and noise are mixed over time.

Every form is the same statement with other clocks,

.. math:: x_t = \alpha_t x_0 + \sigma_t \epsilon, \qquad x_0 \sim \text{data},\ \epsilon \sim N(0, I),

with t = 0 at the data and t = 1 at the noise. The angle phi = atan2(sigma, alpha) and the norm
n = hypot(alpha, sigma) take a form apart: u = x / n follows ``du/dphi = v`` under *every* form
(``v = cos(phi) eps_hat - sin(phi) x0_hat``), so a form is a clock phi(t) and a scaling n(phi).

Sources: VP, sub-VP and VE from Song et al. 2021 (arXiv 2011.13456, eq. 11, 29, 30), the cosine
schedule from Nichol & Dhariwal 2021 in its continuous form, EDM from Karras et al. 2022 (arXiv
2206.00364, eq. 5), flow matching from Liu et al. 2022 and Lipman et al. 2022.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import torch
from torch import Tensor

from toy.errors import InvalidInput, require_choice, require_float

PHI_MIN = 0.002  # the data end of every form: sigma/alpha = 0.002, invisible at the data's scale
PHI_CAP = math.pi / 2 - 1e-5  # the noise end is never pure noise: alpha = 0 has no x/alpha and no x0 from eps

Schedule = Callable[[Tensor], Tensor]


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


@lru_cache(4096)  # a solver asks for the same few hundred times of every stage
def polar(form: Form, t: float) -> tuple[float, float]:
    """(norm, phi) of ``form`` at time ``t``, moved into the allowed range."""
    time = form.clamp(t)
    return float(form.norm(time)), float(form.phi(time))


@dataclass(frozen=True, eq=False)
class Form:
    """One way to mix data and noise: ``x_t = alpha(t) x0 + sigma(t) eps`` for t in [0, 1].

    ``alpha, sigma, d_alpha, d_sigma`` map times of any shape to values of that shape (derivatives with
    respect to t); ``t_of_phi`` is the closed-form inverse of ``phi``. Allowed times are
    [``t_min``, ``t_max``]: there alpha and sigma are both positive, so no conversion divides by zero.
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
    params: Mapping[str, float] = field(default_factory=dict)

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
        return float(self.t_of_phi(as_time(self.phi_min)))

    @cached_property
    def t_max(self) -> float:
        return float(self.t_of_phi(as_time(self.phi_max)))

    def clamp(self, t: Tensor | float) -> Tensor:
        """``t`` moved into the allowed range [t_min, t_max]."""
        return as_time(t).clamp(self.t_min, self.t_max)


def _beta_integral(t: Tensor, beta_min: float, beta_max: float) -> Tensor:
    return 0.5 * (beta_min * t + 0.5 * (beta_max - beta_min) * t * t)


def _vp_parts(beta_min: float, beta_max: float):
    """alpha, d_alpha of the linear-beta VP schedule, and t as a function of alpha."""
    if not 0 < beta_min <= beta_max <= 1000:
        raise InvalidInput("beta_min, beta_max", (beta_min, beta_max), "0 < beta_min <= beta_max <= 1000")
    slope = beta_max - beta_min

    def alpha(t: Tensor) -> Tensor:
        return torch.exp(-_beta_integral(t, beta_min, beta_max))

    def d_alpha(t: Tensor) -> Tensor:
        return -0.5 * (beta_min + slope * t) * alpha(t)

    def t_of_minus_log_alpha(b: Tensor) -> Tensor:
        # slope/4 t^2 + beta_min/2 t = b; this root does not cancel for small b or a small slope
        return 4 * b / (beta_min + torch.sqrt(beta_min**2 + 4 * slope * b))

    return alpha, d_alpha, t_of_minus_log_alpha


def vp(beta_min: float = 0.1, beta_max: float = 20.0) -> Form:
    """Variance preserving (DDPM) with beta linear in t. Raises InvalidInput for an impossible range."""
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


def vp_cosine() -> Form:
    """Variance preserving with the angle itself as clock: phi = pi t / 2, so x = u."""
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


def sub_vp(beta_min: float = 0.1, beta_max: float = 20.0) -> Form:
    """Sub-VP: alpha as in VP, sigma = 1 - alpha^2. Raises InvalidInput for an impossible range."""
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
    if not PHI_MIN <= sigma_min < sigma_max <= 1000:
        allowed = "0.002 <= sigma_min < sigma_max <= 1000"
        raise InvalidInput("sigma_min, sigma_max", (sigma_min, sigma_max), allowed)


def ve(sigma_min: float = 0.002, sigma_max: float = 10.0) -> Form:
    """Variance exploding with geometric sigma. Raises InvalidInput for an impossible range."""
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


def edm(sigma_min: float = 0.002, sigma_max: float = 80.0, rho: float = 7.0) -> Form:
    """VE noise on the spacing of Karras et al.: sigma^(1/rho) is linear in t. Raises InvalidInput."""
    _check_sigmas(sigma_min, sigma_max)
    if not 1 <= rho <= 100:
        raise InvalidInput("rho", rho, "a number from 1 to 100")
    low, span = sigma_min ** (1 / rho), sigma_max ** (1 / rho) - sigma_min ** (1 / rho)
    return Form(
        key="edm",
        title="EDM",
        latex=r"x_t = x_0 + \sigma_t\,\epsilon,\quad \sigma_t^{1/7} \text{ linear in } t",
        description="VE on the clock of Karras et al.: the same straight lines, more time near the data.",
        alpha=torch.ones_like,
        sigma=lambda t: (low + span * t) ** rho,
        d_alpha=torch.zeros_like,
        d_sigma=lambda t: rho * span * (low + span * t) ** (rho - 1),
        t_of_phi=lambda phi: ((torch.tan(phi) ** (1 / rho) - low) / span).clamp(0, 1),
        params={"sigma_min": sigma_min, "sigma_max": sigma_max, "rho": rho},
    )


def flow_matching() -> Form:
    """Flow matching / rectified flow: the straight line between data and noise."""
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
    """The form ``key`` with these parameters, its own defaults for the others.

    Raises:
        InvalidInput: an unknown form, a parameter that it does not have, or a value out of PARAM_RANGES.
    """
    require_choice("form", key, FAMILIES)
    known = FORMS[key].params
    if not isinstance(params or {}, Mapping):
        raise InvalidInput("form_params", params, "a mapping of parameters to numbers")
    for name in params or {}:
        if name not in known:
            raise InvalidInput("form_params", name, ", ".join(known) or f"no parameters for {key}")
    values = {name: require_float(name, value, *PARAM_RANGES[name]) for name, value in (params or {}).items()}
    return FAMILIES[key](**values) if values else FORMS[key]
