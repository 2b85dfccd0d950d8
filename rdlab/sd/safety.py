"""Stable Diffusion's safety checker, for public use: it says which images to withhold, and changes none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from rdlab.sd import sources
from rdlab.sd.device import Where
from rdlab.sd.registry import SAFETY_CHECKER

if TYPE_CHECKING:
    from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker

FILES = ("config.json", "model.safetensors", "pytorch_model.bin")


class Checker:
    """Loads itself when first asked."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self.network: StableDiffusionSafetyChecker | None = None

    def load(self) -> StableDiffusionSafetyChecker:
        """The network, read once, before a GPU is lent. Raises what loading raises."""
        if self.network is None:
            from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker

            folder = sources.folder(SAFETY_CHECKER, FILES)
            network = StableDiffusionSafetyChecker.from_pretrained(folder, dtype=self.where.dtype)
            self.network = network.to(self.where.device).eval()
        return self.network

    @torch.inference_mode()
    def flags(self, images: np.ndarray) -> list[bool]:
        """images: uint8 (n, h, w, 3). Raises what loading raises."""
        network = self.load()
        seen = clip_input(images, network.config.vision_config.image_size)
        _, flags = network(
            clip_input=seen.to(self.where.device, self.where.dtype),
            images=list(images),  # it puts black ones into this list; ours stay
        )
        return flags


def clip_input(images: np.ndarray, side: int) -> Tensor:
    """As CLIP sees them, (n, 3, side, side): the shorter side scaled, the middle cut out, normalised."""
    # The one by Pillow: the plain CLIPImageProcessor gives other pixels where torchvision is installed.
    from transformers import CLIPImageProcessorPil

    processor = CLIPImageProcessorPil(size={"shortest_edge": side}, crop_size={"height": side, "width": side})
    return processor(list(images), return_tensors="pt", input_data_format="channels_last").pixel_values
