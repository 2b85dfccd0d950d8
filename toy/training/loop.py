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
from typing import NamedTuple, Protocol

import torch
from torch import Tensor

from toy.forms import Form
from toy.models.denoiser import Network
from toy.pieces import drained
from toy.predictions import Prediction
from toy.threads import SMALL, steps_on_one_thread
from toy.training.learners import Learner, learner_of
from toy.training.losses import Loss, PairLoss, Space, Weighting, in_space
from toy.training.noise import Noise, normal

NEAR = 0.03  # below this sine of the angle no other sample is near enough to weigh anything
GROUP = 512  # examples that share their references: the table of weights stays in the cache
TABLE = 1_200_000  # weights of references between two yields: 8 ms
AT_ONCE = 16_384  # examples drawn in one call, many batches of them: it costs less than many small ones


class Progress(NamedTuple):
    """What a training generator yields: ``step`` of ``steps`` done, and that step's loss."""

    stage: str
    step: int
    steps: int
    loss: float


class Batch(NamedTuple):
    """n training examples. ``target_x0, target_eps`` equal ``x0, eps`` unless a source knows better.

    Shapes: u, target_x0, target_eps (n, d); phi (n, 1); a, b (n, 1), the space of the loss; weight (n, 1).
    """

    u: Tensor
    phi: Tensor
    target_x0: Tensor
    target_eps: Tensor
    a: Tensor
    b: Tensor
    weight: Tensor


Drawing = Generator[None, None, Batch]


class Source(Protocol):
    """Where the pairs come from. It may have ``draw_in_pieces`` too, a Drawing."""

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


# --- time sampling: (form, n, generator) -> phi (n, 1) --------------------------------------------------

TimeSampling = Callable[[Form, int, torch.Generator], Tensor]


def uniform_phi(form: Form, n: int, generator: torch.Generator) -> Tensor:
    """Even in the angle: the same for every form, up to its noise end."""
    return form.phi_min + (form.phi_max - form.phi_min) * torch.rand(n, 1, generator=generator)


def uniform_t(form: Form, n: int, generator: torch.Generator) -> Tensor:
    """Even in the form's own t, as in DDPM and flow matching."""
    t = form.t_min + (form.t_max - form.t_min) * torch.rand(n, 1, generator=generator, dtype=torch.float64)
    return form.phi(t).float()


def logit_normal_t(form: Form, n: int, generator: torch.Generator) -> Tensor:
    """t = sigmoid(N(0, 1)): more of the middle, as in Stable Diffusion 3 (Esser et al. 2024)."""
    t = torch.sigmoid(torch.randn(n, 1, generator=generator, dtype=torch.float64))
    return form.phi(form.clamp(t)).float()


