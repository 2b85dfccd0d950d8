"""What a session sends while something is trained: little, and only what has changed."""

from itertools import islice

import numpy as np
import pytest
import torch

import toy
from rdlab.engine.protocol import drain
from rdlab.lab.session import LabSession
from rdlab.stage import cache, wire
from rdlab.stage.panels import Pictures
from rdlab.stage.summaries import LOSS_POINTS, loss_line


@pytest.fixture
def session():
    session = LabSession()
    config = toy.Config(steps=40, rectify_steps=30, pairs=256)
    drain(session.open(config.to_dict()))
    return session


def messages(job, count=None):
    """The messages of a job, or of so many steps of a training: there are quanta in which none ends."""
    session = job.gi_frame.f_locals["self"]
    steps = (message for message in job if count is None or not session.midway)
    return [message for message in islice(steps, count) if message]


def test_the_first_message_of_a_training_leaves_the_left_stage_alone(session):
    begin = messages(session.train(), 1) or [drain(session.snapshot(final=False))]
    assert "before" not in begin[0]
    header, arrays = wire.unpack(begin[0]["after"])
    assert header["live"] and header["stage"] == "base" and header["train"]["step"] == 1
    assert arrays["u"].shape[1] == 64 < len(arrays["samples"])


@pytest.mark.parametrize("solver", sorted(toy.SOLVERS))
def test_a_live_frame_is_small_whatever_the_solver(session, solver):
    drain(session.set_view(50, solver))
    job = session.train()
    messages(job, 5)
    frame = drain(session.snapshot(final=False))
    assert sum(wire.size(part) for part in frame.values()) < 16_000
    header, _ = wire.unpack(frame["after"])
    assert header["steps"] * toy.SOLVERS[solver].nfe_per_step <= 12
    assert drain(session.snapshot(final=False)).keys() == {"loss", "status"}  # nothing has changed since


def test_where_many_train_a_frame_is_lighter_and_as_new(session):
    job = session.train()
    messages(job, 3)
    alone = drain(session.snapshot(final=False))["after"]
    session.company = 15
    messages(job, 1)
    header, arrays = wire.unpack(crowded := drain(session.snapshot(final=False))["after"])
    before = wire.unpack(alone)[0]["train"]["step"]
    assert header["live"] and header["train"]["step"] == before + 1
    assert wire.size(crowded) < 0.75 * wire.size(alone)
    assert arrays["u"].shape[1] < len(arrays["samples"]) and header["steps"] >= 8


def test_one_step_stays_one_step_while_live(session):
    drain(session.set_view(1, "ddim"))
    job = session.train()
    messages(job, 3)
    header, arrays = wire.unpack(drain(session.snapshot(final=False))["after"])
    assert header["steps"] == 1 and len(arrays["u"]) == 2


def test_the_trained_picture_moves_to_the_left_when_it_is_rectified(session):
    trained = [message["after"] for message in messages(session.train()) if "after" in message]
    moved = next(m["before"] for m in messages(session.rectify()) if "before" in m)
    assert moved == trained[-1]
    assert wire.unpack(moved)[0]["stage"] == "base"


def test_the_loss_line_is_the_mean_of_every_stretch():
    losses = [float(i) for i in range(1000)]
    _, line = wire.unpack(loss_line("base", 1000, 1200, losses)["line"])
    assert len(line["loss"]) == LOSS_POINTS and line["step"][-1] == pytest.approx(1000, rel=1e-3)
    assert line["loss"][0] == pytest.approx(2.5, abs=0.1)
    assert line["loss"].mean() == pytest.approx(499.5, rel=0.01)
    assert wire.unpack(loss_line("base", 0, 1200, [])["line"])[1]["loss"].size == 0


def test_only_training_steps_keep_to_a_pace(session):
    for job, steps in ((session.train(), 40), (session.rectify(), 30)):
        assert sum(session.paced for _ in job) == steps
        assert not session.paced


