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

from rdlab.sd.parts import BaseParts

if TYPE_CHECKING:
    from diffusers.image_processor import VaeImageProcessor

Decoder = Callable[[BaseParts, Tensor], np.ndarray]


@torch.inference_mode()
def full(parts: BaseParts, latents: Tensor) -> np.ndarray:
    """The VAE at full size, 8 pixels a latent."""
    vae = parts.vae
    return _pixels(vae.decode(latents.to(vae.dtype) / vae.config.scaling_factor, return_dict=False)[0])


@torch.inference_mode()
def tiny(parts: BaseParts, latents: Tensor) -> np.ndarray:
    """The small decoder (TAESD, github.com/madebyollin/taesd), 8 pixels a latent; needs ``parts.preview``."""
    if parts.preview is None:
        raise ValueError("this base came without its small decoder")
    return _pixels(parts.preview.decode(latents.to(parts.preview.dtype), return_dict=False)[0])


@torch.inference_mode()
def linear(parts: BaseParts, latents: Tensor) -> np.ndarray:
    """A linear map from latent to colour, one pixel a latent, fitted to the VAE when first used."""
    if parts.linear is None:
        parts.linear = _fit(parts)
    kernel, offset = parts.linear
    return _pixels(torch.einsum("nchw,cd->ndhw", latents.float(), kernel) + offset[:, None, None])


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


def _pixels(image: Tensor) -> np.ndarray:
    """(n, 3, h, w) in -1..1 to uint8 (n, h, w, 3)."""
    return np.stack([np.asarray(one) for one in _processor().postprocess(image, output_type="pil")])


@cache
def _processor() -> VaeImageProcessor:
    from diffusers.image_processor import VaeImageProcessor

    return VaeImageProcessor()
