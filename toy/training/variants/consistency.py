"""Consistency distillation: the student learns to give one answer along a whole path of the teacher.

In Rectified Diffusion (section 2.4) it starts from the rectified model; the paper publishes no code for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from toy.forms import Form
from toy.models.cost import points_at_once
from toy.models.denoiser import Network, Predictor
from toy.pieces import drained
from toy.predictions import Prediction
from toy.training.loop import Batch, Below, Drawing, Pieces, Recipe, TrainingLoop, learning_rate
from toy.training.noise import Noise, normal


@dataclass(frozen=True)
class ConsistencyPairs:
    """Consistency distillation (Song et al. 2023, arXiv 2303.01469, algorithm 2) as a source of targets.

    A noised sample is asked for the x0 that the target network gives one teacher step further down, through
    which no gradient goes. The target is a running average of the student that follows it at every step. The
    teacher's step is one DDIM step on a grid of ``grid`` steps even in the angle; at the lowest, its own x0
    is the answer.

    Attributes:
        sample: (n, generator) -> x0 (n, d), standardised.
        teacher: whose steps.
        form: between whose ends.
        grid: steps of the teacher's path.
        noise: (n, d, generator) -> eps (n, d).
    """

    sample: Callable[[int, torch.Generator], Tensor]
    teacher: Predictor
    form: Form
    grid: int = 50
    noise: Noise = normal

    def draw(self, n: int, generator: torch.Generator) -> Batch:
        """``n`` noised samples and the points one step below, where ``sample`` puts its points."""
        return drained(self.draw_in_pieces(n, generator))

    @torch.no_grad()
    def draw_in_pieces(self, n: int, generator: torch.Generator) -> Drawing:
        """As ``draw``, with a yield after every few milliseconds."""
        drawn = generator.device
        edges = torch.linspace(self.form.phi_min, self.form.phi_max, self.grid + 1)
        k = torch.randint(self.grid, (n, 1), generator=generator, device=drawn)
        k[::4] = self.grid - 1  # one-step samples start here
        x0 = self.sample(n, generator)
        k, edges = k.to(x0.device), edges.to(x0.device)
        high, low = edges[k + 1], edges[k]
        eps = self.noise(len(x0), x0.shape[1], generator).to(x0.device)
        u = torch.cos(high) * x0 + torch.sin(high) * eps
        answers = []
        for part in torch.split(torch.arange(n, device=x0.device), points_at_once(self.teacher, 1, n)):
            yield None
            answers.append(self.teacher.predict(u[part], high[part]))
        x0_hat, eps_hat = (torch.cat(parts) for parts in zip(*answers, strict=True))
        below = Below(torch.cos(low) * x0_hat + torch.sin(low) * eps_hat, low, (k > 0).to(u.dtype))
        answer = torch.where(k == 0, x0_hat, torch.zeros_like(x0_hat))
        one = torch.ones_like(high)
        return Batch(u, high, answer, torch.zeros_like(answer), one, 0.0 * one, one, below)


def consistency_loop(
    net: Network,
    teacher: Predictor,
    sample: Callable[[int, torch.Generator], Tensor],
    form: Form,
    prediction: Prediction,
    recipe: Recipe,
    generator: torch.Generator,
    name: str,
    rate: Callable[[Recipe, int], float] = learning_rate,
    noise: Noise = normal,
    shown: Network | None = None,
) -> TrainingLoop:
    """Consistency distillation of a teacher into a network.

    Args:
        net: the student, changed in place.
        teacher: whose steps it learns.
        sample: (n, generator) -> x0 (n, d), standardised.
        form: of the student.
        prediction: of the student.
        recipe: as of ``train``.
        generator: as of ``train``.
        name: what the Progress calls the stage.
        rate: as of ``train``.
        noise: (n, d, generator) -> eps (n, d).
        shown: as of ``TrainingLoop``.
    """
    source = ConsistencyPairs(sample, teacher, form, noise=noise)
    return TrainingLoop(net, prediction, source, recipe, generator, name, rate, shown, net.copy())


def distil(
    net: Network,
    teacher: Predictor,
    sample: Callable[[int, torch.Generator], Tensor],
    form: Form,
    prediction: Prediction,
    recipe: Recipe,
    generator: torch.Generator,
    name: str,
    rate: Callable[[Recipe, int], float] = learning_rate,
    noise: Noise = normal,
) -> Pieces:
    """The steps of a ``consistency_loop``, and None where there is more to do before the next."""
    return consistency_loop(
        net, teacher, sample, form, prediction, recipe, generator, name, rate, noise
    ).pieces()
