"""What the network is told of a prompt, as diffusers' pipelines tell it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from rdlab.sd.parts import BaseParts


@dataclass(frozen=True, eq=False)
class Prompt:
    """For n images; with guidance the n unguided rows come first, then the n guided ones.

    embeds  (n or 2n, 77, d)
    pooled  (n or 2n, d') for XL, else None
    cut     whether the text was longer than the encoder reads
    """

    embeds: Tensor
    pooled: Tensor | None
    guided: bool
    cut: bool = False

    def repeat(self, images: int) -> Prompt:
        """The same for ``images`` images in place of one."""
        if images == 1:
            return self
        embeds = self.embeds.repeat_interleave(images, 0)
        pooled = None if self.pooled is None else self.pooled.repeat_interleave(images, 0)
        return replace(self, embeds=embeds, pooled=pooled)

    def added(self, width: int, height: int) -> dict[str, Any] | None:
        """SDXL's further conditions (arXiv 2307.01952, section 2.2): the size, uncropped; None for SD 1.5."""
        if self.pooled is None:
            return None
        ids = torch.tensor([[height, width, 0, 0, height, width]], dtype=self.embeds.dtype)
        ids = ids.to(self.embeds.device).repeat(len(self.embeds), 1)
        return {"text_embeds": self.pooled, "time_ids": ids}


@torch.inference_mode()
def encode(parts: BaseParts, text: str, negative: str, guided: bool) -> tuple[Prompt, bool]:
    """The prompt for one image, and whether it was remembered; without guidance, negative has no effect."""
    key = (text, negative if guided else "", guided)
    if key in parts.seen:
        return parts.seen[key], True
    device = parts.pipe.text_encoder.device
    told = parts.pipe.encode_prompt(
        text,
        device=device,
        num_images_per_prompt=1,
        do_classifier_free_guidance=guided,
        negative_prompt=(negative or None) if guided else None,  # SDXL was trained with zeros for none
    )
    embeds, negatives, pooled, negatives_pooled = told if parts.base.xl else (*told, None, None)
    if guided:
        embeds = torch.cat([negatives, embeds])
        pooled = None if pooled is None else torch.cat([negatives_pooled, pooled])
    # Where memory is short the encoder stays on the CPU.
    embeds, pooled = embeds.to(parts.vae.device), pooled if pooled is None else pooled.to(parts.vae.device)
    tokenizer = parts.pipe.tokenizer
    cut = len(tokenizer(text).input_ids) > tokenizer.model_max_length
    prompt = parts.seen[key] = Prompt(embeds, pooled, guided, cut)
    return prompt, False
