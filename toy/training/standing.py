"""Where a training stands between two of its steps, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from toy.models.denoiser import Network
from toy.models.own import ModuleNetwork

Arrays = tuple[np.ndarray, ...]  # of a network: its flat parameters, and a module's buffers


@dataclass(frozen=True, eq=False)
class Standing:
    """What a ``TrainingLoop`` needs to go on as if it had never been left, beside what it was made of.

    Many batches are drawn at once, so it is not the generator's state now that counts but the one when they
    were drawn: they are drawn again, and those that were used are left out.

    Attributes:
        step: steps done.
        generator: state of the generator before the batches of this step were drawn, (s,) uint8.
        net: the network in training; None where it is the one that is shown.
        moments: of the optimizer.
        target: the network that follows it; None where there is none.
        weights: (N,) of matched pairs; None for all alike.
        drawn_with: the weights when the batches were drawn, where they have changed since.
        drawn_alike: whether there were none then.
    """

    step: int
    generator: np.ndarray
    net: Arrays | None
    moments: Arrays
    target: Arrays | None = None
    weights: np.ndarray | None = None
    drawn_with: np.ndarray | None = None
    drawn_alike: bool = False


def arrays_of(net: Network) -> Arrays:
    """Copies of all numbers of a network."""
    return tuple(part.detach().cpu().numpy().copy() for part in _parts(net))


def put_arrays(net: Network, arrays: Arrays) -> None:
    """Give a network of the same shape the numbers that ``arrays_of`` took."""
    for part, kept in zip(_parts(net), arrays, strict=True):
        part.copy_(torch.from_numpy(kept))


def follow_buffers(net: Network, other: Network) -> None:
    """Take over what a module keeps beside its parameters (the statistics of a batch norm, say)."""
    if isinstance(net, ModuleNetwork) and isinstance(other, ModuleNetwork):
        for mine, its in zip(net.buffers, other.buffers, strict=True):
            mine.copy_(its)


def _parts(net: Network) -> list[Tensor]:
    return [net.flat, *(net.buffers if isinstance(net, ModuleNetwork) else [])]
