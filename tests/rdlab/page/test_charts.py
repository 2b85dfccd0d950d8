"""Charts hold the numbers they were given; colours and words are left to the browser."""

import json
import math

import pytest

from rdlab.page.charts import drift, quality
from rdlab.stage.wire import role_of


def curve(stage, values, solver="ddim", calls=1):
    steps = list(values)
    return {
        "stage": stage,
        "solver": solver,
        "steps": steps,
        "values": list(values.values()),
        "nfe": [calls * k for k in steps],
        "ms": [0.5 * calls * k for k in steps],
    }


def test_one_line_for_each_stage_in_its_role():
    series = [curve("exact", {1: 0.9}), curve("base", {1: 1.0, 4: 0.2}), curve("rectified-2", {1: 0.1})]
    figure = quality({"series": series, "floor": 0.05})
    exact, base, rectified = figure.data
    assert [trace.name for trace in figure.data] == ["@stage:exact", "@stage:base", "@stage:rectified-2"]
    assert base.x == (1, 4) and base.y == (1.0, 0.2)
    assert (exact.line.color, rectified.line.color) == ("var(--rd-exact)", "var(--rd-rectified)")
    assert figure.layout.meta["steps"] == [1, 4]
    assert figure.layout.shapes[0].y0 == 0.05 and figure.layout.annotations[0].text == "@chart.floor"


def test_stages_of_one_colour_differ_and_every_solver_has_a_mark():
    names = ("exact", "base", "unpaired", "rectified-1", "rectified-2", "phased-4", "consistency")
    figure = quality({"series": [curve(name, {1: 0.5}) for name in names], "floor": None})
    looks = {(role_of(name), trace.line.dash) for name, trace in zip(names, figure.data, strict=True)}
    assert len({(role.replace("exact", "base"), dash) for role, dash in looks}) == len(names)
    two = quality({"series": [curve("base", {1: 0.5}), curve("base", {1: 0.4}, "heun", 2)], "floor": None})
    assert [trace.name for trace in two.data] == [
        "@stage:base",
        "@stage:base",
        "@solver.ddim",
        "@solver.heun",
    ]
    assert two.data[0].marker.symbol != two.data[1].marker.symbol


def test_every_axis_is_in_the_figure():
    trace = quality({"series": [curve("base", {1: 0.5, 8: 0.2}, "heun", 2)], "floor": None}).data[0]
    assert trace.meta == {"steps": [1, 8], "nfe": [2, 16], "ms": [1.0, 8.0]}


def test_everything_lies_within_the_axis():
    figure = quality({"series": [curve("base", {1: 2.0, 2: 0.3})], "floor": 0.04})
    low, high = figure.layout.yaxis.range
    assert 10**low < 0.04 and 10**high > 2.0


def test_numbers_that_cannot_be_drawn_are_left_out():
    values = {1: math.nan, 2: math.inf, 4: 0.0, 8: 0.3}
    figure = quality({"series": [curve("base", values)], "floor": math.nan})
    assert figure.data[0].x == (8,) and figure.data[0].meta["ms"] == [4.0] and not figure.layout.shapes
    assert "NaN" not in figure.to_json() and json.loads(figure.to_json())
    assert quality({"series": [], "floor": None}) is None


def test_drift_is_a_line_in_a_band_for_each_stage():
    curves = [
        {"stage": stage, "tau": [0, 0.5], "x0": [[1, 0], [2, 1], [3, 2]], "eps": [[0, 4], [1, 5], [2, 6]]}
        for stage in ("base", "rectified-1")
    ]
    figure = drift({"curves": curves})
    named = [trace for trace in figure.data if trace.name]
    assert [(trace.name, trace.yaxis, trace.y) for trace in named] == [
        ("@stage:base", "y", (1, 5)),
        ("@stage:rectified-1", "y", (1, 5)),
        ("@stage:base", "y2", (2, 1)),
        ("@stage:rectified-1", "y2", (2, 1)),
    ]
    band = figure.data[1]
    assert band.fill == "tonexty" and band.y == (2, 6) and figure.data[0].y == (0, 4)


@pytest.mark.parametrize(
    ("stage", "role"),
    [
        ("exact", "exact"),
        ("empirical", "exact"),
        ("base", "base"),
        ("unpaired", "base"),
        ("rectified-1", "rectified"),
        ("phased-4", "rectified"),
        ("consistency", "rectified"),
    ],
)
def test_roles(stage, role):
    assert role_of(stage) == role
