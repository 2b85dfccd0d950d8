"""The trainings of an experiment: from its settings to a network in its lineage."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from torch import Tensor

from toy.config import LATER, Config
from toy.data import Dataset
from toy.experiment.courses import Course
from toy.forms import Form
from toy.models.denoiser import Denoiser, Network
from toy.models.network import MLP, n_features
from toy.models.own import own_network
from toy.predictions import Prediction
from toy.stages import BASE, Lineage, Stage
from toy.threads import SMALL, steps_on_one_thread
from toy.training.loop import Progress, RandomPairs, Recipe, TrainingLoop, learning_rate
from toy.training.pairs import GivenPairs, ModelPairs, rectified_pairs
from toy.training.rectify import MATCHINGS, PairsLoop, Rate, Retraining, at_random, making
from toy.training.variants.consistency import consistency_loop
from toy.training.variants.phased import phased_pairs

Steps = Generator[Progress | None, None, None]  # None: there is more to do before the next step
DRAWN = 65_536  # points of the data drawn between two yields


class Jobs:
    """Begins trainings.

    All randomness is drawn on the CPU from the config's seed, so that a device changes no batch.

    Args:
        settings: the config as it is now; the learning rate is asked for at every step.
        networks: where the networks go.
        device: where they compute.
    """

    def __init__(self, settings: Callable[[], Config], networks: Lineage, device: torch.device) -> None:
        config = settings()
        self._settings, self._networks, self._device = settings, networks, device
        self._dataset: Dataset = config.dataset
        self._form: Form = config.form_object
        self._prediction: Prediction = config.prediction_object

    @property
    def d(self) -> int:
        """Dimension of the data."""
        return len(self._dataset.center)

    def base(self, course: Course) -> Steps:
        """Algorithm 2: a new "base" in place of the one before and all that came from it."""
        return steps_on_one_thread(self._base(course), self._small)

    def retraining(self, course: Course) -> Steps:
        """Algorithm 4 or one of its variants: a new network from the teacher's pairs."""
        assert course.order is not None
        start = {"rectified": self._rectify, "phased": self._phase, "consistency": self._distil}[
            course.order.variant
        ]
        return steps_on_one_thread(start(course, course.order), self._small)

    @property
    def _small(self) -> bool:
        """Whether one torch thread is right for the networks here; own ones are asked when they exist."""
        config = self._settings()
        if config.network is None:
            return config.depth * config.width**2 <= SMALL
        return bool(self._networks.nets) and all(
            n.flat.numel() <= SMALL for n in self._networks.nets.values()
        )

    def _draw(self, n: int, generator: torch.Generator, balanced: bool = False) -> Tensor:
        x0: Tensor = self._dataset.sample_standardised(n, generator, balanced=balanced)
        return x0.to(self._device)

    def _generator(self, stage: Stage) -> torch.Generator:
        """Independent randomness for every stage, all of it from the config's seed."""
        words = [self._settings().seed, *str(stage).encode()]
        return torch.Generator().manual_seed(int(np.random.SeedSequence(words).generate_state(1)[0]))

    def new_net(self, generator: torch.Generator) -> Network:
        """The network of the config, with fresh weights."""
        config, d = self._settings(), self.d
        if config.network is not None:
            return own_network(config.network, d, generator, self._device)
        return MLP((n_features(d), *(config.width,) * config.depth, d), generator).to(self._device)

    def _rate(self, first: float, wanted: Callable[[], float]) -> Rate:
        """The schedule of learning rates, scaled by how ``wanted()`` has changed since the training began."""
        return lambda recipe, step: learning_rate(recipe, step) * wanted() / first

    def _learn(self, course: Course, loop: TrainingLoop) -> Steps:
        """Train to the end, from where it stood; keep the losses; at the end it is finished."""
        node = course.node
        assert node is not None
        if course.resumed is not None:
            loop.restore(course.resumed)
        course.loop = loop
        for progress in loop.pieces():
            if progress is not None:
                node.losses.append(progress.loss)
            yield progress
        if course.order is not None:
            configs = course.begun, self._settings()  # rates may have been changed on the way
            acting = tuple(getattr(config, name) for config in configs for name in LATER)
            node.how = (replace(course.order, matching=MATCHINGS[0]), acting)
        self._networks.finish(node)

    def _student(self, course: Course, stage: Stage, net: Network, ema: float) -> tuple[Network, Network]:
        """The network in training and the one that is shown: one, or two where an average is shown.

        They are in the lineage from now on.
        """
        if course.node is None:
            shown = net.copy() if ema else net
            course.node = self._networks.add(stage, shown, course.parent)
        shown = course.node.net or net  # none: its name went to another meanwhile
        return (net if ema else shown), shown

    def _base(self, course: Course) -> Steps:
        config, generator = course.begun, self._generator(BASE)
        source = RandomPairs(
            sample=partial(self._draw, balanced=True),
            form=self._form,
            time_sampling=config.time_sampling_object,
            space=config.loss_space_object,
            weighting=config.loss_weight_object,
            references=config.references,
            noise=config.noise_object,
        )
        recipe = Recipe(config.steps, config.batch_size, config.learning_rate, ema=config.ema)
        net, shown = self._student(course, BASE, self.new_net(generator), recipe.ema)
        rate = self._rate(config.learning_rate, lambda: self._settings().learning_rate)
        loop = TrainingLoop(net, self._prediction, source, recipe, generator, str(BASE), rate, shown)
        yield from self._learn(course, loop)

    def _rectify(self, course: Course, order: Retraining) -> Steps:
        parent, teacher = course.parent, course.teacher
        assert teacher is not None
        stage = Stage("rectified", 1 + (parent.depth if parent else 0))
        generator = self._generator(stage)  # the same for pairs at random: network, noise and batches too
        noise = course.begun.noise_object(order.pairs, self.d, generator).to(self._device)
        if order.matching == "random":
            stage = Stage("unpaired")
        if course.node is None and str(stage) in self._networks.unfinished:
            self._networks.remove(stage, keep=parent)  # what was stopped half way goes when it is begun again
        made = yield from making(str(stage), order.steps, rectified_pairs(teacher, self._form, noise))
        if order.matching == "random":
            made = at_random(made, self._generator(stage))
        source = None
        if order.student_object.trains_as_base:
            config = course.begun
            space, weighting = config.loss_space_object, config.loss_weight_object
            source = GivenPairs(made, self._form, config.time_sampling_object, space, weighting)
        yield from self._train_on_pairs(course, stage, made, order, generator, source)

    def _phase(self, course: Course, order: Retraining) -> Steps:
        stage = Stage("phased", order.phases)
        generator = self._generator(stage)
        drawn = []
        for start in range(0, order.pairs, DRAWN):
            drawn.append(self._draw(min(DRAWN, order.pairs - start), generator))
            yield None
        noise = course.begun.noise_object
        assert course.teacher is not None
        pairs = phased_pairs(course.teacher, self._form, torch.cat(drawn), order.phases, generator, noise)
        made = yield from making(str(stage), order.steps, pairs)
        yield from self._train_on_pairs(course, stage, made, order, generator)

    def _train_on_pairs(
        self,
        course: Course,
        stage: Stage,
        pairs: ModelPairs,
        order: Retraining,
        generator: torch.Generator,
        source: GivenPairs | None = None,
    ) -> Steps:
        """Train a student on examples of ``source``, or on the jumps of ``pairs``."""
        recipe, rate = self._student_recipe(course, order)
        start = self._start(course, generator) if order.student_object.continues else self.new_net(generator)
        net, shown = self._student(course, stage, start, recipe.ema)
        assert course.node is not None
        course.node.pairs = pairs
        name = str(stage)
        if source is not None:
            loop = TrainingLoop(net, self._prediction, source, recipe, generator, name, rate, shown)
        else:
            student = Denoiser(net, self._form, self._prediction)
            loop = PairsLoop(student, pairs, recipe, generator, name, rate, shown)
        yield from self._learn(course, loop)

    def _start(self, course: Course, generator: torch.Generator) -> Network:
        """The teacher's weights to go on from; new ones where the teacher is exact and has none."""
        teacher = course.teacher
        return teacher.net.copy() if isinstance(teacher, Denoiser) else self.new_net(generator)

    def _distil(self, course: Course, order: Retraining) -> Steps:
        stage, teacher = Stage("consistency"), course.teacher
        assert teacher is not None
        generator = self._generator(stage)
        recipe, rate = self._student_recipe(course, order, factor=0.1)
        # distillation starts from the teacher itself, as in the paper, whatever the student
        net, shown = self._student(course, stage, self._start(course, generator), recipe.ema)
        loop = consistency_loop(
            net,
            teacher,
            self._draw,
            self._form,
            self._prediction,
            recipe,
            generator,
            str(stage),
            rate,
            course.begun.noise_object,
            shown,
        )
        yield from self._learn(course, loop)

    def _student_recipe(self, course: Course, order: Retraining, factor: float = 1.0) -> tuple[Recipe, Rate]:
        config = course.begun
        first = config.rectify_learning_rate
        recipe = Recipe(
            order.steps, config.rectify_batch_size, factor * first, loss=order.loss_object, ema=config.ema
        )
        return recipe, self._rate(first, lambda: self._settings().rectify_learning_rate)
