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
from dataclasses import dataclass, field

import torch

from rdlab.sd import merging, sources, weights, where
from rdlab.sd.errors import SdError, is_absent
from rdlab.sd.registry import LINEAR, Base, Model

GB = 1e9
WORK = {False: 2.0 * GB, True: 5.0 * GB}  # what a run needs beside the weights: SD 1.5 at 512, XL at 1024
PIPELINE_FILES = ("model_index.json", "scheduler/*", "tokenizer*/*", "unet/config.json")

Progress = Callable[[str, float], None]  # ("download" or "weights", share of it from 0 to 1)


@dataclass(eq=False)
class BaseParts:
    """What the models of a base share.

    pipe     diffusers' pipeline without a UNet: it encodes prompts as every pipeline of this base does
    preview  a small decoder (TAESD), None where it is not to be had
    seen     the last encoded prompts, newest last (see ``prompts``)
    """

    base: Base
    pipe: object
    vae: torch.nn.Module
    preview: torch.nn.Module | None
    seen: OrderedDict = field(default_factory=OrderedDict)
    linear: object = None  # the linear preview, once fitted


@dataclass(frozen=True, eq=False)
class Loaded:
    """A model ready to run."""

    model: Model
    parts: BaseParts
    unet: torch.nn.Module

    @property
    def device(self) -> torch.device:
        return self.unet.device

    @property
    def dtype(self) -> torch.dtype:
        return self.unet.dtype


class Library:
    """Keeps models in memory.

    where    device and precision
    budget   bytes for weights and work; None: what the device has
    fused    whether to fuse the projections of attention; None: on a GPU
    """

    def __init__(self, place: where.Where, budget: float | None = None, fused: bool | None = None):
        self.where, self.budget = place, budget
        self.fused = place.has_gpu if fused is None else fused
        # (base, model), or (base, "") for the base's own parts -> bytes, BaseParts or UNet; newest last
        self._kept: OrderedDict[tuple[str, str], tuple[float, object]] = OrderedDict()
        self._lock = threading.RLock()

    def get(self, model: Model, progress: Progress | None = None) -> Loaded:
        """The model, loaded now unless it is there. Raises SdError or what a library raises (see errors)."""
        progress = progress or (lambda what, share: None)
        with self._lock:
            parts = self._keep((model.base.key, ""), lambda: self._parts(model.base, progress), model)
            unet = self._keep((model.base.key, model.key), lambda: self._unet(model, progress), model)
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

    def _keep(self, key, load, model):
        if key not in self._kept:
            thing = load()  # in main memory
            size = sum(_bytes(module) for module in _modules(thing))
            self._make_room(size, model)
            for module in _modules(thing):
                self._place(module)
            self._kept[key] = (size, thing)
        self._kept.move_to_end(key)
        return self._kept[key][1]

    def _make_room(self, size, model):
        """Drop the least recently used until ``size`` more bytes and the work fit; at worst, try as it is."""
        if self.budget is None and not self.where.has_gpu:
            size = 0  # it is in this memory already
        while self._free() < size + self._work(model):
            idle = (key for key in self._kept if key not in _needed(model) and not self._in_use(key))
            if (key := next(idle, None)) is None:
                return
            del self._kept[key]
            self._collect()

    def _in_use(self, key):
        """A base's parts stay while a UNet of that base does."""
        return not key[1] and any(base == key[0] and name for base, name in self._kept)

    def _free(self):
        if self.where.shared:
            return math.inf  # lent anew for each call, with room for all of them
        if self.budget is None:
            return where.free_memory(self.where.device)
        return self.budget - sum(size for size, _ in self._kept.values())

    def _work(self, model):
        return WORK[model.base.xl] if self.budget is None else 0.0

    def _collect(self):
        gc.collect()
        if self.where.device.type == "cuda" and not self.where.shared:
            torch.cuda.empty_cache()

    # --- loading -------------------------------------------------------------------------------------------

    def _parts(self, base, progress):
        import diffusers
        import transformers

        transformers.utils.logging.disable_progress_bar()  # ours is told to the page
        half = self.where.dtype != torch.float32
        folder = sources.folder(base.source, _patterns(base, half), _download(progress))
        if half and not (folder / "text_encoder" / "model.fp16.safetensors").exists():
            folder = sources.folder(base.source, _patterns(base, False), _download(progress))
        progress("weights", 0.0)
        texts = {"text_encoder": transformers.CLIPTextModel}
        if base.xl:
            texts["text_encoder_2"] = transformers.CLIPTextModelWithProjection
        parts = {name: _encoder(cls, folder, name, self.where.dtype) for name, cls in texts.items()}
        for name in texts:
            name = name.replace("text_encoder", "tokenizer")
            parts[name] = transformers.CLIPTokenizer.from_pretrained(folder, subfolder=name)
        if base.vae:
            vae_folder = sources.folder(base.vae, _COMPONENT, _download(progress))
            vae = _component(diffusers.AutoencoderKL, vae_folder, None, self.where.dtype)
        else:
            vae = _component(diffusers.AutoencoderKL, folder, "vae", self.where.dtype)
        if base.xl and vae.config.force_upcast and self.where.dtype == torch.float16:
            vae = vae.float()  # SDXL's own VAE overflows in fp16
        cls = diffusers.StableDiffusionXLPipeline if base.xl else diffusers.StableDiffusionPipeline
        rest = {} if base.xl else {"safety_checker": None, "requires_safety_checker": False}
        rest |= {"feature_extractor": None, "image_encoder": None}
        scheduler = diffusers.DDIMScheduler(**LINEAR.config())  # it wants one; our walks take its place
        pipe = cls(**parts, vae=vae, unet=None, scheduler=scheduler, **rest)
        return BaseParts(base, pipe, vae, self._preview(base, progress))

    def _preview(self, base, progress):
        import diffusers

        try:
            folder = sources.folder(base.preview, _COMPONENT, _download(progress))
            return _component(diffusers.AutoencoderTiny, folder, None, self.where.dtype)
        except Exception as error:
            if is_absent(error) or isinstance(error, SdError):
                return None  # previews are then made another way
            raise

    def _unet(self, model, progress):
        import diffusers

        config = diffusers.UNet2DConditionModel.load_config(
            sources.folder(model.base.source, PIPELINE_FILES), subfolder="unet"
        )
        state = self._weights(model, progress)
        with torch.device("meta"):
            unet = diffusers.UNet2DConditionModel.from_config(config)
        unet.load_state_dict(state, strict=True, assign=True)
        if self.fused:
            fuse(unet)
        progress("weights", 1.0)
        return unet

    def _weights(self, model, progress):
        """The UNet's state dict in our precision."""
        source = model.weights or model.base.unet
        path = sources.file(source, _download(progress))
        again = None if sources.is_own(source) else lambda: sources.file(source, again=True)
        base_path = ""
        if model.combine is not merging.whole:
            base_path = sources.file(model.base.unet, _download(progress))
        progress("weights", 0.2)

        def make():
            file = weights.read_twice(path, again)
            return model.combine(lambda: weights.read(base_path), file)

        if path.suffix == ".safetensors" and model.combine is merging.whole:
            return {k: v.to(self.where.dtype) for k, v in weights.read_twice(path, again).items()}
        return weights.cached(path, f"{model.key} {base_path}", self.where.dtype, make)

    def _place(self, module):
        """On the device, ready to run; channels last on a GPU, where its convolutions are faster that way."""
        module = module.requires_grad_(False).eval()
        if self.where.has_gpu:
            module = module.to(memory_format=torch.channels_last)
        return module.to(self.where.device)


