"""From latents to pictures: the VAE, and three cheaper ways to see x0_hat while the loop runs.

A decoder is ``(parts, latents (n, 4, h, w)) -> uint8 (n, H, W, 3)`` on the CPU.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from rdlab.sd.conditions import first_weight
from rdlab.sd.graphs import Work
from rdlab.sd.parts import BaseParts

if TYPE_CHECKING:
    from diffusers.image_processor import VaeImageProcessor

Decoder = Callable[[BaseParts, Tensor], np.ndarray]
MOST = 2**15  # numbers, the latents of two images of 512 x 512: more keep a GPU busy without a graph


@torch.inference_mode()
def full(parts: BaseParts, latents: Tensor) -> np.ndarray:
    """The VAE at full size, 8 pixels a latent."""
    vae = parts.vae

    def decode(latents: Tensor) -> Tensor:
        return _bytes(vae.decode(latents / vae.config.scaling_factor, return_dict=False)[0])

    return _recorded(parts, vae, decode, latents)


@torch.inference_mode()
def tiny(parts: BaseParts, latents: Tensor) -> np.ndarray:
    """The small decoder (TAESD, github.com/madebyollin/taesd), 8 pixels a latent; needs ``parts.preview``."""
    small = parts.preview
    if small is None:
        raise ValueError("this base came without its small decoder")

    def decode(latents: Tensor) -> Tensor:
        return _bytes(small.decode(latents, return_dict=False)[0])

    return _recorded(parts, small, decode, latents)


@torch.inference_mode()
def linear(parts: BaseParts, latents: Tensor) -> np.ndarray:
    """A linear map from latent to colour, one pixel a latent, fitted to the VAE when first used."""
    if parts.linear is None:
        parts.linear = _fit(parts)
    kernel, offset = parts.linear
    image = torch.einsum("nchw,cd->ndhw", latents.float(), kernel) + offset[:, None, None]
    return _bytes(image).cpu().numpy()


@torch.inference_mode()
def small(parts: BaseParts, latents: Tensor) -> np.ndarray:
    """The VAE at a quarter of the size: 2 pixels a latent, a sixteenth of the work."""
    return full(parts, torch.nn.functional.interpolate(latents.float(), scale_factor=0.25, mode="area"))


def previewer(parts: BaseParts) -> Decoder:
    """The best cheap decoder there is: the small one, else the linear map, else the VAE at a small size."""
    if parts.preview is not None:
        return tiny
    if parts.linear is None:
        try:
            parts.linear = _fit(parts)
        except RuntimeError:  # no memory for it, or no solution
            return small
    return linear


@torch.inference_mode()
def _fit(parts: BaseParts) -> tuple[Tensor, Tensor]:
    """Least squares over the VAE's colours of smooth random latents: kernel (4, 3) and offset (3,)."""
    vae, generator = parts.vae, torch.Generator().manual_seed(0)
    channels = vae.config.latent_channels
    coarse = torch.randn(2, channels, 8, 8, generator=generator)
    smooth = torch.nn.functional.interpolate(coarse, scale_factor=4, mode="bilinear")
    smooth = (smooth + 0.2 * torch.randn(smooth.shape, generator=generator)).to(vae.device, vae.dtype)
    image = vae.decode(smooth / vae.config.scaling_factor, return_dict=False)[0]
    # On the CPU: a least-squares solver is not on every device, and the problem is tiny.
    seen = smooth.float().cpu().permute(0, 2, 3, 1).reshape(-1, channels)
    seen = torch.cat([seen, torch.ones(len(seen), 1)], 1)
    colour = torch.nn.functional.avg_pool2d(image.float().cpu(), 8).permute(0, 2, 3, 1).reshape(-1, 3)
    fitted = torch.linalg.lstsq(seen, colour).solution.to(vae.device)
    return fitted[:-1], fitted[-1]


def _recorded(parts: BaseParts, network: torch.nn.Module, decode: Work, latents: Tensor) -> np.ndarray:
    """``decode(latents)`` in the network's precision, by a CUDA graph where that pays."""
    latents = latents.to(first_weight(network).dtype)
    return parts.graphs.call(network, decode, latents, most=MOST).cpu().numpy()


def _bytes(image: Tensor) -> Tensor:
    """(n, 3, h, w) in -1..1 to uint8 (n, h, w, 3), where it is: a quarter of the bytes leave the device."""
    seen: Tensor = _processor().postprocess(image, output_type="pt")  # in 0..1
    return (seen.float().permute(0, 2, 3, 1) * 255).round().to(torch.uint8)


@cache
def _processor() -> VaeImageProcessor:
    from diffusers.image_processor import VaeImageProcessor

    return VaeImageProcessor()
