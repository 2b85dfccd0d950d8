"""The network: a small ReLU MLP on position and time features, with its backward pass written by hand.

At these sizes (4 x 64, batch 512) autograd spends more time on bookkeeping than on arithmetic. The
MLP's own backward is five lines, so it is written out here, on buffers made once; tests compare it with
autograd. All parameters live in one flat tensor, so that an optimizer step is one fused call.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from toy.models.denoiser import Denoiser, denoise

__all__ = [
    "DIRECTIONS",
    "MLP",
    "N_FEATURES",
    "POSITION_FREQUENCIES",
    "POSITION_WAVES",
    "TIME_COLUMNS",
    "TIME_FREQUENCIES",
    "Backprop",
    "Denoiser",  # both lived here
    "denoise",
    "features",
    "n_features",
]

TIME_FREQUENCIES = (1, 2, 3)
POSITION_FREQUENCIES = (2.0, 4.0)
DIRECTIONS = 6
N_FEATURES = 2 + 1 + 2 * len(TIME_FREQUENCIES) + 2 * len(POSITION_FREQUENCIES) * DIRECTIONS  # 33
TIME_COLUMNS = slice(2, 3 + 2 * len(TIME_FREQUENCIES))  # of the features: these follow from phi alone


def n_features(d: int) -> int:
    """How many inputs a network of points in ``d`` dimensions has: 33 in the plane."""
    directions = DIRECTIONS if d == 2 else d
    return d + 1 + 2 * len(TIME_FREQUENCIES) + 2 * len(POSITION_FREQUENCIES) * directions


def _position_waves(dtype: torch.dtype) -> Tensor:
    """(2, 12): directions at pi j / 6, each at two frequencies."""
    angles = torch.arange(DIRECTIONS, dtype=torch.float64) * math.pi / DIRECTIONS
    directions = torch.stack([angles.cos(), angles.sin()])
    return torch.cat([w * directions for w in POSITION_FREQUENCIES], dim=1).to(dtype)


POSITION_WAVES = _position_waves(torch.float32)
_TIME_WAVES = math.pi * torch.tensor([TIME_FREQUENCIES], dtype=torch.float32)


def features(u: Tensor, phi: Tensor | float) -> Tensor:
    """The network's inputs.

    Args:
        u: (n, d), float32. In the plane its waves run in six directions, else along the axes.
        phi: (n, 1), (n,) or one number, in radians.

    Returns:
        (n, n_features(d)).
    """
    waves = u @ (POSITION_WAVES.to(u.device) if u.shape[1] == 2 else _axis_waves(u))
    return torch.cat([u, _time_features(phi, u.device).expand(len(u), -1), waves.sin(), waves.cos()], dim=1)


def _axis_waves(u: Tensor) -> Tensor:
    """(d, 2 d): the axes, each at two frequencies."""
    axes = torch.eye(u.shape[1], dtype=u.dtype, device=u.device)
    return torch.cat([w * axes for w in POSITION_FREQUENCIES], dim=1)


def _time_features(phi: Tensor | float, device: torch.device) -> Tensor:
    """(n, 7), or (1, 7) of one angle, whose few values cost less to compute as numbers."""
    if isinstance(phi, Tensor) and phi.ndim:
        tau = phi.to(torch.float32).reshape(-1, 1) * (2 / math.pi)
        clock = tau @ _TIME_WAVES.to(device)
        return torch.cat([2 * tau - 1, clock.sin(), clock.cos()], dim=1)
    angle = float(phi) * (2 / math.pi)
    waves = [math.pi * k * angle for k in TIME_FREQUENCIES]
    return torch.tensor([[2 * angle - 1, *map(math.sin, waves), *map(math.cos, waves)]], device=device)


class MLP:
    """Linear layers with ReLU between them, on one flat float32 parameter tensor.

    Args:
        sizes: width of every layer, input and output included, e.g. (33, 64, 64, 64, 64, 2).
        generator: source of the initial weights, U(-1/sqrt(fan_in), 1/sqrt(fan_in)) as ``nn.Linear`` has.

    Attributes:
        flat: all parameters, (p,).
        weights, biases: views of it, one a layer: (out, in) and (out,).
    """

    sizes: tuple[int, ...]
    flat: Tensor
    weights: list[Tensor]
    biases: list[Tensor]

    def __init__(self, sizes: tuple[int, ...], generator: torch.Generator) -> None:
        self.sizes = tuple(sizes)
        shapes = list(zip(self.sizes[1:], self.sizes[:-1], strict=True))
        self.flat = torch.empty(sum(out * (fan_in + 1) for out, fan_in in shapes))
        self.weights, self.biases = self.views(self.flat)
        for weight, bias in zip(self.weights, self.biases, strict=True):
            bound = weight.shape[1] ** -0.5
            weight.uniform_(-bound, bound, generator=generator)
            bias.uniform_(-bound, bound, generator=generator)

    def views(self, flat: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """The weights (out, in) and biases (out,) inside a flat tensor of the parameters' length."""
        weights, biases, start = [], [], 0
        for fan_in, out in zip(self.sizes, self.sizes[1:], strict=False):
            weights.append(flat[start : start + out * fan_in].view(out, fan_in))
            start += out * fan_in
            biases.append(flat[start : start + out])
            start += out
        return weights, biases

    def copy(self, flat: Tensor | None = None) -> MLP:
        """An independent copy, optionally with other parameters (an average, say)."""
        return self._on((self.flat if flat is None else flat).clone())

    def to(self, device: torch.device) -> MLP:
        """The network on ``device``: itself where it is there already."""
        return self if self.flat.device == device else self._on(self.flat.to(device))

    def _on(self, flat: Tensor) -> MLP:
        twin = object.__new__(MLP)
        twin.sizes, twin.flat = self.sizes, flat
        twin.weights, twin.biases = twin.views(flat)
        return twin

    def raw(self, u: Tensor, phi: Tensor | float) -> Tensor:
        """The output (n, d), float32, at ``u`` (n, d) and the angle ``phi``, a number or (n, 1)."""
        return self(features(u.to(torch.float32), phi))

    def __call__(self, x: Tensor) -> Tensor:
        """The output (n, sizes[-1]) for inputs (n, sizes[0]), float32."""
        *hidden, last = zip(self.weights, self.biases, strict=True)
        for weight, bias in hidden:
            x = torch.addmm(bias, x, weight.t()).relu_()
        return torch.addmm(last[1], x, last[0].t())


