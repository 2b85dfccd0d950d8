"""The caller's own objects wherever names do: network, solver, grid, noise, time sampling, weight, loss."""

import math

import numpy as np
import pytest
import torch
from torch import nn

import toy
from toy.models.network import MLP, N_FEATURES, features, n_features
from toy.models.own import ModuleNetwork
from toy.sampling import GRIDS, ddim
from toy.training.loop import RandomPairs, Recipe, even_sets, posterior_mean, train, uniform_phi
from toy.training.losses import LOSS_SPACES, LOSS_WEIGHTS, Loss, OwnLoss

SMALL = {"steps": 30, "batch_size": 64, "width": 16, "depth": 1, "references": 0}
SMALL |= {"rectify_steps": 30, "rectify_batch_size": 32, "pairs": 64}


def small(**options):
    return toy.Experiment(toy.Config(**(SMALL | options)))


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


class Net(nn.Module):
    """The built-in network, written as a module."""

    def __init__(self, width=16, d=2):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(n_features(d), width), nn.ReLU(), nn.Linear(width, d))

    def forward(self, u, phi):
        assert u.dtype == phi.dtype == torch.float32 and phi.shape == (len(u), 1)
        return self.layers(features(u, phi))


# --- network ----------------------------------------------------------------------------------------------


def test_a_module_learns_what_the_built_in_network_does():
    """Autograd and the hand-written backward: the same weights, batches and Adam end at the same network."""
    mlp, module = MLP((N_FEATURES, 16, 2), generator(1)), Net()
    own = ModuleNetwork(module)
    with torch.no_grad():
        for layer, weight, bias in zip(
            (module.layers[0], module.layers[2]), mlp.weights, mlp.biases, strict=True
        ):
            layer.weight.copy_(weight), layer.bias.copy_(bias)
    form, prediction = toy.FORMS["vp"], toy.PREDICTIONS["v"]
    draw, space, weight = toy.DATASETS["moons"].draw, LOSS_SPACES["v"], LOSS_WEIGHTS["uniform"]
    losses = []
    for net in (mlp, own):
        source = RandomPairs(draw, form, uniform_phi, space, weight, 16)
        steps = train(net, prediction, source, Recipe(40, 64, 0.01, ema=0.9), generator(2))
        losses.append([p.loss for p in steps])
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)
    u = torch.randn(20, 2, generator=generator(3))
    for phi in (0.3, torch.tensor(0.3), torch.full((20, 1), 0.3)):
        assert torch.allclose(mlp.raw(u, phi), own.raw(u, phi), atol=1e-4)


@pytest.mark.parametrize("given", [Net, lambda: Net(8), Net(12)], ids=["class", "factory", "module"])
def test_an_experiment_trains_and_rectifies_an_own_network(given):
    exp, again = small(network=given, ema=0.5), small(network=given, ema=0.5)
    state = torch.random.get_rng_state()
    exp.run(rectifications=1)
    assert torch.equal(torch.random.get_rng_state(), state)  # the caller's randomness is left alone
    exp.rectify(variant="phased", phases=2).run()
    exp.rectify(variant="consistency").run()
    assert exp.stages == ["exact", "base", "rectified-1", "phased-2", "consistency"]
    assert all(len(losses) == 30 and np.isfinite(losses).all() for losses in exp.losses.values())
    for stage in exp.stages:
        assert np.isfinite(exp.sample(stage, 9, 3)).all()
        assert np.isfinite(exp.log_prob(stage, np.zeros((2, 2)), steps=3)).all()
    again.run()
    assert np.array_equal(exp.sample("base", 9, 3), again.sample("base", 9, 3))
    assert exp.denoiser("base").net is not exp.denoiser("rectified-1").net


def test_a_given_module_is_left_as_it_was_and_every_stage_starts_from_it():
    module = Net()
    before = [p.detach().clone() for p in module.parameters()]
    exp = small(network=module, learning_rate=1e-6, rectify_learning_rate=1e-6).run(rectifications=1)
    assert all(torch.equal(p, q) for p, q in zip(module.parameters(), before, strict=True))
    flat = torch.cat([p.reshape(-1) for p in before])
    for stage in ("base", "rectified-1"):
        assert torch.allclose(exp.denoiser(stage).net.flat, flat, atol=1e-3)


def test_dropout_is_on_while_learning_and_off_while_sampling():
    modes = []

    class Noted(Net):
        def forward(self, u, phi):
            modes.append(self.training)
            return super().forward(u, phi)

    exp = small(network=Noted, steps=3)
    exp.run()
    assert modes[0] is False and modes[1:] == [True] * 3  # the shape is looked at first
    del modes[:]
    exp.sample("base", 5, 2)
    assert modes == [False] * 2


