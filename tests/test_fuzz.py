"""Whatever comes in is used or refused in words: some hundred cases at each door (benchmarks/fuzz.py)."""

import pytest

from benchmarks.fuzz import DEEP, DOORS, HUGE, LONG, knock
from toy.errors import InvalidInput, shown


@pytest.mark.parametrize("door", sorted(DOORS))
def test_what_comes_in_is_used_or_refused_in_words(door):
    knock(door, 200)


@pytest.mark.parametrize("value", [HUGE, -HUGE, DEEP, {"a": DEEP}, LONG, "\x00\ud800", [HUGE] * 20], ids=type)
def test_what_python_cannot_print_is_said_all_the_same(value):
    error = InvalidInput("steps", value, "a whole number")
    assert len(str(error)) < 200 and str(error).startswith("steps: got ")
    assert len(shown(value)) <= 80
