r"""The forms of diffusion: each fixes how signal and noise are mixed over time.

Every form is the same statement with other clocks,

.. math:: x_t = \alpha_t x_0 + \sigma_t \epsilon, \qquad x_0 \sim \text{data},\ \epsilon \sim N(0, I),

with t = 0 at the data and t = 1 at the noise. The angle phi = atan2(sigma, alpha) and the norm
n = hypot(alpha, sigma) take a form apart: u = x / n follows ``du/dphi = v`` under *every* form
(``v = cos(phi) eps_hat - sin(phi) x0_hat``), so a form is a clock phi(t) and a scaling n(phi).
"""

from toy.forms.families import (
    FAMILIES,
    FORMS,
    PARAM_RANGES,
    edm,
    flow_matching,
    make_form,
    sub_vp,
    ve,
    vp,
    vp_cosine,
)
from toy.forms.form import Form, as_time, cos_sin, per_row, polar
from toy.forms.schedules import PHI_CAP, PHI_MIN, Schedule

__all__ = [
    "FAMILIES",
    "FORMS",
    "PARAM_RANGES",
    "PHI_CAP",
    "PHI_MIN",
    "Form",
    "Schedule",
    "as_time",
    "cos_sin",
    "edm",
    "flow_matching",
    "make_form",
    "per_row",
    "polar",
    "sub_vp",
    "ve",
    "vp",
    "vp_cosine",
]
