"""Prediction types: every one gives back the pair it was made from, in every form, at every allowed time."""

import pytest
import torch

import toy

CELLS = [(form, prediction) for form in toy.FORMS for prediction in toy.PREDICTIONS]


def pairs(n=64, seed=0, dtype=torch.float64):
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(n, 2, generator=generator, dtype=dtype) for _ in range(2)]


@pytest.mark.parametrize(("form", "prediction"), CELLS)
def test_round_trip(form, prediction):
    form, prediction = toy.FORMS[form], toy.PREDICTIONS[prediction]
    x0, eps = pairs()
    for t in torch.linspace(form.t_min, form.t_max, 13, dtype=torch.float64):
        alpha, sigma = form.alpha(t), form.sigma(t)
        xt = alpha * x0 + sigma * eps
        found_x0, found_eps = prediction.to_x0_eps(prediction.target(x0, eps, alpha, sigma), xt, alpha, sigma)
        assert torch.allclose(found_x0, x0, atol=1e-6) and torch.allclose(found_eps, eps, atol=1e-6)


@pytest.mark.parametrize(("form", "prediction"), CELLS)
def test_any_output_gives_a_pair_that_mixes_to_the_input(form, prediction):
    form, prediction = toy.FORMS[form], toy.PREDICTIONS[prediction]
    output, xt = pairs(seed=1)
    t = torch.linspace(form.t_min, form.t_max, len(xt), dtype=torch.float64)[:, None]
    alpha, sigma = form.alpha(t), form.sigma(t)
    x0, eps = prediction.to_x0_eps(output, xt, alpha, sigma)
    assert torch.allclose(alpha * x0 + sigma * eps, xt, atol=1e-9)


@pytest.mark.parametrize(("form", "prediction"), CELLS)
def test_never_nan_in_single_precision(form, prediction):
    form, prediction = toy.FORMS[form], toy.PREDICTIONS[prediction]
    output, xt = pairs(n=512, seed=2, dtype=torch.float32)
    t = torch.linspace(form.t_min, form.t_max, 512)[:, None]
    x0, eps = prediction.to_x0_eps(output, xt, form.alpha(t), form.sigma(t))
    assert x0.isfinite().all() and eps.isfinite().all()


@pytest.mark.parametrize("prediction", toy.PREDICTIONS.values(), ids=toy.PREDICTIONS)
def test_head_is_the_same_conversion_and_finite_at_both_ends(prediction):
    phi = torch.cat([torch.zeros(1), torch.linspace(1e-6, torch.pi / 2, 500)])[:, None]
    c, s = torch.cos(phi), torch.sin(phi).clamp_max(1.0)
    head = prediction.head(c, s)
    for part in head:
        assert part.isfinite().all() and part.abs().max() <= 2.5
    one, zero = torch.ones_like(phi), torch.zeros_like(phi)
    assert torch.allclose(c * head.x0_u + s * head.eps_u, one, atol=1e-6)  # the input comes back ...
    assert torch.allclose(c * head.x0_r + s * head.eps_r, zero, atol=1e-6)  # ... whatever the network says
    assert torch.allclose(head.x0_u[0], one[0]) and head.x0_r[0].abs() < 1e-6  # at the data x0_hat is u


@pytest.mark.parametrize("prediction", toy.PREDICTIONS.values(), ids=toy.PREDICTIONS)
def test_network_output_means_what_the_prediction_says(prediction):
    """r moves the pair along the predicted quantity: d(a x0 + b eps)/dr > 0 or < 0 throughout, never 0."""
    phi = torch.linspace(0.001, torch.pi / 2 - 0.001, 200)[:, None]
    c, s = torch.cos(phi), torch.sin(phi)
    head, (a, b) = prediction.head(c, s), prediction.space(c, s)
    slope = a * head.x0_r + b * head.eps_r
    assert (slope.sign() == slope.sign()[0]).all()


def test_v_is_the_usual_one_for_vp():
    x0, eps = pairs(seed=3)
    form, t = toy.FORMS["vp"], torch.tensor(0.4, dtype=torch.float64)
    alpha, sigma = form.alpha(t), form.sigma(t)
    assert torch.allclose(toy.PREDICTIONS["v"].target(x0, eps, alpha, sigma), alpha * eps - sigma * x0)
