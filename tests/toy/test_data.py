"""Mixtures, presets, drawings and files."""

import math
import pickle
import subprocess
import sys

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from toy.data import DATASETS, GaussianMixture, from_points, read_csv
from toy.data.presets import along
from toy.errors import InvalidInput
from toy.metrics import off_mode_fraction, sliced_w2

MEANS = [[0.0, 0.0], [3.0, 1.0], [-2.0, 2.0]]
COVARIANCES = [[[1.0, 0.6], [0.6, 0.5]], [[0.2, 0.0], [0.0, 2.0]], [[0.3, -0.1], [-0.1, 0.1]]]
WEIGHTS = [2.0, 5.0, 3.0]


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def mixture():
    return GaussianMixture(MEANS, COVARIANCES, WEIGHTS)


# --- mixtures ----------------------------------------------------------------------------------------------


def test_log_prob_is_scipys(mixture):
    x = np.random.default_rng(0).normal(0, 3, (50, 2))
    each = zip([0.2, 0.5, 0.3], MEANS, COVARIANCES, strict=True)
    density = sum(w * multivariate_normal(m, c).pdf(x) for w, m, c in each)
    np.testing.assert_allclose(mixture.log_prob(x).numpy(), np.log(density), rtol=1e-9)


def test_samples_have_the_mixtures_moments(mixture):
    x = mixture.sample(200_000, seeded())
    np.testing.assert_allclose(x.mean(0), mixture.mean, atol=0.03)
    np.testing.assert_allclose(torch.cov(x.T), mixture.covariance, rtol=0.02, atol=0.02)
    np.testing.assert_allclose(mixture.mean, [0.9, 1.1])  # by hand


def test_affine_moves_and_scales_the_density(mixture):
    x, center, scale = mixture.sample(20, seeded()), torch.tensor([1.0, -2.0]), 3.0
    moved = mixture.affine(center, scale).log_prob((x - center) / scale)
    torch.testing.assert_close(moved, mixture.log_prob(x) + 2 * math.log(scale))


@pytest.mark.parametrize("n", [1, 7, 10, 1000])
def test_balanced_samples_hold_exact_shares_in_random_order(n):
    apart = GaussianMixture([[0, 0], [100, 0], [200, 0]], COVARIANCES, WEIGHTS)
    component = (apart.sample(n, seeded(), balanced=True)[:, 0] / 100).round().long()
    counts, shares = torch.bincount(component, minlength=3).numpy(), n * np.array([0.2, 0.5, 0.3])
    assert counts.sum() == n
    assert (counts >= np.floor(shares)).all()
    assert (counts <= np.ceil(shares)).all()
    if n == 1000:
        assert 35 < (component[:200] == 2).sum() < 90


def test_balanced_samples_give_a_whole_share_exactly():
    halves = GaussianMixture([[0, 0], [100, 0], [200, 0]], COVARIANCES, [2.0, 1.0, 1.0])
    for seed in range(20):  # shares 1, 1/2 and 1/2: what rounding leaves never goes to the first
        assert (halves.sample(2, seeded(seed), balanced=True)[:, 0] < 50).sum() == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("means", {"means": []}),
        ("means", {"means": [[0.0, math.nan], [0, 0], [0, 0]]}),
        ("means", {"means": [[0.0, 1.0, 2.0]]}),
        ("covariances", {"covariances": [[[1.0, 2.0], [2.0, 1.0]]] * 3}),
        ("covariances", {"covariances": [[[1.0, 0.5], [0.2, 1.0]]] * 3}),
        ("covariances", {"covariances": [[[1.0, 0.0], [0.0, 0.0]]] * 3}),
        ("covariances", {"covariances": [[[math.inf, 0.0], [0.0, 1.0]]] * 3}),
        ("covariances", {"covariances": [[[1.0, 0.0], [0.0, 1.0]]]}),
        ("weights", {"weights": [1.0, 0.0, 1.0]}),
        ("weights", {"weights": [1.0, -1.0, 1.0]}),
        ("weights", {"weights": [1.0, 1.0]}),
        ("weights", {"weights": ["a", "b", "c"]}),
    ],
)
def test_impossible_mixtures_are_refused(field, changes):
    with pytest.raises(InvalidInput) as error:
        GaussianMixture(**({"means": MEANS, "covariances": COVARIANCES, "weights": WEIGHTS} | changes))
    assert error.value.field == field


