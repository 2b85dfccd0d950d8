"""The network: a small ReLU MLP on position and time features, with its backward pass written by hand.

At these sizes (4 x 64, batch 512) autograd spends more time on bookkeeping than on arithmetic. The
MLP's own backward is five lines, so it is written out here, on buffers made once; tests compare it with
autograd. All parameters live in one flat tensor, so that an optimizer step is one fused call.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from toy.forms import Form, cos_sin
from toy.models.exact import denoise
from toy.predictions import Prediction

TIME_FREQUENCIES = (1, 2, 3)
POSITION_FREQUENCIES = (2.0, 4.0)
DIRECTIONS = 6
N_FEATURES = 2 + 1 + 2 * len(TIME_FREQUENCIES) + 2 * len(POSITION_FREQUENCIES) * DIRECTIONS  # 33
TIME_COLUMNS = slice(2, 3 + 2 * len(TIME_FREQUENCIES))  # of the features: these follow from phi alone


def _position_waves(dtype: torch.dtype) -> Tensor:
    """(2, 12): directions at pi j / 6, each at two frequencies."""
    angles = torch.arange(DIRECTIONS, dtype=torch.float64) * math.pi / DIRECTIONS
    directions = torch.stack([angles.cos(), angles.sin()])
    return torch.cat([w * directions for w in POSITION_FREQUENCIES], dim=1).to(dtype)


POSITION_WAVES = _position_waves(torch.float32)
_TIME_WAVES = math.pi * torch.tensor([TIME_FREQUENCIES], dtype=torch.float32)


def features(u: Tensor, phi: Tensor | float) -> Tensor:
    """The network's inputs (n, 33) at ``u`` (n, 2), float32, and ``phi`` (n, 1), (n,) or one, in radians."""
    waves = u @ POSITION_WAVES
    return torch.cat([u, _time_features(phi).expand(len(u), -1), waves.sin(), waves.cos()], dim=1)


def _time_features(phi: Tensor | float) -> Tensor:
    """(n, 7), or (1, 7) of one angle, whose few values cost less to compute as numbers."""
    if isinstance(phi, Tensor) and phi.ndim:
        tau = phi.to(torch.float32).reshape(-1, 1) * (2 / math.pi)
        clock = tau @ _TIME_WAVES
        return torch.cat([2 * tau - 1, clock.sin(), clock.cos()], dim=1)
    tau = float(phi) * (2 / math.pi)
    clock = [math.pi * k * tau for k in TIME_FREQUENCIES]
    return torch.tensor([[2 * tau - 1, *map(math.sin, clock), *map(math.cos, clock)]])


def _as(u: Tensor, part: Tensor | float) -> Tensor | float:
    return part.to(u.dtype) if isinstance(part, Tensor) else part


class MLP:
    """Linear layers with ReLU between them, on one flat float32 parameter tensor.

    Args:
        sizes: width of every layer, input and output included, e.g. (33, 64, 64, 64, 64, 2).
        generator: source of the initial weights, U(-1/sqrt(fan_in), 1/sqrt(fan_in)) as ``nn.Linear`` has.
    """

    def __init__(self, sizes: tuple[int, ...], generator: torch.Generator):
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
        twin = object.__new__(MLP)
        twin.sizes, twin.flat = self.sizes, (self.flat if flat is None else flat).clone()
        twin.weights, twin.biases = twin.views(twin.flat)
        return twin

    def __call__(self, x: Tensor) -> Tensor:
        """(n, sizes[0]) -> (n, sizes[-1])"""
        *hidden, last = zip(self.weights, self.biases, strict=True)
        for weight, bias in hidden:
            x = torch.addmm(bias, x, weight.t()).relu_()
        return torch.addmm(last[1], x, last[0].t())


class Backprop:
    """Forward and backward of an MLP for one batch size, on buffers that are made once.

    ``forward(x)`` returns the output; ``backward(grad_output)`` then leaves the parameters' gradient in
    ``grad`` (flat, overwritten each time). Both take and return float32 of shapes (batch, ...).
    """

    def __init__(self, net: MLP, batch_size: int):
        self.net = net
        self.grad = torch.empty_like(net.flat)
        self._grad_weights, self._grad_biases = net.views(self.grad)
        self._outputs = [torch.empty(batch_size, size) for size in net.sizes[1:]]
        self._grads = [torch.empty(batch_size, size) for size in net.sizes[1:-1]]
        self._ones = torch.ones(batch_size)

    def forward(self, x: Tensor) -> Tensor:
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


class Denoiser:
    """A trained network as a denoiser: ``(xt, t) -> (x0_hat, eps_hat)``.

    The network works in angle coordinates, so the form only says how ``xt`` and ``t`` are to be read; the
    same network under another form is another clock for the same paths.

    Args:
        net: features (n, 33) -> raw output (n, 2).
        form: the coordinates of ``xt`` and ``t``.
        prediction: what the raw output means.
    """

    def __init__(self, net: MLP, form: Form, prediction: Prediction):
        self.net, self.form, self.prediction = net, form, prediction

    def posterior(self, u: Tensor, phi: Tensor | float) -> tuple[Tensor, Tensor]:
        """(x0_hat, eps_hat), each (n, 2), at ``u = cos(phi) x0 + sin(phi) eps`` (n, 2); phi () or (n, 1)."""
        x0_u, x0_r, eps_u, eps_r = (_as(u, part) for part in self.prediction.head(*cos_sin(phi)))
        r = self.net(features(u.to(torch.float32), phi)).to(u.dtype)
        return x0_u * u + x0_r * r, eps_u * u + eps_r * r

    def __call__(self, xt: Tensor, t: Tensor | float) -> tuple[Tensor, Tensor]:
        """(x0_hat, eps_hat), each (n, 2), at ``xt`` (n, 2) and time t (number, 0-d or (n, 1))."""
        return denoise(self, self.form, xt, t)
