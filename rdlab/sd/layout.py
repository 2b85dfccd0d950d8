"""How networks lie in memory on a GPU, and quicker parts for what torch does slowly there."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

import torch
from torch import Tensor

from rdlab.sd import group_norm, small_decoder
from rdlab.sd.device import Where

OUTPUT = (
    "_get_output_for_continuous_inputs"  # diffusers' Transformer2DModel's own; where it has none, all is well
)


def arrange(network: torch.nn.Module, place: Where) -> torch.nn.Module:
    """The network at ``place``, laid out as it runs there fastest."""
    if place.has_gpu:
        network = channels_last(network)
    network = network.to(place.device)
    if place.device.type == "cuda":
        if place.shared:  # it is not there yet, to try the kernels on
            _keep_vae_upright(network)
        else:
            quicken(network)
    return network


def channels_last(network: torch.nn.Module) -> torch.nn.Module:
    """Weights as convolutions like them on a GPU."""
    return cast(Any, network).to(memory_format=torch.channels_last)  # left out of torch's types


def quicken(network: torch.nn.Module) -> None:
    """Quicker parts for a network on a GPU, channels last; its numbers stay the same up to rounding."""
    for module in network.modules():
        if hasattr(module, OUTPUT):
            setattr(module, OUTPUT, partial(_output, module))
    if type(network).__name__ == "AutoencoderTiny":
        small_decoder.install(network)
    elif not group_norm.install(network):
        _keep_vae_upright(network)


def _keep_vae_upright(network: torch.nn.Module) -> None:
    """Channels first for a VAE: turning its large images around for torch's normalisation costs more."""
    if type(network).__name__ == "AutoencoderKL":
        cast(Any, network).to(memory_format=torch.contiguous_format)


def _output(
    module: Any,
    hidden_states: Tensor,
    residual: Tensor,
    batch_size: int,
    height: int,
    width: int,
    inner_dim: int,
) -> Tensor:
    """As diffusers ends a block of attentions, which turns the image around to channels first meanwhile."""

    def image(rows: Tensor) -> Tensor:
        return rows.reshape(batch_size, height, width, inner_dim).permute(0, 3, 1, 2)

    if module.use_linear_projection:
        return image(module.proj_out(hidden_states)) + residual
    return module.proj_out(image(hidden_states)) + residual
