"""What happens in the Learn tab: one handler for each kind of event (see `rdlab.page.experiments`)."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass

import toy
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.engine.names import Name, SessionName
from rdlab.learn import cards
from rdlab.learn.session import SLOTS
from rdlab.lessons import CHALLENGES, LESSONS, Lesson
from rdlab.page import own_data
from rdlab.page.controls import CONTROLS, preset_of
from rdlab.page.experiments import ExperimentHandlers
from rdlab.page.handlers import Updates, Values, answered
from rdlab.page.state import PageState
from rdlab.page.updates import Update, run_and_stop
from rdlab.stage.own_data import OWN
from rdlab.words import TEXTS
from rdlab.words.glossary import GLOSSARY

STAGES, TITLES = (tuple(f"{kind}_{slot}" for slot in range(SLOTS)) for kind in ("stage", "title"))
PUBLISHED = ("published", "chart_fid", "chart_clip", "chart_iterations")
WORDS = (
    "text",
    "hand",
    "levels",
    "formula",
    "proof",
    *PUBLISHED,
)  # of a lesson, whatever its experiment finds
ANSWERED = (*WORDS, *STAGES, *TITLES, "ask", "progress", "claims", "quality", "conclusion", "challenge")
ANSWERED += ("notice", "backpressure", "run", "stop", "own", "card")
CONFIGURED = ("new run", "later", "next", "at once")  # controls of the lab that a lesson sets
FEWEST_STEPS = 3  # of a curve
BY_HAND = "denoising"  # the lesson with a picture that one moves by hand
SHOWN_PUBLISHED = ("few_steps", "convert_first")  # the lessons with the published numbers
CHARTED = ("sw2", "floor"), ("sw2_trained", "floor")  # names of numbers: over sampling steps, over training's


@dataclass
class LearnState(PageState):
    """Where a page is."""

    opened_with: tuple | None = None  # lesson, data and seed that the session holds
    ran: bool = False  # an experiment of the page has begun
    turn: int = 0  # of the newest choice of a lesson: events may come in another order than they were sent


class LearnHandlers(ExperimentHandlers[LearnState]):
    """The Learn tab's handlers.

    ``visitor`` is the session hash of one open page, ``values`` are "lesson": {"number", "turn"}, "data" and
    "seed".
    """

    kind, again = "learn", "learn-run"

    def __init__(
        self, engine: Engine, places: Places, own_data_of: own_data.OwnDataOf = lambda _: None
    ) -> None:
        super().__init__(engine, places, LearnState, own_data_of)

    @answered
    async def open(self, visitor: str, values: Values) -> Updates:
        """The tab is looked at, or another lesson, other data or another seed were chosen."""
        state = self._pages[visitor]
        lesson, turn = lesson_of(values), values["lesson"]["turn"]
        if turn < state.turn:
            return
        state.turn = turn
        another = state.opened_with is None or state.opened_with[0] != lesson.number
        if not another and state.opened_with == self._chosen(visitor, values):
            yield {"notice": None} | run_and_stop(state.busy)
            return
        if state.opened_with is None:  # the tab's first lesson: the cards come with it
            yield {"card": cards.all_of_them()}
        if another:
            state.opened_with = None
            state.begin()
            yield words(lesson) | run_and_stop(False)
        check(values)
        self._chosen(visitor, values)
        mine = state.begin()
        yield outcome_of(lesson, None) | {"notice": None} | run_and_stop(False)
        await self._halt(visitor)
        async with aclosing(self._opened(visitor, values, mine)) as updates:
            async for update in updates:
                yield update

    @answered
    async def run(self, visitor: str, values: Values) -> Updates:
        """The experiment of the lesson."""
        name, lesson = self._name(visitor), lesson_of(values)
        check(values)
        self._pages[visitor].ran = True
        updates = self._run(
            visitor,
            outcome_of(lesson, None),
            opened=lambda mine: self._opened(visitor, values, mine, only_if_needed=True),
            messages=lambda: self._engine.run(name, "run"),
            shown=lambda message: _update(lesson, message),
        )
        async with aclosing(updates):
            async for update in updates:
                yield update

    def resumed(self, visitor: str, held: Values, values: Values) -> Values | None:
        """A page that was loaded anew asks for a lesson: which one to open, None where it is open already."""
        state, asked = self._pages.get(visitor), values["lesson"]["number"]
        if state is None or asked == held["lesson"]["number"]:
            return None
        return held | {"lesson": {"number": asked, "turn": state.turn + 1}}

    # --- inside -------------------------------------------------------------------------------------------

    def _chosen(self, visitor: str, values: Values) -> tuple:
        """Lesson, data and seed."""
        data = own_data.in_place(values, self._own_data_of(visitor))["data"]
        return values["lesson"]["number"], data, values["seed"]

    def _name(self, visitor: str) -> SessionName:
        return SessionName(visitor, self.kind, 0)

    def _names(self, visitor: str) -> Sequence[Name]:
        return [self._name(visitor)]

    def _opened_names(self, visitor: str) -> Sequence[Name]:
        state = self._pages[visitor]
        return self._names(visitor) if state.ran and state.opened_with else []

    def _renew(self, state: LearnState) -> None:
        state.opened_with = None

    async def _opened(self, visitor: str, values: Values, mine: int, only_if_needed: bool = False) -> Updates:
        """The session at this lesson, and what it shows of it; only_if_needed: unless it is there already."""
        state, lesson = self._stay(visitor), lesson_of(values)
        if not state.newest(mine):
            return
        name, chosen = self._name(visitor), self._chosen(visitor, values)
        if only_if_needed and state.opened_with == chosen and self._engine.holds(name):
            return
        state.opened_with = chosen
        _, data, seed = chosen
        arguments = {"lesson": lesson.key, "data": own_data.named(data), "seed": seed}
        try:
            message = await own_data.opened(self._engine, name, data, **arguments)
            if state.newest(mine):
                yield _update(lesson, message)
        finally:
            await self._drop_if_gone(visitor)


def lesson_of(values: Values) -> Lesson:
    """The lesson chosen, by its number. Raises toy.InvalidInput."""
    number = values["lesson"]["number"]
    last = len(LESSONS) - 1  # the first one is 0
    if not isinstance(number, int) or not 0 <= number <= last:
        raise toy.InvalidInput("lesson", number, f"0 – {last}")
    return LESSONS[number]


def check(values: Values) -> None:
    """Raises toy.InvalidInput for unknown data or a wrong seed; own data were checked when they came."""
    own = values["data"] == OWN
    toy.Config(seed=values["seed"], **({} if own else {"data": values["data"]}))


def words(lesson: Lesson) -> Update:
    """The lesson as it is read; its words and the glossary travel here, not with the page."""
    said = {key: TEXTS[key] for key in lesson.words()} | GLOSSARY
    return {
        "text": {"key": lesson.key, "number": lesson.number, "words": said},
        "hand": lesson.key == BY_HAND or None,
        "levels": {"key": lesson.key},
        "formula": displayed(lesson.formula),
        "proof": {"key": lesson.key},
        **dict.fromkeys(PUBLISHED, lesson.key in SHOWN_PUBLISHED or None),
    } | outcome_of(lesson, None)


def displayed(formula: str) -> str:
    r"""Markdown of a formula: what \qquad separates stands on lines of its own."""
    return "\n\n".join(f"$${part.strip()}$$" for part in formula.split(r"\qquad") if part.strip())


def outcome_of(lesson: Lesson, outcome: dict | None) -> Update:
    """What an experiment has found, beside what was predicted; which answer it was to give comes with it."""
    asked: dict = {"key": lesson.key, "answers": lesson.answers, "outcome": None}
    if outcome:
        said = [{"key": key, "args": {}} for key in outcome["summary"]]
        asked["outcome"] = {"decided": outcome["decided"], "right": lesson.right, "summary": said}
    goal = CHALLENGES[lesson.key]
    challenge = {
        "key": lesson.key,
        "goal": {"goal": goal.goal, "unit": goal.unit},
        "tried": outcome and outcome["challenge"],
    }
    update: Update = {"ask": asked, "conclusion": asked, "challenge": challenge}
    update |= {"claims": None, "quality": None}
    if outcome:
        kept = outcome.keys() - {"numbers", "challenge", "decided", "summary"}
        update["claims"] = {name: value for name, value in outcome.items() if name in kept}
        update["quality"] = curve(outcome["numbers"])
    return update


def curve(numbers: list[dict]) -> list[dict] | None:
    """The sample qualities among an outcome's numbers, and their floor, if they make a curve."""
    for names in CHARTED:
        found = [number for number in numbers if number["name"] in names]
        if len({number["steps"] for number in found if number["steps"]}) >= FEWEST_STEPS:
            return found
    return None


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
    """What the lab's controls hold for the lesson: its first form's settings, its data and seed.

    All else is as when the page opens. Raises toy.InvalidInput.
    """
    check(values)
    lesson = lesson_of(values)
    chosen = {c.field: c.default for c in CONTROLS if c.applies in CONFIGURED and c.kind != "stage"}
    chosen |= {**lesson.settings[0], **lesson.lab, "data": values["data"], "seed": values["seed"]}
    return chosen | {"preset": preset_of(chosen)}
