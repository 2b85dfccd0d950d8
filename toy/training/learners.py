"""How a network takes a step: the built-in MLP by its hand-written backward, any other through autograd."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from toy.errors import InvalidInput
from toy.models.denoiser import Network
from toy.models.network import MLP, Backprop, features
from toy.models.own import ModuleNetwork
from toy.training.adam import Adam


class Learner(Protocol):
    """A network with its optimizer."""

    def inputs(self, u: Tensor, phi: Tensor) -> tuple[Tensor, ...]:
        """What ``forward`` takes, of many batches at once: rows belong to the rows of ``u`` (n, d)."""
        ...

    def forward(self, *inputs: Tensor) -> Tensor:
        """The output r (batch, d)."""
        ...

    def answer(self, *inputs: Tensor) -> Tensor:
        """The output r (batch, d) of the network as it is now, from which nothing is learned."""
        ...

    def update(self, grad_out: Tensor, rate: float) -> None:
        """One optimizer step, given the loss's gradient (batch, d) by the last output."""
        ...

    def moments(self) -> tuple[np.ndarray, ...]:
        """What the optimizer remembers of the steps so far."""
        ...

    def restore(self, moments: tuple[np.ndarray, ...]) -> None:
        """Remember what ``moments`` gave."""
        ...


class HandWritten:
    """Of an MLP: features of many batches are computed together, the backward pass on buffers made once."""

    def __init__(self, net: MLP, batch_size: int, betas: tuple[float, float]) -> None:
        self._backprop, self._adam = Backprop(net, batch_size), Adam(net.flat, betas)

    def inputs(self, u: Tensor, phi: Tensor) -> tuple[Tensor, ...]:
        """The features (rows, n_features(d)) at ``u`` (rows, d) and angles ``phi`` (rows, 1)."""
        return (features(u, phi),)

    def forward(self, *inputs: Tensor) -> Tensor:
        """The output r (batch, d), in a buffer that the next call overwrites."""
        return self._backprop.forward(*inputs)

    def answer(self, *inputs: Tensor) -> Tensor:
        """The output r (batch, d), in the buffer of ``forward``: to be used before the next call."""
        return self._backprop.forward(*inputs)

    def update(self, grad_out: Tensor, rate: float) -> None:
        """One step of Adam, given the loss's gradient (batch, d) by the last output."""
        self._adam.step(self._backprop.backward(grad_out), rate)

    def moments(self) -> tuple[np.ndarray, ...]:
        """What Adam remembers."""
        return self._adam.moments()

    def restore(self, moments: tuple[np.ndarray, ...]) -> None:
        """Remember what ``moments`` gave."""
        self._adam.restore(moments)


class Autograd:
    """Of a module of the caller's own."""

    def __init__(self, net: ModuleNetwork, betas: tuple[float, float]) -> None:
        self._net, self._adam = net, Adam(net.flat, betas)
        self._out = net.flat[:0]

    def inputs(self, u: Tensor, phi: Tensor) -> tuple[Tensor, ...]:
        """``u`` (rows, d) and ``phi`` (rows, 1) as they are."""
        return u, phi

    def forward(self, *inputs: Tensor) -> Tensor:
        """The output r (batch, d); its graph is kept for ``update``."""
        with torch.enable_grad():
            self._out = self._net.learning(*inputs)
        return self._out.detach()

    def answer(self, *inputs: Tensor) -> Tensor:
        """The output r (batch, d) as it is used: without dropout, say."""
        with torch.no_grad():
            return self._net.raw(*inputs)

    def update(self, grad_out: Tensor, rate: float) -> None:
        """One step of Adam, given the loss's gradient (batch, d) by the last output."""
        self._adam.step(self._net.gradient(self._out, grad_out), rate)

    def moments(self) -> tuple[np.ndarray, ...]:
        """What Adam remembers."""
        return self._adam.moments()

    def restore(self, moments: tuple[np.ndarray, ...]) -> None:
        """Remember what ``moments`` gave."""
        self._adam.restore(moments)


def learner_of(net: Network, batch_size: int, betas: tuple[float, float]) -> Learner:
    """The learner of a network.

    Args:
        net: an MLP or a ModuleNetwork, changed in place by every step.
        batch_size: rows of every batch.
        betas: of Adam.

    Raises:
        InvalidInput: another kind of network.
    """
    if isinstance(net, MLP):
        return HandWritten(net, batch_size, betas)
    if isinstance(net, ModuleNetwork):
        return Autograd(net, betas)
    raise InvalidInput("network", type(net).__name__, "an MLP, or a module inside a ModuleNetwork")
