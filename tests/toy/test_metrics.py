"""Metrics on cases whose answer is known."""

import math

import numpy as np
import pytest
import torch
from scipy import stats

from toy import metrics
from toy.data import DATASETS, GaussianMixture
from toy.errors import InvalidInput
from toy.forms import FORMS
from toy.sampling import Trajectory, even_in_phi

# The cosine clock goes on to alpha = 0, a little further round the arc than the figure's VP.
FIGURE_3 = {"vp": 0.404, "vp_cosine": 0.410, "sub_vp": 0.196, "ve": 0, "edm": 0, "flow_matching": 0}
X0, EPS = torch.tensor([[0.0, 1.0]]).double(), torch.tensor([[1.0, 1.0]]).double()


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=seeded(seed), dtype=torch.float64)


def first_order_path(form, steps, x0, eps):
    """The Trajectory of a model that gives the same (x0, eps) everywhere."""
    t = even_in_phi(form, steps)
    x = form.alpha(t)[:, None, None] * x0 + form.sigma(t)[:, None, None] * eps
    return Trajectory(t, x, x0.expand(steps, -1, -1), eps.expand(steps, -1, -1))


# --- paths -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", FORMS)
def test_figure_3_of_the_paper(key):
    """One pair, x0 = (0, 1) and eps = (1, 1): first order in every form, straight in some."""
    form = FORMS[key]
    path = first_order_path(form, 1000, X0, EPS)
    measured = metrics.path_metrics(path, form)
    assert measured["arc_over_chord"] == pytest.approx(FIGURE_3[key], abs=0.001)
    assert measured["first_order_defect"] == pytest.approx(0, abs=1e-12)
    assert metrics.arc_over_chord(path.x / form.alpha(path.t)[:, None, None]) == pytest.approx(0, abs=1e-6)


def test_end_pair_is_the_pair_of_a_first_order_path():
    path = first_order_path(FORMS["vp"], 7, normal(5, 2), normal(5, 2, seed=1))
    u, phi, _ = metrics.angle_path(path, FORMS["vp"])
    x0, eps = metrics.end_pair(u, phi)
    torch.testing.assert_close(x0, path.x0[0])
    torch.testing.assert_close(eps, path.eps[0])
    assert metrics.first_order_deviation(u, phi) == pytest.approx(0, abs=1e-9)


def test_first_order_defect_of_a_velocity_too_long_by_a_tenth_is_a_hundredth():
    u, phi, v = metrics.angle_path(first_order_path(FORMS["vp"], 9, X0, EPS), FORMS["vp"])
    assert metrics.first_order_defect(u, phi, 1.1 * v) == pytest.approx(0.01)


def test_first_order_defect_weighs_with_the_angle():
    u, phi, v = metrics.angle_path(first_order_path(FORMS["vp_cosine"], 4, X0, EPS), FORMS["vp_cosine"])
    uneven = phi.clone()
    uneven[1] = (phi[0] + 3 * phi[1]) / 4  # the first step three quarters as long
    c, s = uneven.cos()[:, None, None], uneven.sin()[:, None, None]
    u, v = c * X0 + s * EPS, (c * EPS - s * X0)[:-1]
    size = (uneven[:-1] - uneven[1:]) * v.square().sum((1, 2))
    wrong = v.clone()
    wrong[0] = 0  # misses all of the first step and nothing else
    assert metrics.first_order_defect(u, uneven, wrong) == pytest.approx((size[0] / size.sum()).item())


def test_first_order_defect_is_the_same_in_every_form():
    x0, eps = normal(20, 50, 2), normal(20, 50, 2, seed=1)
    u = normal(21, 50, 2, seed=2)
    measured = []
    for form in FORMS.values():
        t = form.t_of_phi(torch.linspace(1.4, 0.1, 21, dtype=torch.float64))
        path = Trajectory(t, form.norm(t)[:, None, None] * u, x0, eps)
        measured.append(metrics.path_metrics(path, form)["first_order_defect"])
    assert measured[0] > 0.5
    np.testing.assert_allclose(measured, measured[0], rtol=1e-9)


