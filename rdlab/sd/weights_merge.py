"""From a file's weights to a UNet's: as they are, as differences, or as low-rank additions.

Each is ``(base, file) -> state dict`` over tensors by name; ``base`` is a function that reads the base UNet's
own weights, called only where they are needed.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from rdlab.sd.errors import SdError

State = dict[str, Tensor]
Combine = Callable[[Callable[[], State], State], State]


def whole(base: Callable[[], State], file: State) -> State:
    """The file holds the UNet itself."""
    return file


def add(base: Callable[[], State], file: State) -> State:
    """PeRFlow: W = W_base + dW. Raises SdError unless both name the same tensors."""
    weights = base()
    if weights.keys() != file.keys():
        raise SdError("sd.error.architecture", name="dW", missing=len(weights.keys() ^ file.keys()))
    return {name: _plus(weight, file[name]) for name, weight in weights.items()}


def add_low_rank(base: Callable[[], State], file: State) -> State:
    """LoRA (Hu et al. 2021, arXiv 2106.09685): W = W_base + (alpha / rank) up down, for linear and conv.

    Reads the names of LCM-LoRA and PCM ("lora_unet_" and the path joined by "_"); text encoder parts are left
    out, none of the models here has any. Raises SdError where a name fits no weight of the base.
    """
    weights = dict(base())
    paths = {
        "lora_unet_" + name.removesuffix(".weight").replace(".", "_"): name
        for name in weights
        if name.endswith(".weight")
    }
    parts = sorted({key.split(".")[0] for key in file if key.startswith("lora_unet_")})
    if unknown := [part for part in parts if part not in paths] or ([] if parts else ["lora_unet_…"]):
        raise SdError("sd.error.architecture", name=unknown[0], missing=len(unknown))
    for part in parts:
        down, up = (file[f"{part}.lora_{side}.weight"].float() for side in ("down", "up"))
        rank = down.shape[0]
        scale = float(file.get(f"{part}.alpha", rank)) / rank
        delta = (up.flatten(1) @ down.flatten(1)).mul_(scale)
        name = paths[part]
        weights[name] = _plus(weights[name], delta.view_as(weights[name]))
    return weights


def _plus(weight: Tensor, delta: Tensor) -> Tensor:
    """In float32, so that small differences are not lost, then as before."""
    return (weight.to(torch.float32) + delta.to(torch.float32)).to(weight.dtype)
