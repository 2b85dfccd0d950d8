"""Data that leave nothing to choose, or all at once: no number of the page exceeds what its unit can mean."""

import math

import pytest
import torch

import toy
from rdlab.compare.conclusion import sentences
from rdlab.lab.conclusion import conclusion
from rdlab.lessons import LESSONS, Lesson, Shelf
from rdlab.lessons.records import compared
from rdlab.stage.summaries import meters


def spread(n: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(n, 2, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


DATA = {
    "one Gaussian": toy.from_mixture([[0.0, 0.0]], [[[1.0, 0.0], [0.0, 1.0]]]),
    "a cloud 1e-3 wide": toy.from_points(5 + 1e-3 * spread(60)),
    "two points": toy.from_points([[0.0, 0.0], [1.0, 1.0]]),
    "a line": toy.from_points([[k, 2.0 * k] for k in range(40)]),
    "two clusters 50 sigma apart": toy.from_points(torch.cat([spread(40), spread(40, 1) + 50.0])),
}
# A distance is at most as wide as the noise. A path that goes there and back is 3 chords too long, at most
# a little more where it wavers. Of 100 lines no more than all can cross. What is divided by has a floor.
MOST = {"std": 12.0, "share": 3.5, "count": 100 * 99 / 2, "ratio": 300.0, "none": 25.0}


@pytest.fixture(scope="module", params=DATA)
def shelf(request: pytest.FixtureRequest) -> Shelf:
    return Shelf(DATA[request.param], seed=0, effort=0.01)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_every_number_of_a_lesson_can_be_what_its_unit_means(lesson: Lesson, shelf: Shelf):
    experiment = lesson.experiment(shelf)
    while True:
        try:
            next(experiment)
        except StopIteration as end:
            outcome = end.value
            break
    beside = [number for claim in outcome.claims for number in claim.beside]
    for number in (*outcome.claims, *beside, *outcome.numbers):
        assert abs(number.value) <= MOST[number.unit], number


@pytest.mark.parametrize("form", ["vp", "ve", "flow_matching"])
@pytest.mark.parametrize("data", DATA)
def test_so_can_the_numbers_of_the_lab_and_of_a_comparison(data: str, form: str):
    stage = "exact" if DATA[data].mixture else "empirical"
    config = toy.Config(data=DATA[data], form=form, steps=16, pairs=256, rectify_steps=16)
    experiment = toy.Experiment(config)
    for _ in experiment.rectify(teacher=stage):
        pass
    found = [experiment.metrics(name, steps=(1, 4), n=256, seed=1) for name in (stage, "rectified-1")]
    said = conclusion(form, *zip((stage, "rectified-1"), found, strict=True))["args"]
    numbers = {**said, **{f"{k} {name}": v for k, m in meters(*found).items() for name, v in m.items()}}
    columns = [meter | {"quality": [1.0], "steps": [50]} for meter in meters(*found).values()]
    for sentence in sentences(("form.vp",), columns[:1], columns[1:]):
        numbers |= sentence["args"]
    assert numbers.pop("most") == 50  # the steps that a sentence speaks of
    for name, value in numbers.items():
        if isinstance(value, int | float):
            most = MOST["share"] if "arc" in name else MOST["none"]
            assert math.isfinite(value) and abs(value) <= most, (name, value)


def test_paths_that_turn_back_or_stand_still():
    """For N(0, I), VP stands still and flow matching walks in and out again."""
    for form, arc in {"vp": 0.0, "flow_matching": 3.0}.items():
        experiment = toy.Experiment(toy.Config(data=DATA["one Gaussian"], form=form))
        found = experiment.metrics("exact", steps=(1,), n=256, seed=1)
        assert found["arc_over_chord"] == pytest.approx(arc, abs=0.2)
        assert found["first_order_defect"] == pytest.approx(1.0, abs=0.05)  # as far off as standing still


def test_a_ratio_of_two_numbers_at_the_floor_is_undecided():
    claims = [compared("x", a, b, 0.1, True, 0.5, ()) for a, b in ((0.02, 0.12), (0.1, 0.5), (0.4, 0.01))]
    assert [claim.verdict for claim in claims] == ["undecided", "yes", "no"]
    assert [claim.value for claim in claims] == pytest.approx([0.02 / 0.12, 0.2, 4.0])
