"""What the sessions of all tabs have in common: own data, the pace of pictures, trainings and their time."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from time import monotonic, thread_time
from typing import Any, Generic, TypeVar

import toy
from rdlab.stage import cost, own_data
from rdlab.stage.panels import Pictures
from rdlab.stage.portable import pack_apart, unpack_apart

Message = dict[str, Any]  # part of the page -> its new value
Answer = Generator[None, None, Message]
Job = Iterator[Message | None]

Step = TypeVar("Step")


class NotOpened(RuntimeError):
    """The session was asked for something before its ``open``."""

    def __init__(self) -> None:
        super().__init__("The session holds nothing yet: open comes first.")


class NotTheSame(RuntimeError):
    """What is asked for was meant for something else than the session holds: other settings, a stage gone."""


class Session:
    """A visitor's session in a worker; see `rdlab.engine.protocol.PortableSession`.

    Made without arguments; ``open`` comes first.

    Attributes:
        every: seconds between two snapshots of a job, at least.
        held: token of what the session holds. It changes when that is made anew, not when it moves to another
            worker; who names it is told by NotTheSame that something else is there by now.
    """

    paused = False  # set by the engine
    company = 1  # how many visitors train on this worker, set by the engine
    midway = False  # whether more quanta belong to the step that the last one was of
    paced = False  # whether the last quantum was a training step, which a visitor may want to watch slowly
    every = 0.0
    changed = False  # since the last checkpoint; the engine clears both
    settled = False  # something has come to its end
    _opened: Any = None

    def __init__(self) -> None:
        self.held = ""
        self._own = own_data.Held()
        self._seconds = 0.0  # of computing, of what is trained
        self._pictures_due = Interval()

    def hold(self, number: int, data: dict) -> None:
        """Keep the visitor's own data (as ``toy.Config.from_dict`` reads them) instead of those before."""
        self._own.keep(number, data)
        self.changed = True

    # --- for the engine, where the session's worker is lost

    def checkpoint(self) -> dict[str, bytes]:
        """The session as bytes; own data are a part for themselves, as they are large and stay the same."""
        own = self._own.dataset
        state = {"held": self.held, "seconds": self._seconds} | self._state()
        return {"state": pack_apart(state, own)} | ({} if own is None else {"own": self._own.packed})

    def restore(self, kept: dict[str, bytes], running: bool) -> None:
        """Be the session that gave this checkpoint; ``running``: its job goes on."""
        if "own" in kept:
            self._own.unpack(kept["own"])
        state = unpack_apart(kept["state"], self._own.dataset)
        self._take(state, running)
        self.held, self._seconds = state["held"], state["seconds"]

    def _state(self) -> dict[str, Any]:
        """What it takes beside, for `_take`; caches and pictures are made again."""
        raise NotImplementedError

    def _take(self, state: dict[str, Any], running: bool) -> None:
        raise NotImplementedError

    # --- for sessions

    def _renew(self) -> None:
        """Something new is held."""
        self.held, self.changed = secrets.token_urlsafe(9), True

    def _require_open(self) -> None:
        """Raises NotOpened before ``open``."""
        if self._opened is None:
            raise NotOpened

    def _require(self, held: str | None) -> None:
        """Raises NotOpened, or NotTheSame for another token than that of what is held; None is no token."""
        self._require_open()
        if held is not None and held != self.held:
            raise NotTheSame("The session holds something else by now.")

    def _settle(self) -> None:
        """A stage has come to its end, or something else that took long."""
        self.changed = self.settled = True

    def _subject(self) -> tuple[object, ...]:
        """What a job works on; where one of these is another object, its work is over."""
        raise NotImplementedError

    def _walk(self, steps: Iterator[Step]) -> Walk[Step]:
        """The steps of a training, to be followed with ``for``."""
        return Walk(self, steps)

    def _due(self, final: bool) -> bool:
        """Whether a snapshot is to be made: the last one, or none was for a while."""
        return self._pictures_due(self.every) or final


@dataclass
class Interval:
    """Says when something is due that comes at most once in so many seconds."""

    _next: float = 0.0

    def __call__(self, seconds: float) -> bool:
        """Whether so many seconds have passed since it last said so."""
        now = monotonic()
        due = now >= self._next
        if due:
            self._next = now + seconds
        return due


class Walk(Generic[Step]):
    """The steps of a training, one by one; the computing of each is added to the session's seconds.

    Attributes:
        replaced: whether the session has turned to something else, which ends the walk.
        result: what the steps, a generator, returned at their end.
    """

    def __init__(self, session: Session, steps: Iterator[Step]) -> None:
        self._session, self._steps, self._subject = session, steps, session._subject()
        self.replaced = False
        self.result: Any = None

    def __iter__(self) -> Iterator[Step]:
        while True:
            began = thread_time()
            try:
                step = next(self._steps)
            except StopIteration as end:
                self.result = end.value
                return
            finally:
                now = self._session._subject()
                self.replaced = any(a is not b for a, b in zip(now, self._subject, strict=True))
                if not self.replaced:
                    self._session._seconds += thread_time() - began
            if self.replaced:
                return
            yield step


class ExperimentSession(Session):
    """A session with one experiment, held from ``open`` on."""

    _opened: toy.Experiment | None = None
    _pictures: Pictures

    def _config(self, config: dict) -> toy.Config:
        """Checked fields of ``toy.Config``; "data" may also be {"own": number} of what ``hold`` was given.

        Raises toy.InvalidInput, or NotHeld for another number.
        """
        checked = toy.Config.from_dict(self._own.in_place(config))
        cost.check_data(checked.dataset)
        return checked

    @property
    def _experiment(self) -> toy.Experiment:
        if self._opened is None:
            raise NotOpened
        return self._opened

    def _subject(self) -> tuple[object, ...]:
        return (self._experiment,)

    def untouched(self) -> bool:
        """Whether it holds nothing that another could not have at once."""
        return self._opened is None or not self._experiment.losses

    @property
    def _reference(self) -> str:
        """What is shown before there is any network: the closed form, or that of blurred points."""
        return "exact" if "exact" in self._experiment.stages else "empirical"
