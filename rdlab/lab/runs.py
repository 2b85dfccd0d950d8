"""The lab's one session for each page: opened with the settings on the page, run, and measured afterwards."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, ClassVar

import toy
from rdlab.engine.admission import Places, Ticket
from rdlab.engine.engine import Engine
from rdlab.engine.errors import EngineError, SessionDropped, WorkerDied
from rdlab.engine.run import Restored
from rdlab.lab.updates import FROM_STATUS, RUNS, page_update
from rdlab.page import own_data
from rdlab.page.controls import config_of
from rdlab.page.handlers import EngineHandlers, Updates, Values
from rdlab.page.state import PageState
from rdlab.page.updates import Update, ask_for_own_data, notice_of, restored_notice
from rdlab.stage.own_data import OWN, OwnData, OwnDataGone, read
from toy.stages import Stage

STEPS_PER_SECOND = {"full": math.inf, "slow": 60.0, "step": 0.0}  # a pace -> what the engine is asked for


@dataclass
class LabState(PageState):
    """What a page wants in the Lab tab."""

    config: Values | None = None  # the settings asked for last
    values: Values = field(default_factory=dict)  # what the widgets held at the newest event
    own: OwnData | None = None  # what the visitor has drawn, uploaded or edited last
    own_turn: int = 0  # of those
    own_count: int = 0  # how many own data came so far
    paused: bool = False  # what runs is held, as far as is known
    trained: bool = False  # there are networks, as far as the page knows
    moving: bool = False  # the session is just being dropped on one worker, to be made anew on another


def check(config: Values) -> None:
    """Raises toy.InvalidInput for a wrong setting; own data were checked when they came."""
    own = isinstance(config["data"], dict)
    toy.Config.from_dict({name: value for name, value in config.items() if not (own and name == "data")})


def has_networks(stages: Iterable[str]) -> bool:
    """Whether one of the stages was trained. Raises toy.InvalidInput for what is no stage."""
    return any(Stage.parse(stage).role != "exact" for stage in stages)


class LabRuns(EngineHandlers[LabState]):
    """What the Lab tab's handlers are made of."""

    first: ClassVar[dict[str, Any]] = {"notice": None}

    def __init__(self, engine: Engine, places: Places) -> None:
        super().__init__(engine, places, LabState)

    def own_data_of(self, visitor: str) -> OwnData | None:
        """What the visitor has drawn, uploaded or edited last."""
        state = self._pages.get(visitor)
        return state.own if state else None

    def keeps(self, visitor: str) -> bool:
        """Whether the page's networks are there; what has none is made again unseen."""
        state = self._pages.get(visitor)
        return state is None or not state.trained or state.moving or self._engine.holds(visitor)

    def _arrive(self, visitor: str, values: Values) -> LabState:
        state = super()._arrive(visitor, values)
        state.values = values
        return state

    async def _failed(self, visitor: str, state: LabState, error: Exception) -> Updates:
        """A session that was lost is opened anew."""
        if isinstance(error, SessionDropped) and state.moving:
            return  # nothing is lost: the event that moves the session goes on in the new one
        state.config = None  # so that the same settings may be tried again
        if isinstance(error, OwnDataGone):  # the page still has them, and sends them again
            yield {"own": ask_for_own_data()}
            return
        yield {"notice": notice_of(error)}
        if isinstance(error, WorkerDied | SessionDropped):
            try:
                yield await self._ready(visitor, state.values)  # which may have changed since this event
            except OwnDataGone:
                yield {"own": ask_for_own_data()}
            except EngineError:
                state.config = None  # it has been said that something is wrong: the next event tries again

    # --- the session

    async def _ready(self, visitor: str, values: Values) -> Update:
        """Make the session hold the settings on the page (at once if it does already); what changed."""
        state = self._stay(visitor)
        config = state.config = self._config(visitor, values)
        update = self._update(visitor, await self._open(visitor, config))
        if update:  # it may be a new session, which has to learn the view
            update |= await self._view(visitor, values)
        return update

    async def _open(self, visitor: str, config: Values) -> Update:
        """Open the session with these settings; one that has not got the visitor's own data gets them."""
        if isinstance(config["data"], Mapping):
            own = self._own(visitor)  # the newest, whatever was the newest when the settings were read
            newest = config | {"data": own_data.named(own)}
            return await own_data.opened(self._engine, visitor, own, config=newest)
        return await self._engine.call(visitor, "open", config=config)

    def _config(self, visitor: str, values: Values) -> Values:
        """The settings among the values; own data are named by their number."""
        config = config_of(values)
        if config["data"] == OWN:
            config["data"] = own_data.named(self._own(visitor))
        return config

    def _own(self, visitor: str) -> OwnData:
        own = self._stay(visitor).own
        if own is None:
            raise OwnDataGone
        return own

    async def _keep(self, visitor: str, sent: Any) -> OwnData:
        """Own data came: they are kept for the visit, unless the visitor has sent newer ones.

        The page says by "turn" in which order it has sent them; they may come in another.

        Raises toy.InvalidInput.
        """
        state = self._stay(visitor)
        state.own_count += 1
        own = await asyncio.to_thread(read, sent, state.own_count)
        self._stay(visitor)
        turn = sent.get("turn")
        turn = turn if isinstance(turn, int) else state.own_turn
        if state.own is None or turn >= state.own_turn:
            state.own, state.own_turn = own, turn
        return state.own

    async def _view(self, visitor: str, values: Values) -> Update:
        view = {"steps": values["view_steps"], "solver": values["solver"]}
        return self._update(visitor, await self._engine.call(visitor, "set_view", **view))

    def _update(self, visitor: str, message: Update) -> Update:
        """A message as an update; while the page stands in line, the status line says that instead."""
        state = self._stay(visitor)
        if status := message.get("status"):
            state.paused = status["paused"]
        if stages := message.get("stages"):
            state.trained = has_networks(stages["all"])
        update = page_update(message, state.values.get("variant", "rectified"))
        hidden = FROM_STATUS if self._places.waits(visitor) else ()
        return {part: value for part, value in update.items() if part not in hidden}

    # --- runs

    async def _run(self, visitor: str, method: str, **arguments: Any) -> Updates:
        state = self._stay(visitor)
        sent: Update = {}
        mine = state.begun
        async with aclosing(self._engine.run(visitor, method, **arguments)) as messages:
            async for message in messages:
                if not state.newest(mine):
                    return  # what was begun since has spoken; this would undo what it said
                if isinstance(message, Restored):
                    yield {"notice": restored_notice(message.at)}
                    continue
                update = self._update(visitor, message) | {"backpressure": monotonic()}
                yield {k: value for k, value in update.items() if k not in sent or sent[k] != value}
                sent |= {part: update[part] for part in FROM_STATUS if part in update}

    async def _work(self, visitor: str, values: Values, method: str, **arguments: Any) -> Updates:
        """A long run, then a look at what has become of it."""
        state = self._pages[visitor]
        state.begin()
        ticket = self._places.take(visitor)
        try:
            await self._spread(visitor)
            yield await self._ready(visitor, values)
            state.moving = False
            await self._engine.pace(visitor, STEPS_PER_SECOND[values["pace"]])
            async with aclosing(self._wait(visitor, ticket)) as updates:
                async for update in updates:
                    yield update
            if not self._places.inside(visitor, ticket):
                return
            mine = state.begin()
            async with aclosing(self._run(visitor, method, **arguments)) as updates:
                async for update in updates:
                    yield update
        finally:
            self._places.give_back(visitor, ticket)
        async with aclosing(self._look(visitor, mine)) as updates:
            async for update in updates:
                yield update

    async def _wait(self, visitor: str, ticket: Ticket) -> Updates:
        """What a page in line is told, until it is in or has left it; its session is there then."""
        waited = False
        async for notice in self._in_line(visitor, ticket):
            waited = True
            status = (await self._engine.call(visitor, "status"))["status"]
            number = notice["notice"]["args"]["number"]
            yield page_update({"status": status | {"phase": "waiting", "number": number}}) | notice
        if not waited or visitor not in self._pages:
            return
        if not self._engine.holds(visitor):  # the line was longer than an engine keeps what nobody uses
            yield await self._ready(visitor, self._pages[visitor].values)
        yield page_update(await self._engine.call(visitor, "status")) | {"notice": None}

    async def _spread(self, visitor: str) -> None:
        """A session with nothing to lose moves to where fewer are running."""
        crowded = self._engine.crowded(visitor, self._places.holders)
        if crowded and await self._engine.call(visitor, "untouched"):
            await self._engine.stop(visitor)
            self._stay(visitor).moving = True
            await self._engine.move(visitor, self._places.holders)

    async def _look(self, visitor: str, mine: int) -> Updates:
        """Measure what is shown, unless something else was begun since."""
        if visitor in self._pages and self._pages[visitor].newest(mine):
            async with aclosing(self._run(visitor, "look")) as updates:
                async for update in updates:
                    yield update

    async def _look_at_rest(self, visitor: str, begun: int) -> Updates:
        """Measure what is shown now, unless something runs, waits, or was begun since ``begun``."""
        status = (await self._engine.call(visitor, "status"))["status"]
        at_rest = status["phase"] not in RUNS and not self._places.waits(visitor)
        if at_rest and visitor in self._pages and self._pages[visitor].newest(begun):
            async with aclosing(self._look(visitor, self._pages[visitor].begin())) as updates:
                async for update in updates:
                    yield update
