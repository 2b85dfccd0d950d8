"""The trainings of an experiment: from its settings to a network in its lineage."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import partial

import numpy as np
import torch
from torch import Tensor

from toy.config import Config
from toy.data import Dataset
from toy.forms import Form
from toy.models.denoiser import Denoiser, Network, Predictor
from toy.models.network import MLP, n_features
from toy.models.own import own_network
from toy.predictions import Prediction
from toy.stages import BASE, Lineage, Stage, Trained
from toy.threads import SMALL, steps_on_one_thread
from toy.training.loop import Progress, RandomPairs, Recipe, learning_rate, train_in_pieces
from toy.training.pairs import ModelPairs, rectified_pairs
from toy.training.rectify import Rate, Retraining, at_random, learn_pairs, making
from toy.training.variants.consistency import distil
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

    def base(self) -> Steps:
        """Algorithm 2: a new "base" in place of all networks."""
        return steps_on_one_thread(self._base(), self._small)

    def retraining(self, order: Retraining, teacher: Predictor) -> Steps:
        """Algorithm 4 or one of its variants: a new network from the teacher's pairs."""
        start = {"rectified": self._rectify, "phased": self._phase, "consistency": self._distil}[
            order.variant
        ]
        return steps_on_one_thread(start(order, teacher), self._small)

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

    def _rate(self, wanted: Callable[[], float]) -> Rate:
        """The schedule of learning rates, scaled by how ``wanted()`` has changed since the training began."""
        first = wanted()
        return lambda recipe, step: learning_rate(recipe, step) * wanted() / first

    def _learn(self, node: Trained, steps: Iterator[Progress | None]) -> Steps:
        """Keep the losses; at the end it is finished."""
        for progress in steps:
            if progress is not None:
                node.losses.append(progress.loss)
            yield progress
        self._networks.finish(node)

    def _base(self) -> Steps:
        config, generator = self._settings(), self._generator(BASE)
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
        net = self.new_net(generator)
        self._networks.clear()
        node = self._networks.add(BASE, net)
        rate = self._rate(lambda: self._settings().learning_rate)
        steps = train_in_pieces(net, self._prediction, source, recipe, generator, str(BASE), rate)
        yield from self._learn(node, steps)

    def _rectify(self, order: Retraining, teacher: Predictor) -> Steps:
        parent = self._networks.get(order.teacher)
        stage = Stage("rectified", 1 + (parent.depth if parent else 0))
        generator = self._generator(stage)  # the same for pairs at random: network, noise and batches too
        noise = self._settings().noise_object(order.pairs, self.d, generator).to(self._device)
        if order.matching == "random":
            stage = Stage("unpaired")
        if str(stage) in self._networks.unfinished:  # what was stopped half way goes when it is begun again
            self._networks.remove(stage, keep=parent)
        made = yield from making(str(stage), order.steps, rectified_pairs(teacher, self._form, noise))
        if order.matching == "random":
            made = at_random(made, self._generator(stage))
        yield from self._train_on_pairs(stage, made, order, parent, generator)

    def _phase(self, order: Retraining, teacher: Predictor) -> Steps:
        parent, stage = self._networks.get(order.teacher), Stage("phased", order.phases)
        generator = self._generator(stage)
        drawn = []
        for start in range(0, order.pairs, DRAWN):
            drawn.append(self._draw(min(DRAWN, order.pairs - start), generator))
            yield None
        x0 = torch.cat(drawn)
        noise = self._settings().noise_object
        pairs = phased_pairs(teacher, self._form, x0, order.phases, generator, noise)
        made = yield from making(str(stage), order.steps, pairs)
        yield from self._train_on_pairs(stage, made, order, parent, generator)

    def _train_on_pairs(
        self,
        stage: Stage,
        pairs: ModelPairs,
        order: Retraining,
        parent: Trained | None,
        generator: torch.Generator,
    ) -> Steps:
        net = self.new_net(generator)
        node = self._networks.add(stage, net, parent)
        node.pairs = pairs
        recipe, rate = self._student_recipe(order)
        student = Denoiser(net, self._form, self._prediction)
        yield from self._learn(node, learn_pairs(student, pairs, recipe, generator, str(stage), rate))

    def _distil(self, order: Retraining, teacher: Predictor) -> Steps:
        parent, stage = self._networks.get(order.teacher), Stage("consistency")
        generator = self._generator(stage)
        # distillation starts from the teacher itself, as in the paper; an exact teacher has no weights
        known = parent.net if parent else None
        net = known.copy() if known is not None else self.new_net(generator)
        node = self._networks.add(stage, net, parent)
        recipe, rate = self._student_recipe(order, factor=0.1)
        steps = distil(
            net,
            teacher,
            self._draw,
            self._form,
            self._prediction,
            recipe,
            generator,
            str(stage),
            rate,
            self._settings().noise_object,
        )
        yield from self._learn(node, steps)

    def _student_recipe(self, order: Retraining, factor: float = 1.0) -> tuple[Recipe, Rate]:
        config = self._settings()
        highest = factor * config.rectify_learning_rate
        recipe = Recipe(
            order.steps, config.rectify_batch_size, highest, loss=order.loss_object, ema=config.ema
        )
        return recipe, self._rate(lambda: self._settings().rectify_learning_rate)
