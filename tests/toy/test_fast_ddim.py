"""The fast DDIM gives what ``toy.sampling.ddim`` gives, of any denoiser in any number of dimensions."""

import pytest
import torch

import toy
from toy import sampling
from toy.models.network import MLP, N_FEATURES
from toy.sampling import fast_ddim


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("solver", ["ddim", "euler"])
@pytest.mark.parametrize("prediction", toy.PREDICTIONS)
@pytest.mark.parametrize("form", toy.FORMS)
def test_a_network_in_the_plane(form, prediction, solver):
    form = toy.FORMS[form]
    net = MLP((N_FEATURES, 64, 64, 2), torch.Generator().manual_seed(1))
    model = toy.Denoiser(net, form, toy.PREDICTIONS[prediction])
    clock = fast_ddim.Clock.of(form, solver, 12)
    x_T = normal(30, 2) * float(form.norm(form.t_max))
    ours, theirs = fast_ddim.ddim(model, x_T, clock), sampling.ddim(model, x_T, clock.t)
    for name in ("t", "x", "x0", "eps"):
        torch.testing.assert_close(getattr(ours, name), getattr(theirs, name), rtol=1e-3, atol=1e-3)


class Shrinking:
    """Any callable with a form is a denoiser."""

    def __init__(self, form):
        self.form = form

    def __call__(self, xt, t):
        alpha, sigma = (float(part(t)) for part in (self.form.alpha, self.form.sigma))
        return alpha * xt / (alpha**2 + sigma**2), sigma * xt / (alpha**2 + sigma**2)


@pytest.mark.parametrize("shape", [(5, 1), (5, 3), (2, 4, 8, 8)])
def test_any_denoiser_in_any_dimension(shape):
    model = Shrinking(toy.FORMS["vp"])
    clock = fast_ddim.Clock.of(model.form, "ddim", 6)
    ours, theirs = (
        walk(model, normal(*shape), grid)
        for walk, grid in ((fast_ddim.ddim, clock), (sampling.ddim, clock.t))
    )
    assert torch.equal(ours.x, theirs.x) and ours.x.shape == (7, *shape)
