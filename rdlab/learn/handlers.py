"""What happens in the Learn tab: one handler for each kind of event, an async generator of updates.

A visitor's lessons are one session, named "<visitor>/learn/0"; an experiment takes one place in the house.
"""

import functools
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

import gradio as gr

import toy
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.engine.errors import EngineError
from rdlab.learn.session import SLOTS
from rdlab.lessons import LESSONS, Lesson
from rdlab.page import own_data as bringing
from rdlab.page.backpressure import KeepingUp
from rdlab.page.controls import CONTROLS, preset_of
from rdlab.page.updates import Update, notice_of, wanted
from rdlab.stage.own_data import OWN, OwnDataGone
from rdlab.words import TEXTS

Values = dict[str, Any]  # "lesson": {"number", "turn"}, "data", "seed"
Handler = Callable[[str, Values], AsyncIterator[Update]]

STAGES, TITLES = (tuple(f"{kind}_{slot}" for slot in range(SLOTS)) for kind in ("stage", "title"))
PUBLISHED = ("published", "chart_fid", "chart_clip", "chart_iterations")
WORDS = ("text", "formula", "symbols", *PUBLISHED)  # of a lesson, whatever its experiment finds
ANSWERED = (*WORDS, *STAGES, *TITLES, "ask", "progress", "claims", "quality", "said")
ANSWERED += ("notice", "pulse", "run", "stop", "own")
CONFIGURED = ("new run", "later", "next", "at once")  # controls of the lab that a lesson sets
FEWEST_STEPS = 3  # of a curve
SHOWN_PUBLISHED = "few_steps"  # the lesson with the published numbers


@dataclass
class _Visit:
    """Where a visitor is; events of one page overlap, and the newest wins."""

    asked: tuple | None = None  # lesson, data and seed that the session was opened with
    turn: int = 0  # of the newest choice of a lesson: events may come in another order than they were sent
    begun: int = 0
    running: int = 0  # the number of what runs now
    stopped: int = 0  # and of what was told to stop, maybe before it had begun

    @property
    def busy(self) -> bool:
        return self.running > 0 and self.running == self.begun


def answered(handler: Callable) -> Handler:
    """A handler with its errors said in the page; the next event begins with a new session."""

    @functools.wraps(handler)
    async def safe(self: "LearnHandlers", visitor: str, values: Values) -> AsyncIterator[Update]:
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
                yield {"notice": notice_of(error)} | _buttons(visit.busy)
                return
            if isinstance(error, OwnDataGone):  # the page still has them, sends them, and asks again
                yield {"own": wanted()} | _buttons(visit.busy)
                return
            visit.begun += 1
            visit.asked = None
            yield {"notice": notice_of(error)} | _buttons(False)
            with suppress(EngineError):  # what is left of it
                await self._engine.drop(f"{visitor}/learn")

    return safe


