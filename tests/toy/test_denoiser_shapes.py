"""Times and points of every shape that is meant, and of none that is not; in any dimension."""

import numpy as np
import pytest
import torch

import toy
from toy import GaussianMixture, InvalidInput
from toy.forms import per_row
from toy.models.exact import ExactDenoiser, denoise
from toy.models.network import MLP, N_FEATURES, Denoiser
from toy.training.pairs import rk4

VP = toy.FORMS["vp"]


def mixture(d=2, k=5, seed=0, isotropic=False):
    generator = torch.Generator().manual_seed(seed)
    means = torch.randn(k, d, generator=generator, dtype=torch.float64)
    roots = 0.3 * torch.randn(k, d, d, generator=generator, dtype=torch.float64)
    covariances = roots @ roots.mT + 0.02 * torch.eye(d)
    if isotropic:
        covariances = torch.linspace(0.02, 0.2, k)[:, None, None] * torch.eye(d)
    return GaussianMixture(means, covariances, torch.linspace(1, 2, k))


def network():
    return Denoiser(MLP((N_FEATURES, 8, 2), torch.Generator().manual_seed(0)), VP, toy.PREDICTIONS["v"])


def points(n, d=2, dtype=torch.float32):
    return torch.randn(n, d, generator=torch.Generator().manual_seed(n), dtype=dtype)


DENOISERS = {
    "full": ExactDenoiser(mixture(), VP),
    "round": ExactDenoiser(mixture(isotropic=True), VP),
    "network": network(),
}


@pytest.mark.parametrize("denoiser", DENOISERS.values(), ids=DENOISERS)
@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_one_time_a_row_means_the_same_in_every_shape(denoiser, n):
    """For two rows and two coordinates a time of shape (2,) fits twice: it is always one for each row."""
    x, t = points(n), torch.linspace(0.2, 0.9, n)
    rows = [
        torch.cat(parts)
        for parts in zip(*(denoiser(x[i : i + 1], float(t[i])) for i in range(n)), strict=True)
    ]
    for shaped in (t, t[:, None], t.double(), t.numpy(), t.numpy()[:, None]):
        for found, wanted in zip(denoiser(x, shaped), rows, strict=True):
            torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("denoiser", DENOISERS.values(), ids=DENOISERS)
def test_one_time_for_all_rows_means_the_same_in_every_shape(denoiser):
    x = points(2)
    wanted = denoiser(x, 0.3)
    for t in (
        np.float32(0.3),
        torch.tensor(0.3),
        torch.tensor([0.3]),
        torch.tensor([[0.3]]),
        np.array([0.3]),
    ):
        for one, other in zip(denoiser(x, t), wanted, strict=True):
            torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("denoiser", DENOISERS.values(), ids=DENOISERS)
@pytest.mark.parametrize(
    "t",
    [
        torch.rand(3),
        torch.rand(1, 4),
        torch.rand(2, 2),
        torch.rand(4, 2),
        torch.rand(4, 1, 1),
        torch.empty(0),
        torch.tensor([0.1, 0.2, torch.nan, 0.3]),
        torch.tensor([1, 0, 1, 0]),
        torch.tensor([True] * 4),
        float("nan"),
        float("inf"),
        None,
        "noise",
        [0.1, 0.2, 0.3, 0.4],
        np.array(["a"] * 4),
    ],
)
def test_a_time_that_does_not_fit_the_rows_is_refused(denoiser, t):
    with pytest.raises(InvalidInput) as caught:
        denoiser(points(4), t)
    assert caught.value.field == "t"


@pytest.mark.parametrize(
    "x", [None, [[0.0, 1.0]], torch.zeros(2), torch.zeros(2, 2, 2), torch.zeros(2, 2).long()]
)
def test_points_that_are_none_are_refused(x):
    with pytest.raises(InvalidInput, match="xt"):
        denoise(DENOISERS["full"], VP, x, 0.5)
    with pytest.raises(InvalidInput, match="u"):
        DENOISERS["full"].predict(x, 0.5)


