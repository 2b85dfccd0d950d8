"""Whose turn it is: many visitors' calls and jobs on one thread, fairly.

Turns follow start-time fair queueing: each visitor has a clock of the computing spent on them (their calls,
their job, its snapshots); the next turn goes to the one who is furthest behind, and who was away starts level
with the others. Calls go ahead of all turns as long as the visitor is not far ahead already.

One who does several things at once has a seat for each, and one account for all of them: its clock is theirs,
so ten jobs of one visitor get no more than one job of another.
"""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Generator
from time import monotonic, thread_time
from types import GeneratorType
from typing import Any

from rdlab.engine.errors import TimeLimit, pack_error
from rdlab.engine.names import SessionName
from rdlab.engine.protocol import Limits, pack
from rdlab.engine.seats import Job, Seat, Task


class Turns:
    """The scheduler. What it has to say leaves through ``send(kind, id, data)``."""

    def __init__(self, limits: Limits, send: Callable[[str, int, Any], None]) -> None:
        self.limits, self._post = limits, send
        self._together: list[tuple[str, int, Any]] | None = None  # what is said as one
        self.seats: dict[SessionName, Seat] = {}
        self.clock = 0.0  # of the visitor furthest behind
        self.called = False  # a call came during this turn

    def send(self, kind: str, id: int, data: Any) -> None:
        """Tell the web process something."""
        if self._together is None:
            self._post(kind, id, data)
        else:
            self._together.append((kind, id, data))

    def receive(self, wait: float | None = 0.0) -> None:
        """Handle the messages that have come, which may change any seat.

        ``wait`` so many seconds for the first of them (None: as long as it takes).
        """
        raise NotImplementedError

    def serve(self) -> None:
        """Serve for ever; the process ends when its parent closes the pipe."""
        while True:
            self.rest()
            self.end_overdue_jobs()
            ready = [seat for seat in self.seats.values() if self.wake(seat)]
            if ready:
                self.turn(self.choose(ready), len(ready))

    def rest(self) -> None:
        """Wait while there is nothing to do, not beyond the next look at the deadlines."""
        if any(seat.ready(self.limits) for seat in self.seats.values()):
            self.receive()
            return
        jobs, began = [seat.job for seat in self.seats.values() if seat.job], monotonic()
        next_time = min((job.next_time() for job in jobs), default=math.inf)
        self.receive(max(0.0, min(0.2, next_time - began)) if jobs else None)
        for job in jobs:  # snapshots cost nobody anything in such times
            job.spent += monotonic() - began

    def wake(self, seat: Seat) -> bool:
        """Whether the seat is ready; one that was idle begins with no advantage from that time."""
        ready = seat.ready(self.limits)
        if ready and not seat.awake:
            seat.account.clock = max(seat.account.clock, self.clock)
        seat.awake = ready
        return ready

    def choose(self, ready: list[Seat]) -> Seat:
        """The seat whose turn it is: the one that has had the least, calls first within their credit."""
        self.clock = max(self.clock, min(seat.account.clock for seat in ready))
        ahead = self.clock + self.limits.call_credit
        calls = [seat for seat in ready if seat.tasks and seat.account.clock <= ahead]
        return min(calls or ready, key=lambda seat: (seat.account.clock, seat.served))

    def turn(self, seat: Seat, ready: int) -> None:
        """Run one visitor for a slice; less when a call comes or ends, or a job first shows itself."""
        limits, seat.served = self.limits, monotonic()
        end = seat.served + min(limits.slice, max(limits.shortest_slice, limits.rotation / ready))
        calling = bool(seat.tasks)
        self.called = first = False
        while seat.ready(limits) and bool(seat.tasks) == calling and not (self.called or first):
            first = self.quantum(seat)
            self.receive()
            if monotonic() >= end:
                return

    def quantum(self, seat: Seat) -> bool:
        """Run one quantum of a call or a job, or make a snapshot; whether it was a job's first snapshot."""
        began, job, first = thread_time(), seat.job, False
        if seat.tasks and not (job and job.showing):
            self.advance_task(seat)
        elif job and job.shows(self.limits):
            if job.showing is None:
                job.cost = job.spent = 0.0
                first = self.show(seat, job)
            else:
                first = self.advance_snapshot(seat, job, job.showing)
            job.cost += thread_time() - began
            if job.paused and job.showing is None and seat.job is job:  # it may be so for long
                self.keep(seat)
        elif job:
            self.advance_job(seat, job)
            job.spent += thread_time() - began
            seat.quanta += 1
            if seat.job is job and seat.keeps and (seat.session.settled or monotonic() >= seat.keep_due):
                self.keep(seat)
        used = thread_time() - began
        seat.account.clock += used * seat.account.workers
        seat.computing += used
        return first

    def advance_task(self, seat: Seat) -> None:
        """Take the first call in line one quantum further."""
        task = seat.tasks[0]
        try:
            if task.generator is None:
                value = task.begin()
                task.generator = value if isinstance(value, GeneratorType) else None
            if task.generator is not None:
                next(task.generator)
                return
        except StopIteration as stop:
            value = stop.value
        except BaseException as error:
            seat.tasks.popleft()
            task.failed(error)
            return
        seat.tasks.popleft()
        self._together = []  # an answer and what has changed by it: both arrive, or none
        try:
            self.keep(seat)
            task.done(value)
        finally:
            several, self._together = self._together, None
        if several:
            self._post("several", 0, several)

    def keep(self, seat: Seat) -> None:
        """Send the web process what the session has come to, where that has changed."""
        if not (seat.keeps and seat.session.changed):
            return
        began, session = thread_time(), seat.session
        session.changed = session.settled = False
        parts: dict[str, bytes] | None = None
        untouched = False
        try:
            parts, untouched = session.checkpoint(), session.untouched()
        except Exception:
            traceback.print_exc()  # it cannot be gone on with elsewhere; here nothing is lost
        if parts is not None and sum(map(len, parts.values())) > self.limits.kept:
            parts = None
        marks = {name: hash(data) for name, data in (parts or {}).items()}
        fresh = {name: data for name, data in (parts or {}).items() if seat.sent.get(name) != marks[name]}
        job = seat.job.id if seat.job and seat.job.generator else 0
        names = None if parts is None else tuple(parts)
        self.send("kept", job, pack((seat.name, seat.serial, names, fresh, untouched)))
        seat.sent = marks
        cost = thread_time() - began
        seat.keep_due = monotonic() + max(self.limits.checkpoint, cost / self.limits.checkpoint_share)

    def advance_job(self, seat: Seat, job: Job) -> None:
        """Take the job one quantum further."""
        try:
            if job.generator is None:
                value = job.begin()
                job.generator = value if isinstance(value, GeneratorType) else None
            ended = job.generator is None  # a plain method is done at once
            if job.generator is not None:
                value = next(job.generator)
        except StopIteration as stop:
            value, ended = stop.value, True
        except BaseException as error:
            self.end_job(seat, error, show=job.generator is not None)  # its page goes on from what there is
            return
        job.changed = True
        if job.quanta and not getattr(seat.session, "midway", False):
            job.quanta -= 1
        if seat.pace < math.inf and seat.session.paced:
            self.hold_back(seat, job)
        if value is not None:
            self.deliver("item", job, value, seat)
        if ended and seat.job is job:
            self.end_job(seat, show=True)

    def hold_back(self, seat: Seat, job: Job) -> None:
        """Keep a job to its visitor's pace after a step."""
        if seat.pace > 0:
            job.not_before = max(job.not_before, monotonic() - 0.05) + 1 / seat.pace
        elif not job.held:
            job.held = True
            self.pause(seat, job, True)

    def pause(self, seat: Seat, job: Job, paused: bool) -> None:
        """Hold a job or let it go on; its time does not run while it is held."""
        if job.paused != paused:
            now = monotonic()
            job.deadline = job.deadline - now if paused else job.deadline + now
            job.paused, job.quanta = paused, 0
            job.changed = seat.session is not None  # what is shown says whether it is held
        if seat.session is not None:
            seat.session.paused = paused

    def show(self, seat: Seat, job: Job) -> bool:
        """Begin a snapshot of the job, and settle when the next is due; whether it was sent, the first."""
        company = sum(other.job is not None and not other.job.paused for other in self.seats.values())
        period = max(1 / self.limits.max_fps, company / self.limits.frames, 1 / seat.rate)
        job.shown = monotonic()
        job.first = job.due == 0.0
        job.due = max(job.due + period, job.shown + period / 2)  # late ones may be made up for, in part
        job.changed = False
        try:
            seat.session.company = max(1, company)
            value = seat.session.snapshot(final=False)
        except BaseException as error:
            self.end_job(seat, error)
            return False
        if isinstance(value, GeneratorType):
            job.showing = value
            return self.advance_snapshot(seat, job, value)
        return self.shown(seat, job, value)

    def advance_snapshot(self, seat: Seat, job: Job, showing: Generator) -> bool:
        """Take the job's snapshot one quantum further; whether it was sent, the first."""
        try:
            next(showing)
        except StopIteration as end:
            job.showing = None
            return self.shown(seat, job, end.value)
        except BaseException as error:
            job.showing = None
            self.end_job(seat, error)
        return False

    def shown(self, seat: Seat, job: Job, value: Any) -> bool:
        """A snapshot is made: it is sent, unless there is nothing to show; whether it is the first."""
        first, job.first = job.first, False
        if value is not None:
            job.waiting = False
            self.deliver("snapshot", job, value, seat)
        return first

    def deliver(self, kind: str, job: Job, value: Any, seat: Seat) -> None:
        """Send a value of the job; one that cannot be pickled ends it with an error."""
        try:
            data = pack(value)
        except Exception as error:
            self.end_job(seat, error)
            return
        job.unread += 1
        self.send(kind, job.id, data)

    def end_job(self, seat: Seat, error: BaseException | None = None, show: bool = False) -> bool:
        """Close a visitor's job and tell its consumer, after a last snapshot if one is to be shown."""
        job, seat.job = seat.job, None
        if job is None:
            return False
        try:
            if job.generator is not None:
                job.generator.close()
        except BaseException as closing:  # an error of its own `finally`
            error = error or closing
        if seat.session is not None:
            seat.session.paused = False

        def end(failure: BaseException | None) -> None:
            self.send("end", job.id, failure and pack_error(failure))

        def done(value: Any) -> None:
            try:
                if value is not None:
                    self.send("snapshot", job.id, pack(value))
            except Exception as unsent:
                end(error or unsent)
            else:
                end(error)

        def last() -> Generator[None, None, Any]:
            begun = (yield from job.showing) if job.showing is not None else None
            if begun is not None:  # what it has drawn is drawn only once
                self.send("snapshot", job.id, pack(begun))
            value = seat.session.snapshot(final=True)
            return (yield from value) if isinstance(value, GeneratorType) else value

        if show:
            seat.tasks.appendleft(Task(job.id, last, done, lambda e: end(error or e)))
        else:
            if job.showing is not None:
                job.showing.close()
            end(error)
            self.keep(seat)
        return True

    def end_overdue_jobs(self) -> None:
        """End the jobs that have run for longer than a job may."""
        now = monotonic()
        for seat in self.seats.values():
            if seat.job and not seat.job.paused and now > seat.job.deadline:
                self.end_job(seat, TimeLimit(self.limits.job), show=seat.session is not None)
