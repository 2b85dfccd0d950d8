"""A model's networks from files: what a base's models share, and each one's UNet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from cachetools import LRUCache
from torch import Tensor

from rdlab.sd import sources, weights, weights_merge
from rdlab.sd.conditions import Prompt, first_weight
from rdlab.sd.errors import SdError, is_absent
from rdlab.sd.graphs import Graphs
from rdlab.sd.registry import LINEAR, Base, Model

if TYPE_CHECKING:
    import diffusers

PIPELINE_FILES = ("model_index.json", "scheduler/*", "tokenizer*/*", "unet/config.json")

REMEMBERED = 8  # prompts, encoded

Progress = Callable[[str, float], None]  # ("download" or "weights", share of it from 0 to 1)


@dataclass(eq=False)
class BaseParts:
    """What the models of a base share.

    pipe     diffusers' pipeline without a UNet: it encodes prompts as every pipeline of this base does
    preview  a small decoder (TAESD), None where it is not to be had
    seen     the prompts encoded last (see ``prompts``)
    linear   the linear preview's kernel and offset, once fitted (see ``decoding``)
    graphs   recordings of what runs here, on a GPU
    """

    base: Base
    pipe: diffusers.StableDiffusionPipeline | diffusers.StableDiffusionXLPipeline
    vae: diffusers.AutoencoderKL
    preview: diffusers.AutoencoderTiny | None
    seen: LRUCache[tuple[str, str, bool], Prompt] = field(default_factory=lambda: LRUCache(REMEMBERED))
    linear: tuple[Tensor, Tensor] | None = None
    graphs: Graphs = field(default_factory=Graphs)


@dataclass(frozen=True, eq=False)
class Loaded:
    """A model ready to run."""

    model: Model
    parts: BaseParts
    unet: diffusers.UNet2DConditionModel

    @property
    def device(self) -> torch.device:
        """Where its UNet is."""
        return first_weight(self.unet).device

    @property
    def dtype(self) -> torch.dtype:
        """The precision of its UNet."""
        return first_weight(self.unet).dtype


def load_parts(base: Base, dtype: torch.dtype, progress: Progress) -> BaseParts:
    """The base's parts in main memory, fetched if need be."""
    half = dtype != torch.float32
    folder = sources.folder(base.source, _patterns(base, half), _download(progress))
    if half and not (folder / "text_encoder" / "model.fp16.safetensors").exists():
        folder = sources.folder(base.source, _patterns(base, False), _download(progress))
    progress("weights", 0.0)
    import diffusers  # seconds, which are not spent before it is known that the files are there
    import transformers

    transformers.utils.logging.disable_progress_bar()  # ours is told to the page
    texts: dict[str, Any] = {"text_encoder": transformers.CLIPTextModel}
    if base.xl:
        texts["text_encoder_2"] = transformers.CLIPTextModelWithProjection
    parts = {name: _encoder(cls, folder, name, dtype) for name, cls in texts.items()}
    for name in texts:
        name = name.replace("text_encoder", "tokenizer")
        parts[name] = transformers.CLIPTokenizer.from_pretrained(folder, subfolder=name)
    if base.vae:
        vae_folder = sources.folder(base.vae, _COMPONENT, _download(progress))
        vae = _component(diffusers.AutoencoderKL, vae_folder, None, dtype)
    else:
        vae = _component(diffusers.AutoencoderKL, folder, "vae", dtype)
    if base.xl and vae.config.force_upcast and dtype == torch.float16:
        vae = vae.float()  # SDXL's own VAE overflows in fp16
    cls = diffusers.StableDiffusionXLPipeline if base.xl else diffusers.StableDiffusionPipeline
    rest: dict[str, Any] = {} if base.xl else {"safety_checker": None, "requires_safety_checker": False}
    rest |= {"feature_extractor": None, "image_encoder": None}
    scheduler = diffusers.DDIMScheduler(**LINEAR.config())  # it wants one; our walks take its place
    pipe = cls(**parts, vae=vae, unet=None, scheduler=scheduler, **rest)
    return BaseParts(base, pipe, vae, _preview(base, dtype, progress))


def _preview(base: Base, dtype: torch.dtype, progress: Progress) -> diffusers.AutoencoderTiny | None:
    import diffusers

    try:
        folder = sources.folder(base.preview, _COMPONENT, _download(progress))
        return _component(diffusers.AutoencoderTiny, folder, None, dtype)
    except Exception as error:
        if is_absent(error) or isinstance(error, SdError):
            return None  # previews are then made another way
        raise


def load_unet(
    model: Model, dtype: torch.dtype, fused: bool, progress: Progress
) -> diffusers.UNet2DConditionModel:
    """The model's UNet in main memory, strictly; fused: see ``fuse``. Raises as ``Library.get`` does."""
    import diffusers

    config = diffusers.UNet2DConditionModel.load_config(
        sources.folder(model.base.source, PIPELINE_FILES), subfolder="unet"
    )
    state = _weights(model, dtype, progress)
    with torch.device("meta"):
        unet = diffusers.UNet2DConditionModel.from_config(config)
    unet.load_state_dict(state, strict=True, assign=True)
    if fused:
        fuse(unet)
    progress("weights", 1.0)
    return unet


def _weights(model: Model, dtype: torch.dtype, progress: Progress) -> weights.State:
    """The UNet's state dict in our precision."""
    source = model.weights or model.base.unet
    path = sources.file(source, _download(progress))
    again = None if sources.is_own(source) else lambda: sources.file(source, again=True)
    alone = model.combine is weights_merge.whole
    base_path = path if alone else sources.file(model.base.unet, _download(progress))
    progress("weights", 0.2)

    def make() -> weights.State:
        file = weights.read_twice(path, again)
        return model.combine(lambda: weights.read(base_path), file)

    if path.suffix == ".safetensors" and alone:
        return {k: v.to(dtype) for k, v in weights.read_twice(path, again).items()}
    return weights.cached(path, f"{model.key} {'' if alone else base_path}", dtype, make)


def fuse(unet: diffusers.UNet2DConditionModel) -> None:
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


def _patterns(base: Base, half: bool) -> tuple[str, ...]:
    """Files of a pipeline's repository without its UNet; in half precision where that is what we run in."""
    stem = ".fp16.safetensors" if half else ".safetensors"
    texts = ("text_encoder", "text_encoder_2") if base.xl else ("text_encoder",)
    found = [f"{name}/config.json" for name in texts] + [f"{name}/model{stem}" for name in texts]
    if not base.vae:
        found += ["vae/config.json", f"vae/diffusion_pytorch_model{stem}"]
    return (*PIPELINE_FILES, *found)


def _download(progress: Progress) -> sources.Progress:
    return lambda got, total: progress("download", got / total)


def _component(cls: Any, folder: Path, subfolder: str | None, dtype: torch.dtype) -> Any:
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


def _encoder(cls: Any, folder: Path, name: str, dtype: torch.dtype) -> Any:
    """A text encoder from a folder, as ``_component``."""
    plain = (folder / name / "model.safetensors").exists()
    return cls.from_pretrained(folder, subfolder=name, dtype=dtype, variant=None if plain else "fp16")
