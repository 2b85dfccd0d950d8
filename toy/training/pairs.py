"""Matched pairs: what rectification trains on, made by a teacher.

A pair (x0, eps) taken from a trajectory of a teacher is *unique* for its noise, so that the student's
best answer along the whole mixture ``cos(phi) x0 + sin(phi) eps`` is constant: its trajectories become
first order (Rectified Diffusion, arXiv 2410.07303v2, sections 2.1 and 2.2). Straight in x or not.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from toy.forms import PHI_MIN, Form
from toy.models.cost import points_at_once
from toy.models.denoiser import Predictor
from toy.training.loop import Batch
from toy.training.losses import Space, Weighting
from toy.training.sources import mixed
from toy.training.times import TimeSampling

PAIR_STEPS = 10  # RK4 steps of a teacher's path from the noise to PAIR_PHI
PAIR_BEND = 1.5  # they shorten towards the data, as this power: 8 leave as few x0 astray as 16 even ones
PAIR_PHI = 0.02  # below it the teacher's x0_hat is the sample; its own error would be integrated otherwise
SLICE = 2048  # pairs made between two yields, at most, so that a pause or a stop is heard


def velocity(model: Predictor, u: Tensor, phi: float) -> Tensor:
    """du/dphi (n, d) of the probability-flow ODE at u (n, d): the same for every form."""
    x0_hat, eps_hat = model.predict(u, phi)
    return math.cos(phi) * eps_hat - math.sin(phi) * x0_hat


@torch.no_grad()
def rk4(model: Predictor, u: Tensor, start: float, end: float, steps: int) -> Tensor:
    """``u`` (n, d) carried from angle ``start`` to ``end`` by classical Runge-Kutta, 4 calls a step."""
    h = (end - start) / steps
    for i in range(steps):
        phi = start + i * h
        k1 = velocity(model, u, phi)
        k2 = velocity(model, u + 0.5 * h * k1, phi + 0.5 * h)
        k3 = velocity(model, u + 0.5 * h * k2, phi + 0.5 * h)
        k4 = velocity(model, u + h * k3, phi + h)
        u = u + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return u


@dataclass
class ModelPairs:
    """Matched pairs on an angle interval each; ``GivenPairs`` takes whole paths from here.

    ``u(phi) = cos(phi) x0 + sin(phi) eps`` for phi in [low, high] is the first-order path that the student
    is to learn. As a source for ``toy.training.loop.train`` itself it gives jumps, which phased and sharper
    students learn: the loss is the error at the interval's lower end, that of x0_hat for a whole path.

    Attributes:
        x0, eps: (N, d).
        low, high: (N, 1), radians.
        at_top: share of every batch that sits at ``high``, where a one-step sample starts.
        weights: (N,), how often a pair is drawn; None for all alike.
    """

    x0: Tensor
    eps: Tensor
    low: Tensor
    high: Tensor
    at_top: float = 0.5
    weights: Tensor | None = None

    def __len__(self) -> int:
        return self.x0.shape[0]

    def draw(self, n: int, generator: torch.Generator) -> Batch:
        """``n`` examples; randomness is drawn where the generator is, whatever device the pairs are on."""
        place, drawn = self.x0.device, generator.device
        if self.weights is None:
            index = torch.randint(len(self), (n,), generator=generator, device=drawn).to(place)
        else:
            weights = self.weights.to(drawn)
            index = torch.multinomial(weights, n, replacement=True, generator=generator).to(place)
        x0, eps, low, high = self.x0[index], self.eps[index], self.low[index], self.high[index]
        fraction = torch.rand(n, 1, generator=generator, device=drawn).to(place)
        fraction[torch.arange(n, device=place) * self.at_top % 1 < self.at_top] = (
            1.0  # spread evenly over the rows
        )
        bottom = low.clamp_min(PHI_MIN)
        phi = bottom + (high - bottom) * fraction
        u = torch.cos(phi) * x0 + torch.sin(phi) * eps
        return Batch(u, phi, x0, eps, torch.cos(low), torch.sin(low), torch.ones_like(low))

    def jump_error(self, model: Predictor) -> Tensor:
        """The error's length (N,) of ``model``'s single step from each pair's upper end to its lower end."""
        return self._jump_error(model, slice(None))

    @torch.no_grad()
    def _jump_error(self, model: Predictor, rows: slice) -> Tensor:
        x0, eps, low, high = self.x0[rows], self.eps[rows], self.low[rows], self.high[rows]
        u = torch.cos(high) * x0 + torch.sin(high) * eps
        x0_hat, eps_hat = model.predict(u, high)
        error = torch.cos(low) * (x0_hat - x0) + torch.sin(low) * (eps_hat - eps)
        length: Tensor = torch.linalg.vector_norm(error, dim=1)
        return length

    def reweigh(self, model: Predictor) -> None:
        """Draw pairs that ``model`` misses more often: weight 0.5 + 0.5 min(60, error / mean error)."""
        for _ in self.reweighing(model):
            pass

    def reweighing(self, model: Predictor) -> Iterator[None]:
        """As ``reweigh``, with a yield after every few milliseconds."""
        rows = points_at_once(model, 1, len(self))
        errors = []
        for start in range(0, len(self), rows):
            errors.append(self._jump_error(model, slice(start, start + rows)))
            yield None
        error = torch.cat(errors)
        self.weights = 0.5 + 0.5 * (error / error.mean().clamp_min(1e-12)).clamp_max(60.0)


