"""The denoising loop: a generator of steps, so that whoever asks can watch, measure, or stop asking.

The same arithmetic as diffusers' pipelines, which don't hand out the noise prediction; equal to theirs to the
last bit where both can be compared (tests/rdlab/sd/test_sd_sampling.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from rdlab.sd.conditions import Prompt, first_weight
from rdlab.sd.graphs import Graphs
from rdlab.sd.samplers import Walk

if TYPE_CHECKING:
    import diffusers


@dataclass(frozen=True, eq=False)
class Step:
    """What one step did, for n images; tensors (n, c, h, w), not to be changed.

    index   from 0
    x       the latents after the step
    x0, eps   the pair (x0_hat, eps_hat) that the network saw where the step began; with guidance, the guided
    """

    index: int
    x: Tensor
    x0: Tensor
    eps: Tensor


def generators(seeds: Sequence[int]) -> list[torch.Generator]:
    """One generator on the CPU for each image: an image is then the same alone and in any batch."""
    return [torch.Generator().manual_seed(seed) for seed in seeds]


def noise(
    chances: Sequence[torch.Generator],
    channels: int,
    height: int,
    width: int,
    unet: diffusers.UNet2DConditionModel,
) -> Tensor:
    """The latents (n, channels, height/8, width/8) from which each generator's image starts.

    Drawn in float32 and then cast: the same seed starts from the same noise in any precision.
    """
    shape = (1, channels, height // 8, width // 8)
    drawn = [torch.randn(shape, generator=chance) for chance in chances]
    weight = first_weight(unet)
    return torch.cat(drawn).to(device=weight.device, dtype=weight.dtype)


def denoise(
    unet: diffusers.UNet2DConditionModel,
    walk: Walk,
    prompt: Prompt,
    x: Tensor,
    guidance: float = 1.0,
    chances: Sequence[torch.Generator] | None = None,
    stop: Callable[[], bool] = lambda: False,
    graphs: Graphs | None = None,
) -> Iterator[Step]:
    """Walk from the noise ``x`` (n, c, h, w), telling every step; ends early once ``stop()``.

    prompt    for n images, guided (two rows an image) exactly where guidance is over 1
    guidance  w of eps_hat = eps_without + w (eps_with - eps_without) (Ho & Salimans, arXiv 2207.12598)
    chances   a generator an image, for samplers that add noise on the way
    graphs    keeps recordings of the network; None: it is called as it is
    """
    # Entered for each step rather than around the loop: a generator must not leave its caller in this mode.
    steps = _steps(unet, walk, prompt, x, guidance, list(chances or ()), graphs or Graphs(on=False))
    while not stop():
        with torch.inference_mode():
            step = next(steps, None)
        if step is None:
            return
        yield step


def _steps(
    unet: diffusers.UNet2DConditionModel,
    walk: Walk,
    prompt: Prompt,
    x: Tensor,
    guidance: float,
    chances: list[torch.Generator],
    graphs: Graphs,
) -> Iterator[Step]:
    guided = prompt.guided
    added = prompt.added(8 * x.shape[-1], 8 * x.shape[-2]) or {}

    def predict(rows: Tensor, t: Tensor, embeds: Tensor, *more: Tensor) -> Tensor:
        told = dict(zip(added, more, strict=True)) or None
        out: Tensor = unet(rows, t, encoder_hidden_states=embeds, added_cond_kwargs=told, return_dict=False)[
            0
        ]
        return out

    for k, t in enumerate(walk.times):
        rows = torch.cat([x, x]) if guided else x
        out = graphs.call(unet, predict, rows, t, prompt.embeds, *added.values())
        if guided:
            without, with_it = out.chunk(2)
            out = without + guidance * (with_it - without)
        x, x0, eps = walk.step(k, out, x, chances)
        yield Step(k, x, x0, eps)
