"""What a session is called: whose it is, what kind of thing it does, and which of several such."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionName:
    """The name of a session, or of all that belong together.

    ``str`` of it is its text, and `of` reads that: "a", "a/compare" or "a/compare/0".

    Attributes:
        owner: the visitor; all sessions of one owner share one visitor's time.
        kind: of what the owner does there; "" for the main thing.
        number: of several sessions of this kind; None for all of them.
    """

    owner: str
    kind: str = ""
    number: int | None = None

    def __post_init__(self) -> None:
        if "/" in self.owner or "/" in self.kind or (self.number is not None and not self.kind):
            raise _wrong("/".join(map(str, (self.owner, self.kind, self.number))))

    @classmethod
    def of(cls, name: SessionName | str) -> SessionName:
        """The name that a text stands for; raises ValueError."""
        if isinstance(name, SessionName):
            return name
        owner, *rest = name.split("/")
        if len(rest) > 2 or (len(rest) == 2 and not rest[1].isdecimal()) or (rest and not rest[0]):
            raise _wrong(name)
        return cls(owner, rest[0] if rest else "", int(rest[1]) if len(rest) == 2 else None)

    def __str__(self) -> str:
        parts = (self.owner, self.kind, "" if self.number is None else str(self.number))
        return "/".join(part for part in parts if part) if self.kind else self.owner

    @property
    def group(self) -> SessionName:
        """All of the owner's sessions of this kind."""
        return SessionName(self.owner, self.kind)

    def includes(self, other: SessionName) -> bool:
        """Whether ``other`` is this, or belongs to it: "a" includes "a/compare", and that "a/compare/0"."""
        return (
            self.owner == other.owner
            and self.kind in ("", other.kind)
            and self.number in (None, other.number)
        )


Name = SessionName | str  # a text stands for the name that `SessionName.of` reads in it
NOBODY = SessionName("")  # of messages that are about no session


def _wrong(text: str) -> ValueError:
    return ValueError(f"session name: got {text!r}; allowed: owner, owner/kind or owner/kind/number.")
