"""The network: its hand-written gradient is autograd's, its optimizer is torch's."""

import pytest
import torch

import toy
from toy.models.network import MLP, N_FEATURES, Backprop, Denoiser, features
from toy.training.adam import Adam
from toy.training.losses import LOSS_SPACES, LOSS_WEIGHTS, Loss, in_space


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def autograd_forward(net, flat, x):
    weights, biases = net.views(flat)
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        x = torch.relu(x @ weight.t() + bias)
    return x @ weights[-1].t() + biases[-1]


@pytest.mark.parametrize("sizes", [(33, 64, 64, 64, 64, 2), (33, 16, 2), (5, 7, 3, 2)])
def test_backward_is_autograds(sizes):
    net = MLP(sizes, generator())
    x = torch.randn(50, sizes[0], generator=generator(1))
    grad_output = torch.randn(50, 2, generator=generator(2))
    backprop = Backprop(net, 50)
    output = backprop.forward(x).clone()
    flat = net.flat.clone().requires_grad_()
    expected = autograd_forward(net, flat, x)
    expected.backward(grad_output)
    assert torch.allclose(output, expected, atol=1e-5) and torch.allclose(output, net(x), atol=1e-6)
    assert torch.allclose(backprop.backward(grad_output), flat.grad, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("huber", [0.0, 0.03])
@pytest.mark.parametrize("space", LOSS_SPACES)
@pytest.mark.parametrize("prediction", toy.PREDICTIONS)
def test_loss_gradient_is_autograds(prediction, space, huber):
    """From the loss in any space through the head to r."""
    g = generator(3)
    u, x0, eps, r = (torch.randn(20, 2, generator=g, dtype=torch.float64) for _ in range(4))
    phi = 0.01 + 1.5 * torch.rand(20, 1, generator=g, dtype=torch.float64)
    c, s = phi.cos(), phi.sin()
    a, b = LOSS_SPACES[space](c, s)
    weight = LOSS_WEIGHTS["min_snr"](c, s, a, b)
    head = toy.PREDICTIONS[prediction].head(c, s)
    y_u, y_r = in_space(head, a, b)
    value, grad = Loss(huber)(y_u * u + y_r * r - (a * x0 + b * eps), weight)
    grad = grad * y_r

    r.requires_grad_()
    x0_hat, eps_hat = head.x0_u * u + head.x0_r * r, head.eps_u * u + head.eps_r * r
    square = (a * (x0_hat - x0) + b * (eps_hat - eps)).square().sum(1, keepdim=True)
    expected = ((square + huber**2).sqrt() - huber if huber else square).mul(weight).mean()
    expected.backward()
    assert torch.allclose(value, expected) and torch.allclose(grad, r.grad)


def test_min_snr_is_the_known_weight():
    phi = torch.tensor([[0.2], [0.9], [1.4]], dtype=torch.float64)
    c, s = phi.cos(), phi.sin()
    snr = (c / s) ** 2
    for space, expected in (
        ("x0", snr.clamp_max(5)),
        ("epsilon", snr.clamp_max(5) / snr),
        ("v", snr.clamp_max(5) / (snr + 1)),
    ):
        assert torch.allclose(LOSS_WEIGHTS["min_snr"](c, s, *LOSS_SPACES[space](c, s)), expected)


def test_adam_is_torchs():
    g = generator(4)
    mine = torch.randn(40, generator=g)
    theirs = torch.nn.Parameter(mine.clone())
    optimizer = torch.optim.Adam([theirs], lr=0.1, betas=(0.8, 0.95))
    adam = Adam(mine, (0.8, 0.95))
    for step in range(50):
        grad = torch.randn(40, generator=g)
        rate = 0.1 / (step + 1)
        adam.step(grad, rate)
        optimizer.param_groups[0]["lr"] = rate
        theirs.grad = grad
        optimizer.step()
    assert torch.allclose(mine, theirs, atol=1e-5)


def test_features_are_finite_and_of_the_named_width():
    u = 4 * torch.randn(10, 2, generator=generator(5))
    angles = torch.linspace(0.002, torch.pi / 2, 10)
    for phi in (0.002, torch.tensor(0.002), angles[:, None], angles):
        found = features(u, phi)
        assert found.shape == (10, N_FEATURES) and found.isfinite().all()
    assert torch.allclose(features(u, torch.tensor(0.7)), features(u, torch.full((10, 1), 0.7)))


@pytest.mark.parametrize("prediction", toy.PREDICTIONS.values(), ids=toy.PREDICTIONS)
@pytest.mark.parametrize("form", toy.FORMS.values(), ids=toy.FORMS)
def test_an_untrained_denoiser_is_finite_and_mixes_to_its_input(form, prediction):
    denoiser = Denoiser(MLP((N_FEATURES, 16, 2), generator(6)), form, prediction)
    x = torch.randn(30, 2, generator=generator(7)) * float(form.norm(form.t_max))
    for t in torch.linspace(form.t_min, form.t_max, 9, dtype=torch.float64):
        x0, eps = denoiser(x, t)
        assert x0.isfinite().all() and eps.isfinite().all()
        mixed = float(form.alpha(t)) * x0 + float(form.sigma(t)) * eps
        assert torch.allclose(mixed, x, rtol=1e-4, atol=1e-4 * float(form.norm(t)))