@dataclass(frozen=True)
class GivenPairs:
    """Algorithm 4's source: pairs that are there already, in place of random ones. All else is as it was.

    Each example is mixed, judged and weighed as ``toy.training.sources.RandomPairs`` without references does
    it. References sharpen targets that vary at one u; those of a model's pairs hardly do, and for both kinds
    of source the minimiser is the same with them and without.

    Attributes:
        pairs: whole paths; each is as likely.
        form, time_sampling, space, weighting: as of ``RandomPairs``.
    """

    pairs: ModelPairs
    form: Form
    time_sampling: TimeSampling
    space: Space
    weighting: Weighting

    def draw(self, n: int, generator: torch.Generator) -> Batch:
        """``n`` examples; randomness is drawn where the generator is, whatever device the pairs are on."""
        x0, eps, drawn = self.pairs.x0, self.pairs.eps, generator.device
        index = torch.randint(len(x0), (n,), generator=generator, device=drawn).to(x0.device)
        phi = self.time_sampling(self.form, n, generator).to(x0.device)
        return mixed(x0[index], eps[index], phi, self.space, self.weighting)


Making = Generator[ModelPairs | None, None, None]


def path_pair(u_high: Tensor, high: Tensor, u_low: Tensor, low: Tensor) -> tuple[Tensor, Tensor]:
    """The pair (x0, eps), each (n, d), whose first-order path passes through ``u_high`` and ``u_low``.

    Paper eq. 4, in angle coordinates: two points on ``cos(phi) x0 + sin(phi) eps`` fix both.

    Args:
        u_high: (n, d), the point nearer to the noise.
        high: (n, 1), its angle, radians.
        u_low: (n, d), the point nearer to the data.
        low: (n, 1), its angle, radians.
    """
    span = torch.sin(high - low)
    x0 = (torch.sin(high) * u_low - torch.sin(low) * u_high) / span
    eps = (torch.cos(low) * u_high - torch.cos(high) * u_low) / span
    return x0, eps


def rectified_pairs(teacher: Predictor, form: Form, noise: Tensor) -> Making:
    """Pairs (x0, eps) from the teacher's paths (paper, algorithm 4).

    eps is chosen such that the first-order path starts exactly at the noise that sampling starts from, also
    where the form's noise end keeps a little signal (VE, EDM): ``eps = (u_T - cos(phi_T) x0) / sin(phi_T)``.

    Args:
        teacher: whose paths.
        form: between whose ends.
        noise: (N, d), u at the form's noise end.

    Yields:
        None while working, and the finished ModelPairs last.
    """
    top, bottom = form.phi_max, max(PAIR_PHI, form.phi_min)
    angles = [bottom + (top - bottom) * (i / PAIR_STEPS) ** PAIR_BEND for i in range(PAIR_STEPS, -1, -1)]
    ends: list[Tensor] = []
    for part in torch.split(noise, points_at_once(teacher, 4, SLICE)):
        u = part
        for start, end in pairwise(angles):
            u = rk4(teacher, u, start, end, 1)
            yield None
        with torch.no_grad():
            ends.append(teacher.predict(u, bottom)[0])
    x0 = torch.cat(ends)
    eps = (noise - math.cos(top) * x0) / math.sin(top)
    ones = torch.ones(len(noise), 1, device=noise.device)
    yield ModelPairs(x0, eps, 0.0 * ones, top * ones)
