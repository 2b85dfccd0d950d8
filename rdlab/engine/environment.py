"""Numbers that the environment may set, read in one place."""

from __future__ import annotations

import os


class WrongSetting(ValueError):
    """A variable of the environment holds something else than what is allowed; the message says all of it."""


def number(variable: str, least: int, most: int) -> int | None:
    """The whole number that a variable holds; None where it is not set, or empty. Raises WrongSetting."""
    text = os.environ.get(variable, "").strip()
    if not text:
        return None
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        raise WrongSetting(f"{variable}: got {shown!r}; allowed: a whole number from {least} to {most:,}.")
    return value
