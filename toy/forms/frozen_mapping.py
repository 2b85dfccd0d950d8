"""A mapping that nobody can change, so that what holds it can be hashed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class FrozenMapping(Mapping[str, float]):
    """Names and numbers: a read-only dict that is equal to a dict of the same, hashable and picklable."""

    __slots__ = ("_pairs",)

    def __init__(self, values: Mapping[str, float] | None = None) -> None:
        object.__setattr__(self, "_pairs", tuple((values or {}).items()))

    _pairs: tuple[tuple[str, float], ...]

    def __getitem__(self, name: str) -> float:
        for known, value in self._pairs:
            if known == name:
                return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    def __hash__(self) -> int:
        return hash(frozenset(self._pairs))

    def __repr__(self) -> str:
        return repr(dict(self._pairs))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self._pairs),)
