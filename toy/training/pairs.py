r"""Rectification: the same training on pairs that a model has matched, and its two variants.

A pair (x0, eps) taken from a trajectory of a teacher is *unique* for its noise, so that the student's
best answer along the whole mixture ``cos(phi) x0 + sin(phi) eps`` is constant: its trajectories become
first order (Rectified Diffusion, arXiv 2410.07303, sections 3.2 and 3.3). Straight in x or not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from toy.forms import PHI_MIN, Form
from toy.models.exact import Posterior
from toy.training.loop import Batch

PAIR_STEPS = 10  # RK4 steps of a teacher's path from the noise to PAIR_PHI
PAIR_BEND = 1.5  # they shorten towards the data, as this power: 8 leave as few x0 astray as 16 even ones
PAIR_PHI = 0.02  # below it the teacher's x0_hat is the sample; its own error would be integrated otherwise
SLICE = 2048  # pairs made between two yields, so that a pause or a stop is heard


def velocity(model: Posterior, u: Tensor, phi: float) -> Tensor:
    """du/dphi of the probability-flow ODE: the same for every form."""
    x0_hat, eps_hat = model.posterior(u, phi)
    return math.cos(phi) * eps_hat - math.sin(phi) * x0_hat


def rk4(model: Posterior, u: Tensor, start: float, end: float, steps: int) -> Tensor:
    """``u`` (n, 2) carried from angle ``start`` to ``end`` by classical Runge-Kutta, 4 calls a step."""
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
    """Matched pairs on an angle interval each; a source for ``toy.training.loop.train``.

    ``u(phi) = cos(phi) x0 + sin(phi) eps`` for phi in [low, high] is the first-order path that the student
    is to learn. Shapes: x0, eps (N, 2), low, high (N, 1). ``weights`` (N,) says how often a pair is drawn.
    ``at_top`` is the share of every batch that sits at ``high``, where a one-step sample starts.
    The loss is the error of the jump to the interval's lower end: x0_hat for a whole path.
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
        if self.weights is None:
            index = torch.randint(len(self), (n,), generator=generator)
        else:
            index = torch.multinomial(self.weights, n, replacement=True, generator=generator)
        x0, eps, low, high = self.x0[index], self.eps[index], self.low[index], self.high[index]
        fraction = torch.rand(n, 1, generator=generator)
        fraction[torch.arange(n) * self.at_top % 1 < self.at_top] = 1.0  # spread evenly over the rows
        bottom = low.clamp_min(PHI_MIN)
        phi = bottom + (high - bottom) * fraction
        u = torch.cos(phi) * x0 + torch.sin(phi) * eps
        return Batch(u, phi, x0, eps, torch.cos(low), torch.sin(low), torch.ones_like(low))

    def jump_error(self, model: Posterior) -> Tensor:
        """|error| (N,) of ``model``'s single step from each pair's upper end to its lower end."""
        u = torch.cos(self.high) * self.x0 + torch.sin(self.high) * self.eps
        x0_hat, eps_hat = model.posterior(u, self.high)
        error = torch.cos(self.low) * (x0_hat - self.x0) + torch.sin(self.low) * (eps_hat - self.eps)
        return torch.linalg.vector_norm(error, dim=1)

    def reweigh(self, model: Posterior) -> None:
        """Draw pairs that ``model`` misses more often: weight 0.5 + 0.5 min(60, error / mean error)."""
        error = self.jump_error(model)
        self.weights = 0.5 + 0.5 * (error / error.mean().clamp_min(1e-12)).clamp_max(60.0)


def path_pair(u_high: Tensor, high: Tensor, u_low: Tensor, low: Tensor) -> tuple[Tensor, Tensor]:
    """The pair (x0, eps) whose first-order path passes through ``u_high`` and ``u_low``.

    Paper eq. 4, in angle coordinates: two points on ``cos(phi) x0 + sin(phi) eps`` fix both.
    """
    span = torch.sin(high - low)
    x0 = (torch.sin(high) * u_low - torch.sin(low) * u_high) / span
    eps = (torch.cos(low) * u_high - torch.cos(high) * u_low) / span
    return x0, eps