class LearnHandlers(KeepingUp):
    """The Learn tab's handlers; ``visitor`` is the session hash of one open page."""

    def __init__(self, engine: Engine, places: Places, brought: bringing.Brought = lambda _: None):
        self._engine, self._places, self._brought = engine, places, brought
        self._visits: dict[str, _Visit] = {}  # no entry: the page was closed, or never looked here

    @answered
    async def open(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """The tab is looked at, or another lesson, other data or another seed were chosen."""
        visit = self._visits[visitor]
        lesson, turn = lesson_of(values), values["lesson"]["turn"]
        if turn < visit.turn:
            return
        visit.turn = turn
        another = visit.asked is None or visit.asked[0] != lesson.number
        if not another and visit.asked == self._asked(visitor, values):
            yield {"notice": None} | _buttons(visit.busy)
            return
        if another:
            visit.asked, visit.begun = None, visit.begun + 1
            yield words(lesson) | _buttons(False)
        check(values)
        self._asked(visitor, values)
        mine = self._begin(visitor)
        yield outcome_of(lesson, None) | {"notice": None} | _buttons(False)
        await self._engine.stop(self._name(visitor))
        async for update in self._opened(visitor, values, mine):
            yield update

    @answered
    async def run(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """The experiment of the lesson."""
        visit, name, lesson = self._visits[visitor], self._name(visitor), lesson_of(values)
        check(values)
        mine, place = self._begin(visitor), f"{visitor}/learn"
        ticket = self._places.take(place)
        try:
            visit.running = mine
            yield _buttons(True) | {"notice": None} | outcome_of(lesson, None)
            await self._engine.stop(name)
            if visit.asked != self._asked(visitor, values) or not self._engine.holds(name):
                async for update in self._opened(visitor, values, mine):
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
            async with aclosing(self._engine.run(name, "run")) as messages:
                async for message in messages:
                    if visit.begun != mine:
                        return
                    if visit.stopped == mine:
                        await self._engine.stop(name)
                    yield _update(lesson, message) | {"pulse": monotonic()}
        finally:
            self._places.give_back(place, ticket)
            if visit.begun == mine:
                visit.running = 0
        if visit.begun == mine:
            yield _buttons(False)

    @answered
    async def stop(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """End the experiment, or leave the line; what is trained already need not be trained again."""
        visit = self._visits[visitor]
        visit.stopped = visit.running
        if self._places.waits(f"{visitor}/learn"):
            self._places.give_back(f"{visitor}/learn")
        await self._engine.stop(self._name(visitor))
        yield {"notice": None}

    async def leave(self, visitor: str) -> None:
        """The page was closed: all of it goes."""
        visit = self._visits.pop(visitor, None)
        if visit is None:
            return
        visit.begun += 1
        self._places.give_back(f"{visitor}/learn")
        await self._engine.drop(f"{visitor}/learn")

    # --- inside -------------------------------------------------------------------------------------------

    def _begin(self, visitor: str) -> int:
        self._visits[visitor].begun += 1
        return self._visits[visitor].begun

    def _asked(self, visitor: str, values: Values) -> tuple:
        """Lesson, data and seed."""
        data = bringing.in_place(values, self._brought(visitor))["data"]
        return values["lesson"]["number"], data, values["seed"]

    def _name(self, visitor: str) -> str:
        return f"{visitor}/learn/0"

    async def _opened(self, visitor: str, values: Values, mine: int) -> AsyncIterator[Update]:
        """The session at this lesson, and what it shows of it."""
        visit, lesson = self._visits[visitor], lesson_of(values)
        if visit.begun != mine:
            return
        visit.asked = self._asked(visitor, values)
        _, data, seed = visit.asked
        wanted = {"lesson": lesson.key, "data": bringing.named(data), "seed": seed}
        message = await bringing.opened(self._engine, self._name(visitor), data, **wanted)
        if visit.begun == mine:
            yield _update(lesson, message)
        if visitor not in self._visits:  # nothing stays of a page that was closed meanwhile
            await self._engine.drop(f"{visitor}/learn")


def lesson_of(values: Values) -> Lesson:
    """The lesson chosen, by its number. Raises toy.InvalidInput."""
    number = values["lesson"]["number"]
    if not isinstance(number, int) or not 1 <= number <= len(LESSONS):
        raise toy.InvalidInput("lesson", number, f"1 – {len(LESSONS)}")
    return LESSONS[number - 1]


def check(values: Values) -> None:
    """Raises toy.InvalidInput for unknown data or a wrong seed; own data were checked when they came."""
    own = values["data"] == OWN
    toy.Config(seed=values["seed"], **({} if own else {"data": values["data"]}))


def words(lesson: Lesson) -> Update:
    """The lesson as it is read; its words travel here, not with the page."""
    return {
        "text": {"key": lesson.key, "number": lesson.number, "words": {k: TEXTS[k] for k in lesson.words()}},
        "formula": displayed(lesson.formula),
        "symbols": {"key": f"lesson.{lesson.key}.symbols", "args": {}},
        **dict.fromkeys(PUBLISHED, lesson.key == SHOWN_PUBLISHED or None),
    } | outcome_of(lesson, None)


def displayed(formula: str) -> str:
    """Markdown of a formula: what \\qquad separates stands on lines of its own."""
    return "\n\n".join(f"$${part.strip()}$$" for part in formula.split(r"\qquad") if part.strip())


def outcome_of(lesson: Lesson, outcome: dict | None) -> Update:
    """What an experiment has found, beside what was predicted; which answer it was to give comes with it."""
    asked = {"key": lesson.key, "answers": lesson.answers, "outcome": None}
    if outcome:
        asked["outcome"] = {"confirmed": outcome["confirmed"], "right": lesson.right}
    said = {"ask": asked, "said": asked, "claims": None, "quality": None}
    if outcome:
        said["claims"] = {name: value for name, value in outcome.items() if name != "numbers"}
        said["quality"] = by_steps(outcome["numbers"])
    return said


def by_steps(numbers: list[dict]) -> list[dict] | None:
    """The sample qualities among an outcome's numbers, and their floor, if they make a curve."""
    found = [number for number in numbers if number["name"] in ("sw2", "floor")]
    steps = {number["steps"] for number in found if number["steps"]}
    return found if len(steps) >= FEWEST_STEPS else None


def _update(lesson: Lesson, message: dict) -> Update:
    """A message of the session as an update of the page."""
    update: Update = {name: message[name] for name in ("progress",) if name in message}
    for slot, stage in message.get("stages", {}).items():
        update[f"title_{slot}"] = stage and stage["title"]
        update[f"stage_{slot}"] = stage and stage["picture"]
    if "outcome" in message:
        update |= outcome_of(lesson, message["outcome"])
    return update


def lab_settings(values: Values) -> Values:
    """What the lab's controls hold for the lesson: its first form's settings, its data and seed; all else as
    when the page opens. Raises toy.InvalidInput."""
    check(values)
    lesson = lesson_of(values)
    chosen = {c.field: c.default for c in CONTROLS if c.applies in CONFIGURED and c.kind != "stage"}
    chosen |= {**lesson.settings[0], **lesson.lab, "data": values["data"], "seed": values["seed"]}
    return chosen | {"preset": preset_of(chosen)}


def _buttons(running: bool) -> Update:
    return {"run": gr.update(interactive=not running), "stop": gr.update(interactive=running)}
