"""A training that is left and gone on with."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

from toy.training.loop import Progress


class Resumable:
    """At most one training at a time: leaving its loop only pauses it, another one takes its place."""

    def __init__(self):
        self._arguments: Hashable = None
        self._steps: Iterator[Progress] | None = None

    def go_on(self, arguments: Hashable, start: Callable[[], Iterator[Progress]]) -> Iterator[Progress]:
        """The rest of the training with these arguments, begun by ``start`` if it is not under way."""
        if self._steps is None or self._arguments != arguments:
            self._arguments, self._steps = arguments, start()
        steps = self._steps

        def rest() -> Iterator[Progress]:
            while self._steps is steps:
                progress = next(steps, None)
                if progress is None:
                    self._steps = None
                    return
                yield progress

        return rest()

    def stop(self) -> None:
        """Forget the training under way; whoever goes on with it gets no more of it."""
        self._steps = None
