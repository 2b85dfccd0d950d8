"""What the web process and its workers say to each other.

A message is a pickled tuple. Values from sessions and visitors are pickled once more inside it (`pack`,
`unpack`), so that one that cannot be read spoils its own message only.
"""

from __future__ import annotations

import pickle
from collections.abc import Generator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol


class Session(Protocol):
    """What the engine needs of a visitor's session. It is made without arguments, in a worker.

    Public methods are called by name. One that may take longer than a slice is a generator that yields None
    after each quantum (at most about 10 ms) and returns its value; the worker lets others go between quanta.
    A generator method can also be a job (`Engine.run`): what it yields, unless None, is delivered in order.
    """

    paused: bool  # set by the engine before the first quantum of a job, and when it is paused or resumed
    company: int  # set by the engine before each snapshot: how many jobs run on this worker
    midway: bool  # may be there: whether more quanta belong to the step that the last one was of
    paced: bool  # whether the quantum just run was a step of what the visitor's pace slows down

    def snapshot(self, final: bool) -> Any:
        """The state worth showing now (None: nothing); final when a job has ended. May be a generator too."""


class PortableSession(Session, Protocol):
    """A session that survives its worker: another makes it again from what it has last said of itself.

    Optional; a session is taken for one if its class has ``restore``. The engine asks for a checkpoint at
    the end of calls and jobs, and while a job runs when ``settled``, or every few seconds; each time only if
    ``changed``. It clears both then.
    """

    changed: bool  # set by the session: a checkpoint would differ from the last
    settled: bool  # and one should be made at once: a stage has come to its end

    def checkpoint(self) -> dict[str, bytes]:
        """All that it takes to go on, in parts; one that has not changed since is not sent again."""

    def restore(self, kept: dict[str, bytes], running: bool) -> None:
        """Be what a checkpoint says, instead of what ``__init__`` made.

        running: whether the job that ran then goes on (`resume`); otherwise nothing runs.
        """

    def resume(self, method: str, arguments: dict[str, Any]) -> Any:
        """The job that ran at the checkpoint, from there; as a method that the engine runs."""

    def standing(self) -> Any:
        """Where a job goes on from, for its reader (`rdlab.engine.run.Restored`)."""

    def untouched(self) -> bool:
        """Whether it holds nothing that could not be had again at once."""


@dataclass(frozen=True)
class Limits:
    """Tunables of the engine; times in seconds."""

    slice: float = 0.03  # longest turn of one visitor while others wait
    rotation: float = 0.2  # slices shrink so that all who wait get a turn within this time
    shortest_slice: float = 0.01
    max_fps: float = 12.0  # snapshots a second of one job
    frames: float = 34.0  # snapshots a second of all jobs of a worker: more of them say no more to anybody
    snapshot_share: float = 0.13  # of a job's computing, at most, goes into snapshots
    dark: float = 0.7  # after so long without one, half of it may
    call_credit: float = 0.25  # computing by which a visitor's calls may go ahead of the others' turns
    unread: int = 64  # messages of a job that may wait for its consumer before the job does
    job: float = 600.0  # longest life of a job, pauses not counted
    idle: float = 1800.0  # a session not used for so long is dropped
    sessions: int = 200  # on each worker; one that only looks is small
    requests: int = 64  # of one visitor, waiting
    hang: float = 60.0  # a worker that answers nothing for so long is replaced
    start: float = 120.0  # the same, while it starts
    answer: float = 240.0  # longest that anybody waits for an answer: a start, a hang and a long call
    checkpoint: float = 5.0  # between two checkpoints of a session whose job runs
    checkpoint_share: float = 0.01  # of the computing, at most, goes into these
    kept: int = 4_000_000  # bytes of a checkpoint; a session that needs more does not survive its worker
    kept_by_all: int = 512_000_000  # bytes of all checkpoints: the sessions longest unused lose theirs
    deaths: int = 2  # a session whose worker dies so often within one job or call is given up
    spare: float = 10.0  # in a full house: an untouched session may go that was not used for so long
    away: float = 300.0  # the same of any that runs nothing, by its owner's last use of any
    silence: float = 1900.0  # and for a run's next message: one that is paused says nothing until it is idle


def pack(value: Any) -> bytes:
    """``value`` pickled; whatever it raises, it raises here."""
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


unpack = pickle.loads


def send(connection: Connection, message: tuple) -> None:
    """Write one message; OSError when the other side is gone. One thread at a time."""
    connection.send_bytes(pack(message))


def receive(connection: Connection) -> tuple:
    """Wait for the next message; EOFError or OSError when the other side is gone. One thread at a time."""
    return unpack(connection.recv_bytes())


def drain(generator: Generator[Any, None, Any]) -> Any:
    """Run a generator to its end; what it returns."""
    while True:
        try:
            next(generator)
        except StopIteration as stop:
            return stop.value
