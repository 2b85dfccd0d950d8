"""Points out of the text of a CSV file."""

from __future__ import annotations

import re

import numpy as np

from toy.errors import InvalidInput

MAX_ROWS = 100_000
MAX_CHARACTERS = 20_000_000
ALLOWED = "two numbers in each row, divided by a comma, semicolon, tab or space"


def read_csv(text: str) -> np.ndarray:
    """The points of a two-column CSV text, float64 (n, 2).

    Columns are divided by comma, semicolon, tab or spaces; with semicolons or tabs a comma may be the decimal
    point. The first row may be a header; blank rows are skipped. Up to 100,000 rows.
    Raises InvalidInput (field "csv") naming the first row that does not fit.
    """
    if not isinstance(text, str):
        raise InvalidInput("csv", type(text).__name__, "the text of a CSV file")
    if len(text) > MAX_CHARACTERS:
        raise InvalidInput("csv", f"{len(text):,} characters", f"at most {MAX_CHARACTERS:,} characters")
    lines = text.lstrip("\ufeff").splitlines()
    rows = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise InvalidInput("csv", "no rows", ALLOWED)
    divider = next((mark for mark in ";\t," if mark in rows[0][1]), " ")
    if _is_header(rows[0][1], divider):
        del rows[0]
    if len(rows) > MAX_ROWS:
        raise InvalidInput("csv", f"{len(rows):,} rows", f"2 to {MAX_ROWS:,} rows")
    points = np.array([_read_row(number, line, divider) for number, line in rows])
    if len(points) < 2:
        raise InvalidInput("csv", f"{len(points)} row(s) of numbers", f"2 to {MAX_ROWS:,} rows")
    return points


def _fields(line, divider):
    parts = re.split(r"\s+" if divider == " " else re.escape(divider), line)
    return [part.strip().strip("\"'").strip() for part in parts]


def _number(field, divider):
    return float(field.replace(",", ".") if divider in ";\t" else field)


def _is_header(line, divider):
    """Whether a row is two names: neither field reads as a number."""
    fields = _fields(line, divider)
    for field in fields:
        try:
            _number(field, divider)
        except ValueError:
            continue
        return False
    return len(fields) == 2 and all(fields)


def _read_row(number, line, divider):
    fields = _fields(line, divider)
    try:
        x, y = (_number(field, divider) for field in fields)
    except ValueError:  # too few, too many, or no numbers
        raise InvalidInput("csv", f"row {number}: {line[:50]!r}", ALLOWED) from None
    if not np.isfinite([x, y]).all():
        raise InvalidInput("csv", f"row {number}: {line[:50]!r}", "finite numbers")
    return x, y
