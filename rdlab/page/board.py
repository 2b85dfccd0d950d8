"""What a page shows in one tab, kept here too: so that a page that was loaded anew has it again.

A handler goes on when its page is gone for a moment (see `rdlab.serving.visits`); what it says is noted, and
a page that comes back gets all of it, then what follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from gradio.components import Component

from rdlab.page.handlers import Handler, Updates, Values
from rdlab.page.parts import Part
from rdlab.page.updates import Update

Resumed = Callable[[str, Values, Values], Values | None]


@dataclass(eq=False)
class Board:
    """The newest value of each part of a tab.

    Attributes:
        parts: of the tab, by name.
        page: that shows them; "" before the first.
        values: of the widgets, as the page has sent them last or was told since.
        renewed: a page that was loaded after all was gone, and has got its choices back; "" for none.
    """

    parts: Mapping[str, Component]
    page: str = ""
    values: Values = field(default_factory=dict)
    renewed: str = ""
    _shown: Update = field(default_factory=dict)
    _under_way: dict[object, str] = field(default_factory=dict)  # an event -> its page
    _followers: dict[object, tuple[str, Update, asyncio.Event]] = field(default_factory=dict)

    def take(self, values: Values) -> None:
        """The widgets hold this now, whatever was said of them before."""
        self.values |= values
        for name in values:
            self._shown.pop(name, None)

    def put(self, update: Update, page: str) -> None:
        """An event of this page has changed parts."""
        for name, value in update.items():
            if lasts(self.parts[name], value):
                self._shown[name] = joined(self._shown.get(name), value)
                if name in self.values and not _is_update(value):
                    self.values[name] = value
        for origin, waiting, news in self._followers.values():
            if origin != page:
                waiting |= {name: joined(waiting.get(name), value) for name, value in update.items()}
                news.set()

    def whole(self) -> Update:
        """Everything, for a page that has just been loaded."""
        held = {name: value for name, value in self.values.items() if lasts(self.parts[name], value)}
        return held | self._shown

    @contextmanager
    def event(self, page: str) -> Iterator[None]:
        """While an event of this page is under way."""
        key = object()
        self._under_way[key] = page
        try:
            yield
        finally:
            del self._under_way[key]
            for _, _, news in self._followers.values():
                news.set()

    async def follow(self, page: str) -> Updates:
        """What the events of earlier pages still have to say, until they have ended."""
        key, waiting, news = object(), Update(), asyncio.Event()
        self._followers[key] = (page, waiting, news)
        try:
            while True:
                if waiting:
                    update = dict(waiting)
                    waiting.clear()
                    yield update
                    continue
                if all(origin == page for origin in self._under_way.values()):
                    return
                news.clear()
                await news.wait()
        finally:
            del self._followers[key]


def lasts(part: Component, value: Any) -> bool:
    """Whether a value is to be seen for longer than a moment."""
    return part.lasts(value) if isinstance(part, Part) else True


def joined(old: Any, new: Any) -> Any:
    """Two updates of a part as one: the properties of a Gradio component come one by one."""
    return {**old, **new} if _is_update(old) and _is_update(new) else new


def _is_update(value: Any) -> bool:
    return isinstance(value, dict) and value.get("__type__") == "update"


async def served(
    board: Board,
    page: str,
    handler: Handler,
    visitor: str,
    values: Values,
    sent: tuple,
    resumed: Resumed | None,
) -> Updates:
    """The updates of an event.

    Args:
        board: of the tab.
        page: that has sent the event.
        handler: of the event.
        visitor: whose page it is.
        values: of the widgets.
        sent: what the event itself has sent, if anything.
        resumed: of the event by which a tab opens: (visitor, values held, values of the new page) -> what is
            to be opened although the tab was open already, or None. None for all other events.
    """
    if board.page not in ("", page):
        if resumed is None:
            return  # of a page that has been left, or is not there yet
        board.page = page
        yield board.whole()
        anew = resumed(visitor, dict(board.values), values)
        if anew is None:
            async with aclosing(board.follow(page)) as updates:
                async for update in updates:
                    yield update
            return
        values = anew
    board.page = page
    board.take(values)
    with board.event(page):
        async with aclosing(handler(visitor, values, *sent)) as updates:
            async for update in updates:
                if update:
                    board.put(update, page)
                    yield update
