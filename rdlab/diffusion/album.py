"""Finished pictures, in memory only, until their page fetches others or is closed.

They don't travel in the messages of a run, of which a page that is hidden may see but the last.
"""

from __future__ import annotations

import secrets


class Album:
    """Methods may be called from any thread."""

    def __init__(self) -> None:
        self._files: dict[str, dict[str, bytes]] = {}  # visitor -> name of a picture -> PNG

    def open(self, visitor: str) -> None:
        """A visitor is there, with no pictures."""
        self._files[visitor] = {}

    def close(self, visitor: str) -> None:
        """The visitor's pictures go; none is kept from now on."""
        self._files.pop(visitor, None)

    def forget(self, visitor: str, kind: str) -> None:
        """A new run of a kind begins: the pictures of the last one go."""
        files = self._files.get(visitor, {})
        for name in [name for name in files if name.startswith(f"{kind}-")]:
            files.pop(name, None)

    def keep(self, visitor: str, kind: str, png: bytes) -> str:
        """A name that nobody can guess."""
        name = f"{kind}-{secrets.token_urlsafe(16)}"
        if (files := self._files.get(visitor)) is not None:
            files[name] = png
        return name

    def get(self, name: str) -> bytes | None:
        """The picture's file; None where it is gone."""
        return next((files[name] for files in list(self._files.values()) if name in files), None)
