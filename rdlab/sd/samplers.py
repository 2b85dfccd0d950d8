"""How a model walks from noise to data: one frozen record for each scheduler, none of which holds any state.

``record.walk(steps, device)`` gives a Walk: the times, the path's alpha and sigma, and the step itself. With
x = alpha x0 + sigma eps, every walk reports the pair (x0_hat, eps_hat) that the network's output means.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

TRAIN_STEPS = 1000
BETAS: dict[str, Any] = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "num_train_timesteps": TRAIN_STEPS,
}  # Stable Diffusion's


Generators = list[torch.Generator]
Three = tuple[Tensor, Tensor, Tensor]


@dataclass(frozen=True, eq=False)
class Walk:
    """K steps. ``step(k, out, x, generators)`` takes the (guided) output of the network at step k.

    times   (K,) on the device, what the network is told
    alpha   K+1 numbers, where each step begins and where the last one ends
    sigma   the same
    step    -> (x of the next step, x0_hat, eps_hat), each shaped like x (n, c, h, w)
    """

    times: Tensor
    alpha: tuple[float, ...]
    sigma: tuple[float, ...]
    step: Callable[[int, Tensor, Tensor, Generators], Three]


def alphas_cumprod(betas: str) -> Tensor:
    """alpha^2 of the 1000 training times, float32 and computed as in diffusers so that results are equal."""
    from diffusers import DDIMScheduler

    squared: Tensor = DDIMScheduler(beta_schedule=betas, **BETAS).alphas_cumprod
    return squared


@dataclass(frozen=True)
class Ddim:
    """DDIM with eta = 0 (Song et al. 2021, arXiv 2010.02502, eq. 12) on trailing times (arXiv 2305.08891).

    The end of each step is the next time of the grid, so that any number of steps is right; diffusers counts
    back by 1000 // K instead, the same wherever K divides 1000. The last step ends at training time 0.
    betas: "linear" or "scaled_linear".
    """

    betas: str

    def walk(self, steps: int, device: torch.device) -> Walk:
        """The walk in that many steps; its times are on the device."""
        return _ddim_walk(self, steps, device)

    def config(self) -> dict[str, Any]:
        """The same for diffusers' DDIMScheduler."""
        return {
            **BETAS,
            "beta_schedule": self.betas,
            "timestep_spacing": "trailing",
            "clip_sample": False,
            "set_alpha_to_one": False,
            "steps_offset": 1,
        }


@lru_cache(32)
def _ddim_walk(sampler: Ddim, steps: int, device: torch.device) -> Walk:
    """Remembered: for one step on a GPU, making it anew takes longer than a tenth of the whole picture."""
    from diffusers import DDIMScheduler

    scheduler = DDIMScheduler(**sampler.config())
    scheduler.set_timesteps(steps)
    squared = scheduler.alphas_cumprod
    here = squared[scheduler.timesteps]
    there = torch.cat([here[1:], scheduler.final_alpha_cumprod[None]])
    # Numbers without a dimension on the CPU: they enter a GPU's kernels without waiting for it.
    alpha, sigma = (here**0.5).unbind(), ((1 - here) ** 0.5).unbind()
    next_alpha, next_sigma = (there**0.5).unbind(), ((1 - there) ** 0.5).unbind()

    def step(k: int, eps: Tensor, x: Tensor, generators: Generators) -> Three:
        x0 = (x - sigma[k] * eps) / alpha[k]
        return next_alpha[k] * x0 + next_sigma[k] * eps, x0, eps

    ends = (next_alpha[-1], next_sigma[-1])
    return Walk(scheduler.timesteps.to(device), _floats(alpha, ends[0]), _floats(sigma, ends[1]), step)


@dataclass(frozen=True)
class FromDiffusers:
    """A scheduler of diffusers, a fresh one for every walk since they remember.

    name    its class; options  its arguments beside Stable Diffusion's betas
    """

    name: str
    options: tuple[tuple[str, object], ...] = ()

    def scheduler(self) -> Any:
        """A fresh one, with Stable Diffusion's betas."""
        import diffusers

        return getattr(diffusers, self.name)(**BETAS, beta_schedule="scaled_linear", **dict(self.options))

    def walk(self, steps: int, device: torch.device) -> Walk:
        """The walk in that many steps; its times are on the device."""
        import inspect

        scheduler = self.scheduler()
        scheduler.set_timesteps(steps, device=device)
        times = scheduler.timesteps.cpu()
        squared = alphas_cumprod("scaled_linear")
        squared = torch.cat([squared[times.long()], torch.ones(1)])  # all of these end without noise
        alpha, sigma = (squared**0.5).tolist(), ((1 - squared) ** 0.5).tolist()
        known = inspect.signature(scheduler.step).parameters
        more = {"eta": 0.0} if "eta" in known else {}  # as the pipelines do

        def step(k: int, eps: Tensor, x: Tensor, generators: Generators) -> Three:
            chance = {"generator": generators} if "generator" in known else {}
            after = scheduler.step(eps, scheduler.timesteps[k], x, return_dict=False, **more, **chance)[0]
            return after, (x - sigma[k] * eps) / alpha[k], eps

        return Walk(scheduler.timesteps, tuple(alpha), tuple(sigma), step)


