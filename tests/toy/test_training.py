"""Training and rectification: targets, pairs, the loop."""

import math

import pytest
import torch

import toy
from toy.models.exact import ExactDenoiser
from toy.models.network import MLP, N_FEATURES, Denoiser
from toy.training.loop import (
    TIME_SAMPLINGS,
    RandomPairs,
    Recipe,
    even_sets,
    learning_rate,
    posterior_mean,
    train,
)
from toy.training.losses import LOSS_SPACES, LOSS_WEIGHTS, Loss
from toy.training.pairs import ModelPairs, path_pair, rectified_pairs, rk4
from toy.training.variants.consistency import ConsistencyPairs
from toy.training.variants.phased import phase_edges, phased_pairs

RING = toy.DATASETS["eight_gaussians"]
VP, V = toy.FORMS["vp"], toy.PREDICTIONS["v"]


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def last(iterator):
    for item in iterator:  # noqa: B007
        pass
    return item


def random_pairs(references=0, space="v", form=VP, times="uniform_phi", weight="uniform"):
    return RandomPairs(
        RING.draw, form, TIME_SAMPLINGS[times], LOSS_SPACES[space], LOSS_WEIGHTS[weight], references
    )


# --- algorithm 2 ------------------------------------------------------------------------------------------


def test_a_random_batch_mixes_its_pair():
    batch = random_pairs().draw(300, generator())
    mixed = torch.cos(batch.phi) * batch.target_x0 + torch.sin(batch.phi) * batch.target_eps
    assert torch.allclose(mixed, batch.u)
    assert batch.phi.min() >= VP.phi_min and batch.phi.max() <= VP.phi_max


def test_sharpened_targets_still_mix_to_the_input():
    batch = random_pairs(references=128).draw(300, generator())
    mixed = torch.cos(batch.phi) * batch.target_x0 + torch.sin(batch.phi) * batch.target_eps
    assert torch.allclose(mixed, batch.u, atol=1e-4)


def test_sharpened_targets_approach_the_exact_posterior_mean():
    """With many references the estimate is the posterior mean, on average over the noise."""
    exact = ExactDenoiser(RING.standard_mixture, VP)
    x0, others = RING.sample_standardised(4000, generator(0)), RING.sample_standardised(4000, generator(1))
    eps = torch.randn(4000, 2, generator=generator(2))
    for phi in (0.3, 0.8, 1.3):
        c, s = torch.full((4000, 1), math.cos(phi)), torch.full((4000, 1), math.sin(phi))
        u = c * x0 + s * eps
        mean, _ = posterior_mean(u, c, s, x0, eps, others)
        error = (mean - exact.predict(u, phi)[0]).square().mean().sqrt()
        raw = (x0 - exact.predict(u, phi)[0]).square().mean().sqrt()
        assert error < 0.05 + 0.1 * raw


def test_leaving_out_the_own_pair_would_bias():
    """The own x0 is one reference among m + 1: with no others the target is the pair itself."""
    x0, eps = RING.sample_standardised(50, generator(0)), torch.randn(50, 2, generator=generator(1))
    c, s = torch.full((50, 1), 0.6), torch.full((50, 1), 0.8)
    mean, mean_eps = posterior_mean(c * x0 + s * eps, c, s, x0, eps, x0[:0])
    assert torch.allclose(mean, x0) and torch.allclose(mean_eps, eps, atol=1e-5)


@pytest.mark.parametrize("form", toy.FORMS.values(), ids=toy.FORMS)
@pytest.mark.parametrize("times", TIME_SAMPLINGS)
def test_sampled_times_are_allowed(form, times):
    phi = TIME_SAMPLINGS[times](form, 2000, generator())
    assert phi.shape == (2000, 1) and phi.dtype == torch.float32
    assert phi.min() >= form.phi_min - 1e-6 and phi.max() <= form.phi_max + 1e-6


def test_the_learning_rate_rises_and_falls_to_zero():
    recipe = Recipe(steps=100, batch_size=8, learning_rate=0.5)
    rates = [learning_rate(recipe, step) for step in range(100)]
    peak = rates.index(max(rates))
    assert peak in (14, 15) and max(rates) == pytest.approx(0.5)
    assert rates[:peak] == sorted(rates[:peak]) and rates[15:] == sorted(rates[15:], reverse=True)
    assert rates[-1] < 0.001


