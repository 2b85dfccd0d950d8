"""What is learned: one lesson's experiment at a time, its pictures, and what it has found.

All lessons of a visit with the same data and seed share one shelf of trained networks. Lives in a worker,
knows no Gradio. Answers are messages with some of "progress", "outcome" and "stages": by slot
{"title", "picture"} or None.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import asdict
from typing import Any

from torch import Tensor

import toy
from rdlab.lessons import BY_KEY, CHALLENGES, Doing, Drawing, Lesson, Outcome, Progress, Shelf, tried
from rdlab.stage import own_data
from rdlab.stage.panels import Pictures, Size
from rdlab.stage.session import Answer, Job, Message, NotOpened, Session
from rdlab.stage.wire import role_of
from toy.errors import require_choice
from toy.sampling.grids import GRIDS

SLOTS = 4  # stages; more drawings than these no lesson has
LIVE_SLOTS = 2  # of them while networks are trained: the one in training and the one before
LIVE = Size(paths=56, samples=160, data=400, evaluations=10, live=True)
REST = Size(paths=80, samples=800, data=900, evaluations=4000)

# by the first word of a model's name on the shelf: the stage in whose colour it is drawn
SHOWN_AS = {
    **dict.fromkeys(("as", "eps", "converted"), "base"),
    **dict.fromkeys(("direct", "after", "few"), "rectified-1"),
    "cd": "consistency",
    "random": "unpaired",
}

Stages = dict[int, dict | None]  # slot -> {"title", "picture"}


class LearnSession(Session):
    """One visitor's lessons."""

    effort = 1.0  # share of the trainings' budget (tests take less)
    every = 0.15
    _opened: Shelf | None = None
    _asked: tuple[str | dict, int]  # data and seed of the shelf
    _lesson: Lesson

    # --- calls --------------------------------------------------------------------------------------------

    def open(self, lesson: str, data: str | dict, seed: int) -> Answer:
        """Turn to a lesson, with these data and this seed for its experiment; what is known of it already.

        Args:
            lesson: its key.
            data: key of a preset, or {"own": number} of what ``hold`` was given.
            seed: of the experiment.

        Raises:
            toy.InvalidInput: an unknown name or a wrong seed; what was held stays.
            NotHeld: own data of another number; the same.
        """
        chosen = BY_KEY[require_choice("lesson", lesson, BY_KEY)]
        seed = toy.Config(seed=seed).seed
        found = self._own.in_place({"data": data})["data"]
        if isinstance(found, str):
            require_choice("data", found, toy.DATASETS)
        if self._opened is None or self._asked != (data, seed):
            self._opened, self._asked = Shelf(found, seed, self.effort), (data, seed)
            self._outcomes: dict[str, Outcome] = {}
            self._pictures: dict[tuple[str, str], Pictures] = {}
        self._lesson = chosen
        self._renew()
        self._doing, self._seconds = Doing("measure", ""), 0.0
        self._progress = Progress(chosen, self._shelf)
        self._live: list[str] = []  # models in the order of their trainings
        self._drawn: list[tuple | None] = [None] * SLOTS  # what each stage shows
        outcome = self._outcomes.get(lesson)
        self._phase = "done" if outcome else "idle"
        stages = yield from self._result(outcome) if outcome else self._blank()
        return {"progress": self._said(), "stages": stages, "outcome": told(outcome), "held": self.held}

    def untouched(self) -> bool:
        """Whether nothing has been trained here."""
        return self._opened is None or not self._shelf.seconds

    # --- the job ------------------------------------------------------------------------------------------

    def run(self, held: str | None = None) -> Job:
        """The experiment of the lesson; what it has trained stays on the shelf, also where it is stopped.

        held: token of what the page shows. Raises NotTheSame.
        """
        shelf, lesson = self._shelf, self._lesson
        self._require(held)
        self._phase, self._seconds, self._live = "running", 0.0, []
        self._progress = Progress(lesson, shelf)
        yield from self._experiment()

    def resume(self, method: str, arguments: dict[str, Any]) -> Job:
        """The run that went on when the session's worker was lost: what was trained need not be again."""
        return self._experiment()

    def _experiment(self) -> Job:
        """Run the lesson's experiment, as far as it has not been run."""
        shelf, lesson, progress = self._shelf, self._lesson, self._progress
        walk = self._walk(lesson.experiment(shelf))
        try:
            for doing in walk:
                self.changed = True
                if doing.steps or doing.what == "measure":  # else its first examples are being drawn
                    if doing.model != self._doing.model:
                        self._settle()
                    self._doing = doing
                    progress.take(doing)
                yield None
        except BaseException:  # stopped, or failed
            self._phase, self.changed = "stopped", True
            raise
        if walk.replaced:  # by another lesson
            return
        outcome = self._outcomes[lesson.key] = walk.result
        self._phase = "done"
        self._settle()
        yield {"outcome": told(outcome), "progress": self._said()}
        for slot in range(SLOTS):  # one by one, so that the page draws one at a time
            yield {"stages": {slot: (yield from self._ended(slot, outcome))}}

    def snapshot(self, final: bool) -> Generator[None, None, Message | None]:
        """How far it is, and the network in training; None where that was shown just now."""
        self._require_open()
        if not self._due(final):
            return None
        message: Message = {"progress": self._said()}
        if self._phase in ("running", "stopped") and (stages := (yield from self._trainings())):
            message["stages"] = stages
        return message

    # --- elsewhere ----------------------------------------------------------------------------------------

    def standing(self) -> dict[str, Any]:
        """Where a run goes on from: {"phase", "model", "step", "steps", ...}."""
        return self._said()

    def _state(self) -> dict[str, Any]:
        if self._opened is None:
            return {"shelf": None}
        shelf = self._shelf
        return {
            "shelf": shelf.state(),
            "made of": (shelf.data, shelf.seed, shelf.effort),
            "asked": self._asked,
            "lesson": self._lesson.key,
            "outcomes": self._outcomes,
            "doing": (self._doing, self._progress, self._live),
            "phase": self._phase,
        }

    def _take(self, state: dict[str, Any], running: bool) -> None:
        if state["shelf"] is None:
            return
        self._opened = Shelf(*state["made of"])
        self._opened.restore(state["shelf"])
        self.effort, self._asked, self._lesson = self._opened.effort, state["asked"], BY_KEY[state["lesson"]]
        self._outcomes, self._pictures = state["outcomes"], {}
        self._doing, self._progress, self._live = state["doing"]
        self._drawn = [None] * SLOTS
        self._phase = state["phase"] if running or state["phase"] != "running" else "stopped"

    # --- inside -------------------------------------------------------------------------------------------

    @property
    def _shelf(self) -> Shelf:
        if self._opened is None:
            raise NotOpened
        return self._opened

    def _subject(self) -> tuple[object, ...]:
        return self._lesson, self._shelf

    def _said(self) -> dict:
        """How far the experiment is.

        {"phase", "model", "step", "steps", "loss", "number", "count": of the training under way and of them
        all, "done": share of the whole, "seconds": of computing}.
        """
        doing, running = self._doing, self._phase == "running"
        whole = self._progress
        return {
            "phase": doing.what if running else self._phase,
            "model": doing.model,
            "step": doing.step,
            "steps": doing.steps,
            "loss": doing.loss if math.isfinite(doing.loss) else None,
            "number": whole.number,
            "count": whole.count,
            "done": 1.0 if self._phase == "done" else whole.done,
            "seconds": f"{self._seconds:.1f}",
        }

    def _trainings(self) -> Generator[None, None, Stages]:
        """The network in training and the one before it, where their pictures have changed."""
        doing, stages = self._doing, Stages()
        training = self._phase == "running" and doing.what == "train"
        if training and self._live[-1:] != [doing.model]:
            self._live.append(doing.model)
        if not self._live:
            return stages
        if len(self._live) == 1:  # the first one: what was there before goes
            stages |= {slot: None for slot in range(1, SLOTS) if self._drawn[slot]}
            self._drawn[1:] = [None] * (SLOTS - 1)
        for number, model in list(enumerate(self._live))[-LIVE_SLOTS:]:
            slot, live = number % LIVE_SLOTS, training and model == doing.model
            key: tuple = (model, doing.step if live else None)
            if self._drawn[slot] != key:
                train = {"step": doing.step, "steps": doing.steps, "loss": doing.loss} if live else None
                drawing = Drawing(model, form_of(model))
                stages[slot] = yield from self._stage(drawing, LIVE if live else REST, train)
                self._drawn[slot] = key
        return stages

    def _result(self, outcome: Outcome) -> Generator[None, None, Stages]:
        """The pictures that the lesson ends with."""
        stages = Stages()
        for slot in range(SLOTS):
            stages[slot] = yield from self._ended(slot, outcome)
        return stages

    def _ended(self, slot: int, outcome: Outcome) -> Generator[None, None, dict | None]:
        """One of them; None where there is none."""
        drawing = outcome.drawings[slot] if slot < len(outcome.drawings) else None
        self._drawn[slot] = ("result", slot) if drawing else None
        return (yield from self._stage(drawing, REST, None)) if drawing else None

    def _blank(self) -> Generator[None, None, Stages]:
        """Before there is anything: the data, and where the pictures will be."""
        picture = self._of_form("vp").hint("learn.hint")
        self._drawn[0] = ("hint",)
        yield None
        title = {"model": "", "data": own_data.OWN if isinstance(self._asked[0], dict) else self._asked[0]}
        return Stages({0: {"title": title, "picture": picture}}) | dict.fromkeys(range(1, SLOTS))

    def _stage(self, drawing: Drawing, size: Size, train: dict | None) -> Generator[None, None, dict]:
        picture, _ = yield from self._of_form(drawing.form, drawing.times).panel(
            drawing.model,
            drawing.steps,
            drawing.solver,
            size,
            train,
            shown_as=stage_of(drawing.model),
            coords=drawing.coordinates,
            overlay=overlay_of(drawing),
        )
        title = asdict(drawing) | {"overlay": overlay_of(drawing), "live": train is not None}
        return {"title": title, "picture": picture}

    def _of_form(self, form: str, times: str = "") -> Pictures:
        """What draws models of a form, at the times of a grid; all forms from the same noise."""
        if (form, times) not in self._pictures:
            self._pictures[form, times] = Pictures(OnShelf(self._shelf, form), GRIDS.get(times))
        return self._pictures[form, times]


