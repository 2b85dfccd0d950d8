r"""Losses: in which space the error is taken, and how it is measured.

Any prediction can be judged in any space: ``a x0 + b eps`` with the (a, b) of the space. Since the head is
linear in the network's output r, the gradient with respect to r is the space's own gradient times one
coefficient, which is all that the hand-written backward needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from toy.predictions import PREDICTIONS, Head

Space = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]  # (cos phi, sin phi) -> (a, b)

Weighting = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]  # (cos phi, sin phi, a, b) -> weight


def uniform_weight(c: Tensor, s: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """Every angle counts the same in the loss's own space."""
    return torch.ones_like(c)


def min_snr_weight(c: Tensor, s: Tensor, a: Tensor, b: Tensor, gamma: float = 5.0) -> Tensor:
    """min(SNR, gamma) on the error of x0 (Hang et al. 2023, arXiv 2303.09556), carried to the loss's space.

    At a fixed u an error of x0 by e is one of ``a x0 + b eps`` by ``(a - b c/s) e``, so that
    min(SNR, gamma) / (a - b c/s)^2 is the weight there.
    """
    return torch.minimum(c * c, gamma * s * s) / (a * s - b * c).square()


LOSS_WEIGHTS: dict[str, Weighting] = {"uniform": uniform_weight, "min_snr": min_snr_weight}
LOSS_SPACES: dict[str, Space] = {key: prediction.space for key, prediction in PREDICTIONS.items()}


class PairLoss(Protocol):
    """How an error e = y_hat - y becomes a number: ``Loss``, or ``OwnLoss`` around any function."""

    @property
    def robust(self) -> bool:
        """Whether outliers pull less than in proportion to their square."""
        ...

    def __call__(self, error: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
        """Mean loss (0-d) and its gradient (n, d) with respect to ``error`` (n, d); ``weight`` (n, 1)."""
        ...


@dataclass(frozen=True)
class Loss:
    """How an error e = y_hat - y, (n, d), becomes a number.

    Attributes:
        huber: 0 for the squared error ``|e|^2``; c > 0 for the pseudo-Huber ``sqrt(|e|^2 + c^2) - c``, whose
            outliers pull less. Only for pairs that a model has matched: on random pairs its minimum is a
            median, not the posterior mean.
    """

    huber: float = 0.0

    @property
    def robust(self) -> bool:
        """Whether it is the pseudo-Huber loss."""
        return self.huber > 0

    def __call__(self, error: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
        """Mean loss (0-d) and its gradient (n, d) with respect to ``error``; ``weight`` (n, 1)."""
        n = error.shape[0]
        if self.huber > 0:
            length = error.square().sum(1, keepdim=True).add_(self.huber**2).sqrt_()
            value, grad = length - self.huber, error / length
        else:
            value, grad = error.square().sum(1, keepdim=True), error * 2
        return (value * weight).mean(), grad.mul_(weight / n)


@dataclass(frozen=True)
class OwnLoss:
    """A loss of the caller's own; autograd differentiates it.

    Attributes:
        function: (error (n, d), weight (n, 1)) -> mean loss, 0-d.
    """

    function: Callable[[Tensor, Tensor], Tensor]

    @property
    def robust(self) -> bool:
        """Not known of any function, so False: every pair then counts the same."""
        return False

    def __call__(self, error: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
        """Mean loss (0-d) and its gradient (n, d) with respect to ``error``; ``weight`` (n, 1)."""
        with torch.enable_grad():
            error = error.detach().requires_grad_()
            value = self.function(error, weight)
        (grad,) = torch.autograd.grad(value, error)
        return value.detach(), grad.contiguous()


def in_space(head: Head, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """(y_u, y_r) such that the prediction ``a x0_hat + b eps_hat`` is ``y_u u + y_r r``."""
    return a * head.x0_u + b * head.eps_u, a * head.x0_r + b * head.eps_r
