r"""Algorithms 2 and 4 of the paper: one training loop, two sources of pairs.

The loop draws pairs (x0, eps) and an angle, mixes ``u = cos(phi) x0 + sin(phi) eps``, and asks the
network for the pair back. Diffusion training draws x0 and eps *independently* (``RandomPairs``);
Rectified Diffusion takes them from a model (``toy.training.pairs.GivenPairs``). **Nothing else changes.**

(Algorithms 1 and 3 are the same two with the flow-matching form and flow prediction.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor

from toy.errors import Diverged
from toy.models.denoiser import Network
from toy.predictions import Prediction
from toy.threads import SMALL, steps_on_one_thread
from toy.training.learners import learner_of
from toy.training.losses import Loss, PairLoss, in_space
from toy.training.sharpening import NEAR, even_sets, posterior_mean
from toy.training.sources import GROUP, Batch, Below, Drawing, RandomPairs, Source
from toy.training.standing import Standing, arrays_of, follow_buffers, put_arrays
from toy.training.times import TIME_SAMPLINGS, TimeSampling, logit_normal_t, uniform_phi, uniform_t

__all__ = [
    "AT_ONCE",
    "GROUP",
    "NEAR",
    "TIME_SAMPLINGS",
    "Batch",
    "Below",
    "Drawing",
    "Pieces",
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
    "train_in_pieces",
    "uniform_phi",
    "uniform_t",
]

FOLLOWS = 0.02  # share of the network in the target that follows it, a step: mu = 0.98
KEEPING = 16  # steps after which the parameters are kept anew, to go back to should the next ones diverge
AT_ONCE = 16_384  # examples drawn in one call, many batches of them: it costs less than many small ones


class Progress(NamedTuple):
    """What a training generator yields: ``step`` of ``steps`` done, and that step's loss."""

    stage: str
    step: int
    steps: int
    loss: float


