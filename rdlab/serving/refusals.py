"""How a request is refused: a plain sentence to who asked, and a count in the log, however many there are."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from time import monotonic
from typing import Any

from starlette.types import Send

PAUSE = 10.0  # seconds between two lines of the log about one kind of thing

log = logging.getLogger(__name__)


class Refused(Exception):
    """The request is not served.

    Attributes:
        kind: a short name, for the log: one of few, and never the visitor's own words.
        status: of HTTP.
        sentence: what is said to who asked.
        headers: that go with it.
    """

    def __init__(
        self, kind: str, status: int, sentence: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.kind, self.status, self.sentence, self.headers = kind, status, sentence, dict(headers or {})


def not_found() -> Refused:
    """There is nothing at this address, or it is none of the page's."""
    return Refused("not found", 404, "Not found")


def not_yours() -> Refused:
    """It belongs to another visitor, or to nobody."""
    return Refused("not yours", 403, "not yours")


def malformed(sentence: str, status: int = 422) -> Refused:
    """It cannot be read, or is not what this address takes."""
    return Refused("malformed", status, sentence)


async def answer(send: Send, refused: Refused, head: bool = False) -> None:
    """Says it, as JSON; without a body to a HEAD."""
    body = json.dumps({"detail": refused.sentence}).encode()
    said = {"content-type": "application/json", "content-length": str(len(body)), "cache-control": "no-store"}
    headers = [(name.lower().encode(), value.encode()) for name, value in (said | refused.headers).items()]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})


class Counter:
    """Counts what happens, and lets a line about each kind through every few seconds."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._told: dict[str, float] = {}
        self._untold: dict[str, int] = {}

    def note(self, kind: str) -> int:
        """How many of this kind there were since it was last told of, if it is time to tell; else 0."""
        now = monotonic()
        self._untold[kind] = self._untold.get(kind, 0) + 1
        if now - self._told.get(kind, -self._pause) < self._pause:
            return 0
        self._told[kind] = now
        return self._untold.pop(kind)


class RefusalLog:
    """The log of refusals and failures: a flood of them fills no disk."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._refusals, self._failures = Counter(pause), Counter(6 * pause)

    def refused(self, refused: Refused) -> None:
        """One more was refused."""
        if count := self._refusals.note(refused.kind):
            log.warning("refused, %s (%d): %d", refused.kind, refused.status, count)

    def failed(self, error: BaseException) -> None:
        """The app raised something; the first of each kind is told with its traceback."""
        if count := self._failures.note(type(error).__name__):
            log.error("a request failed (%d of this kind)", count, exc_info=error)


class Seldom(logging.Filter):
    """Lets each message of a logger through once every few seconds; others repeat theirs for each request."""

    def __init__(self, pause: float = PAUSE) -> None:
        super().__init__()
        self._counter = Counter(pause)

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is time for this message again."""
        return record.levelno < logging.WARNING or bool(self._counter.note(str(record.msg)[:80]))


def quieten(*loggers: str) -> None:
    """Messages of these loggers come once every few seconds each."""
    for name in loggers:
        found: Any = logging.getLogger(name)
        if not any(isinstance(each, Seldom) for each in found.filters):
            found.addFilter(Seldom())
