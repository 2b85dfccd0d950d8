"""How likely points are under a stage: the ODE's instantaneous change of variables."""

from __future__ import annotations

import math
from itertools import pairwise

import torch
from torch import Tensor

from toy.forms import Form
from toy.models.denoiser import Predictor

ROWS = 4096  # points at once
BEND = 1.5  # steps shorten towards the data, as this power


def log_prob(model: Predictor, form: Form, x: Tensor, steps: int) -> Tensor:
    """log p(x) of what the probability-flow ODE makes of Gaussian noise.

    It is the density of x_t / alpha_t at the form's data end, where sigma / alpha is 0.002 under most forms:
    of data blurred by as little, the same under each of them.

    Along the ODE du/dphi = v a density changes as d log p / dphi = -div v (Chen et al. 2018, arXiv
    1806.07366, theorem 1; Song et al. 2021, arXiv 2011.13456, eq. 39), with the divergence exact: d backward
    passes each. Runge-Kutta 4 carries u and the integral from the data end to the noise end.

    Args:
        model: the denoiser.
        form: whose ends the path has.
        x: (n, d), float64, standardised.
        steps: of the integration; each costs four calls and 4 d backward passes.

    Returns:
        (n,), float64.
    """
    return torch.cat([_log_prob(model, form, part, steps) for part in torch.split(x, ROWS)])


def _log_prob(model: Predictor, form: Form, x: Tensor, steps: int) -> Tensor:
    c, d = math.cos(form.phi_min), x.shape[1]
    span = form.phi_max - form.phi_min
    angles = [form.phi_min + span * (i / steps) ** BEND for i in range(steps + 1)]
    u, total = c * x, torch.zeros(len(x), dtype=x.dtype, device=x.device)
    for phi, end in pairwise(angles):
        h = end - phi
        k1, d1 = velocity_and_divergence(model, u, phi)
        k2, d2 = velocity_and_divergence(model, u + h / 2 * k1, phi + h / 2)
        k3, d3 = velocity_and_divergence(model, u + h / 2 * k2, phi + h / 2)
        k4, d4 = velocity_and_divergence(model, u + h * k3, end)
        u = u + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        total = total + h / 6 * (d1 + 2 * d2 + 2 * d3 + d4)
    at_noise = -0.5 * u.square().sum(1) - d / 2 * math.log(2 * math.pi)
    return at_noise + total + d * math.log(c)


def velocity_and_divergence(model: Predictor, u: Tensor, phi: float) -> tuple[Tensor, Tensor]:
    """The velocity v = cos(phi) eps_hat - sin(phi) x0_hat (n, d) at u (n, d), and its divergence (n,)."""
    with torch.enable_grad():
        u = u.detach().requires_grad_()
        x0_hat, eps_hat = model.predict(u, phi)
        v = math.cos(phi) * eps_hat - math.sin(phi) * x0_hat
        divergence = torch.zeros_like(u[:, 0])
        for i in range(u.shape[1]):  # a row of v depends on its own row of u alone
            (grad,) = torch.autograd.grad(v[:, i].sum(), u, retain_graph=True)
            divergence = divergence + grad[:, i]
    return v.detach(), divergence.detach()
