"""How often each angle is trained: (form, n, generator) -> phi (n, 1), in radians."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from toy.forms import Form

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
