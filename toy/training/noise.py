"""What data is mixed with: eps of x_t = alpha x0 + sigma eps."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

# (n, d, generator) -> eps (n, d), float32, of mean 0 and variance 1 in every coordinate
Noise = Callable[[int, int, torch.Generator], Tensor]


def normal(n: int, d: int, generator: torch.Generator) -> Tensor:
    """N(0, I), (n, d): the noise of diffusion, and the only one of which posterior means are known."""
    return torch.randn(n, d, generator=generator, device=generator.device)


NOISES: dict[str, Noise] = {"normal": normal}