Pieces = Generator[Progress | None, None, None]  # None: there is more to do before the next step


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
        target: that follows the network at every step and answers in its stead where a batch asks for its own
            answer (`Below`); the network itself unless given.
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
        target: Network | None = None,
    ) -> None:
        self.net, self.recipe, self.step = net, recipe, 0
        self._prediction, self._source, self._generator = prediction, source, generator
        self._stage, self._rate = stage, rate
        self._learner = learner_of(net, recipe.batch_size, recipe.betas)
        self._shown = (net.copy() if shown is None else shown) if recipe.ema else None
        self._target = target
        self._answering = self._learner
        if target is not None:
            self._answering = learner_of(target, recipe.batch_size, recipe.betas)
        self._chunk = max(1, AT_ONCE // recipe.batch_size)  # batches that are drawn at once
        self._before = generator.get_state()  # of the generator, when the last of them were drawn
        self._drawing = False  # whether that was left half way
        self._good: tuple[int, list[Tensor]] | None = None  # a step, and the parameters that it began with

    def steps(self) -> Iterator[Progress]:
        """The steps that are left, on one torch thread where the network is small."""
        return (progress for progress in self.pieces() if progress is not None)

    def pieces(self) -> Pieces:
        """The same, with None where there is more to do before the next step: no piece takes long."""
        return steps_on_one_thread(self._pieces(), self.net.flat.numel() <= SMALL)

    def _pieces(self) -> Pieces:
        recipe, learner = self.recipe, self._learner
        yield from self._between()
        while self.step < recipe.steps:
            done = self.step % self._chunk
            batches = yield from self._draw(min(self._chunk, recipe.steps - self.step + done))
            for *inputs, known, y_r, weight, below in batches[done:]:
                if below is not None:
                    *at, factor = below
                    known = torch.addcmul(known, factor, self._answering.answer(*at), value=-1)
                error = torch.addcmul(known, y_r, learner.forward(*inputs))
                loss, grad = recipe.loss(error, weight)
                value = self._finite(loss)
                learner.update(grad.mul_(y_r), self._rate(recipe, self.step))
                if self._shown is not None:
                    # the early average follows closely, so that it does not remember the initial weights
                    share = 1 - min(recipe.ema, (self.step + 1) / (self.step + 10))
                    self._shown.flat.lerp_(self.net.flat, share)
                    follow_buffers(self._shown, self.net)
                if self._target is not None:
                    self._target.flat.lerp_(self.net.flat, FOLLOWS)
                    follow_buffers(self._target, self.net)
                self.step += 1
                yield Progress(self._stage, self.step, recipe.steps, value)
                yield from self._between()
        if not self.net.flat.isfinite().all():  # the last step has no loss after it
            raise self._diverged()
        if self._shown is not None:
            self.net.flat.copy_(self._shown.flat)

    def _finite(self, loss: Tensor) -> float:
        """The loss of the step that begins; raises Diverged where it is not finite."""
        value = loss.item()
        if not math.isfinite(value):
            raise self._diverged()
        if self._good is None or self.step % KEEPING == 0:
            self._good = self.step, [net.flat.detach().clone() for net in self._nets]
        return value

    def _diverged(self) -> Diverged:
        """The error to raise, after the networks have become what they were when all was well."""
        kept, parameters = self._good or (self.step, [])
        for net, flat in zip(self._nets, parameters, strict=False):
            net.flat.copy_(flat)
        return Diverged(self._stage, self.step, kept)

    @property
    def _nets(self) -> list[Network]:
        return [net for net in (self.net, self._shown, self._target) if net is not None]

    def _between(self) -> Generator[None, None, None]:
        """What is done between two steps; once more, and to the same effect, where it was left half way."""
        yield from ()

    def _draw(self, count: int) -> Generator[None, None, list[Prepared]]:
        """``count`` batches; where some of them are used up already, the same ones once more."""
        if self._amid:
            self._generator.set_state(self._before)
        else:
            self._before = self._generator.get_state()
        self._drawing = True
        batches = yield from self._prepare(count)
        self._drawing = False
        return batches

    @property
    def _amid(self) -> bool:
        """Whether the generator has moved on since the batches of this step were begun to be drawn."""
        return self._drawing or self.step % self._chunk > 0

    def _examples(self, n: int) -> Drawing:
        """``n`` examples from the source."""
        in_pieces = getattr(self._source, "draw_in_pieces", None)
        if in_pieces is None:
            return self._source.draw(n, self._generator)
        batch: Batch = yield from in_pieces(n, self._generator)
        return batch

    def _prepare(self, count: int) -> Generator[None, None, list[Prepared]]:
        """``count`` batches; the error of one is ``known + y_r r``, less ``factor r`` at its ``below``."""
        size = self.recipe.batch_size
        u, phi, x0, eps, a, b, weight, below = yield from self._examples(count * size)
        yield None
        y_u, y_r = in_space(self._prediction.head(torch.cos(phi), torch.sin(phi)), a, b)
        known = y_u * u - (a * x0 + b * eps)
        lower: list[tuple[Tensor, ...]] | list[None] = [None] * count
        if below is not None:
            head = self._prediction.head(torch.cos(below.phi), torch.sin(below.phi))
            known = known - a * below.own * head.x0_u * below.u
            at = (*self._learner.inputs(below.u, below.phi), a * below.own * head.x0_r)
            lower = list(zip(*(torch.split(column, size) for column in at), strict=True))
            yield None
        columns = (*self._learner.inputs(u, phi), known, y_r, weight)
        batches = zip(*(torch.split(column, size) for column in columns), strict=True)
        return [(*batch, under) for batch, under in zip(batches, lower, strict=True)]

    def standing(self) -> Standing:
        """Where the training stands between two steps, to go on from with ``restore``."""
        before = self._before if self._amid else self._generator.get_state()
        return Standing(
            step=self.step,
            generator=before.numpy().copy(),
            net=None if self._shown is None else arrays_of(self.net),
            moments=self._learner.moments(),
            target=None if self._target is None else arrays_of(self._target),
        )

    def restore(self, standing: Standing) -> None:
        """Go on from there.

        The loop has to be made as the one that stood there was, from the same settings, and the network that
        is shown has to hold what it held; without an average that is the trained one.
        """
        self.step, self._before = standing.step, torch.from_numpy(standing.generator.copy())
        self._drawing = False
        self._generator.set_state(self._before)
        if standing.net is not None:
            put_arrays(self.net, standing.net)
        if standing.target is not None and self._target is not None:
            put_arrays(self._target, standing.target)
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

    Raises:
        Diverged: at a step: the loss is not finite. The network has the parameters of a few steps before.
    """
    return TrainingLoop(net, prediction, source, recipe, generator, stage, rate).steps()


def train_in_pieces(
    net: Network,
    prediction: Prediction,
    source: Source,
    recipe: Recipe,
    generator: torch.Generator,
    stage: str = "base",
    rate: Callable[[Recipe, int], float] = learning_rate,
) -> Pieces:
    """As ``train``, with None yielded now and then while examples are drawn for the steps to come."""
    return TrainingLoop(net, prediction, source, recipe, generator, stage, rate).pieces()