class Frozen(Net):
    def __init__(self):
        super().__init__()
        self.requires_grad_(False)


class Constant(nn.Module):
    def __init__(self, make):
        super().__init__()
        self.weight, self.make = nn.Parameter(torch.ones(2)), make

    def forward(self, u, phi):
        return self.make(u, phi)


@pytest.mark.parametrize(
    "network",
    [
        lambda: None,
        lambda: 3,
        lambda more: Net(),
        Frozen,
        lambda: Net().double(),
        lambda: nn.Linear(2, 2),
        lambda: Constant(lambda u, phi: u[:, :1]),
        lambda: Constant(lambda u, phi: u.double()),
        lambda: Constant(lambda u, phi: (u, u)),
        lambda: Constant(lambda u, phi: u @ torch.ones(5, 5)),
    ],
)
def test_what_is_no_network_is_said(network):
    exp = small(network=network)
    with pytest.raises(toy.InvalidInput) as caught:
        exp.run()
    assert caught.value.field == "network" and exp.stages == ["exact"]


# --- solver, grid, noise ----------------------------------------------------------------------------------


def test_an_own_solver_may_be_an_object_or_a_function():
    exp = small()

    def mine(denoiser, x_T, grid, generator):
        return ddim(denoiser, x_T, grid)

    expected = exp.sample("exact", 20, 4)
    for solver in ("ddim", toy.SOLVERS["ddim"], mine, ddim):
        assert np.array_equal(exp.sample("exact", 20, 4, solver), expected)
        quality = exp.metrics("exact", steps=(2,), n=64, solver=solver)["quality"]
        assert quality[2]["sliced_w2"] > 0
    with pytest.raises(toy.InvalidInput, match="solver"):
        exp.sample("exact", 5, 2, solver=lambda *args: None)


def test_an_own_grid_may_be_a_name_a_function_or_times():
    exp = small(form="flow_matching")
    form = exp.form
    even = torch.linspace(form.t_max, form.t_min, 6, dtype=torch.float64)
    expected = exp.trajectory("exact", 20, 5, "euler")
    for grid, steps in (
        ("t", 5),
        (GRIDS["t"], 5),
        (lambda form, steps: even, 5),
        (even, None),
        (even, 5),
        (even.tolist(), None),
        (even.numpy(), None),
    ):
        found = exp.trajectory("exact", 20, steps, "euler", grid=grid)
        np.testing.assert_allclose(found.t, expected.t), np.testing.assert_allclose(found.x, expected.x)
    assert not np.allclose(exp.sample("exact", 20, 5, "euler", grid="log_snr"), expected.x[-1])
    part = exp.trajectory("exact", 3, grid=[0.9, 0.5, 0.2])
    assert part.t.tolist() == [0.9, 0.5, 0.2] and part.x.shape == (3, 3, 2)


@pytest.mark.parametrize(
    ("grid", "steps"),
    [
        ("even", 5),
        ([0.5, 0.9], None),
        ([0.5], None),
        ([], None),
        ([[0.9, 0.1]], None),
        ([0.9, math.nan], None),
        ([0.9, 0.5, 0.5], None),
        ([0.9, -0.5], None),
        ([1.9, 0.5], None),
        ([0.9, 0.5], 2),
        (["a", "b"], None),
        (3, None),
        (lambda form, steps: None, 5),
        (lambda form, steps: torch.linspace(0.9, 0.1, 3), 5),
        (None, None),
        ("t", None),
    ],
)
def test_what_is_no_grid_is_said(grid, steps):
    with pytest.raises(toy.InvalidInput) as caught:
        small().sample("exact", 5, steps, grid=grid)
    assert caught.value.field in ("grid", "steps")


def test_own_noise_may_be_numbers_or_a_function():
    exp = small(form="ve")
    noise = exp.noise(20, seed=3)
    expected = exp.sample("exact", 20, 4, seed=3)
    for given, n in ((noise, None), (noise, 20), (noise.numpy(), None), (noise.tolist(), 20)):
        assert np.array_equal(exp.sample("exact", n, 4, seed=3, noise=given), expected)
    drawn = exp.sample(
        "exact", 9, 4, seed=3, noise=lambda n, generator: torch.randn(n, 2, generator=generator)
    )
    assert np.array_equal(
        drawn, exp.sample("exact", None, 4, noise=torch.randn(9, 2, generator=generator(3)))
    )