@pytest.mark.parametrize("n", [0, -1, 2.5, math.nan, "many", None, 10_000_000])
def test_impossible_sample_sizes_are_refused(mixture, n):
    with pytest.raises(InvalidInput, match=r"^n: got .* allowed: a whole number from 1 to 1,000,000"):
        mixture.sample(n, seeded())


# --- presets -----------------------------------------------------------------------------------------------


def test_there_are_at_least_ten_presets_and_eight_gaussians_come_first():
    assert len(DATASETS) >= 10
    assert next(iter(DATASETS)) == "eight_gaussians"
    assert all(
        key == dataset.key and dataset.title and dataset.description for key, dataset in DATASETS.items()
    )


@pytest.mark.parametrize("key", DATASETS)
def test_preset_draws(key):
    dataset = DATASETS[key]
    before = torch.get_rng_state()
    x = dataset.sample_standardised(20_000, seeded(3))
    assert torch.equal(torch.get_rng_state(), before)
    assert x.shape == (20_000, 2)
    assert x.dtype == torch.float32
    assert torch.equal(x, dataset.sample_standardised(20_000, seeded(3)))
    assert not torch.equal(x, dataset.sample_standardised(20_000, seeded(4)))
    # center and scale are exact, so draws differ from mean 0 and variance 1 by chance alone
    for sample in (x, dataset.sample_standardised(20_000, seeded(5), balanced=True)):
        np.testing.assert_allclose(sample.mean(0), [0, 0], atol=0.03)
        assert sample.square().mean().item() == pytest.approx(1, abs=0.02)
    own = dataset.sample(100, seeded(3))
    torch.testing.assert_close(dataset.restore(dataset.standardise(own)), own)
    assert dataset.standardise(own.numpy()).dtype == np.float32


def test_the_ring_has_eight_narrow_modes():
    mixture = DATASETS["eight_gaussians"].standard_mixture
    assert len(mixture.means) == 8
    np.testing.assert_allclose(mixture.means.norm(dim=1), math.sqrt(2), rtol=0.01)
    assert 0.05 < mixture.covariances[0, 0, 0].sqrt() < 0.08


@pytest.mark.parametrize("key", ["moons", "circles", "swiss_roll"])
def test_curves_follow_scikit_learns(key):
    from sklearn import datasets

    made = {
        "moons": lambda: datasets.make_moons(8000, noise=0.06, random_state=1)[0],
        # the points of both circles lie equally dense here
        "circles": lambda: datasets.make_circles((5333, 2667), noise=0.04, factor=0.5, random_state=1)[0],
        "swiss_roll": lambda: datasets.make_swiss_roll(8000, noise=0.45, random_state=1)[0][:, [0, 2]],
    }[key]()
    ours = DATASETS[key].sample_standardised(8000, seeded(), balanced=True)
    assert sliced_w2(ours, DATASETS[key].standardise(made)) < 0.035
    assert off_mode_fraction(made, DATASETS[key].mixture) < 0.002


def test_a_curve_is_even_along_its_length():
    mixture = along([[(0.0, 0.0), (10.0, 0.0)]], std=0.1)
    middle = torch.stack([torch.linspace(3, 7, 1000), torch.zeros(1000)], dim=1)
    density = mixture.log_prob(middle).exp()
    assert density.max() / density.min() < 1.001


def test_importing_the_library_loads_neither_scikit_learn_nor_anything_of_the_page():
    heavy = {"sklearn", "scipy", "gradio", "plotly", "diffusers"}
    code = f"import sys, toy; print(*({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""


def test_preview_mixtures():
    ring = DATASETS["eight_gaussians"]
    assert ring.preview_mixture() is ring.standard_mixture
    board = DATASETS["checkerboard"]
    assert board.mixture is None
    preview = board.preview_mixture(k=300, bandwidth=0.05)
    assert preview.means.shape == (300, 2)
    np.testing.assert_allclose(
        preview.covariance, (1 + 0.05**2) * np.eye(2) + [[0, 0.19], [0.19, 0]], atol=0.1
    )
    drawn = from_points([[0, 0], [1, 5], [2, 0]])
    np.testing.assert_allclose(
        drawn.preview_mixture().means, drawn.standardise(np.array([[0, 0], [1, 5], [2, 0]]))
    )
    with pytest.raises(InvalidInput, match="bandwidth"):
        board.preview_mixture(bandwidth=0)


