"""Stable Diffusion beside the web server: its studio made when first needed, its runs in their own threads.

The event loop only ever awaits: importing diffusers, loading and generating happen in threads.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress

from rdlab import sd


def make_studio() -> tuple[sd.Studio, sd.Offer]:
    """For the best place on this machine, and what it can run there. May take a second: it asks for a GPU."""
    library = sd.Library(sd.here())
    offer = sd.offer(library.where)
    return sd.Studio(library, everything=offer.kind == "folder"), offer


class House:
    """The one studio of this process."""

    def __init__(self, make: Callable[[], tuple[sd.Studio, sd.Offer]] = make_studio):
        self._make, self._made = make, None
        self._lock = asyncio.Lock()
        if sd.on_zero_gpu():  # where functions that borrow a GPU must be known when the app starts
            self._made = make()

    async def studio(self) -> tuple[sd.Studio, sd.Offer]:
        """Raises what making it raises."""
        async with self._lock:
            if self._made is None:
                self._made = await asyncio.to_thread(self._make)
        return self._made


ENDS = ("stopping", "stopped", "done", "compared")  # phases that may follow a wish to stop


class Run:
    """A generator of updates in a thread.

    make   stop -> the updates; it ends soon after ``stop()`` is true
    ended  called in the event loop when the thread has come to its end
    """

    def __init__(self, make: Callable[[Callable[[], bool]], Iterator[dict]], ended: Callable[[], None]):
        self._make, self._ended = make, ended
        self._stopping = threading.Event()
        self._told: asyncio.Queue = asyncio.Queue()
        self.begun = False

    def stop(self) -> None:
        """Called in the event loop. It is said in the run's own words, which come in order."""
        if not self.stopping:
            self._stopping.set()
            self._told.put_nowait({"progress": {"phase": "stopping"}})

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    async def updates(self) -> AsyncIterator[dict]:
        """Starts the thread; what it says, merged where more has come meanwhile. Raises what it raises."""
        self.begun = True
        self._loop = asyncio.get_running_loop()
        # The context names the visitor's request, by which a Space counts whose GPU time it is.
        target = contextvars.copy_context().run
        threading.Thread(target=target, args=(self._pump,), daemon=True).start()
        while True:
            told = [await self._told.get()]
            while not self._told.empty():
                told.append(self._told.get_nowait())
            update: dict = {}
            for piece in told:
                if piece is None or isinstance(piece, BaseException):
                    if update:
                        yield update
                    if piece is not None:
                        raise piece
                    return
                update |= self._now(piece)
            yield update

    def _now(self, piece: dict) -> dict:
        """Once it is to stop, how far it is is no longer said."""
        progress = piece.get("progress")
        if self.stopping and progress and progress["phase"] not in ENDS:
            return {name: value for name, value in piece.items() if name != "progress"}
        return piece

    def _pump(self) -> None:
        last: BaseException | None = None
        try:
            for update in self._make(self._stopping.is_set):
                self._tell(self._told.put_nowait, update)
        except BaseException as error:  # raised where it is awaited
            last = error
        self._tell(self._end, last)

    def _end(self, last: BaseException | None) -> None:
        self._ended()
        self._told.put_nowait(last)

    def _tell(self, call: Callable, *arguments) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            self._loop.call_soon_threadsafe(call, *arguments)
