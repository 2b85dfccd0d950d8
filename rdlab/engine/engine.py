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

from rdlab.engine.process import WorkerProcess, default_workers
from rdlab.engine.protocol import EngineError, EngineFull, Limits, owner_of, pack, unpack, unpack_error
from rdlab.engine.run import Inbox, Run, resolve

_CLOSED = "The engine is closed."


SESSIONS = {
    "": "rdlab.lab.session:LabSession",
    "compare": "rdlab.compare.session:CompareSession",
    "learn": "rdlab.learn.session:LearnSession",
}


class Engine:
    """Hosts one session for each visitor on a few worker processes that share their cores fairly.

    A session is made at the visitor's first call and stays on its worker. All methods may be used from any
    event loop. They raise EngineError (and its kinds in `rdlab.engine.protocol`) when the engine cannot
    serve, and otherwise whatever the session's method raised.

    A visitor who does several things at once has a session for each, named "visitor/…/0", "visitor/…/1", …:
    they spread over the workers, and together get no more of the computing than one visitor.

    Args:
        session: ``package.module:Class``; see `rdlab.engine.protocol.Session` for what it has to offer. Or
            several such by kind: those of visitors named "…/kind/…", and "" for all others.
        workers: number of processes; by default RDLAB_WORKERS or the usable cores, at most eight.
        limits: all tunables.
    """

    def __init__(
        self,
        session: str | Mapping[str, str] = SESSIONS,
        workers: int | None = None,
        limits: Limits | None = None,
    ):
        self.limits = limits or Limits()
        self._sessions = {"": session} if isinstance(session, str) else dict(session)
        self._ids = itertools.count(1)
        self._lock = threading.RLock()  # guards the four below
        self._visitors: dict[str, _Visitor] = {}
        self._calls: dict[int, _Call] = {}
        self._runs: dict[int, Inbox] = {}
        self._workers: list[WorkerProcess | None] = [None] * (workers or default_workers())
        self._closed = threading.Event()
        for place in range(len(self._workers)):
            self._start(place)
        threading.Thread(target=self._watch, name="rdlab-engine", daemon=True).start()

    # --- for handlers

    async def call(self, visitor: str, method: str, /, **kwargs: Any) -> Any:
        """What the session's ``method`` returns; answered before any training goes on. Cancellable."""
        data = pack(kwargs)
        with self._lock:
            waiting = sum(call.visitor == visitor for call in list(self._calls.values()))
            if waiting >= self.limits.requests:
                raise EngineFull("requests", waiting, self.limits.requests)
            return_to = self._ask(self._place(visitor), "call", visitor, method, data)
        return await return_to

    def run(self, visitor: str, method: str, /, **kwargs: Any) -> Run:
        """The messages of a long job of the session, to be read with ``async for``; see `Run`."""
        return Run(self, visitor, method, kwargs)

    async def pause(self, visitor: str) -> bool:
        """Hold the visitor's job; a snapshot of where it stands follows. False, here and below: no job."""
        return await self._control("pause", visitor)

    async def resume(self, visitor: str) -> bool:
        """Let a paused job go on."""
        return await self._control("resume", visitor)

    async def step(self, visitor: str, quanta: int = 1) -> bool:
        """Run a job for ``quanta`` more quanta and hold it there; a snapshot follows."""
        return await self._control("step", visitor, quanta)

    async def pace(self, visitor: str, rate: float) -> bool:
        """From now on run so many of the visitor's steps a second at most: math.inf is full speed, 0 holds
        a job at its first step. Acts at once on a running job, and lets a paused one go on unless it is 0."""
        return await self._control("pace", visitor, rate)

    async def rate(self, visitor: str, snapshots: float) -> bool:
        """No more than so many snapshots a second for the visitor from now on, all of "visitor/…" too."""
        with self._lock:
            names = [name for name in self._visitors if owner_of(name) == owner_of(visitor)]
        return any(await asyncio.gather(*(self._control("rate", name, snapshots) for name in names)))

    async def stop(self, visitor: str) -> bool:
        """End the visitor's job at its next quantum; its run ends with a last snapshot."""
        return await self._control("stop", visitor)

    async def drop(self, visitor: str) -> bool:
        """Free all of a visitor who has left, "visitor/…" too; what still waits raises SessionDropped."""
        with self._lock:
            names = [name for name in self._visitors if name == visitor or name.startswith(f"{visitor}/")]
            seats = [(name, self._visitors.pop(name)) for name in names]
            answers = [self._ask(seat.worker, "drop", name) for name, seat in seats]
        return any(await asyncio.gather(*answers))

    def crowded(self, visitor: str, busy: Iterable[str]) -> bool:
        """Whether more of the other ``busy`` visitors are on this visitor's worker than elsewhere."""
        with self._lock:
            return self._emptier(visitor, busy) is not None

    async def move(self, visitor: str, busy: Iterable[str]) -> bool:
        """Drop the visitor's session, if it is still crowded among the ``busy``, and make the next one where
        the fewest of them are. Their places change at once, so that of two who ask only those move who must.
        """
        with self._lock:
            place = self._emptier(visitor, busy)
            if place is None:
                return False
            answer = self._ask(self._visitors[visitor].worker, "drop", visitor)
            self._visitors[visitor] = _Visitor(self._workers[place] or self._start(place), monotonic())
        return await answer

    def holds(self, visitor: str) -> bool:
        """Whether the visitor has a session now (none yet, dropped, or lost with its worker: False)."""
        return visitor in self._visitors

    async def stats(self) -> list[dict[str, Any]]:
        """For each worker that answers: pid, sessions, alive (session objects in memory), jobs, and for each
        visitor seconds of computing and number of quanta."""
        with self._lock:
            asked = [self._ask(worker, "stats", "") for worker in self._workers if worker]
        answers = await asyncio.gather(*asked, return_exceptions=True)
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

    def _place(self, visitor: str) -> WorkerProcess:
        """The worker of a visitor; for a new one that with the fewest of what they do at the same time, then
        the fewest jobs, then the fewest sessions."""
        if self._closed.is_set():
            raise EngineError(_CLOSED)
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

    def _emptier(self, visitor: str, busy: Iterable[str]) -> int | None:
        """The worker with the fewest of the other ``busy`` visitors, if there are more on this visitor's."""
        mine = self._visitors.get(visitor)
        if mine is None:
            return None
        others = [self._visitors[name].worker for name in busy if name in self._visitors and name != visitor]
        counts = [others.count(worker) for worker in self._workers]
        return counts.index(min(counts)) if others.count(mine.worker) > min(counts) else None

    def _load(self, worker: WorkerProcess | None, visitor: str) -> tuple[int, int, int]:
        together = visitor.rpartition("/")[0]
        here = [name for name, seat in self._visitors.items() if seat.worker is worker]
        jobs = sum(run.worker is worker for run in list(self._runs.values()))
        beside = sum(name.rpartition("/")[0] == together for name in here) if together else 0
        return beside, jobs, len(here)

    def _spread(self, visitor: str) -> None:
        """Tell the workers on how many of them the jobs of the visitor's owner run. No lock, as `_quit`."""
        if "/" not in visitor:
            return
        owner = owner_of(visitor)
        running = {run.worker for run in list(self._runs.values()) if owner_of(run.visitor) == owner}
        seats = {seat.worker: name for name, seat in list(self._visitors.items()) if owner_of(name) == owner}
        for worker, name in seats.items():
            worker.send("spread", 0, name, max(1, len(running)))

    def _ask(self, worker: WorkerProcess, kind: str, visitor: str, *rest: Any) -> asyncio.Future:
        """Send a request; the future of its answer."""
        id, future = next(self._ids), asyncio.get_running_loop().create_future()
        self._calls[id] = _Call(worker, visitor, future)
        future.add_done_callback(lambda done: done.cancelled() and self._cancel(id))
        worker.send(kind, id, visitor, *rest)
        return future

    def _cancel(self, id: int) -> None:
        call = self._calls.pop(id, None)
        if call:
            call.worker.send("cancel", id, call.visitor)

    async def _control(self, kind: str, visitor: str, *rest: Any) -> bool:
        with self._lock:
            seat = self._visitors.get(visitor)
            if seat is None:
                return False
            seat.used = monotonic()
            answer = self._ask(seat.worker, kind, visitor, *rest)
        return await answer

    def _begin(self, visitor: str, method: str, kwargs: dict[str, Any]) -> tuple[int, Inbox]:
        """Start a job for a `Run`."""
        data = pack(kwargs)
        with self._lock:
            worker, id = self._place(visitor), next(self._ids)
            inbox = self._runs[id] = Inbox(worker, visitor)
            worker.send("run", id, visitor, method, data)
            self._spread(visitor)
        return id, inbox

    def _took(self, id: int, inbox: Inbox, kind: str) -> None:
        """A `Run` has handed over a message and comes for the next."""
        inbox.worker.send("took", id, inbox.visitor, kind == "snapshot")
        with suppress(KeyError):
            self._visitors[inbox.visitor].used = monotonic()

    def _quit(self, id: int) -> None:
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
    visitor: str
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
