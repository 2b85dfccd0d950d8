"""What happens in the Compare tab: one handler for each kind of event, an async generator of updates.

A visitor's comparison is a session for each experiment, named "<visitor>/compare/<number>", so that they
spread over the workers; it takes one place in the house, and one visitor's share of the computing at most.
"""

import asyncio
import functools
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import gradio as gr

import toy
from rdlab.compare.conclusion import marks, sentences
from rdlab.compare.plan import FEWEST, MOST, Plan
from rdlab.compare.streams import as_they_come, merged
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.engine.errors import EngineError
from rdlab.page import own_data as bringing
from rdlab.page.backpressure import KeepingUp
from rdlab.page.updates import Update, notice_of, wanted
from rdlab.stage.own_data import OwnDataGone

Values = dict[str, Any]  # name of a choice -> what its widget holds
Handler = Callable[[str, Values], AsyncIterator[Update]]

SLOTS = ("before", "after")
STAGES = tuple(f"{slot}_{number}" for slot in SLOTS for number in range(MOST))
ANSWERED = (
    *STAGES,
    "heads",
    "progress",
    "meters",
    "table",
    "chart",
    "sentence",
    "notice",
    "pulse",
    "run",
    "stop",
    "own",
)


@dataclass
class _Visit:
    """What a visitor compares; events of one page overlap, and the newest wins."""

    plan: Plan | None = None
    begun: int = 0
    running: int = 0  # the number of what runs now
    stopped: int = 0  # and of what was told to stop, maybe before all of it had begun
    wrong: bool = False  # what is chosen on the page cannot be compared, and the page says so
    progress: list[dict] = field(default_factory=list)  # of each column
    meters: list[dict] = field(default_factory=list)  # of each column, by slot

    @property
    def busy(self) -> bool:
        return self.running > 0 and self.running == self.begun

    def renew(self, plan: Plan | None) -> None:
        self.plan = plan
        count = len(plan.columns) if plan else 0
        self.progress = [{"phase": "idle", "step": 0, "steps": 0, "done": 0.0} for _ in range(count)]
        self.meters = [{} for _ in range(count)]

    def measured(self, slot: str) -> list[dict | None]:
        return [meter.get(slot) for meter in self.meters]


def answered(handler: Callable) -> Handler:
    """A handler with its errors said in the page; the next event begins with new sessions."""

    @functools.wraps(handler)
    async def safe(self: "CompareHandlers", visitor: str, values: Values) -> AsyncIterator[Update]:
        visit = self._visits.setdefault(visitor, _Visit())
        try:
            async with aclosing(handler(self, visitor, values)) as updates:
                async for update in updates:
                    if visitor in self._visits:
                        yield update
        except Exception as error:
            if visitor not in self._visits:
                return  # the page was closed
            if isinstance(error, toy.InvalidInput):  # what is there stays, and what runs runs on
                visit.wrong = True
                yield {"notice": _said(error)} | _buttons(visit.busy or None)
                return
            if isinstance(error, OwnDataGone):  # the page still has them, sends them, and asks again
                yield {"own": wanted()} | _buttons(visit.busy or None)
                return
            visit.begun += 1
            visit.renew(None)
            yield {"notice": notice_of(error)} | _buttons(False)
            with suppress(EngineError):  # what is left of it
                await self._engine.drop(f"{visitor}/compare")

    return safe


