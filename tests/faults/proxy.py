"""A network between browser and server that can be cut."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

WHOLE, CUT, SILENT, UNANSWERED = "whole", "cut", "silent", "unanswered"


class Proxy:
    """Passes on what comes to its own port, in a thread of its own.

    Attributes:
        address: where the server seems to be.
        state: "whole"; "cut": connections end and new ones are refused; "silent": nothing arrives, and nobody
            is told; "unanswered": what the browser sends arrives, but no answer comes back.
    """

    def __init__(self, port: int) -> None:
        self._to, self.state = port, WHOLE
        self._held: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._mended = asyncio.Event()
        self._mended.set()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        serving = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512), self._loop
        )
        self._server = serving.result()
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self, state: str = CUT) -> None:
        """From now on the network is in this state."""
        self._do(lambda: self._change(state))

    def mend(self) -> None:
        """From now on the network is whole again; connections whose answers were lost are at an end."""
        self._do(lambda: self._change(WHOLE))

    def close(self) -> None:
        """End it, and all that goes through it."""
        self._do(lambda: (self._server.close(), self._change(CUT)))
        self._loop.call_soon_threadsafe(self._loop.stop)

    # --- inside

    def _do(self, change: Callable[[], object]) -> None:
        async def done() -> None:
            change()

        asyncio.run_coroutine_threadsafe(done(), self._loop).result()

    def _change(self, state: str) -> None:
        if state == CUT or self.state == UNANSWERED:
            for writer in list(self._held):
                writer.transport.abort()
        self.state = state
        (self._mended.clear if state == SILENT else self._mended.set)()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = None
        try:
            if self.state == CUT:
                return
            read, there = await asyncio.open_connection("127.0.0.1", self._to)
            self._held |= {writer, there}
            await asyncio.gather(self._pass(reader, there, True), self._pass(read, writer, False))
        except OSError:
            pass
        finally:
            for each in (writer, there):
                if each is not None:
                    self._held.discard(each)
                    each.transport.abort()

    async def _pass(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, asks: bool) -> None:
        while data := await source.read(65536):
            await self._mended.wait()
            if asks or self.state != UNANSWERED:
                to.write(data)
                await to.drain()
        to.close()
