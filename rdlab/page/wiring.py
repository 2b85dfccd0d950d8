"""How the parts of a tab are connected to its handlers, all of them alike: every choice in, any part out."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing, nullcontext
from dataclasses import dataclass, field
from typing import Any

import gradio as gr
from cachetools import TTLCache
from gradio.components import Component

from rdlab.page.board import Board, Resumed, served
from rdlab.page.gradio_internals import sent_with
from rdlab.page.handlers import Handler, Updates, Values
from rdlab.serving.visits import HEADER, Caller, Visits

QUIETLY: dict[str, Any] = {
    "show_progress": "hidden",
    "concurrency_limit": None,
    "trigger_mode": "multiple",  # never wait for the one before: handlers and engine let the newest win
    "api_visibility": "private",
}
REMEMBERED, MOST_REMEMBERED = 3600.0, 1_000  # seconds, and visits, of which the settings are known afterwards


def nothing_more(visitor: str, held: Values, values: Values) -> None:
    """What is opened in a tab that was open before its page was loaded anew: it goes on as it was."""


@dataclass(frozen=True, eq=False)
class Wiring:
    """The parts of a tab by name, those that every handler reads, those that any of them may change.

    visits: who asks. prefix: of the handlers' names in Gradio's list of events. lost: the handler that says
    that all was lost, and begins anew.
    """

    parts: Mapping[str, Component]
    read: tuple[str, ...]
    written: tuple[str, ...]
    visits: Visits
    lost: Handler
    prefix: str = ""
    _boards: dict[str, Board] = field(default_factory=dict)
    _remains: TTLCache = field(default_factory=lambda: TTLCache(MOST_REMEMBERED, REMEMBERED))

    def on(
        self, event: Callable, handler: Handler, brings: bool = False, opens: Resumed | None = None
    ) -> None:
        """Calls ``handler(visitor, values by name)`` and shows its updates {name: value} as they come.

        brings: the event carries data of its own, which the handler gets too.
        opens: it is the event by which the tab opens; see `rdlab.page.board.served`.
        """

        async def listen(values: dict, request: gr.Request, origin: gr.EventData) -> AsyncIterator[dict]:
            sent = (sent_with(origin),) if brings else ()
            caller = self.caller(request)
            async with aclosing(self.updates(caller, handler, self.named(values), sent, opens)) as updates:
                async for update in updates:
                    yield self.written_as_parts(update)

        listen.__name__ = self.prefix + handler.__name__
        event(
            listen,
            inputs={self.parts[name] for name in self.read},
            outputs=[self.parts[name] for name in (self.both if opens else self.written)],
            show_progress_on=self.parts["backpressure"],  # of all outputs the browser would copy every value
            **QUIETLY,
        )

    @property
    def both(self) -> tuple[str, ...]:
        """The parts that are written, and those that are read."""
        return tuple(dict.fromkeys((*self.written, *self.read)))

    def caller(self, request: gr.Request) -> Caller | None:
        """Who asks; None where what the page knows of is gone (it is told by another way)."""
        return self.visits.caller(request.headers.get(HEADER), request.session_hash or "")

    def named(self, values: dict) -> Values:
        """The values of the widgets by name."""
        return {name: values[self.parts[name]] for name in self.read}

    def written_as_parts(self, update: dict) -> dict:
        """An update as Gradio takes it."""
        return {self.parts[name]: value for name, value in update.items()}

    async def updates(
        self,
        caller: Caller | None,
        handler: Handler,
        values: Values,
        sent: tuple = (),
        opens: Resumed | None = None,
    ) -> Updates:
        """What an event of a page changes."""
        if caller is None:
            return
        visit = self.visits.get(caller.visit)
        board = self._boards.get(caller.visit)
        if board is None:
            board = self._boards[caller.visit] = Board(self.parts)
            remains = self._remains.pop(caller.visit, None)
            if opens and remains:  # loaded anew after its grace
                yield remains
                handler, values = self.lost, remains
                board.renewed = caller.page
        elif handler == self.lost and board.renewed == caller.page:
            return  # it says what was answered already, and knows nothing of the choices that came back
        # a program has no page that gives signs of life: its events do
        program = visit is not None and caller.visit == caller.page
        with self.visits.connected(visit) if program and visit else nullcontext():
            changes = served(board, caller.page, handler, caller.visit, values, sent, opens)
            async with aclosing(changes) as updates:
                async for update in updates:
                    yield update
                    if self.visits.get(caller.visit) is not visit:
                        return  # over meanwhile: nothing more is begun for it

    def forget(self, visit: str) -> None:
        """A visit is over; what its widgets held is known for a while."""
        board = self._boards.pop(visit, None)
        if board is not None and board.values:
            self._remains[visit] = board.values


@dataclass(frozen=True)
class OtherTab:
    """The way from one tab into another, which opens there with settings from here.

    tabs    of the page
    key     of the other tab
    wiring  of its parts
    adopt   its handler, which gets the settings as what the event has sent
    """

    tabs: gr.Tabs
    key: str
    wiring: Wiring
    adopt: Handler
