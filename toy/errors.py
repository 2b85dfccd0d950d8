"""The one kind of error that bad input raises."""

from __future__ import annotations


class InvalidInput(ValueError):
    """A value from outside that cannot be used.

    The parts are kept apart so that a page can say them in the reader's language.

    Attributes:
        field: name of the field, as the caller knows it (``"steps"``).
        value: what came, shortened.
        allowed: what is allowed, in words.
    """

    def __init__(self, field: str, value: object, allowed: str):
        text = value if isinstance(value, str) else repr(value)
        self.field, self.value, self.allowed = field, " ".join(text.split())[:80], allowed
        super().__init__(f"{self.field}: got {self.value}; allowed: {self.allowed}.")

    def __reduce__(self):  # exceptions are rebuilt from ``args`` otherwise, which holds the joined text
        return type(self), (self.field, self.value, self.allowed)


def require_int(field: str, value: object, low: int, high: int) -> int:
    """``value`` as an int in [low, high]; raises InvalidInput otherwise (a bool is not a number)."""
    allowed = f"a whole number from {low:,} to {high:,}"
    if isinstance(value, bool):
        raise InvalidInput(field, value, allowed)
    try:
        number = int(value)  # type: ignore[call-overload]
        exact = number == float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise InvalidInput(field, value, allowed) from None
    if not exact or not low <= number <= high:
        raise InvalidInput(field, value, allowed)
    return number


def require_float(field: str, value: object, low: float, high: float) -> float:
    """``value`` as a finite float in [low, high]; raises InvalidInput otherwise."""
    allowed = f"a number from {low:g} to {high:g}"
    if isinstance(value, bool):
        raise InvalidInput(field, value, allowed)
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise InvalidInput(field, value, allowed) from None
    if not low <= number <= high:  # NaN fails too
        raise InvalidInput(field, value, allowed)
    return number


def require_choice(field: str, value: object, choices) -> str:
    """``value`` if it is one of ``choices`` (names); raises InvalidInput otherwise."""
    if not isinstance(value, str) or value not in choices:
        raise InvalidInput(field, value, "one of " + ", ".join(choices))
    return value
