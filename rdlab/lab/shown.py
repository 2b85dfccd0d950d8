"""What the lab's session shows of its experiment: pictures, numbers, words, where it stands."""

from __future__ import annotations

import math
from array import array

import toy
from rdlab.lab.conclusion import conclusion
from rdlab.stage import cache, summaries
from rdlab.stage.measuring import Measuring
from rdlab.stage.panels import REST, Pictures, Size, live
from rdlab.stage.session import Answer, ExperimentSession, Interval, Message
from rdlab.stage.slots import SLOTS, Staging
from rdlab.stage.summaries import Metrics
from toy.metrics import path_metrics

NUMBERS_EVERY = 0.5  # seconds between the numbers of a path in training: nobody reads faster
TRAINING = ("pairs", "training", "rectifying")  # phases in which a stage changes


class LabShown(ExperimentSession):
    """The state of one open page, and what is seen of it."""

    _losses: array[float]
    _reached: dict[str, int]  # stage -> its network's step
    _solvers: tuple[str, ...]  # that a job measures beside the view's own

    def __init__(self) -> None:
        super().__init__()
        self._steps, self._solver = 50, "ddim"

    @property
    def _offered(self) -> list[str]:
        """The stages that can be shown, and be teachers."""
        return [self._reference, *(s for s in self._experiment.stages if s != self._reference)]

    def _hold(self) -> None:
        """Nothing is drawn, measured or trained of the experiment yet."""
        self._pictures = Pictures(self._experiment)
        self._staging = Staging(self._reference)
        common = self._common(self._reference)
        self._measuring = Measuring(self._experiment, self._pictures, self._reference, common)
        self._phase, self._seconds, self._numbers_due = "idle", 0.0, Interval()
        self._progress = toy.Progress(self._reference, 0, self._experiment.config.steps, math.nan)
        self._losses, self._reached, self._solvers = array("d"), {}, ()
        self._drawn: dict[str, tuple] = {}  # slot -> (what it shows, its picture)
        self._telling: dict[str, str] = {}  # phase of a retraining -> the text that says what happens
        self._done, self._again = 0, False  # steps of the job; whether it goes on from elsewhere

    @property
    def _shown(self) -> list[str]:
        return [stage for stage in self._staging.shown if stage in self._offered]

    def _common(self, stage: str | None) -> tuple | None:
        """The settings that a stage follows from, where it holds nothing of this visitor's own; else None."""
        return cache.settings(self._experiment.config) if stage == self._reference else None

    def _words(self) -> Message:
        """What is said of the stages shown: meters, sentence, status."""
        known = [(stage, self._measuring.metrics(stage)) for stage in self._shown]
        training = {"key": self._telling.get(self._phase, "sentence.training"), "args": {}}
        alike = len(known) == 2 and self._experiment.trained_alike(*self._shown)
        said = conclusion(self._experiment.form.key, *known, alike=alike)
        sentence = training if self._phase in TRAINING else said
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
        return {"stages": self._staging.message(self._offered) | {"held": self.held}}

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
        self._require_open()
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