def test_arc_over_chord_of_a_quarter_circle():
    angle = torch.linspace(0, math.pi / 2, 1001)
    x = torch.stack([angle.cos(), angle.sin()], dim=1)[:, None]
    assert metrics.arc_over_chord(x) == pytest.approx(math.pi / 2 / math.sqrt(2) - 1, abs=1e-5)
    assert metrics.arc_over_chord(x.numpy()) == metrics.arc_over_chord(x)
    resting = torch.ones(5, 3, 2)
    assert metrics.arc_over_chord(resting) == 0
    both = torch.cat([x, x[:1] + torch.linspace(0, 3, 1001)[:, None, None]], dim=1)  # lengths are summed
    line = 3 * math.sqrt(2)
    assert metrics.arc_over_chord(both) == pytest.approx(
        (math.pi / 2 + line) / (math.sqrt(2) + line) - 1, abs=1e-5
    )


def test_straightness_is_zero_on_even_lines_and_a_third_for_a_line_travelled_as_t_squared():
    t = torch.linspace(3, 1, 2001, dtype=torch.float64)
    line = normal(5, 2) + t[:, None, None] * normal(5, 2, seed=1)
    assert metrics.straightness(t, line) == pytest.approx(0, abs=1e-12)
    assert metrics.straightness(t.flip(0), line.flip(0)) == pytest.approx(0, abs=1e-12)
    clock = ((t - 1) / 2)[:, None, None] ** 2
    assert metrics.straightness(t, clock * normal(1, 2)) == pytest.approx(1 / 3, abs=1e-4)


def test_step_gap_is_per_coordinate_and_in_deviations():
    one = normal(100, 2)
    assert metrics.step_gap(one, one + torch.tensor([0.3, 0.4])) == pytest.approx(0.5 / math.sqrt(2))
    assert metrics.step_gap(one, one + 3.0, std=6.0) == pytest.approx(0.5)


# --- samples -----------------------------------------------------------------------------------------------


def test_energy_distance_by_hand():
    a, b = [[0.0, 0.0], [2.0, 0.0]], [[1.0, 0.0], [1.0, 0.0]]
    assert metrics.energy_distance(a, b) == pytest.approx(2 * 1 - 1 - 0)
    assert metrics.energy_distance(a, a) == 0
    assert metrics.energy_distance([[5.0, 5.0]], [[8.0, 9.0]]) == pytest.approx(2 * 5)


def test_energy_distance_on_a_line_is_scipys():
    x, y = np.random.default_rng(0).normal(size=300), np.random.default_rng(1).normal(1, 2, size=401)
    a, b = np.stack([3 * x, 4 * x], axis=1), np.stack([3 * y, 4 * y], axis=1)
    assert metrics.energy_distance(a, b) == pytest.approx(5 * stats.energy_distance(x, y) ** 2, rel=1e-4)
    far = metrics.energy_distance(a + 1e6, b + 1e6)
    assert far == pytest.approx(metrics.energy_distance(a, b), rel=1e-4)


def test_energy_distance_of_shifted_gaussians():
    """|a - b| is sqrt(2) Rayleigh with and sqrt(2) Rice without a common center."""
    shift = 1.5
    expected = 2 * math.sqrt(2) * stats.rice(shift / math.sqrt(2)).mean() - 2 * math.sqrt(math.pi)
    measured = metrics.energy_distance(normal(5000, 2), normal(6000, 2, seed=1) + torch.tensor([shift, 0]))
    assert measured == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("shift", [(3.0, 0.0), (0.0, 3.0), (1.0, -2.0)])
def test_sliced_w2_of_a_translation(shift):
    a = normal(500, 2)
    expected = math.hypot(*shift) / math.sqrt(2)
    assert metrics.sliced_w2(a, a + torch.tensor(shift)) == pytest.approx(expected)
    assert metrics.sliced_w2(a, a) == 0


def test_sliced_w2_of_unequal_sizes_counts_every_point_as_often_as_it_should():
    a, b = normal(6, 2), 1 + 2 * normal(10, 2, seed=1)
    assert metrics.sliced_w2(a, a.repeat(3, 1)) == pytest.approx(0, abs=1e-9)
    equal = metrics.sliced_w2(a.repeat_interleave(10, 0), b.repeat_interleave(6, 0))
    assert metrics.sliced_w2(a, b) == pytest.approx(equal)
    assert metrics.sliced_w2(b, a) == pytest.approx(equal)


