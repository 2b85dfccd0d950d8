"""Data of one's own: any sampler, in any dimension; and values that are equal and picklable."""

import math
import pickle
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

import toy
from toy import Dataset, GaussianMixture, InvalidInput, from_mixture, from_points, from_sampler
from toy.data.presets import moons


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


@dataclass
class Blob:
    """A sampler: N(shift, scale^2 I), in d dimensions."""

    shift: float = 5.0
    scale: float = 2.0
    d: int = 2

    def sample(self, n, generator):
        return self.shift + self.scale * torch.randn(n, self.d, generator=generator)


class Gives:
    """A sampler of whatever ``make(n, generator)`` gives."""

    def __init__(self, make, **moments):
        self.sample = make
        vars(self).update(moments)


def test_a_sampler_is_data_and_its_moments_are_estimated():
    config = toy.Config(data=Blob())
    data = config.dataset
    np.testing.assert_allclose(data.center, [5, 5], atol=0.05)
    assert data.scale == pytest.approx(2, abs=0.02)
    assert data.mixture is None and data.points is None and data.dim == 2
    assert torch.equal(data.sample(10, seeded()), Blob().sample(10, seeded()))
    standard = data.sample_standardised(20_000, seeded(3))
    assert standard.dtype == torch.float32 and standard.square().mean() == pytest.approx(1, abs=0.03)
    assert config == toy.Config(data=Blob()) and hash(config) == hash(toy.Config(data=Blob()))
    assert config != toy.Config(data=Blob(shift=6.0))
    assert pickle.loads(pickle.dumps(config)) == config


def test_an_experiment_learns_from_a_sampler():
    experiment = toy.Experiment(toy.Config(data=Blob(), steps=30, references=0))
    assert experiment.stages == []
    losses = [progress.loss for progress in experiment.train()]
    assert len(losses) == 30 and all(map(math.isfinite, losses))
    assert abs(experiment.sample("base", 500, 10).mean() - 5) < 1


def test_moments_that_are_given_are_taken():
    data = from_sampler(Blob(), mean=[5, 5], covariance=[[4, 0], [0, 4]])
    assert data.scale == 2 and data.center.tolist() == [5, 5]
    own = Gives(Blob().sample, mean=np.array([5.0, 5.0]), covariance=4 * np.eye(2))
    assert toy.Config(data=own).dataset.scale == 2
    assert toy.Config(data=toy.DATASETS["checkerboard"].source).dataset.scale == math.sqrt(4 / 3)


def _numpy(n, generator):
    return np.random.default_rng(0).normal(size=(n, 3)).astype(np.float32)


def test_samples_may_be_arrays_of_any_dimension():
    data = from_sampler(Gives(_numpy))
    assert data.dim == 3 and data.sample_standardised(7, seeded()).shape == (7, 3)
    assert data.preview_mixture(k=20).means.shape == (20, 3)


