"""One visitor's lab: an experiment, what the two stages show of it, and what is said about it.

Lives in a worker process (see `rdlab.engine.worker`) and knows no Gradio. Every answer is a message, a dict
``{part of the page: its new value}``; parts that are not in it stay as they are. Whatever may take longer
than about 10 ms is a generator, so that the worker can let other visitors go between.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Generator, Iterable, Iterator
from typing import Any

import toy
from rdlab.lab.conclusion import conclusion
from rdlab.stage import cache, cost, own_data, summaries
from rdlab.stage.measuring import Measuring
from rdlab.stage.panels import QUICK, REST, Pictures, Size, live
from rdlab.stage.session import Answer, ExperimentSession, Interval, Job, Message
from rdlab.stage.slots import MOST_VIEW_STEPS, SLOTS, Staging
from rdlab.stage.summaries import Metrics
from toy.errors import require_choice, require_int
from toy.metrics import path_metrics

NUMBERS_EVERY = 0.5  # seconds between the numbers of a path in training: nobody reads faster
TRAINING = ("pairs", "training", "rectifying")  # phases in which a stage changes


class LabSession(ExperimentSession):
    """The state of one open page."""

    def __init__(self) -> None:
        super().__init__()
        self._steps, self._solver = 50, "ddim"

    # --- calls --------------------------------------------------------------------------------------------

    def open(self, config: dict) -> Answer:
        """Hold an experiment with these fields of ``toy.Config``.

        {} if it is the one held already, or it differs in what later trainings take and the one under way.
        Keeps what it has where it raises: toy.InvalidInput, also for trainings that would take too long or
        too much memory (`rdlab.stage.cost`), or NotHeld.
        """
        checked = self._config(config)
        cost.check(cost.training(checked))
        cost.check(cost.retraining(checked))
        if self._opened is not None and self._opened.config.changes_later(checked):
            self._opened.adjust(checked)
            return {}
        self._opened = toy.Experiment(checked)
        return (yield from self._afresh())

    def gaussians(self) -> Answer:
        """A mixture to begin editing with; see ``own_data.gaussians``."""
        dataset = self._experiment.dataset
        return own_data.as_lists((yield from own_data.gaussians(dataset)), dataset)

    def reset(self) -> Answer:
        """Forget every network; the settings and the seed stay."""
        self._experiment.reset()
        return (yield from self._afresh())

    def status(self) -> Message:
        """Where the session stands."""
        return {"status": self._status()}

    def untouched(self) -> bool:
        """Whether it holds nothing that another could not have at once."""
        return not self._reached

    def set_view(self, steps: int, solver: str) -> Answer:
        """Show the stages as sampled in ``steps`` steps by ``solver``. Raises toy.InvalidInput."""
        steps = require_int("view_steps", steps, 1, MOST_VIEW_STEPS)
        self._steps, self._solver = steps, require_choice("solver", solver, toy.SOLVERS)
        return (yield from self._panels(*SLOTS, rest=QUICK))

    def pick(self, slot: str, stage: str | None) -> Answer:
        """Show a stage on a slot; None lets the slot follow the trainings. Raises toy.InvalidInput."""
        self._staging.pick(slot, stage, self._offered)
        return (
            (yield from self._panels(*SLOTS, rest=QUICK)) | self._words() | self._numbers() | self._stages()
        )

    # --- jobs ---------------------------------------------------------------------------------------------

    def look(self) -> Job:
        """Measure what is on the stages and not measured yet."""
        yield from self._measure()

    def compare(self) -> Job:
        """Measure every solver on the stages shown."""
        yield from self._measure(toy.SOLVERS)

    def train(self, only: int | None = None) -> Job:
        """Train the base network, to the end or ``only`` so many steps; goes on where it was left."""
        yield from self._work("training", self._reference, self._experiment.train().in_pieces(), only)

    def rectify(self, **options: Any) -> Job:
        """Make pairs with a stage and retrain on them; ``options`` of ``toy.Experiment.rectify``.

        Raises toy.InvalidInput, also where it would take too long.
        """
        teacher = options.get("teacher") or self._experiment.teacher
        model, variant = self._experiment.denoiser(teacher), options.get("variant", "rectified")
        cost.check(cost.retraining(self._experiment.config, model, variant))
        yield from self._work("rectifying", teacher, self._experiment.rectify(**options).in_pieces())

    def snapshot(self, final: bool) -> Answer:
        """What the job has come to; ``final`` when nothing runs any more."""
        message: Message = {}
        if final:
            self._phase = "idle"
        if self._losses:
            message["loss"] = self._loss_line()
        message |= yield from self._panels(*SLOTS)
        return message | {"status": self._status()}

    # --- inside -------------------------------------------------------------------------------------------

    @property
    def _offered(self) -> list[str]:
        """The stages that can be shown, and be teachers."""
        return [self._reference, *(s for s in self._experiment.stages if s != self._reference)]

    def _afresh(self) -> Answer:
        self._pictures = Pictures(self._experiment)
        self._staging = Staging(self._reference)
        common = self._common(self._reference)
        self._measuring = Measuring(self._experiment, self._pictures, self._reference, common)
        self._phase, self._seconds, self._numbers_due = "idle", 0.0, Interval()
        self._progress = toy.Progress(self._reference, 0, self._experiment.config.steps, math.nan)
        self._losses: array[float] = array("d")
        self._reached: dict[str, int] = {}  # stage -> its network's step
        self._drawn: dict[str, tuple] = {}  # slot -> (what it shows, its picture)
        panels = yield from self._panels(*SLOTS)
        return panels | {"loss": None} | self._words() | self._numbers() | self._stages()

    def _work(
        self, phase: str, left: str, training: Iterator[toy.Progress | None], only: int | None = None
    ) -> Job:
        """Run a training on the stage right of ``left``, then measure both."""
        walk, done = self._walk(training), 0
        try:
            for progress in walk:
                self.midway = progress is None
                if progress is None:
                    yield None
                    continue
                done += 1
                message = yield from self._follow(progress, phase, left)
                self.paced = progress.step > 0
                yield message
                self.paced = False
                if done == only:
                    return
        except GeneratorExit:  # stopped: what has been learned stays, the rest of the training does not wait
            self._experiment.stop()
            self.paced = False
            raise
        if walk.replaced:  # by other settings
            return
        self._phase = "measuring"
        yield {"loss": self._loss_line()} | self._stages()
        yield from self._measure()

    def _follow(self, progress: toy.Progress, phase: str, left: str) -> Generator[None, None, Message | None]:
        """Take note of one step of a training; a message where something new begins."""
        earlier, self._progress = self._progress, progress
        if progress.stage != earlier.stage or progress.step < earlier.step:
            self._losses, self._seconds = array("d"), 0.0
        if progress.step:
            self._losses.append(progress.loss)
        self._reached[progress.stage] = progress.step
        self._measuring.forget(progress.stage)
        phase = phase if progress.step else "pairs"
        same = progress.stage == earlier.stage
        if self._phase == phase and same:
            return None
        if self._phase not in TRAINING or not same:
            self._staging.begin(left, progress.stage)
        self._phase = phase
        offered = self._offered
        self._measuring.keep(offered)  # stages that came from a network that has gone, went with it
        self._staging.keep(offered)
        return (yield from self._panels(*SLOTS)) | self._words() | self._stages()

    def _measure(self, solvers: Iterable[str] = ()) -> Job:
        """Measure the stages shown, with the view's solver and these."""
        self._phase, measuring = "measuring", self._measuring
        yield (yield from self._panels(*SLOTS)) | {"status": self._status()}
        for stage in self._shown:
            if measuring.metrics(stage) is None:
                yield from measuring.look(stage)
                yield self._words() | {"chart": measuring.chart()}
        for stage in self._shown:
            yield from measuring.look_closer(stage)
        yield self._words() | self._numbers()
        for stage in self._shown:
            for solver in dict.fromkeys((self._solver, *solvers)):
                if solver not in measuring.found[stage].curves:
                    yield from measuring.solver(stage, solver)
                    yield {"chart": measuring.chart()}

    @property
    def _shown(self) -> list[str]:
        return [stage for stage in self._staging.shown if stage in self._offered]

    def _common(self, stage: str | None) -> tuple | None:
        """The settings that a stage follows from, where it holds nothing of this visitor's own; else None."""
        return cache.settings(self._experiment.config) if stage == self._reference else None

    def _words(self) -> Message:
        """What is said of the stages shown: meters, sentence, status."""
        known = [(stage, self._measuring.metrics(stage)) for stage in self._shown]
        training = {"key": f"sentence.{self._phase}", "args": {}}
        sentence = training if self._phase in TRAINING else conclusion(self._experiment.form.key, *known)
        return {"meters": self._meters(), "sentence": sentence, "status": self._status()}

    def _numbers(self) -> Message:
        """The charts."""
        shown = self._staging.shown
        return {
            "chart": self._measuring.chart(),
            "race": self._measuring.race(shown),
            "drift": self._measuring.drift(shown),
        }

    def _stages(self) -> Message:
        return {"stages": self._staging.message(self._offered)}

    def _meters(self, live: dict[str, Metrics] | None = None) -> dict:
        """The measured numbers of both slots; ``live`` holds those of stages in training."""
        stages = [self._staging[slot] or "" for slot in SLOTS]
        before, after = ((live or {}).get(stage) or self._measuring.metrics(stage) for stage in stages)
        return summaries.meters(before, after)

    def _loss_line(self) -> dict:
        progress = self._progress
        return summaries.loss_line(progress.stage, progress.step, progress.steps, self._losses)

    def _panels(self, *slots: str, rest: Size = REST) -> Answer:
        """The pictures of the slots that have changed since they were drawn last."""
        before = dict(self._drawn)
        try:
            return (yield from self._changed(*slots, rest=rest))
        except GeneratorExit:  # nobody gets the pictures that are drawn already
            self._drawn = before
            raise

    def _changed(self, *slots: str, rest: Size) -> Answer:
        message: Message = {}
        for slot in slots:
            stage = self._staging[slot]
            changing = stage == self._progress.stage and self._phase in TRAINING
            size = live(self.company) if changing and not self.paused else rest
            key = (stage, self._reached.get(stage or ""), self._steps, self._solver, changing, size)
            drawn, *_ = self._drawn.get(slot, ((),))
            enough = not changing and (self._phase in TRAINING or REST in drawn)  # fewer samples, or more
            if drawn == key or (enough and drawn[:5] == key[:5]):
                continue
            pictures = dict(self._drawn.values())
            if key in pictures:  # what was on the right moves to the left
                message[slot] = pictures[key]
            elif known := cache.PICTURES.get((self._common(stage), *key)):
                message[slot] = known
            elif stage is not None and stage in (*self._experiment.stages, self._reference):
                train = self._progress._asdict() if changing else None
                message[slot], path = yield from self._pictures.panel(
                    stage, self._steps, self._solver, size, train
                )
                if size.live and len(path.t) > 8 and self._numbers_due(NUMBERS_EVERY):  # fewer say nothing
                    message["meters"] = self._meters({stage: path_metrics(path, self._experiment.form)})
            else:
                ready = "hint.after" if self._experiment.stages else "hint.train"  # can one rectify at once?
                message[slot] = self._pictures.hint("hint.pairs" if changing else ready)
            self._drawn[slot] = (key, message[slot])
            if common := self._common(stage):
                cache.PICTURES[(common, *key)] = message[slot]
        return message

    def _status(self) -> dict:
        return {
            "phase": self._phase,
            "stage": self._progress.stage,
            "step": self._progress.step,
            "steps": self._progress.steps,
            "seconds": self._seconds,
            "paused": self.paused and self._phase != "idle",
            "seed": self._experiment.config.seed,
            "can_rectify": bool(self._experiment.stages),
            "can_compare": not all(map(self._measuring.compared, self._shown)),
        }
