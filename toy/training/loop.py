r"""Algorithms 2 and 4 of the paper: one training loop, two sources of pairs.

The loop draws pairs (x0, eps) and an angle, mixes ``u = cos(phi) x0 + sin(phi) eps``, and asks the
network for the pair back. Diffusion training draws x0 and eps *independently* (``RandomPairs``);
Rectified Diffusion takes them from a model (``toy.training.pairs.ModelPairs``). **Nothing else changes.**

(Algorithms 1 and 3 are the same two with the flow-matching form and flow prediction.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor

from toy.forms import Form
from toy.models.denoiser import Network
from toy.predictions import Prediction
from toy.threads import SMALL, steps_on_one_thread
from toy.training.learners import learner_of
from toy.training.losses import Loss, PairLoss, Space, Weighting, in_space
from toy.training.noise import Noise, normal
from toy.training.sharpening import NEAR, even_sets, posterior_mean
from toy.training.standing import Standing, arrays_of, follow_buffers, put_arrays
from toy.training.times import TIME_SAMPLINGS, TimeSampling, logit_normal_t, uniform_phi, uniform_t

__all__ = [
    "AT_ONCE",
    "GROUP",
    "NEAR",
    "TIME_SAMPLINGS",
    "Batch",
    "Below",
    "Progress",
    "RandomPairs",
    "Recipe",
    "Source",
    "TimeSampling",
    "TrainingLoop",
    "even_sets",
    "learning_rate",
    "logit_normal_t",
    "posterior_mean",
    "train",
    "uniform_phi",
    "uniform_t",
]

GROUP = 512  # examples that share their references: the table of weights stays in the cache
AT_ONCE = 16_384  # examples drawn in one call, many batches of them: it costs less than many small ones


class Progress(NamedTuple):
    """What a training generator yields: ``step`` of ``steps`` done, and that step's loss."""

    stage: str
    step: int
    steps: int
    loss: float


class Below(NamedTuple):
    """Where the student's own answer is the target's x0, as it is at that step, and its gradient is stopped.

    Shapes: u (n, d); phi (n, 1); own (n, 1), 1 where it is, 0 where the batch's target holds.
    """

    u: Tensor
    phi: Tensor
    own: Tensor


class Batch(NamedTuple):
    """n training examples. ``target_x0, target_eps`` equal ``x0, eps`` unless a source knows better.

    Shapes: u, target_x0, target_eps (n, d); phi (n, 1); a, b (n, 1), the space of the loss; weight (n, 1).
    With ``below``, ``target_x0`` is 0 where the student's own answer takes its place.
    """

    u: Tensor
    phi: Tensor
    target_x0: Tensor
    target_eps: Tensor
    a: Tensor
    b: Tensor
    weight: Tensor
    below: Below | None = None


class Source(Protocol):
    """Where the pairs come from."""

    def draw(self, n: int, generator: torch.Generator) -> Batch:
        """``n`` examples."""
        ...


_SQUARED = Loss()


@dataclass(frozen=True)
class Recipe:
    """How to train.

    Attributes:
        steps, batch_size: counts.
        learning_rate: the highest, at the end of the warm-up.
        loss: what becomes of an error.
        betas: of Adam.
        warmup: share of the steps in which the rate rises.
        ema: decay of the parameters' running average; 0 keeps the last parameters.
    """

    steps: int
    batch_size: int
    learning_rate: float
    loss: PairLoss = _SQUARED
    betas: tuple[float, float] = (0.8, 0.95)
    warmup: float = 0.15
    ema: float = 0.0


# --- algorithm 2: random pairs --------------------------------------------------------------------------


