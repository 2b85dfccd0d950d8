"""What the engine raises, and how any error crosses from a worker to whoever called."""

from __future__ import annotations

import traceback

from rdlab.engine.protocol import pack, unpack


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

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"The run was stopped after {seconds:g} s, the longest that a run may take.")


class NoAnswer(EngineError):
    """Nothing came for as long as anybody is to wait.

    Attributes:
        seconds: so long.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"No answer came within {seconds:g} s; please try again.")


class EngineFull(EngineError):
    """A limit of the engine is reached.

    Attributes:
        what: "sessions", "requests" of one visitor that wait, or "runs" (after a long wait in line).
        count: how many there are.
        limit: how many there may be.
    """

    def __init__(self, what: str, count: int, limit: int) -> None:
        self.what, self.count, self.limit = what, count, limit
        super().__init__(f"No room: {count} {what}, at most {limit}.")

    def __reduce__(self) -> tuple:
        return type(self), (self.what, self.count, self.limit)


class RemoteTraceback(Exception):
    """Where an error arose in the worker; the ``__cause__`` of the error raised at the caller."""

    def __str__(self) -> str:
        return "\n" + str(self.args[0])


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

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __reduce__(self) -> tuple:
        return _rebuild, (type(self.error), self.error.args, self.error.__dict__)


def _rebuild(kind: type[Exception], args: tuple, state: dict) -> Exception:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error
