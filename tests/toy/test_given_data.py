"""Own data: a mixture that is given, points of any number, and both as plain values."""

import json
import math
import pickle
from collections import Counter

import numpy as np
import pytest
import torch

import toy
from toy import InvalidCsv, InvalidInput, from_mixture, from_points, read_csv

ROUND = [[1.0, 0.0], [0.0, 1.0]]
TILTED = [[0.5, 0.3], [0.3, 0.4]]


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_a_given_mixture_is_sampled_and_has_exact_paths_in_its_own_scale():
    own = from_mixture([[100.0, 0.0], [160.0, 20.0]], [ROUND, [[9.0, 3.0], [3.0, 4.0]]], [3, 1])
    experiment = toy.Experiment(toy.Config(data=own))
    assert experiment.stages == ["exact"]
    made = experiment.sample("exact", n=8000, steps=400)
    right = made[made[:, 0] > 130]
    assert len(right) / len(made) == pytest.approx(0.25, abs=0.02)
    np.testing.assert_allclose(right.mean(0), [160, 20], atol=0.3)
    np.testing.assert_allclose(np.cov(right.T), [[9, 3], [3, 4]], atol=0.6)


@pytest.mark.parametrize(
    ("means", "covariances", "weights", "field"),
    [
        ([], [], None, "means"),
        ([[0.0, math.nan]], [ROUND], None, "means"),
        ([[0.0, 1e308]], [ROUND], None, "means"),
        ("here", [ROUND], None, "means"),
        (None, None, None, "means"),
        ([[0.0, 0.0]], [[[1.0, 2.0], [2.0, 1.0]]], None, "covariances"),
        ([[0.0, 0.0]], [[[1.0, 0.5], [0.0, 1.0]]], None, "covariances"),
        ([[0.0, 0.0]], [[[0.0, 0.0], [0.0, 0.0]]], None, "covariances"),
        ([[0.0, 0.0]], [[[math.inf, 0.0], [0.0, 1.0]]], None, "covariances"),
        ([[0.0, 0.0]], [ROUND, ROUND], None, "covariances"),
        ([[1e9, 0.0]], [ROUND], None, "covariances"),
        ([[0.0, 0.0], [1e6, 0.0]], [ROUND, [[1e-3, 0.0], [0.0, 1e-3]]], None, "covariances"),
        ([[0.0, 0.0], [1.0, 0.0]], [ROUND, ROUND], [1.0, 0.0], "weights"),
        ([[0.0, 0.0], [1.0, 0.0]], [ROUND, ROUND], [1.0, math.nan], "weights"),
        ([[0.0, 0.0], [1.0, 0.0]], [ROUND, ROUND], [1.0], "weights"),
    ],
)
def test_a_mixture_that_cannot_be_used_is_refused(means, covariances, weights, field):
    with pytest.raises(InvalidInput) as error:
        from_mixture(means, covariances, weights)
    assert error.value.field == field
    with pytest.raises(InvalidInput) as again:
        toy.Config.from_dict(
            {"data": {"mixture": {"means": means, "covariances": covariances, "weights": weights}}}
        )
    assert str(again.value) == str(error.value)


@pytest.mark.parametrize("shift", [0.0, 1e4])
@pytest.mark.parametrize("size", [1e-9, 1.0, 1e6])
def test_own_data_survive_as_plain_values(shift, size):
    mixture = from_mixture(
        size * (shift + np.array([[0.0, 1.0], [2.0, 0.0]])), size**2 * np.array([ROUND, TILTED]), [1, 2]
    )
    points = from_points(size * (shift + np.random.default_rng(0).normal(size=(50, 2))))
    for own in (mixture, points):
        config = toy.Config(data=own, form="ve")
        again = toy.Config.from_dict(json.loads(json.dumps(config.to_dict())))
        assert again.dataset.scale == pytest.approx(own.scale, rel=1e-9)
        torch.testing.assert_close(
            again.dataset.sample(20, seeded()), own.sample(20, seeded()), rtol=1e-6, atol=1e-6 * size
        )
        assert pickle.loads(pickle.dumps(own)).scale == own.scale


def test_a_preset_given_as_an_object_still_travels_by_its_name():
    assert toy.Config(data=toy.DATASETS["moons"]).to_dict()["data"] == "moons"


@pytest.mark.parametrize("data", [{}, {"points": None}, {"mixture": [1, 2]}, {"mixture": {}}, {"own": 1}])
def test_values_that_are_no_data_are_refused(data):
    with pytest.raises(InvalidInput):
        toy.Config.from_dict({"data": data})


def test_a_small_balanced_draw_of_many_points_takes_each_at_most_once_and_any_as_often():
    source = from_points(np.stack([np.arange(1000.0), np.zeros(1000)], 1)).source
    drawn = [source.sample(100, seeded(seed), balanced=True)[:, 0].tolist() for seed in range(400)]
    assert all(len(set(rows)) == 100 for rows in drawn)
    counts = Counter(value for rows in drawn for value in rows)
    assert len(counts) == 1000 and max(counts.values()) < 75 and min(counts.values()) > 12  # 40 each, sd 6
    assert drawn[0] == source.sample(100, seeded(0), balanced=True)[:, 0].tolist()
    halves = np.array([[row < 500 for row in rows] for rows in drawn])
    assert abs(halves[:, :50].mean() - 0.5) < 0.02  # in random order, too


@pytest.mark.parametrize(
    ("text", "problem", "row"),
    [
        ("", "empty", None),
        ("x,y\n1,2", "few", None),
        ("1,2\n" * 100_001, "rows", None),
        ("1,2\n\n3", "columns", 3),
        ("x;y\n1;2;3\n4;5;6", "columns", 2),
        ("1,2\n3,4,5\n6,7", "columns", 2),
        ("1,2\nsix,7", "text", 2),
        ("1,2\nnan,3", "size", 2),
        ("1,2\n3,1e308", "size", 2),
        ("1,2\n3,-2e15", "size", 2),
        ("\x00\x01\x02", "columns", 1),
        (b"1,2", "type", None),
    ],
)
def test_the_problem_of_a_csv_is_told_apart_and_crosses_processes(text, problem, row):
    with pytest.raises(InvalidCsv) as error:
        read_csv(text)
    again = pickle.loads(pickle.dumps(error.value))
    for one in (error.value, again):
        assert (one.problem, one.row) == (problem, row)
    assert str(again) == str(error.value)


@pytest.mark.parametrize("divider", [",", ";", "\t", " "])
def test_the_quick_way_and_the_careful_way_read_the_same(divider):
    numbers = np.random.default_rng(1).normal(size=(500, 2)).round(6)
    rows = [f"{x}{divider}{y}" for x, y in numbers.tolist()]
    np.testing.assert_array_equal(read_csv("\n".join(rows)), numbers)
    quoted = [f'"{x}"{divider}"{y}"' for x, y in numbers.tolist()]  # which the quick way refuses
    np.testing.assert_array_equal(read_csv("\n".join(quoted)), numbers)
