"""What a training loop is given, and algorithm 2's source of it: random pairs."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import torch
from torch import Tensor

from toy.forms import Form
from toy.pieces import drained
from toy.training.losses import Space, Weighting
from toy.training.noise import Noise, normal
from toy.training.sharpening import even_sets, posterior_mean
from toy.training.times import TimeSampling

GROUP = 512  # examples that share their references: the table of weights stays in the cache
TABLE = 1_200_000  # weights of references between two yields: 8 ms


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


Drawing = Generator[None, None, Batch]


def mixed(x0: Tensor, eps: Tensor, phi: Tensor, space: Space, weighting: Weighting) -> Batch:
    """Examples of pairs, wherever these come from: what algorithms 2 and 4 have in common.

    Args:
        x0: (n, d).
        eps: (n, d).
        phi: (n, 1), radians.
        space: of the loss.
        weighting: of the loss.
    """
    c, s = torch.cos(phi), torch.sin(phi)
    a, b = space(c, s)
    return Batch(c * x0 + s * eps, phi, x0, eps, a, b, weighting(c, s, a, b))


class Source(Protocol):
    """Where the pairs come from. It may have ``draw_in_pieces`` too, a Drawing."""

    def draw(self, n: int, generator: torch.Generator) -> Batch:
        """``n`` examples."""
        ...


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
        batch = mixed(x0, eps, phi, self.space, self.weighting)
        if self.references == 0:
            return batch
        u, c, s = batch.u, torch.cos(phi), torch.sin(phi)
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
        return batch._replace(target_x0=mean_x0, target_eps=mean_eps)
