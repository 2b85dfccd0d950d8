"""Those who leave, and what Gradio keeps of them.

Gradio notices that a page was closed when its heartbeat ends. That of somebody who never asked for anything
would cost it a session all the same (50 ms of the event loop), so the heartbeat is answered here, and Gradio
is told of the end where there is one to be told. And who asks for something and never listens would keep the
answer on the server for good: a connection is opened and ended in their stead.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rdlab.serving.sessions import Sessions

EVERY = 2.0  # seconds
BEAT = 15.0  # seconds between signs of life, as Gradio has it
_OPEN = 0.05  # seconds that a connection in somebody's stead stays open

log = logging.getLogger(__name__)


async def tidy(sessions: Sessions, app: ASGIApp) -> None:
    """Goes on until it is cancelled."""
    while True:
        await asyncio.sleep(EVERY)
        for session, closed in sessions.gone():
            try:
                await unheard(session, app)
                if not closed:
                    await close(session, app)
            except Exception as error:
                log.warning("a session could not be freed: %s", type(error).__name__)


async def beat(receive: Receive, send: Send) -> None:
    """The heartbeat of a page; ends when the page is closed, or the server."""
    headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    gone = asyncio.create_task(_gone(receive))
    try:
        while not gone.done():
            await send({"type": "http.response.body", "body": b"data: ALIVE\n\n", "more_body": True})
            await asyncio.wait([gone], timeout=BEAT)
    finally:
        gone.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def close(session: str, app: ASGIApp) -> None:
    """The page was closed, which Gradio is told by a heartbeat that ends."""
    await _open_and_end(app, f"/gradio_api/heartbeat/{session}", "")


async def unheard(session: str, app: ASGIApp) -> None:
    """Takes what nobody has heard."""
    for _ in range(2):  # once to hear what is left, and once to leave while there is nothing to hear
        await _open_and_end(app, "/gradio_api/queue/data", f"session_hash={session}")


async def _open_and_end(app: ASGIApp, path: str, query: str) -> None:
    """A GET whose connection ends after a moment; what it answers goes nowhere."""
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.sleep(_OPEN)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        pass

    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},  # before 2.4 the app listens for the end
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 0),
        "server": ("localhost", 80),
        "state": {},
        "extensions": {},
    }
    with suppress(Exception):  # a session that Gradio does not know: nothing is kept of it
        await app(scope, receive, send)
