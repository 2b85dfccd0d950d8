"""One visitor's lab: an experiment, what the two stages show of it, and what is said about it.

Lives in a worker process (see `rdlab.engine.worker`) and knows no Gradio. Every answer is a message, a dict
``{part of the page: its new value}``; parts that are not in it stay as they are. Whatever may take longer
than about 10 ms is a generator, so that the worker can let other visitors go between.
"""

from __future__ import annotations

from array import array
from collections.abc import Generator, Iterator
from typing import Any

import toy
from rdlab.lab.conclusion import under_way
from rdlab.lab.shown import TRAINING, LabShown
from rdlab.stage import cost, own_data, summaries
from rdlab.stage.panels import QUICK
from rdlab.stage.session import Answer, Job, Message, NotTheSame
from rdlab.stage.slots import MOST_VIEW_STEPS, SLOTS
from toy.errors import require_choice, require_int
from toy.stages import Stage


class LabSession(LabShown):
    """The state of one open page, and what can be done with it."""

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
            self.changed = True
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
        """Where the session stands. Raises NotOpened before ``open``, as all others."""
        return {"status": self._status()}

    def untouched(self) -> bool:
        """Whether it holds nothing that another could not have at once."""
        return self._opened is None or not self._reached

    def set_view(self, steps: int, solver: str) -> Answer:
        """Show the stages as sampled in ``steps`` steps by ``solver``. Raises toy.InvalidInput."""
        self._require_open()
        steps = require_int("view_steps", steps, 1, MOST_VIEW_STEPS)
        self._steps, self._solver = steps, require_choice("solver", solver, toy.SOLVERS)
        self.changed = True
        return (yield from self._panels(*SLOTS, rest=QUICK))

    def pick(self, slot: str, stage: str | None, held: str | None = None) -> Answer:
        """Show a stage on a slot; None lets it follow the trainings. ``held``: token of what the page shows.

        Raises toy.InvalidInput, or NotTheSame, as all that take a token.
        """
        self._require(held)
        self._staging.pick(slot, stage, self._offered)
        self.changed = True
        return (
            (yield from self._panels(*SLOTS, rest=QUICK)) | self._words() | self._numbers() | self._stages()
        )

    # --- jobs ---------------------------------------------------------------------------------------------

    def look(self) -> Job:
        """Measure what is on the stages and not measured yet."""
        yield from self._measure()

    def compare(self, held: str | None = None) -> Job:
        """Measure every solver on the stages shown."""
        self._require(held)
        yield from self._measure(tuple(toy.SOLVERS))

    def train(self, only: int | None = None, held: str | None = None) -> Job:
        """Train the base network, to the end or ``only`` so many steps; goes on where it was left."""
        self._require(held)
        training = self._experiment.train().in_pieces()
        yield from self._work("training", self._reference, training, only)

    def rectify(self, held: str | None = None, **options: Any) -> Job:
        """Make pairs and retrain; ``options`` of ``toy.Experiment.rectify``.

        Raises NotTheSame where there is no such teacher, toy.InvalidInput where it would take too long too.
        """
        self._require(held)
        named = options.get("teacher")
        if named is not None and str(Stage.parse(named)) not in (*self._offered, "empirical"):
            raise NotTheSame(f"There is no stage {named}.")
        teacher = named or self._experiment.teacher
        model, variant = self._experiment.denoiser(teacher), options.get("variant", "rectified")
        config, exact = self._experiment.config, isinstance(model, toy.ExactDenoiser)
        cost.check(cost.retraining(config, model, variant))
        how = {name: options[name] for name in ("variant", "matching") if name in options}
        self._telling = under_way(exact, options.get("student", config.student), **how)
        yield from self._work("rectifying", teacher, self._experiment.rectify(**options).in_pieces())

    def snapshot(self, final: bool) -> Answer:
        """What the job has come to; ``final`` when nothing runs any more."""
        self._require_open()
        message: Message = {}
        if final:
            self._phase, self.changed = "idle", True
        if self._losses:
            message["loss"] = self._loss_line()
        message |= yield from self._panels(*SLOTS)
        return message | {"status": self._status()}

    # --- elsewhere ----------------------------------------------------------------------------------------

    def resume(self, method: str, arguments: dict[str, Any]) -> Job:
        """The job that ran when the session's worker was lost, from where it stood then."""
        if self._phase == "measuring":
            return self._measure(self._solvers)
        self._again = self._phase in TRAINING
        job: Job = getattr(self, method)(**arguments)
        return job

    def standing(self) -> dict[str, Any]:
        """Where a job goes on from: {"phase", "stage", "step", "steps", ...}."""
        return self._status()

    def _state(self) -> dict[str, Any]:
        view = {"view": (self._steps, self._solver), "experiment": None}
        if self._opened is None:
            return view
        return view | {
            "experiment": self._opened.state(),
            "staging": self._staging.state(),
            "found": self._measuring.found,
            "phase": self._phase,
            "progress": self._progress,
            "losses": self._losses,
            "reached": self._reached,
            "job": (self._done, self._solvers),
        }

    def _take(self, state: dict[str, Any], running: bool) -> None:
        self._steps, self._solver = state["view"]
        if state["experiment"] is None:
            return
        self._opened = toy.Experiment.restore(state["experiment"])
        self._hold()
        self._staging.restore(state["staging"])
        self._measuring.found = state["found"]
        self._phase = state["phase"] if running else "idle"
        self._progress, self._losses, self._reached = state["progress"], state["losses"], state["reached"]
        self._done, self._solvers = state["job"]

    # --- inside -------------------------------------------------------------------------------------------

    def _afresh(self) -> Answer:
        self._renew()
        self._hold()
        panels = yield from self._panels(*SLOTS)
        return panels | {"loss": None} | self._words() | self._numbers() | self._stages()

    def _work(
        self, phase: str, left: str, training: Iterator[toy.Progress | None], only: int | None = None
    ) -> Job:
        """Run a training on the stage right of ``left``, then measure both."""
        walk, again, self._again = self._walk(training), self._again, False
        self._done = self._done if again else 0
        try:
            for progress in walk:
                self.midway = progress is None
                if progress is None or (again and not progress.step):  # drawing; pairs that had been made
                    yield None
                    continue
                message = yield from self._follow(progress, phase, left)
                self.paced, self.changed = progress.step > 0, True
                self._done += 1
                yield message
                self.paced = False
                if self._done == only:
                    return
        except toy.Diverged as error:
            self._experiment.stop()
            self.paced, self.changed = False, True
            yield {"notice": summaries.diverged_notice(error)}
        except BaseException:  # stopped, or failed: what was learned stays, the rest of it does not wait
            self._experiment.stop()
            self.paced = False
            raise
        if walk.replaced:  # by other settings
            return
        self._phase, self._solvers = "measuring", ()
        self._settle()
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

    def _measure(self, solvers: tuple[str, ...] = ()) -> Job:
        """Measure the stages shown, with the view's solver and these."""
        self._require_open()
        self._phase, self._solvers, measuring = "measuring", solvers, self._measuring
        self.changed = True
        yield (yield from self._panels(*SLOTS)) | {"status": self._status()}
        for stage in self._shown:
            if measuring.metrics(stage) is None:
                yield from measuring.look(stage)
                self.changed = True
                yield self._words() | {"chart": measuring.chart()}
        for stage in self._shown:
            yield from measuring.look_closer(stage)
        self.changed = True
        yield self._words() | self._numbers()
        for stage in self._shown:
            for solver in dict.fromkeys((self._solver, *solvers)):
                if solver not in measuring.found[stage].curves:
                    yield from measuring.solver(stage, solver)
                    self.changed = True
                    yield {"chart": measuring.chart()}
