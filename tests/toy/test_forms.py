"""Forms: derivatives, inverses, and that every form is the same ODE on another clock."""

import math

import pytest
import torch

import toy
from toy import forms
from toy.sampling.grids import even_in_t

GRID = torch.linspace(0, 1, 401, dtype=torch.float64)


def inside(form):
    return form.t_min + (form.t_max - form.t_min) * GRID


@pytest.mark.parametrize("form", toy.FORMS.values(), ids=toy.FORMS)
def test_derivatives_are_those_of_alpha_and_sigma(form):
    t = inside(form)[20:-20]
    h = 1e-6
    for value, slope in ((form.alpha, form.d_alpha), (form.sigma, form.d_sigma)):
        difference = (value(t + h) - value(t - h)) / (2 * h)
        assert torch.allclose(slope(t), difference, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("form", toy.FORMS.values(), ids=toy.FORMS)
def test_t_of_phi_inverts_phi(form):
    phi = form.phi_min + (form.phi_max - form.phi_min) * GRID
    assert torch.allclose(form.phi(form.t_of_phi(phi)), phi, rtol=1e-9, atol=1e-12)
    assert torch.allclose(form.t_of_phi(form.phi(inside(form))), inside(form), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("form", toy.FORMS.values(), ids=toy.FORMS)
def test_time_runs_from_data_to_noise(form):
    t = inside(form)
    assert 0 <= form.t_min < 0.05 and 0.95 < form.t_max <= 1 + 1e-12
    assert (form.phi(t).diff() > 0).all()
    assert form.phi(form.t_min) == pytest.approx(form.phi_min)
    assert 1.4 < form.phi_max < math.pi / 2


@pytest.mark.parametrize("form", toy.FORMS.values(), ids=toy.FORMS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_every_allowed_time_is_finite_and_positive(form, dtype):
    t = inside(form).to(dtype)
    for value in (form.alpha(t), form.sigma(t), form.norm(t), form.phi(t)):
        assert value.dtype == dtype and value.isfinite().all() and (value > 0).all()
    for value in (form.d_alpha(t), form.d_sigma(t)):
        assert value.isfinite().all()


def test_the_forms_are_what_their_formulas_say():
    t = torch.tensor([0.25], dtype=torch.float64)
    log_alpha = -0.5 * (0.1 * 0.25 + 0.5 * 19.9 * 0.25**2)
    expected = {
        "vp": (math.exp(log_alpha), math.sqrt(1 - math.exp(2 * log_alpha))),
        "vp_cosine": (math.cos(math.pi / 8), math.sin(math.pi / 8)),
        "sub_vp": (math.exp(log_alpha), 1 - math.exp(2 * log_alpha)),
        "ve": (1, 0.002 * (10 / 0.002) ** 0.25),
        "edm": (1, (0.75 * 0.002 ** (1 / 7) + 0.25 * 80 ** (1 / 7)) ** 7),
        "flow_matching": (0.75, 0.25),
    }
    assert list(expected) == list(toy.FORMS)
    for key, (alpha, sigma) in expected.items():
        assert float(toy.FORMS[key].alpha(t)) == pytest.approx(alpha, rel=1e-12), key
        assert float(toy.FORMS[key].sigma(t)) == pytest.approx(sigma, rel=1e-9), key


def test_variance_is_preserved_where_the_name_says_so():
    for key in ("vp", "vp_cosine"):
        assert torch.allclose(toy.FORMS[key].norm(GRID), torch.ones_like(GRID))


@pytest.mark.parametrize(
    ("make", "options", "field"),
    [
        (forms.vp, {"beta_min": 0.0}, "beta_min, beta_max"),
        (forms.sub_vp, {"beta_min": 5.0, "beta_max": 1.0}, "beta_min, beta_max"),
        (forms.ve, {"sigma_min": 2.0, "sigma_max": 1.0}, "sigma_min, sigma_max"),
        (forms.ve, {"sigma_max": math.nan}, "sigma_min, sigma_max"),
        (forms.edm, {"rho": 0.0}, "rho"),
    ],
)
def test_impossible_parameters_are_refused(make, options, field):
    with pytest.raises(toy.InvalidInput) as caught:
        make(**options)
    assert caught.value.field == field and caught.value.allowed


@pytest.mark.parametrize(
    "form",
    [forms.vp(0.5, 8), forms.sub_vp(1, 30), forms.ve(0.05, 30), forms.edm(0.01, 20)],
    ids=lambda form: form.key,
)
def test_other_parameters_keep_the_identities(form):
    phi = form.phi_min + (form.phi_max - form.phi_min) * GRID
    assert torch.allclose(form.phi(form.t_of_phi(phi)), phi, rtol=1e-8)


def test_constant_beta_is_allowed():
    form = forms.vp(3.0, 3.0)
    phi = torch.tensor([0.1, 0.7, 1.3], dtype=torch.float64)
    assert torch.allclose(form.phi(form.t_of_phi(phi)), phi)


@pytest.mark.parametrize("rho", [1.0, 3.0, 7.0])
def test_edms_exponent_is_rho_in_its_formula_and_in_its_grid(rho):
    """Karras et al. 2022, eq. 5: noise levels even in sigma^(1/rho)."""
    form = forms.edm(rho=rho)
    assert f"^{{1/{rho:g}}}" in form.latex
    levels = form.sigma(even_in_t(form, 8)) ** (1 / rho)
    assert torch.allclose(levels.diff(), levels.diff().mean().expand(8), atol=1e-6)
