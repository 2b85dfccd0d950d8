"""Sessions that are made again elsewhere: they hold what they held, and their jobs go on where they were."""

import pickle

import numpy as np
import pytest

import toy
from rdlab.compare.session import CompareSession
from rdlab.engine.protocol import drain
from rdlab.lab.session import LabSession
from rdlab.learn.session import LearnSession
from rdlab.lessons import BY_KEY
from rdlab.stage import cache, measuring
from rdlab.stage.session import NotOpened, NotTheSame

SMALL = {"steps": 12, "rectify_steps": 12, "pairs": 64, "width": 8, "depth": 2, "references": 8}
KEYS = list(BY_KEY)
POINTS = {"points": np.random.default_rng(0).normal(size=(300, 2)).astype(np.float32)}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Measured with few samples."""
    for name, value in (("SAMPLES", 128), ("DRAWS", 1), ("RACE_POINTS", 30), ("DRIFT_PATHS", 30)):
        monkeypatch.setattr(measuring, name, value)
    cache.METRICS.clear()
    yield
    cache.METRICS.clear()


def elsewhere(session, running=True):
    kept = pickle.loads(pickle.dumps(session.checkpoint()))
    session.changed = session.settled = False
    there = type(session)()
    there.restore(kept, running)
    return there


def leave(session, job, until):
    """Follow a job to where ``until(session)`` is true; a lost worker does not even close it."""
    next(None for _ in job if until(session))
    return job


def lab(**config):
    session = LabSession()
    drain(session.open(SMALL | config))
    return session


def nets(session):
    return {name: net.flat.numpy().copy() for name, net in session._experiment._networks.nets.items()}


def at_step(step, phase):
    return lambda session: session._phase == phase and session._progress.step == step


def measuring_now(session):
    return session._phase == "measuring"


def trained(stage):
    """Its training is over; the phase is the last one's while the first examples of another are drawn."""
    return lambda session: session._phase == "measuring" and session._progress.stage == stage


@pytest.mark.parametrize(
    ("method", "options", "until"),
    [
        ("train", {}, at_step(5, "training")),
        ("train", {}, at_step(12, "training")),
        ("rectify", {"variant": "rectified"}, at_step(0, "pairs")),
        ("rectify", {"variant": "rectified"}, at_step(7, "rectifying")),
        ("rectify", {"variant": "consistency"}, at_step(7, "rectifying")),
    ],
)
def test_a_lab_goes_on_where_it_was(method, options, until):
    stage = {"rectified": "rectified-1"}.get(options.get("variant"), options.get("variant", "base"))
    whole, left = lab(seed=3), lab(seed=3)
    if method == "rectify":
        for session in (whole, left):
            leave(session, session.train(), measuring_now).close()
    jobs = [leave(whole, getattr(whole, method)(**options), trained(stage))]
    jobs.append(leave(left, getattr(left, method)(**options), until))
    assert left.changed
    there = elsewhere(left)
    assert there.standing() == left.standing() and there.held == left.held
    jobs.append(leave(there, there.resume(method, options), trained(stage)))
    for name, flat in nets(whole).items():
        assert np.array_equal(flat, nets(there)[name]), name
    assert list(there._losses) == list(whole._losses)
    assert there._staging.shown == whole._staging.shown
    assert drain(there.snapshot(True))["status"]["phase"] == "idle"


def test_measuring_goes_on_where_it_was():
    left = lab()
    job = leave(left, left.train(), lambda session: session._measuring.metrics("exact"))
    there = elsewhere(left)
    assert there._measuring.metrics("exact") == left._measuring.metrics("exact")
    said = [m for m in there.resume("train", {}) if m]
    assert there._measuring.metrics("base") and said[-1]["chart"]["series"]
    assert there._experiment.losses["base"].size == 12  # and nothing was trained again
    job.close()


def test_a_single_step_is_a_single_step():
    left = lab()
    job = leave(left, left.train(only=4), at_step(3, "training"))
    there = elsewhere(left)
    job.close()
    list(there.resume("train", {"only": 4}))
    assert there._progress.step == 4


def test_a_lab_without_a_job_is_at_rest_and_keeps_its_view_and_data():
    left = LabSession()
    left.hold(3, POINTS)
    drain(left.open(SMALL | {"data": {"own": 3}}))
    job = leave(left, left.train(), at_step(5, "training"))
    drain(left.set_view(7, "heun")), drain(left.pick("after", "empirical"))
    there = elsewhere(left, running=False)
    assert there.status()["status"]["phase"] == "idle"
    assert there._staging["after"] == "empirical" and (there._steps, there._solver) == (7, "heun")
    leave(there, there.train(), measuring_now), leave(left, job, measuring_now)
    assert np.array_equal(nets(left)["base"], nets(there)["base"])
    drain(there.open(SMALL | {"data": {"own": 3}}))  # they are held
    first, second = left.checkpoint(), left.checkpoint()
    assert first["own"] is second["own"] and len(first["state"]) < 100_000


