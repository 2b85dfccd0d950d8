"""Stable Diffusion's safety checker, for public use: it says which images to withhold, and changes none."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image

from rdlab.sd import sources
from rdlab.sd.device import Where
from rdlab.sd.registry import SAFETY_CHECKER

FILES = ("config.json", "model.safetensors", "pytorch_model.bin")
MEAN, DEVIATION = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)  # CLIP's


class Checker:
    """Loads itself when first asked."""

    def __init__(self, where: Where):
        self.where, self.network = where, None

    def load(self) -> None:
        """Once, before a GPU is lent. Raises what loading raises."""
        if self.network is None:
            from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker

            folder = sources.folder(SAFETY_CHECKER, FILES)
            network = StableDiffusionSafetyChecker.from_pretrained(folder, dtype=self.where.dtype)
            self.network = network.to(self.where.device).eval()

    @torch.inference_mode()
    def flags(self, images: np.ndarray) -> list[bool]:
        """images: uint8 (n, h, w, 3). Raises what loading raises."""
        self.load()
        side = self.network.config.vision_config.image_size
        seen = torch.stack([_seen(image, side) for image in images])
        _, flags = self.network(
            clip_input=seen.to(self.where.device, self.where.dtype),
            images=list(images),  # it puts black ones into this list; ours stay
        )
        return flags


def _seen(image, side):
    """As CLIP sees it: (3, side, side), scaled by the shorter side, the middle cut out, normalised."""
    height, width = image.shape[:2]
    scale = side / min(height, width)
    small = Image.fromarray(image).resize(
        (max(side, round(width * scale)), max(side, round(height * scale))), Image.Resampling.BICUBIC
    )
    left, top = (small.width - side) // 2, (small.height - side) // 2
    pixels = np.asarray(small.crop((left, top, left + side, top + side)), np.float32) / 255
    return torch.from_numpy((pixels - MEAN) / DEVIATION).permute(2, 0, 1).float()
