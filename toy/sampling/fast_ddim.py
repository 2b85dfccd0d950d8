"""The paths on the stages, walked in fewer calls: what ``toy.sampling`` gives, in a fraction of its time.

A frame of a training is a few hundred points walked through a small network, where a call costs as much as
its arithmetic. In angle coordinates a DDIM step is ``u <- a u + b r`` with two numbers of the clock and the
network's output r; and what the clock feeds to the network is a bias of its first layer.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import torch
from torch import Tensor

from toy.forms import Form
from toy.models.cost import calls_at_once
from toy.models.network import MLP, N_FEATURES, POSITION_WAVES, TIME_COLUMNS, Denoiser, features
from toy.pieces import drained
from toy.predictions import Head, Prediction
from toy.sampling import SOLVERS, DenoiserLike, Trajectory
from toy.sampling.pieces import in_pieces


@dataclass
class Clock:
    """The steps of a solver under a form: t, phi and norm, (steps+1,) each."""

    t: Tensor
    phi: Tensor
    norm: Tensor
    _heads: dict[Prediction, _Steps] = field(default_factory=dict)

    @classmethod
    def of(cls, form: Form, solver: str, steps: int) -> Clock:
        """The clock of a solver, by its name, in ``steps`` steps."""
        return cls.at(form, SOLVERS[solver].grid(form, steps))

    @classmethod
    def at(cls, form: Form, t: Tensor) -> Clock:
        """The clock at falling times (steps+1,) of the form."""
        return cls(t, form.phi(t), form.norm(t))

    def steps(self, prediction: Prediction) -> _Steps:
        """The steps of networks of a prediction type, computed once."""
        if prediction not in self._heads:
            self._heads[prediction] = _Steps.of(self.phi, prediction)
        return self._heads[prediction]


@dataclass(frozen=True)
class _Steps:
    """What a network of one prediction type needs of a clock with K steps.

    time (K, 7): what the network is told of the clock; a, b: K numbers each, the steps ``u <- a u + b r``;
    head: ``x0_hat = x0_u u + x0_r r`` and its like, (K, 1, 1) each.
    """

    time: Tensor
    a: list[float]
    b: list[float]
    head: Head

    @classmethod
    def of(cls, phi: Tensor, prediction: Prediction) -> _Steps:
        c, s = phi.cos(), phi.sin()
        head = prediction.head(c[:-1], s[:-1])
        a = c[1:] * head.x0_u + s[1:] * head.eps_u
        b = c[1:] * head.x0_r + s[1:] * head.eps_r
        time = features(torch.zeros(len(phi) - 1, 2), phi[:-1])[:, TIME_COLUMNS]
        wide = Head(*(torch.as_tensor(part).float().reshape(-1, 1, 1) for part in head))
        return cls(time, a.tolist(), b.tolist(), wide)


def ddim(model: DenoiserLike, start: Tensor, clock: Clock) -> Trajectory:
    """``toy.sampling.ddim`` on the clock's times: itself, but for the library's own network in the plane.

    Args:
        model: any denoiser, in any number of dimensions.
        start: (n, d), x at the noise end.
        clock: of the model's form.

    Returns:
        Trajectory of the clock's steps.
    """
    return drained(ddim_in_pieces(model, start, clock))


@torch.no_grad()
def ddim_in_pieces(model: DenoiserLike, start: Tensor, clock: Clock) -> Generator[None, None, Trajectory]:
    """As ``ddim``, with a yield after every few milliseconds."""
    if not (isinstance(model, Denoiser) and isinstance(model.net, MLP) and _in_the_plane(model.net, start)):
        return (yield from in_pieces(SOLVERS["ddim"], model, start, clock.t, None))
    steps = clock.steps(model.prediction)
    u = start / clock.norm[0].to(start.dtype)
    path, r = yield from _through_a_network(model.net, u, steps, calls_at_once(model, len(u)))
    x0_u, x0_r, eps_u, eps_r = steps.head
    x0, eps = x0_u * path[:-1] + x0_r * r, eps_u * path[:-1] + eps_r * r
    return Trajectory(clock.t, path * clock.norm.reshape(-1, 1, 1).to(path.dtype), x0, eps)


def _in_the_plane(net: MLP, start: Tensor) -> bool:
    on_the_cpu = start.device.type == net.flat.device.type == "cpu"
    return net.sizes[0] == N_FEATURES and start.shape[1:] == (2,) and on_the_cpu


def _through_a_network(
    net: MLP, u: Tensor, steps: _Steps, at_once: int
) -> Generator[None, None, tuple[Tensor, Tensor]]:
    """Paths in u (K+1, n, 2), and the network's outputs (K, n, 2); a yield after so many steps."""
    n, count = len(u), len(steps.a)
    path, r = torch.empty(count + 1, n, 2), torch.empty(count, n, 2)
    path[0] = u
    waves = torch.empty(n, POSITION_WAVES.shape[1])
    place = torch.empty(n, 2 + 2 * waves.shape[1])
    here, sines, cosines = torch.tensor_split(place, (2, 2 + waves.shape[1]), dim=1)
    first, *_ = net.weights
    end = TIME_COLUMNS.stop
    from_place = torch.cat([first[:, : TIME_COLUMNS.start], first[:, end:]], dim=1).t()
    told = torch.addmm(net.biases[0], steps.time, first[:, TIME_COLUMNS].t())
    *hidden, (last, last_bias) = [
        (weight.t(), bias) for weight, bias in zip(net.weights[1:], net.biases[1:], strict=True)
    ]
    outputs = [torch.empty(n, size) for size in net.sizes[1:-1]]
    for k in range(count):
        u = path[k]
        here.copy_(u)
        torch.mm(u, POSITION_WAVES, out=waves)
        torch.sin(waves, out=sines)
        torch.cos(waves, out=cosines)
        y = torch.addmm(told[k], place, from_place, out=outputs[0]).relu_()
        for (weight, bias), out in zip(hidden, outputs[1:], strict=True):
            y = torch.addmm(bias, y, weight, out=out).relu_()
        torch.addmm(last_bias, y, last, out=r[k])
        torch.add(u * steps.a[k], r[k], alpha=steps.b[k], out=path[k + 1])
        if (k + 1) % at_once == 0:
            yield None
    return path, r