class Backprop:
    """Forward and backward of an MLP for one batch size, on buffers that are made once.

    ``forward(x)`` returns the output; ``backward(grad_output)`` then leaves the parameters' gradient in
    ``grad`` (flat, overwritten each time). Both take and return float32 of shapes (batch, ...).
    """

    def __init__(self, net: MLP, batch_size: int) -> None:
        self.net = net
        self.grad, device = torch.empty_like(net.flat), net.flat.device
        self._grad_weights, self._grad_biases = net.views(self.grad)
        self._inputs: list[Tensor] = []
        self._outputs = [torch.empty(batch_size, size, device=device) for size in net.sizes[1:]]
        self._grads = [torch.empty(batch_size, size, device=device) for size in net.sizes[1:-1]]
        self._ones = torch.ones(batch_size, device=device)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, sizes[0]) -> (batch, sizes[-1]), in a buffer that the next call overwrites."""
        self._inputs = [x]
        last = len(self._outputs) - 1
        for i, (weight, bias, out) in enumerate(
            zip(self.net.weights, self.net.biases, self._outputs, strict=True)
        ):
            torch.addmm(bias, self._inputs[i], weight.t(), out=out)
            if i < last:
                self._inputs.append(out.relu_())
        return self._outputs[-1]

    def backward(self, grad_output: Tensor) -> Tensor:
        """The flat gradient (p,) of a loss whose gradient by the last output is ``grad_output``."""
        grad = grad_output
        for i in reversed(range(len(self._outputs))):
            torch.mm(grad.t(), self._inputs[i], out=self._grad_weights[i])
            torch.mv(grad.t(), self._ones, out=self._grad_biases[i])
            if i > 0:
                back = torch.mm(grad, self.net.weights[i], out=self._grads[i - 1])
                grad = torch.ops.aten.threshold_backward.grad_input(
                    back, self._inputs[i], 0.0, grad_input=back
                )
        return self.grad
