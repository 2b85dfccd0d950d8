"""The first-order view of a run in latent space, with the definitions of the 2-D lab (``toy.metrics``).

First order means: along a path eps_hat, and so x0_hat, stays the same. Then every number of steps ends at the
same image.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from rdlab.sd.samplers import Walk
from rdlab.sd.sampling import Step


@dataclass(eq=False)
class Trace:
    """A run as it was walked: x (K+1), x0 and eps (K), each a list of tensors (n, c, h, w)."""

    walk: Walk
    x: list[Tensor] = field(default_factory=list)
    x0: list[Tensor] = field(default_factory=list)
    eps: list[Tensor] = field(default_factory=list)

    def start(self, noise: Tensor) -> Trace:
        self.x.append(noise)
        return self

    def add(self, step: Step) -> None:
        """Keep what the step tells, on its device."""
        self.x.append(step.x), self.x0.append(step.x0), self.eps.append(step.eps)


def join(traces: Sequence[Trace]) -> Trace:
    """Runs of other images of the same walk as one."""
    whole = Trace(traces[0].walk)
    for name in ("x", "x0", "eps"):
        rows = zip(*(getattr(trace, name) for trace in traces), strict=True)
        setattr(whole, name, [torch.cat(row) for row in rows])
    return whole


@dataclass(frozen=True)
class Meters:
    """Of K steps, each the mean over the images unless it says otherwise.

    successive   K-1 cosines between eps_hat of a step and of the next: 1 is first order
    to_end       K cosines between eps_hat and eps*, the noise that joins the path's two ends
    drift        K distances of x0_hat from the final one, RMS over the final one's RMS: 0 is first order
    first_order_defect   over all images, weighted by the angle each step covers: 0 is first order; one step
                 is so by construction
    arc_over_chord   length of the paths over the distance of their ends, minus 1: 0 is straight
    """

    successive: tuple[float, ...]
    to_end: tuple[float, ...]
    drift: tuple[float, ...]
    first_order_defect: float
    arc_over_chord: float


def measure(trace: Trace) -> Meters:
    """The meters of a whole run; raises ValueError for a trace without steps."""
    if not trace.eps:
        raise ValueError("a trace without steps has nothing to measure")
    x, x0, eps = (torch.stack([part.flatten(1) for part in parts]).double().cpu() for parts in _parts(trace))
    steps = len(eps)
    alpha = torch.tensor(trace.walk.alpha, dtype=torch.float64)[: steps + 1]
    sigma = torch.tensor(trace.walk.sigma, dtype=torch.float64)[: steps + 1]
    phi = torch.atan2(sigma, alpha)
    end_x0, end_eps = end_pair(x[0], x[-1], alpha, sigma)
    return Meters(
        successive=_means(_cosine(eps[:-1], eps[1:])),
        to_end=_means(_cosine(eps, end_eps[None])),
        drift=_means((x0 - end_x0).square().mean(-1).sqrt() / end_x0.square().mean(-1).sqrt()),
        first_order_defect=first_order_defect(phi, x0, eps, end_x0, end_eps),
        arc_over_chord=arc_over_chord(x),
    )


def end_pair(first: Tensor, last: Tensor, alpha: Tensor, sigma: Tensor) -> tuple[Tensor, Tensor]:
    """(x0*, eps*), each like ``first``: the pair whose first-order path has both ends.

    Solves alpha x0 + sigma eps = x at the first and the last of alpha, sigma (K+1,).
    """
    under = alpha[-1] * sigma[0] - alpha[0] * sigma[-1]
    x0 = (sigma[0] * last - sigma[-1] * first) / under
    eps = (alpha[-1] * first - alpha[0] * last) / under
    return x0, eps


def first_order_defect(phi: Tensor, x0: Tensor, eps: Tensor, end_x0: Tensor, end_eps: Tensor) -> float:
    """sum w |v_hat - v*|^2 / sum w |v*|^2 with v = cos(phi) eps - sin(phi) x0 and w the angle of each step.

    phi (K+1,), falling; x0, eps (K, n, d); end_x0, end_eps (n, d).
    """
    c, s = torch.cos(phi[:-1, None, None]), torch.sin(phi[:-1, None, None])
    ideal = c * end_eps - s * end_x0
    off = c * eps - s * x0 - ideal
    weight = (phi[:-1] - phi[1:])[:, None, None]
    return ((weight * off.square()).sum() / (weight * ideal.square()).sum()).item()


def arc_over_chord(x: Tensor) -> float:
    """Summed lengths of the paths x (K+1, n, d) over the summed distances of their ends, minus 1."""
    arc = (x[1:] - x[:-1]).norm(dim=-1).sum()
    return (arc / (x[-1] - x[0]).norm(dim=-1).sum()).item() - 1


def step_gap(one: Tensor, many: Tensor) -> float:
    """RMS difference of the final latents of one and of many steps, over the deviation of the latter.

    one, many: (n, c, h, w), row i of each from the same noise. Raises ValueError where the shapes differ.
    """
    one, many = torch.as_tensor(one).double(), torch.as_tensor(many).double()
    if one.shape != many.shape:
        raise ValueError(f"latents of shapes {tuple(one.shape)} and {tuple(many.shape)} don't compare")
    return ((one - many).square().mean().sqrt() / many.std()).item()


def _parts(trace):
    return trace.x, trace.x0, trace.eps


def _cosine(a, b):
    return torch.nn.functional.cosine_similarity(a, b.expand_as(a), dim=-1)


def _means(values):
    """Over the images: (K, n) to K numbers."""
    return tuple(values.mean(-1).tolist())
