"""Stages side by side: what follows a training, what was picked, who teaches, and what is said of it."""

import pytest

import toy
from rdlab.engine.protocol import drain
from rdlab.lab.conclusion import conclusion
from rdlab.lab.handlers import pairing
from rdlab.lab.session import LabSession
from rdlab.lab.updates import page_update
from rdlab.page.controls import BY_FIELD, CONTROLS, config_of, filled, preset_of, retraining_of
from rdlab.stage import wire
from rdlab.stage.slots import Staging
from rdlab.words import TEXTS

SMALL = {"steps": 40, "rectify_steps": 30, "pairs": 256}


@pytest.fixture
def session():
    session = LabSession()
    drain(session.open(toy.Config(**SMALL).to_dict()))
    return session


def run(session, job) -> dict:
    """All parts of the page as a job leaves them."""
    page = {}
    for message in job:
        page |= message or {}
    return page | drain(session.snapshot(final=True))


def shown(message, slot):
    return wire.unpack(message[slot])[0]["stage"]


# --- which stage a slot shows ------------------------------------------------------------------------------


def test_slots_follow_the_trainings_until_one_is_picked(session):
    page = run(session, session.train())
    told = {"all": ["exact", "base"], "before": "exact", "after": "base", "picked": []}
    assert page["stages"] == told | {"held": session.held}
    drain(session.pick("before", "exact"))
    page = run(session, session.rectify())
    assert page["stages"]["before"] == "exact" and page["stages"]["after"] == "rectified-1"
    assert page["stages"]["picked"] == ["before"]
    followed = drain(session.pick("before", None))
    assert followed["stages"]["before"] == "base" and shown(followed, "before") == "base"


def test_any_two_stages_stand_side_by_side_and_nothing_is_retrained(session):
    run(session, session.train()), run(session, session.rectify())
    before = session._experiment.denoiser("rectified-1").net.flat.clone()
    for left, right in (("rectified-1", "exact"), ("base", "base"), ("exact", "base")):
        drain(session.pick("before", left))
        message = drain(session.pick("after", right))
        assert (message["stages"]["before"], message["stages"]["after"]) == (left, right)
        assert message["status"]["phase"] == "idle"
    assert (session._experiment.denoiser("rectified-1").net.flat == before).all()
    page = run(session, session.look())
    assert {one["stage"] for one in page["chart"]["series"]} == {"exact", "base", "rectified-1"}


def test_a_training_that_begins_takes_the_right_slot_and_spares_the_left(session):
    run(session, session.train())
    drain(session.pick("before", "exact")), drain(session.pick("after", "exact"))
    page = run(session, session.rectify())
    assert (page["stages"]["before"], page["stages"]["after"]) == ("exact", "rectified-1")


def test_what_is_picked_during_a_training_stays_and_the_training_goes_on(session):
    run(session, session.train())
    job = session.rectify()
    for _ in job:
        if session._phase == "rectifying" and session._progress.step == 10:
            break
    message = drain(session.pick("after", "base"))
    assert (
        shown(message, "after") == "base"
        and message["sentence"]["key"] == "sentence.rectifying_matched_plain"
    )
    frame = drain(session.snapshot(final=False))
    assert "after" not in frame and "before" not in frame  # nothing that is shown has changed
    page = run(session, job)
    assert page["stages"]["after"] == "base" and "rectified-1" in page["stages"]["all"]


def test_a_stage_that_is_gone_is_shown_no_more(session):
    run(session, session.train()), run(session, session.rectify())
    drain(session.pick("before", "rectified-1"))
    page = run(session, session.train())
    told = {"all": ["exact", "base"], "before": "exact", "after": "base", "picked": []}
    assert page["stages"] == told | {"held": session.held}


@pytest.mark.parametrize(("slot", "stage"), [("before", "rectified-9"), ("middle", "exact"), ("after", "")])
def test_what_cannot_be_picked_is_said(session, slot, stage):
    with pytest.raises(toy.InvalidInput):
        drain(session.pick(slot, stage))
    assert session.status()["status"]["phase"] == "idle"


def test_slots_without_a_session():
    staging = Staging("exact")
    assert (staging["before"], staging["after"], staging.shown) == ("exact", None, ["exact"])
    staging.pick("after", "exact", ["exact"])
    assert staging.shown == ["exact"]


# --- teachers and variants ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "stage", "key"),
    [
        ({"variant": "phased", "phases": 3}, "phased-3", "sentence.phased"),
        ({"variant": "consistency"}, "consistency", "sentence.consistency"),
        ({"matching": "random"}, "unpaired", "sentence.unpaired"),
        ({"teacher": "exact"}, "rectified-1", None),
    ],
)
def test_a_retraining_stands_beside_its_teacher(session, options, stage, key):
    run(session, session.train())
    page = run(session, session.rectify(**options))
    assert page["stages"]["before"] == options.get("teacher", "base") and page["stages"]["after"] == stage
    assert page["status"]["stage"] == stage
    assert key is None or page["sentence"]["key"] == key


