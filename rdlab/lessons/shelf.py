"""The shelf: every network that lessons train, trained once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from time import thread_time
from typing import Any

import torch

import toy
from rdlab.lessons.doing import Doing
from rdlab.lessons.shelf_state import ShelfState, kept
from toy.training.loop import Progress, Recipe
from toy.training.pairs import ModelPairs
from toy.training.rectify import distil

Work = Generator[Doing, None, Any]
Steps = Iterator[Progress | None]  # of a training; None: there is more to do before the next
Start = Callable[[], Steps]  # begins a training

BUDGET: dict[str, Any] = {  # of every training here, fields of toy.Config: 1.7 CPU seconds both
    "steps": 800,
    "references": 64,
    "pairs": 8192,
    "rectify_steps": 750,
}
PREDICTIONS = {"flow_matching": "flow"}  # what a form's network predicts; "v" for the others
REFERENCE = 2048  # points that samples are compared with
NOISE_SEED = 1000  # of measurements, apart from the seeds of trainings


def settings(form: str, **more: Any) -> dict[str, Any]:
    """Fields of toy.Config (beside data and seed) that lessons train ``form`` with."""
    return {"form": form, "prediction": PREDICTIONS.get(form, "v")} | BUDGET | more


def both(*forms: str) -> tuple[str, ...]:
    """Names of the networks of some forms, trained and rectified."""
    return tuple(f"{form}/{stage}" for form in forms for stage in ("base", "rectified-1"))


@dataclass
class _Training:
    """A training under way: its steps, how to begin it again, what it makes, and whether it is done."""

    steps: Steps
    start: Start
    model: Callable[[], Any]
    complete: bool = False


@dataclass
class Shelf:
    """Models by name: "vp/exact", "vp/base", "vp/rectified-1", ... form and stage.

    Each method that trains is a generator of progress that returns the model's name; a model that is there
    already costs nothing. Left before its end, it goes on where it was when it is asked for again.

    Attributes:
        data, seed: as in toy.Config.
        effort: training steps and pairs are this share of the budget (tests: 0.01 trains nothing well).
        models: name -> denoiser ``(xt, t) -> (x0_hat, eps_hat)``, standardised units.
        seconds: name -> CPU seconds that its training took.
        floor: see ``measure.floor``, once it is known.
        asked: names asked for, whether they had to be trained or not.
        pairs: (teacher, how many, draw of the noise) -> pairs made for students that share them; not carried
            elsewhere, since the same are made again.
    """

    data: str | toy.Dataset = "eight_gaussians"
    seed: int = 0
    effort: float = 1.0
    models: dict[str, Any] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    pairs: dict[tuple[str, int, int], ModelPairs] = field(default_factory=dict)
    _experiments: dict[str, toy.Experiment] = field(default_factory=dict)
    _unfinished: dict[str, _Training] = field(default_factory=dict)
    _complete: set[str] = field(default_factory=set)  # of those that were under way elsewhere

    def __post_init__(self) -> None:
        self.dataset = toy.Config(data=self.data).dataset
        self.reference = self.dataset.sample_standardised(
            REFERENCE, torch.Generator().manual_seed(NOISE_SEED), balanced=True
        )
        self.floor: float | None = None

    def config(self, form: str) -> toy.Config:
        """The form's settings for the shelf's data and seed, with its share of the budget."""
        values = settings(form)
        for name in ("steps", "rectify_steps", "pairs"):
            values[name] = max(16, round(self.effort * values[name]))
        return toy.Config(data=self.data, seed=self.seed, **values)

    def experiment(self, form: str) -> toy.Experiment:
        """The experiment of a form; trained as far as lessons have asked."""
        if form not in self._experiments:
            self._experiments[form] = toy.Experiment(self.config(form))
        return self._experiments[form]

    def denoiser(self, model: str) -> Any:
        """A model by name, also one that is still being trained."""
        unfinished = self._unfinished.get(model)
        return unfinished.model() if unfinished else self.models[model]

    def form_of(self, model: str) -> toy.Form:
        """The form of a model."""
        return self.models[model].form

    # --- elsewhere --------------------------------------------------------------------------------------

    def state(self) -> ShelfState:
        """All that it takes to go on elsewhere. A training under way that is in no experiment begins anew."""
        experiments = self._experiments
        return ShelfState(
            experiments={form: experiment.state() for form, experiment in experiments.items()},
            models={
                name: kept(model, name.split("/")[0], experiments) for name, model in self.models.items()
            },
            seconds=dict(self.seconds),
            asked=set(self.asked),
            floor=self.floor,
            complete={name for name, training in self._unfinished.items() if training.complete},
        )

    def restore(self, state: ShelfState) -> None:
        """Hold what a shelf with the same data, seed and effort held."""
        self._experiments = {f: toy.Experiment.restore(found) for f, found in state.experiments.items()}
        self.models = {name: found.model(self._experiments) for name, found in state.models.items()}
        self.seconds, self.asked, self.floor = dict(state.seconds), set(state.asked), state.floor
        self._complete = set(state.complete)

    # --- models -----------------------------------------------------------------------------------------

    def exact(self, form: str) -> str:
        """The exact denoiser: of the data's mixture, or of its points, each blurred a little."""
        name, experiment = f"{form}/exact", self.experiment(form)
        if name not in self.models:
            stage = "exact" if self.dataset.mixture is not None else "empirical"
            self.models[name] = experiment.denoiser(stage)
        return name

    def base(self, form: str) -> Work:
        """Trained on random pairs."""
        experiment = self.experiment(form)
        start = lambda: experiment.train().in_pieces()  # noqa: E731
        return (yield from self._trained(f"{form}/base", "base", experiment, start))

    def rectified(self, form: str) -> Work:
        """Retrained on the pairs of the base, from its weights (algorithm 4)."""
        yield from self.base(form)
        experiment = self.experiment(form)
        start = lambda: experiment.rectify(teacher="base").in_pieces()  # noqa: E731
        return (yield from self._trained(f"{form}/rectified-1", "rectified-1", experiment, start))

    def on_pairs(self, form: str, matching: str) -> Work:
        """Retrained on the base's pairs, "matched" (``rectified``), or paired anew at "random".

        Both go on from the base's weights, as it was trained: nothing but the pairs differs.
        """
        if matching == "matched":
            return (yield from self.rectified(form))
        yield from self.base(form)
        experiment = self.experiment(form)
        asked: dict[str, Any] = {"teacher": "base", "matching": matching}
        start = lambda: experiment.rectify(**asked).in_pieces()  # noqa: E731
        return (yield from self._trained(f"{form}/{matching}", "unpaired", experiment, start))

    def phased(self, form: str, phases: int) -> Work:
        """Retrained from the base in so many phases."""
        yield from self.base(form)
        experiment, name = self.experiment(form), f"phased-{phases}"
        asked: dict[str, Any] = {"teacher": "base", "variant": "phased", "phases": phases}
        start = lambda: experiment.rectify(**asked).in_pieces()  # noqa: E731
        return (yield from self._trained(f"{form}/{name}", name, experiment, start))

    def consistency(self, teacher: str) -> Work:
        """Distilled for consistency from a network on the shelf, which it starts as a copy of."""
        form, stage = teacher.split("/")
        experiment, model = self.experiment(form), self.models[teacher]
        name, config = f"{form}/cd-{stage}", self.config(form)
        recipe = Recipe(config.rectify_steps, config.rectify_batch_size, 0.1 * config.rectify_learning_rate)
        net = model.net.copy()

        def start() -> Steps:
            generator = torch.Generator().manual_seed(self.seed)
            draw, prediction = self.dataset.draw, experiment.prediction
            return distil(net, model, draw, experiment.form, prediction, recipe, generator, name)

        return (yield from self.keep(name, start, lambda: toy.Denoiser(net, model.form, model.prediction)))

    def _trained(self, name: str, stage: str, experiment: toy.Experiment, start: Start) -> Work:
        return (yield from self.keep(name, start, lambda: experiment.denoiser(stage)))

    def keep(self, name: str, start: Start, model: Callable[[], Any]) -> Work:
        """Run the training that ``start()`` begins, unless it was; then ``model()`` is kept as ``name``."""
        self.asked.add(name)
        if name not in self.models:
            if name not in self._unfinished:
                self._unfinished[name] = _Training(start(), start, model, name in self._complete)
            training = self._unfinished[name]
            self.seconds.setdefault(name, 0.0)
            doing, ended = Doing("train", name), object()
            while True:
                began = thread_time()
                progress = next(training.steps, ended)
                self.seconds[name] += thread_time() - began
                if progress is ended:
                    if training.complete:
                        break
                    training.steps = training.start()  # another training of its experiment has ended it
                    continue
                if not isinstance(progress, Progress):
                    yield doing
                    continue
                training.complete = progress.step == progress.steps
                what = "train" if progress.step else "pairs"
                doing = Doing(what, name, progress.step, progress.steps, progress.loss)
                yield doing
            self.models[name] = training.model()
            del self._unfinished[name]
        return name

    def noise(self, n: int, draw: int = 0) -> torch.Tensor:
        """(n, 2) standard normal; ``draw`` 0, 1, ... are different ones. The same for all models."""
        return self.experiment("vp").noise(n, NOISE_SEED + 100 * self.seed + draw)
