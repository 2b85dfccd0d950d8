"""The trainings that speed is compared with, each as the recipe of its own 2-D example.

A contestant is a function ``seed -> (steps, sample)``: ``steps`` yields after every optimizer step (endlessly
where the example has no schedule that ends) and ``sample(noise)`` carries noise (n, 2) to data.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

import torch
from torch import Tensor, nn

import toy
from toy.models.network import N_FEATURES, features
from toy.training.loop import Recipe, learning_rate

Contestant = tuple[Iterator, Callable[[Tensor], Tensor]]
DATA = toy.DATASETS["eight_gaussians"]
SAMPLING_STEPS = 50


def ours(seed: int) -> Contestant:
    """This library, as the app uses it."""
    exp = toy.Experiment(toy.Config(seed=seed))
    steps = exp.train()

    def sample(noise: Tensor) -> Tensor:
        start = noise * float(exp.form.norm(exp.form.t_max))
        return toy.SOLVERS["ddim"].sample(exp.denoiser("base"), start, SAMPLING_STEPS).x[-1]

    return steps, sample


def eager(seed: int) -> Contestant:
    """Our network, inputs, schedule and loss as a plain loop: autograd, torch.optim.Adam, plain pairs."""
    torch.manual_seed(seed)
    config = toy.Config()
    widths = [N_FEATURES, *[config.width] * config.depth]
    layers = [part for a, b in pairwise(widths) for part in (nn.Linear(a, b), nn.ReLU())]
    net = nn.Sequential(*layers, nn.Linear(config.width, 2))
    adam = torch.optim.Adam(net.parameters(), betas=(0.8, 0.95))
    recipe = Recipe(config.steps, config.batch_size, config.learning_rate)

    def steps() -> Iterator[float]:
        generator = torch.Generator().manual_seed(seed)
        for step in range(recipe.steps):
            for group in adam.param_groups:
                group["lr"] = learning_rate(recipe, step)
            x0, eps = (
                DATA.sample_standardised(recipe.batch_size, generator),
                torch.randn(recipe.batch_size, 2),
            )
            phi = math.pi / 2 * torch.rand(recipe.batch_size, 1)
            c, s = phi.cos(), phi.sin()
            loss = (net(features(c * x0 + s * eps, phi)) - (c * eps - s * x0)).square().mean()
            adam.zero_grad()
            loss.backward()
            adam.step()
            yield loss.item()

    def velocity(u: Tensor, progress: float) -> Tensor:
        phi = torch.tensor(math.pi / 2 * (1 - progress))
        return -math.pi / 2 * net(features(u, phi))

    return steps(), lambda noise: midpoint(velocity, noise)


def torchcfm(seed: int) -> Contestant:
    """Its conditional-flow-matching tutorial: three layers of 64, SELU, batch 256, Adam at 1e-3."""
    from torchcfm.conditional_flow_matching import ConditionalFlowMatcher
    from torchcfm.models.models import MLP

    torch.manual_seed(seed)
    net = MLP(dim=2, time_varying=True)
    matcher = ConditionalFlowMatcher(sigma=0.1)
    adam = torch.optim.Adam(net.parameters())

    def steps() -> Iterator[float]:
        generator = torch.Generator().manual_seed(seed)
        while True:
            adam.zero_grad()
            x1 = DATA.sample_standardised(256, generator)
            t, xt, ut = matcher.sample_location_and_conditional_flow(torch.randn(256, 2), x1)
            loss = (net(torch.cat([xt, t[:, None]], dim=-1)) - ut).square().mean()
            loss.backward()
            adam.step()
            yield loss.item()

    return steps(), lambda noise: midpoint(lambda x, t: net(with_time(x, t)), noise)


def flow_matching(seed: int) -> Contestant:
    """Its 2-D example: four layers of 512, Swish, batch 4,096, Adam at 1e-3."""
    from flow_matching.path import AffineProbPath
    from flow_matching.path.scheduler import CondOTScheduler

    torch.manual_seed(seed)
    hidden = [part for width in (3, 512, 512, 512) for part in (nn.Linear(width, 512), nn.SiLU())]
    net = nn.Sequential(*hidden, nn.Linear(512, 2))
    path = AffineProbPath(scheduler=CondOTScheduler())
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)

    def steps() -> Iterator[float]:
        generator = torch.Generator().manual_seed(seed)
        while True:
            adam.zero_grad()
            x1 = DATA.sample_standardised(4096, generator)
            drawn = path.sample(t=torch.rand(4096), x_0=torch.randn(4096, 2), x_1=x1)
            loss = (net(torch.cat([drawn.x_t, drawn.t[:, None]], dim=-1)) - drawn.dx_t).square().mean()
            loss.backward()
            adam.step()
            yield loss.item()

    return steps(), lambda noise: midpoint(lambda x, t: net(with_time(x, t)), noise)


def with_time(x: Tensor, t: float) -> Tensor:
    """Points (n, 2) with the time as a third column."""
    return torch.cat([x, torch.full((len(x), 1), t)], dim=1)


@torch.no_grad()
def midpoint(velocity: Callable[[Tensor, float], Tensor], x: Tensor) -> Tensor:
    """x carried along ``velocity(x, t)`` from t = 0 (noise) to 1, with as many evaluations as ours."""
    h = 2 / SAMPLING_STEPS
    for i in range(SAMPLING_STEPS // 2):
        middle = x + h / 2 * velocity(x, i * h)
        x = x + h * velocity(middle, (i + 0.5) * h)
    return x


CONTESTANTS: dict[str, Callable[[int], Contestant]] = {
    "ours": ours,
    "plain eager loop": eager,
    "torchcfm": torchcfm,
    "flow_matching": flow_matching,
}
