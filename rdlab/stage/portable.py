"""What a session is, as bytes for another worker. They are read by our own processes alone."""

from __future__ import annotations

import io
import pickle
from typing import Any


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, apart: object) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._apart = apart

    def persistent_id(self, found: object) -> str | None:
        """A mark for what travels apart."""
        return "apart" if found is self._apart else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, apart: object) -> None:
        super().__init__(file)
        self._apart = apart

    def persistent_load(self, mark: str) -> object:
        """What the mark stands for."""
        return self._apart


def pack_apart(value: Any, apart: object | None) -> bytes:
    """``value`` pickled, but for one object in it, which is large and known already."""
    if apart is None:
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    file = io.BytesIO()
    _Pickler(file, apart).dump(value)
    return file.getvalue()


def unpack_apart(data: bytes, apart: object | None) -> Any:
    """The inverse of `pack_apart`, with the same object."""
    return _Unpickler(io.BytesIO(data), apart).load()