def test_exact_paths_are_the_same_and_already_measured_for_the_next_visitor(session):
    look = messages(session.look())
    other = LabSession()
    opened = drain(other.open(toy.Config(steps=40, rectify_steps=30, pairs=256).to_dict()))
    assert opened["sentence"] == look[-1]["sentence"] and opened["sentence"]["key"].endswith("_measured")
    assert opened["meters"] == look[-1]["meters"] and opened["chart"] == look[-1]["chart"]


@pytest.mark.parametrize("changed", [{"seed": 5}, {"form": "ve"}, {"data": "moons"}])
def test_other_settings_have_exact_paths_of_their_own(session, changed):
    messages(session.look())
    other = LabSession()
    opened = drain(other.open(toy.Config(**changed).to_dict()))
    assert opened["sentence"]["key"] in ("sentence.exact", "sentence.empirical")
    first = drain(LabSession().open(toy.Config().to_dict()))
    assert opened["before"] != first["before"]


def test_own_points_are_not_kept_for_others():
    points = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [2.0, 2.0]]
    config = toy.Config(data=toy.from_points(points))
    assert cache.settings(config) is None and cache.settings(toy.Config()) is not None


@pytest.mark.parametrize("kept", [cache.PICTURES, cache.METRICS])
def test_only_the_last_results_are_kept(kept):
    most = kept.maxsize
    for number in range(most):
        kept["test", number] = number
    assert kept.get(("test", 0)) == 0  # used again: the next oldest goes
    kept["test", most] = most
    assert [kept.get(("test", number)) for number in (0, 1, most)] == [0, None, most]
    for key in [key for key in kept if key[0] == "test"]:
        del kept[key]


@pytest.mark.parametrize("form", sorted(toy.FORMS))
@pytest.mark.parametrize("steps", [1, 12, 50])
def test_the_paths_drawn_are_those_of_the_library(form, steps):
    experiment = toy.Experiment(toy.Config(form=form, seed=3))
    next(experiment.train())
    for stage in ("exact", "base"):
        drawn = drain(Pictures(experiment).walk(stage, steps, "ddim", slice(0, 100)))
        plain = experiment.standard_trajectory(stage, 100, steps, "ddim", seed=3)
        for name in ("t", "x", "x0", "eps"):
            torch.testing.assert_close(getattr(drawn, name), getattr(plain, name), rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("prediction", sorted(toy.PREDICTIONS))
def test_the_paths_drawn_are_those_of_every_prediction(prediction):
    experiment = toy.Experiment(toy.Config(prediction=prediction, depth=3, width=48))
    next(experiment.train())
    drawn = drain(Pictures(experiment).walk("base", 10, "ddim", slice(20, 60)))
    plain = experiment.standard_trajectory("base", 60, 10, "ddim")
    for name in ("x", "x0", "eps"):
        mine, theirs = getattr(drawn, name), getattr(plain, name)[:, 20:]
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-4)


def test_a_training_that_diverges_ends_with_a_sentence_and_a_network_that_can_be_seen(session):
    wrong = []

    def weight(c, s, a, b):
        return torch.full_like(c, torch.nan if wrong else 1.0)

    session._opened = toy.Experiment(
        toy.Config(loss_weight=weight, steps=300, width=8, depth=1, references=0)
    )
    session._hold()
    said = {}
    for message in session.train():
        wrong.append(True)
        said |= message or {}
    assert said["notice"]["key"] == "notice.diverged"
    said |= drain(session.snapshot(final=True))
    assert said["status"]["phase"] == "idle" and 0 < said["status"]["step"] < 300
    header, arrays = wire.unpack(said["after"])
    assert header["stage"] == "base" and np.isfinite(arrays["samples"]).all()
    assert said["meters"]["after"]
    wrong.clear()
    drain(session.train())  # and again
    assert session.status()["status"]["step"] == 300
