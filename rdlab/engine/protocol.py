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
