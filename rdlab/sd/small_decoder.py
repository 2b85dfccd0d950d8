"""The small decoder (TAESD) with fewer passes over its images, on a GPU.

It is convolutions and ReLUs: cuDNN adds the bias, the block's input and the ReLU while it convolves, where
torch reads and writes the image once more for each.
"""

from __future__ import annotations

import logging
from typing import Any, cast

import torch
from torch import Tensor, nn

log = logging.getLogger(__name__)


def _told(conv: nn.Conv2d) -> tuple[Any, ...]:
    return conv.bias, conv.stride, conv.padding, conv.dilation, conv.groups


class ConvRelu(nn.Module):
    """A convolution and a ReLU."""

    def __init__(self, conv: nn.Conv2d) -> None:
        super().__init__()
        self.conv = conv

    def forward(self, x: Tensor) -> Tensor:
        """x: (n, c, h, w)."""
        return torch.cudnn_convolution_relu(x, self.conv.weight, *_told(self.conv))


class Block(nn.Module):
    """diffusers' AutoencoderTinyBlock: convolutions, then its input is added, then a ReLU."""

    def __init__(self, plain: Any) -> None:
        super().__init__()
        *first, last = fused(plain.conv)
        self.first, self.last, self.skip = nn.Sequential(*first), cast(nn.Conv2d, last), plain.skip

    def forward(self, x: Tensor) -> Tensor:
        """x: (n, c, h, w)."""
        inner = self.first(x)
        return torch.cudnn_convolution_add_relu(inner, self.last.weight, self.skip(x), 1.0, *_told(self.last))


def fused(layers: nn.Sequential) -> nn.Sequential:
    """The same layers, those that belong together in one."""
    found: list[nn.Module] = []
    for layer in layers:
        before = found[-1] if found else None
        if isinstance(layer, nn.ReLU) and isinstance(before, nn.Conv2d) and before.bias is not None:
            found[-1] = ConvRelu(before)
        else:
            found.append(Block(layer) if type(layer).__name__ == "AutoencoderTinyBlock" else layer)
    return nn.Sequential(*found)


@torch.inference_mode()
def install(preview: Any) -> bool:
    """Put them into an AutoencoderTiny; False, and nothing changed, where they do not run here."""
    plain = preview.decoder.layers
    weight = next(plain.parameters())
    if not weight.is_cuda:
        return False
    layers = fused(plain)
    x = torch.linspace(-1, 1, weight.shape[1] * 64, device=weight.device).view(1, -1, 8, 8).to(weight.dtype)
    try:
        if not torch.allclose(layers(x), plain(x), rtol=0.02, atol=0.02):
            raise RuntimeError("cuDNN gives other numbers here")
    except Exception as error:  # no cuDNN, none with this, an activation of another kind, ...
        log.warning("Stable Diffusion decodes previews layer by layer: %s", error)
        return False
    preview.decoder.layers = layers
    return True
