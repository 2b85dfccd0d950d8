"""Long work in pieces: generators that yield between them, and return what the work comes to."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")


def drained(pieces: Generator[object, None, Result]) -> Result:
    """What the work comes to, done at one go."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            result: Result = end.value
            return result