def test_matched_and_random_pairs_are_compared_by_name(session):
    run(session, session.train())
    run(session, session.rectify(teacher="base"))
    run(session, session.rectify(matching="random", teacher="base"))
    drain(session.pick("before", "unpaired"))
    sentence = drain(session.pick("after", "rectified-1"))["sentence"]
    other = (
        drain(session.pick("before", "rectified-1")) and drain(session.pick("after", "unpaired"))["sentence"]
    )
    assert sentence["key"] == "sentence.pairing" and sentence["roles"] == {
        "before": "base",
        "after": "rectified",
    }
    assert sentence == other  # random is random, on whichever side
    drain(session.open(toy.Config(**SMALL | {"rectify_steps": 31}).to_dict()))
    run(session, session.rectify(matching="random", teacher="base"))
    drain(session.pick("before", "rectified-1"))
    said = drain(session.pick("after", "unpaired"))["sentence"]
    assert said["key"] == "sentence.compared"  # not only the pairs differ now: one was trained for longer


@pytest.mark.parametrize(
    ("config", "options", "key"),
    [
        ({}, {"teacher": "base"}, "matched_plain"),
        ({}, {"teacher": "exact"}, "matched_new"),
        ({"student": "sharper"}, {"teacher": "base"}, "matched_sharper"),
        ({"student": "sharper"}, {"teacher": "exact"}, "matched_sharper"),
        ({}, {"teacher": "base", "matching": "random"}, "random_plain"),
        ({}, {"teacher": "exact", "matching": "random"}, "random_new"),
        ({}, {"teacher": "base", "variant": "phased"}, "phased"),
        ({}, {"teacher": "base", "variant": "consistency"}, "consistency"),
    ],
)
def test_what_is_said_while_a_student_learns_is_what_it_does(session, config, options, key):
    """Where it says that the weights go on, they do; where it says that they are new, they are."""
    config = SMALL | {"rectify_steps": 1, "rectify_learning_rate": 1e-6} | config
    drain(session.open(toy.Config(**config).to_dict()))
    run(session, session.train())
    said = [m["sentence"]["key"] for m in session.rectify(**options) if m and "sentence" in m]
    assert f"sentence.rectifying_{key}" in said and all(key in TEXTS for key in said)
    words = TEXTS[f"sentence.rectifying_{key}"][0]
    base, student = (
        session._experiment.denoiser(stage).net.flat for stage in session._experiment.stages[-2:]
    )
    goes_on = bool((base - student).abs().max() < 1e-4)
    assert ("weights it has" in words) <= goes_on and ("new" in words) <= (not goes_on)


def found(one=0.9, many=0.1, floor=0.07, fo=1.0, arc=0.1):
    quality = {k: {"sliced_w2": value} for k, value in ((1, one), (4, 0.3), (50, many))}
    return {
        "quality": quality,
        "floor": {"sliced_w2": floor},
        "first_order_defect": fo,
        "arc_over_chord": arc,
    }


@pytest.mark.parametrize(
    ("left", "right", "key"),
    [
        (("exact", None), None, "exact"),
        (("exact", found()), None, "exact_measured"),
        (("base", found()), None, "alone"),
        (("base", found()), ("rectified-1", None), "measuring"),
        (("exact", found()), ("base", found()), "trained"),
        (("base", found()), ("rectified-1", found(0.1, fo=0.01, arc=1.2)), "curved_good"),
        (("rectified-1", found(0.1, fo=0.01)), ("rectified-2", found(0.1, fo=0.01)), "again"),
        (("rectified-1", found()), ("base", found()), "compared"),
        (("phased-4", found()), ("rectified-1", found()), "compared"),
        (("base", found()), ("unpaired", found()), "unpaired"),
        (("base", found()), ("unpaired", found(fo=0.5)), "compared"),
        (("rectified-1", found(fo=0.01)), ("unpaired", found()), "compared"),
    ],
)
def test_what_is_said_of_two_stages(left, right, key):
    assert conclusion("vp", *filter(None, (left, right)))["key"] == f"sentence.{key}"


# --- settings ----------------------------------------------------------------------------------------------


def defaults() -> dict:
    return {control.field: control.default for control in CONTROLS}


