"""Metrics in any number of dimensions, of plain latents, and whatever they are given."""

import inspect
import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch

import toy
from toy import metrics
from toy.errors import InvalidInput

VP = toy.FORMS["vp"]


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def first_order_path(shape, steps=8):
    x0, eps = normal(*shape), normal(*shape, seed=1)
    t = toy.SOLVERS["ddim"].grid(VP, steps)
    alpha, sigma = (part(t).reshape(-1, *[1] * len(shape)) for part in (VP.alpha, VP.sigma))
    return toy.Trajectory(t, alpha * x0 + sigma * eps, x0.expand(steps, *shape), eps.expand(steps, *shape)), (
        x0,
        eps,
    )


# --- dimensions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("d", [1, 2, 3, 64])
def test_first_order_paths_are_first_order_in_every_dimension(d):
    path, (x0, eps) = first_order_path((30, d))
    measured = metrics.path_metrics(path, VP)
    assert measured["first_order_defect"] == pytest.approx(0, abs=1e-12)
    assert measured["arc_over_chord"] > 0.01
    u, phi, _ = metrics.angle_path(path, VP)
    found = metrics.end_pair(u, phi)
    torch.testing.assert_close(found, (x0, eps))
    assert metrics.first_order_deviation(u, phi) < 1e-9


@pytest.mark.parametrize("d", [3, 10])
def test_more_dimensions_that_hold_nothing_change_nothing(d):
    """Points of a plane, turned into d dimensions, are as far apart, and their paths as bent, as before."""
    turn = torch.linalg.qr(normal(d, d))[0][:2]
    a, b = normal(400, 2), 1 + 2 * normal(300, 2, seed=1)
    assert metrics.energy_distance(a @ turn, b @ turn) == pytest.approx(
        metrics.energy_distance(a, b), rel=1e-5
    )
    x = normal(6, 20, 2).cumsum(0)
    t = [5, 4, 3, 2, 1, 0]
    assert metrics.arc_over_chord(x @ turn) == pytest.approx(metrics.arc_over_chord(x))
    assert metrics.straightness(t, x @ turn) == pytest.approx(metrics.straightness(t, x))
    # a plane's share of the directions' squared lengths is 2/d
    expected = metrics.sliced_w2(a, b) * math.sqrt(2 / d)
    assert metrics.sliced_w2(a @ turn, b @ turn, 3000) == pytest.approx(expected, rel=0.06)


def test_sliced_w2_on_a_line_is_w2_and_repeats_itself_in_space():
    a, b = normal(50, 1), normal(50, 1, seed=1) + 2
    w2 = (np.sort(a.numpy(), 0) - np.sort(b.numpy(), 0)) ** 2
    assert metrics.sliced_w2(a, b) == pytest.approx(math.sqrt(w2.mean()))
    a, b = normal(50, 7), normal(60, 7, seed=1)
    assert (
        metrics.sliced_w2(a, b) == metrics.sliced_w2(a, b) == pytest.approx(metrics.sliced_w2(b, a), rel=1e-9)
    )
    shift = torch.zeros(7)
    shift[2] = 3.0
    assert metrics.sliced_w2(a, a + shift, 5000) == pytest.approx(3 / math.sqrt(7), rel=0.03)


def test_energy_distance_by_hand_in_one_and_in_three_dimensions():
    assert metrics.energy_distance([[0.0], [2.0]], [[1.0], [1.0]]) == pytest.approx(2 * 1 - 1 - 0)
    assert metrics.energy_distance([[0.0, 0, 0]], [[1.0, 2, 2]]) == pytest.approx(2 * 3)


# --- plain latents -----------------------------------------------------------------------------------------


def test_latents_of_any_sampler_measure_as_a_trajectory_does():
    steps, shape = 7, (5, 3)
    t = toy.SOLVERS["ddim"].grid(toy.FORMS["edm"], steps)
    sigma = toy.FORMS["edm"].sigma(t)
    x, x0 = normal(steps + 1, *shape), normal(steps, *shape, seed=1)
    eps = (x[:-1] - x0) / sigma[:-1, None, None]
    u, phi, v = metrics.angle_path(toy.Trajectory(t, x, x0, eps), toy.FORMS["edm"])
    for found in (metrics.latent_path(x, x0, sigma), metrics.latent_path(x, x0, sigma.tolist(), eps=eps)):
        torch.testing.assert_close(found, (u, phi, v))
    assert metrics.first_order_defect(*metrics.latent_path(x, x0, sigma)) > 0