def fuse(unet) -> None:
    """One matrix product in place of two or three in every attention: fewer kernels to launch.

    diffusers keeps the separate weights beside the fused ones; they go (a quarter of SDXL's UNet).
    """
    unet.fuse_qkv_projections()
    for module in unet.modules():
        if hasattr(module, "to_qkv"):
            del module.to_q, module.to_k, module.to_v
        elif hasattr(module, "to_kv"):
            del module.to_k, module.to_v


_COMPONENT = ("config.json", "diffusion_pytorch_model.safetensors")


def _needed(model):
    return {(model.base.key, ""), (model.base.key, model.key)}


def _modules(thing):
    """The networks in what the library keeps."""
    if isinstance(thing, torch.nn.Module):
        return [thing]
    return [module for module in (*_texts(thing), thing.vae, thing.preview) if module is not None]


def _texts(parts):
    found = (getattr(parts.pipe, name, None) for name in ("text_encoder", "text_encoder_2"))
    return [module for module in found if module is not None]


def _bytes(module):
    return sum(p.numel() * p.element_size() for p in module.parameters())


def _patterns(base, half):
    """Files of a pipeline's repository without its UNet; in half precision where that is what we run in."""
    stem = ".fp16.safetensors" if half else ".safetensors"
    texts = ("text_encoder", "text_encoder_2") if base.xl else ("text_encoder",)
    found = [f"{name}/config.json" for name in texts] + [f"{name}/model{stem}" for name in texts]
    if not base.vae:
        found += ["vae/config.json", f"vae/diffusion_pytorch_model{stem}"]
    return (*PIPELINE_FILES, *found)


def _download(progress):
    return lambda got, total: progress("download", got / total)


def _component(cls, folder, subfolder, dtype):
    """A part of diffusers from a folder: its own files, in half precision if only that is there."""
    place = folder / subfolder if subfolder else folder
    plain = (place / "diffusion_pytorch_model.safetensors").exists()
    return cls.from_pretrained(
        folder,
        subfolder=subfolder,
        dtype=dtype,
        variant=None if plain else "fp16",
        low_cpu_mem_usage=False,
    )


def _encoder(cls, folder, name, dtype):
    """A text encoder from a folder, as ``_component``."""
    plain = (folder / name / "model.safetensors").exists()
    return cls.from_pretrained(folder, subfolder=name, dtype=dtype, variant=None if plain else "fp16")
