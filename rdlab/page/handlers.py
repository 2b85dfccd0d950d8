"""What the handlers of all tabs share: a state for each open page, errors as sentences, the line, leaving.

A handler is an async generator of updates ``{part of the page: its new value}``, called with the session hash
of an open page (``visitor``), the values of its widgets by name, and what the event itself has sent, if any.
"""

from __future__ import annotations

import functools
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from rdlab.engine.admission import Places, Ticket
from rdlab.engine.engine import Engine
from rdlab.engine.errors import EngineError, SessionDropped
from rdlab.engine.names import Name, SessionName
from rdlab.page.state import PageState
from rdlab.page.updates import Update, lost_notice

Values = dict[str, Any]  # name of a widget -> what it holds
Updates = AsyncGenerator[Update, None]
Handler = Callable[..., Updates]
State = TypeVar("State", bound=PageState)

LEAST, MOST = 0.2, 100.0  # pictures a second, whatever a page says


class Messages(Protocol):
    """What a session says, one message after another; nobody reads on after ``aclose``."""

    def __aiter__(self) -> AsyncIterator[Any]: ...

    def aclose(self) -> Awaitable[object]:
        """Nobody reads on."""


def answered(handler: Handler) -> Handler:
    """A handler of `Handlers` whose errors become updates; nothing is said to a page that was closed."""

    @functools.wraps(handler)
    async def safe(self: Handlers, visitor: str, values: Values, *sent: Any) -> Updates:
        state = self._arrive(visitor, values)
        first = self.first
        try:
            async with aclosing(handler(self, visitor, values, *sent)) as updates:
                async for update in updates:
                    if self._here(visitor, state):
                        yield first | update
                        first = {}
            if first and self._here(visitor, state):
                yield first
        except Exception as error:
            if not self._here(visitor, state):
                return
            async with aclosing(self._failed(visitor, state, error)) as updates:
                async for update in updates:
                    if self._here(visitor, state):
                        yield update

    return safe


class Handlers(Generic[State]):
    """The handlers of one tab.

    Attributes:
        first: joins the first update of every event; each update of its own costs the page some work.
    """

    first: ClassVar[Update] = {}

    def __init__(self, places: Places, new_state: Callable[[], State]) -> None:
        self._places, self._new_state = places, new_state
        self._pages: dict[str, State] = {}  # no entry: the page was closed, or never looked here

    async def leave(self, visitor: str) -> None:
        """The page was closed: all of it goes."""
        state = self._pages.pop(visitor, None)
        if state is not None:
            state.begin()  # what is under way has nothing more to say
        await self._left(visitor, state)

    def keeps(self, visitor: str) -> bool:
        """Whether all that the page was told to be there is there."""
        return True

    # --- for a tab to say

    async def _left(self, visitor: str, state: State | None) -> None:
        """Free what the page had; None: it had not looked here."""
        raise NotImplementedError

    def _failed(self, visitor: str, state: State, error: Exception) -> Updates:
        """What the page is told of an error, and what becomes of its state."""
        raise NotImplementedError

    # --- for a tab to use

    def _arrive(self, visitor: str, values: Values) -> State:
        """The page's state; with its first event in this tab, a new one."""
        if visitor not in self._pages:
            self._pages[visitor] = self._new_state()
        return self._pages[visitor]

    def _here(self, visitor: str, state: State) -> bool:
        """Whether the page is still there, and has not been closed and opened again since."""
        return self._pages.get(visitor) is state

    def _stay(self, visitor: str) -> State:
        """The page's state. Nothing is begun for a page that was closed meanwhile: raises SessionDropped."""
        if visitor not in self._pages:
            raise SessionDropped("The page was closed.")
        return self._pages[visitor]

    async def _in_line(self, place: Name, ticket: Ticket) -> Updates:
        """What the page is told while it stands in line for a place, until it is in or has left the line."""
        async for number in self._places.line(place, ticket):
            args = {"number": number, "count": self._places.count}
            yield {"notice": {"kind": "info", "key": "notice.full", "args": args}}


class EngineHandlers(Handlers[State]):
    """The handlers of a tab whose models run in the engine.

    Attributes:
        kind: of the page's sessions, "<visitor>/<kind>/<number>"; "": it is one session, "<visitor>".
        again: element id of the button that begins a run.
    """

    kind: ClassVar[str] = ""
    again: ClassVar[str] = ""

    def __init__(self, engine: Engine, places: Places, new_state: Callable[[], State]) -> None:
        super().__init__(places, new_state)
        self._engine = engine

    def open(self, visitor: str, values: Values) -> Updates:
        """What the page asks for is to be there, and shown."""
        raise NotImplementedError

    @answered
    async def lost(self, visitor: str, values: Values) -> Updates:
        """What the page shows is gone: it begins anew with its choices, and can run them again."""
        async with aclosing(self.open(visitor, values)) as updates:
            async for update in updates:
                yield update
        yield {"notice": lost_notice(self.again)}

    async def keep_up(self, visitor: str, values: Values, sent: Any) -> Updates:
        """The page falls behind, or has caught up: so many pictures a second from now on, and no more.

        They are ``sent["rate"]``, in all tabs of the page; its half is ``static/kit/backpressure.js``.
        """
        rate = sent.get("rate") if isinstance(sent, dict) else None
        if isinstance(rate, int | float):
            with suppress(EngineError):  # said where something is asked for
                await self._engine.rate(visitor, min(MOST, max(LEAST, rate)))
        yield {}

    def _place(self, visitor: str) -> SessionName:
        """The name of the page's sessions together, which is also that of its place in line."""
        return SessionName(visitor, self.kind)

    def _leave_line(self, visitor: str) -> None:
        if self._places.waits(self._place(visitor)):
            self._places.give_back(self._place(visitor))

    async def _left(self, visitor: str, state: State | None) -> None:
        self._places.give_back(self._place(visitor))
        await self._engine.drop(self._place(visitor))

    def _all_held(self, names: Sequence[Name]) -> bool:
        """Whether the engine has these sessions; it drops those that are not used for long."""
        return all(map(self._engine.holds, names))
