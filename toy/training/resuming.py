"""A training that is left and gone on with."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable, Iterator

from toy.training.loop import Progress


class Training(Iterator[Progress]):
    """What ``Experiment.train`` and ``rectify`` return: each ``next`` is one step of the training.

    Nothing happens until it is iterated; one that is dropped without having been says so with a
    RuntimeWarning. Leaving the loop pauses the training.

    Args:
        steps: the steps themselves.
        call: how it was asked for, e.g. ``"train()"``.
    """

    def __init__(self, steps: Iterator[Progress | None], call: str) -> None:
        self._steps, self._call = steps, call
        self._begun, self._last = False, "not begun"

    def __next__(self) -> Progress:
        for progress in self.in_pieces():
            if progress is not None:
                return progress
        raise StopIteration

    def in_pieces(self) -> Iterator[Progress | None]:
        """The steps, and None where there is more to do before the next: no piece takes long."""
        self._begun = True
        for progress in self._steps:
            if progress is not None:
                self._last = f"{progress.stage}: step {progress.step} of {progress.steps}"
            yield progress

    def run(self) -> Progress | None:
        """Train to the end; returns the last Progress, None if nothing was left to do."""
        last = None
        for last in self:  # noqa: B007
            pass
        self._begun = True
        return last

    def close(self) -> None:
        """Leave it for good; the training itself is only paused."""
        self._begun = True
        if hasattr(self._steps, "close"):
            self._steps.close()

    def __repr__(self) -> str:
        return f"<{self._call}, {self._last}: iterate over it to train, or call .run() to train to the end>"

    def __del__(self) -> None:
        if not getattr(self, "_begun", True):
            message = f"{self._call} was never iterated, so nothing was trained: write"
            message += f" `for progress in {self._call}: ...`, or {self._call}.run() to train to the end"
            warnings.warn(message, RuntimeWarning, stacklevel=2, source=self)


class Resumable:
    """At most one training at a time: leaving its loop only pauses it, another one takes its place."""

    def __init__(self) -> None:
        self._arguments: Hashable = None
        self._steps: Iterator[Progress | None] | None = None

    @property
    def under_way(self) -> bool:
        """Whether there is a training to go on with."""
        return self._steps is not None

    @property
    def steps(self) -> Iterator[Progress | None] | None:
        """The training under way."""
        return self._steps

    @property
    def arguments(self) -> Hashable:
        """What was asked for last."""
        return self._arguments

    def put(self, arguments: Hashable, steps: Iterator[Progress | None]) -> None:
        """Have a training under way, to be gone on with by these arguments."""
        self._arguments, self._steps = arguments, steps

    def is_under_way(self, arguments: Hashable) -> bool:
        """Whether one with these arguments can be gone on with."""
        return self.under_way and self._arguments == arguments

    def go_on(
        self, arguments: Hashable, start: Callable[[], Iterator[Progress | None]], call: str = "train()"
    ) -> Training:
        """The rest of a training.

        Args:
            arguments: what was asked for; a training under way with equal ones is gone on with.
            start: begins it otherwise.
            call: how it was asked for, in words.
        """
        if not self.is_under_way(arguments):
            self._arguments, self._steps = arguments, start()
        steps = self._steps

        def rest() -> Iterator[Progress | None]:
            while steps is not None and self._steps is steps:
                try:
                    progress = next(steps)
                except BaseException as end:  # its end, or an error: either way nothing is left to go on with
                    if self._steps is steps:
                        self._steps = None
                    if isinstance(end, StopIteration):
                        return
                    raise
                yield progress

        return Training(rest(), call)

    def stop(self) -> None:
        """Forget the training under way; whoever goes on with it gets no more of it."""
        self._steps = None
