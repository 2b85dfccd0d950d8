"""The one kind of error that bad input raises, and the checks of single values."""

from __future__ import annotations

import math
import numbers
import reprlib
from collections.abc import Iterable
from typing import Any

_MOST_SHOWN = 80  # characters of a value that an error repeats
_LONGEST_NUMBER = 40  # characters of a number that comes as text

_short = reprlib.Repr()
_short.maxstring = _short.maxother = _short.maxlong = _MOST_SHOWN
_short.maxlist = _short.maxtuple = 12


def shown(value: object) -> str:
    """``value`` in one line of at most 80 characters; never raises, whatever the value's own repr does."""
    try:
        text = value[: 4 * _MOST_SHOWN] if isinstance(value, str) else _short.repr(value)
    except Exception:  # a whole number of thousands of digits, say, has no repr
        text = f"<{type(value).__name__}>"
    return " ".join(text.split())[:_MOST_SHOWN].rstrip()  # cut once more, it stays as it is


class InvalidInput(ValueError):
    """A value from outside that cannot be used.

    The parts are kept apart so that a page can say them in the reader's language.

    Attributes:
        field: name of the field, as the caller knows it (``"steps"``).
        value: what came, shortened.
        allowed: what is allowed, in words.
    """

    def __init__(self, field: str, value: object, allowed: str) -> None:
        self.field, self.value, self.allowed = field, shown(value), allowed
        super().__init__(f"{self.field}: got {self.value}; allowed: {self.allowed}.")

    def __reduce__(self) -> tuple[Any, ...]:
        # exceptions are rebuilt from ``args`` otherwise, which holds the joined text
        return type(self), (self.field, self.value, self.allowed)


class Diverged(ArithmeticError):
    """A training has come to numbers that are not finite; its network is as it was a few steps before.

    Attributes:
        stage: what was trained.
        step: after how many steps the loss was not finite.
        kept: step whose parameters the network has again.
    """

    def __init__(self, stage: str, step: int, kept: int) -> None:
        self.stage, self.step, self.kept = stage, step, kept
        super().__init__(
            f"{stage}: the loss is not finite after {step} steps; the network is as it was after {kept}."
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.stage, self.step, self.kept)


def _real(value: object) -> Any:
    """A value that ``int`` and ``float`` read as one real number: the same, or None where it is none.

    Numbers of Python and NumPy, arrays and tensors of no dimension, and short texts. A bool is not a number.
    """
    try:
        if getattr(value, "ndim", None) == 0:
            value = value.item()  # type: ignore[attr-defined]  # NumPy and torch alike
    except Exception:  # a tensor on no device, say
        return None
    if isinstance(value, bool) or not isinstance(value, numbers.Real | str):
        return None
    return None if isinstance(value, str) and len(value) > _LONGEST_NUMBER else value


def require_int(field: str, value: object, low: int, high: int) -> int:
    """``value`` as a whole number.

    Args:
        field: what the caller calls it.
        value: anything; whole numbers are taken as numbers of any kind or as short texts, a bool is not one.
        low: the lowest that is allowed.
        high: the highest that is allowed.

    Raises:
        InvalidInput: something else, or out of range.
    """
    allowed = f"a whole number from {low:,} to {high:,}"
    real = _real(value)
    try:
        number = int(real)
        exact = number == float(real)
    except (TypeError, ValueError, OverflowError):
        raise InvalidInput(field, value, allowed) from None
    if not exact or not low <= number <= high:
        raise InvalidInput(field, value, allowed)
    return number


def require_float(field: str, value: object, low: float = -math.inf, high: float = math.inf) -> float:
    """``value`` as a finite number.

    Args:
        field: what the caller calls it.
        value: anything; numbers are taken as numbers of any kind or as short texts, a bool is not one.
        low: the lowest that is allowed.
        high: the highest that is allowed.

    Raises:
        InvalidInput: something else, out of range, NaN or infinite.
    """
    bounded = math.isfinite(low) and math.isfinite(high)
    allowed = f"a number from {low:g} to {high:g}" if bounded else "a finite number"
    try:
        number = float(_real(value))
    except (TypeError, ValueError, OverflowError):
        raise InvalidInput(field, value, allowed) from None
    if not (low <= number <= high and math.isfinite(number)):
        raise InvalidInput(field, value, allowed)
    return number


def require_choice(field: str, value: object, choices: Iterable[str]) -> str:
    """``value`` if it is one of ``choices``.

    Args:
        field: what the caller calls it.
        value: anything.
        choices: the names that are allowed.

    Raises:
        InvalidInput: something else.
    """
    names = list(choices)
    if not isinstance(value, str) or value not in names:
        raise InvalidInput(field, value, "one of " + ", ".join(names))
    return value


def require_text(field: str, value: object, most: int = 10_000) -> str:
    """``value`` if it is a text of at most ``most`` characters. Raises InvalidInput."""
    if not isinstance(value, str) or len(value) > most:
        raise InvalidInput(field, value, f"a text of at most {most:,} characters")
    return value


def require_seed(seed: object) -> int:
    """``seed`` as an int in [0, 2^63 - 1]; raises InvalidInput otherwise."""
    return require_int("seed", seed, 0, 2**63 - 1)
