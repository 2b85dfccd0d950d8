"""Models in memory: loaded when first used, shared where possible, the least recently used leaves first.

A Library keeps two kinds of things: a base's parts (text encoders, VAE) and a model's UNet. Before one is
loaded, others leave the device until it fits.
"""

from __future__ import annotations

import gc
import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar, cast

import torch

from rdlab.sd import device, layout
from rdlab.sd.graphs import Graphs
from rdlab.sd.parts import BaseParts, Loaded, Progress, load_parts, load_unet
from rdlab.sd.registry import Model

GB = 1e9
Key = tuple[str, str]
Kept = TypeVar("Kept", BaseParts, torch.nn.Module)
WORK = {False: 2.0 * GB, True: 5.0 * GB}  # what a run needs beside the weights: SD 1.5 at 512, XL at 1024


class Library:
    """Keeps models in memory.

    where    device and precision
    budget   bytes for weights and work; None: what the device has
    fused    whether to fuse the projections of attention; None: on a GPU
    """

    def __init__(self, place: device.Where, budget: float | None = None, fused: bool | None = None) -> None:
        self.where, self.budget = place, budget
        self.fused = place.has_gpu if fused is None else fused
        self.graphs = Graphs(on=not place.shared)  # a lent GPU's memory is gone after each call
        # (base, model), or (base, "") for the base's own parts -> bytes and the thing; newest last. No
        # cachetools.LRUCache: who leaves depends on the device's free memory and on who needs whom.
        self._kept: OrderedDict[Key, tuple[int, BaseParts | torch.nn.Module]] = OrderedDict()
        self._lock = threading.RLock()

    def get(self, model: Model, progress: Progress | None = None) -> Loaded:
        """The model, loaded now unless it is there. Raises SdError or what a library raises (see errors)."""
        progress, dtype = progress or (lambda what, share: None), self.where.dtype
        with self._lock:
            parts = self._keep((model.base.key, ""), lambda: load_parts(model.base, dtype, progress), model)
            parts.graphs = self.graphs
            unet = self._keep(
                (model.base.key, model.key), lambda: load_unet(model, dtype, self.fused, progress), model
            )
            return Loaded(model, parts, unet)

    def held(self) -> list[str]:
        """Keys of the models in memory, the least recently used first."""
        return [key for _, key in self._kept if key]

    def drop_others(self, model: Model) -> bool:
        """Let everything go that ``model`` does not need; False when there was nothing."""
        with self._lock:
            others = [key for key in self._kept if key not in _needed(model)]
            for key in others:
                del self._kept[key]
            self._collect()
            return bool(others)

    def offload_text(self, loaded: Loaded) -> None:
        """Text encoders of the model run on the CPU from now on, slower, and leave their room to the rest."""
        with self._lock:
            for module in _texts(loaded.parts):
                module.to("cpu")
            self._collect()

    def _keep(self, key: Key, load: Callable[[], Kept], model: Model) -> Kept:
        if key not in self._kept:
            thing = load()  # in main memory
            size = sum(_bytes(module) for module in _modules(thing))
            self._make_room(size, model)
            for module in _modules(thing):
                layout.arrange(module.requires_grad_(False).eval(), self.where)
            self._kept[key] = (size, thing)
        self._kept.move_to_end(key)
        return cast(Kept, self._kept[key][1])

    def _make_room(self, size: int, model: Model) -> None:
        """Drop the least recently used until ``size`` more bytes and the work fit; at worst, try as it is."""
        if self.budget is None and not self.where.has_gpu:
            size = 0  # it is in this memory already
        if self.graphs.held and self._free() < size + self._work(model):
            self.graphs.clear()
            self._collect()
        while self._free() < size + self._work(model):
            idle = (key for key in self._kept if key not in _needed(model) and not self._in_use(key))
            if (key := next(idle, None)) is None:
                return
            del self._kept[key]
            self._collect()

    def _in_use(self, key: Key) -> bool:
        """A base's parts stay while a UNet of that base does."""
        return not key[1] and any(base == key[0] and name for base, name in self._kept)

    def _free(self) -> float:
        if self.where.shared:
            return math.inf  # lent anew for each call, with room for all of them
        if self.budget is None:
            return device.free_memory(self.where.device) - self.graphs.held
        return self.budget - sum(size for size, _ in self._kept.values())

    def _work(self, model: Model) -> float:
        return WORK[model.base.xl] if self.budget is None else 0.0

    def _collect(self) -> None:
        gc.collect()
        if self.where.device.type == "cuda" and not self.where.shared:
            torch.cuda.empty_cache()


def _needed(model: Model) -> set[Key]:
    return {(model.base.key, ""), (model.base.key, model.key)}


def _modules(thing: BaseParts | torch.nn.Module) -> list[torch.nn.Module]:
    """The networks in what the library keeps."""
    if isinstance(thing, torch.nn.Module):
        return [thing]
    return [module for module in (*_texts(thing), thing.vae, thing.preview) if module is not None]


def _texts(parts: BaseParts) -> list[torch.nn.Module]:
    found = (getattr(parts.pipe, name, None) for name in ("text_encoder", "text_encoder_2"))
    return [module for module in found if module is not None]


def _bytes(module: torch.nn.Module) -> int:
    return sum(p.numel() * p.element_size() for p in module.parameters())
