"""What a session sends while something is trained: little, and only what has changed."""

from itertools import islice

import pytest

import toy
from rdlab import wire
from rdlab.messages import drain
from rdlab.report import LOSS_POINTS, loss_line
from rdlab.session import LabSession


@pytest.fixture
def session():
    session = LabSession()
    config = toy.Config(steps=40, rectify_steps=30, pairs=256)
    drain(session.open(config.to_dict()))
    return session


def messages(job, count=None):
    return [message for message in islice(job, count) if message]


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
    assert header["steps"] * toy.SOLVERS[solver].nfe_per_step <= 16
    assert drain(session.snapshot(final=False)).keys() == {"loss", "status"}  # nothing has changed since


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
