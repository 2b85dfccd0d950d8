"""The exact denoiser against numerical integration, and one ODE for all forms."""

import pytest
import torch

import toy
from toy.data.mixture import GaussianMixture
from toy.models.exact import ExactDenoiser
from toy.training.pairs import rk4, velocity

TILTED = GaussianMixture(
    means=[(-0.8, 0.3), (0.9, -0.2), (0.1, 1.0)],
    covariances=[[(0.09, 0.04), (0.04, 0.06)], [(0.04, 0.0), (0.0, 0.20)], [(0.05, -0.03), (-0.03, 0.05)]],
    weights=[0.5, 0.3, 0.2],
)
ROUND = GaussianMixture(
    means=[(-0.8, 0.3), (0.9, -0.2), (0.1, 1.0)],
    covariances=[0.04 * torch.eye(2), 0.09 * torch.eye(2), 0.01 * torch.eye(2)],
    weights=[0.5, 0.3, 0.2],
)


def integrated(mixture, alpha, sigma, x):
    """E[x0 | x_t = x] by summing over a fine grid of x0."""
    axis = torch.linspace(-3, 3, 601, dtype=torch.float64)
    x0 = torch.cartesian_prod(axis, axis)
    log = mixture.log_prob(x0) - 0.5 * ((x - alpha * x0) / sigma).square().sum(1)
    return torch.softmax(log, 0) @ x0


@pytest.mark.parametrize("mixture", [TILTED, ROUND], ids=["full", "round"])
@pytest.mark.parametrize("form", toy.FORMS)
def test_agrees_with_numerical_integration(mixture, form):
    form = toy.FORMS[form]
    denoiser = ExactDenoiser(mixture, form)
    for phi in (0.15, 0.6, 1.2, 1.45):
        t = float(form.t_of_phi(torch.tensor(phi, dtype=torch.float64)))
        alpha, sigma = (float(f(torch.tensor(t, dtype=torch.float64))) for f in (form.alpha, form.sigma))
        x = torch.tensor([[0.3 * alpha, 0.4 * alpha + 0.5 * sigma]], dtype=torch.float64)
        x0, eps = denoiser(x, t)
        assert torch.allclose(x0[0], integrated(mixture, alpha, sigma, x), atol=1e-6)
        assert torch.allclose(alpha * x0 + sigma * eps, x, atol=1e-9)


def test_round_and_full_covariances_agree():
    nearly = ROUND.covariances + 1e-7 * torch.tensor([[1.0, 0.0], [0.0, 0.0]])
    general = GaussianMixture(ROUND.means, nearly, ROUND.weights)
    first, second = (ExactDenoiser(mixture, toy.FORMS["vp"]) for mixture in (ROUND, general))
    assert first._mean_pair is not second._mean_pair  # two ways to compute the same
    u = torch.randn(200, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    for phi in (0.01, 0.4, 1.3):
        for one, other in zip(first.predict(u, phi), second.predict(u, phi), strict=True):
            assert torch.allclose(one, other, atol=1e-4)


@pytest.mark.parametrize("mixture", [TILTED, ROUND], ids=["full", "round"])
def test_finite_at_pure_data_and_pure_noise_in_single_precision(mixture):
    denoiser = ExactDenoiser(mixture, toy.FORMS["flow_matching"])
    u = torch.randn(500, 2, generator=torch.Generator().manual_seed(0)) * 5
    for phi in (0.0, 1e-4, 0.002, torch.pi / 2 - 1e-5, torch.pi / 2):
        for part in denoiser.predict(u, phi):
            assert part.isfinite().all()
    x0, eps = denoiser.predict(u, torch.pi / 2)
    assert torch.allclose(x0, mixture.mean.float().expand_as(x0), atol=1e-4)
    assert torch.allclose(eps, u, atol=1e-4)


def test_per_row_times_equal_one_time_each():
    denoiser = ExactDenoiser(TILTED, toy.FORMS["ve"])
    x = torch.randn(5, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    t = torch.linspace(0.1, 0.9, 5, dtype=torch.float64)[:, None]
    together = denoiser(x, t)
    for i in range(5):
        alone = denoiser(x[i : i + 1], float(t[i]))
        for one, all_of_them in zip(alone, together, strict=True):
            assert torch.allclose(one[0], all_of_them[i])


def test_velocity_is_that_of_the_ode_in_every_form():
    """du/dphi = v: the chain rule on dx/dt = alpha' x0_hat + sigma' eps_hat gives the same in each form."""
    u = torch.randn(50, 2, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    phi = torch.tensor(0.8, dtype=torch.float64)
    for form in toy.FORMS.values():
        t = form.t_of_phi(phi)
        denoiser = ExactDenoiser(TILTED, form)
        n = form.norm(t)
        x0, eps = denoiser(n * u, t)
        slope = form.d_alpha(t) * x0 + form.d_sigma(t) * eps  # dx/dt
        h = 1e-6
        d_phi = (form.phi(t + h) - form.phi(t - h)) / (2 * h)
        d_norm = (form.norm(t + h) - form.norm(t - h)) / (2 * h)
        du_dphi = (slope - u * d_norm) / n / d_phi
        assert torch.allclose(du_dphi, velocity(denoiser, u, float(phi)), atol=1e-6), form.key


def test_a_single_gaussian_is_carried_by_the_known_map():
    """For N(0, s^2 I) the ODE only scales: |u_0| / |u_T| = deviation at the data over that at the noise."""
    std = 0.5
    gaussian = GaussianMixture([(0.0, 0.0)], [std**2 * torch.eye(2)])
    denoiser = ExactDenoiser(gaussian, toy.FORMS["vp"])
    u = torch.randn(20, 2, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    deviation = lambda phi: (torch.cos(phi) ** 2 * std**2 + torch.sin(phi) ** 2).sqrt()  # noqa: E731
    start, end = torch.tensor(1.5, dtype=torch.float64), torch.tensor(0.05, dtype=torch.float64)
    carried = rk4(denoiser, u, float(start), float(end), 200)
    assert torch.allclose(carried, u * deviation(end) / deviation(start), atol=1e-7)
