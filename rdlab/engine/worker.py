"""A worker process: the sessions of many visitors, served in turns, and the messages about them."""

from __future__ import annotations

import gc
import os
import queue
import signal
import sys
import threading
import traceback
import weakref
from collections.abc import Callable
from importlib import import_module
from time import monotonic
from typing import Any

from rdlab.engine import protocol
from rdlab.engine.errors import EngineError, SessionDropped, pack_error
from rdlab.engine.names import SessionName
from rdlab.engine.protocol import Limits, pack, unpack
from rdlab.engine.scheduler import Turns
from rdlab.engine.seats import Account, Job, Seat, Task

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Pipe
else:
    from multiprocessing.connection import Connection as Pipe


class Worker(Turns):
    """What a worker does about each message (``on_...``). Messages come in through ``inbox``."""

    def __init__(self, limits: Limits, send: Callable[[str, int, Any], None]) -> None:
        super().__init__(limits, send)
        self.makers: dict[str, Callable[[], Any]] = {}  # by kind of visitor; "" for those of no other
        self.inbox: queue.SimpleQueue[tuple] = queue.SimpleQueue()
        self.sessions: weakref.WeakSet = weakref.WeakSet()

    def receive(self, wait: float | None = 0.0) -> None:
        """Handle the messages that have come; ``wait`` seconds for the first of them, None: for ever."""
        if wait != 0:
            try:
                self.handle(self.inbox.get(timeout=wait))
            except queue.Empty:
                return
        while not self.inbox.empty():
            self.handle(self.inbox.get())

    def handle(self, message: tuple) -> None:
        """Do what a message from the engine asks, and answer it where there is an answer at once."""
        kind, id, visitor, *rest = message
        result = getattr(self, "on_" + kind)(id, visitor, *rest)
        if result is not None:
            self.send("reply", id, pack(result))

    def seat(self, visitor: SessionName) -> Seat:
        """The visitor's seat; a new one shares the account of its owner."""
        seat = self.seats.get(visitor)
        if seat is None:
            owner = visitor.owner
            known = (seat.account for name, seat in self.seats.items() if name.owner == owner)
            seat = self.seats[visitor] = Seat(visitor, next(known, None) or Account())
        return seat

    def bind(
        self, visitor: SessionName, method: str, data: bytes, resumed: bool = False
    ) -> Callable[[], Any]:
        """The call to come; everything that can fail waits until then, in the visitor's own turn."""
        seat = self.seat(visitor)

        def begin() -> Any:
            if seat.session is None:
                self.make(seat)
            if method.startswith("_"):
                raise AttributeError(f"{method} is not a public method")
            if resumed:
                return seat.session.resume(method, unpack(data))
            return getattr(seat.session, method)(**unpack(data))

        return begin

    def make(self, seat: Seat) -> None:
        """The seat's session, as it was elsewhere if it was."""
        make = self.makers.get(seat.name.kind) or self.makers[""]
        kept, seat.kept = seat.kept, {}
        session = make()
        session.paused = False
        if kept:
            session.restore(kept, bool(seat.kept_job))
            seat.sent = {name: hash(data) for name, data in kept.items()}
        self.sessions.add(session)
        seat.session, seat.keeps = session, hasattr(session, "restore")

    def on_seat(self, id: int, visitor: SessionName, kept: dict[str, bytes], kept_job: int) -> None:
        """A visitor comes, maybe from another worker; ``id`` tells them from others of their name."""
        seat = self.seat(visitor)
        seat.serial, seat.kept, seat.kept_job = id, kept, kept_job

    def on_call(self, id: int, visitor: SessionName, method: str, data: bytes) -> None:
        """A method of the session is to be called."""

        def failed(error: BaseException) -> None:
            self.send("error", id, pack_error(error))

        def done(value: Any) -> None:
            try:
                reply = pack(value)
            except Exception as error:
                failed(error)
            else:
                self.send("reply", id, reply)

        seat = self.seat(visitor)
        seat.tasks.append(Task(id, self.bind(visitor, method, data), done, failed))
        self.called = True

    def on_run(self, id: int, visitor: SessionName, method: str, data: bytes, restored: bool = False) -> None:
        """A job is to begin, in place of one that runs; ``restored``: it ran on a worker that was lost."""
        seat = self.seat(visitor)
        self.end_job(seat)
        begin = self.bind(visitor, method, data, resumed=restored and seat.kept_job == id)
        seat.job = Job(id, begin, deadline=monotonic() + self.limits.job)
        if restored:
            seat.tasks.append(self.say_where(seat, seat.job))

    def say_where(self, seat: Seat, job: Job) -> Task:
        """Make the session of a job from elsewhere, also of a paused one, and tell the job's reader."""

        def begin() -> None:
            if seat.session is None:
                self.make(seat)
            if seat.job is job:
                seat.session.paused = job.paused
                self.deliver("restored", job, seat.session.standing(), seat)

        def failed(error: BaseException) -> None:
            if seat.job is job:
                self.end_job(seat, error)

        return Task(job.id, begin, lambda _: None, failed)

    def on_took(self, id: int, visitor: SessionName, snapshot: bool) -> None:
        """The consumer of job ``id`` has taken a message."""
        seat = self.seats.get(visitor)
        if seat and seat.job and seat.job.id == id:
            seat.job.unread -= 1
            seat.job.waiting = seat.job.waiting or snapshot

    def on_pause(self, id: int, visitor: SessionName) -> bool:
        """Pause the job."""
        return self.set_paused(visitor, True)

    def on_resume(self, id: int, visitor: SessionName) -> bool:
        """Let the paused job go on."""
        return self.set_paused(visitor, False)

    def on_step(self, id: int, visitor: SessionName, quanta: int) -> bool:
        """Pause the job, but for so many quanta."""
        job = self.set_paused(visitor, True) and self.seats[visitor].job
        if job:
            job.quanta += quanta
        return bool(job)

    def on_spread(self, id: int, visitor: SessionName, workers: int) -> None:
        """The jobs of the visitor's owner run on so many workers now."""
        if visitor in self.seats:
            self.seats[visitor].account.workers = workers

    def on_pace(self, id: int, visitor: SessionName, rate: float) -> bool:
        """From now on so many steps a second; 0 holds the job as well, any other rate lets it go on."""
        seat = self.seats.get(visitor)
        if seat is None:
            return False
        seat.pace = rate
        if seat.job:
            seat.job.not_before, seat.job.held = 0.0, False
            if rate > 0 or (seat.session is not None and seat.session.paced):
                seat.job.held = rate == 0
                self.pause(seat, seat.job, rate == 0)
        return seat.job is not None

    def on_rate(self, id: int, visitor: SessionName, rate: float) -> bool:
        """From now on no more than so many snapshots a second."""
        seat = self.seats.get(visitor)
        if seat is not None:
            seat.rate = rate
        return seat is not None

    def set_paused(self, visitor: SessionName, paused: bool) -> bool:
        """Pause the job or let it go on; whether there is one."""
        seat = self.seats.get(visitor)
        job = seat.job if seat else None
        if seat is None or job is None:
            return False
        self.pause(seat, job, paused)
        return True

    def on_stop(self, id: int, visitor: SessionName) -> bool:
        """End the job, with a last snapshot; whether there was one."""
        seat = self.seats.get(visitor)
        return seat is not None and self.end_job(seat, show=seat.session is not None)

    def on_quit(self, id: int, visitor: SessionName) -> None:
        """The consumer of job ``id`` has gone."""
        seat = self.seats.get(visitor)
        if seat and seat.job and seat.job.id == id:
            self.end_job(seat)

    def on_cancel(self, id: int, visitor: SessionName) -> None:
        """Nobody waits for call ``id`` any more."""
        seat = self.seats.get(visitor)
        if seat is None:
            return
        for task in [task for task in seat.tasks if task.id == id]:
            seat.tasks.remove(task)
            if task.generator is not None:
                task.generator.close()

    def on_drop(self, id: int, visitor: SessionName) -> bool:
        """End the session and all that waits for it; whether there was one."""
        seat = self.seats.pop(visitor, None)
        if seat is None:
            return False
        error = SessionDropped("The session has ended.")
        self.end_job(seat, error)
        while seat.tasks:
            seat.tasks.popleft().failed(error)
        seat.session = None
        del seat
        gc.collect()  # cycles too, at once; cheap, as all that was imported is frozen
        return True

    def on_stats(self, id: int, visitor: SessionName) -> dict[str, Any]:
        """What this worker holds, and for each visitor seconds of computing and number of quanta."""
        seats = self.seats
        return {
            "pid": os.getpid(),
            "sessions": len(seats),
            "alive": len(self.sessions),  # session objects in memory
            "jobs": sum(seat.job is not None for seat in seats.values()),
            "computing": {str(name): seat.computing for name, seat in seats.items()},
            "quanta": {str(name): seat.quanta for name, seat in seats.items()},
        }

    def on_ping(self, id: int, visitor: SessionName) -> bool:
        """A sign of life."""
        return True