def rectified_pairs(teacher: Posterior, form: Form, noise: Tensor) -> Iterator[ModelPairs | None]:
    """Pairs (x0, eps) from the teacher's paths out of ``noise`` (N, 2) = u at the form's noise end.

    Yields None while working and the finished ModelPairs last. eps is chosen such that the first-order
    path starts exactly at the noise that sampling starts from, also where the form's noise end keeps
    a little signal (VE, EDM): ``eps = (u_T - cos(phi_T) x0) / sin(phi_T)``.
    """
    top, bottom = form.phi_max, max(PAIR_PHI, form.phi_min)
    angles = [bottom + (top - bottom) * (i / PAIR_STEPS) ** PAIR_BEND for i in range(PAIR_STEPS, -1, -1)]
    ends = []
    for part in noise.split(SLICE):
        u = part
        for start, end in pairwise(angles):
            u = rk4(teacher, u, start, end, 1)
            yield None
        ends.append(teacher.posterior(u, bottom)[0])
    x0 = torch.cat(ends)
    eps = (noise - math.cos(top) * x0) / math.sin(top)
    ones = torch.ones(len(noise), 1)
    yield ModelPairs(x0, eps, 0.0 * ones, top * ones)


def phase_edges(form: Form, phases: int) -> Tensor:
    """(phases + 1,) angles from the data end to the noise end, even in the angle."""
    return torch.linspace(form.phi_min, form.phi_max, phases + 1)


def phased_pairs(
    teacher: Posterior, form: Form, x0: Tensor, phases: int, generator: torch.Generator
) -> Iterator[ModelPairs | None]:
    """Pairs for a path that is first order in each of ``phases`` pieces (Rectified Diffusion, Phased).

    As in the public code: a data sample x0 (N, 2) is noised to the upper edge of a random phase, the
    teacher carries it to the lower edge, and the two ends give the phase's own pair (``path_pair``).
    Yields None while working and the finished ModelPairs last.
    """
    edges = phase_edges(form, phases)
    phase = torch.randint(phases, (len(x0), 1), generator=generator)
    low, high = edges[phase], edges[phase + 1]
    eps = torch.randn(x0.shape, generator=generator)
    upper = torch.cos(high) * x0 + torch.sin(high) * eps
    lower = torch.empty_like(upper)
    for k in range(phases):
        rows = (phase == k).squeeze(1).nonzero().squeeze(1)
        u = upper[rows]
        start, end = float(edges[k + 1]), float(edges[k])
        for i in range(10):
            u = rk4(teacher, u, start + (end - start) * i / 10, start + (end - start) * (i + 1) / 10, 1)
            yield None
        lower[rows] = u
    pair_x0, pair_eps = path_pair(upper, high, lower, low)
    yield ModelPairs(pair_x0, pair_eps, low, high, at_top=0.25)


@dataclass(frozen=True)
class ConsistencyPairs:
    """Consistency distillation (Song et al. 2023, arXiv 2303.01469, algorithm 2) as a source of targets.

    A noised sample is asked for the x0 that an averaged copy of the student gives one teacher step
    further down. The teacher's step is one DDIM step on a grid of ``grid`` steps even in the angle.
    """

    sample: Callable[[int, torch.Generator], Tensor]
    teacher: Posterior
    target: Posterior
    form: Form
    grid: int = 50

    def draw(self, n: int, generator: torch.Generator) -> Batch:
        edges = torch.linspace(self.form.phi_min, self.form.phi_max, self.grid + 1)
        k = torch.randint(self.grid, (n, 1), generator=generator)
        k[::4] = self.grid - 1  # one-step samples start here
        high, low = edges[k + 1], edges[k]
        x0 = self.sample(n, generator)
        u = torch.cos(high) * x0 + torch.sin(high) * torch.randn(n, 2, generator=generator)
        x0_hat, eps_hat = self.teacher.posterior(u, high)
        below = torch.cos(low) * x0_hat + torch.sin(low) * eps_hat
        answer = torch.where(k == 0, x0_hat, self.target.posterior(below, low)[0])
        one = torch.ones_like(high)
        return Batch(u, high, answer, torch.zeros_like(answer), one, 0.0 * one, one)
