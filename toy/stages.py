"""What can be sampled: stages by kind and number, and the networks with where they came from."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import total_ordering

import numpy as np

from toy.errors import InvalidInput, require_int
from toy.models.denoiser import Network
from toy.training.pairs import ModelPairs

# kind -> whether it is numbered, in the order in which a page shows them
KINDS: dict[str, bool] = {
    "exact": False,
    "empirical": False,
    "base": False,
    "unpaired": False,
    "rectified": True,
    "phased": True,
    "consistency": False,
}
MOST = 1_000_000  # highest number of a stage
_ROLES = {"exact": "exact", "empirical": "exact", "base": "base", "unpaired": "base"}


@total_ordering
@dataclass(frozen=True)
class Stage:
    """One thing to sample: the exact denoiser, or a network by how it was trained.

    Attributes:
        kind: a key of KINDS.
        number: k of "rectified" (how often rectified), M of "phased" (phases), 0 for the others.

    Raises:
        InvalidInput: an unknown kind, or a number that does not fit it.
    """

    kind: str
    number: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.kind, str) or self.kind not in KINDS:
            raise InvalidInput("stage", self.kind, "one of " + ", ".join(KINDS))
        low, high = (1, MOST) if KINDS[self.kind] else (0, 0)
        object.__setattr__(self, "number", require_int("stage", self.number, low, high))

    @classmethod
    def parse(cls, text: str | Stage) -> Stage:
        """The stage that a text such as "rectified-2" names; a Stage is itself. Raises InvalidInput."""
        if isinstance(text, Stage):
            return text
        allowed = ", ".join(f"{kind}-1" if numbered else kind for kind, numbered in KINDS.items())
        if isinstance(text, str):
            kind, _, number = text.partition("-")
            if text in KINDS and not KINDS[text]:
                return cls(text)
            canonical = number.isascii() and number.isdigit() and not number.startswith("0")
            if KINDS.get(kind) and canonical and len(number) <= len(str(MOST)):
                return cls(kind, int(number))
        raise InvalidInput("stage", text, "one of " + allowed)

    @property
    def role(self) -> str:
        """Whose colour it has on a page: "exact", "base" or "rectified"."""
        return _ROLES.get(self.kind, "rectified")

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands among others: by kind, then by number."""
        return list(KINDS).index(self.kind), self.number

    def __lt__(self, other: object) -> bool:
        return self.order < other.order if isinstance(other, Stage) else NotImplemented

    def __str__(self) -> str:
        return f"{self.kind}-{self.number}" if KINDS[self.kind] else self.kind


BASE = Stage("base")


@dataclass(eq=False)
class Trained:
    """A network and its history. Equal only to itself: a name may be used again, a network is one.

    Attributes:
        stage: what it is called.
        net: the network; None once its name went to another or was forgotten.
        parent: where its pairs came from; None for a base and for what an exact teacher taught.
        finished: whether its training came to its end.
        losses: the loss of every step so far.
        pairs: what it was trained on, where that was pairs.
        how: all that its retraining followed from beside its parent and who was paired with whom; None where
            that is not known: of a base, of what is unfinished, and of what comes from a file.
    """

    stage: Stage
    net: Network | None
    parent: Trained | None = None
    finished: bool = False
    losses: list[float] = field(default_factory=list)
    pairs: ModelPairs | None = None
    how: Hashable = None

    def ancestors(self) -> Iterator[Trained]:
        """Its parent, its parent's parent and so on, the nearest first."""
        parent = self.parent
        while parent is not None:
            yield parent
            parent = parent.parent

    @property
    def depth(self) -> int:
        """How often it has been rectified, its ancestors included."""
        return sum(node.stage.kind == "rectified" for node in (self, *self.ancestors()))

    def trained_as(self, other: Trained) -> bool:
        """Whether both were retrained alike, to the end: they differ in nothing but who is with whom."""
        return self.how is not None and self.how == other.how and self.parent is other.parent

    def forget(self) -> None:
        """Let go of what takes memory; who came from it still knows its name and depth."""
        self.net, self.pairs, self.losses = None, None, []


class Lineage:
    """The networks of an experiment, in the order they were trained, each under its stage."""

    def __init__(self) -> None:
        self._nodes: dict[Stage, Trained] = {}

    def __iter__(self) -> Iterator[Trained]:
        return iter(self._nodes.values())

    def __contains__(self, node: object) -> bool:
        return any(node is known for known in self._nodes.values())

    def get(self, stage: Stage | str) -> Trained | None:
        """The network of that name, if there is one."""
        return self._nodes.get(Stage.parse(stage))

    @property
    def nets(self) -> dict[str, Network]:
        """The networks by name."""
        return {str(stage): node.net for stage, node in self._nodes.items() if node.net is not None}

    @property
    def unfinished(self) -> set[str]:
        """Names of those whose training was left before its end."""
        return {str(node.stage) for node in self if not node.finished}

    def add(self, stage: Stage | str, net: Network, parent: Trained | Stage | str | None = None) -> Trained:
        """A new network, unfinished, under a name.

        One that had the name goes, and with it all that came from it, except for the new one's own ancestors:
        a student does not delete its teacher.
        """
        stage = Stage.parse(stage)
        if isinstance(parent, Stage | str):
            parent = self.get(parent)
        node = Trained(stage, net, parent)
        old = self._nodes.get(stage)
        if old is not None:
            self._forget(old, set(node.ancestors()))
        self._nodes.pop(stage, None)  # also a teacher of the same name: the name goes to its student
        self._nodes[stage] = node
        if old is not None and old not in self:
            old.forget()
        return node

    def put(self, node: Trained) -> None:
        """A network with its history, as it was; its name must be free."""
        if node.stage in self._nodes:
            raise InvalidInput("stage", str(node.stage), "a name that is not taken")
        self._nodes[node.stage] = node

    def finish(self, stage: Trained | Stage | str) -> None:
        """Its training has come to its end."""
        node = stage if isinstance(stage, Trained) else self.get(stage)
        if node is not None:
            node.finished = True

    def remove(self, stage: Stage | str, keep: Trained | None = None) -> None:
        """Forget a network and all that came from it, but for ``keep`` and what that came from."""
        node = self.get(stage)
        if node is not None:
            self._forget(node, set() if keep is None else {keep, *keep.ancestors()})

    def _forget(self, gone: Trained, kept: set[Trained]) -> None:
        family = [node for node in self if node is gone or gone in node.ancestors()]
        for node in family:
            if node not in kept:
                del self._nodes[node.stage]
                node.forget()

    def clear(self) -> None:
        """Forget all."""
        self._nodes.clear()

    def depth(self, stage: Stage | str) -> int:
        """How often a stage has been rectified, its ancestors included; 0 for one that is not here."""
        node = self.get(stage)
        return 0 if node is None else node.depth

    def rectified(self) -> list[str]:
        """The finished "rectified-k", by k."""
        stages = [node.stage for node in self if node.stage.kind == "rectified" and node.finished]
        return [str(stage) for stage in sorted(stages)]

    def ancestors_first(self, *others: Trained) -> list[Trained]:
        """Every network here and of ``others``, and every ancestor, once; a parent before its children."""
        found: dict[Trained, None] = {}
        for node in (*self, *others):
            found |= dict.fromkeys(reversed([node, *node.ancestors()]))
        return list(found)

    def losses(self) -> dict[str, np.ndarray]:
        """The loss of every step so far, by stage: float64 arrays."""
        return {str(stage): np.array(node.losses, dtype=np.float64) for stage, node in self._nodes.items()}