TIME_SAMPLINGS: dict[str, TimeSampling] = {
    "uniform_phi": uniform_phi,
    "uniform": uniform_t,
    "logit_normal": logit_normal_t,
}


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
        return drained(self.draw_in_pieces(n, generator))

    def draw_in_pieces(self, n: int, generator: torch.Generator) -> Drawing:
        """As ``draw``, with a yield after every few milliseconds."""
        x0 = self.sample(n, generator)
        eps = self.noise(len(x0), x0.shape[1], generator).to(x0.device)
        phi = self.time_sampling(self.form, n, generator).to(x0.device)
        c, s = torch.cos(phi), torch.sin(phi)
        u = c * x0 + s * eps
        a, b = self.space(c, s)
        weight = self.weighting(c, s, a, b)
        if self.references == 0:
            return Batch(u, phi, x0, eps, a, b, weight)
        yield None
        groups = -(-n // GROUP)
        others = self.sample(groups * self.references, generator)
        yield None
        others, size = even_sets(others, groups), -(-n // groups)
        mean_x0, mean_eps = torch.empty_like(x0), torch.empty_like(eps)
        many = max(1, TABLE // (GROUP * self.references))
        for k in range(0, groups, many):
            rows = slice(k * size, (k + many) * size)
            yield None
            ours, theirs = (u[rows], c[rows], s[rows], x0[rows], eps[rows]), others[k : k + many]
            mean_x0[rows], mean_eps[rows] = posterior_mean(*ours, theirs, size)
        return Batch(u, phi, mean_x0, mean_eps, a, b, weight)


def even_sets(points: Tensor, sets: int) -> Tensor:
    """Points dealt out such that every set covers the space as all do.

    Systematic sampling along a Z-order curve (Morton 1966), along which neighbours are near.

    Args:
        points: (sets * m, d).
        sets: how many.

    Returns:
        (sets, m, d).
    """
    cells = points - points.amin(0)
    cells = (cells * (1023 / cells.amax().clamp_min(1e-9))).to(torch.int64)
    along = _z_order(cells).argsort()
    return points[along].view(-1, sets, points.shape[1]).transpose(0, 1).contiguous()


def _z_order(cells: Tensor) -> Tensor:
    """(n,) places along the curve of cells (n, d), whole numbers below 1024: their bits in turn."""
    if cells.shape[1] == 2:
        for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
            cells = (cells | cells << shift) & mask  # a free bit before every bit
        return cells[:, 0] | cells[:, 1] << 1
    cells = cells[:, :60]  # as many bits as a whole number has
    d, place = cells.shape[1], torch.zeros_like(cells[:, 0])
    bits = min(10, 60 // d)
    for bit in range(bits):
        for i in range(d):
            place |= (cells[:, i] >> (10 - bits + bit) & 1) << (bit * d + i)
    return place


def posterior_mean(
    u: Tensor, c: Tensor, s: Tensor, x0: Tensor, eps: Tensor, others: Tensor, size: int | None = None
) -> tuple[Tensor, Tensor]:
    """Estimates of the posterior means from reference samples and the own pair.

    The weights are proportional to ``exp(-|u - c x|^2 / 2 s^2)``. Where s < 0.03 the own pair is returned: no
    other x0 is near enough to weigh anything.

    Args:
        u: (n, d), with ``u = c x0 + s eps``.
        c: (n, 1), cosines of the angles.
        s: (n, 1), sines of the angles.
        x0: (n, d), the data of the own pair.
        eps: (n, d), its noise.
        others: the references, (m, d), or (g, m, d) for g runs of rows with references of their own.
        size: rows of each run but the last; by default as even as they can be.

    Returns:
        E[x0 | u] and E[eps | u], (n, d) each.
    """
    d = u.shape[1]
    near, wide = s < NEAR, s.clamp_min(NEAR)
    ones = torch.ones_like(others[..., :1])
    theirs = torch.cat([others, ones, others.square().sum(-1, keepdim=True)], dim=-1)
    theirs = theirs.expand(1, *theirs.shape) if others.ndim == 2 else theirs
    # |u - c x|^2 = |u|^2 - 2 c u.x + c^2 |x|^2: all exponents are one product of matrices, and powers of 2,
    # since exp takes seven times as long as exp2
    scale = -0.5 * math.log2(math.e) / wide.square()
    ours = scale * torch.cat([-2 * c * u, u.square().sum(1, keepdim=True), c * c], dim=1)
    ours, sums = ours.t().contiguous(), torch.empty(d + 1, len(u), device=u.device)
    size = size or -(-len(u) // len(theirs))
    for x, y, out in zip(theirs, torch.split(ours, size, dim=1), torch.split(sums, size, dim=1), strict=True):
        torch.mm(x[:, : d + 1].t(), torch.mm(x, y).exp2_(), out=out)
    own = torch.exp(-0.5 * eps.square().sum(1, keepdim=True))
    mean = (sums[:d].t() + own * x0) / (sums[d:].t() + own)
    mean_eps = (u - c * mean) / wide
    return torch.where(near, x0, mean), torch.where(near, eps, mean_eps)


def learning_rate(recipe: Recipe, step: int) -> float:
    """The rate of ``step`` (from 0): linear warm-up, then a cosine to zero."""
    rise = max(1, round(recipe.warmup * recipe.steps))
    if step < rise:
        return recipe.learning_rate * (step + 1) / rise
    done = (step - rise) / max(1, recipe.steps - rise)
    return recipe.learning_rate * 0.5 * (1 + math.cos(math.pi * done))


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
    pieces = train_in_pieces(net, prediction, source, recipe, generator, stage, rate)
    return (progress for progress in pieces if progress is not None)


def train_in_pieces(
    net: Network,
    prediction: Prediction,
    source: Source,
    recipe: Recipe,
    generator: torch.Generator,
    stage: str = "base",
    rate: Callable[[Recipe, int], float] = learning_rate,
) -> Generator[Progress | None, None, None]:
    """As ``train``, with None yielded now and then while examples are drawn for the steps to come."""
    work = _train(net, prediction, source, recipe, generator, stage, rate)
    return steps_on_one_thread(work, net.flat.numel() <= SMALL)


def _train(
    net: Network,
    prediction: Prediction,
    source: Source,
    recipe: Recipe,
    generator: torch.Generator,
    stage: str,
    rate: Callable[[Recipe, int], float],
) -> Generator[Progress | None, None, None]:
    learner = learner_of(net, recipe.batch_size, recipe.betas)
    average = net.flat.clone() if recipe.ema else None

    chunk = max(1, AT_ONCE // recipe.batch_size)
    for start in range(0, recipe.steps, chunk):
        count = min(chunk, recipe.steps - start)
        batches = yield from _prepare(learner, prediction, source, recipe, generator, count)
        for step, (*inputs, known, y_r, weight) in enumerate(batches, start):
            error = torch.addcmul(known, y_r, learner.forward(*inputs))
            loss, grad = recipe.loss(error, weight)
            learner.update(grad.mul_(y_r), rate(recipe, step))
            if average is not None:
                # the early average follows closely, so that it does not remember the initial weights
                average.lerp_(net.flat, 1 - min(recipe.ema, (step + 1) / (step + 10)))
            yield Progress(stage, step + 1, recipe.steps, loss.item())
    if average is not None:
        net.flat.copy_(average)


def _prepare(
    learner: Learner,
    prediction: Prediction,
    source: Source,
    recipe: Recipe,
    generator: torch.Generator,
    count: int,
) -> Generator[None, None, list[tuple[Tensor, ...]]]:
    """``count`` batches as (*inputs, known, y_r, weight); a batch's error is ``known + y_r r``."""
    in_pieces, n = getattr(source, "draw_in_pieces", None), count * recipe.batch_size
    batch = source.draw(n, generator) if in_pieces is None else (yield from in_pieces(n, generator))
    yield None
    u, phi, x0, eps, a, b, weight = batch
    head = prediction.head(torch.cos(phi), torch.sin(phi))
    y_u, y_r = in_space(head, a, b)
    known = y_u * u - (a * x0 + b * eps)
    columns = (*learner.inputs(u, phi), known, y_r, weight)
    return list(zip(*(torch.split(column, recipe.batch_size) for column in columns), strict=True))