@dataclass(frozen=True)
class RandomPairs:
    """Independent pairs: x0 from the data, eps from N(0, I).

    With ``references > 0`` the target of each example is not its own pair but the posterior mean of the
    pair given u, estimated from that many other x0 and its own (self-normalised; leaving its own out
    would bias it). The minimiser of the loss is the same, its gradient's variance is lower; the others are
    drawn so that each set of them covers the data evenly (``even_sets``), which lowers it further. With
    ``references = 0`` this is the paper's algorithm to the letter.

    Attributes:
        sample: (n, generator) -> x0 (n, d), standardised.
        form: whose angles are trained.
        time_sampling: how often each.
        space, weighting: of the loss.
        references: other samples that sharpen each target; 0 with noise other than N(0, I).
        noise: (n, d, generator) -> eps (n, d).
    """

    sample: Callable[[int, torch.Generator], Tensor]
    form: Form
    time_sampling: TimeSampling
    space: Space
    weighting: Weighting
    references: int = 128
    noise: Noise = normal

    def draw(self, n: int, generator: torch.Generator) -> Batch:
        """``n`` examples, where ``sample`` puts its points; randomness is drawn where the generator is."""
        x0 = self.sample(n, generator)
        eps = self.noise(len(x0), x0.shape[1], generator).to(x0.device)
        phi = self.time_sampling(self.form, n, generator).to(x0.device)
        c, s = torch.cos(phi), torch.sin(phi)
        u = c * x0 + s * eps
        a, b = self.space(c, s)
        weight = self.weighting(c, s, a, b)
        if self.references == 0:
            return Batch(u, phi, x0, eps, a, b, weight)
        groups = -(-n // GROUP)
        others = even_sets(self.sample(groups * self.references, generator), groups)
        mean_x0, mean_eps = posterior_mean(u, c, s, x0, eps, others)
        return Batch(u, phi, mean_x0, mean_eps, a, b, weight)


# --- the loop -------------------------------------------------------------------------------------------


def learning_rate(recipe: Recipe, step: int) -> float:
    """The rate of ``step`` (from 0): linear warm-up, then a cosine to zero."""
    rise = max(1, round(recipe.warmup * recipe.steps))
    if step < rise:
        return recipe.learning_rate * (step + 1) / rise
    done = (step - rise) / max(1, recipe.steps - rise)
    return recipe.learning_rate * 0.5 * (1 + math.cos(math.pi * done))


class TrainingLoop:
    """One training of a network: it can be left at any step, put down as plain arrays, and gone on with.

    Args:
        net, prediction, source, recipe, generator, stage, rate: as of ``train``.
        shown: holds the averaged parameters at every step if ``recipe.ema > 0``; a copy unless given.

    Attributes:
        step: how many are done.
    """

    def __init__(
        self,
        net: Network,
        prediction: Prediction,
        source: Source,
        recipe: Recipe,
        generator: torch.Generator,
        stage: str = "base",
        rate: Callable[[Recipe, int], float] = learning_rate,
        shown: Network | None = None,
    ) -> None:
        self.net, self.recipe, self.step = net, recipe, 0
        self._prediction, self._source, self._generator = prediction, source, generator
        self._stage, self._rate = stage, rate
        self._learner = learner_of(net, recipe.batch_size, recipe.betas)
        self._shown = (net.copy() if shown is None else shown) if recipe.ema else None
        self._chunk = max(1, AT_ONCE // recipe.batch_size)  # batches that are drawn at once
        self._before = generator.get_state()  # of the generator, when the last of them were drawn

    def steps(self) -> Generator[Progress, None, None]:
        """The steps that are left, on one torch thread where the network is small."""
        return steps_on_one_thread(self._steps(), self.net.flat.numel() <= SMALL)

    def _steps(self) -> Generator[Progress, None, None]:
        recipe, learner = self.recipe, self._learner
        while self.step < recipe.steps:
            done = self.step % self._chunk
            batches = self._draw(min(self._chunk, recipe.steps - self.step + done))
            for *inputs, known, y_r, weight, below in batches[done:]:
                if below is not None:
                    *at, factor = below
                    known = torch.addcmul(known, factor, learner.answer(*at), value=-1)
                error = torch.addcmul(known, y_r, learner.forward(*inputs))
                loss, grad = recipe.loss(error, weight)
                learner.update(grad.mul_(y_r), self._rate(recipe, self.step))
                if self._shown is not None:
                    # the early average follows closely, so that it does not remember the initial weights
                    share = 1 - min(recipe.ema, (self.step + 1) / (self.step + 10))
                    self._shown.flat.lerp_(self.net.flat, share)
                    follow_buffers(self._shown, self.net)
                self.step += 1
                self._stepped()
                yield Progress(self._stage, self.step, recipe.steps, loss.item())
        if self._shown is not None:
            self.net.flat.copy_(self._shown.flat)

    def _stepped(self) -> None:
        """A step was made."""

    def _draw(self, count: int) -> list[Prepared]:
        """``count`` batches; where some of them are used up already, the same ones once more."""
        if self.step % self._chunk:
            self._generator.set_state(self._before)
        else:
            self._before = self._generator.get_state()
        return self._prepare(count)

    def _prepare(self, count: int) -> list[Prepared]:
        """``count`` batches; the error of one is ``known + y_r r``, less ``factor r`` at its ``below``."""
        size = self.recipe.batch_size
        u, phi, x0, eps, a, b, weight, below = self._source.draw(count * size, self._generator)
        y_u, y_r = in_space(self._prediction.head(torch.cos(phi), torch.sin(phi)), a, b)
        known = y_u * u - (a * x0 + b * eps)
        lower: list[tuple[Tensor, ...]] | list[None] = [None] * count
        if below is not None:
            head = self._prediction.head(torch.cos(below.phi), torch.sin(below.phi))
            known = known - a * below.own * head.x0_u * below.u
            at = (*self._learner.inputs(below.u, below.phi), a * below.own * head.x0_r)
            lower = list(zip(*(torch.split(column, size) for column in at), strict=True))
        columns = (*self._learner.inputs(u, phi), known, y_r, weight)
        batches = zip(*(torch.split(column, size) for column in columns), strict=True)
        return [(*batch, under) for batch, under in zip(batches, lower, strict=True)]

    def standing(self) -> Standing:
        """Where the training stands between two steps, to go on from with ``restore``."""
        between = self.step % self._chunk
        before = self._before if between else self._generator.get_state()
        return Standing(
            step=self.step,
            generator=before.numpy().copy(),
            net=None if self._shown is None else arrays_of(self.net),
            moments=self._learner.moments(),
        )

    def restore(self, standing: Standing) -> None:
        """Go on from there.

        The loop has to be made as the one that stood there was, from the same settings, and the network that
        is shown has to hold what it held; without an average that is the trained one.
        """
        self.step, self._before = standing.step, torch.from_numpy(standing.generator.copy())
        self._generator.set_state(self._before)
        if standing.net is not None:
            put_arrays(self.net, standing.net)
        self._learner.restore(standing.moments)


Prepared = tuple[Any, ...]  # (*inputs, known, y_r, weight, (*inputs, factor) of ``below`` or None)


def train(
    net: Network,
    prediction: Prediction,
    source: Source,
    recipe: Recipe,
    generator: torch.Generator,
    stage: str = "base",
    rate: Callable[[Recipe, int], float] = learning_rate,
) -> Iterator[Progress]:
    """Train ``net`` in place, one optimizer step per ``next``; not calling it pauses the training.

    Small networks train on one torch thread (``toy.threads``).

    Args:
        net: changed in place; after the last step it holds the averaged parameters if ``recipe.ema > 0``.
        prediction: what the network's output means.
        source: pairs to train on; the only difference between diffusion and rectified diffusion.
        recipe: how long, how fast, by which loss.
        generator: source of all randomness.
        stage: what the Progress calls it.
        rate: the learning rate of a step (from 0), asked at every step, so that it may change under way.

    Returns:
        An iterator over Progress, with the loss of each step.
    """
    return TrainingLoop(net, prediction, source, recipe, generator, stage, rate).steps()