def test_off_mode_fraction_counts_in_each_modes_own_deviations():
    long = GaussianMixture([[0, 0], [100, 0]], [[[4.0, 0], [0, 0.01]], [[1.0, 0], [0, 1.0]]])
    points = [[7.9, 0], [8.1, 0], [0, 0.39], [0, 0.41], [100, 3.9], [100, 4.1], [50, 50], [-7, 0.3]]
    assert metrics.off_mode_fraction(points, long) == 5 / 8  # (-7, 0.3) is sqrt(3.5^2 + 3^2) = 4.6 away
    own = DATASETS["eight_gaussians"].standard_mixture
    assert metrics.off_mode_fraction(own.sample(100_000, seeded()), own) == pytest.approx(
        math.exp(-8), rel=0.6
    )


def test_floor_is_what_fresh_data_measures():
    dataset = DATASETS["eight_gaussians"]
    floor = metrics.floor(dataset, 1000, seeded(), repeats=3)
    reference = dataset.sample_standardised(1000, seeded(7), balanced=True)
    fresh = metrics.quality(dataset.sample_standardised(1000, seeded(8)), reference, dataset.standard_mixture)
    collapsed = metrics.quality(torch.zeros(1000, 2), reference, dataset.standard_mixture)
    assert set(floor) == {"energy_distance", "sliced_w2", "off_mode_fraction"} == set(fresh)
    for name in ("energy_distance", "sliced_w2"):
        assert 0 < floor[name] < 3 * fresh[name] < 10 * floor[name] < collapsed[name]
    assert collapsed["sliced_w2"] == pytest.approx(1, abs=0.02)  # the data's own deviation
    assert collapsed["off_mode_fraction"] == 1
    assert "off_mode_fraction" not in metrics.floor(DATASETS["checkerboard"], 100, seeded())


# --- bad input ---------------------------------------------------------------------------------------------

GOOD, NAN, PATH, PHI = [[0.0, 1.0]], [[0.0, math.nan]], torch.ones(3, 4, 2), [1.5, 1.0, 0.1]


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("a", lambda: metrics.energy_distance([], GOOD)),
        ("b", lambda: metrics.energy_distance(GOOD, NAN)),
        ("a", lambda: metrics.energy_distance(torch.ones(3), GOOD)),
        ("b", lambda: metrics.energy_distance(GOOD, np.zeros((100_001, 2)))),
        ("a", lambda: metrics.sliced_w2(NAN, GOOD)),
        ("b", lambda: metrics.sliced_w2(GOOD, "text")),
        ("directions", lambda: metrics.sliced_w2(GOOD, GOOD, directions=0)),
        ("samples", lambda: metrics.off_mode_fraction([], DATASETS["moons"].mixture)),
        ("one", lambda: metrics.step_gap([], [])),
        ("many", lambda: metrics.step_gap(GOOD, GOOD * 2)),
        ("std", lambda: metrics.step_gap(GOOD, GOOD, std=0)),
        ("x", lambda: metrics.arc_over_chord(torch.ones(3, 2))),
        ("x", lambda: metrics.arc_over_chord(torch.full((3, 4, 2), math.nan))),
        ("t", lambda: metrics.straightness([1.0, 2.0, 1.0], PATH)),
        ("t", lambda: metrics.straightness([1.0, 2.0], PATH)),
        ("phi", lambda: metrics.first_order_defect(PATH, PHI[::-1], PATH[1:])),
        ("phi", lambda: metrics.first_order_defect(PATH, [4.0, 2.0, 1.0], PATH[1:])),
        ("v", lambda: metrics.first_order_defect(PATH, PHI, PATH)),
        ("u", lambda: metrics.first_order_deviation(torch.ones(0, 4, 2), PHI)),
        ("repeats", lambda: metrics.floor(DATASETS["moons"], 10, seeded(), repeats=0)),
        ("n", lambda: metrics.floor(DATASETS["moons"], 0, seeded())),
    ],
)
def test_bad_input_is_named(field, call):
    with pytest.raises(InvalidInput) as error:
        call()
    assert error.value.field == field
