"""Points out of the text of a CSV file."""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from toy.data.checks import MAX_SIZE
from toy.errors import InvalidInput
from toy.pieces import drained

MAX_ROWS = 100_000
MAX_CHARACTERS = 20_000_000
LONGEST = 1_000  # characters of a row: two numbers take fewer
CHARACTERS, ROWS = 100_000, 4_000  # read between two yields
_END = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # of a line, as splitlines has it
ALLOWED = "two numbers in each row, divided by a comma, semicolon, tab or space"


class InvalidCsv(InvalidInput):
    """A text that is no list of points.

    Attributes:
        problem: "type", "long", "empty", "rows" (too many), "few", "columns" (not two), "text" (no numbers)
            or "size" (not finite, or larger than 1e15).
        row: the first row that does not fit, counted from 1 with blank rows and header; None where no single
            row is to blame.
    """

    def __init__(self, problem: str, value: object, allowed: str, row: int | None = None) -> None:
        self.problem, self.row, self._came = problem, row, value
        super().__init__("csv", value if row is None else f"row {row}: {value!r}", allowed)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problem, self._came, self.allowed, self.row)

    @property
    def line(self) -> str:
        """What the row says, shortened; else what came, in words."""
        return str(self._came)


def read_csv(text: str) -> npt.NDArray[np.float64]:
    """The points of a two-column CSV text.

    Columns are divided by comma, semicolon, tab or spaces; with semicolons or tabs a comma may be the decimal
    point. The first row may be a header; blank rows are skipped.

    Args:
        text: the file's, at most 20,000,000 characters and 100,000 rows.

    Returns:
        float64 (n, 2).

    Raises:
        InvalidCsv: (an InvalidInput, field "csv") naming the first row that does not fit.
    """
    return drained(read_csv_in_pieces(text))


def read_csv_in_pieces(text: str) -> Generator[None, None, npt.NDArray[np.float64]]:
    """As ``read_csv``, with a yield after every few milliseconds."""
    if not isinstance(text, str):
        raise InvalidCsv("type", type(text).__name__, "the text of a CSV file")
    if len(text) > MAX_CHARACTERS:
        raise InvalidCsv("long", f"{len(text):,} characters", f"at most {MAX_CHARACTERS:,} characters")
    rows: list[tuple[int, str]] = []
    count = 0
    for more in _rows(text):
        count += len(more)
        rows += more if len(rows) <= MAX_ROWS else []
        yield None
    if not rows:
        raise InvalidCsv("empty", "no rows", ALLOWED)
    divider = next((mark for mark in ";\t," if mark in rows[0][1]), " ")
    if _is_header(rows[0][1], divider):
        del rows[0]
        count -= 1
    if count > MAX_ROWS:
        raise InvalidCsv("rows", f"{count:,} rows", f"2 to {MAX_ROWS:,} rows")
    if count < 2:
        for number, line in rows:
            _read_row(number, line, divider)
        raise InvalidCsv("few", f"{count} row(s) of numbers", f"2 to {MAX_ROWS:,} rows")
    parts = []
    for start in range(0, count, ROWS):
        some = rows[start : start + ROWS]
        points = _plain(some, divider)
        if points is None:
            points = np.array([_read_row(number, line, divider) for number, line in some])
        parts.append(points)
        yield None
    return np.concatenate(parts)


def _rows(text: str) -> Iterator[list[tuple[int, str]]]:
    """The rows that are not blank, with their numbers from 1, in runs of lines. Raises InvalidCsv."""
    start, number = len(text) - len(text.lstrip("\ufeff")), 1
    while start < len(text):
        found = _END.search(text, start + CHARACTERS)
        end = found.end() if found else len(text)
        lines = [line.strip() for line in text[start:end].splitlines()]
        for row, line in enumerate(lines, number):
            if len(line) > LONGEST:
                raise InvalidCsv("columns", line[:50], ALLOWED, row)
        yield [(row, line) for row, line in enumerate(lines, number) if line]
        start, number = end, number + len(lines)


def _plain(rows: list[tuple[int, str]], divider: str) -> npt.NDArray[np.float64] | None:
    """All rows at once, five times as fast, where they are plain numbers; None where one is not."""
    text = "\n".join(line for _, line in rows)
    try:
        points = np.loadtxt(io.StringIO(text), delimiter=divider.strip() or None, comments=None, ndmin=2)
    except ValueError:
        return None
    fits = points.shape == (len(rows), 2) and (np.abs(points) <= MAX_SIZE).all()  # NaN does not fit
    return points if fits else None


def _fields(line: str, divider: str) -> list[str]:
    parts = re.split(r"\s+" if divider == " " else re.escape(divider), line)
    return [part.strip().strip("\"'").strip() for part in parts]


def _number(field: str, divider: str) -> float:
    return float(field.replace(",", ".") if divider in ";\t" else field)


def _is_header(line: str, divider: str) -> bool:
    """Whether a row is two names: neither field reads as a number."""
    fields = _fields(line, divider)
    for field in fields:
        try:
            _number(field, divider)
        except ValueError:
            continue
        return False
    return len(fields) == 2 and all(fields)


def _read_row(number: int, line: str, divider: str) -> list[float]:
    fields = _fields(line, divider)
    try:
        values = [_number(field, divider) for field in fields]
    except ValueError:
        problem = "text" if len(fields) == 2 else "columns"
        raise InvalidCsv(problem, line[:50], ALLOWED, number) from None
    if len(values) != 2:
        raise InvalidCsv("columns", line[:50], ALLOWED, number)
    if not all(abs(value) <= MAX_SIZE for value in values):  # NaN fails too
        raise InvalidCsv("size", line[:50], "finite numbers, at most 1e15 in size", number)
    return values