@pytest.mark.parametrize("references", [0, 128])
def test_training_reaches_the_posterior_mean(references):
    """With sharpened and with plain pairs: their minimiser is one."""
    net = MLP((N_FEATURES, 32, 32, 2), generator(5))
    recipe = Recipe(steps=250, batch_size=256, learning_rate=0.01)
    last(train(net, V, random_pairs(references), recipe, generator(6)))
    found, exact = Denoiser(net, VP, V), ExactDenoiser(RING.standard_mixture, VP)
    x0, eps = RING.sample_standardised(2000, generator(7)), torch.randn(2000, 2, generator=generator(8))
    for phi in (0.6, 1.1):
        u = math.cos(phi) * x0 + math.sin(phi) * eps
        answer = exact.predict(u, phi)[0]
        error = (found.predict(u, phi)[0] - answer).square().mean()
        assert error < 0.2 * answer.var()  # the best answer that does not look at u misses by all of it


def test_pausing_changes_nothing():
    nets = []
    for pause_at in (None, 33):
        net = MLP((N_FEATURES, 16, 2), generator(1))
        steps = train(net, V, random_pairs(64), Recipe(70, 64, 0.01), generator(2))
        done = []
        for progress in steps:
            done.append(progress.step)
            if progress.step == pause_at:
                break
        done += [progress.step for progress in steps]
        assert done == list(range(1, 71))
        nets.append(net)
    assert torch.equal(nets[0].flat, nets[1].flat)


def test_averaged_weights_lie_between():
    net = MLP((N_FEATURES, 16, 2), generator(1))
    plain = net.copy()
    recipe = {"steps": 60, "batch_size": 64, "learning_rate": 0.02}
    last(train(plain, V, random_pairs(), Recipe(**recipe), generator(2)))
    last(train(net, V, random_pairs(), Recipe(**recipe, ema=0.9), generator(2)))
    assert not torch.allclose(net.flat, plain.flat)
    assert (net.flat - plain.flat).norm() < 0.5 * plain.flat.norm()


# --- algorithm 4 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", toy.FORMS.values(), ids=toy.FORMS)
def test_pairs_start_at_the_noise_and_end_where_the_teacher_does(form):
    exact = ExactDenoiser(RING.standard_mixture, form)
    noise = torch.randn(200, 2, generator=generator(3))
    pairs = last(rectified_pairs(exact, form, noise))
    start = torch.cos(pairs.high) * pairs.x0 + torch.sin(pairs.high) * pairs.eps
    assert torch.allclose(start, noise, atol=1e-4)
    fine = rk4(exact, noise, form.phi_max, form.phi_min, 400)
    assert (pairs.x0 - fine).square().mean().sqrt() < 0.02


def test_a_pair_follows_from_two_points_of_its_path():
    x0, eps = (torch.randn(40, 2, generator=generator(i), dtype=torch.float64) for i in (0, 1))
    low, high = torch.full((40, 1), 0.4, dtype=torch.float64), torch.full((40, 1), 0.9, dtype=torch.float64)
    path = lambda phi: torch.cos(phi) * x0 + torch.sin(phi) * eps  # noqa: E731
    found_x0, found_eps = path_pair(path(high), high, path(low), low)
    assert torch.allclose(found_x0, x0) and torch.allclose(found_eps, eps)


def test_the_paper_s_formula_for_a_phase_is_the_same_in_every_form():
    """Eq. 4: eps = (x_e/alpha_e - x_s/alpha_s) / (sigma_e/alpha_e - sigma_s/alpha_s)."""
    u_high, u_low = (torch.randn(10, 2, generator=generator(i), dtype=torch.float64) for i in (2, 3))
    high, low = (torch.full((10, 1), phi, dtype=torch.float64) for phi in (1.2, 0.7))
    x0, eps = path_pair(u_high, high, u_low, low)
    for form in toy.FORMS.values():
        ends = []
        for u, phi in ((u_high, high), (u_low, low)):
            t = form.t_of_phi(phi)
            ends.append((form.norm(t) * u / form.alpha(t), form.sigma(t) / form.alpha(t)))
        (z_s, r_s), (z_e, r_e) = ends
        assert torch.allclose((z_e - z_s) / (r_e - r_s), eps), form.key
        assert torch.allclose(z_e - r_e * eps, x0), form.key


