"""Frees what Gradio keeps of those who left without a word.

Gradio notices that a page was closed when its connections end. Who asks for something and never opens one
keeps the answer on the server for good. Here such a connection is opened and ended in their stead.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from starlette.types import ASGIApp, Message, Scope

from rdlab.serving.sessions import Sessions

EVERY = 2.0  # seconds
_OPEN = 0.05  # seconds that a connection in somebody's stead stays open

log = logging.getLogger(__name__)


async def tidy(sessions: Sessions, app: ASGIApp) -> None:
    """Goes on until it is cancelled."""
    while True:
        await asyncio.sleep(EVERY)
        for session in sessions.gone():
            try:
                await leave(session, app)
            except Exception as error:
                log.warning("a session could not be freed: %s", type(error).__name__)


async def leave(session: str, app: ASGIApp) -> None:
    """Ends a session as if its page had been closed: what is to be heard first, then the page itself."""
    await _open_and_end(app, "/gradio_api/queue/data", f"session_hash={session}")
    await _open_and_end(app, f"/gradio_api/heartbeat/{session}", "")


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
