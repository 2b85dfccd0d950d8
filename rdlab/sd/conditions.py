"""What a network is told of a prompt, for any number of images."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor


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


def first_weight(network: torch.nn.Module) -> Tensor:
    """Tells where a network is and in which precision; diffusers' own properties look at every module."""
    return next(network.parameters())
