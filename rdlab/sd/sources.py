"""Where files come from: a local folder, other repositories, or the hub; with progress, once.

``RDLAB_SD_MODELS`` is either a folder, in which every repository is a folder of the same name (with or
without its owner), or a comma-separated list of ``repository=other`` where other is a repository, optionally
``@revision``, or a folder: ``stabilityai/stable-diffusion-xl-base-1.0=me/copy@<commit>``. What is not found
in the folder comes from the hub, unless ``HF_HUB_OFFLINE=1``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rdlab.sd.errors import SdError, is_absent
from rdlab.sd.registry import Source

VARIABLE = "RDLAB_SD_MODELS"
_REPO = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?")  # as the hub names them: owner/name, or an old name alone
Progress = Callable[[int, int], None]  # bytes so far, bytes in all


@dataclass(frozen=True)
class Place:
    """Where a source is to be read: a folder on this machine, or a repository and revision of the hub."""

    folder: Path | None
    source: Source


def place(source: Source, setting: str | None = None) -> Place:
    """Where ``source`` is to be read under the setting (of the environment unless given).

    Raises SdError "sd.error.setting" for a setting that is neither a folder here nor a list of pairs.
    """
    setting = os.environ.get(VARIABLE, "") if setting is None else setting
    if "=" in setting and not Path(setting).is_dir():
        return _listed(source, setting)
    if setting:
        if not Path(setting).is_dir():
            raise SdError("sd.error.setting", variable=VARIABLE, value=setting)
        for name in (source.repo, source.repo.split("/")[-1]):
            if (folder := Path(setting) / name).is_dir():
                return Place(folder, source)
    return Place(None, source)


def _listed(source: Source, setting: str) -> Place:
    """As a list of pairs says; every pair is checked, whichever the source is."""
    others = {}
    for pair in filter(None, (part.strip() for part in setting.split(","))):
        repo, _, other = pair.partition("=")
        known = other and (Path(other).is_dir() or _REPO.fullmatch(other.partition("@")[0]))
        if not known or not _REPO.fullmatch(repo):
            raise SdError("sd.error.setting", variable=VARIABLE, value=pair)
        others[repo] = other
    if not (other := others.get(source.repo, "")):
        return Place(None, source)
    if Path(other).is_dir():
        return Place(Path(other), source)
    repo, _, revision = other.partition("@")
    return Place(None, replace(source, repo=repo, revision=revision or "main"))


def file(source: Source, progress: Progress | None = None, again: bool = False) -> Path:
    """The first of the source's files that exists, fetched if need be.

    again: fetch it once more even if it is here (never a file of a local folder, which is the user's own).
    Raises SdError "sd.error.absent" where none exists, or what the hub raises.
    """
    found = place(source)
    if found.folder:
        for name in source.files:
            if (path := found.folder / name).exists():
                return path
        raise SdError("sd.error.absent", name=str(found.folder / source.files[0]))
    from huggingface_hub import hf_hub_download

    for name in source.files:
        try:
            fetched = hf_hub_download(
                found.source.repo,
                name,
                revision=found.source.revision,
                force_download=again,
                tqdm_class=_bars(progress),
            )
        except Exception as error:
            if not is_absent(error) or name == source.files[-1]:
                raise
        else:
            return Path(fetched)
    raise SdError("sd.error.absent", name=source.repo)


def is_own(source: Source) -> bool:
    """Whether the file is the user's own, in a local folder, rather than a copy of the hub's."""
    return place(source).folder is not None


def folder(source: Source, patterns: Sequence[str], progress: Progress | None = None) -> Path:
    """A folder with the files of the repository that match ``patterns``, fetched if need be."""
    found = place(source)
    if found.folder:
        return found.folder
    from huggingface_hub import snapshot_download

    return Path(
        snapshot_download(
            found.source.repo,
            revision=found.source.revision,
            allow_patterns=list(patterns),
            tqdm_class=_bars(progress),
        )
    )


def _bars(progress: Progress | None) -> type | None:
    """A progress bar for the hub's downloads that tells ``progress`` instead of drawing; None draws."""
    if progress is None:
        return None
    from huggingface_hub.utils.tqdm import tqdm

    tell: Progress = progress

    class Told(tqdm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            self.in_bytes = kwargs.get("unit") == "B"
            super().__init__(*args, **{**kwargs, "disable": False, "file": _Nowhere()})

        def update(self, n: float | None = 1) -> bool | None:
            shown: bool | None = super().update(n)
            if self.in_bytes and self.total:
                tell(int(self.n), int(self.total))
            return shown

    return Told


class _Nowhere:
    def write(self, text: str) -> None:
        pass

    def flush(self) -> None:
        pass
