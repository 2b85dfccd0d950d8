"""The visitors of the lab: what each of them wants, and how a run of theirs reaches their page.

An update is ``{part of the page: its new value}``; the tab's layout knows which component a part is. The
engine's messages go through ``page_update``; any error becomes one sentence.
"""

import functools
import math
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import toy
from rdlab.engine.admission import Places, Ticket
from rdlab.engine.engine import Engine
from rdlab.engine.errors import SessionDropped, WorkerDied
from rdlab.page.backpressure import KeepingUp
from rdlab.page.controls import config_of
from rdlab.page.updates import FROM_STATUS, RUNS, Update, notice_of, page_update, wanted
from rdlab.stage import own_data
from rdlab.stage.own_data import NotHeld, OwnData, OwnDataGone

Values = dict[str, Any]  # Control.field -> what the widget holds
Handler = Callable[[str, Values], AsyncIterator[Update]]

STEPS_PER_SECOND = {"full": math.inf, "slow": 60.0, "step": 0.0}  # a pace -> what the engine is asked for


def answered(handler: Callable) -> Callable:
    """A handler of Visitors with its errors said in the page; a session that was lost is opened anew."""

    @functools.wraps(handler)
    async def safe(self: "Visitors", visitor: str, values: Values, *sent: Any) -> AsyncIterator[Update]:
        visit = self._visits.setdefault(visitor, _Visit())  # from here until they leave, the visitor is here
        visit.values = values
        try:
            told: Update = {"notice": None}  # with the first update: each of them costs the page some work
            async with aclosing(handler(self, visitor, values, *sent)) as updates:
                async for update in updates:
                    yield told | update
                    told = {}
            if told:
                yield told
        except Exception as error:
            if visitor not in self._visits:
                return  # the page was closed
            if isinstance(error, SessionDropped) and visit.moving:
                return  # nothing is lost: the event that moves the session goes on in the new one
            visit.config = None  # so that the same settings may be tried again
            if isinstance(error, OwnDataGone):  # the page still has them, and sends them again
                yield {"own": wanted()}
                return
            yield {"notice": notice_of(error)}
            if isinstance(error, WorkerDied | SessionDropped):
                yield await self._ready(visitor, visit.values)  # which may have changed since this event

    return safe


@dataclass
class _Visit:
    """What a visitor wants: events of one page overlap, and the newest wish wins."""

    config: Values | None = None  # the settings asked for last
    begun: int = 0  # how many things were begun so far
    values: Values = field(default_factory=dict)  # what the widgets held at the newest event
    own: OwnData | None = None  # what they have drawn, uploaded or edited last
    brought: int = 0  # how many own data came so far
    moving: bool = False  # the session is just being dropped on one worker, to be made anew on another


def check(config: Values) -> None:
    """Raises toy.InvalidInput for a wrong setting; own data were checked when they came."""
    own = isinstance(config["data"], dict)
    toy.Config.from_dict({name: value for name, value in config.items() if not (own and name == "data")})


