"""The open challenge of each lesson: a number to reach with other data or another seed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rdlab.lessons.measure import over
from rdlab.lessons.records import Claim, Measured, Outcome


@dataclass(frozen=True)
class Challenge:
    """Something to find by other data or another seed.

    Attributes:
        read: the number of an outcome that it is about; pure.
        at_most: True, it is to be ``goal`` or less; False, or more.
        goal: in ``unit``, one of ``records.UNITS``.
    """

    read: Callable[[Outcome], float]
    at_most: bool
    goal: float
    unit: str


@dataclass(frozen=True)
class Tried:
    """How near an outcome has come to a challenge.

    Attributes:
        value, goal, at_most, unit: the number read, and as in ``Challenge``.
        reached: whether the goal is met; never by a number that is not finite.
        missed: by how much it is not, in ``unit``: 0 where it is, infinite where there is no number.
    """

    value: float
    goal: float
    at_most: bool
    unit: str
    reached: bool
    missed: float


def tried(challenge: Challenge, outcome: Outcome) -> Tried:
    """An outcome against the challenge. Raises LookupError for an outcome of another lesson."""
    value = challenge.read(outcome)
    over = value - challenge.goal if challenge.at_most else challenge.goal - value
    reached = math.isfinite(value) and over <= 0
    missed = 0.0 if reached else over if math.isfinite(over) else math.inf
    return Tried(value, challenge.goal, challenge.at_most, challenge.unit, reached, missed)


def _claim(outcome: Outcome, key: str) -> Claim:
    for claim in outcome.claims:
        if claim.key == key:
            return claim
    raise LookupError(f"no claim {key!r}")


def claim(key: str) -> Callable[[Outcome], float]:
    """The value of this claim."""

    def read(outcome: Outcome) -> float:
        return _claim(outcome, key).value

    return read


def measured(claim_key: str, name: str, model: str = "", steps: int = 0) -> Callable[[Outcome], float]:
    """The number of this name, model and number of steps beside this claim; raises LookupError."""

    def read(outcome: Outcome) -> float:
        beside = _claim(outcome, claim_key).beside
        return find(beside, name, model, steps)

    return read


def find(numbers: tuple[Measured, ...], name: str, model: str = "", steps: int = 0) -> float:
    """One of some numbers, by what it is of; raises LookupError."""
    wanted = (name, model, steps)
    for number in numbers:
        if (number.name, number.model, number.steps) == wanted:
            return number.value
    raise LookupError(f"no number {wanted}")


def _eight_steps(outcome: Outcome) -> float:
    """The exact VP model in eight steps, over the floor."""
    return over(find(outcome.numbers, "sw2", "vp/exact", 8), find(outcome.numbers, "floor"))


def _four_steps(outcome: Outcome) -> float:
    """VP before rectification in four steps, over the floor."""
    return over(find(outcome.numbers, "sw2", "vp/base", 4), find(outcome.numbers, "floor"))


CHALLENGES: Mapping[str, Challenge] = {
    "denoising": Challenge(_eight_steps, False, 4.0, "ratio"),
    "same_paths": Challenge(measured("ve", "end_gap", "ve/exact"), False, 0.01, "std"),
    "not_straight": Challenge(claim("bent"), True, 0.3, "share"),
    "straightening": Challenge(measured("speed", "straightness", "flow_matching/base"), False, 4.0, "none"),
    "pairs_only": Challenge(claim("one_step"), True, 0.05, "ratio"),
    "constant": Challenge(measured("fo", "fo", "vp/base"), True, 0.7, "none"),
    "same_form": Challenge(measured("deviation", "deviation", "vp/base"), True, 0.55, "std"),
    "may_curve": Challenge(measured("curved", "arc", "vp/rectified-1"), True, 0.6, "share"),
    "few_steps": Challenge(_four_steps, True, 2.0, "ratio"),
    "form_or_settings": Challenge(claim("own"), False, 2.0, "ratio"),
    "phases": Challenge(claim("distilled"), True, 1.0, "ratio"),
    "solvers": Challenge(claim("ddim"), True, 0.03, "std"),
    "conditional": Challenge(claim("bent"), False, 1.0, "share"),
    "convert_first": Challenge(claim("step_for_step"), True, 1.3, "ratio"),
    "rounds": Challenge(claim("drift"), False, 1.3, "ratio"),
}
