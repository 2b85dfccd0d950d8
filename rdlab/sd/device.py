"""Where the models run: an own GPU, a Space's shared one (ZeroGPU), or the CPU; what fits there, how long.

On ZeroGPU a GPU is lent for one call of a function under ``@gpu(duration)``, which elsewhere does nothing.
Nothing here touches CUDA when it is imported.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import psutil
import torch

from rdlab.sd.errors import SdError
from rdlab.sd.registry import Model

ZERO_GPU_FLOPS = 40e12  # what half an H200 does at least in fp16 with these networks at batch 1
ZERO_GPU_START = 4.0  # seconds: attach, move the weights, encode the prompt
MOST_SECONDS = 120
NETWORK_RATE = 0.45  # a UNet's FLOP/s over those of its most frequent convolution: 0.4 to 0.5 on two cores


@dataclass(frozen=True)
class Where:
    """Where the networks are and in which precision.

    device  as torch names it
    shared  lent for each call (ZeroGPU)
    """

    device: torch.device
    dtype: torch.dtype
    shared: bool = False

    @property
    def has_gpu(self) -> bool:
        """Whether it is faster than the CPU."""
        return self.device.type != "cpu"


def here(wanted: torch.dtype | None = None) -> Where:
    """The best place on this machine. ``wanted`` asks for a precision; what it cannot do is not given."""
    if on_zero_gpu() or torch.cuda.is_available():
        device = torch.device("cuda")
        return Where(device, _dtype(device, wanted), on_zero_gpu())
    if torch.backends.mps.is_available():
        return Where(torch.device("mps"), wanted if wanted == torch.float32 else torch.float16)
    return Where(torch.device("cpu"), wanted if wanted == torch.bfloat16 else torch.float32)


def on_zero_gpu() -> bool:
    """Whether this is a Space on shared GPUs."""
    return os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "true", "t")


def _dtype(device: torch.device, wanted: torch.dtype | None) -> torch.dtype:
    if wanted == torch.bfloat16 and not on_zero_gpu() and not torch.cuda.is_bf16_supported():
        wanted = torch.float16
    if wanted is None or wanted == torch.float16:
        # Half precision is slower than single where a GPU has no units for it (compute capability below 6).
        old = not on_zero_gpu() and torch.cuda.get_device_capability(device)[0] < 6
        return torch.float32 if old else torch.float16
    return wanted


def gpu(duration: Callable[..., float]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator: ``spaces.GPU`` with that duration on ZeroGPU, nothing elsewhere.

    duration: takes the decorated function's arguments, gives seconds. Generators may be decorated.
    """
    if not on_zero_gpu():
        return lambda function: function
    import spaces

    return spaces.GPU(duration=duration)


def check(model: Model, steps: int, where: Where) -> None:
    """Raise SdError "sd.error.no_gpu" for what would take minutes without a GPU."""
    if not where.has_gpu and steps not in model.on_cpu:
        raise SdError("sd.error.no_gpu", name=model.name, steps=steps)


def free_memory(device: torch.device) -> float:
    """Bytes that a new model may take on the device, kept ones of torch's own pool included."""
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return free + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    if device.type == "mps":
        return torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory()
    return float(psutil.virtual_memory().available)


# --- how long ----------------------------------------------------------------------------------------------


def flops(model: Model, steps: int, guidance: float, pixels: int, images: int, preview: bool) -> float:
    """Floating-point operations of ``images`` images, decoded by the small decoder if ``preview``."""
    base = model.base
    share = pixels / base.size**2  # attention grows faster, convolutions dominate
    calls = steps * (2 if guidance > 1 else 1)
    decode = base.preview_flops if preview else base.vae_flops
    return images * share * (calls * base.unet_flops + decode)


def duration(model: Model, steps: int, guidance: float, pixels: int, images: int) -> int:
    """Seconds to declare for a lent GPU: little, since the quota is checked against it."""
    work = flops(model, steps, guidance, pixels, images, preview=False) / ZERO_GPU_FLOPS
    return min(MOST_SECONDS, math.ceil(ZERO_GPU_START + 1.5 * work))


def seconds(model: Model, steps: int, guidance: float, pixels: int, images: int, where: Where) -> float:
    """An honest guess from a quick measurement of this machine (under a second, once), without loading."""
    preview = not where.has_gpu
    work = flops(model, steps, guidance, pixels, images, preview)
    return work / (ZERO_GPU_FLOPS if where.shared else NETWORK_RATE * measured_flops(where))


@cache
def measured_flops(where: Where) -> float:
    """FLOP/s of the UNet's most frequent convolution: 3 x 3, 320 channels, 64 x 64, the best of three."""
    x = torch.randn(2, 320, 64, 64, device=where.device, dtype=where.dtype)
    kernel = torch.randn(320, 320, 3, 3, device=where.device, dtype=where.dtype)
    best = math.inf
    with torch.inference_mode():
        for _ in range(4):  # the first one warms up
            start = time.perf_counter()
            _wait(torch.nn.functional.conv2d(x, kernel, padding=1))
            best = min(best, time.perf_counter() - start)
    return 2 * 2 * 320 * 320 * 9 * 64 * 64 / best


def _wait(tensor: torch.Tensor) -> None:
    tensor.flatten()[0].item()