class Visitors(KeepingUp):
    """The visitors of one tab around an engine; ``visitor`` is the session hash of one open page."""

    def __init__(self, engine: Engine, places: Places):
        self._engine, self._places = engine, places
        self._visits: dict[str, _Visit] = {}  # no entry: the page was closed

    def brought(self, visitor: str) -> OwnData | None:
        """What the visitor has drawn, uploaded or edited last."""
        visit = self._visits.get(visitor)
        return visit and visit.own

    async def leave(self, visitor: str) -> None:
        """The page was closed: everything of its visitor goes."""
        self._visits.pop(visitor, None)
        self._places.give_back(visitor)
        await self._engine.drop(visitor)

    def _begin(self, visitor: str) -> int:
        """Something new begins: what was begun before does not go on to measure. Its number."""
        self._visits[visitor].begun += 1
        return self._visits[visitor].begun

    async def _ready(self, visitor: str, values: Values) -> Update:
        """Make the session hold the settings on the page (at once if it does already); what changed."""
        self._stay(visitor)
        config = self._visits[visitor].config = self._config(visitor, values)
        update = self._said(visitor, await self._open(visitor, config))
        if update:  # it may be a new session, which has to learn the view
            update |= await self._view(visitor, values)
        return update

    async def _open(self, visitor: str, config: Values) -> Update:
        """Open the session with these settings; one that has not got the visitor's own data gets them."""
        try:
            return await self._engine.call(visitor, "open", config=config)
        except NotHeld:
            own = self._own_data(visitor)
            await self._engine.call(visitor, "hold", number=own.number, data=own.data)
            newest = config | {"data": {own_data.OWN: own.number}}
            return await self._engine.call(visitor, "open", config=newest)

    def _config(self, visitor: str, values: Values) -> Values:
        """The settings among the values; own data are named by their number."""
        config = config_of(values)
        if config["data"] == own_data.OWN:
            config["data"] = {own_data.OWN: self._own_data(visitor).number}
        return config

    def _own_data(self, visitor: str) -> OwnData:
        own = self._visits[visitor].own
        if own is None:
            raise OwnDataGone
        return own

    def _stay(self, visitor: str) -> None:
        """Nothing new is begun for a page that was closed in the meantime."""
        if visitor not in self._visits:
            raise SessionDropped("The page was closed.")

    async def _view(self, visitor: str, values: Values) -> Update:
        view = {"steps": values["view_steps"], "solver": values["solver"]}
        return self._said(visitor, await self._engine.call(visitor, "set_view", **view))

    def _said(self, visitor: str, message: Update) -> Update:
        """A message as an update; while the visitor stands in line, the status line says that instead."""
        update = page_update(message, self._visits[visitor].values.get("variant", "rectified"))
        hidden = FROM_STATUS if self._places.waits(visitor) else ()
        return {part: value for part, value in update.items() if part not in hidden}

    async def _run(self, visitor: str, method: str, **arguments) -> AsyncIterator[Update]:
        self._stay(visitor)
        visit = self._visits[visitor]
        shown, mine = {}, visit.begun
        async with aclosing(self._engine.run(visitor, method, **arguments)) as messages:
            async for message in messages:
                if visit.begun != mine:
                    return  # what was begun since has spoken; this would undo what it said
                update = self._said(visitor, message) | {"pulse": monotonic()}
                yield {
                    part: value for part, value in update.items() if part not in shown or shown[part] != value
                }
                shown |= {part: update[part] for part in FROM_STATUS if part in update}

    async def _work(self, visitor: str, values: Values, method: str, **arguments) -> AsyncIterator[Update]:
        """A long run, then a look at what has become of it."""
        self._begin(visitor)
        ticket = self._places.take(visitor)
        try:
            await self._spread(visitor)
            yield await self._ready(visitor, values)
            self._visits[visitor].moving = False
            await self._engine.pace(visitor, STEPS_PER_SECOND[values["pace"]])
            async for update in self._wait(visitor, ticket):
                yield update
            if not self._places.inside(visitor, ticket):
                return
            mine = self._begin(visitor)
            async for update in self._run(visitor, method, **arguments):
                yield update
        finally:
            self._places.give_back(visitor, ticket)
        async for update in self._look(visitor, mine):
            yield update

    async def _wait(self, visitor: str, ticket: Ticket) -> AsyncIterator[Update]:
        """What a visitor in line is told, until they are in or have left it."""
        waited = False
        async for number in self._places.line(visitor, ticket):
            waited = True
            status = (await self._engine.call(visitor, "status"))["status"]
            args = {"number": number, "count": self._places.count}
            yield page_update({"status": status | {"phase": "waiting", "number": number}}) | {
                "notice": {"kind": "info", "key": "notice.full", "args": args}
            }
        if waited and self._engine.holds(visitor):
            yield page_update(await self._engine.call(visitor, "status")) | {"notice": None}

    async def _spread(self, visitor: str) -> None:
        """A session with nothing to lose moves to where fewer are running."""
        if self._engine.crowded(visitor, self._places.holders) and await self._engine.call(
            visitor, "untouched"
        ):
            await self._engine.stop(visitor)
            self._visits[visitor].moving = True
            await self._engine.move(visitor, self._places.holders)

    async def _look(self, visitor: str, mine: int) -> AsyncIterator[Update]:
        """Measure what is shown, unless the visitor has begun something else since."""
        if visitor in self._visits and self._visits[visitor].begun == mine:
            async for update in self._run(visitor, "look"):
                yield update

    async def _look_at_rest(self, visitor: str, begun: int) -> AsyncIterator[Update]:
        """Measure what is shown now, unless something runs, waits, or was begun since ``begun``."""
        status = (await self._engine.call(visitor, "status"))["status"]
        at_rest = status["phase"] not in RUNS and not self._places.waits(visitor)
        if at_rest and visitor in self._visits and self._visits[visitor].begun == begun:
            async for update in self._look(visitor, self._begin(visitor)):
                yield update
