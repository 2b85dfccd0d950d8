"""The lessons: each experiment runs, answers with numbers and criteria, and can say no as well as yes."""

import dataclasses
import json
import math

import pytest
import torch

import toy
from rdlab.lessons import LESSONS, Claim, Lesson, Outcome, Progress, Shelf
from rdlab.lessons.choices import HABITS, on_clock, trained
from rdlab.lessons.forms import FORMS, conditional, not_straight, pair_lines, same_paths
from rdlab.lessons.measure import DIRECTIONS, distance, quality, shape, walk
from rdlab.lessons.records import UNITS
from rdlab.lessons.rectifying import disagreement
from rdlab.page.published import ONE_STEP_FID, RECTIFIED_FLOW_ONE_STEP, TABLE
from rdlab.words import TEXTS
from rdlab.words.lessons import LESSON_TEXTS
from toy.metrics import arc_over_chord, first_order_defect, sliced_w2

BY_KEY = {lesson.key: lesson for lesson in LESSONS}
WITHOUT_TRAINING = ("denoising", "same_paths", "not_straight", "conditional")


def finish(work):
    """What a generator returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """One shelf with the lessons' own budget: about 20 CPU seconds of training in all."""
    return Shelf("eight_gaussians", seed=1)


@pytest.fixture(scope="module")
def idle() -> Shelf:
    """A shelf whose networks are hardly trained."""
    return Shelf("eight_gaussians", seed=1, effort=0.01)


# --- the whole of it ----------------------------------------------------------------------------------------


def test_there_are_fifteen_in_order():
    assert [lesson.number for lesson in LESSONS] == list(range(15))
    assert len(BY_KEY) == 15
    for lesson in LESSONS:
        assert 2 <= lesson.answers <= 4 and 0 <= lesson.right < lesson.answers
        assert lesson.formula.count("{") == lesson.formula.count("}")
        for settings in lesson.settings:  # what "open in the lab" would use
            toy.Config(data="moons", seed=3, **settings)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_every_lesson_confirms_its_claims_on_the_ring(lesson: Lesson, shelf: Shelf):
    outcome = finish(lesson.experiment(shelf))
    assert outcome.lesson == lesson.key
    assert tuple(claim.key for claim in outcome.claims) == lesson.claims
    assert outcome.confirmed, [claim for claim in outcome.claims if not claim.confirmed]
    numbers = [*outcome.numbers, *(number for claim in outcome.claims for number in claim.beside)]
    for number in numbers:
        assert math.isfinite(number.value) and number.unit in UNITS
        assert not number.model or number.model in shelf.models
        assert all(word in TEXTS for word in number.words())
    assert {claim.key for claim in outcome.claims if claim.hoped} == set(lesson.hoped)
    for claim in outcome.claims:
        assert claim.beside and all(word in TEXTS for word in claim.words())
    for drawing in outcome.drawings:
        assert drawing.model in shelf.models and drawing.solver in toy.SOLVERS
        assert shelf.form_of(drawing.model).key == drawing.form
    assert json.loads(json.dumps(dataclasses.asdict(outcome)))["lesson"] == lesson.key


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_networks_that_learned_nothing_confirm_nothing_and_say_what_they_do(lesson: Lesson, idle: Shelf):
    experiment, pieces, shares = lesson.experiment(idle), 0, []
    progress, left = Progress(lesson, idle), [name for name in lesson.trains if name not in idle.models]
    while True:
        try:
            doing = next(experiment)
        except StopIteration as end:
            outcome = end.value
            break
        pieces += 1
        progress.take(doing)
        shares.append(progress.done)
        assert doing.what == "measure" or doing.model == left[progress.number - 1]
        assert doing.what in ("train", "pairs", "measure") and doing.step <= doing.steps
    assert pieces >= 10
    assert shares == sorted(shares) and shares[0] < 0.3 and 0.9 < shares[-1] <= 1
    assert progress.number == progress.count == len(left) and set(lesson.trains) <= set(idle.models)
    assert outcome.confirmed is (lesson.key in WITHOUT_TRAINING)


@pytest.mark.parametrize("key", ["straightening", "phases", "form_or_settings"])
def test_a_second_run_is_the_same_and_trains_nothing(key: str, idle: Shelf):
    experiment = BY_KEY[key].experiment
    first, ends = finish(experiment(idle)), []

    def second():
        ends.append((yield from experiment(idle)))

    again = list(second())
    assert ends == [first]
    assert {doing.what for doing in again} == {"measure"}


def test_the_same_seed_gives_the_same_numbers():
    experiment = BY_KEY["straightening"].experiment
    outcomes = [finish(experiment(Shelf(seed=seed, effort=0.01))) for seed in (2, 2, 3)]
    assert outcomes[0] == outcomes[1] != outcomes[2]


