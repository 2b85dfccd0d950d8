"""Experiment: the one place where names become objects, and every stage of a run lives.

exp = Experiment(Config(data="eight_gaussians", form="vp", prediction="v"))
for p in exp.train(): ...
for p in exp.rectify(): ...
exp.sample("rectified-1", n=4096, steps=1)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from torch import Tensor

from toy import evaluation
from toy.config import Config
from toy.data import Dataset
from toy.errors import InvalidInput, require_choice, require_int
from toy.forms import Form
from toy.models.exact import ExactDenoiser
from toy.models.network import MLP, N_FEATURES, Denoiser
from toy.predictions import Prediction
from toy.sampling import SOLVERS, Trajectory
from toy.stages import Lineage
from toy.training.loop import TIME_SAMPLINGS, Progress, RandomPairs, Recipe, learning_rate, train
from toy.training.losses import LOSS_SPACES, LOSS_WEIGHTS
from toy.training.pairs import phased_pairs, rectified_pairs
from toy.training.rectify import STUDENT_LOSSES, Rate, Retraining, at_random, distil, learn_pairs, making
from toy.training.resuming import Resumable

MAX_SAMPLES = 100_000
MAX_STEPS = 1_000
DEFAULT_STEPS = (1, 2, 4, 25)


class Experiment:
    """A data set, a form, a prediction type, and the networks trained on them.

    Args:
        config: what to train, validated.

    Attributes:
        config, dataset, form, prediction: the objects behind the config's names.
    """

    def __init__(self, config: Config):
        self.config = config
        self.dataset: Dataset = config.dataset
        self.form: Form = config.form_object
        self.prediction: Prediction = config.prediction_object
        self._exact: dict[str, ExactDenoiser] = {}
        self._networks = Lineage()
        self._job = Resumable()
        if self.dataset.mixture is not None:
            self._exact["exact"] = ExactDenoiser(self.dataset.standard_mixture, self.form)

    # --- stages -----------------------------------------------------------------------------------------

    @property
    def stages(self) -> list[str]:
        """Names of what can be sampled now: "exact" where the data is a mixture, then every network."""
        return [*self._exact, *self._networks.nets]

    def denoiser(self, stage: str) -> ExactDenoiser | Denoiser:
        """The denoiser of a stage, ``(xt, t) -> (x0_hat, eps_hat)`` in standardised units.

        "empirical" is always there too: the exact denoiser of the data's points, each blurred a little
        (``Dataset.preview_mixture``), for data that has no closed form. Raises InvalidInput.
        """
        if stage == "empirical":
            return self._empirical()
        require_choice("stage", stage, self.stages or ["(train first)"])
        return self._exact[stage] if stage in self._exact else self._denoiser(self._networks.nets[stage])

    def _denoiser(self, net: MLP) -> Denoiser:
        return Denoiser(net, self.form, self.prediction)

    def _empirical(self) -> ExactDenoiser:
        if not hasattr(self, "_blurred"):
            self._blurred = ExactDenoiser(self.dataset.preview_mixture(), self.form)
        return self._blurred

    def reset(self) -> None:
        """Forget every network; the config and with it the seed stay."""
        self._networks.clear()
        self._job.stop()

    def adjust(self, config: Config) -> None:
        """Go on with a config that differs in ``toy.config.LATER`` alone: networks stay, a training under way
        takes the new learning rate at its next step. Raises InvalidInput where more differs."""
        if not self.config.changes_later(config):
            raise InvalidInput("config", "other settings", "a change of what later trainings take alone")
        self.config = config

    # --- training ---------------------------------------------------------------------------------------

    def train(self) -> Iterator[Progress]:
        """Train "base" (algorithm 2), one optimizer step per item.

        Leaving the loop pauses; calling again goes on where it stopped. Once finished or stopped, calling
        again starts afresh from the same seed, and stages that came from the old network go.
        """
        return self._job.go_on("train", self._train_base)

    def rectify(
        self,
        pairs: int | None = None,
        variant: str = "rectified",
        phases: int = 4,
        teacher: str | None = None,
        steps: int | None = None,
        matching: str = "matched",
        loss: str = "pseudo_huber",
    ) -> Iterator[Progress]:
        """Retrain on pairs that a model has matched (algorithm 4), one step per item; resumable as ``train``.

        Args:
            pairs: how many (noise, sample) pairs to make; default ``config.pairs``.
            variant: "rectified" adds "rectified-1", from a rectified teacher "rectified-2", …; "phased" adds
                "phased-M"; "consistency" adds "consistency".
            phases: M, for "phased".
            teacher: stage the pairs come from; default the latest rectified one, else "base", else "exact".
            steps: optimizer steps; default ``config.rectify_steps``.
            matching: "random" pairs the same x0 and eps at random, all else being equal: adds "unpaired".
            loss: "pseudo_huber" or "squared" (``toy.training.rectify.Retraining``).

        Yields Progress; while the pairs are being made its ``step`` is 0 and its loss NaN. Raises
        InvalidInput: an argument out of range, or no stage to take pairs from.
        """
        order = Retraining(
            teacher=self.teacher if teacher is None else teacher,
            pairs=self.config.pairs if pairs is None else pairs,
            steps=self.config.rectify_steps if steps is None else steps,
            variant=variant,
            phases=phases,
            matching=matching,
            loss=loss,
        )
        self.denoiser(order.teacher)
        start = {"rectified": self._rectify, "phased": self._phase, "consistency": self._distil}[variant]
        return self._job.go_on(replace(order, teacher=teacher or ""), lambda: start(order))

    @property
    def teacher(self) -> str:
        """The stage that a rectification takes its pairs from by default. Raises InvalidInput if none can."""
        finished = self._networks.rectified()
        first = [name for name in ("base", "exact") if name in self.stages][:1]
        if not finished and not first:
            raise InvalidInput("teacher", "no stage", "a trained stage to take pairs from; train first")
        return (finished or first)[-1]

    def stop(self) -> None:
        """End the training under way. Its network stays as it is; the next rectification replaces it."""
        self._job.stop()

    def _generator(self, stage: str) -> torch.Generator:
        """Independent randomness for every stage, all of it from the config's seed."""
        words = [self.config.seed, *stage.encode()]
        return torch.Generator().manual_seed(int(np.random.SeedSequence(words).generate_state(1)[0]))

    def _new_net(self, generator: torch.Generator) -> MLP:
        return MLP((N_FEATURES, *(self.config.width,) * self.config.depth, 2), generator)

    def _train_base(self) -> Iterator[Progress]:
        config, generator = self.config, self._generator("base")
        source = RandomPairs(
            sample=partial(self.dataset.draw, balanced=True),
            form=self.form,
            time_sampling=TIME_SAMPLINGS[config.time_sampling],
            space=LOSS_SPACES[config.loss_space],
            weighting=LOSS_WEIGHTS[config.loss_weight],
            references=config.references,
        )
        recipe = Recipe(config.steps, config.batch_size, config.learning_rate, ema=config.ema)
        net = self._new_net(generator)
        self._networks.clear()
        self._networks.add("base", net, None)
        rate = self._rate(lambda: self.config.learning_rate)
        yield from train(net, self.prediction, source, recipe, generator, "base", rate)
        self._networks.finish("base")

    def _rate(self, wanted: Callable[[], float]) -> Rate:
        """The schedule of learning rates, scaled by how ``wanted()`` has changed since the training began."""
        first = wanted()
        return lambda recipe, step: learning_rate(recipe, step) * wanted() / first

    def _rectify(self, order: Retraining) -> Iterator[Progress]:
        model, name = self.denoiser(order.teacher), f"rectified-{1 + self._networks.depth(order.teacher)}"
        generator = self._generator(name)  # the same for pairs at random: network, noise and batches too
        noise = torch.randn(order.pairs, 2, generator=generator)
        if order.matching == "random":
            name = "unpaired"
        if name in self._networks.unfinished:  # what was stopped half way goes when it is begun again
            self._networks.remove(name)
        made = yield from making(name, order.steps, rectified_pairs(model, self.form, noise))
        if order.matching == "random":
            made = at_random(made, self._generator(name))
        yield from self._train_on_pairs(name, made, order, generator)

    def _phase(self, order: Retraining) -> Iterator[Progress]:
        model, name = self.denoiser(order.teacher), f"phased-{order.phases}"
        generator = self._generator(name)
        x0 = self.dataset.draw(order.pairs, generator)
        pairs = phased_pairs(model, self.form, x0, order.phases, generator)
        made = yield from making(name, order.steps, pairs)
        yield from self._train_on_pairs(name, made, order, generator)

    def _train_on_pairs(self, name, pairs, order: Retraining, generator) -> Iterator[Progress]:
        net = self._new_net(generator)
        self._networks.add(name, net, order.teacher)
        recipe, rate = self._student_recipe(order)
        yield from learn_pairs(self._denoiser(net), pairs, recipe, generator, name, rate)
        self._networks.finish(name)

    def _distil(self, order: Retraining) -> Iterator[Progress]:
        name, model = "consistency", self.denoiser(order.teacher)
        generator = self._generator(name)
        # distillation starts from the teacher itself, as in the paper; an exact teacher has no weights
        known = self._networks.nets.get(order.teacher)
        net = known.copy() if known else self._new_net(generator)
        self._networks.add(name, net, order.teacher)
        recipe, rate = self._student_recipe(order, factor=0.1)
        draw, prediction = self.dataset.draw, self.prediction
        yield from distil(net, model, draw, self.form, prediction, recipe, generator, name, rate)
        self._networks.finish(name)

    def _student_recipe(self, order: Retraining, factor: float = 1.0) -> tuple[Recipe, Rate]:
        config, loss = self.config, STUDENT_LOSSES[order.loss]
        rate = factor * config.rectify_learning_rate
        recipe = Recipe(order.steps, config.rectify_batch_size, rate, loss=loss, ema=config.ema)
        return recipe, self._rate(lambda: self.config.rectify_learning_rate)

    # --- sampling ---------------------------------------------------------------------------------------

    def noise(self, n: int, seed: int = 0) -> Tensor:
        """(n, 2) standard normal, the same for every stage and form; the first rows do not depend on n."""
        n, seed = require_int("n", n, 1, MAX_SAMPLES), require_int("seed", seed, 0, 2**63 - 1)
        # NumPy's stream, since torch's normal draws change with the number asked for
        return torch.from_numpy(np.random.default_rng(seed).standard_normal((n, 2), dtype=np.float32))

    def start(self, n: int, seed: int = 0) -> Tensor:
        """``noise(n, seed)`` at the form's noise end: (n, 2), x at t_max, standardised units."""
        return self.noise(n, seed) * float(self.form.norm(self.form.t_max))

    def standard_trajectory(
        self, stage: str, n: int, steps: int, solver: str = "ddim", seed: int = 0
    ) -> Trajectory:
        """As ``trajectory``, in standardised units and as torch tensors."""
        steps = require_int("steps", steps, 1, MAX_STEPS)
        chosen = SOLVERS[require_choice("solver", solver, SOLVERS)]
        generator = torch.Generator().manual_seed(seed + 1)
        return chosen.sample(self.denoiser(stage), self.start(n, seed), steps, generator)

    def trajectory(self, stage: str, n: int, steps: int, solver: str = "ddim", seed: int = 0) -> Trajectory:
        """The paths of n samples from noise (index 0) to data, NumPy float32 in the data's own scale.

        ``x = alpha x0 + sigma eps`` holds at every step; eps is in the data's units too (its standard
        deviation is ``dataset.scale``). Raises InvalidInput for an unknown name or a number out of range.
        """
        path = self.standard_trajectory(stage, n, steps, solver, seed)
        center, scale = self.dataset.center, self.dataset.scale
        alpha = self.form.alpha(path.t).reshape(-1, 1, 1)
        own = lambda x, shift: (scale * x + shift * center).numpy().astype(np.float32)  # noqa: E731
        return Trajectory(path.t.numpy(), own(path.x, alpha), own(path.x0, 1.0), own(path.eps, 0.0))

    def sample(self, stage: str, n: int, steps: int, solver: str = "ddim", seed: int = 0) -> np.ndarray:
        """n samples, float32 (n, 2), in the data's own scale. Raises InvalidInput as ``trajectory``."""
        return self.trajectory(stage, n, steps, solver, seed).x[-1]

    def metrics(
        self,
        stage: str,
        steps: Sequence[int] = DEFAULT_STEPS,
        n: int = 4096,
        seed: int = 1,
        solver: str = "ddim",
        **options,
    ) -> dict:
        """All that is measured of a stage, in standardised units; ``toy.evaluation`` has keys and options."""
        result: dict = {}
        for part in self.measure(stage, steps, n, seed, solver, **options):
            result.update(part)
        return result

    def measure(
        self,
        stage: str,
        steps: Sequence[int] = DEFAULT_STEPS,
        n: int = 4096,
        seed: int = 1,
        solver: str = "ddim",
        **options,
    ) -> Iterator[dict]:
        """``metrics`` in parts, so that a caller can do other things between them."""
        return evaluation.measure(self, stage, steps, n, seed, solver, **options)
