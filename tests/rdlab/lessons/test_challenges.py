"""What lessons ask: challenges checked from measured numbers, and questions that claims decide."""

import dataclasses
import math

import pytest

from rdlab.engine.protocol import drain
from rdlab.lessons import BY_KEY, CHALLENGES, LESSONS, Challenge, Claim, Outcome, Shelf, tried
from rdlab.lessons.challenges import find
from rdlab.lessons.records import UNITS


@pytest.fixture(scope="module")
def idle() -> Shelf:
    """A shelf whose networks are hardly trained."""
    return Shelf("eight_gaussians", seed=1, effort=0.01)


def test_every_lesson_has_a_challenge():
    assert list(CHALLENGES) == [lesson.key for lesson in LESSONS]
    assert all(challenge.unit in UNITS and challenge.goal > 0 for challenge in CHALLENGES.values())


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_a_challenge_reads_a_number_of_its_own_lesson(lesson, idle):
    outcome = drain(lesson.experiment(idle))
    challenge = CHALLENGES[lesson.key]
    near = tried(challenge, outcome)
    assert math.isfinite(near.value) and near.unit == challenge.unit
    over = near.value - challenge.goal
    assert near.missed == pytest.approx(max(0.0, over if challenge.at_most else -over))
    assert near.reached == (near.missed == 0)
    empty = dataclasses.replace(outcome, claims=(), numbers=())
    with pytest.raises(LookupError):
        tried(challenge, empty)


@pytest.mark.parametrize(
    ("value", "at_most", "reached", "missed"),
    [
        (0.2, True, True, 0.0),
        (0.3, True, True, 0.0),
        (0.73, True, False, 0.43),
        (0.73, False, True, 0.0),
        (0.1, False, False, 0.2),
        (math.inf, True, False, math.inf),
        (math.inf, False, False, math.inf),
        (math.nan, True, False, math.inf),
    ],
)
def test_a_challenge_is_met_or_missed_by_so_much(value, at_most, reached, missed):
    near = tried(Challenge(lambda _: value, at_most, 0.3, "share"), Outcome("x", (), ()))
    assert near.reached is reached and near.missed == pytest.approx(missed)


def test_other_data_reach_what_the_ring_misses():
    """Two challenges that need no training: paths straighter, and more bent, than on the ring."""
    outcomes = {
        (key, data): drain(BY_KEY[key].experiment(Shelf(data)))
        for key, data in (
            ("not_straight", "eight_gaussians"),
            ("not_straight", "two_gaussians"),
            ("conditional", "eight_gaussians"),
            ("conditional", "circles"),
        )
    }
    met = {which: tried(CHALLENGES[which[0]], outcome).reached for which, outcome in outcomes.items()}
    assert list(met.values()) == [False, True, False, True]


def test_a_question_is_decided_by_its_own_claims_alone():
    decides = BY_KEY["not_straight"].decided_by
    yes, no = Claim("bent", 1.0, False, 0.5, "share", ()), Claim("bent", 0.1, False, 0.5, "share", ())
    other = Claim("one_step", 1.0, False, 3.0, "ratio", ())
    assert Outcome("not_straight", (yes, other), ()).verdict(decides) == "yes"
    assert Outcome("not_straight", (no, other), ()).verdict(decides) == "no"


def test_a_number_is_found_by_all_that_it_is_of():
    with pytest.raises(LookupError):
        find((), "sw2", "vp/base", 4)
