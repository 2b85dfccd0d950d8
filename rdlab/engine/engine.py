"""The fair engine: the sessions and runs of all visitors on a fixed number of worker processes.

This is the side of the web process: it only passes messages and never computes, so the event loop stays free.
`rdlab.engine.worker` is the other side.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

from rdlab.engine.errors import EngineError, EngineFull, NoAnswer, unpack_error
from rdlab.engine.names import NOBODY, Name, SessionName
from rdlab.engine.process import WorkerProcess, default_workers
from rdlab.engine.protocol import Limits, pack, unpack
from rdlab.engine.run import Inbox, Run, resolve

_CLOSED = "The engine is closed."


class Engine:
    """Hosts one session for each visitor on a few worker processes that share their cores fairly.

    A session is made at the visitor's first call and stays on its worker. All methods may be used from any
    event loop. They raise EngineError (and its kinds in `rdlab.engine.errors`) when the engine cannot
    serve, and otherwise whatever the session's method raised.

    A visitor who does several things at once has a session for each (see `rdlab.engine.names.SessionName`):
    they spread over the workers, and together get no more of the computing than one visitor.

    Args:
        sessions: ``package.module:Class``; see `rdlab.engine.protocol.Session` for what it has to offer. Or
            several such by the kind in the sessions' names; that of "" serves all other kinds too.
        workers: number of processes; by default RDLAB_WORKERS or the usable cores, at most eight.
        limits: all tunables.
    """

    def __init__(
        self,
        sessions: str | Mapping[str, str],
        workers: int | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._sessions = {"": sessions} if isinstance(sessions, str) else dict(sessions)
        if not self._sessions:
            raise ValueError("sessions: got none; allowed: the class of at least one kind of session.")
        self._ids = itertools.count(1)
        self._lock = threading.RLock()  # guards the four below
        self._visitors: dict[SessionName, _Visitor] = {}
        self._calls: dict[int, _Call] = {}
        self._runs: dict[int, Inbox] = {}
        self._workers: list[WorkerProcess | None] = [None] * (workers or default_workers())
        self._closed = threading.Event()
        for place in range(len(self._workers)):
            self._start(place)
        threading.Thread(target=self._watch, name="rdlab-engine", daemon=True).start()

    # --- for handlers

    async def call(self, visitor: Name, method: str, /, **kwargs: Any) -> Any:
        """What the session's ``method`` returns; answered before any training goes on. Cancellable."""
        name, data = SessionName.of(visitor), pack(kwargs)
        with self._lock:
            waiting = sum(call.visitor == name for call in list(self._calls.values()))
            if waiting >= self.limits.requests:
                raise EngineFull("requests", waiting, self.limits.requests)
            return_to = self._ask(self._place(name), "call", name, method, data)
        return await self._answer(return_to)

    def run(self, visitor: Name, method: str, /, **kwargs: Any) -> Run:
        """The messages of a long job of the session, to be read with ``async for``; see `Run`."""
        return Run(self, SessionName.of(visitor), method, kwargs)

    async def pause(self, visitor: Name) -> bool:
        """Hold the visitor's job; a snapshot of where it stands follows. False, here and below: no job."""
        return await self._control("pause", visitor)

    async def resume(self, visitor: Name) -> bool:
        """Let a paused job go on."""
        return await self._control("resume", visitor)

    async def step(self, visitor: Name, quanta: int = 1) -> bool:
        """Run a job for ``quanta`` more quanta and hold it there; a snapshot follows."""
        return await self._control("step", visitor, quanta)

    async def pace(self, visitor: Name, rate: float) -> bool:
        """Run so many of the visitor's steps a second at most: math.inf is full speed, 0 holds them.

        From now on; acts at once on a running job, and lets a paused one go on unless it is 0.
        """
        return await self._control("pace", visitor, rate)

    async def rate(self, visitor: Name, snapshots: float) -> bool:
        """No more than so many snapshots a second for the visitor's owner from now on."""
        owner = SessionName.of(visitor).owner
        with self._lock:
            names = [name for name in self._visitors if name.owner == owner]
        return any(await asyncio.gather(*(self._control("rate", name, snapshots) for name in names)))

    async def stop(self, visitor: Name) -> bool:
        """End the visitor's job at its next quantum; its run ends with a last snapshot."""
        return await self._control("stop", visitor)

    async def drop(self, visitor: Name) -> bool:
        """Free all sessions that this name includes; what still waits for them raises SessionDropped.

        "a" includes all of a visitor who has left.
        """
        whole = SessionName.of(visitor)
        with self._lock:
            seats = [
                (name, self._visitors.pop(name)) for name in list(self._visitors) if whole.includes(name)
            ]
            answers = [self._ask(seat.worker, "drop", name) for name, seat in seats]
        return any(await asyncio.gather(*map(self._answer, answers)))

    def touch(self, visitor: Name) -> None:
        """The visitor is still there: their sessions count as used."""
        whole, now = SessionName.of(visitor), monotonic()
        with self._lock:
            for name, seat in self._visitors.items():
                if whole.includes(name):
                    seat.used = now

    def crowded(self, visitor: Name, busy: Iterable[Name]) -> bool:
        """Whether more of the other ``busy`` visitors are on this visitor's worker than elsewhere."""
        with self._lock:
            return self._emptier(SessionName.of(visitor), busy) is not None

    async def move(self, visitor: Name, busy: Iterable[Name]) -> bool:
        """Drop a session still crowded among the ``busy``, to make the next where the fewest of them are.

        Their places change at once, so that of two who ask only those move who must.
        """
        name = SessionName.of(visitor)
        with self._lock:
            place = self._emptier(name, busy)
            if place is None:
                return False
            answer = self._ask(self._visitors[name].worker, "drop", name)
            self._visitors[name] = _Visitor(self._workers[place] or self._start(place), monotonic())
        return await self._answer(answer)

    def holds(self, visitor: Name) -> bool:
        """Whether the visitor has a session now (none yet, dropped, or lost with its worker: False)."""
        return SessionName.of(visitor) in self._visitors

    async def stats(self) -> list[dict[str, Any]]:
        """What each worker that answers holds, and what its visitors have had (`rdlab.engine.worker`)."""
        with self._lock:
            asked = [self._ask(worker, "stats", NOBODY) for worker in self._workers if worker]
        answers = await asyncio.gather(*map(self._answer, asked), return_exceptions=True)
        return [answer for answer in answers if isinstance(answer, dict)]

    def close(self) -> None:
        """End all workers; what still waits raises EngineError."""
        with self._lock:
            self._closed.set()
            workers = [worker for worker in self._workers if worker]
        for worker in workers:
            worker.kill()
        for worker in workers:
            worker.join()

    # --- workers and visitors (with the lock held)

    def _start(self, place: int) -> WorkerProcess:
        worker = WorkerProcess(self._sessions, self.limits, self._receive, self._ended)
        self._workers[place] = worker
        return worker

    def _place(self, visitor: SessionName) -> WorkerProcess:
        """The worker of a visitor; for a new one the least loaded, as `_load` compares them."""
        if self._closed.is_set():
            raise EngineError(_CLOSED)
        if not {visitor.kind, ""} & self._sessions.keys():
            raise EngineError(f"No session is of kind {visitor.kind!r}; known: {', '.join(self._sessions)}.")
        seat = self._visitors.get(visitor)
        if seat is None:
            limit = self.limits.sessions * len(self._workers)
            if len(self._visitors) >= limit:
                raise EngineFull("sessions", len(self._visitors), limit)
            place = min(range(len(self._workers)), key=lambda i: self._load(self._workers[i], visitor))
            seat = _Visitor(self._workers[place] or self._start(place))
            self._visitors[visitor] = seat
        seat.used = monotonic()
        return seat.worker

    def _emptier(self, visitor: SessionName, busy: Iterable[Name]) -> int | None:
        """The worker with the fewest of the other ``busy`` visitors, if there are more on this visitor's."""
        mine = self._visitors.get(visitor)
        if mine is None:
            return None
        names = {SessionName.of(name) for name in busy} - {visitor}
        others = [id(self._visitors[name].worker) for name in names if name in self._visitors]
        counts = [others.count(id(worker)) for worker in self._workers]
        return counts.index(min(counts)) if others.count(id(mine.worker)) > min(counts) else None

    def _load(self, worker: WorkerProcess | None, visitor: SessionName) -> tuple[int, int, int]:
        """How many of what the visitor does at the same time it has, how many jobs, how many sessions."""
        here = [name for name, seat in self._visitors.items() if seat.worker is worker]
        jobs = sum(run.worker is worker for run in list(self._runs.values()))
        beside = sum(name.group == visitor.group for name in here) if visitor.kind else 0
        return beside, jobs, len(here)

    def _spread(self, visitor: SessionName) -> None:
        """Tell the workers on how many of them the jobs of the visitor's owner run. No lock, as `quit`."""
        if not visitor.kind:
            return
        owner = visitor.owner
        running = {run.worker for run in list(self._runs.values()) if run.visitor.owner == owner}
        seats = {seat.worker: name for name, seat in list(self._visitors.items()) if name.owner == owner}
        for worker, name in seats.items():
            worker.send("spread", 0, name, max(1, len(running)))

    def _ask(self, worker: WorkerProcess, kind: str, visitor: SessionName, *rest: Any) -> asyncio.Future:
        """Send a request; the future of its answer, to be awaited by `_answer`."""
        id, future = next(self._ids), asyncio.get_running_loop().create_future()
        self._calls[id] = _Call(worker, visitor, future)
        future.add_done_callback(lambda done: self._cancel(id) if done.cancelled() else None)
        worker.send(kind, id, visitor, *rest)
        return future

    async def _answer(self, future: asyncio.Future) -> Any:
        """What a request is answered; raises NoAnswer, and gives it up, after the longest wait."""
        try:
            async with asyncio.timeout(self.limits.answer) as wait:
                return await future
        except TimeoutError:
            if wait.expired():
                raise NoAnswer(self.limits.answer) from None
            raise  # the session's own

    def _cancel(self, id: int) -> None:
        call = self._calls.pop(id, None)
        if call:
            call.worker.send("cancel", id, call.visitor)

    async def _control(self, kind: str, visitor: Name, *rest: Any) -> bool:
        name = SessionName.of(visitor)
        with self._lock:
            seat = self._visitors.get(name)
            if seat is None:
                return False
            seat.used = monotonic()
            answer = self._ask(seat.worker, kind, name, *rest)
        return await self._answer(answer)

    # --- what a `Run` needs

    def begin(self, visitor: SessionName, method: str, kwargs: dict[str, Any]) -> tuple[int, Inbox]:
        """Start a job; its number, and where its messages come in."""
        data = pack(kwargs)
        with self._lock:
            worker, id = self._place(visitor), next(self._ids)
            inbox = self._runs[id] = Inbox(worker, visitor)
            worker.send("run", id, visitor, method, data)
            self._spread(visitor)
        return id, inbox

    def took(self, id: int, inbox: Inbox, kind: str) -> None:
        """The run has handed over a message and comes for the next."""
        inbox.worker.send("took", id, inbox.visitor, kind == "snapshot")
        with suppress(KeyError):
            self._visitors[inbox.visitor].used = monotonic()

    def quit(self, id: int) -> None:
        """Nobody reads run ``id`` any more. No lock: a finalizer may call this at any point."""
        inbox = self._runs.pop(id, None)
        if inbox:
            inbox.worker.send("quit", id, inbox.visitor)
            self._spread(inbox.visitor)

    # --- threads

    def _receive(self, kind: str, id: int, data: Any) -> None:
        """A message from a worker, in the thread that reads from it."""
        if kind in ("reply", "error"):
            call = self._calls.pop(id, None)
            if call:
                call.answer(*_decode(kind, data))
        elif kind == "end":
            inbox = self._runs.pop(id, None)
            if inbox:
                inbox.put("end", data and unpack_error(data))
                self._spread(inbox.visitor)
        else:
            inbox = self._runs.get(id)
            if inbox:
                value, error = _decode(kind, data)
                inbox.put("end" if error else kind, error or value)

    def _ended(self, worker: WorkerProcess, error: EngineError) -> None:
        """A worker's process has ended: tell all who waited for it, and replace it."""
        with self._lock:
            closed = self._closed.is_set()
            place = self._workers.index(worker)
            self._workers[place] = None
            for visitor in [name for name, seat in self._visitors.items() if seat.worker is worker]:
                del self._visitors[visitor]
            calls = [self._calls.pop(id) for id, call in list(self._calls.items()) if call.worker is worker]
            runs = [self._runs.pop(id) for id, run in list(self._runs.items()) if run.worker is worker]
        error = EngineError(_CLOSED) if closed else error
        for call in calls:
            call.answer(None, error)
        for run in runs:
            run.put("end", error)
        with self._lock:  # one that cannot even start is tried again when it is needed, not before
            if worker.ready and not self._closed.is_set() and self._workers[place] is None:
                self._start(place)

    def _watch(self) -> None:
        """Drop idle sessions and find workers that hang."""
        period = min(1.0, self.limits.idle / 4)
        while not self._closed.wait(period):
            with self._lock:
                now = monotonic()
                for visitor, seat in list(self._visitors.items()):
                    if now - seat.used > self.limits.idle:
                        del self._visitors[visitor]
                        seat.worker.send("drop", next(self._ids), visitor)
                workers = [worker for worker in self._workers if worker]
            for worker in workers:
                worker.check(period)


@dataclass
class _Visitor:
    worker: WorkerProcess
    used: float = 0.0


@dataclass
class _Call:
    worker: WorkerProcess
    visitor: SessionName
    future: asyncio.Future

    def answer(self, value: Any, error: Exception | None) -> None:
        resolve(self.future, value, error)


def _decode(kind: str, data: bytes) -> tuple[Any, Exception | None]:
    if kind == "error":
        return None, unpack_error(data)
    try:
        return unpack(data), None
    except Exception as error:  # its class is not known on this side
        return None, EngineError(f"The answer cannot be read: {error!r}")
