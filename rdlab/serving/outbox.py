"""What an open page is still to hear: messages in order, kept until the page has them.

A page that reads slowly, or that is cut off for a while, gets the newest of what it has missed, once: updates
of one event that wait are joined, part by part. So nobody waits for a slow reader, and little is kept.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic, time
from typing import Any

import orjson
from gradio import skip
from gradio.server_messages import (
    CloseStreamMessage,
    EventMessage,
    ProcessCompletedMessage,
    ProcessGeneratingMessage,
    ServerMessage,
)
from pydantic import Field

SKIP: Any = skip()  # in place of a value: the part stays as it is
UNREAD = 64  # messages on their way that a page has not confirmed
UNREAD_BYTES = 2_000_000  # the same, in bytes


class Update(ProcessGeneratingMessage):
    """New values of an event's parts. Not checked, since it is made here.

    Attributes:
        parts: numbers of the event's parts.
        data: their values, `SKIP` for those that stay.
        before: what the page has of this event; ... where that is not known.
    """

    parts: tuple[int, ...] = ()
    data: list[Any] = Field(default_factory=list)
    before: list[Any] = Field(default_factory=list)

    @classmethod
    def of(cls, parts: Sequence[int], data: list[Any]) -> Update:
        """An update that is new as a whole."""
        return cls.model_construct(
            msg=ServerMessage.process_generating,
            parts=tuple(parts),
            data=data,
            before=[...] * len(data),
            output={},
            success=True,
            event_id=None,
        )

    def model_dump(self, **_: Any) -> dict[str, Any]:
        """As Gradio's protocol has it: for each part how it differs from the update before."""
        edits = [
            [] if value in (SKIP, None) and value == last else [["replace", [], value]]
            for value, last in zip(self.data, self.before, strict=True)
        ]
        return {
            "msg": ServerMessage.process_generating.value,
            "event_id": self.event_id,
            "output": {"data": edits, "is_generating": True},
            "success": True,
            "time_limit": None,
        }

    @property
    def changed(self) -> set[int]:
        """The parts that get a value."""
        return {part for part, value in zip(self.parts, self.data, strict=True) if value != SKIP}


@dataclass
class Outbox:
    """The messages for one open page, in the place of the queue that Gradio would keep for it.

    All methods belong to one event loop.

    Attributes:
        page: whose, Gradio's session hash.
        events: Gradio's own: page -> ids of its events that have not been seen to end.
        used: when a message was put in or taken out last (``time.monotonic``).
        reader: the newest connection of the page; none but it may take a message.
    """

    page: str
    events: dict[str, set[str]]
    used: float = field(default_factory=monotonic)
    reader: object = None
    _waiting: deque[EventMessage] = field(default_factory=deque)
    _sent: deque[tuple[int, str]] = field(default_factory=deque)  # on their way, not confirmed
    _bytes: int = 0  # of those
    _number: int = field(default_factory=lambda: int(1000 * time()))  # of the last message; ever higher
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _known: dict[str, list[Any]] = field(default_factory=dict)  # event -> the values that its page has last
    _over: bool = False

    def __bool__(self) -> bool:
        return True

    # --- Gradio's side

    def put_nowait(self, message: EventMessage) -> None:
        """A message for the page."""
        if self._over:
            return
        self.used = monotonic()
        if isinstance(message, Update):
            self._join(message)
        self._waiting.append(message)
        self._news.set()

    async def put(self, message: EventMessage) -> None:
        """The same."""
        self.put_nowait(message)

    async def get(self) -> EventMessage:
        """The next message, for a reader that cannot come back: it counts as delivered."""
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        return self._take()

    # --- the stream's side

    async def read(self, patience: float, reader: object = None) -> tuple[int, str] | None:
        """The next message and its number, as JSON, to be sent; None where none comes for so many seconds.

        It is kept until it is confirmed. Where too much is on its way already, nothing comes either, nor to a
        reader whose place another has taken: that one has asked for what was sent before, and not for this.
        """
        try:
            async with asyncio.timeout(patience):
                while self.reader is reader and not self._ready():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return None
        if self.reader is not reader:
            return None
        message = self._take()
        text = orjson.dumps(message.model_dump(), default=str).decode()
        self._number += 1
        self._sent.append((self._number, text))
        self._bytes += len(text)
        if isinstance(message, ProcessCompletedMessage) and message.event_id:
            open_events = self.events.get(self.page, set())
            open_events.discard(message.event_id)
            if not open_events:
                self._waiting.append(CloseStreamMessage())
        return self._number, text

    def confirm(self, number: int) -> None:
        """The page has all messages up to this one."""
        self.used = monotonic()
        while self._sent and self._sent[0][0] <= number:
            self._bytes -= len(self._sent.popleft()[1])
        self._news.set()

    def again(self, number: int, reader: object = None) -> list[tuple[int, str]]:
        """What was sent after this message: a page that has come back begins with it, by a new reader."""
        self.reader = reader
        self.confirm(number)
        return list(self._sent)

    def close(self) -> None:
        """Nobody will read any more: what waits goes, and what comes is not kept."""
        self._over, self.reader = True, None
        self._waiting.clear()
        self._sent.clear()
        self._known.clear()
        self._news.set()

    # --- inside

    def _ready(self) -> bool:
        """Whether there is a message that may be sent now."""
        if self.events.get(self.page):  # something has begun since the stream was to be closed
            while self._waiting and isinstance(self._waiting[0], CloseStreamMessage):
                self._waiting.popleft()
        return bool(self._waiting) and len(self._sent) < UNREAD and self._bytes <= UNREAD_BYTES

    def _take(self) -> EventMessage:
        message = self._waiting.popleft()
        self.used = monotonic()
        if isinstance(message, Update):
            message.before = self._known.get(message.event_id or "", message.before)
            self._known[message.event_id or ""] = message.data
        elif isinstance(message, ProcessCompletedMessage):
            self._known.pop(message.event_id or "", None)
        return message

    def _join(self, new: Update) -> None:
        """Make one of a new update and one of the same event that waits, where no order is lost by it."""
        later: set[int] = set()  # parts that get a value between the two
        for place in range(len(self._waiting) - 1, -1, -1):
            old = self._waiting[place]
            if not isinstance(old, Update):
                return
            if old.event_id == new.event_id:
                pairs = zip(new.parts, old.data, new.data, strict=True)
                new.data = [was if now == SKIP and part not in later else now for part, was, now in pairs]
                del self._waiting[place]
                return
            later |= old.changed


class Outboxes(dict[str, Outbox]):
    """The outboxes of all open pages, by Gradio's session hash; in the place of Gradio's own dictionary."""

    def __init__(self, events: dict[str, set[str]]) -> None:
        super().__init__()
        self._events = events

    def __setitem__(self, page: str, queue: Any) -> None:
        """Gradio hands in a queue of its own; ours is put in."""
        super().__setitem__(page, Outbox(page, self._events))

    def __missing__(self, page: str) -> Outbox:
        """Of a page that has been left: what its events still say goes nowhere."""
        outbox = Outbox(page, self._events)
        outbox.close()
        return outbox

    def of(self, page: str) -> Outbox:
        """The page's outbox, made where there is none."""
        if page not in self:
            self[page] = None
        return self[page]

    def drop(self, page: str) -> None:
        """The page will not come back."""
        outbox = self.pop(page, None)
        if outbox is not None:
            outbox.close()
        self._events.pop(page, None)
