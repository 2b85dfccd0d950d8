"""Stages by name: the one place that takes a text such as "rectified-2" apart."""

from __future__ import annotations

from typing import NamedTuple

from rdlab.stage.wire import role_of

ORDER = ("exact", "empirical", "base", "unpaired", "rectified", "phased", "consistency")


class StageName(NamedTuple):
    """kind    "exact", "empirical", "base", "unpaired", "rectified", "phased" or "consistency"
    number  how often rectified, or of how many phases; 0 for the other kinds
    """

    kind: str
    number: int = 0

    @property
    def role(self) -> str:
        """Its colour on the page, one of ``wire.ROLES``."""
        return role_of(self.kind)

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands among others: by kind, then by number."""
        return ORDER.index(self.kind), self.number


def parse(stage: str) -> StageName:
    """Kind and number of a stage. Raises ValueError for what is no stage's name."""
    kind, dash, number = stage.partition("-")
    if kind not in ORDER or (dash and not number.isdecimal()):
        raise ValueError(f"stage: got {stage!r}; allowed: {', '.join(ORDER)}, with -number where numbered.")
    return StageName(kind, int(number or 0))
