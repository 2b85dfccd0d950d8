"""The first-order view of a run in latent space, with the definitions of the 2-D lab (``toy.metrics``).

First order means: along a path eps_hat, and so x0_hat, stays the same. Then every number of steps ends at the
same image.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from rdlab.sd.samplers import Walk
from rdlab.sd.sampling import Step
from toy import metrics


@dataclass(eq=False)
class Trace:
    """A run as it was walked: x (K+1), x0 and eps (K), each a list of tensors (n, c, h, w)."""

    walk: Walk
    x: list[Tensor] = field(default_factory=list)
    x0: list[Tensor] = field(default_factory=list)
    eps: list[Tensor] = field(default_factory=list)

    def start(self, noise: Tensor) -> Trace:
        """Begin at this noise."""
        self.x.append(noise)
        return self

    def add(self, step: Step) -> None:
        """Keep what the step tells, on its device."""
        self.x.append(step.x)
        self.x0.append(step.x0)
        self.eps.append(step.eps)


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
    first_order_defect   over all images, weighted by the angle each step covers: 0 is first order, 1 as far
                 off as standing still; one step is first order by construction
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
    if not all(part.isfinite().all() for part in (x, x0, eps)):  # a model in half precision can overflow
        return Meters((math.nan,) * (len(eps) - 1), *((math.nan,) * len(eps),) * 2, math.nan, math.nan)
    alpha, sigma = (torch.tensor(part, dtype=torch.float64) for part in (trace.walk.alpha, trace.walk.sigma))
    u, phi, v = metrics.latent_path(x, x0, sigma[: len(x)], alpha[: len(x)], eps)
    end_x0, end_eps = metrics.end_pair(u, phi)
    return Meters(
        successive=_means(_cosine(eps[:-1], eps[1:])),
        to_end=_means(_cosine(eps, end_eps[None])),
        drift=_means((x0 - end_x0).square().mean(-1).sqrt() / end_x0.square().mean(-1).sqrt()),
        first_order_defect=metrics.first_order_defect(u, phi, v),
        arc_over_chord=metrics.arc_over_chord(x),
    )


def step_gap(one: Tensor, many: Tensor) -> float:
    """``metrics.step_gap`` of the final latents of one and of many steps, over the deviation of the latter.

    one, many: (n, c, h, w), row i of each from the same noise; where they are not finite, so is the result.
    Raises ValueError where the shapes differ.
    """
    one, many = torch.as_tensor(one).double(), torch.as_tensor(many).double()
    if one.shape != many.shape:
        raise ValueError(f"latents of shapes {tuple(one.shape)} and {tuple(many.shape)} don't compare")
    if not (one.isfinite().all() and many.isfinite().all()):
        return math.nan
    return metrics.step_gap(one.flatten(1), many.flatten(1), many.std().item())


def _parts(trace: Trace) -> tuple[list[Tensor], list[Tensor], list[Tensor]]:
    return trace.x, trace.x0, trace.eps


def _cosine(a: Tensor, b: Tensor) -> Tensor:
    return torch.nn.functional.cosine_similarity(a, b.expand_as(a), dim=-1)


def _means(values: Tensor) -> tuple[float, ...]:
    """Over the images: (K, n) to K numbers."""
    return tuple(values.mean(-1).tolist())
