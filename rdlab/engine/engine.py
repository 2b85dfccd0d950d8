"""The fair engine: the sessions and runs of all visitors on a fixed number of worker processes.

This is the side of the web process: it only passes messages and never computes, so the event loop stays free.
`rdlab.engine.worker` is the other side.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any

from rdlab.engine.errors import EngineFull, NoAnswer
from rdlab.engine.hosting import Hosting, Visitor
from rdlab.engine.names import NOBODY, Name, SessionName
from rdlab.engine.process import default_workers
from rdlab.engine.protocol import Limits, pack
from rdlab.engine.run import Inbox, Message, Run


class Engine(Hosting):
    """Hosts one session for each visitor on a few worker processes that share their cores fairly.

    A session is made at the visitor's first call and stays on its worker. All methods may be used from any
    event loop. They raise EngineError (and its kinds in `rdlab.engine.errors`) when the engine cannot
    serve, and otherwise whatever the session's method raised.

    A visitor who does several things at once has a session for each (see `rdlab.engine.names.SessionName`):
    they spread over the workers, and together get no more of the computing than one visitor.

    A worker that dies or hangs is replaced. Sessions that can be gone on with elsewhere
    (`rdlab.engine.protocol.PortableSession`) move to another: calls are answered, and runs go on, after one
    `rdlab.engine.run.Restored`. All others are lost, and what waits for them raises WorkerDied.

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
        kinds = {"": sessions} if isinstance(sessions, str) else dict(sessions)
        if not kinds:
            raise ValueError("sessions: got none; allowed: the class of at least one kind of session.")
        super().__init__(kinds, workers or default_workers(), limits or Limits())

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

    def touch(self, visitor: Name) -> bool:
        """All sessions of the visitor's owner count as used now: the page is alive. False: there are none."""
        owner, found = SessionName.of(visitor).owner, False
        for name, seat in list(self._visitors.items()):
            if name.owner == owner:
                seat.used, found = monotonic(), True
        return found

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
            answers = [self._ask(seat.worker, "drop", name) for name, seat in seats if seat.worker]
        return any([len(answers) < len(seats), *await asyncio.gather(*map(self._answer, answers))])

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
            worker = self._visitors[name].worker
            assert worker is not None  # one without is crowded nowhere
            answer = self._ask(worker, "drop", name)
            self._visitors[name] = Visitor(next(self._ids))
            self._settle(name, self._visitors[name], self._workers[place] or self._start(place))
        return await self._answer(answer)

    def holds(self, visitor: Name) -> bool:
        """Whether the visitor has a session now (none yet, dropped, or lost for good: False)."""
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

    # --- questions to workers

    async def _answer(self, future: asyncio.Future) -> Any:
        """What a request is answered; raises NoAnswer, and gives it up, after the longest wait."""
        try:
            async with asyncio.timeout(self.limits.answer) as wait:
                return await future
        except TimeoutError:
            if wait.expired():
                raise NoAnswer(self.limits.answer) from None
            raise  # the session's own

    async def _control(self, kind: str, visitor: Name, *rest: Any) -> bool:
        name = SessionName.of(visitor)
        with self._lock:
            seat = self._visitors.get(name)
            if seat is None:
                return False
            seat.remember(kind, *rest)
            if seat.worker is None:  # its worker was lost while it had nothing to do
                seat.used = monotonic()
                return False
            answer = self._ask(self._place(name), kind, name, *rest)
        return await self._answer(answer)

    # --- what a `Run` needs

    def begin(self, visitor: SessionName, method: str, kwargs: dict[str, Any]) -> tuple[int, Inbox]:
        """Start a job; its number, and where its messages come in."""
        data = pack(kwargs)
        with self._lock:
            worker, id = self._place(visitor), next(self._ids)
            inbox = self._runs[id] = Inbox(worker, visitor, (method, data))
            self._visitors[visitor].begin()
            worker.send("run", id, visitor, method, data)
            self._spread(visitor)
        return id, inbox

    def took(self, id: int, inbox: Inbox, message: Message) -> None:
        """The run has handed over a message and comes for the next."""
        if message.worker is inbox.worker:  # another, which is lost, counts no more
            inbox.worker.send("took", id, inbox.visitor, message.kind == "snapshot")
        with suppress(KeyError):
            self._visitors[inbox.visitor].used = monotonic()

    def quit(self, id: int) -> None:
        """Nobody reads run ``id`` any more. No lock: a finalizer may call this at any point."""
        inbox = self._runs.pop(id, None)
        if inbox:
            inbox.worker.send("quit", id, inbox.visitor)
            self._spread(inbox.visitor)