@pytest.mark.parametrize(
    ("noise", "n"),
    [
        (torch.zeros(5, 3), 5),
        (torch.zeros(5), None),
        (torch.zeros(0, 2), None),
        (torch.zeros(5, 2), 6),
        (torch.full((5, 2), math.nan), 5),
        (torch.full((5, 2), math.inf), None),
        ("noise", 5),
        (3, None),
        (lambda n, generator: None, 5),
        (lambda n, generator: torch.zeros(n + 1, 2), 5),
        (lambda n, generator: torch.zeros(n, 2), None),
        (None, None),
    ],
)
def test_what_is_no_noise_is_said(noise, n):
    with pytest.raises(toy.InvalidInput) as caught:
        small().sample("exact", n, 2, noise=noise)
    assert caught.value.field in ("noise", "n")


# --- of the training --------------------------------------------------------------------------------------


def test_own_time_sampling_weight_space_and_loss_act_as_the_named_ones():
    named = small(time_sampling="uniform", loss_weight="min_snr", loss_space="x0").run()
    from toy.training.loop import uniform_t

    own = small(
        time_sampling=lambda form, n, generator: uniform_t(form, n, generator),
        loss_weight=lambda c, s, a, b: LOSS_WEIGHTS["min_snr"](c, s, a, b),
        loss_space=lambda c, s: LOSS_SPACES["x0"](c, s),
    ).run()
    assert np.array_equal(named.sample("base", 9, 3), own.sample("base", 9, 3))
    named.rectify(loss="squared").run()
    own.rectify(loss=lambda error, weight: (error.square().sum(1, keepdim=True) * weight).mean()).run()
    assert np.allclose(named.sample("rectified-1", 9, 3), own.sample("rectified-1", 9, 3), atol=1e-3)
    own.rectify(loss=Loss(huber=0.1), teacher="base").run()
    assert np.isfinite(own.losses["rectified-1"]).all()


def test_an_own_loss_has_the_gradient_of_autograd():
    error, weight = torch.randn(9, 2, generator=generator(1)), torch.rand(9, 1, generator=generator(2))
    own = OwnLoss(lambda e, w: (e.square().sum(1, keepdim=True) * w).mean())
    for one, other in zip(own(error, weight), Loss()(error, weight), strict=True):
        assert torch.allclose(one, other) and not one.requires_grad
    assert OwnLoss(lambda e, w: e.sum())(error, weight)[1].is_contiguous()


# --- other dimensions -------------------------------------------------------------------------------------


@pytest.mark.parametrize("d", [1, 3, 5])
def test_the_training_is_of_any_dimension(d):
    """A Gaussian of deviation 0.5: its posterior mean is known in every dimension."""
    form, prediction = toy.FORMS["vp"], toy.PREDICTIONS["v"]

    def draw(n, generator):
        return 0.5 * torch.randn(n, d, generator=generator)

    source = RandomPairs(draw, form, uniform_phi, LOSS_SPACES["v"], LOSS_WEIGHTS["uniform"], 32)
    net = MLP((n_features(d), 32, 32, d), generator(1))
    for _ in train(net, prediction, source, Recipe(300, 256, 0.01), generator(2)):
        pass
    model, u = toy.Denoiser(net, form, prediction), 0.7 * torch.randn(500, d, generator=generator(3))
    phi = 0.9
    c, s = math.cos(phi), math.sin(phi)
    answer = c * 0.25 / (c * c * 0.25 + s * s) * u
    assert (model.predict(u, phi)[0] - answer).square().mean() < 0.1 * answer.square().mean()


@pytest.mark.parametrize("d", [1, 2, 3, 7, 61])
def test_sets_of_references_hold_each_point_once_in_any_dimension(d):
    points = torch.randn(64, d, generator=generator(4))
    dealt = even_sets(points, 4)
    assert dealt.shape == (4, 16, d)
    flat = dealt.reshape(-1, d)
    assert torch.equal(flat[flat[:, 0].argsort()], points[points[:, 0].argsort()])
    if d <= 2:  # each set covers the line, or the plane, better than chance does
        assert dealt.mean(1).std(0).mean() < 0.15


def test_the_posterior_mean_of_three_dimensions():
    x0, others = torch.randn(200, 3, generator=generator(1)), torch.randn(4000, 3, generator=generator(2))
    eps = torch.randn(200, 3, generator=generator(3))
    c, s = torch.full((200, 1), 0.6), torch.full((200, 1), 0.8)
    mean, mean_eps = posterior_mean(c * x0 + s * eps, c, s, x0, eps, others)
    assert torch.allclose(c * mean + s * mean_eps, c * x0 + s * eps, atol=1e-4)
    assert (mean - 0.6 * (c * x0 + s * eps)).square().mean() < 0.05
