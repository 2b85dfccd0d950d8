"""Consistency distillation: the student learns to give one answer along a whole path of the teacher.

In Rectified Diffusion (section 2.4) it starts from the rectified model; the paper publishes no code for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from toy.forms import Form
from toy.models.cost import points_at_once
from toy.models.denoiser import Denoiser, Network, Predictor
from toy.pieces import drained
from toy.predictions import Prediction
from toy.training.loop import Batch, Drawing, Progress, Recipe, learning_rate, train_in_pieces
from toy.training.noise import Noise, normal

AVERAGE = 0.05  # share of the student in its running average, a step


@dataclass(frozen=True)
class ConsistencyPairs:
    """Consistency distillation (Song et al. 2023, arXiv 2303.01469, algorithm 2) as a source of targets.

    A noised sample is asked for the x0 that an averaged copy of the student gives one teacher step
    further down. The teacher's step is one DDIM step on a grid of ``grid`` steps even in the angle.

    Attributes:
        sample: (n, generator) -> x0 (n, d), standardised.
        teacher: whose steps.
        target: the averaged student.
        form: between whose ends.
        grid: steps of the teacher's path.
        noise: (n, d, generator) -> eps (n, d).
    """

    sample: Callable[[int, torch.Generator], Tensor]
    teacher: Predictor
    target: Predictor
    form: Form
    grid: int = 50
    noise: Noise = normal

    def draw(self, n: int, generator: torch.Generator) -> Batch:
        """``n`` noised samples with the answer of the step below, where ``sample`` puts its points."""
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
        at_once, answers = min(points_at_once(model, 1, n) for model in (self.teacher, self.target)), []
        for part in torch.split(torch.arange(n, device=x0.device), at_once):
            yield None
            x0_hat, eps_hat = self.teacher.predict(u[part], high[part])
            yield None
            below = torch.cos(low[part]) * x0_hat + torch.sin(low[part]) * eps_hat
            answers.append(torch.where(k[part] == 0, x0_hat, self.target.predict(below, low[part])[0]))
        answer = torch.cat(answers)
        one = torch.ones_like(high)
        return Batch(u, high, answer, torch.zeros_like(answer), one, 0.0 * one, one)


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
) -> Iterator[Progress | None]:
    """Consistency distillation of a teacher into a network, with a running average of it as the target.

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

    Yields:
        Progress, a step each; None where there is more to do before the next step.
    """
    average = net.copy()
    source = ConsistencyPairs(sample, teacher, Denoiser(average, form, prediction), form, noise=noise)
    for progress in train_in_pieces(net, prediction, source, recipe, generator, name, rate):
        if progress is not None:
            average.flat.lerp_(net.flat, AVERAGE)
        yield progress
