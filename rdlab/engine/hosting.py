"""Where sessions live: which worker has which, what is kept of each, and what a lost worker leaves behind.

The side of `rdlab.engine.engine.Engine` that hears the workers.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from rdlab.engine.errors import EngineError, EngineFull, WorkerDied, unpack_error
from rdlab.engine.names import Name, SessionName
from rdlab.engine.process import WorkerProcess
from rdlab.engine.protocol import Limits, unpack
from rdlab.engine.run import Inbox, Restored, resolve

_CLOSED = "The engine is closed."


@dataclass(eq=False)
class Visitor:
    """A session as the web process knows it.

    Attributes:
        serial: tells it from others of the same name, earlier and later.
        worker: that has it; None for one whose worker was lost, until it is used again.
        used: when, last.
        kept: its last checkpoint; {} while there is nothing to keep, None where it cannot be kept.
        kept_job: number of the job that ran then, 0 for none.
        untouched: whether it holds nothing that could not be had again at once.
        pace, rate, paused: what the visitor has asked for.
        deaths: of workers, within one job or call.
    """

    serial: int
    worker: WorkerProcess | None = None
    used: float = field(default_factory=monotonic)
    kept: dict[str, bytes] | None = field(default_factory=dict)
    kept_job: int = 0
    untouched: bool = False
    pace: float = math.inf
    rate: float = math.inf
    paused: bool = False
    deaths: int = 0

    def begin(self) -> None:
        """A new job begins."""
        self.paused, self.deaths = False, 0

    def remember(self, kind: str, *rest: Any) -> None:
        """What is asked of the job, for a worker that takes it over."""
        if kind == "pace":
            self.pace = rest[0]
            self.paused = self.paused and self.pace == 0
        elif kind == "rate":
            self.rate = rest[0]
        elif kind in ("pause", "step", "resume"):
            self.paused = kind != "resume"

    def keep(self, job: int, names: tuple[str, ...] | None, fresh: dict[str, bytes], untouched: bool) -> None:
        """A checkpoint has come: ``fresh`` are those of the parts ``names`` that have changed.

        Where the others are not known any more, it is none.
        """
        self.kept_job, self.untouched = job, untouched
        known = (self.kept or {}) | fresh
        whole = names is not None and known.keys() >= set(names)
        self.kept = {name: known[name] for name in names} if whole and names is not None else None

    def weight(self) -> int:
        """Bytes of its checkpoint."""
        return sum(map(len, (self.kept or {}).values()))


@dataclass(eq=False)
class Call:
    """A question to a worker, until it is answered."""

    worker: WorkerProcess
    visitor: SessionName
    future: asyncio.Future
    message: tuple[Any, ...]  # its kind, and what goes with it

    def answer(self, value: Any, error: Exception | None) -> None:
        """Settle it, from any thread."""
        resolve(self.future, value, error)


class Hosting:
    """The workers and the sessions on them.

    Args:
        sessions: ``package.module:Class`` by kind.
        workers: number of processes.
        limits: all tunables.
    """

    def __init__(self, sessions: dict[str, str], workers: int, limits: Limits) -> None:
        self.limits, self._sessions = limits, sessions
        self._ids = itertools.count(1)
        self._lock = threading.RLock()  # guards the four below
        self._visitors: dict[SessionName, Visitor] = {}
        self._calls: dict[int, Call] = {}
        self._runs: dict[int, Inbox] = {}
        self._workers: list[WorkerProcess | None] = [None] * workers
        self._closed = threading.Event()
        for place in range(workers):
            self._start(place)
        threading.Thread(target=self._watch, name="rdlab-engine", daemon=True).start()

    # --- with the lock held

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
            self._make_room()
            seat = self._visitors[visitor] = Visitor(next(self._ids))
        seat.used = monotonic()
        if seat.worker is None:
            place = min(range(len(self._workers)), key=lambda i: self._load(self._workers[i], visitor))
            self._settle(visitor, seat, self._workers[place] or self._start(place))
        assert seat.worker is not None
        return seat.worker

    def _lighten(self) -> None:
        """Checkpoints together stay within their bound: those of the sessions longest unused go."""
        weights = {name: seat.weight() for name, seat in self._visitors.items()}
        total = sum(weights.values())
        for name in sorted(weights, key=lambda name: self._visitors[name].used):
            if total <= self.limits.kept_by_all:
                return
            total -= weights[name]
            if weights[name] and self._visitors[name].worker:  # without a worker it is all there is of it
                self._visitors[name].kept = None

    def _settle(self, name: SessionName, seat: Visitor, worker: WorkerProcess) -> None:
        """Have the session on this worker: a new one, or what is kept of it."""
        seat.worker, job = worker, seat.kept_job if seat.kept_job in self._runs else 0
        worker.send("seat", seat.serial, name, seat.kept or {}, job)
        if seat.pace < math.inf:
            worker.send("pace", 0, name, seat.pace)
        if seat.rate < math.inf:
            worker.send("rate", 0, name, seat.rate)

    def _make_room(self) -> None:
        """In a full house who is not there leaves: first what has nothing to lose. Raises EngineFull."""
        limits, limit = self.limits, self.limits.sessions * len(self._workers)
        if len(self._visitors) < limit:
            return
        now, busy, owners = monotonic(), self._busy(), dict[str, float]()
        for name, seat in self._visitors.items():
            owners[name.owner] = max(owners.get(name.owner, 0.0), seat.used)
        idle = [(name, seat) for name, seat in self._visitors.items() if name not in busy]
        idle.sort(key=lambda pair: pair[1].used)
        spare = [(n, s) for n, s in idle if s.untouched and now - s.used > limits.spare]
        away = [(n, s) for n, s in idle if now - owners[n.owner] > limits.away]
        if not (spare or away):
            raise EngineFull("sessions", len(self._visitors), limit)
        self._dismiss(*(spare or away)[0])

    def _busy(self) -> set[SessionName]:
        """Sessions with a job, or a call that is not answered."""
        runs, calls = list(self._runs.values()), list(self._calls.values())
        return {run.visitor for run in runs} | {call.visitor for call in calls}

    def _dismiss(self, name: SessionName, seat: Visitor) -> None:
        del self._visitors[name]
        if seat.worker:
            seat.worker.send("drop", next(self._ids), name)

    def _emptier(self, visitor: SessionName, busy: Iterable[Name]) -> int | None:
        """The worker with the fewest of the other ``busy`` visitors, if there are more on this visitor's."""
        mine = self._visitors.get(visitor)
        if mine is None or mine.worker is None:
            return None
        names = {SessionName.of(name) for name in busy} - {visitor}
        others = [id(self._visitors[name].worker) for name in names if name in self._visitors]
        counts = [others.count(id(worker)) for worker in self._workers]
        return counts.index(min(counts)) if others.count(id(mine.worker)) > min(counts) else None

    def _load(self, worker: WorkerProcess | None, visitor: SessionName) -> tuple[int, int, int]:
        """How many of what the visitor does at the same time it has, how many jobs, how many sessions."""
        here = [name for name, seat in self._visitors.items() if worker and seat.worker is worker]
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
            if worker:
                worker.send("spread", 0, name, max(1, len(running)))

    def _ask(self, worker: WorkerProcess, kind: str, visitor: SessionName, *rest: Any) -> asyncio.Future:
        """Send a request; the future of its answer, to be awaited by `Engine._answer`."""
        id, future = next(self._ids), asyncio.get_running_loop().create_future()
        self._calls[id] = Call(worker, visitor, future, (kind, *rest))
        future.add_done_callback(lambda done: self._cancel(id) if done.cancelled() else None)
        worker.send(kind, id, visitor, *rest)
        return future

    def _cancel(self, id: int) -> None:
        call = self._calls.pop(id, None)
        if call:
            call.worker.send("cancel", id, call.visitor)

    # --- threads

    def _receive(self, worker: WorkerProcess, kind: str, id: int, data: Any) -> None:
        """A message from a worker, in the thread that reads from it."""
        if kind in ("reply", "error"):
            call = self._calls.pop(id, None)
            if call:
                self._answered(call.visitor)
                call.answer(*_decode(kind, data))
        elif kind == "several":
            for message in data:
                self._receive(worker, *message)
        elif kind == "kept":
            name, serial, *checkpoint = unpack(data)
            with self._lock:
                seat = self._visitors.get(name)
                if seat and seat.worker is worker and seat.serial == serial:
                    seat.keep(id, *checkpoint)
                    self._lighten()
        elif kind == "end":
            inbox = self._runs.pop(id, None)
            if inbox:
                inbox.put("end", data and unpack_error(data))
                self._spread(inbox.visitor)
        else:
            inbox = self._runs.get(id)
            if inbox:
                value, error = _decode(kind, data)
                value = Restored(inbox.visitor, value) if kind == "restored" else value
                inbox.put("end" if error else kind, error or value)

    def _ended(self, worker: WorkerProcess, error: EngineError) -> None:
        """A worker's process has ended: replace it, move what it had, and tell who waits for what is lost."""
        with self._lock:
            closed = self._closed.is_set()
            place = self._workers.index(worker)
            self._workers[place] = None
            if worker.ready and not closed:  # one that cannot even start is tried again when it is needed
                self._start(place)
            error = EngineError(_CLOSED) if closed else error
            waiting: list[tuple[int, Call | Inbox]] = [
                *((id, call) for id, call in list(self._calls.items()) if call.worker is worker),
                *((id, run) for id, run in list(self._runs.items()) if run.worker is worker),
            ]
            waiting.sort(key=lambda pair: pair[0])  # in the order in which they were asked for
            seats = {name: seat for name, seat in self._visitors.items() if seat.worker is worker}
            movable = isinstance(error, WorkerDied)
            for name, seat in seats.items():
                seat.worker = None
                mine = [(id, one) for id, one in waiting if one.visitor == name]
                seat.deaths += bool(mine)
                kept = seat.kept is not None and self._portable(worker, name)
                if not (movable and kept and seat.deaths < self.limits.deaths):
                    del self._visitors[name]
                elif mine:
                    self._move(name, seat, mine)
            for id, one in waiting:
                if one.worker is worker:  # not moved
                    self._give_up(id, one, error)

    def _answered(self, visitor: SessionName) -> None:
        """A call was answered: unless a job runs, what its worker has survived is over."""
        seat = self._visitors.get(visitor)
        if seat and seat.deaths and visitor not in {run.visitor for run in list(self._runs.values())}:
            seat.deaths = 0

    def _portable(self, worker: WorkerProcess, name: SessionName) -> bool:
        kind = name.kind if name.kind in self._sessions else ""
        return any(kind in one.portable for one in (worker, *self._workers) if one)  # one may not be ready

    def _move(self, name: SessionName, seat: Visitor, waiting: list[tuple[int, Call | Inbox]]) -> None:
        """Another worker goes on with a session, and with what waits for it."""
        worker = self._place(name)
        for id, one in waiting:
            one.worker = worker
            if isinstance(one, Call):
                kind, *rest = one.message
                worker.send(kind, id, name, *rest)
            else:
                worker.send("run", id, name, *one.job, True)
                if seat.paused:
                    worker.send("pause", 0, name)
        self._spread(name)

    def _give_up(self, id: int, one: Call | Inbox, error: EngineError) -> None:
        if isinstance(one, Call):
            self._calls.pop(id, None)
            dropped = one.message[0] == "drop" and isinstance(error, WorkerDied)
            one.answer(*((True, None) if dropped else (None, error)))
        else:
            self._runs.pop(id, None)
            one.put("end", error)

    def _watch(self) -> None:
        """Drop idle sessions and find workers that hang."""
        period = min(1.0, self.limits.idle / 4)
        while not self._closed.wait(period):
            with self._lock:
                now = monotonic()
                for visitor, seat in list(self._visitors.items()):
                    if now - seat.used > self.limits.idle:
                        self._dismiss(visitor, seat)
                workers = [worker for worker in self._workers if worker]
            for worker in workers:
                worker.check(period)


def _decode(kind: str, data: bytes) -> tuple[Any, Exception | None]:
    if kind == "error":
        return None, unpack_error(data)
    try:
        return unpack(data), None
    except Exception as error:  # its class is not known on this side
        return None, EngineError(f"The answer cannot be read: {error!r}")
