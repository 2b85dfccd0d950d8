"""What is compared: an experiment that is trained, measured, rectified and measured, and its pictures.

One session is one column of the Compare tab; where solvers are compared, all columns are pictures of one
session. Lives in a worker, knows no Gradio, and answers in messages {"columns": {column: {part: value}}}.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any

import torch

import toy
from rdlab.stage import cost
from rdlab.stage.measuring import STEPS, Measuring
from rdlab.stage.panels import Pictures, Size
from rdlab.stage.session import Answer, ExperimentSession, Job, Message
from rdlab.stage.slots import MOST_VIEW_STEPS, SLOTS
from toy.errors import require_choice, require_int
from toy.metrics import path_metrics, step_gap

LIVE = Size(paths=40, samples=96, data=300, evaluations=8, live=True)  # eight such stages at once, and more
REST = Size(paths=80, samples=600, data=900, evaluations=4000)
PATHS, PATH_STEPS, PIECE = 512, 50, 128  # of which the shape is measured, as in toy.evaluation
CHANGING = ("training", "rectifying")  # phases in which a network changes
SHARES = {"training": 0.26, "measuring base": 0.12, "rectifying": 0.5, "measuring rectified-1": 0.12}
BASE, RECTIFIED = "base", "rectified-1"

Columns = dict[str, dict]  # column -> {"before": picture, "after": picture, "progress": ..., "meters": ...}


class CompareSession(ExperimentSession):
    """One experiment in one or more columns."""

    every = 0.2  # pictures are small here, and many

    def open(self, config: dict, columns: Mapping[str, str], steps: int) -> Answer:
        """Begin anew with these settings; their exact paths are shown.

        Args:
            config: fields of ``toy.Config``.
            columns: name of the column -> the solver its paths are followed by.
            steps: of the solver.

        Keeps what it has where it raises: toy.InvalidInput, also for what would take too long or too much
        memory (`rdlab.stage.cost`), or NotHeld.
        """
        checked = self._config(config)
        cost.check(cost.training(checked), cost.retraining(checked))
        experiment = toy.Experiment(checked)
        for solver in columns.values():
            require_choice("solver", solver, toy.SOLVERS)
        self._steps = require_int("view_steps", steps, 1, MOST_VIEW_STEPS)
        self._opened, self._columns = experiment, dict(columns)
        self._renew()
        self._hold()
        return (yield from self._told()) | {"held": self.held}

    def _hold(self) -> None:
        """Nothing is drawn, measured or trained of the experiment yet."""
        experiment = self._experiment
        self._pictures = Pictures(experiment)
        self._measuring = Measuring(experiment, self._pictures, self._reference, None)
        self._shapes: dict[tuple[str, str], dict] = {}  # (stage, solver) -> of its paths
        self._drawn: dict[tuple[str, str], tuple] = {}  # (column, slot) -> what its picture shows
        self._changing, self._reached = "", 0  # the stage in training and its step
        self._phase, self._done, self._seconds = "idle", 0.0, 0.0
        self._part = 0  # of `compare`: how many of its parts are over
        self._again = False  # whether it goes on from elsewhere
        self._progress = toy.Progress(BASE, 0, experiment.config.steps, float("nan"))

    def set_view(self, steps: int) -> Answer:
        """Show the stages as sampled in so many steps. Raises toy.InvalidInput."""
        self._require_open()
        self._steps = require_int("view_steps", steps, 1, MOST_VIEW_STEPS)
        self.changed = True
        return (yield from self._told())

    def compare(self, held: str | None = None) -> Job:
        """Train, measure, rectify, measure. held: token of what the page shows. Raises NotTheSame."""
        self._require(held)
        yield from self._compare(0)

    def _compare(self, first: int) -> Job:
        """All parts from the ``first`` that is not over."""
        parts: tuple[tuple[str, Callable[[], Job]], ...] = (
            ("training", lambda: self._train("training", self._experiment.train().in_pieces())),
            (f"measuring {BASE}", lambda: self._measure(BASE)),
            ("rectifying", lambda: self._train("rectifying", self._experiment.rectify().in_pieces())),
            (f"measuring {RECTIFIED}", lambda: self._measure(RECTIFIED)),
        )
        try:
            for number, (_, work) in enumerate(parts[first:], first):
                self._part, self._done = number, sum(SHARES[name] for name, _ in parts[:number])
                self.changed = True
                yield from work()
                self._settle()
        except BaseException:  # stopped, or failed
            self._experiment.stop()
            self._changing, self._phase = "", "stopped"
            self.changed = True
            raise
        self._phase, self._done, self._part = "done", 1.0, len(parts)
        yield (yield from self._told())

    def resume(self, method: str, arguments: dict[str, Any]) -> Job:
        """The comparison that ran when the session's worker was lost, from where it stood then."""
        self._again = True
        return self._compare(self._part)

    def standing(self) -> dict[str, Any]:
        """Where a comparison goes on from: {"phase", "stage", "step", "steps", ...}."""
        self._require_open()
        return self._said() | {"stage": self._progress.stage}

    def snapshot(self, final: bool) -> Generator[None, None, Message | None]:
        """The pictures that have changed, and how far it is; None where that was shown just now."""
        self._require_open()
        return (yield from self._told(rest=final)) if self._due(final) else None

    # --- elsewhere ----------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        if self._opened is None:
            return {"experiment": None}
        return {
            "experiment": self._opened.state(),
            "columns": (self._columns, self._steps),
            "found": (self._measuring.found, self._shapes),
            "changing": (self._changing, self._reached),
            "phase": self._phase,
            "part": self._part,
            "done": self._done,
            "progress": self._progress,
        }

    def _take(self, state: dict[str, Any], running: bool) -> None:
        if state["experiment"] is None:
            return
        self._opened = toy.Experiment.restore(state["experiment"])
        self._columns, self._steps = state["columns"]
        self._hold()
        self._measuring.found, self._shapes = state["found"]
        self._part, self._done, self._progress = state["part"], state["done"], state["progress"]
        self._phase = state["phase"]
        if running:
            self._changing, self._reached = state["changing"]
        elif self._phase not in ("idle", "done"):
            self._phase = "stopped"

    # --- inside -------------------------------------------------------------------------------------------

    def _train(self, phase: str, training: Iterator[toy.Progress | None]) -> Job:
        """Follow a training to its end; what it makes then stands still."""
        walk, before = self._walk(training), self._done
        again, self._again = self._again, False
        for progress in walk:
            self.changed = True
            if progress is None or (again and not progress.step):  # drawing; pairs that had been made already
                yield None
                continue
            self._phase = phase if progress.step else "pairs"
            self._progress, self._changing, self._reached = progress, progress.stage, progress.step
            self._done = before + SHARES[phase] * progress.step / progress.steps
            yield None
        if walk.replaced:  # by other settings
            return
        self._changing = ""
        yield (yield from self._told())

    def _measure(self, stage: str) -> Job:
        """Everything that the meters, the chart and the table say of a stage."""
        self._phase, measuring, self._again = "measuring", self._measuring, False
        yield from measuring.look(stage)
        for solver in dict.fromkeys(self._columns.values()):
            if solver != "ddim" and (stage, solver) not in self._shapes:
                yield from measuring.solver(stage, solver)
                self._shapes[stage, solver] = yield from self._shape(stage, solver)
        slot = "before" if stage == BASE else "after"
        found = {name: {"meters": {slot: self._meter(stage, s)}} for name, s in self._columns.items()}
        yield {"columns": found}

    def _shape(self, stage: str, solver: str) -> Generator[None, None, dict]:
        """Shape of the paths that a solver follows, and how far one step ends from many."""
        paths, ones = [], []
        for row in range(0, PATHS, PIECE):
            rows = slice(row, row + PIECE)
            paths.append((yield from self._pictures.walk(stage, PATH_STEPS, solver, rows)))
            ones.append((yield from self._pictures.walk(stage, 1, solver, rows)).x[-1])
            yield None
        whole = (torch.cat([getattr(path, name) for path in paths], dim=1) for name in ("x", "x0", "eps"))
        path = toy.Trajectory(paths[0].t, *whole)
        return path_metrics(path, self._experiment.form) | {"step_gap": step_gap(torch.cat(ones), path.x[-1])}

    def _meter(self, stage: str, solver: str) -> dict:
        """The numbers of one column at one stage, plain; lists go along "steps"."""
        found = self._measuring.found[stage]
        metrics, curve = found.metrics or {}, found.curves[solver]
        shape = self._shapes.get((stage, solver), metrics)
        names = ("first_order_defect", "arc_over_chord", "straightness", "step_gap")
        quality = [curve["quality"][k]["sliced_w2"] for k in STEPS]
        return {name: float(shape[name]) for name in names} | {
            "one_step": quality[0],
            "floor": metrics["floor"]["sliced_w2"],
            "steps": list(STEPS),
            "quality": quality,
            "nfe": [curve["cost"][k]["nfe"] for k in STEPS],
            "ms": [curve["cost"][k]["milliseconds"] for k in STEPS],
        }

    def _told(self, rest: bool = True) -> Answer:
        """Pictures and progress of all columns; without ``rest`` only of what is being trained."""
        columns: Columns = {name: {"progress": self._said()} for name in self._columns}
        for name, solver in self._columns.items():
            for slot in SLOTS:
                stage = self._stage(slot)
                live = bool(stage) and stage == self._changing
                if not (live or rest):
                    continue
                key = (stage, self._reached if live else None, self._steps, live)
                if self._drawn.get((name, slot)) != key:
                    columns[name][slot] = yield from self._picture(stage, solver, live)
                    self._drawn[name, slot] = key
        return {"columns": columns}

    def _stage(self, slot: str) -> str | None:
        """What a slot shows: the closed form until there is a network."""
        stages = self._experiment.stages
        if slot == "before":
            return BASE if BASE in stages else self._reference
        return RECTIFIED if RECTIFIED in stages else None

    def _picture(self, stage: str | None, solver: str, live: bool) -> Generator[None, None, dict]:
        if stage is None:
            return self._pictures.hint("compare.hint")
        train = self._progress._asdict() if live else None
        size = LIVE if live else REST
        picture, _ = yield from self._pictures.panel(stage, self._steps, solver, size, train)
        return picture

    def _said(self) -> dict:
        step, steps = self._progress.step, self._progress.steps
        said = {"phase": self._phase, "step": step, "steps": steps, "done": self._done}
        return said | {"seconds": f"{self._seconds:.1f}"}