def test_points_of_another_dimension_are_refused():
    with pytest.raises(InvalidInput, match=r"\(n, 3\)"):
        ExactDenoiser(mixture(d=3), VP)(points(4), 0.5)


def test_an_angle_follows_the_same_rules_as_a_time():
    exact = DENOISERS["full"]
    u, phi = points(2), torch.tensor([0.3, 1.1])
    for one, other in zip(exact.predict(u, phi), exact.predict(u, phi[:, None]), strict=True):
        assert torch.equal(one, other)
    with pytest.raises(InvalidInput, match="phi"):
        exact.predict(u, torch.rand(3))
    assert per_row("phi", 1, 4) == 1.0 and per_row("phi", phi, 2).shape == (2, 1)


# --- any dimension ------------------------------------------------------------------------------------------


def by_hand(data, u, c, s):
    """E[x0 | u] and E[eps | u] with an inverse for each component, as the formula has it."""
    d = data.dim
    covariances = c**2 * data.covariances + s**2 * torch.eye(d, dtype=torch.float64)
    away = u[:, None, :] - c * data.means
    pull = torch.linalg.solve(covariances[None], away[..., None]).squeeze(-1)
    log = data.weights.log() - 0.5 * (away * pull).sum(-1) - 0.5 * torch.logdet(covariances)
    r = torch.softmax(log, dim=1)
    x0 = data.means + c * torch.einsum("kij,nkj->nki", data.covariances, pull)
    return torch.einsum("nk,nki->ni", r, x0), torch.einsum("nk,nki->ni", r, s * pull)


@pytest.mark.parametrize("d", [1, 2, 3, 6])
@pytest.mark.parametrize("isotropic", [False, True], ids=["full", "round"])
def test_the_pair_is_that_of_the_formula_in_any_dimension(d, isotropic):
    data = mixture(d, isotropic=isotropic)
    exact = ExactDenoiser(data, VP)
    u = points(50, d, torch.float64)
    angles = torch.linspace(0.05, 1.5, 50, dtype=torch.float64)[:, None]
    for phi in (0.01, 0.6, 1.4):
        wanted = by_hand(data, u, np.cos(phi), np.sin(phi))
        for one, other in zip(exact.predict(u, phi), wanted, strict=True):
            torch.testing.assert_close(one, other, rtol=1e-8, atol=1e-8)
    found = exact.predict(u, angles)
    for i in range(50):
        wanted = by_hand(data, u[i : i + 1], angles[i].cos(), angles[i].sin())
        for one, other in zip(found, wanted, strict=True):
            torch.testing.assert_close(one[i], other[0], rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("d", [1, 3])
def test_exact_paths_lead_to_the_data_in_any_dimension(d):
    data = toy.from_mixture(mixture(d).means, mixture(d).covariances).standard_mixture
    exact = ExactDenoiser(data, VP)
    u = points(8000, d)
    samples = rk4(exact, u, VP.phi_max, 0.002, 60).double()
    torch.testing.assert_close(samples.mean(0), data.mean, rtol=0, atol=0.05)
    torch.testing.assert_close(torch.cov(samples.T).reshape(d, d), data.covariance, rtol=0, atol=0.08)


@pytest.mark.parametrize("denoiser", [DENOISERS["full"], DENOISERS["round"]], ids=["full", "round"])
def test_the_exact_denoiser_can_be_differentiated(denoiser):
    u = points(3, dtype=torch.float64).requires_grad_()
    assert torch.autograd.gradcheck(lambda u: denoiser.predict(u, 0.7), (u,))
    phi = torch.tensor([[0.3], [0.7], [1.2]], dtype=torch.float64).requires_grad_()
    assert torch.autograd.gradcheck(lambda u, phi: denoiser.predict(u, phi), (u, phi))


def test_it_says_what_it_is():
    text = "ExactDenoiser(GaussianMixture(5 Gaussians in 2-D), Form(vp, beta_min=0.1, beta_max=20))"
    assert repr(DENOISERS["full"]) == text
