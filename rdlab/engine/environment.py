"""What the environment may set, read in one place."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path


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


def words(variable: str, pattern: str, allowed: str) -> tuple[str, ...]:
    """The words that a variable holds, apart by commas or blanks. Raises WrongSetting.

    Args:
        variable: its name.
        pattern: a regular expression that each word matches.
        allowed: what that is, in words.
    """
    found = tuple(re.split(r"[,\s]+", os.environ.get(variable, "").strip(", \t\n")))
    if found == ("",):
        return ()
    for word in found:
        if not re.fullmatch(pattern, word):
            shown = word if len(word) <= 40 else f"{word[:40]}…"
            raise WrongSetting(f"{variable}: got {shown!r}; allowed: {allowed}.")
    return found


def temporary_folder() -> Path:
    """Where Gradio keeps temporary files: GRADIO_TEMP_DIR, else below the system's. Raises WrongSetting."""
    try:
        folder = Path(os.environ.get("GRADIO_TEMP_DIR") or Path(tempfile.gettempdir(), "gradio"))
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(
            f"There is no folder for temporary files ({error}): make room, or set GRADIO_TEMP_DIR to one."
        ) from None
    return folder
