"""Stable Diffusion beside the web server: a studio made when first needed, runs in threads of their own.

The event loop only ever awaits: importing diffusers, loading and generating happen in threads.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import suppress
from typing import Any

from rdlab import sd


def make_studio() -> tuple[sd.Studio, sd.Offer]:
    """For the best place on this machine, and what it can run there. May take a second: it asks for a GPU."""
    library = sd.Library(sd.here())
    offer = sd.offer(library.where)
    return sd.Studio(library, everything=offer.kind == "folder"), offer


class StudioHolder:
    """The one studio of this process, made when it is first asked for."""

    def __init__(self, make: Callable[[], tuple[sd.Studio, sd.Offer]] = make_studio) -> None:
        self._make = make
        self._made: tuple[sd.Studio, sd.Offer] | None = None
        self._making: asyncio.Task[tuple[sd.Studio, sd.Offer]] | None = None
        if sd.on_zero_gpu():  # where functions that borrow a GPU must be known when the app starts
            self._made = make()

    async def studio(self) -> tuple[sd.Studio, sd.Offer]:
        """Raises what making it raises; the next who asks tries again."""
        if self._made is None:
            if self._making is None or self._making.done():
                self._making = asyncio.create_task(asyncio.to_thread(self._make))
            # a page that goes away leaves it to the others
            self._made = await asyncio.shield(self._making)
        return self._made


ENDS = ("stopping", "stopped", "done", "compared")  # phases that may follow `Run.stop`
LOOK = 2.0  # seconds between two looks whether the thread is still there


class Run:
    """A generator of updates in a thread.

    make   stop -> the updates; it ends soon after ``stop()`` is true
    ended  called in the event loop when the thread has come to its end
    """

    def __init__(
        self, make: Callable[[Callable[[], bool]], Iterator[dict]], ended: Callable[[], None]
    ) -> None:
        self._make, self._ended = make, ended
        self._stopping = threading.Event()
        self._pieces: asyncio.Queue[dict | BaseException | None] = asyncio.Queue()
        self._thread: threading.Thread | None = None

    @property
    def begun(self) -> bool:
        """Whether there is, or was, a thread, which then says when it has ended."""
        return self._thread is not None

    def stop(self) -> None:
        """Called in the event loop. The page hears of it as of all else, in order."""
        if not self.stopping:
            self._stopping.set()
            self._pieces.put_nowait({"progress": {"phase": "stopping"}})

    @property
    def stopping(self) -> bool:
        """Whether it has been told to stop."""
        return self._stopping.is_set()

    async def updates(self) -> AsyncGenerator[dict, None]:
        """Starts the thread; its updates, merged where more have come meanwhile. Raises what it raises."""
        self._loop = asyncio.get_running_loop()
        # The context names the visitor's request, by which a Space counts whose GPU time it is.
        target = contextvars.copy_context().run
        thread = threading.Thread(target=target, args=(self._pump,), daemon=True)
        thread.start()
        self._thread = thread
        while True:
            pieces = [await self._next(thread)]
            while not self._pieces.empty():
                pieces.append(self._pieces.get_nowait())
            update: dict = {}
            for piece in pieces:
                if isinstance(piece, dict):
                    update |= self._now(piece)
                    continue
                if update:
                    yield update
                if piece is not None:
                    raise piece
                return
            yield update

    async def _next(self, thread: threading.Thread) -> dict | BaseException | None:
        """What the thread says next. Raises RuntimeError where it has gone without a word."""
        while True:
            with suppress(TimeoutError):
                return await asyncio.wait_for(self._pieces.get(), LOOK)
            if not thread.is_alive() and self._pieces.empty():
                raise RuntimeError("The thread of the run has ended without a word.")

    def _now(self, piece: dict) -> dict:
        """Once it is to stop, how far it is is no longer shown."""
        progress = piece.get("progress")
        if self.stopping and progress and progress["phase"] not in ENDS:
            return {name: value for name, value in piece.items() if name != "progress"}
        return piece

    def _pump(self) -> None:
        last: BaseException | None = None
        try:
            for update in self._make(self._stopping.is_set):
                self._tell(self._pieces.put_nowait, update)
        except BaseException as error:  # raised where it is awaited
            last = error
        self._tell(self._end, last)

    def _end(self, last: BaseException | None) -> None:
        try:
            self._ended()
        finally:
            self._pieces.put_nowait(last)

    def _tell(self, call: Callable, *arguments: Any) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            self._loop.call_soon_threadsafe(call, *arguments)
