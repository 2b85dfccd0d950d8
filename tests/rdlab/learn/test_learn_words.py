"""What a lesson brings to the page: its words, its settings for the lab, its charts."""

import pytest

import toy
from rdlab.learn.charts import by_steps, chart_of
from rdlab.learn.handlers import curve, displayed, lab_settings, words
from rdlab.lessons import LESSONS
from rdlab.page.charts_published import by_steps as published_by_steps
from rdlab.page.charts_published import over_iterations
from rdlab.page.controls import BY_FIELD, config_of, retraining_of
from rdlab.page.parts import PublishedChart, PublishedTable
from rdlab.page.published import ONE_STEP_FID, TABLE
from rdlab.words import ON_PAGE, TEXTS
from rdlab.words.glossary import GLOSSARY


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_words_come_with_the_lesson_and_its_settings_fit_the_lab(lesson):
    said = words(lesson)["text"]["words"]
    assert said == {key: TEXTS[key] for key in lesson.words()} | GLOSSARY
    assert [key for key in said if key in ON_PAGE] == [f"lesson.{lesson.key}.title"]
    assert r"\qquad" not in displayed(lesson.formula)
    settings = lab_settings({"lesson": {"number": lesson.number}, "data": "moons", "seed": 7})
    assert settings.keys() <= BY_FIELD.keys()
    config = toy.Config.from_dict(config_of(settings))
    expected = toy.Config(data="moons", seed=7, **lesson.settings[0])
    assert config == expected
    assert retraining_of(settings | {"teacher": None})["variant"] in ("rectified", "phased")


def test_the_charts_hold_the_papers_numbers():
    for measure in ("fid", "clip"):
        traces = published_by_steps(measure).data
        points = [(x, y, *both) for t in traces for x, y, both in zip(t.x, t.y, t.customdata, strict=True)]
        rows = [(row.steps, getattr(row, measure), row.fid, row.clip) for row in TABLE]
        assert sorted(points) == sorted(rows)
    ours, theirs = over_iterations().data
    assert list(zip(ours.x, ours.y, strict=True)) == [(p.iterations, p.fid) for p in ONE_STEP_FID]
    assert set(theirs.y) == {47.91}
    assert PublishedTable().postprocess(None) is None and PublishedChart().postprocess(None) is None
    rows = PublishedTable().postprocess(True)["rows"]
    assert [(row["method"], row["steps"], row["fid"]) for row in rows] == [
        (row.method, row.steps, row.fid) for row in TABLE
    ]


def test_the_chart_of_a_lesson_holds_its_numbers():
    numbers = [
        {"name": "sw2", "value": value, "model": model, "steps": steps}
        for model, values in {"vp/base": (0.9, 0.4, 0.1), "vp/rectified-1": (0.06, 0.06, 0.05)}.items()
        for steps, value in zip((1, 2, 4), values, strict=True)
    ]
    figure = by_steps([*numbers, {"name": "floor", "value": 0.04, "model": "", "steps": 0}])
    before, after = (trace for trace in figure.data if trace.x[0])
    assert (list(before.x), list(before.y), list(after.y)) == ([1, 2, 4], [0.9, 0.4, 0.1], [0.06, 0.06, 0.05])
    assert figure.layout.shapes[0].y0 == 0.04


def test_the_chart_over_training_counts_the_conversion():
    points = {
        "flow_matching/converted": (200, 0.9),
        "flow_matching/after-50": (250, 0.2),
        "vp/direct-50": (50, 0.4),
        "vp/direct-600": (600, 0.05),
    }
    numbers = [
        {"name": "sw2_trained", "value": value, "model": model, "steps": steps}
        for model, (steps, value) in points.items()
    ]
    floor = {"name": "floor", "value": 0.04, "model": "", "steps": 0}
    one_step = {"name": "sw2", "value": 0.4, "model": "vp/direct-50", "steps": 1}
    assert curve([one_step, *numbers, floor]) == [*numbers, floor]
    figure = chart_of([*numbers, floor])
    direct, after = figure.data
    assert list(zip(direct.x, direct.y, strict=True)) == [(50, 0.4), (600, 0.05)]
    assert list(zip(after.x, after.y, strict=True)) == [(200, 0.9), (250, 0.2)]
    assert list(figure.layout.xaxis.tickvals) == [50, 200, 600]  # 250 has no room beside 200
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "log"
    assert figure.layout.shapes[0].y0 == 0.04
    for trace in figure.data:
        assert trace.name.removeprefix("@") in TEXTS
