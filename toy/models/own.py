"""A network of the caller's own: any ``nn.Module`` from (u, phi) to the raw output.

It trains through autograd, the built-in MLP through a backward written by hand; all else is the same, since
both keep their parameters in one flat tensor.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from toy.errors import InvalidInput

ALLOWED = (
    "an nn.Module that maps u (n, d) and phi (n, 1), in radians, to (n, d), or a function that makes one"
)


class ModuleNetwork:
    """An ``nn.Module`` whose trainable parameters have moved into one flat tensor.

    Args:
        module: called as ``module(u, phi)`` with float32 tensors (n, d) and (n, 1); gives (n, d). It is kept,
            not copied: its parameters become views of ``flat``.

    Attributes:
        flat: the parameters (p,), float32.
    """

    def __init__(self, module: nn.Module) -> None:
        self.module = module
        self._parameters = [p for p in module.parameters() if p.requires_grad]
        if not self._parameters:
            raise InvalidInput("network", "a module without trainable parameters", ALLOWED)
        if any(p.dtype != torch.float32 for p in self._parameters):
            raise InvalidInput("network", "parameters that are not float32", "parameters of type float32")
        self.flat = torch.cat([p.detach().reshape(-1) for p in self._parameters])
        for p, view in zip(self._parameters, self._views(self.flat), strict=True):
            p.data = view

    def _views(self, flat: Tensor) -> list[Tensor]:
        parts = torch.split(flat, [p.numel() for p in self._parameters])
        return [part.view(p.shape) for part, p in zip(parts, self._parameters, strict=True)]

    @property
    def buffers(self) -> list[Tensor]:
        """What the module keeps beside its trainable parameters, in a fixed order."""
        fixed = [p.detach() for p in self.module.parameters() if not p.requires_grad]
        return [*self.module.buffers(), *fixed]

    def raw(self, u: Tensor, phi: Tensor | float) -> Tensor:
        """The output (n, d), float32, at ``u`` (n, d) and the angle ``phi``, a number or (n, 1)."""
        u = u.to(torch.float32)
        angle = torch.as_tensor(phi, dtype=u.dtype, device=u.device).reshape(-1, 1).expand(len(u), 1)
        if self.module.training:
            self.module.eval()
        out: Tensor = self.module(u, angle)
        return out

    def learning(self, u: Tensor, phi: Tensor) -> Tensor:
        """The output (n, d) in training mode (dropout, batch norm), for ``gradient``."""
        if not self.module.training:
            self.module.train()
        out: Tensor = self.module(u, phi)
        return out

    def gradient(self, out: Tensor, grad_out: Tensor) -> Tensor:
        """The flat gradient (p,) of a loss whose gradient by the output ``out`` is ``grad_out`` (n, d)."""
        found = torch.autograd.grad(out, self._parameters, grad_out, allow_unused=True)
        return torch.cat([
            (torch.zeros_like(p) if grad is None else grad).reshape(-1)
            for grad, p in zip(found, self._parameters, strict=True)
        ])  # fmt: skip

    def copy(self) -> ModuleNetwork:
        """An independent copy, buffers included."""
        return ModuleNetwork(copy.deepcopy(self.module))

    def to(self, device: torch.device) -> ModuleNetwork:
        """The network on ``device``."""
        return ModuleNetwork(self.module.to(device))


def own_network(
    given: nn.Module | Callable[[], nn.Module], d: int, generator: torch.Generator, device: torch.device
) -> ModuleNetwork:
    """A fresh network for one stage.

    Args:
        given: a module, of which a copy is taken so that every stage starts from the same weights, or a
            function without arguments that makes one; torch's own randomness is seeded for it.
        d: dimension of the data.
        generator: source of that seed.
        device: where it is to compute.

    Raises:
        InvalidInput: what was given makes no module, or not one of this shape.
    """
    seed = int(torch.randint(2**31 - 1, (), generator=generator))
    if isinstance(given, nn.Module):
        module = copy.deepcopy(given)
    else:
        with torch.random.fork_rng(devices=[]):  # the caller's own randomness goes on undisturbed
            torch.manual_seed(seed)
            try:
                module = given()
            except TypeError as error:
                raise InvalidInput("network", str(error), ALLOWED) from error
    if not isinstance(module, nn.Module):
        raise InvalidInput("network", type(module).__name__, ALLOWED)
    net = ModuleNetwork(module.to(device))
    _check_shape(net, (3, d), device)
    return net


def _check_shape(net: ModuleNetwork, shape: Sequence[int], device: torch.device) -> None:
    try:
        with torch.no_grad():
            out = net.raw(torch.zeros(*shape, device=device), 0.5)
    except (RuntimeError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise InvalidInput("network", f"{type(error).__name__}: {error}", ALLOWED) from error
    if not isinstance(out, Tensor) or tuple(out.shape) != tuple(shape) or out.dtype != torch.float32:
        came = f"{tuple(out.shape)} of {out.dtype}" if isinstance(out, Tensor) else type(out).__name__
        raise InvalidInput("network", f"output {came} for u {tuple(shape)}", ALLOWED)
