"""A UNet's weights from a file: read without running code, combined, cast, and kept for the next time.

A checkpoint is read with ``torch.load(weights_only=True, mmap=True)``, never otherwise; the result is kept as
a safetensors file in ``cache_folder()``, written under another name first, so that what is there is whole.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from rdlab.sd.errors import SdError, is_truncated

State = dict[str, Tensor]


def cache_folder() -> Path:
    """Beside the hub's own cache (HF_HOME)."""
    home = os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface"
    return Path(home) / "rdlab"


def read(path: Path) -> State:
    """Tensors by name from a .safetensors, .ckpt or .bin file, on the CPU.

    Raises what torch and safetensors raise (see ``rdlab.sd.errors``): UnpicklingError for a file that wants
    to run code, RuntimeError or SafetensorError for one cut short; SdError for one that holds no tensors.
    """
    if path.suffix == ".safetensors":
        from safetensors.torch import load_file

        return load_file(path)
    try:
        state = torch.load(path, map_location="cpu", mmap=True, weights_only=True)
    except RuntimeError as error:
        if "_use_new_zipfile_serialization" not in str(error):
            raise
        try:
            state = torch.load(path, map_location="cpu", weights_only=True)  # a file of before torch 1.6
        except IndexError as cut:
            raise EOFError(f"{path} ends too early") from cut
    if isinstance(state, dict) and isinstance(state.get("state_dict"), dict):
        state = state["state_dict"]
    if not isinstance(state, dict) or not all(isinstance(value, Tensor) for value in state.values()):
        raise SdError("sd.error.architecture", name=path.name, missing="?")
    return state


def read_twice(path: Path, fetch_again: Callable[[], Path] | None) -> State:
    """``read``; a damaged file that can be fetched again is fetched once more, and read once more."""
    try:
        return read(path)
    except Exception as error:
        if fetch_again is None or not is_truncated(error):
            raise
    path.unlink(missing_ok=True)
    return read(fetch_again())


def cached(path: Path, kind: str, dtype: torch.dtype, make: Callable[[], State]) -> State:
    """What ``make`` gives, cast to ``dtype``: from the cache if it was made before from the same file.

    path: the file it is made from; it counts as the same while its place, size and time are.
    kind: what else decides the result, its first word (the model's key) names the file.
    """
    kept = _kept_at(path, kind, dtype)
    if kept.exists():
        try:
            return read(kept)
        except Exception as error:
            if not is_truncated(error):
                raise
            kept.unlink(missing_ok=True)
    state = {key: value.to(dtype).contiguous() for key, value in make().items()}
    write(state, _kept_at(path, kind, dtype))  # the file may be another by now, if it was fetched again
    return state


def _kept_at(path: Path, kind: str, dtype: torch.dtype) -> Path:
    stat = path.stat()
    told = hashlib.sha1(f"{kind} {path.resolve()} {stat.st_size} {stat.st_mtime_ns}".encode()).hexdigest()
    return cache_folder() / f"{kind.split()[0]}-{str(dtype).split('.')[-1]}-{told[:16]}.safetensors"


def write(state: State, path: Path) -> bool:
    """Save as safetensors, whole or not at all; False where there is no room or no permission."""
    from safetensors.torch import save_file

    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
        os.close(handle)
        temporary = Path(name)
        save_file(state, temporary)
        temporary.replace(path)
    except OSError:
        return False
    except Exception as error:
        if "Io" not in str(error) and "space" not in str(error):  # safetensors' own error for a full disk
            raise
        return False
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)
    return True