def test_latents_of_a_picture_are_flattened_and_may_end_without_noise():
    path, (x0, _) = first_order_path((2, 4, 8, 8))
    sigma, alpha = VP.sigma(path.t), VP.alpha(path.t)
    u, phi, v = metrics.latent_path(path.x, path.x0, sigma, alpha)
    assert u.shape == (9, 2, 256) and v.shape == (8, 2, 256)
    assert metrics.first_order_defect(u, phi, v) == pytest.approx(0, abs=1e-12)
    clean = torch.cat([path.x, x0[None]])[:, :, 0]
    whole = [torch.cat([part, torch.tensor([end])]) for part, end in ((sigma, 0.0), (alpha, 1.0))]
    seen = torch.cat([path.x0, x0[None]])[:, :, 0]
    assert metrics.first_order_defect(*metrics.latent_path(clean, seen, *whole)) == pytest.approx(0, abs=1e-9)


# --- whatever they are given -------------------------------------------------------------------------------

RING = toy.DATASETS["eight_gaussians"]
PATH = first_order_path((4, 2), steps=2)[0]
U, PHI, V = metrics.angle_path(PATH, VP)
GOOD = {
    "angle_path": {"trajectory": PATH, "form": VP},
    "arc_over_chord": {"x": U},
    "end_pair": {"u": U, "phi": PHI},
    "energy_distance": {"a": U[0], "b": U[1]},
    "first_order_defect": {"u": U, "phi": PHI, "v": V},
    "first_order_deviation": {"u": U, "phi": PHI},
    "floor": {
        "dataset": RING,
        "n": 20,
        "generator": torch.Generator(),
        "reference": U[0],
        "repeats": 1,
    },
    "latent_path": {"x": U, "x0": V, "sigma": PHI, "alpha": PHI.flip(0), "eps": V},
    "off_mode_fraction": {"samples": U[0], "mixture": RING.standard_mixture, "sigmas": 4.0},
    "path_metrics": {"trajectory": PATH, "form": VP},
    "quality": {
        "samples": U[0],
        "reference": U[1],
        "mixture": RING.standard_mixture,
        "distances": ["sliced_w2"],
    },
    "sliced_w2": {"a": U[0], "b": U[1], "directions": 8},
    "step_gap": {"one": U[0], "many": U[1], "std": 1.0},
    "straightness": {"t": PHI, "x": U},
}
NASTY = [
    None,
    True,
    -1,
    0,
    2.5,
    10**400,
    math.nan,
    math.inf,
    1j,
    "",
    "text",
    b"bytes",
    [],
    {},
    object(),
    len,
    [[1.0, 2.0], [3.0]],
    [["a", "b"]],
    [["sliced_w2"]],
    [None, 1],
    [1.0],
    [[1.0], [2.0]],
    [3.0, 2.0, math.nan],
    [9.0, 8.0, 7.0],
    [1.0, 1.0, 1.0],
    np.zeros((0, 2)),
    np.zeros((3, 4, 0)),
    np.zeros((2, 3, 4, 5)),
    np.array(["2020-01-01"], dtype="datetime64[D]"),
    np.full((3, 4, 2), 1e300),
    torch.full((4, 2), math.nan),
    torch.ones(4, 2, dtype=torch.bool),
    torch.ones(4, 2, dtype=torch.complex64),
    torch.ones(4, 2).to_sparse(),
    torch.ones(4, 2, device="meta"),
    torch.ones(3, 4, 5),
    torch.ones(4, 3),
    SimpleNamespace(t=None, x=None, x0=None, eps=None),
    SimpleNamespace(t=PATH.t, x=PATH.x, x0=PATH.x, eps=PATH.x),
    SimpleNamespace(t=PATH.t.flip(0), x=PATH.x, x0=PATH.x0, eps=PATH.eps),
]


def test_every_metric_is_tried():
    assert set(GOOD) == {name for name, found in inspect.getmembers(metrics, inspect.isfunction)}
    for name, arguments in GOOD.items():
        assert set(arguments) == set(inspect.signature(getattr(metrics, name)).parameters)


@pytest.mark.parametrize(("name", "argument"), [(name, key) for name in GOOD for key in GOOD[name]])
def test_a_metric_measures_or_says_what_is_wrong(name, argument):
    """Never a TypeError, KeyError, RuntimeError, and never NaN."""
    metric = getattr(metrics, name)
    metric(**GOOD[name])
    refused = []
    for value in NASTY:
        try:
            result = metric(**(GOOD[name] | {argument: value}))
        except InvalidInput as error:
            refused.append(error)
        else:
            numbers = result.values() if isinstance(result, dict) else [result]
            numbers = torch.cat(
                [torch.as_tensor(part, dtype=torch.float64).flatten() for part in _flat(numbers)]
            )
            assert not numbers.isnan().any(), value
    assert all(error.allowed and str(error).endswith(".") for error in refused)
    assert len(refused) > len(NASTY) / 2


def _flat(found):
    for part in found:
        yield from _flat(part) if isinstance(part, tuple | list) else [part]
