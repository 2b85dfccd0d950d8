"""Experiment: the one place where names become objects, and every stage of a run lives.

exp = Experiment(Config(data="eight_gaussians", form="vp", prediction="v"))
for p in exp.train(): ...
for p in exp.rectify(): ...
exp.sample("rectified-1", n=4096, steps=1)
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from toy import io
from toy.config import Config
from toy.errors import InvalidInput, require_choice, require_int
from toy.experiment.arguments import MAX_SAMPLES, device_of
from toy.experiment.courses import Course
from toy.experiment.jobs import Jobs
from toy.experiment.records import StageRecords
from toy.experiment.sampler import DEFAULT_STEPS, StageLike
from toy.experiment.state import ExperimentState, state_of
from toy.models.denoiser import Denoiser, Network
from toy.models.exact import ExactDenoiser
from toy.sampling import MAX_STEPS
from toy.stages import BASE, Lineage, Stage
from toy.training.loop import Pieces
from toy.training.losses import PairLoss
from toy.training.rectify import Retraining
from toy.training.resuming import Resumable, Training

__all__ = ["DEFAULT_STEPS", "MAX_SAMPLES", "MAX_STEPS", "Experiment", "UnfinishedTeacher"]


class UnfinishedTeacher(UserWarning):
    """Pairs are being taken from a stage whose training was left before its end."""


class Experiment(StageRecords):
    """A data set, a form, a prediction type, and the networks trained on them.

    Stages are given by their text, such as "rectified-1", or as a ``Stage``.

    Args:
        config: what to train, validated.
        device: where networks and samples are computed. Noise is drawn on the CPU whatever the device, so
            that a seed means the same everywhere.

    Attributes:
        config, dataset, form, prediction: the objects behind the config's names.
        device: a torch.device.

    Raises:
        InvalidInput: no Config, or a device that this machine does not have.
    """

    def __init__(self, config: Config, device: str | torch.device = "cpu") -> None:
        if not isinstance(config, Config):
            raise InvalidInput("config", config, "a toy.Config")
        super().__init__(config.dataset, config.form_object, config.prediction_object, device_of(device))
        self.config = config
        self._exact: dict[str, ExactDenoiser] = {}
        self._networks = Lineage()
        self._blurred: ExactDenoiser | None = None
        self._jobs = Jobs(lambda: self.config, self._networks, self.device)
        self._base, self._retraining = Resumable(), Resumable()
        self._latest = self._base
        mixture = self.dataset.standard_mixture
        if config.noise != "normal":  # posterior means are known for normal noise alone
            self.default_noise = lambda n, generator: config.noise_object(n, self.d, generator)
        elif mixture is not None:
            self._exact["exact"] = ExactDenoiser(mixture, self.form)

    def __repr__(self) -> str:
        def told(name: str) -> str:
            node = None if name in self._exact else self._networks.get(name)
            if node is None:
                return name
            return f"{name} ({len(node.losses):,} steps{'' if node.finished else ', unfinished'})"

        parts = (self.dataset.key, self.form.key, self.prediction.key)
        stages = ", ".join(map(told, self.stages)) or "none"
        return "Experiment(data={!r}, form={!r}, prediction={!r}, stages: {})".format(*parts, stages)

    # --- stages -----------------------------------------------------------------------------------------

    def denoiser(self, stage: StageLike) -> ExactDenoiser | Denoiser:
        """The denoiser of a stage, ``(xt, t) -> (x0_hat, eps_hat)`` in standardised units.

        "empirical" is always there too: the exact denoiser of the data's points, each blurred a little
        (``Dataset.preview_mixture``), for data that has no closed form. Raises InvalidInput.
        """
        name = str(stage) if isinstance(stage, Stage) else stage
        if isinstance(name, str) and name == "empirical":
            if self._blurred is None:
                self._blurred = ExactDenoiser(self.dataset.preview_mixture(), self.form)
            return self._blurred
        require_choice("stage", name, self.stages or ["(train first)"])
        known = self._exact.get(name)
        return known or self._denoiser(self._networks.nets[name])

    def _denoiser(self, net: Network) -> Denoiser:
        return Denoiser(net, self.form, self.prediction)

    def _new_net(self) -> Network:
        return self._jobs.new_net(torch.Generator())

    def reset(self) -> None:
        """Forget every network; the config and with it the seed stay."""
        self._networks.clear()
        self._base.stop()
        self._retraining.stop()

    def adjust(self, config: Config) -> None:
        """Go on with a config that differs in ``toy.config.LATER`` alone. Raises InvalidInput otherwise.

        Networks stay; a training under way takes the new learning rate at its next step.
        """
        if not isinstance(config, Config) or not self.config.changes_later(config):
            raise InvalidInput("config", "other settings", "a change of what later trainings take alone")
        self.config = config

    # --- training ---------------------------------------------------------------------------------------

    def train(self) -> Training:
        """Train "base" (algorithm 2), one optimizer step per item of what is returned.

        Nothing happens until that is iterated (or ``.run()``). Leaving the loop pauses; calling again goes on
        where it stopped, also after a rectification in between. Once finished or stopped, calling again
        starts afresh from the same seed, and stages that came from the old network go. With ``config.ema``
        the stage is the averaged network from the first step on.
        """
        return self._go_on(self._base, "train", self._train_base, "train()")

    def _train_base(self) -> Course:
        course = Course(self.config)

        def steps() -> Pieces:
            old, under_way = self._networks.get(BASE), self._course(self._retraining)
            if course.node is None and old is not None and under_way is not None:
                parent = under_way.parent
                if parent is not None and old in (parent, *parent.ancestors()):
                    self._retraining.stop()  # its teacher goes
            yield from self._jobs.base(course)

        course.steps = steps()
        return course

    def _retrain(self, order: Retraining) -> Course:
        course = Course(self.config, order)

        def steps() -> Pieces:
            if course.teacher is None:
                course.parent = self._networks.get(order.teacher)
                course.teacher = self.denoiser(order.teacher)
                if course.parent is not None and not course.parent.finished:
                    assert course.parent.net is not None
                    course.teacher = self._denoiser(course.parent.net.copy())
            yield from self._jobs.retraining(course)

        course.steps = steps()
        return course

    def _course(self, job: Resumable) -> Course | None:
        """The training that a job is at, if there is one."""
        return job.steps if isinstance(job.steps, Course) else None

    def rectify(
        self,
        pairs: int | None = None,
        variant: str = "rectified",
        phases: int = 4,
        teacher: StageLike | None = None,
        steps: int | None = None,
        matching: str = "matched",
        loss: str | PairLoss | Callable[[Tensor, Tensor], Tensor] | None = None,
        student: str | None = None,
    ) -> Training:
        """Retrain on pairs that a model has matched (algorithm 4), one step per item; resumable as ``train``.

        Args:
            pairs: how many (noise, sample) pairs to make; default ``config.pairs``.
            variant: "rectified" adds "rectified-1", from a rectified teacher "rectified-2", …; "phased" adds
                "phased-M"; "consistency" adds "consistency".
            phases: M, for "phased".
            teacher: stage the pairs come from; default the latest rectified one, else "base", else "exact".
                One that is unfinished is taken as it is, with a warning (UnfinishedTeacher); its training
                can be gone on with afterwards.
            steps: optimizer steps; default ``config.rectify_steps``.
            matching: "random" pairs the same x0 and eps at random, all else being equal: adds "unpaired".
            loss: the student's own unless told: "pseudo_huber", "squared", or one of your own
                (``toy.training.rectify.Retraining``).
            student: "plain" or "sharper" (``toy.training.students``); default ``config.student``.

        Yields Progress; while the pairs are being made its ``step`` is 0 and its loss NaN. Raises
        InvalidInput: an argument out of range, or no stage to take pairs from.
        """
        given = str(teacher) if isinstance(teacher, Stage) else teacher
        order = Retraining(
            teacher=self.teacher if given is None else given,
            pairs=self.config.pairs if pairs is None else pairs,
            steps=self.config.rectify_steps if steps is None else steps,
            variant=variant,
            phases=phases,
            matching=matching,
            student=self.config.student if student is None else student,
            loss=loss,
        )
        self.denoiser(order.teacher)
        wanted = replace(order, teacher=given or "")
        if order.teacher in self.unfinished and not self._retraining.is_under_way(wanted):
            text = (
                f"the training of {order.teacher} has not come to its end: pairs are taken from it as it is"
            )
            warnings.warn(text, UnfinishedTeacher, stacklevel=2)

        return self._go_on(self._retraining, wanted, lambda: self._retrain(order), "rectify()")

    def _go_on(self, job: Resumable, wanted: object, start: Callable[[], Course], call: str) -> Training:
        self._latest = job
        return job.go_on(wanted, start, call)

    def run(self, rectifications: int = 0) -> Experiment:
        """Train to the end, for those who want no loop: ``Experiment(config).run(rectifications=1)``.

        Args:
            rectifications: up to which "rectified-k" to go on, 0 to 100. What is finished already is kept.

        Returns:
            The experiment itself.
        """
        wanted = require_int("rectifications", rectifications, 0, 100)
        if "base" not in self.stages or "base" in self.unfinished:
            self.train().run()
        for k in range(1, wanted + 1):
            name = f"rectified-{k}"
            if name not in self.stages or name in self.unfinished:
                self.rectify(teacher=f"rectified-{k - 1}" if k > 1 else "base").run()
        return self

    @property
    def teacher(self) -> str:
        """The stage that a rectification takes its pairs from by default. Raises InvalidInput if none can."""
        finished = self._networks.rectified()
        first = [name for name in ("base", "exact") if name in self.stages][:1]
        if not finished and not first:
            raise InvalidInput("teacher", "no stage", "a trained stage to take pairs from; train first")
        return (finished or first)[-1]

    def stop(self) -> None:
        """End the training under way, of two the one that was gone on with last.

        Its network stays as it is; the next rectification replaces it.
        """
        if not self._latest.under_way:
            self._latest = self._base
        self._latest.stop()

    # --- elsewhere --------------------------------------------------------------------------------------

    def state(self) -> ExperimentState:
        """All that it takes to go on elsewhere as if nothing had been: plain values, which can be pickled.

        Trainings under way are in it: after ``restore`` their losses and networks are the same to the last
        bit. The pairs of a retraining are made again when it is gone on with; those of finished stages are
        not kept. Unlike a file, a pickle is to be read only where it was written.
        """
        courses = (self._course(self._base), self._course(self._retraining))
        given = (self._base.arguments, self._retraining.arguments)
        return state_of(self.config, self._networks, courses, given, self._latest is self._retraining)

    @classmethod
    def restore(cls, state: ExperimentState, device: str | torch.device = "cpu") -> Experiment:
        """The experiment whose ``state`` it is.

        Args:
            state: of one with the same objects of the caller's own, if any.
            device: as of ``Experiment``.

        Raises:
            InvalidInput: something else than ``state`` gives, or as ``Experiment``.
        """
        if not isinstance(state, ExperimentState):
            raise InvalidInput("state", state, "what an experiment's state() gives")
        experiment = cls(state.config, device)
        nodes = state.into(experiment._networks, experiment._new_net)
        for kept, job in ((state.base, experiment._base), (state.retraining, experiment._retraining)):
            if kept is not None:
                course = experiment._train_base() if kept.order is None else experiment._retrain(kept.order)
                kept.into(course, nodes, experiment._new_net, experiment._denoiser)
                job.put(kept.arguments, course)
        experiment._latest = experiment._retraining if state.latest_retrains else experiment._base
        return experiment

    # --- files ------------------------------------------------------------------------------------------

    def save(self, path: io.PathLike, pairs: bool = False) -> None:
        """Write config, stages with their parents, and losses to one safetensors file (``toy.io.save``).

        A paused training is saved as far as it has come, and is begun anew when trained after ``load``.

        Args:
            path: of the file.
            pairs: whether to keep the pairs that stages learned from, too.
        """
        if not isinstance(pairs, bool):
            raise InvalidInput("pairs", pairs, "True or False")
        io.save(path, self.config, self._networks, pairs)

    @classmethod
    def load(
        cls, path: io.PathLike, limit: int = io.LIMIT, device: str | torch.device = "cpu", **own: Any
    ) -> Experiment:
        """The experiment of a file: its samples are those of the one that was saved, to the last bit.

        Args:
            path: of the file.
            limit: bytes that it may have, 20 MB unless told.
            device: as of ``Experiment``.
            own: objects of your own that the config had, by field: ``network=…``.

        Raises:
            InvalidInput: anything in the file that ``save`` does not write.
        """
        contents = io.load(path, limit, own)
        experiment = cls(contents.config, device)
        contents.into(experiment._networks, experiment._new_net, experiment._jobs.d)
        return experiment