def load(name: str) -> Callable[[], Any]:
    """The session class called ``package.module:Class``."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def main(inbox: int, outbox: int) -> None:
    """Serve the parent over the pipes with these handles until it closes them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is the parent's to handle
    os.dup2(2, 1)  # what a session prints goes to the log, not to what the parent prints
    source, sink = Pipe(inbox, writable=False), Pipe(outbox, readable=False)

    def send(kind: str, id: int, data: Any) -> None:
        try:
            protocol.send(sink, (kind, id, data))
        except OSError:  # the parent is gone
            os._exit(0)

    names, limits = protocol.receive(source)
    worker = Worker(limits, send)

    def listen() -> None:
        try:
            while True:
                worker.inbox.put(protocol.receive(source))
        except (EOFError, OSError):
            os._exit(0)  # at once, whatever is being computed

    threading.Thread(target=listen, daemon=True).start()
    for kind, name in names.items():
        try:
            worker.makers[kind] = load(name)
        except BaseException as error:
            traceback.print_exc()
            send("failed", 0, pack_error(EngineError(f"{name} cannot be loaded: {error!r}")))
            os._exit(1)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    gc.collect()
    gc.freeze()
    send("ready", 0, frozenset(kind for kind, make in worker.makers.items() if hasattr(make, "restore")))
    worker.serve()
