"""How far an experiment is as a whole: one share that only grows."""

from __future__ import annotations

import math

from rdlab.lessons.doing import Doing
from rdlab.lessons.records import Lesson
from rdlab.lessons.shelf import Shelf

# of computing that a training takes, by kind; for the others:
SECONDS = {"base": 0.7, "eps": 0.7, "converted": 0.2, "cd": 1.25, "as": 0.1}
RETRAINING = 0.85
OF_DATA = ("base", "eps", "converted", "as")  # no pairs are made for them
BY_STEPS, STEP = ("direct", "after"), 0.0008  # kinds that are named by their steps; seconds of one
PAIRS = 0.25  # share of a retraining in which its pairs are made
PIECE = 0.0045  # seconds of a piece of measuring


class Progress:
    """Of one run of a lesson; what is on the shelf already need not be trained.

    Attributes:
        done: share of the whole, from 0 to 1.
        number, count: of the training under way, and how many there are; 0 before the first.
    """

    def __init__(self, lesson: Lesson, shelf: Shelf) -> None:
        self._left = [name for name in lesson.trains if name not in shelf.models]
        self._pieces, self._measuring = 0, lesson.pieces * PIECE
        self._trained: dict[str, float] = {}  # name -> seconds of its training that are over
        self._whole = sum(map(_seconds, self._left)) + self._measuring
        self.done, self.number, self.count = 0.0, 0, len(self._left)

    def take(self, doing: Doing) -> None:
        """A step of the experiment was made."""
        if doing.what == "measure":
            self._pieces += 1
        elif doing.model in self._left:
            self.number = self._left.index(doing.model) + 1
            share = doing.step / doing.steps if doing.steps else 0.0
            begun = 0.0 if _kind(doing.model)[0] in OF_DATA else PAIRS
            self._trained[doing.model] = (begun + (1 - begun) * share if share else 0.0) * _seconds(
                doing.model
            )
        # how many pieces there are depends on the data: more than expected fill the rest ever more slowly
        measured = self._measuring * (1 - math.exp(-3 * self._pieces * PIECE / self._measuring))
        self.done = max(self.done, min(1.0, (sum(self._trained.values()) + measured) / self._whole))


def _seconds(model: str) -> float:
    kind, number = _kind(model)
    return STEP * int(number) if kind in BY_STEPS else SECONDS.get(kind, RETRAINING)


def _kind(model: str) -> tuple[str, str]:
    """Of "vp/direct-600": "direct" and "600"."""
    kind, _, number = model.partition("/")[2].partition("-")
    return kind, number
