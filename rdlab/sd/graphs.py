"""CUDA graphs: a network's work recorded once and then started as a whole.

A UNet is some thousand small kernels, and for one image Python takes longer to launch them than a GPU to run
them. A recording is launched at once and does the very same arithmetic. It is bound to the shapes and to the
memory it was made with, so there is one for each network, size and batch, with guidance and without.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import torch
from cachetools import LRUCache
from torch import Tensor

log = logging.getLogger(__name__)

KEPT = 8  # recordings of a network: the least recently used goes
MOST = (
    2**17
)  # numbers in the first input: beyond, the GPU is what takes the time, and memory is better left free

Work = Callable[..., Tensor]
Key = tuple[tuple[torch.Size, torch.dtype], ...]


@dataclass(frozen=True, eq=False)
class Recording:
    """A graph, the memory from which it reads and the memory to which it writes.

    It holds no reference to the network, which may leave.
    """

    graph: torch.cuda.CUDAGraph
    inputs: tuple[Tensor, ...]
    out: Tensor

    def play(self, inputs: Sequence[Tensor]) -> Tensor:
        """The result for other inputs of the same shapes, in memory of its own."""
        for mine, given in zip(self.inputs, inputs, strict=True):
            mine.copy_(given)
        self.graph.replay()
        return self.out.clone()


class Graphs:
    """The recordings of some networks that run on one device, one after the other.

    on        whether to record at all; what is not on a GPU never is
    trouble   why nothing is recorded any more, "" while all is well
    held      bytes of the device that the recordings' common memory takes
    """

    def __init__(self, on: bool = True) -> None:
        self.on, self.trouble, self.held = on, "", 0
        # A network -> its recordings by the shapes they take.
        self._kept: WeakKeyDictionary[torch.nn.Module, LRUCache[Key, Recording]] = WeakKeyDictionary()

    def call(self, network: torch.nn.Module, work: Work, *inputs: Tensor, most: int = MOST) -> Tensor:
        """``work(*inputs)``, in which ``network`` does one and the same thing for one choice of shapes.

        The first time it is called as it is, which also makes all ready that must not happen while recording,
        and then recorded for the next time. What cannot be recorded, or has more than ``most`` numbers in its
        first input, is called as it is.
        """
        if not self.on or not self._reach(inputs) or inputs[0].numel() > most:
            return work(*inputs)
        known = self._kept.setdefault(network, LRUCache(KEPT))
        key = tuple((tensor.shape, tensor.dtype) for tensor in inputs)
        if key in known:
            return known[key].play(inputs)
        out = work(*inputs)
        try:
            known[key] = self._record(work, inputs)
        except RuntimeError as error:  # of CUDA; out of memory is one too
            self.stop(f"{type(error).__name__}: {error}".splitlines()[0])
        return out

    def _reach(self, inputs: Sequence[Tensor]) -> bool:
        """Whether these are where recordings are made."""
        return all(tensor.is_cuda for tensor in inputs)

    def clear(self) -> None:
        """Let all recordings go, and their memory."""
        self._kept.clear()
        self.held = 0

    def stop(self, why: str) -> None:
        """Let all go and record nothing from now on: slower, and otherwise the same."""
        if self.on:
            self.on, self.trouble = False, why
            log.warning("Stable Diffusion goes on without CUDA graphs: %s", why)
        self.clear()

    def _record(self, work: Work, inputs: Sequence[Tensor]) -> Recording:
        mine = tuple(tensor.clone() for tensor in inputs)
        graph, pool = torch.cuda.CUDAGraph(), self._pool()
        chance = torch.cuda.default_generators[torch.cuda.current_device()]
        kept = chance.clone_state()
        try:
            # Only what this thread does is recorded: another may load a model meanwhile.
            with torch.cuda.graph(graph, pool=pool, capture_error_mode="thread_local"):
                before = torch.cuda.memory_reserved()
                out = work(*mine)
                self.held += torch.cuda.memory_reserved() - before
        except RuntimeError:
            # A recording that fails leaves the GPU's generator waiting for its end: no number could be drawn.
            chance.graphsafe_set_state(kept)
            raise
        return Recording(graph, mine, out)

    def _pool(self) -> Any:
        """The memory all recordings work in: none runs beside another, and what they give is copied out."""
        for known in self._kept.values():
            for recording in known.values():
                return recording.graph.pool()
        return torch.cuda.graph_pool_handle()
