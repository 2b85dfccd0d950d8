"""What this machine can run, how much it would have to fetch first, and on what kind of machine it is."""

from __future__ import annotations

import os
from dataclasses import dataclass

from rdlab.sd import sources, weights_merge
from rdlab.sd.device import Where
from rdlab.sd.errors import SdError
from rdlab.sd.registry import MODELS, Base, Model, Source


@dataclass(frozen=True)
class Offer:
    """What can run here.

    kind   "gpu", "zero" (a Space's shared GPU), "folder" (what a local folder holds, on the CPU),
    "cpu" (the few that are bearable there) or "none" (a Space without a GPU: its visitors share two cores)
    models    key of each model on offer -> its numbers of steps, the default first
    """

    kind: str
    models: dict[str, tuple[int, ...]]


def offer(where: Where) -> Offer:
    """What can be run at ``where``."""
    if where.has_gpu:
        return Offer("zero" if where.shared else "gpu", {key: model.steps for key, model in MODELS.items()})
    if os.environ.get("SPACE_ID"):
        return Offer("none", {})
    held = {key: model.steps for key, model in MODELS.items() if in_folder(model)}
    if held:
        return Offer("folder", held)
    return Offer("cpu", {key: model.on_cpu for key, model in MODELS.items() if model.on_cpu})


def in_folder(model: Model) -> bool:
    """Whether all that the model needs lies in the local folder that RDLAB_SD_MODELS names."""
    return all(_in_folder(source) for source in _files(model)) and bool(_place(model.base.source).folder)


def _place(source: Source) -> sources.Place:
    """Where it is read; under a setting that is wrong, which a run then says, as if there were none."""
    try:
        return sources.place(source)
    except SdError:
        return sources.Place(None, source)


def _in_folder(source: Source) -> bool:
    folder = _place(source).folder
    return folder is not None and any((folder / name).exists() for name in source.files)


def _files(model: Model) -> list[Source]:
    """The files of weights of the model's UNet."""
    if model.weights is None:
        return [model.base.unet]
    return [model.weights] if model.combine is weights_merge.whole else [model.weights, model.base.unet]


def to_download(models: list[Model], where: Where) -> float:
    """Bytes that are not here yet of all that the models need; roughly, from the sizes in the registry."""
    unets = {source.repo + source.files[0]: source for model in models for source in _files(model)}
    bases = {model.base.key: model.base for model in models}
    return sum(0 if _is_here(source) else source.size for source in unets.values()) + sum(
        0 if _has_parts(base) else base.parts_size * (1 if where.has_gpu else 2) for base in bases.values()
    )


def _is_here(source: Source) -> bool:
    return _in_folder(source) or any(_cached(source, name) for name in source.files)


def _has_parts(base: Base) -> bool:
    names = ("text_encoder/model.safetensors", "text_encoder/model.fp16.safetensors")
    return _place(base.source).folder is not None or any(_cached(base.source, n) for n in names)


def _cached(source: Source, name: str) -> bool:
    from huggingface_hub import try_to_load_from_cache

    found = _place(source).source
    return isinstance(try_to_load_from_cache(found.repo, name, revision=found.revision), str)