def test_what_acts_later_keeps_the_networks_and_anything_else_does_not(session):
    run(session, session.train())
    config = toy.Config(**SMALL).to_dict()
    for change in ({"learning_rate": 0.002}, {"pairs": 300}, {"rectify_steps": 7}):
        assert drain(session.open(config | change)) == {}
    assert session._experiment.config.rectify_steps == 7 and "base" in session._experiment.stages
    assert "before" in drain(session.open(config | {"width": 32}))
    assert session._experiment.stages == ["exact"]


def test_a_job_ends_when_its_settings_are_replaced(session):
    job = session.train()
    for _ in range(5):
        next(job)
    drain(session.open(toy.Config(seed=5).to_dict()))
    assert all(message is None for message in job) and session._experiment.stages == ["exact"]


def test_form_parameters_are_those_of_the_chosen_form():
    values = defaults() | {"form": "ve", "ve_sigma_max": 25, "vp_beta_max": 40}
    assert config_of(values)["form_params"] == {"sigma_min": 0.002, "sigma_max": 25}
    assert toy.Config.from_dict(config_of(values)).form_object.params["sigma_max"] == 25
    assert config_of(defaults() | {"form": "flow_matching"})["form_params"] == {}


def test_the_page_opens_on_the_librarys_defaults():
    assert toy.Config.from_dict(config_of(defaults())) == toy.Config()


@pytest.mark.parametrize(
    ("field", "value"), [("ve_sigma_max", 1), ("steps", 0), ("ema", 1), ("pairs", None), ("seed", "7")]
)
def test_a_number_out_of_range_is_named(field, value):
    with pytest.raises(toy.InvalidInput) as caught:
        config_of(defaults() | {"form": "ve", field: value})
    assert caught.value.field == field


def test_only_what_the_page_shows_goes_into_a_retraining():
    chosen = retraining_of(defaults())
    assert chosen == {
        "variant": "rectified",
        "teacher": None,
        "matching": "matched",
    }
    phased = retraining_of(defaults() | {"variant": "phased", "phases": 6, "matching": "random"})
    assert phased["phases"] == 6 and "matching" not in phased
    assert (
        retraining_of(defaults() | {"teacher": {"all": ["exact"], "chosen": "exact"}})["teacher"] == "exact"
    )


@pytest.mark.parametrize("name", toy.PRESETS)
def test_no_preset_leaves_pairs_at_random_with_a_student_that_cannot_learn_them(name):
    values = defaults() | {"matching": "random"} | filled(name)
    values |= pairing(values)
    options = {k: v for k, v in retraining_of(values).items() if k != "teacher"}
    exp = toy.Experiment(toy.Config.from_dict(config_of(values)))
    exp.rectify(**options).close()  # which an order that cannot be would have refused
    assert (values["matching"] == "random") == (values["student"] == "plain")


@pytest.mark.parametrize("name", toy.PRESETS)
def test_a_preset_fills_controls_with_values_they_offer(name):
    values = defaults() | filled(name)
    assert preset_of(values) == name
    assert toy.Config.from_dict(config_of(values)) == toy.Config(**toy.PRESETS[name])
    for field, value in filled(name).items():
        assert not BY_FIELD[field].choices or value in BY_FIELD[field].choices
    assert preset_of(values | {"depth": 1}) is None


def test_the_button_says_what_it_would_do(session):
    message = run(session, session.train())
    words = [str(page_update(message, variant)["rectify"]["value"]) for variant in ("rectified", "phased")]
    assert words[0] != words[1]
    assert page_update(message)["compare"]["interactive"]


def test_every_solver_is_measured_on_demand(session):
    run(session, session.train())
    page = run(session, session.compare())
    base = [one for one in page["chart"]["series"] if one["stage"] == "base"]
    assert {one["solver"] for one in base} == set(toy.SOLVERS)
    assert not page_update(page)["compare"]["interactive"]  # there is nothing left to compare
    heun = next(one for one in base if one["solver"] == "heun")
    assert heun["nfe"] == [2 * k for k in heun["steps"]]
    assert heun["ms"][-1] > 5 * heun["ms"][0] > 0  # 50 steps against one


def test_drift_and_race_are_those_of_the_stages_shown(session):
    page = run(session, session.train())
    assert [one["stage"] for one in page["drift"]["curves"]] == ["exact", "base"]
    curve = page["drift"]["curves"][0]
    assert len(curve["tau"]) == len(curve["eps"][1]) and curve["tau"] == sorted(curve["tau"])
    assert curve["x0"][1][0] > 0.5 > 0.1 > curve["x0"][1][-1]  # x0_hat arrives, from the mean of the data
    rows = [(row["stage"], row["solver"], len(row["points"])) for row in page["race"]["rows"]]
    assert rows == [(stage, solver, 4) for stage in ("exact", "base") for solver in ("ddim", "euler")]