def test_a_session_that_holds_only_data_travels_too():
    left = LabSession()
    left.hold(1, POINTS)
    there = elsewhere(left)
    drain(there.open(SMALL | {"data": {"own": 1}}))
    assert there.untouched()


@pytest.mark.parametrize("part", range(4))
def test_a_comparison_goes_on_where_it_was(part):
    sessions = [CompareSession(), CompareSession()]
    for session in sessions:
        drain(session.open(SMALL, {"0": "ddim", "1": "euler"}, 2))
    whole, left = sessions
    list(whole.compare())
    job = leave(
        left,
        left.compare(),
        lambda session: session._part == part and (part % 2 or session._progress.step == 4),
    )
    there = elsewhere(left)
    job.close()
    said = [m for m in there.resume("compare", {}) if m]
    assert there._phase == "done" and there._done == 1.0 and said
    for name, flat in nets(whole).items():
        assert np.array_equal(flat, nets(there)[name]), name
    for stage in ("base", "rectified-1"):
        mine, theirs = (s._meter(stage, "euler") for s in (there, whole))
        assert mine["quality"] == theirs["quality"] and mine["step_gap"] == theirs["step_gap"]


@pytest.mark.parametrize("left_at", [30, 90])
def test_a_lesson_goes_on_where_it_was(left_at):
    outcomes = []
    for moved in (False, True):
        session = LearnSession()
        session.effort = 0.01
        drain(session.open("pairs_only", "moons", 1))
        job = session.run()
        if moved:
            for _ in range(left_at):
                next(job)
            done = session._progress.done
            session = elsewhere(session)
            assert session._progress.done == done > 0
            job = session.resume("run", {})
        list(job)
        outcomes.append(session._outcomes[session._lesson.key])
    assert outcomes[0].claims == outcomes[1].claims


# --- what is held -------------------------------------------------------------------------------------------


def test_the_token_is_that_of_what_is_held():
    session = LabSession()
    first = drain(session.open(SMALL))["stages"]["held"]
    assert drain(session.open(SMALL | {"learning_rate": 0.02})) == {} and session.held == first
    assert elsewhere(session).held == first
    second = drain(session.reset())["stages"]["held"]
    third = drain(session.open(SMALL | {"seed": 9}))["stages"]["held"]
    assert len({first, second, third, LabSession().held}) == 4 and min(map(len, (first, second))) >= 12


def test_what_was_meant_for_something_else_is_refused():
    session = lab()
    leave(session, session.train(held=session.held), measuring_now).close()
    for job in (
        session.train(held="another"),
        session.rectify(held="another"),
        session.compare(held="another"),
        session.pick("after", "base", held="another"),
        session.rectify(held=session.held, teacher="rectified-1"),
    ):
        with pytest.raises(NotTheSame) as caught:
            list(job)
        assert type(pickle.loads(pickle.dumps(caught.value))) is NotTheSame
    with pytest.raises(toy.InvalidInput):
        list(session.rectify(teacher="nonsense"))
    leave(session, session.rectify(held=session.held, teacher="base"), measuring_now).close()
    assert "rectified-1" in session._experiment.stages

    compare, learn = CompareSession(), LearnSession()
    held = drain(compare.open(SMALL, {"0": "ddim"}, 2))["held"]
    assert held == compare.held
    with pytest.raises(NotTheSame):
        next(compare.compare(held="another"))
    assert drain(learn.open(KEYS[0], "moons", 0))["held"] == learn.held
    with pytest.raises(NotTheSame):
        next(learn.run(held="another"))


@pytest.mark.parametrize(
    ("kind", "method", "arguments"),
    [
        *((LabSession, name, ()) for name in ("status", "gaussians", "reset", "look", "compare", "train")),
        (LabSession, "rectify", ()),
        (LabSession, "set_view", (5, "ddim")),
        (LabSession, "pick", ("after", None)),
        (LabSession, "snapshot", (True,)),
        (CompareSession, "set_view", (5,)),
        (CompareSession, "compare", ()),
        (CompareSession, "snapshot", (True,)),
        (LearnSession, "run", ()),
        (LearnSession, "snapshot", (True,)),
    ],
)
def test_nothing_can_be_asked_before_open(kind, method, arguments):
    with pytest.raises(NotOpened):
        list(getattr(kind(), method)(*arguments))
