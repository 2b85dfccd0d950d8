"""Every failure as one clear sentence: a key of ``rdlab.words.diffusion`` and its arguments.

What the libraries raise is recognised here and nowhere else; the module imports none of them.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, field


class SdError(Exception):
    """A failure that is already a sentence: ``key`` of the texts and its ``args`` by name."""

    def __init__(self, key: str, **args: object) -> None:
        super().__init__(f"{key} {args}" if args else key)
        self.sentence = Sentence(key, {name: str(value) for name, value in args.items()})


@dataclass(frozen=True)
class Sentence:
    """A key of the texts and what its placeholders stand for."""

    key: str
    args: dict[str, str] = field(default_factory=dict)


def explain(error: BaseException, name: str = "") -> Sentence:
    """The sentence for ``error``, met while loading or running the model or file ``name``.

    Causes are looked through as well (a library's general error often hides the telling one). An error
    that nobody foresaw gives "sd.error.unknown" with its own first line.
    """
    for link in _chain(error):
        if isinstance(link, SdError):
            return link.sentence
        for says, key, args in _KNOWN:
            if says(link):
                return Sentence(key, args(link, name))
    first = (str(error).strip() or type(error).__name__).splitlines()[0]
    return Sentence("sd.error.unknown", {"what": first[:200]})


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out, on a GPU or here."""
    return _is(error, "OutOfMemoryError", "MemoryError") or _says(error, "not enough memory|can't allocate")


def is_truncated(error: BaseException) -> bool:
    """Whether a file of weights ends too early or is damaged, so that fetching it again may help."""
    return (
        isinstance(error, EOFError)
        or _says(error, "PytorchStreamReader|unexpected EOF|corrupted|legacy .tar format")
        or (_is(error, "SafetensorError") and _says(error, "[Hh]eader|[Ii]ncomplete|offset|metadata"))
    )


def is_unsafe(error: BaseException) -> bool:
    """Whether a file wanted to run code: anything but tensors in a pickle."""
    return isinstance(error, pickle.UnpicklingError)


def is_absent(error: BaseException) -> bool:
    """Whether a file is neither here nor to be had: offline, no network, or no such file."""
    return _is(error, "LocalEntryNotFoundError", "OfflineModeIsEnabled", "EntryNotFoundError") or (
        isinstance(error, OSError)
        and (
            _is(error, "ConnectError", "ConnectionError", "ConnectTimeout", "ReadTimeout")
            or _says(error, "offline|internet connection|no file named|is not a local folder|No such file")
        )
    )


def _is(error: BaseException, *names: str) -> bool:
    """By the names of its classes, so that the libraries which define them need not be imported."""
    return any(cls.__name__ in names for cls in type(error).__mro__)


def _says(error: BaseException, pattern: str) -> bool:
    return re.search(pattern, str(error)) is not None


def _chain(error: BaseException | None) -> list[BaseException]:
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    return seen


def _named(error: BaseException, name: str) -> dict[str, str]:
    return {"name": name}


def _misfit(error: BaseException, name: str) -> dict[str, str]:
    names = re.findall(r'"[\w.]+"|size mismatch for [\w.]+', str(error))
    return {"name": name, "missing": str(max(len(names), 1))}


def _sides(error: BaseException, name: str) -> dict[str, str]:
    found = re.search(r"are (\d+) and (\d+)", str(error))
    return {"height": found[1], "width": found[2]} if found else {"height": "?", "width": "?"}


# In order: (is it this?, key, the key's arguments).
_KNOWN: tuple[
    tuple[Callable[[BaseException], bool], str, Callable[[BaseException, str], dict[str, str]]], ...
] = (
    (is_out_of_memory, "sd.error.memory", lambda error, name: {}),
    (lambda e: _says(e, "GPU quota|quota exceeded|exceeded your"), "sd.error.quota", lambda error, name: {}),
    (is_unsafe, "sd.error.unsafe", _named),
    (is_truncated, "sd.error.truncated", _named),
    (
        lambda e: isinstance(e, RuntimeError) and _says(e, "Error\\(s\\) in loading state_dict"),
        "sd.error.architecture",
        _misfit,
    ),
    (lambda e: isinstance(e, ValueError) and _says(e, "PEFT backend"), "sd.error.peft", _named),
    (lambda e: isinstance(e, ValueError) and _says(e, "divisible by 8"), "sd.error.size", _sides),
    (lambda e: _is(e, "RepositoryNotFoundError", "RevisionNotFoundError"), "sd.error.repository", _named),
    (is_absent, "sd.error.absent", _named),
    (
        lambda e: _says(e, "Found no NVIDIA driver|not compiled with CUDA|No CUDA GPUs"),
        "sd.error.driver",
        lambda error, name: {},
    ),
)
