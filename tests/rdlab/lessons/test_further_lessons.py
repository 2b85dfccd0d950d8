"""Trainings that are in no experiment, and the two lessons made of them."""

import re

import pytest
import torch

import toy
from rdlab.engine.protocol import drain
from rdlab.learn.session import form_of, stage_of
from rdlab.lessons import BY_KEY, Progress, Shelf, converting, repeating
from rdlab.lessons.measure import gap, times_apart, walk
from rdlab.lessons.retraining import NOISE, compared_with, on_data, on_pairs, one_step_error
from rdlab.lessons.shelf import BUDGET
from rdlab.page.published import COSTS, ONE_STEP_FID, RECTIFIED_FLOW_ONE_STEP
from rdlab.words import TEXTS

NEW = ("convert_first", "rounds")


@pytest.fixture(scope="module")
def idle() -> Shelf:
    """A shelf whose networks are hardly trained, after both lessons."""
    shelf = Shelf("moons", seed=2, effort=0.02)
    for key in NEW:
        drain(BY_KEY[key].experiment(shelf))
    return shelf


def test_conversion_goes_on_from_the_weights_and_changes_form_and_prediction(idle: Shelf):
    before, after = (idle.models[name] for name in (converting.PRETRAINED, converting.CONVERTED))
    assert (before.form.key, before.prediction.key) == ("vp", "epsilon")
    assert (after.form.key, after.prediction.key) == ("flow_matching", "flow")
    other = Shelf("moons", seed=3, effort=0.02)
    drain(on_data(other, "flow_matching", "flow", "flow_matching/new", converting.CONVERSION))
    apart = (after.net.flat - other.models["flow_matching/new"].net.flat).norm()
    assert 0 < (after.net.flat - before.net.flat).norm() < 0.5 * apart


@pytest.mark.parametrize("kind", converting.PATHS)
def test_students_of_one_teacher_differ_in_their_steps_alone(idle: Shelf, kind: str):
    teacher = idle.models[converting.PATHS[kind]]
    students = [idle.models[converting.called(kind, steps)] for steps in converting.BUDGETS]
    for student in students:
        assert (student.form, student.prediction) == (teacher.form, teacher.prediction)
        assert not torch.equal(student.net.flat, teacher.net.flat)
    # the fewest steps of this shelf are the same number for all: so are the networks
    assert all(torch.equal(student.net.flat, students[0].net.flat) for student in students)


def test_what_was_carried_elsewhere_makes_the_same_pairs_again(idle: Shelf):
    there = Shelf("moons", seed=2, effort=0.02)
    there.restore(idle.state())
    assert not there.pairs
    for shelf in (there, idle):
        drain(on_pairs(shelf, "vp/base", "vp/few-32", 100, 32, NOISE + 3))
    assert torch.equal(there.models["vp/few-32"].net.flat, idle.models["vp/few-32"].net.flat)


def test_the_error_of_one_step_is_the_distance_of_its_end(idle: Shelf):
    noise = idle.noise(200, 5)
    pairs = drain(compared_with(idle, "vp/base", noise))
    student = repeating.called(1)
    end = drain(walk(idle, student, noise, 1)).x[-1]
    assert one_step_error(idle, student, pairs) == pytest.approx(gap(end, pairs.x0), rel=0.01)
    # the teacher's own path ends there, but for the solvers' errors
    assert gap(drain(walk(idle, "vp/base", noise, 400)).x[-1], pairs.x0) < 0.02


def test_few_pairs_are_learned_by_heart_and_many_are_not():
    shelf = Shelf("moons", seed=0, effort=0.5)
    drain(shelf.base("vp"))
    errors = {}
    for pairs in (64, 8192):
        name = drain(on_pairs(shelf, "vp/base", f"vp/few-{pairs}", 750, pairs))
        own, fresh = (
            drain(compared_with(shelf, "vp/base", noise))
            for noise in (shelf.noise(pairs // 2, NOISE)[:1024], shelf.noise(1024, NOISE + 9))
        )
        errors[pairs] = one_step_error(shelf, name, fresh) / one_step_error(shelf, name, own)
    assert errors[64] > 3 and 0.7 < errors[8192] < 1.4


def test_each_round_learns_from_the_one_before_on_new_noise(idle: Shelf):
    asked = [key for key in idle.pairs if key[0].startswith("vp/") and key[0] != converting.PRETRAINED]
    rounds = [key for key in asked if key[1] == BUDGET["pairs"]]
    assert [key[0] for key in rounds] == [repeating.called(k) for k in range(repeating.ROUNDS)]
    assert len({key[2] for key in rounds}) == repeating.ROUNDS
    assert repeating.FRESH not in {key[2] for key in asked}


def test_two_numbers_are_so_many_times_apart_whichever_is_larger():
    assert times_apart(0.2, 0.6, 0.1) == times_apart(0.6, 0.2, 0.1) == pytest.approx(3.0)
    assert times_apart(0.01, 0.3, 0.1) == pytest.approx(3.0)  # what is at its floor counts as that
    assert times_apart(0.0, 0.05, 0.1) == 1.0


@pytest.mark.parametrize("key", NEW)
def test_every_model_of_a_lesson_is_drawn_as_a_stage_of_its_form(key: str, idle: Shelf):
    progress = Progress(BY_KEY[key], Shelf("moons"))
    assert progress.count == len(BY_KEY[key].trains)
    for name in BY_KEY[key].trains:
        assert idle.form_of(name).key == form_of(name)
        role = toy.stages.Stage.parse(stage_of(name)).role
        assert role == ("base" if name in (*converting.PATHS.values(), repeating.BASE) else "rectified")


def test_the_words_say_the_numbers_of_the_experiments():
    english, chinese = TEXTS["lesson.convert_first.text"]
    for text in (english, chinese):
        assert f"{converting.CONVERSION} " in text
        assert all(f"{cost.days:g} " in text for cost in COSTS)
    assert BUDGET["steps"] == 4 * converting.CONVERSION  # "a quarter of the first training"
    first = ONE_STEP_FID[0]
    assert f"{first.iterations:,}" in english and first.fid < RECTIFIED_FLOW_ONE_STEP
    words = {
        "convert_first.claim.converted": (converting.MANY,),
        "convert_first.claim.works": (converting.MOST,),
        "convert_first.claim.same_total": (converting.MOST, converting.CONVERSION),
        "convert_first.claim.step_for_step": (converting.BUDGETS[0],),
        "convert_first.claim.first_point": (converting.BUDGETS[0], converting.MOST),
        "rounds.claim.drift": (repeating.MANY,),
        "rounds.claim.few": (repeating.FEW,),
        "rounds.text": (BUDGET["pairs"], BUDGET["rectify_steps"], repeating.FEW),
    }
    for key, numbers in words.items():
        for text in TEXTS[f"lesson.{key}"]:
            found = {int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\d", text)}
            assert set(numbers) <= found, key
    outcome = {key: drain(BY_KEY[key].experiment(Shelf("moons", effort=0.01))) for key in NEW}
    for key, found in outcome.items():
        for claim in found.claims:
            for text in TEXTS[f"lesson.{key}.claim.{claim.key}"]:
                said = f"{claim.bound:g}" if claim.bound != 0.9 else "10"
                assert claim.bound == 1.0 or said in text, (key, claim.key)
