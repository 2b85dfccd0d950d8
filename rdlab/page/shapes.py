"""What a value from a browser has to look like: checked before any handler sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]


def text(value: Any) -> bool:
    """A text."""
    return isinstance(value, str)


def number(value: Any) -> bool:
    """A number, not a truth value; whole and not too long to be written, or a float."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, float) or abs(value) < 2**63


def whole(value: Any) -> bool:
    """A whole number."""
    return number(value) and isinstance(value, int)


def truth(value: Any) -> bool:
    """True or False."""
    return isinstance(value, bool)


def nothing_or(check: Check) -> Check:
    """None, or what passes the check."""
    return lambda value: value is None or check(value)


def listed(check: Check, most: int = 1_000) -> Check:
    """A list of such."""
    return lambda value: isinstance(value, list) and len(value) <= most and all(map(check, value))


def having(checks: Mapping[str, Check], may: Mapping[str, Check] | None = None) -> Check:
    """A dict with these names, and perhaps those; others do no harm."""

    def check(value: Any) -> bool:
        if not isinstance(value, dict) or not checks.keys() <= value.keys():
            return False
        known = {**checks, **(may or {})}
        return all(known[name](found) for name, found in value.items() if name in known)

    return check