# --- points ------------------------------------------------------------------------------------------------


def test_given_points_are_resampled_as_they_are():
    points = np.random.default_rng(0).normal([1e4, -3e3], [40.0, 9.0], (500, 2))
    dataset = from_points(points)
    np.testing.assert_allclose(dataset.center, points.mean(0))
    assert dataset.scale == pytest.approx(math.sqrt(points.var(0).mean()))
    drawn = dataset.sample(2000, seeded()).numpy()
    assert {tuple(p) for p in drawn} <= {tuple(p) for p in points.astype(np.float32)}
    standard = dataset.sample_standardised(500, seeded(), balanced=True)  # every point once
    np.testing.assert_allclose(
        np.sort(standard[:, 0]), np.sort((points[:, 0] - points[:, 0].mean()) / dataset.scale), atol=1e-5
    )
    assert pickle.loads(pickle.dumps(dataset)).scale == dataset.scale


@pytest.mark.parametrize(
    ("points", "came", "allowed"),
    [
        ([], "no points", "2 to 1,000,000 points"),
        ([[1.0, 2.0]], "1 point(s)", "2 to 1,000,000 points"),
        (np.zeros((1_000_001, 2), np.int8), "1,000,001 point(s)", "2 to 1,000,000 points"),
        ([[1.0, 2.0]] * 5, "5 points, all within 0 of [1.0, 2.0]", "points that differ"),
        ([[1e9, 0.0], [1e9 + 1, 0.0]], "2 points, all within 1 of", "points that differ"),
        ([[0.0, 0.0], [math.nan, 1.0]], "[nan, 1.0] in row 1", "finite numbers"),
        ([[math.inf, 0.0], [0.0, 1.0]], "[inf, 0.0] in row 0", "finite numbers"),
        ([[1e300, 0.0], [0.0, 1.0]], "[1e+300, 0.0] in row 0", "at most 1e15"),
        ([[1.0, 2.0, 3.0]] * 4, "shape (4, 3)", "(n, 2) array"),
        ([1.0, 2.0, 3.0], "shape (3,)", "(n, 2) array"),
        ([[1.0, 2.0], [3.0]], "[[1.0, 2.0], [3.0]]", "(n, 2) array"),
        ([["a", "b"], ["c", "d"]], "[['a', 'b'], ['c', 'd']]", "numbers"),
        ("some text", "'some text'", "numbers"),
        (None, "None", "numbers"),
    ],
)
def test_points_that_cannot_be_used_are_refused(points, came, allowed):
    with pytest.raises(InvalidInput) as error:
        from_points(points)
    assert error.value.field == "points"
    assert came in str(error.value)
    assert allowed in error.value.allowed


@pytest.mark.parametrize(
    "text",
    [
        "1.5,2\n-3,4e1",
        "x,y\n1.5,2\n-3,4e1\n",
        '\ufeff"x","y"\r\n"1.5","2"\r\n\r\n-3, 4e1\r\n',
        "x;y\n1,5;2\n-3;40",
        "1.5\t2\n-3\t40",
        "  1.5   2\n -3 40 ",
    ],
)
def test_csv_files_are_read(text):
    np.testing.assert_array_equal(read_csv(text), [[1.5, 2.0], [-3.0, 40.0]])


@pytest.mark.parametrize(
    ("text", "came"),
    [
        ("", "no rows"),
        ("\n \n", "no rows"),
        ("x,y", "0 row(s) of numbers"),
        ("x,y\n1,2", "1 row(s) of numbers"),
        ("Dear Sir,\nthis is a letter.", "row 1: 'Dear Sir,'"),
        ("hello world\nthis is a letter", "row 2: 'this is a letter'"),
        ("1,2\n\n3", "row 3: '3'"),
        ("1,2\n3,4,5", "row 2: '3,4,5'"),
        ("1,2\nnan,3", "row 2: 'nan,3'"),
        ("x,1\n2,3", "row 1: 'x,1'"),
        ("1,2\n" * 100_001, "100,001 rows"),
        (b"1,2", "bytes"),
    ],
)
def test_csv_files_that_cannot_be_read_are_refused(text, came):
    with pytest.raises(InvalidInput) as error:
        read_csv(text)
    assert error.value.field == "csv"
    assert came in str(error.value)
