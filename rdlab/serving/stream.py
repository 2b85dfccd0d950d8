"""How an open page hears the server: one stream of messages, by WebSocket or else by HTTP, that may break.

A page that comes back says which message it has seen last, and goes on after it. WebSockets do not count
among the six connections that a browser has for a host, so any number of tabs can listen.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from rdlab.serving.outbox import Outbox, Outboxes
from rdlab.serving.routes import route
from rdlab.serving.visits import SIGNS, Full, Visit, Visits

BEAT = 5.0  # seconds after which a stream with nothing to say says so
MOST_BYTES = 2_000  # of what a page says here
AWAY = 1001  # code of a WebSocket that a browser closes with its page
GONE = 4404  # code of a WebSocket that is closed: there is no such visit
# What the guard before all is to let through.
GUARDED = (
    route(r"/rdlab/(?:hello|leave)", methods=("POST",), counted=True),
    route(r"/rdlab/stream", methods=("POST", "WEBSOCKET"), counted=True),
)


def routes(visits: Visits, outboxes: Callable[[], Outboxes]) -> list[BaseRoute]:
    """The addresses of visits and their streams.

    Args:
        visits: all of them.
        outboxes: what the pages are still to hear.
    """
    connected = Connections(visits, outboxes)
    return [
        Route("/rdlab/hello", connected.hello, methods=["POST"]),
        Route("/rdlab/leave", connected.leave, methods=["POST"]),
        Route("/rdlab/stream", connected.stream, methods=["POST"]),
        WebSocketRoute("/rdlab/stream", connected.socket),
    ]


class Connections:
    """The connections of all pages; of a page's own, the newest one is served."""

    def __init__(self, visits: Visits, outboxes: Callable[[], Outboxes]) -> None:
        self._visits, self._outboxes = visits, outboxes

    async def hello(self, request: Request) -> Response:
        """A sign of life: {"visit", "page", "epoch", "ack"}. Says whether what the page knows of is there."""
        said = await _said(request)
        if said is None:
            return JSONResponse(
                {"detail": "hello: got something else; allowed: visit, page, epoch, ack."}, 400
            )
        try:
            visit, gone = self._visits.hello(said["visit"], said["page"], said["epoch"])
        except ValueError as error:
            return JSONResponse({"detail": str(error)}, 400)
        except Full as error:
            return JSONResponse({"detail": str(error)}, 503)
        outbox = self._outboxes().get(visit.page)
        if outbox is not None and said["ack"]:
            outbox.confirm(said["ack"])
        grace, moved = self._visits.grace, said["page"] in visit.before
        sign = grace / SIGNS
        return JSONResponse(
            {"epoch": visit.epoch, "gone": gone, "moved": moved, "grace": grace, "sign": sign}
        )

    async def leave(self, request: Request) -> Response:
        """The page is being closed, or reloaded."""
        said = await _said(request)
        if said is not None:
            self._left(said)
        return Response(status_code=204)

    async def stream(self, request: Request) -> Response:
        """The messages by HTTP, a line each; its page confirms them by ``hello``."""
        said = await _said(request)
        visit = said and self._visit(said)
        if not said or not visit:
            return JSONResponse({"detail": "no such visit"}, 404)
        lines = self._lines(visit, said["page"], said["ack"])
        return StreamingResponse(lines, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def socket(self, socket: WebSocket) -> None:
        """The messages by WebSocket; what the page says is a number that it confirms."""
        await socket.accept()
        try:
            said = _read(await asyncio.wait_for(socket.receive_text(), BEAT))
            visit = said and self._visit(said)
            if not said or not visit:
                await socket.close(GONE)
                return
            outbox = self._outboxes().of(said["page"])
            async with asyncio.TaskGroup() as both:
                listening = both.create_task(_listen(socket, outbox, partial(self._left, said)))
                try:
                    async for line in self._lines(visit, said["page"], said["ack"]):
                        await socket.send_text(line)
                finally:
                    listening.cancel()
            with suppress(RuntimeError):
                await socket.close()
        except* (WebSocketDisconnect, RuntimeError, TimeoutError, OSError):
            pass  # cut: the page comes back

    # --- inside

    def _left(self, said: dict[str, Any]) -> None:
        self._visits.leaving(said["visit"], said["epoch"], said["page"])

    def _visit(self, said: dict[str, Any]) -> Visit | None:
        visit = self._visits.get(said["visit"])
        mine = visit is not None and (visit.epoch, visit.page) == (said["epoch"], said["page"])
        return visit if mine else None

    async def _lines(self, visit: Visit, page: str, seen: int) -> AsyncIterator[str]:
        """Lines "<number> <message>", one after the other; an empty one when there is nothing to say."""
        outbox, mine = self._outboxes().of(page), object()
        with self._visits.connected(visit):
            for number, text in outbox.again(seen, mine):
                yield f"{number} {text}\n"
            while outbox.reader is mine and self._visits.get(visit.id) is visit:
                message = await outbox.read(BEAT, mine)
                if message:  # sent even if another has come: it then sends it again
                    yield f"{message[0]} {message[1]}\n"
                elif outbox.reader is mine:
                    yield "\n"


async def _listen(socket: WebSocket, outbox: Outbox, left: Callable[[], None]) -> None:
    """What the page confirms; raises WebSocketDisconnect when it has gone.

    left: called where it went for good: of a page that is closed not every last word arrives.
    """
    while True:
        try:
            text = await socket.receive_text()
        except WebSocketDisconnect as end:
            if end.code == AWAY:
                left()
            raise
        if text.isascii() and text.isdecimal() and len(text) < 16:
            outbox.confirm(int(text))


async def _said(request: Request) -> dict[str, Any] | None:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    return _read(body)


def _read(text: str | bytes) -> dict[str, Any] | None:
    """{"visit", "page", "epoch": text, "ack": number}, or None for anything else."""
    if len(text) > MOST_BYTES:
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    found = {name: said.get(name, "") for name in ("visit", "page", "epoch")} | {"ack": said.get("ack", 0)}
    ack = found["ack"]
    right = isinstance(ack, int) and 0 <= ack < 2**53
    return found if right and all(isinstance(found[n], str) for n in ("visit", "page", "epoch")) else None
