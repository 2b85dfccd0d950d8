"""The networks of an experiment, and which of them came from which."""

from __future__ import annotations

from toy.models.network import MLP


class Lineage:
    """Stage name -> network, in the order they were trained. A stage's parent is where its pairs came from.

    Attributes:
        nets: the networks.
        unfinished: stages whose training was left before its end.
    """

    def __init__(self):
        self.nets: dict[str, MLP] = {}
        self.unfinished: set[str] = set()
        self._parents: dict[str, str] = {}

    def add(self, name: str, net: MLP, parent: str | None) -> None:
        """A new network, unfinished; one of that name goes, and with it all that came from it."""
        self.remove(name)
        self.nets[name] = net
        self.unfinished.add(name)
        if parent and parent != name:
            self._parents[name] = parent

    def finish(self, name: str) -> None:
        self.unfinished.discard(name)

    def remove(self, name: str) -> None:
        """Forget a network and all that came from it."""
        self.nets.pop(name, None)
        self._parents.pop(name, None)
        self.unfinished.discard(name)
        for child in [child for child, parent in self._parents.items() if parent == name]:
            self.remove(child)

    def clear(self) -> None:
        """Forget all."""
        self.__init__()

    def depth(self, stage: str) -> int:
        """How often a stage has been rectified, its parents included."""
        parent = self._parents.get(stage)
        return (self.depth(parent) if parent else 0) + stage.startswith("rectified-")

    def rectified(self) -> list[str]:
        """The finished "rectified-k", by k."""
        names = [name for name in self.nets if name.startswith("rectified-") and name not in self.unfinished]
        return sorted(names, key=self.depth)
