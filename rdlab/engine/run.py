"""A run as its reader sees it: the messages of one job, from the thread that hears the worker to any loop."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from rdlab.engine.errors import NoAnswer
from rdlab.engine.names import SessionName
from rdlab.engine.process import WorkerProcess
from rdlab.engine.protocol import Limits


class Host(Protocol):
    """What a run needs of the engine."""

    limits: Limits

    def begin(self, visitor: SessionName, method: str, kwargs: dict[str, Any]) -> tuple[int, Inbox]:
        """Start a job; its number, and where its messages come in."""

    def took(self, id: int, inbox: Inbox, message: Message) -> None:
        """The run has handed over a message and comes for the next."""

    def quit(self, id: int) -> None:
        """Nobody reads the run any more."""


@dataclass(frozen=True)
class Restored:
    """A message of a run: its worker was lost, and another goes on with it.

    Attributes:
        session: whose run it is.
        at: where it goes on from, as the session says (`rdlab.engine.protocol.PortableSession.standing`).
    """

    session: SessionName
    at: Any


@dataclass(frozen=True)
class Message:
    """What has come in for a run, and from which worker."""

    kind: str
    value: Any
    worker: WorkerProcess


class Run(AsyncIterator[Any]):
    """The messages of one job. The job starts with the first message asked for.

    A ``Restored`` among them says that the job has moved to another worker; its messages go on from where the
    session stood there last.

    What the job yields comes in order. Between, and at the end, come snapshots; a new one is made only when
    the reader has come back from the one before, so a slow reader gets fewer, never older ones. A new run of
    the same visitor ends this one without a last snapshot. When the reader goes away (`aclose`, a cancelled
    task, the last reference gone), the job is stopped.
    """

    def __init__(self, engine: Host, visitor: SessionName, method: str, kwargs: dict[str, Any]) -> None:
        self._engine, self._what = engine, (visitor, method, kwargs)
        self._id = 0
        self._inbox: Inbox | None = None
        self._last: Message | None = None  # the message handed over before
        self._over = False

    async def __anext__(self) -> Any:
        if self._over:
            raise StopAsyncIteration
        try:
            if self._inbox is None:
                self._id, self._inbox = self._engine.begin(*self._what)
            elif self._last:
                self._engine.took(self._id, self._inbox, self._last)
            self._last = await self._inbox.get(self._engine.limits.silence)
        except BaseException:
            self.close()
            raise
        if self._last.kind != "end":
            return self._last.value
        self.close()
        raise self._last.value or StopAsyncIteration

    def close(self) -> None:
        """Stop the job and read no further."""
        self._over = True
        self._engine.quit(self._id)

    async def aclose(self) -> None:
        """Stop the job and read no further."""
        self.close()

    def __del__(self) -> None:
        if not self._over:
            self.close()


class Inbox:
    """Messages of one run, from the thread that reads the worker to the loop that reads the run.

    Attributes:
        worker: that has the job now.
        visitor: whose it is.
        job: its method and packed arguments.
    """

    def __init__(self, worker: WorkerProcess, visitor: SessionName, job: tuple[str, bytes]) -> None:
        self.worker, self.visitor, self.job = worker, visitor, job
        self._lock = threading.Lock()
        self._messages: deque[Message] = deque()
        self._reader: asyncio.Future | None = None

    def put(self, kind: str, value: Any) -> None:
        """A message has come in: wakes who waits for it."""
        with self._lock:
            self._messages.append(Message(kind, value, self.worker))
            reader, self._reader = self._reader, None
        if reader:
            resolve(reader, None)

    async def get(self, longest: float) -> Message:
        """The next message; raises NoAnswer where none comes for so many seconds."""
        while True:
            with self._lock:
                if self._messages:
                    return self._messages.popleft()
                self._reader = reader = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(longest):
                    await reader
            except TimeoutError:
                raise NoAnswer(longest) from None


def resolve(future: asyncio.Future, value: Any, error: Exception | None = None) -> None:
    """Settle a future of whatever loop from whatever thread."""

    def settle() -> None:
        if not future.done():
            if error is None:
                future.set_result(value)
            else:
                future.set_exception(error)

    with suppress(RuntimeError):  # the loop is closed: nobody waits any more
        future.get_loop().call_soon_threadsafe(settle)