@dataclass(frozen=True)
class FlowEuler:
    """InstaFlow and 2-rectified flow (Liu et al., arXiv 2309.06380): x = (1 - s) x0 + s eps, s from 1 to 0.

    The network, told 1000 s, predicts the velocity v = x0 - eps; a step is x + v / K.
    """

    def walk(self, steps: int, device: torch.device) -> Walk:
        """The walk in that many steps; its times are on the device."""
        sigma = [1 - k / steps for k in range(steps + 1)]
        times = torch.tensor([s * TRAIN_STEPS for s in sigma[:-1]], device=device)

        def step(k: int, v: Tensor, x: Tensor, generators: Generators) -> Three:
            return x + v * (1 / steps), x + sigma[k] * v, x - (1 - sigma[k]) * v

        return Walk(times, tuple(1 - s for s in sigma), tuple(sigma), step)


@dataclass(frozen=True)
class PerFlow:
    """PeRFlow (Yan et al., arXiv 2405.07510): straight in x within each of a few windows of time.

    The output names the window's end: for SD 1.5 the noise between the window's two ends ("diff_eps"), for XL
    the noise of DDIM ("ddim_eps"). (x0_hat, eps_hat): the pair whose first-order path has the window's ends.
    """

    window_noise: bool  # diff_eps
    windows: int = 4

    def walk(self, steps: int, device: torch.device) -> Walk:
        """The walk in that many steps; its times are on the device."""
        squared = alphas_cumprod("scaled_linear").double()
        grid, ends = self._grid(steps)
        rows = [self._row(squared, t, s, e) for t, (s, e) in zip(grid, ends, strict=True)]
        after = [*grid[1:], 0.0]

        def at(t: float) -> float:
            return squared[max(round(t * TRAIN_STEPS) - 1, 0)].item()

        def step(k: int, out: Tensor, x: Tensor, generators: Generators) -> Three:
            s, e = ends[k]
            t, (keep, add) = grid[k], rows[k]
            end = keep * x + add * out
            slope = (end - x) / (e - t)
            start = x + (s - t) * slope
            eps = (end / at(e) ** 0.5 - start / at(s) ** 0.5) / (_ratio(at(e)) - _ratio(at(s)))
            x0 = (start - (1 - at(s)) ** 0.5 * eps) / at(s) ** 0.5
            return x + (after[k] - t) * slope, x0, eps

        path = [at(t) for t in (*grid, 0.0)]
        alpha, sigma = tuple(a**0.5 for a in path), tuple((1 - a) ** 0.5 for a in path)
        times = torch.tensor([int(t * TRAIN_STEPS) for t in grid], device=device)
        return Walk(times, alpha, sigma, step)

    def _grid(self, steps: int) -> tuple[list[float], list[tuple[float, float]]]:
        """Times in (0, 1], falling, whole thousandths, and (start, end) of the window each lies in."""
        grid: list[float] = []
        ends: list[tuple[float, float]] = []
        for i in range(self.windows):
            start, end = 1 - i / self.windows, 1 - (i + 1) / self.windows
            inside = steps // self.windows + (i < steps % self.windows)
            grid += [
                int((start + (end - start) * j / inside) * TRAIN_STEPS) / TRAIN_STEPS for j in range(inside)
            ]
            ends += [(start, end)] * inside
        return grid, ends

    def _row(self, squared: Tensor, t: float, start: float, end: float) -> tuple[float, float]:
        """(keep, add) with x(end) = keep x(t) + add output."""
        a = squared[round(start * TRAIN_STEPS) - 1].item()
        b = squared[max(round(end * TRAIN_STEPS) - 1, 0)].item()
        keep = (b / a) ** 0.5
        add = -((1 - a / b) ** 0.5) * keep if self.window_noise else (1 - b) ** 0.5 - keep * (1 - a) ** 0.5
        under = keep * (t - start) + (end - t)
        return keep * (end - start) / under, add * (end - t) / under


Sampler = Ddim | FromDiffusers | FlowEuler | PerFlow


def _ratio(squared: float) -> float:
    return ((1 - squared) / squared) ** 0.5


def _floats(numbers: Sequence[Tensor], last: Tensor) -> tuple[float, ...]:
    return (*(n.item() for n in numbers), last.item())