@pytest.mark.parametrize("form", ["vp", "flow_matching"])
def test_only_the_pairs_differ_in_lesson_4(form):
    """Both students go on from the teacher, and everything else that they are trained with is the same."""
    shelf = Shelf(effort=0.02)
    names = [finish(shelf.on_pairs(form, matching)) for matching in ("matched", "random")]
    experiment = shelf.experiment(form)
    assert names == [f"{form}/rectified-1", f"{form}/random"] and experiment.config.student == "plain"
    assert experiment.trained_alike("rectified-1", "unpaired")
    assert [shelf.models[n].net for n in names] == [
        experiment.denoiser(s).net for s in experiment.stages[-2:]
    ]


# --- claims -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "at_most", "confirmed"),
    [(1.0, True, True), (2.5, True, False), (2.5, False, True), (1.0, False, False), (math.nan, True, False)],
)
def test_a_claim_can_come_out_either_way(value, at_most, confirmed):
    claim = Claim("x", value, at_most, 2.0, "none", ())
    assert claim.confirmed is confirmed
    assert claim.words()[2] == ("lesson.verdict.yes" if confirmed else "lesson.verdict.no")


def test_what_is_only_hoped_for_does_not_decide():
    yes, no = Claim("a", 1.0, True, 2.0, "none", ()), Claim("b", 3.0, True, 2.0, "none", ())
    assert not Outcome("x", (yes, no), ()).confirmed
    assert Outcome("x", (yes, dataclasses.replace(no, hoped=True)), ()).confirmed


def test_the_distilled_student_is_not_said_to_be_better_than_it_is(shelf: Shelf):
    claim = finish(BY_KEY["phases"].experiment(shelf)).claims[-1]
    assert claim.hoped and not claim.confirmed
    assert claim.value == claim.beside[0].value / claim.beside[1].value


def test_a_lesson_says_what_failed_and_its_question_waits_for_its_own_claims_alone():
    claims = {key: Claim(key, 1.0, True, 2.0, "none", ()) for key in ("fo", "drift", "more")}
    outcome = lambda **changed: Outcome("x", tuple((claims | changed).values()), ())  # noqa: E731
    failed = dataclasses.replace(claims["drift"], value=3.0)
    open_ = dataclasses.replace(claims["more"], undecided=True)
    assert outcome().summary() == ("lesson.x.yes",)
    assert outcome(drift=failed).summary() == ("lesson.x.no.drift",)
    assert outcome(drift=failed, more=open_).summary() == ("lesson.x.no.drift", "lesson.undecided")
    assert outcome(more=dataclasses.replace(failed, hoped=True)).summary() == ("lesson.x.yes",)
    verdicts = [
        outcome(drift=failed, more=open_).verdict(keys) for keys in (["fo"], ["more"], ["fo", "drift"])
    ]
    assert verdicts == ["yes", "undecided", "no"]
    for lesson in LESSONS:
        assert lesson.decided_by and set(lesson.decided_by) <= set(lesson.claims) - set(lesson.hoped)


# --- identities ---------------------------------------------------------------------------------------------


def test_the_same_noise_ends_at_the_same_point_in_every_form(shelf: Shelf):
    ends = {}
    for form in FORMS:
        path = finish(walk(shelf, shelf.exact(form), shelf.noise(50), 200, "ddim"))
        ends[form] = path.x[-1] / float(toy.FORMS[form].norm(path.t[-1]))
    assert max((end - ends["vp"]).abs().max() for end in ends.values()) < 0.05
    assert (ends["vp"] - ends["vp"].roll(1, 0)).abs().max() > 1


def test_coarse_steps_do_not_confirm_that_forms_agree():
    assert not finish(same_paths(Shelf(), steps=2, solver="euler")).confirmed


@pytest.mark.parametrize("experiment", [not_straight, conditional])
def test_where_there_is_nothing_to_choose_paths_are_straight_and_the_lessons_say_so(experiment):
    shelf, key = Shelf(), "flow_matching/exact"
    spot = toy.GaussianMixture([[1.0, 1.0]], [[[1e-4, 0.0], [0.0, 1e-4]]])
    shelf.models[key] = toy.ExactDenoiser(spot, toy.FORMS["flow_matching"])
    outcome = finish(experiment(shelf))
    bent = next(claim for claim in outcome.claims if claim.key == "bent")
    assert not bent.confirmed and abs(bent.value) < 0.01 and not outcome.confirmed


def test_lines_of_pairs_are_straight_in_flow_matching_alone(shelf: Shelf):
    assert arc_over_chord(pair_lines(shelf)) < 1e-6
    assert arc_over_chord(pair_lines(shelf, "vp")) > 0.1


def test_a_single_pairs_own_path_is_first_order(shelf: Shelf):
    form = toy.FORMS["sub_vp"]
    x = pair_lines(shelf, "sub_vp", n=20).double()
    t = toy.SOLVERS["ddim"].grid(form, 50)
    u, phi = x / form.norm(t).reshape(-1, 1, 1), form.phi(t)
    speed = (u[1:] - u[:-1]) / (phi[1:] - phi[:-1])[:, None, None]
    assert first_order_defect(u, phi, speed) < 1e-3


