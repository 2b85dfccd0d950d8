"""What the network is told of a prompt, as diffusers' pipelines tell it."""

from __future__ import annotations

import torch

from rdlab.sd.conditions import Prompt
from rdlab.sd.parts import BaseParts


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
