"""What the sessions of all tabs have in common: own data, the pace of pictures, trainings and their time."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from time import monotonic, thread_time
from typing import Any, Generic, TypeVar

import toy
from rdlab.stage import cost, own_data
from rdlab.stage.panels import Pictures

Message = dict[str, Any]  # part of the page -> its new value
Answer = Generator[None, None, Message]
Job = Iterator[Message | None]

Step = TypeVar("Step")


class NotOpened(RuntimeError):
    """The session was asked for something before its ``open``."""

    def __init__(self) -> None:
        super().__init__("The session holds nothing yet: open comes first.")


class Session:
    """A visitor's session in a worker; see `rdlab.engine.protocol.Session`.

    Made without arguments; ``open`` comes first.

    Attributes:
        every: seconds between two snapshots of a job, at least.
    """

    paused = False  # set by the engine
    company = 1  # how many visitors train on this worker, set by the engine
    midway = False  # whether more quanta belong to the step that the last one was of
    paced = False  # whether the last quantum was a training step, which a visitor may want to watch slowly
    every = 0.0

    def __init__(self) -> None:
        self._own = own_data.Held()
        self._seconds = 0.0  # of computing, of what is trained
        self._pictures_due = Interval()

    def hold(self, number: int, data: dict) -> None:
        """Keep the visitor's own data (as ``toy.Config.from_dict`` reads them) instead of those before."""
        self._own.keep(number, data)

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

    @property
    def _reference(self) -> str:
        """What is shown before there is any network: the closed form, or that of blurred points."""
        return "exact" if "exact" in self._experiment.stages else "empirical"
