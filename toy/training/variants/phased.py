"""Phased: the path is cut into pieces, each first order (Rectified Diffusion, section 2.3, eq. 4)."""

from __future__ import annotations

import torch
from torch import Tensor

from toy.forms import Form
from toy.models.cost import points_at_once
from toy.models.denoiser import Predictor
from toy.training.noise import Noise, normal
from toy.training.pairs import SLICE, Making, ModelPairs, path_pair, rk4


def phase_edges(form: Form, phases: int) -> Tensor:
    """(phases + 1,) angles in radians from the data end to the noise end, even in the angle."""
    return torch.linspace(form.phi_min, form.phi_max, phases + 1)


def phased_pairs(
    teacher: Predictor,
    form: Form,
    x0: Tensor,
    phases: int,
    generator: torch.Generator,
    noise: Noise = normal,
) -> Making:
    """Pairs for a path that is first order in each of several pieces.

    As in the public code: a data sample is noised to the upper edge of a random phase, the teacher carries it
    to the lower edge, and the two ends give the phase's own pair (``path_pair``, the paper's eq. 4).

    Args:
        teacher: whose paths.
        form: between whose ends.
        x0: (N, d), data samples, standardised.
        phases: M.
        generator: source of the phases and the noise.
        noise: (n, d, generator) -> eps (n, d).

    Yields:
        None while working, and the finished ModelPairs last.
    """
    drawn = generator.device
    edges = phase_edges(form, phases).to(x0.device)
    phase = torch.randint(phases, (len(x0), 1), generator=generator, device=drawn).to(x0.device)
    low, high = edges[phase], edges[phase + 1]
    eps = noise(len(x0), x0.shape[1], generator).to(x0.device)
    upper = torch.cos(high) * x0 + torch.sin(high) * eps
    lower, at_once = torch.empty_like(upper), points_at_once(teacher, 4, SLICE)
    yield None
    for k in range(phases):
        rows = (phase == k).squeeze(1).nonzero().squeeze(1)
        start, end = float(edges[k + 1]), float(edges[k])
        for part in torch.split(rows, at_once):
            u = upper[part]
            for i in range(10):
                u = rk4(teacher, u, start + (end - start) * i / 10, start + (end - start) * (i + 1) / 10, 1)
                yield None
            lower[part] = u
    pair_x0, pair_eps = path_pair(upper, high, lower, low)
    yield ModelPairs(pair_x0, pair_eps, low, high, at_top=0.25)
