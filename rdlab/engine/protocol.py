"""What the web process and its workers say to each other, and the errors that cross.

A frame is a length and a pickled tuple. Values from sessions and visitors are pickled once more inside it
(`pack`, `unpack`), so that one that cannot be read spoils its own message only.
"""

from __future__ import annotations

import pickle
import struct
import traceback
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Protocol

_LENGTH = struct.Struct("!Q")


def owner_of(visitor: str) -> str:
    """Whose a visitor's name is: "a/compare/0" and "a/compare/1" are two things that "a" does at once."""
    return visitor.partition("/")[0]


def kind_of(visitor: str) -> str:
    """What kind of thing a visitor's name is: "compare" for "a/compare/0", "" for "a"."""
    return visitor.partition("/")[2].partition("/")[0]


class EngineError(RuntimeError):
    """The engine could not do what was asked; also stands in for an error that cannot be pickled."""


class WorkerDied(EngineError):
    """The process that held the visitor's session has ended; the next call makes a new session."""


class SessionDropped(EngineError):
    """The session was dropped (its visitor left, or was idle for long) while something waited for it."""


class TimeLimit(EngineError):
    """A job ran for longer than a job may; raised after its last snapshot.

    Attributes:
        seconds: the limit.
    """

    def __init__(self, seconds: float):
        self.seconds = seconds
        super().__init__(f"The run was stopped after {seconds:g} s, the longest that a run may take.")


class EngineFull(EngineError):
    """A limit of the engine is reached.

    Attributes:
        what: "sessions", or "requests" of one visitor that wait.
        count: how many there are.
        limit: how many there may be.
    """

    def __init__(self, what: str, count: int, limit: int):
        self.what, self.count, self.limit = what, count, limit
        super().__init__(f"No room: {count} {what}, at most {limit}.")

    def __reduce__(self):
        return type(self), (self.what, self.count, self.limit)


class RemoteTraceback(Exception):
    """Where an error arose in the worker; the ``__cause__`` of the error raised at the caller."""

    def __str__(self) -> str:
        return "\n" + str(self.args[0])


class Session(Protocol):
    """What the engine needs of a visitor's session. It is made without arguments, in a worker.

    Public methods are called by name. One that may take longer than a slice is a generator that yields None
    after each quantum (at most about 10 ms) and returns its value; the worker lets others go between quanta.
    A generator method can also be a job (`Engine.run`): what it yields, unless None, is delivered in order.
    """

    paused: bool  # set by the engine before the first quantum of a job, and when it is paused or resumed
    company: int  # set by the engine before each snapshot: how many jobs run on this worker
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


def pack(value: Any) -> bytes:
    """``value`` pickled; whatever it raises, it raises here."""
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


unpack = pickle.loads


def write_frame(stream: Any, message: tuple) -> None:
    """Write one message to an unbuffered binary stream."""
    body = pack(message)
    view = memoryview(_LENGTH.pack(len(body)) + body)
    while view:
        view = view[stream.write(view) :]


def read_frame(stream: Any) -> tuple:
    """Read one message from an unbuffered binary stream; EOFError when the other side is gone."""
    (length,) = _LENGTH.unpack(_read(stream, _LENGTH.size))
    return unpack(_read(stream, length))


def _read(stream: Any, count: int) -> bytearray:
    data = bytearray(count)
    view = memoryview(data)
    while view:
        got = stream.readinto(view)
        if not got:
            raise EOFError
        view = view[got:]
    return data


def pack_error(error: BaseException) -> bytes:
    """An error as bytes that `unpack_error` can always read: itself if it survives the way, else its text."""
    name = type(error).__name__
    try:
        text = f"{name}: {error}"
    except Exception:  # a broken __str__
        text = name
    where = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return pack((text, where, _portable(error)))


def unpack_error(data: bytes) -> Exception:
    """The error that was packed, its traceback in the worker as its cause."""
    text, where, inner = unpack(data)
    error: Exception
    try:
        error = unpack(inner) if inner else EngineError(text)
    except Exception:  # its class is not known on this side
        error = EngineError(text)
    error.__cause__ = RemoteTraceback(where)
    return error


def _portable(error: BaseException) -> bytes | None:
    if not isinstance(error, Exception):  # SystemExit and its like must not end the web process
        return None
    for form in (error, _Rebuilt(error)):
        try:
            data = pack(form)
            copy = unpack(data)
            if type(copy) is type(error) and str(copy) == str(error):
                return data
        except Exception:
            continue
    return None


class _Rebuilt:
    """Pickles an exception without calling its ``__init__``, which may want other arguments than ``args``."""

    def __init__(self, error: Exception):
        self.error = error

    def __reduce__(self) -> tuple:
        return _rebuild, (type(self.error), self.error.args, self.error.__dict__)


def _rebuild(kind: type[Exception], args: tuple, state: dict) -> Exception:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


def drain(generator: Generator[Any, None, Any]) -> Any:
    """Run a generator to its end; what it returns."""
    while True:
        try:
            next(generator)
        except StopIteration as stop:
            return stop.value
