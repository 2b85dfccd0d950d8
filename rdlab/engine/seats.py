"""What a worker knows of its visitors: their session, the calls and the job that wait, what they have had."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from rdlab.engine.names import SessionName
from rdlab.engine.protocol import Limits


@dataclass
class Task:
    """A call, or the last snapshot of a job."""

    id: int
    begin: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None]
    generator: Generator | None = None


@dataclass
class Job:
    """A long run of one visitor: a generator and what its consumer has taken."""

    id: int
    begin: Callable[[], Any]
    deadline: float  # while paused: the time left
    generator: Generator | None = None
    showing: Generator[None, None, Any] | None = None  # the rest of a snapshot that is being made
    paused: bool = False
    quanta: int = 0  # that may still be run while paused
    unread: int = 0  # messages that the consumer has not taken
    waiting: bool = True  # the consumer is ready for a snapshot
    changed: bool = False  # a quantum was run since the last snapshot
    due: float = 0.0  # no snapshot before this time
    first: bool = False  # the snapshot being made is the first
    shown: float = 0.0  # time of the last one
    cost: float = 0.0  # computing of the last snapshot
    spent: float = 0.0  # computing of the quanta since, and time in which nobody computed
    not_before: float = 0.0  # no quantum before this time, to keep to the visitor's pace
    held: bool = False  # it has been paused for a visitor who goes step by step

    def runnable(self, limits: Limits) -> bool:
        """Whether its next quantum may run now: not paused, not held back, and read by its consumer."""
        if self.unread >= limits.unread or (self.paused and not self.quanta):
            return False
        return monotonic() >= self.not_before

    def next_time(self) -> float:
        """When it is worth looking at a job that waits."""
        times = [self.not_before, self.due if self.changed and self.waiting else 0.0]
        return min((time for time in times if time > monotonic()), default=math.inf)

    def shows(self, limits: Limits) -> bool:
        """Whether a snapshot should be made now: at rest always, else within the rate and its share."""
        if self.showing is not None:  # one that was begun is finished first
            return True
        if not (self.changed and self.waiting):
            return False
        if self.paused and not self.quanta:
            return True
        now = monotonic()
        share = limits.snapshot_share if now < self.shown + limits.dark else max(0.5, limits.snapshot_share)
        return self.spent * share >= self.cost * (1 - share) and now >= self.due


@dataclass
class Account:
    """What is spent on the seats of one owner (see `SessionName`) on this worker."""

    clock: float = 0.0  # seconds of computing, raised to the others' after a time away
    workers: int = 1  # on so many the owner's jobs run: each of them gives a share of one visitor's time


@dataclass
class Seat:
    """A visitor, or one of the things they do at once: session, work, and the account it goes to."""

    name: SessionName
    account: Account
    session: Any = None
    serial: int = 0  # tells it from others of the same name, earlier and later
    keeps: bool = False  # the session can be put down and gone on with elsewhere
    kept: dict[str, bytes] = field(default_factory=dict)  # what it was elsewhere, until it is made from that
    kept_job: int = 0  # the job that ran then and goes on
    sent: dict[str, int] = field(default_factory=dict)  # parts that the web process has -> hash
    keep_due: float = 0.0  # time of the next checkpoint of a job
    tasks: deque[Task] = field(default_factory=deque)
    job: Job | None = None
    served: float = 0.0  # time of the last turn: seats of one account take theirs in a round
    awake: bool = False
    pace: float = math.inf  # steps a second; 0: one at a time, when the visitor asks
    rate: float = math.inf  # snapshots a second that the visitor's page can take
    computing: float = 0.0
    quanta: int = 0

    def ready(self, limits: Limits) -> bool:
        """Whether there is something to do for this visitor now."""
        return bool(self.tasks or (self.job and (self.job.runnable(limits) or self.job.shows(limits))))