def test_phased_pairs_join_the_teacher_s_points():
    form = toy.FORMS["flow_matching"]
    exact = ExactDenoiser(RING.standard_mixture, form)
    pairs = last(phased_pairs(exact, form, RING.sample_standardised(300, generator(0)), 4, generator(1)))
    edges = phase_edges(form, 4)
    assert set(pairs.low.unique().tolist()) == set(edges[:-1].tolist())
    upper = torch.cos(pairs.high) * pairs.x0 + torch.sin(pairs.high) * pairs.eps
    lower = torch.cos(pairs.low) * pairs.x0 + torch.sin(pairs.low) * pairs.eps
    for k in range(4):
        rows = (pairs.low == edges[k]).squeeze(1)
        carried = rk4(exact, upper[rows], float(edges[k + 1]), float(edges[k]), 100)
        assert (carried - lower[rows]).square().mean().sqrt() < 0.01


def test_model_pairs_are_drawn_on_their_interval_half_of_them_at_the_top():
    n = 50
    x0, eps = (torch.randn(n, 2, generator=generator(i)) for i in (0, 1))
    pairs = ModelPairs(x0, eps, torch.full((n, 1), 0.3), torch.full((n, 1), 1.1), at_top=0.5)
    batch = pairs.draw(400, generator(2))
    assert batch.phi.min() >= 0.3 and batch.phi.max() <= 1.1 + 1e-6
    assert (batch.phi == batch.phi.max()).sum() == 200
    mixed = torch.cos(batch.phi) * batch.target_x0 + torch.sin(batch.phi) * batch.target_eps
    assert torch.allclose(mixed, batch.u)
    assert torch.allclose(batch.a, torch.tensor(math.cos(0.3)))
    assert torch.allclose(batch.b, torch.tensor(math.sin(0.3)))


def test_missed_pairs_are_drawn_more_often():
    n = 100
    x0, eps = (torch.randn(n, 2, generator=generator(i)) for i in (0, 1))
    pairs = ModelPairs(x0, eps, torch.zeros(n, 1), torch.full((n, 1), 1.5))

    class Misses:  # right on all pairs but the first ten
        def predict(self, u, phi):
            return x0 + (torch.arange(n)[:, None] < 10), eps

    pairs.reweigh(Misses())
    assert (pairs.weights[:10] > 4 * pairs.weights[10:].max()).all()
    batch = pairs.draw(4000, generator(3))
    share = sum((batch.target_x0 == row).all(1).sum().item() for row in x0[:10]) / 4000
    assert share > 0.4


def test_consistency_targets_near_the_data_are_the_teacher_s():
    form = VP
    exact = ExactDenoiser(RING.standard_mixture, form)
    source = ConsistencyPairs(RING.draw, exact, form, grid=20)
    batch = source.draw(400, generator(0))
    lowest = (batch.phi == batch.phi.min()).squeeze(1)
    assert lowest.any() and (batch.a == 1).all() and (batch.b == 0).all()
    expected = exact.predict(batch.u[lowest], batch.phi[lowest])[0]
    assert torch.allclose(batch.target_x0[lowest], expected, atol=1e-5)
    assert torch.equal(batch.below.own.squeeze(1) == 0, lowest)  # elsewhere it is the student's own
    assert (batch.target_x0[~lowest] == 0).all() and (batch.below.phi < batch.phi).all()


def test_one_loop_two_sources():
    """Algorithms 2 and 4 are one function; only the pairs differ."""
    form = toy.FORMS["flow_matching"]
    exact = ExactDenoiser(RING.standard_mixture, form)
    noise = torch.randn(3000, 2, generator=generator(3))
    matched = last(rectified_pairs(exact, form, noise))
    one_step = []
    for source, loss in ((random_pairs(form=form), Loss()), (matched, Loss(0.03))):
        net = MLP((N_FEATURES, 48, 48, 48, 2), generator(4))
        last(train(net, V, source, Recipe(400, 256, 0.015, loss), generator(5)))
        x0, _ = Denoiser(net, form, V).predict(noise, form.phi_max)
        one_step.append(
            toy.metrics.sliced_w2(x0, RING.sample_standardised(3000, generator(6), balanced=True))
        )
    assert one_step[0] > 0.8 and one_step[1] < 0.3


def test_sets_of_references_cover_the_data_evenly():
    data, sets = toy.DATASETS["eight_gaussians"], 32
    points = data.sample_standardised(sets * 128, torch.Generator().manual_seed(3), balanced=True)
    dealt = even_sets(points, sets)
    assert dealt.shape == (sets, 128, 2)
    assert torch.equal(dealt.reshape(-1, 2).sort(0).values, points.sort(0).values)  # each point once
    nearest = torch.cdist(dealt, data.standard_mixture.means.float()).argmin(-1)
    counts = torch.stack([(nearest == k).sum(1) for k in range(8)])
    assert counts.min() >= 13 and counts.max() <= 19  # of 16; at random they spread by 3.7
