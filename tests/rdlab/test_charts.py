"""Charts hold the numbers they were given; colours and words are left to the browser."""

import json
import math

from rdlab.charts import quality_against_steps, role_of


def test_one_line_for_each_stage_in_its_role():
    figure = quality_against_steps(
        {"exact": {1: 0.9}, "base": {4: 0.2, 1: 1.0}, "rectified-2": {1: 0.1}}, floor=0.05
    )
    exact, base, rectified = figure.data
    assert [trace.name for trace in figure.data] == ["@stage:exact", "@stage:base", "@stage:rectified-2"]
    assert base.x == (1, 4) and base.y == (1.0, 0.2)
    assert (exact.line.color, rectified.line.color) == ("var(--rd-exact)", "var(--rd-rectified)")
    assert list(figure.layout.xaxis.tickvals) == [1, 4]
    assert figure.layout.shapes[0].y0 == 0.05 and figure.layout.annotations[0].text == "@chart.floor"


def test_everything_lies_within_the_axis():
    low, high = quality_against_steps({"base": {1: 2.0, 2: 0.3}}, floor=0.04).layout.yaxis.range
    assert 10**low < 0.04 and 10**high > 2.0


def test_numbers_that_cannot_be_drawn_are_left_out():
    figure = quality_against_steps({"base": {1: math.nan, 2: math.inf, 4: 0.0, 8: 0.3}}, floor=math.nan)
    assert figure.data[0].x == (8,) and not figure.layout.shapes
    assert "NaN" not in figure.to_json() and json.loads(figure.to_json())
    assert quality_against_steps({}).to_json()


def test_roles():
    found = [
        role_of(stage) for stage in ("exact", "empirical", "base", "rectified-1", "phased-4", "consistency")
    ]
    assert found == ["exact", "exact", "base", "rectified", "rectified", "rectified"]