@pytest.mark.parametrize(
    ("make", "came"),
    [
        (lambda n, generator: torch.randn(n, generator=generator), "shape"),
        (lambda n, generator: torch.randn(n, 2, 2, generator=generator), "shape"),
        (lambda n, generator: torch.randn(n + 1, 2, generator=generator), "2,001 samples where 2,000"),
        (lambda n, generator: torch.full((n, 2), torch.nan), "nan"),
        (lambda n, generator: torch.ones(n, 2), "near"),
        (lambda n, generator: [], "no points"),
        (lambda n, generator: None, "None"),
        (lambda n, generator: "points", "points"),
        (lambda n: torch.randn(n, 2), "TypeError"),
        (lambda n, generator: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_a_sampler_that_gives_something_else_is_refused(make, came):
    with pytest.raises(InvalidInput) as caught:
        toy.Config(data=Gives(make))
    assert caught.value.field == "data" and came in str(caught.value)


@pytest.mark.parametrize(
    ("moments", "field"),
    [
        ({"mean": [0, 0]}, "mean"),
        ({"mean": [5]}, "mean"),
        ({"mean": [5, math.nan]}, "mean"),
        ({"mean": "five"}, "mean"),
        ({"covariance": [[100, 0], [0, 100]]}, "covariance"),
        ({"covariance": [[4, 1], [0, 4]]}, "covariance"),
        ({"covariance": [4, 4]}, "covariance"),
    ],
)
def test_moments_that_are_not_the_samples_own_are_refused(moments, field):
    with pytest.raises(InvalidInput) as caught:
        from_sampler(Blob(), **moments)
    assert caught.value.field == field


def test_what_is_no_data_is_refused():
    for value in (
        Blob,
        Gives(None),
        object(),
        5,
        None,
        [[0, 1], [2, 3]],
        np.zeros((4, 2)),
        torch.zeros(4, 2),
    ):
        with pytest.raises(InvalidInput) as caught:
            toy.Config(data=value)
        assert caught.value.field == "data"


# --- any dimension ------------------------------------------------------------------------------------------


def tilted(k=4, d=3, seed=0):
    rng = np.random.default_rng(seed)
    roots = rng.normal(size=(k, d, d)) * 0.4
    return rng.normal(size=(k, d)), roots @ roots.transpose(0, 2, 1) + 0.1 * np.eye(d), rng.uniform(1, 2, k)


@pytest.mark.parametrize("d", [1, 3, 5])
def test_mixtures_of_any_dimension(d):
    means, covariances, weights = tilted(d=d)
    mixture = GaussianMixture(means, covariances, weights)
    x = np.random.default_rng(1).normal(size=(40, d))
    parts = zip(weights / weights.sum(), means, covariances, strict=True)
    density = sum(w * multivariate_normal(m, c).pdf(x) for w, m, c in parts)
    np.testing.assert_allclose(mixture.log_prob(x), np.log(density), rtol=1e-9)
    sample = mixture.sample(100_000, seeded())
    np.testing.assert_allclose(sample.mean(0), mixture.mean, atol=0.03)
    np.testing.assert_allclose(torch.cov(sample.T).reshape(d, d), mixture.covariance, atol=0.05)
    data = from_mixture(means, covariances, weights)
    assert data.dim == d
    assert data.sample_standardised(50_000, seeded()).square().mean() == pytest.approx(1, abs=0.03)
    assert toy.Config.from_dict(toy.Config(data=data).to_dict()).dataset == data


def test_points_of_another_dimension_travel_too():
    data = from_points(np.random.default_rng(0).normal(size=(30, 4)), dim=4)
    assert data.dim == 4 and data.sample_standardised(9, seeded(), balanced=True).shape == (9, 4)
    config = toy.Config(data=data)
    assert toy.Config.from_dict(config.to_dict()) == config


def test_means_and_covariances_must_agree_on_the_dimension():
    with pytest.raises(InvalidInput, match="means"):
        GaussianMixture([[0.0, 0.0, 0.0]], [np.eye(2)])
    with pytest.raises(InvalidInput, match="covariances"):
        GaussianMixture([[0.0, 0.0]], [np.ones((2, 3))])
    skew = np.eye(3)
    skew[0, 1] = 1
    for wrong in (skew, -np.eye(3), np.ones((3, 3)), np.full((3, 3), np.nan)):
        with pytest.raises(InvalidInput, match="component 1"):
            GaussianMixture(np.zeros((2, 3)), [np.eye(3), wrong])


# --- values -------------------------------------------------------------------------------------------------


def test_a_mixture_as_it_is_keeps_its_exact_paths():
    mixture = GaussianMixture(*tilted(d=2))
    config = toy.Config(data=mixture)
    assert toy.Experiment(config).stages == ["exact"]
    assert config == toy.Config(data=from_mixture(*tilted(d=2)))
    assert toy.Config.from_dict(config.to_dict()) == config


def test_library_data_are_equal_by_key_and_given_ones_by_their_numbers():
    points = np.random.default_rng(0).normal(size=(30, 2))
    assert from_points(points) == from_points(points.tolist())
    assert hash(from_points(points)) == hash(from_points(points.tolist()))
    assert from_points(points) != from_points(points + 1)
    assert from_points(points) != from_points(points, title="Mine")
    assert from_mixture(*tilted(d=2)) == from_mixture(*tilted(d=2)) != from_mixture(*tilted(d=2, seed=1))
    assert toy.DATASETS["moons"] != toy.DATASETS["circles"]
    assert toy.DATASETS["moons"] != Dataset("moons", "Two moons", "Half circles.", moons)


@pytest.mark.parametrize("data", toy.DATASETS.values(), ids=toy.DATASETS)
def test_library_data_are_picklable_before_and_after_use(data):
    assert pickle.loads(pickle.dumps(data)) == data
    first = data.sample(5, seeded())
    again = pickle.loads(pickle.dumps(data))
    assert again == data and hash(again) == hash(data)
    assert torch.equal(again.sample(5, seeded()), first)


def test_they_say_what_they_are_in_one_line():
    assert repr(toy.DATASETS["moons"]) == "Dataset(moons: Two half circles that hook into each other.)"
    assert repr(from_points([[0, 1], [2, 3]])) == "Dataset(points: 2 given points, resampled.)"
    assert repr(from_sampler(Blob())) == "Dataset(own: Samples of an own Blob.)"
    assert repr(GaussianMixture(*tilted())) == "GaussianMixture(4 Gaussians in 3-D)"


def test_the_old_name_of_a_standardised_draw_still_works():
    data = toy.DATASETS["moons"]
    assert torch.equal(
        data.draw(9, seeded(), balanced=True), data.sample_standardised(9, seeded(), balanced=True)
    )