def test_lines_that_meet_agree_only_if_they_were_matched():
    generator = torch.Generator().manual_seed(0)
    eps = torch.randn(800, 2, generator=generator)
    assert disagreement(2 * eps, eps) < 0.05
    assert disagreement(2 * eps[torch.randperm(800, generator=generator)], eps) > 0.5


def test_settings_given_to_another_form_train_the_same_network():
    """With one clock, one prediction and one loss nothing of the form is left, up to its noise end."""
    shelf = Shelf(effort=0.1)
    nets = {form: shelf.models[finish(trained(shelf, form, "vp"))].net for form in ("vp", "sub_vp")}
    assert torch.allclose(nets["vp"].flat, nets["sub_vp"].flat, atol=1e-3)
    own = shelf.models[finish(trained(shelf, "flow_matching", "flow_matching"))].net
    assert not torch.allclose(nets["vp"].flat, own.flat, atol=1e-2)


def test_a_borrowed_clock_has_its_own_noise_levels():
    vp, ve = toy.FORMS["vp"], toy.FORMS["ve"]
    draw = lambda clock, form: on_clock(clock, form, 4000, torch.Generator().manual_seed(0))  # noqa: E731
    assert draw(vp, ve).max() <= ve.phi_max < draw(vp, vp).max()
    assert abs(draw(vp, ve).median() - draw(vp, vp).median()) < 0.02
    assert draw(ve, vp).median() < 0.5 * draw(vp, vp).median()
    assert HABITS["ve"].prediction == "epsilon"


def test_walking_in_pieces_changes_nothing(shelf: Shelf):
    name = shelf.exact("vp")
    noise = shelf.noise(2048)
    path = finish(walk(shelf, name, noise, 25, "heun"))
    whole = toy.SOLVERS["heun"].sample(shelf.models[name], noise * float(path.x[0, 0, 0] / noise[0, 0]), 25)
    assert torch.equal(path.t, whole.t) and torch.allclose(path.x, whole.x, atol=1e-4)
    assert path.x0.shape == whole.x0.shape


def test_a_distance_in_pieces_is_the_librarys(shelf: Shelf):
    points = shelf.noise(500)
    whole = sliced_w2(points, shelf.reference, DIRECTIONS)
    assert finish(distance(points, shelf.reference)) == pytest.approx(whole, rel=1e-5)


def test_shapes_and_qualities_are_those_of_the_library(shelf: Shelf):
    name = shelf.exact("flow_matching")
    found = finish(shape(shelf, name))
    path = shelf.experiment("flow_matching").standard_trajectory("exact", 400, 50, "ddim", 1000 + 100)
    assert found.arc == pytest.approx(arc_over_chord(path.x), rel=1e-3)
    assert finish(quality(shelf, name, 50)) < 0.2 < finish(quality(shelf, name, 1))


# --- the shelf ----------------------------------------------------------------------------------------------


def test_a_training_left_half_way_goes_on():
    left, whole = Shelf(effort=0.05), Shelf(effort=0.05)
    for shelf_work in (left.base("vp"), trained(left, "vp", "vp")):
        for _ in range(7):
            next(shelf_work)
    for shelf in (left, whole):
        finish(shelf.base("vp")), finish(trained(shelf, "vp", "vp"))
    for name in ("vp/base", "vp/as-vp"):
        assert torch.equal(left.models[name].net.flat, whole.models[name].net.flat)


def test_a_training_that_another_has_ended_begins_anew():
    shelf, whole = Shelf(effort=0.05), Shelf(effort=0.05)
    finish(shelf.base("vp"))
    started = shelf.rectified("vp")
    for _ in range(30):
        next(started)
    finish(shelf.on_pairs("vp", "random"))
    for one in (shelf, whole):
        finish(one.rectified("vp"))
    name = "vp/rectified-1"
    assert torch.equal(shelf.models[name].net.flat, whole.models[name].net.flat)


def test_data_that_are_no_mixture_have_a_stand_in_for_the_exact_model():
    shelf = Shelf("checkerboard")
    assert shelf.models[shelf.exact("vp")].mixture.means.shape[0] > 100


# --- words and published numbers ----------------------------------------------------------------------------


def test_every_lesson_has_its_words_and_no_others():
    asked = {word for lesson in LESSONS for word in lesson.words()}
    assert asked <= LESSON_TEXTS.keys()
    common = ("verdict", "criterion", "unit", "measured", "undecided")
    assert {key for key in LESSON_TEXTS if key.split(".")[1] not in common} == asked


def test_published_numbers_are_those_of_the_paper():
    fid = {(row.method, row.model, row.steps): row.fid for row in TABLE}
    assert fid["Rectified Flow", "SD1.5", 1] == RECTIFIED_FLOW_ONE_STEP
    assert fid["Rectified Diffusion", "SD1.5", 1] == ONE_STEP_FID[-1].fid == 27.26
    assert len(fid) == len(TABLE) == 17
    assert sum(row.ours for row in TABLE) == 8
    assert [row.fid for row in ONE_STEP_FID] == sorted((row.fid for row in ONE_STEP_FID), reverse=True)