class OnShelf:
    """As much of an experiment as `Pictures` needs, with the models of a shelf as its stages."""

    def __init__(self, shelf: Shelf, form: str) -> None:
        experiment = shelf.experiment(form)
        self.dataset, self.config, self.form = experiment.dataset, experiment.config, experiment.form
        self.prediction, self._start, self.denoiser = experiment.prediction, experiment.start, shelf.denoiser

    def start(self, n: int, seed: int = 0) -> Tensor:
        """The noise at the form's noise end."""
        return self._start(n, seed)


def form_of(model: str) -> str:
    """The form of a model on the shelf, by its name."""
    return model.partition("/")[0]


def stage_of(model: str) -> str:
    """What the page calls a model on the shelf, and so the colour it is drawn in."""
    kind = model.partition("/")[2]
    return SHOWN_AS.get(kind.partition("-")[0]) or kind.replace("round", "rectified")


def overlay_of(drawing: Drawing) -> str:
    """What the page draws over a stage; pairs are those that the model has learned from."""
    if drawing.overlay == "phases":
        return f"phases_{drawing.model.rpartition('-')[2]}"
    if drawing.overlay not in ("pairs", "lines"):
        return drawing.overlay
    made_of = "model" if role_of(stage_of(drawing.model)) == "rectified" else "random"
    return f"{drawing.overlay}_{made_of}"


def told(outcome: Outcome | None) -> dict | None:
    """An outcome as plain values; numbers that are not finite become None."""
    if outcome is None:
        return None
    claims = [asdict(claim) | {"verdict": claim.verdict} for claim in outcome.claims]
    for number in (number for claim in claims for number in (claim, *claim["beside"])):
        if not math.isfinite(number["value"]):
            number["value"] = None
    numbers = [asdict(number) for number in outcome.numbers if math.isfinite(number.value)]
    near = asdict(tried(CHALLENGES[outcome.lesson], outcome))
    near |= {name: near[name] if math.isfinite(near[name]) else None for name in ("value", "missed")}
    return {
        "lesson": outcome.lesson,
        "confirmed": outcome.confirmed,
        "decided": outcome.verdict(BY_KEY[outcome.lesson].decided_by) == "yes",
        "summary": outcome.summary(),
        "challenge": near,
        "claims": claims,
        "numbers": numbers,
    }
