"""What all sessions share: the pace of their pictures, and trainings that are followed to their end."""

from types import SimpleNamespace

import pytest

import toy
from rdlab.compare.session import CompareSession
from rdlab.lab.session import LabSession
from rdlab.learn.session import LearnSession
from rdlab.stage import own_data, session
from rdlab.stage.session import Interval, NotOpened, Session

CONFIG = {"steps": 20, "data": {"own": 1}}
OPENED = {
    LabSession: {"config": CONFIG},
    CompareSession: {"config": CONFIG, "columns": {"0": "ddim"}, "steps": 2},
    LearnSession: {"lesson": "same_paths", "data": {"own": 1}, "seed": 0},
}


class Following(Session):
    """Follows whatever it is given, for a subject that the test may replace."""

    def __init__(self):
        super().__init__()
        self.subject = object()

    def _subject(self):
        return (self.subject,)


def test_a_walk_gives_every_step_its_time_and_the_result():
    def steps():
        yield from range(3)
        return "done"

    following = Following()
    walk = following._walk(steps())
    assert list(walk) == [0, 1, 2] and walk.result == "done" and not walk.replaced
    assert following._seconds > 0


@pytest.mark.parametrize("when", [1, 2])  # 2: during what would have been the last step
def test_a_walk_ends_where_its_session_has_turned_to_something_else(when):
    def steps():
        for number in range(3):
            if number == when + 1:
                following.subject = object()
            if number < 3 - (when == 2):
                yield number
        following.subject = object()

    following = Following()
    walk = following._walk(steps())
    assert list(walk) == [0, 1] and walk.replaced


def test_an_error_of_a_training_comes_through():
    def steps():
        yield 1
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        list(Following()._walk(steps()))


def test_an_interval(monkeypatch):
    clock = SimpleNamespace(now=10.0)
    monkeypatch.setattr(session, "monotonic", lambda: clock.now)
    due, seen = Interval(), []
    for clock.now in (10.0, 10.1, 10.5, 10.6):
        seen.append(due(0.5))
    assert seen == [True, False, True, False]


@pytest.mark.parametrize("kind", OPENED)
def test_own_data_are_asked_for_and_held_in_every_session(kind):
    mine = kind()
    with pytest.raises(own_data.NotHeld):
        for _ in mine.open(**OPENED[kind]):
            pass
    mine.hold(1, {"points": [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [2.0, 2.0]]})
    for _ in mine.open(**OPENED[kind]):
        pass


@pytest.mark.parametrize(("kind", "job"), zip(OPENED, ("train", "compare", "run"), strict=True))
def test_what_was_never_opened_says_so(kind, job):
    with pytest.raises(NotOpened, match="open comes first"):
        next(getattr(kind(), job)())
    assert issubclass(NotOpened, RuntimeError) and not issubclass(NotOpened, toy.InvalidInput)
