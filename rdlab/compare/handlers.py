"""What happens in the Compare tab: one handler for each kind of event (see `rdlab.page.experiments`)."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

import toy
from rdlab.compare.conclusion import marks, sentences
from rdlab.compare.plan import FEWEST, MOST, Plan
from rdlab.compare.streams import as_they_come, merged
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.engine.names import Name, SessionName
from rdlab.page import own_data
from rdlab.page.experiments import ExperimentHandlers
from rdlab.page.handlers import Updates, Values, answered
from rdlab.page.state import PageState
from rdlab.page.updates import Update, notice_of, run_and_stop

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
    "backpressure",
    "run",
    "stop",
    "own",
)


@dataclass
class CompareState(PageState):
    """What a page compares."""

    plan: Plan | None = None
    wrong: bool = False  # what is chosen on the page cannot be compared, and the page says so
    progress: list[dict] = field(default_factory=list)  # of each column
    meters: list[dict] = field(default_factory=list)  # of each column, by slot

    def renew(self, plan: Plan | None) -> None:
        """Compare this plan, of which nothing is done yet."""
        self.plan = plan
        count = len(plan.columns) if plan else 0
        self.progress = [{"phase": "idle", "step": 0, "steps": 0, "done": 0.0} for _ in range(count)]
        self.meters = [{} for _ in range(count)]

    def measured(self, slot: str) -> list[dict | None]:
        """What is measured of each column in a slot."""
        return [meter.get(slot) for meter in self.meters]


class CompareHandlers(ExperimentHandlers[CompareState]):
    """The Compare tab's handlers; ``visitor`` is the session hash of one open page."""

    kind, again = "compare", "compare-run"

    def __init__(
        self, engine: Engine, places: Places, own_data_of: own_data.OwnDataOf = lambda _: None
    ) -> None:
        super().__init__(engine, places, CompareState, own_data_of)

    @answered
    async def open(self, visitor: str, values: Values) -> Updates:
        """The tab is looked at, or a choice has changed: the exact paths, unless all is as it was."""
        state, plan = self._pages[visitor], self._plan(visitor, values)
        state.wrong = False
        if state.plan == plan:
            yield {"notice": None} | run_and_stop(state.busy)
            return
        mine = state.begin()
        await self._halt(visitor)
        async with aclosing(self._opened(visitor, plan, values, mine)) as updates:
            async for update in updates:
                yield update if state.wrong else update | {"notice": None}  # which a newer event has set

    @answered
    async def run(self, visitor: str, values: Values) -> Updates:
        """Train, rectify and measure all columns."""
        state, plan = self._pages[visitor], self._plan(visitor, values)
        names = self._named(visitor, plan)
        updates = self._run(
            visitor,
            {},
            opened=lambda mine: self._opened(visitor, plan, values, mine),
            messages=lambda: merged([self._engine.run(name, "compare") for name in names]),
            shown=lambda message: self._update(state, message),
        )
        async with aclosing(updates):
            async for update in updates:
                yield update

    @answered
    async def set_view(self, visitor: str, values: Values) -> Updates:
        """Another number of steps: shown at once."""
        state = self._pages[visitor]
        begun = state.begun
        calls = [
            self._engine.call(name, "set_view", steps=values["view_steps"])
            for name in self._names(visitor)
            if self._engine.holds(name)
        ]
        async with aclosing(as_they_come(calls)) as messages:
            async for message in messages:
                if not state.newest(begun):
                    return
                yield self._update(state, message)

    # --- inside -------------------------------------------------------------------------------------------

    def _plan(self, visitor: str, values: Values) -> Plan:
        return Plan.of(own_data.in_place(values, self._own_data_of(visitor)))

    def _named(self, visitor: str, plan: Plan) -> list[SessionName]:
        return [SessionName(visitor, self.kind, number) for number in range(len(plan.sessions))]

    def _names(self, visitor: str) -> Sequence[Name]:
        plan = self._pages[visitor].plan
        return self._named(visitor, plan) if plan else []

    def _opened_names(self, visitor: str) -> Sequence[Name]:
        begun = any(column["done"] for column in self._pages[visitor].progress)
        return self._names(visitor) if begun else []  # what has not begun is made again unseen

    def _renew(self, state: CompareState) -> None:
        state.renew(None)

    def _notice(self, error: Exception) -> dict:
        if isinstance(error, toy.InvalidInput) and error.field == "compare":
            return {"kind": "info", "key": "compare.count", "args": {"fewest": FEWEST, "most": MOST}}
        return notice_of(error)

    def _refused(self, state: CompareState, error: Exception) -> Update:
        state.wrong = state.wrong or isinstance(error, toy.InvalidInput)
        return run_and_stop(state.busy or None)  # there is nothing to compare

    async def _opened(self, visitor: str, plan: Plan, values: Values, mine: int) -> Updates:
        """All sessions as this plan wants them, and what they show as it comes."""
        state = self._pages[visitor]
        before, names = self._names(visitor), self._named(visitor, plan)
        await asyncio.gather(*(self._engine.drop(name) for name in before[len(names) :]))
        if not state.newest(mine):
            return
        state.renew(plan)
        yield self._board(state) | self._numbers(state) | run_and_stop(state.busy)
        steps = values["view_steps"]
        calls = [
            own_data.opened(self._engine, name, plan.data, steps=steps, **session)
            for name, session in zip(names, plan.sessions, strict=True)
        ]
        try:
            async with aclosing(as_they_come(calls)) as messages:
                async for message in messages:
                    if not state.newest(mine):
                        break
                    yield self._update(state, message)
        finally:
            await self._drop_if_gone(visitor)

    def _update(self, state: CompareState, message: dict) -> Update:
        """A message of the sessions as an update of the page."""
        update: Update = {}
        for name, parts in message["columns"].items():
            number = int(name)
            for slot in SLOTS:
                if slot in parts:
                    update[f"{slot}_{number}"] = parts[slot]
            state.progress[number] = parts.get("progress", state.progress[number])
            state.meters[number] |= parts.get("meters", {})
        if any("meters" in parts for parts in message["columns"].values()):
            update |= self._numbers(state)
        return update | self._board(state)

    def _board(self, state: CompareState) -> Update:
        """The columns' titles, how far each is, and so the whole."""
        columns = state.plan.columns if state.plan else ()
        pairs = zip(columns, state.progress, strict=True)
        value = {"columns": [{"title": column.title, **progress} for column, progress in pairs]}
        return {"heads": value, "progress": value}

    def _numbers(self, state: CompareState) -> Update:
        """What is measured: beneath the columns, in the table, in the chart, in words."""
        assert state.plan is not None
        titles = [column.title for column in state.plan.columns]
        found = {slot: state.measured(slot) for slot in SLOTS}
        ranks = {slot: marks(found[slot]) for slot in SLOTS}
        columns: list[dict] = [{"title": title} for title in titles]
        for slot in SLOTS:
            for column, meter, rank in zip(columns, found[slot], ranks[slot], strict=True):
                column[slot] = meter and meter | {"marks": rank}
        value = {**state.plan.about, "columns": columns}
        found_out = sentences(titles, found["before"], found["after"])
        return {
            "meters": value,
            "table": value,
            "chart": value,
            "sentence": found_out or {"key": "compare.said.question", "args": {}},
        }
