"""What a lesson is and what its experiment says: plain, frozen records."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rdlab.lessons.doing import Doing
from rdlab.lessons.shelf import Shelf

# the data's standard deviations; times; of one; whole number; no unit
UNITS = ("std", "ratio", "share", "count", "none")
VERDICTS = ("yes", "no", "undecided")
AT_FLOOR = 1.5  # what is no more than so many floors could be the floor itself


@dataclass(frozen=True)
class Measured:
    """A number.

    Attributes:
        name: what was measured (a key of the lesson's words, as in "arc").
        value: the number, in ``unit`` (one of UNITS).
        model: name of the model it was measured of; empty for the data themselves or for several models.
        steps: sampling steps, 0 where they say nothing.
    """

    name: str
    value: float
    unit: str
    model: str = ""
    steps: int = 0

    def words(self) -> tuple[str, str]:
        """Keys of the words for what it is, and for its unit."""
        return f"lesson.measured.{self.name}", f"lesson.unit.{self.unit}"


@dataclass(frozen=True)
class Claim:
    """A statement, the number that decides it, and the numbers to read it beside.

    Attributes:
        key: of the claim among the lesson's.
        value: the deciding number, in ``unit``.
        at_most: the expected direction: True, the value is to be ``bound`` or less; False, or more.
        bound: the criterion, in ``unit``.
        beside: what the value is made of, its baseline or floor.
        hoped: a claim that is known to fail in two dimensions, tested all the same: the lesson's summary
            does not wait for it.
        undecided: the value says nothing, as where it compares two numbers that are both at their floor.
    """

    key: str
    value: float
    at_most: bool
    bound: float
    unit: str
    beside: tuple[Measured, ...]
    hoped: bool = False
    undecided: bool = False

    @property
    def verdict(self) -> str:
        """One of VERDICTS: "yes" where the value meets the criterion, "no" also where it is not finite."""
        if self.undecided:
            return "undecided"
        if not math.isfinite(self.value):
            return "no"
        return "yes" if (self.value <= self.bound if self.at_most else self.value >= self.bound) else "no"

    @property
    def confirmed(self) -> bool:
        """Whether the value meets the criterion."""
        return self.verdict == "yes"

    def words(self) -> tuple[str, str, str]:
        """Keys of the words for the criterion (with ``{bound}``), its unit, and the verdict."""
        side = "at_most" if self.at_most else "at_least"
        return f"lesson.criterion.{side}", f"lesson.unit.{self.unit}", f"lesson.verdict.{self.verdict}"


def compared(
    key: str,
    a: float,
    b: float,
    least: float,
    at_most: bool,
    bound: float,
    beside: tuple[Measured, ...],
    hoped: bool = False,
) -> Claim:
    """A claim about the ratio a / b of two numbers that cannot be expected to be less than ``least``.

    b counts as ``least`` where it is less. Where neither is clearly more, the ratio is one of chances: the
    claim is undecided.
    """
    undecided = max(a, b) <= AT_FLOOR * least
    return Claim(key, a / max(b, least), at_most, bound, "ratio", beside, hoped, undecided)


@dataclass(frozen=True)
class Drawing:
    """A stage to draw.

    Attributes:
        model: name on the shelf, ``Shelf.models[model]`` is its denoiser.
        form: key of the form, in whose x the paths are drawn and on whose clock they are walked.
        solver, steps: of the paths.
        times: the steps' times, as in `toy.sampling.grids.GRIDS`; "": the solver's own.
        coordinates: as the stage's view has them: "x", "x/alpha", "u", ...; "x-u": a slider goes from x to u.
        overlay: what is drawn over the paths: "" nothing, "pairs" the lines between pairs, "lines" those
            without the paths, "conditional" the paths of single pairs, "ghost" the first-order path that
            joins each path's ends, "estimates" x0_hat and eps_hat along one path, "phases" where phases meet,
            "clouds" single pairs beside the paths.
    """

    model: str
    form: str
    solver: str = "ddim"
    steps: int = 50
    coordinates: str = "x"
    overlay: str = ""
    times: str = ""


@dataclass(frozen=True)
class Outcome:
    """What an experiment found: claims in the order of the text, and pictures from left to right."""

    lesson: str
    claims: tuple[Claim, ...]
    drawings: tuple[Drawing, ...]
    numbers: tuple[Measured, ...] = ()  # more to show: quality against steps, say

    @property
    def confirmed(self) -> bool:
        """Whether all claims are, but those that are only hoped for."""
        return all(claim.confirmed for claim in self.claims if not claim.hoped)

    def verdict(self, keys: Collection[str]) -> str:
        """Of some claims together, one of VERDICTS: "no" where one is, else "undecided" where one is."""
        found = {claim.verdict for claim in self.claims if claim.key in keys}
        return "no" if "no" in found else "undecided" if "undecided" in found else "yes"

    def summary(self) -> tuple[str, ...]:
        """Keys of the words for what came out: the lesson's answer, or what each claim that failed means."""
        counted = [claim for claim in self.claims if not claim.hoped]
        failed = [claim.key for claim in counted if claim.verdict == "no"]
        said = [f"lesson.{self.lesson}.no.{key}" for key in failed]
        if any(claim.verdict == "undecided" for claim in counted):
            said.append("lesson.undecided")
        return tuple(said) or (f"lesson.{self.lesson}.yes",)


Experiment = Generator[Doing, None, Outcome]


@dataclass(frozen=True)
class Lesson:
    """A question, and the experiment that answers it.

    Attributes:
        key, number: of the lesson; its words are ``lesson.<key>. ...``.
        formula: LaTeX.
        answers: how many answers are offered to the question.
        right: which of them the experiment is expected to give, from 0.
        claims: keys of the claims, in order.
        decided_by: those of them that decide whether ``right`` is the answer to the question.
        hoped: those that are only hoped for, see ``Claim``.
        settings: fields of ``toy.Config`` beside data and seed; the first is what "open in the lab" uses.
        experiment: ``(shelf) -> generator`` of progress, returning an Outcome.
        lab: what "open in the lab" sets beside: variant of the retraining, solver, view_steps, ...
        trains: names of the models that the experiment trains, in order.
        pieces: of measuring, about so many: what its progress counts.
    """

    key: str
    number: int
    formula: str
    answers: int
    right: int
    claims: tuple[str, ...]
    decided_by: tuple[str, ...]
    settings: tuple[Mapping[str, Any], ...]
    experiment: Callable[[Shelf], Experiment]
    lab: Mapping[str, Any] = field(default_factory=dict)
    trains: tuple[str, ...] = ()
    pieces: int = 13
    hoped: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        """Keys of all the lesson's words."""
        parts = ("title", "setup", "question", "text", "symbols", "proof", "yes", "source", "challenge")
        return (
            *(f"lesson.{self.key}.{part}" for part in parts),
            *(f"lesson.{self.key}.answer.{i}" for i in range(self.answers)),
            *(f"lesson.{self.key}.feedback.{i}" for i in range(self.answers)),
            *(f"lesson.{self.key}.claim.{claim}" for claim in self.claims),
            *(f"lesson.{self.key}.no.{claim}" for claim in self.claims if claim not in self.hoped),
        )