class CompareHandlers(KeepingUp):
    """The Compare tab's handlers; ``visitor`` is the session hash of one open page."""

    def __init__(self, engine: Engine, places: Places, brought: bringing.Brought = lambda _: None):
        self._engine, self._places, self._brought = engine, places, brought
        self._visits: dict[str, _Visit] = {}  # no entry: the page was closed, or never looked here

    @answered
    async def open(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """The tab is looked at, or a choice has changed: the exact paths, unless all is as it was."""
        visit, plan = self._visits[visitor], self._plan(visitor, values)
        visit.wrong = False
        if visit.plan == plan:
            yield {"notice": None} | _buttons(visit.busy)
            return
        mine = self._begin(visitor)
        await self._halt(visitor)
        async for update in self._opened(visitor, plan, values, mine):
            yield update if visit.wrong else update | {"notice": None}  # which a newer event has set

    @answered
    async def run(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """Train, rectify and measure all columns."""
        visit, plan = self._visits[visitor], self._plan(visitor, values)
        mine = self._begin(visitor)
        place = f"{visitor}/compare"
        ticket = self._places.take(place)
        try:
            visit.running = mine
            yield _buttons(True) | {"notice": None}
            await self._halt(visitor)
            async for update in self._opened(visitor, plan, values, mine):
                yield update
            async for number in self._places.line(place, ticket):
                args = {"number": number, "count": self._places.count}
                yield {"notice": {"kind": "info", "key": "notice.full", "args": args}}
            if visit.begun != mine:
                return
            if visit.stopped == mine or not self._places.inside(place, ticket):
                visit.running = 0
                yield _buttons(False) | {"notice": None}
                return
            yield {"notice": None}
            runs = [self._engine.run(name, "compare") for name in self._names(visitor, plan)]
            async with aclosing(merged(runs)) as messages:
                async for message in messages:
                    if visit.begun != mine:
                        return
                    if visit.stopped == mine:
                        await self._halt(visitor)
                    yield self._update(visit, message) | {"pulse": monotonic()}
        finally:
            self._places.give_back(place, ticket)
            if visit.begun == mine:
                visit.running = 0
        if visit.begun == mine:
            yield _buttons(False)

    @answered
    async def stop(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """End all columns, or leave the line; what has been learned stays on the stages."""
        visit = self._visits[visitor]
        visit.stopped = visit.running
        if self._places.waits(f"{visitor}/compare"):
            self._places.give_back(f"{visitor}/compare")
        await self._halt(visitor)
        yield {"notice": None}

    @answered
    async def set_view(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """Another number of steps: shown at once."""
        visit = self._visits[visitor]
        begun = visit.begun
        if visit.plan is None:
            return
        calls = [
            self._engine.call(name, "set_view", steps=values["view_steps"])
            for name in self._names(visitor, visit.plan)
            if self._engine.holds(name)
        ]
        async with aclosing(as_they_come(calls)) as messages:
            async for message in messages:
                if visit.begun != begun:
                    return
                yield self._update(visit, message)

    async def leave(self, visitor: str) -> None:
        """The page was closed: everything of its comparison goes."""
        visit = self._visits.pop(visitor, None)
        if visit is None:
            return
        visit.begun += 1
        self._places.give_back(f"{visitor}/compare")
        await self._engine.drop(f"{visitor}/compare")

    # --- inside -------------------------------------------------------------------------------------------

    def _begin(self, visitor: str) -> int:
        self._visits[visitor].begun += 1
        return self._visits[visitor].begun

    def _plan(self, visitor: str, values: Values) -> Plan:
        return Plan.of(bringing.in_place(values, self._brought(visitor)))

    def _names(self, visitor: str, plan: Plan) -> list[str]:
        return [f"{visitor}/compare/{number}" for number in range(len(plan.sessions))]

    async def _halt(self, visitor: str) -> None:
        """End what runs; the sessions stay, to be opened anew."""
        plan = self._visits[visitor].plan
        if plan:
            await asyncio.gather(*map(self._engine.stop, self._names(visitor, plan)))

    async def _opened(self, visitor: str, plan: Plan, values: Values, mine: int) -> AsyncIterator[Update]:
        """All sessions as this plan wants them, and what they show as it comes."""
        visit = self._visits[visitor]
        before = self._names(visitor, visit.plan) if visit.plan else []
        names = self._names(visitor, plan)
        await asyncio.gather(*(self._engine.drop(name) for name in before[len(names) :]))
        if visit.begun != mine:
            return
        visit.renew(plan)
        yield self._board(visit) | self._numbers(visit) | _buttons(visit.busy)
        steps = values["view_steps"]
        calls = [
            bringing.opened(self._engine, name, plan.data, steps=steps, **session)
            for name, session in zip(names, plan.sessions, strict=True)
        ]
        async with aclosing(as_they_come(calls)) as messages:
            async for message in messages:
                if visit.begun != mine:
                    break
                yield self._update(visit, message)
        if visitor not in self._visits:  # nothing stays of a page that was closed meanwhile
            await self._engine.drop(f"{visitor}/compare")

    def _update(self, visit: _Visit, message: dict) -> Update:
        """A message of the sessions as an update of the page."""
        update: Update = {}
        for name, parts in message["columns"].items():
            number = int(name)
            for slot in SLOTS:
                if slot in parts:
                    update[f"{slot}_{number}"] = parts[slot]
            visit.progress[number] = parts.get("progress", visit.progress[number])
            visit.meters[number] |= parts.get("meters", {})
        if any("meters" in parts for parts in message["columns"].values()):
            update |= self._numbers(visit)
        return update | self._board(visit)

    def _board(self, visit: _Visit) -> Update:
        """The columns' titles, how far each is, and so the whole."""
        pairs = zip(visit.plan.columns, visit.progress, strict=True)
        value = {"columns": [{"title": column.title, **progress} for column, progress in pairs]}
        return {"heads": value, "progress": value}

    def _numbers(self, visit: _Visit) -> Update:
        """What is measured: beneath the columns, in the table, in the chart, in words."""
        titles = [column.title for column in visit.plan.columns]
        found = {slot: visit.measured(slot) for slot in SLOTS}
        ranks = {slot: marks(found[slot]) for slot in SLOTS}
        columns = [
            {"title": title}
            | {slot: found[slot][i] and found[slot][i] | {"marks": ranks[slot][i]} for slot in SLOTS}
            for i, title in enumerate(titles)
        ]
        value = {**visit.plan.about, "columns": columns}
        said = sentences(titles, found["before"], found["after"])
        return {
            "meters": value,
            "table": value,
            "chart": value,
            "sentence": said or {"key": "compare.said.question", "args": {}},
        }


def _said(error: toy.InvalidInput) -> dict:
    """A wrong choice in words."""
    if error.field == "compare":
        return {"kind": "info", "key": "compare.count", "args": {"fewest": FEWEST, "most": MOST}}
    return notice_of(error)


def _buttons(running: bool | None) -> Update:
    """What can be pressed; None: nothing, as there is nothing to compare."""
    return {"run": gr.update(interactive=running is False), "stop": gr.update(interactive=bool(running))}
