"""Events as they come in: of a visit that is under way, and each of them once.

A page that does not know whether an event has arrived sends it again, under the same name; it is then
answered as it was answered the first time.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from cachetools import TTLCache
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rdlab.serving.visits import HEADER, Visits

ONCE = "x-rdlab-once"  # the event's own name, which its page makes
JOIN = "/gradio_api/queue/join"
REMEMBERED, MOST_REMEMBERED = 600.0, 20_000  # seconds, and events, whose answers are known
LONGEST_NAME = 64


@dataclass
class _Answer:
    status: int = 0
    body: bytes = b""
    there: asyncio.Event = field(default_factory=asyncio.Event)


class Arrivals:
    """Middleware around Gradio's way in for events."""

    def __init__(self, app: ASGIApp, visits: Visits) -> None:
        self._app, self._visits = app, visits
        self._answers: TTLCache[tuple[str, str], _Answer] = TTLCache(MOST_REMEMBERED, REMEMBERED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].endswith(JOIN):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        visit, once = headers.get(HEADER), headers.get(ONCE, "")[:LONGEST_NAME]
        if visit is not None and not self._visits.knows(visit):
            await JSONResponse({"detail": "gone"}, 409)(scope, receive, send)
            return
        if visit is None or not once:
            await self._app(scope, receive, send)
            return
        known = self._answers.get((visit, once))
        if known is None:
            await self._first((visit, once), scope, receive, send)
            return
        await known.there.wait()
        headers_of_json = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": known.status or 503, "headers": headers_of_json})
        await send({"type": "http.response.body", "body": known.body})

    async def _first(self, name: tuple[str, str], scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answers[name] = _Answer()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
            elif message["type"] == "http.response.body":
                answer.body += message.get("body", b"")
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            if answer.status != 200:
                self._answers.pop(name, None)  # it may be tried again
            answer.there.set()
