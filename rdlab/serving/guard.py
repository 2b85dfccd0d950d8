"""The guard: stands before Gradio, and lets through what the page, an API client or Spaces may ask.

It has to be the outermost of all, as Gradio puts its own middleware around any that an app brings: its answer
to other origins would come before ours. So it is put around all of them when the server starts (`guarded`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rdlab.serving import bodies, leaving
from rdlab.serving.headers import added, with_headers
from rdlab.serving.hosts import Headers, Hosts
from rdlab.serving.limits import HttpLimits
from rdlab.serving.page import Page, session_of
from rdlab.serving.rates import Rates
from rdlab.serving.refusals import RefusalLog, Refused, answer, malformed, not_found, quieten
from rdlab.serving.routes import ROUTES, Route, found
from rdlab.serving.sessions import Known, Sessions

VISIT = b"x-rdlab-visit"  # header by which a visitor is known beyond one connection
_DROPPED = {b"origin", b"range", b"if-range"}  # nothing behind the guard needs them


@dataclass(frozen=True)
class Rules:
    """What the guard goes by.

    Attributes:
        page: what may be asked of it.
        files: folders and files of ours that a browser may read; all in a folder is meant.
        limits: the bounds.
        hosts: the names of this server.
        ancestors: sites that may show the page in a frame, as CSP writes them; "": any.
        more: addresses beside Gradio's.
    """

    page: Page
    files: tuple[Path, ...]
    limits: HttpLimits = field(default_factory=HttpLimits)
    hosts: Hosts = field(default_factory=Hosts)
    ancestors: str = ""
    more: tuple[Route, ...] = ()


@dataclass
class _Asked:
    """A request that may go on, with what was found out about it."""

    scope: Scope
    receive: Receive
    route: Route
    known: Known | None = None  # holds an open connection while this is answered
    joins: str | None = None  # the session that the event in the answer will belong to
    leaves: str | None = None  # the session whose page is closed when this ends


def guarded(rules: Rules) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """What FastAPI's ``lifespan`` takes (for Gradio: ``launch(app_kwargs={"lifespan": ...})``)."""

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        quieten("uvicorn.error", "asyncio", "rdlab.page.updates")
        inner = app.middleware_stack  # complete by now, and nobody has asked anything yet
        guard = app.middleware_stack = Guard(inner, rules)
        tidying = asyncio.create_task(leaving.tidy(guard.sessions, inner))
        try:
            yield
        finally:
            tidying.cancel()
            app.middleware_stack = inner

    return lifespan


class Guard:
    """An ASGI app around another."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app, self.rules, self.limits = app, rules, rules.limits
        self.sessions = Sessions(rules.limits)
        self._routes = (*rules.more, *ROUTES)
        self._files = tuple(path.resolve() for path in rules.files)
        limits = rules.limits
        self._addresses = Rates(limits.address_calls, limits.address_burst, limits.visitors)
        self._visitors = Rates(limits.calls, limits.burst, limits.visitors)
        self._reading = 0
        self._log = RefusalLog()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request, or refuses it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        answering = _Answering(send)
        try:
            headers = self.rules.hosts.cleaned(scope["headers"])
            host = headers[0][1].decode("latin-1")
            extra = added(host, self.rules.ancestors, scope["path"] == "/")
        except Refused as refused:
            await self._refuse(refused, scope, with_headers(answering, added("localhost", "", False)))
            return
        sending = with_headers(answering, extra)
        try:
            asked = await self._admit(scope, headers, receive)
        except Refused as refused:
            await self._refuse(refused, scope, sending)
            return
        await self._serve(asked, answering, sending)

    async def _refuse(self, refused: Refused, scope: Scope, send: Send) -> None:
        self._log.refused(refused)
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(send, refused, scope["method"] == "HEAD")

    async def _serve(self, asked: _Asked, answering: _Answering, send: Send) -> None:
        """The app's answer; what it raises is told once, and ends the answer as one to be read."""
        if asked.joins:
            send = self._learning(send, asked.joins)
        try:
            if asked.route.kind == "heartbeat":
                await leaving.beat(asked.receive, send)
            else:
                await self.app(asked.scope, asked.receive, send)
        except Exception as error:
            if asked.route.kind not in (
                "data",
                "answer",
            ):  # these raise where a session is gone: not a failure
                self._log.failed(error)
            with suppress(Exception):
                if asked.scope["type"] == "websocket":
                    await send({"type": "websocket.close", "code": 1011})
                elif not answering.started:
                    await answer(send, Refused("failure", 500, "The server failed here."))
                elif not answering.ended:
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if asked.known:
                self.sessions.close(asked.known)
                if asked.leaves and asked.known.joined and not asked.known.closed:
                    asked.known.closed = True
                    await leaving.close(asked.leaves, self.app)

    # --- whether it may go on

    async def _admit(self, scope: Scope, headers: Headers, receive: Receive) -> _Asked:
        """The request as it goes on. Raises Refused."""
        path = _below(scope["path"], scope.get("root_path", ""))
        method = "WEBSOCKET" if scope["type"] == "websocket" else scope["method"]
        route, match = found(path, method, self._routes)
        groups = match.groups()
        if method not in ("GET", "HEAD"):
            self.rules.hosts.check_origin(scope["headers"], headers)
        if route.counted:
            _take(self._addresses, (scope.get("client") or ("",))[0])
        kept = [(name, value) for name, value in headers if name not in _DROPPED]
        query = parse_qsl(scope["query_string"].decode("latin-1"))
        given = [(name, value) for name, value in query if name in route.query or route in self.rules.more]
        inner = {**scope, "headers": kept, "query_string": urlencode(given).encode()}
        asked = _Asked(inner, receive, route)
        visit = _visit(scope["headers"])
        if route.kind == "info":  # what Gradio tells the first who asks, it tells all
            own = self.rules.hosts.main or "localhost"
            inner["headers"] = [(b"host", own.encode()), *kept[1:]]
        elif route.kind == "file":
            self._check_file(groups[0])
        elif route.kind in ("heartbeat", "data", "answer"):
            self._admit_stream(asked, groups, dict(given), visit)
        elif method == "POST" and route not in self.rules.more:
            await self._admit_body(asked, groups, visit)
        return asked

    def _check_file(self, path: str) -> None:
        """Raises Refused for all but the app's own files, links out of them included."""
        try:
            file = Path(path).resolve()
            ours = any(file == own or own in file.parents for own in self._files)
            if ours and "\0" not in path and file.is_file():
                return
        except (OSError, ValueError):
            pass
        raise not_found()

    def _admit_stream(
        self, asked: _Asked, groups: Sequence[str], query: Mapping[str, str], visit: str
    ) -> None:
        """A connection that stays open. Raises Refused."""
        if asked.route.kind == "heartbeat":
            session = asked.leaves = session_of(groups[0])
            _take(self._visitors, session)
        elif asked.route.kind == "answer":
            session = self.sessions.check_event(groups[1])
        else:
            session = session_of(query.get("session_hash"))
            self.sessions.check_stream(session)
        known = self.sessions.use(session, visit, new=asked.route.kind == "heartbeat")
        self.sessions.open(known)
        asked.known = known

    async def _admit_body(self, asked: _Asked, groups: Sequence[str], visit: str) -> None:
        """A request with a body, which is all JSON. Raises Refused."""
        headers = dict(asked.scope["headers"])
        if headers.get(b"content-type", b"").split(b";")[0].strip().lower() != b"application/json":
            raise Refused("malformed", 415, "Content-Type: allowed: application/json.")
        length = headers.get(b"content-length", b"").decode("latin-1")
        declared = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None
        room = min(declared if declared is not None else self.limits.request, self.limits.request)
        if self._reading + room > self.limits.reading:
            raise Refused("busy", 503, "Too many large requests at once.", {"retry-after": "2"})
        self._reading += room
        try:
            body = await bodies.read(asked.receive, declared, self.limits)
            said = await bodies.parsed(body, self.limits)
        finally:
            self._reading -= room
        asked.receive = _again(body, asked.receive)
        self._check_said(asked, said, groups, visit)

    def _check_said(self, asked: _Asked, said: dict[str, Any], groups: Sequence[str], visit: str) -> None:
        """What the body says. Raises Refused."""
        kind, page = asked.route.kind, self.rules.page
        if kind == "reset":
            self.sessions.check_event(said.get("event_id"))
            return
        if kind == "call" and said.get("session_hash") is None:
            raise malformed("session_hash: allowed: 1 to 64 letters, digits, - and _.")
        session = session_of(said.get("session_hash"))
        _take(self._visitors, session)
        if kind == "join":
            page.check_event(said)
        elif kind == "call":
            page.check_call(groups[0], said)
        elif kind == "server":
            page.check_server(said)
        else:
            index = said.get("fn_index")
            if (
                not isinstance(index, int)
                or isinstance(index, bool)
                or not isinstance(said.get("event_id"), str)
            ):
                raise malformed("fn_index, event_id: allowed: a number and a text.")
        known = self.sessions.use(session, visit, new=kind in ("join", "call"))
        if kind == "cancel":
            self.sessions.check_event(said["event_id"], session)
        if kind in ("join", "call"):
            known.joined, known.closed = True, False
            asked.joins = session
            _without(asked.scope, b"accept-encoding")  # its answer is read on the way

    def _learning(self, send: Send, session: str) -> Send:
        """``send``, which learns from the answer which event is the session's."""
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif status == 200 and len(message.get("body", b"")) < 1000:
                with suppress(ValueError, TypeError, KeyError):
                    self.sessions.own(str(json.loads(message["body"])["event_id"]), session)
            await send(message)

        return sending


class _Answering:
    """``send`` that remembers how far the answer has come."""

    def __init__(self, send: Send) -> None:
        self._send, self.started, self.ended = send, False, False

    async def __call__(self, message: Message) -> None:
        self.started = self.started or message["type"] == "http.response.start"
        self.ended = message["type"] == "http.response.body" and not message.get("more_body", False)
        await self._send(message)


def _below(path: str, root: str) -> str:
    """The path below the one at which a proxy serves the app, if it left that in."""
    return path[len(root) :] or "/" if root and path.startswith(f"{root}/") else path


def _visit(headers: Iterable[tuple[bytes, bytes]]) -> str:
    value = next((value for name, value in headers if name == VISIT), b"").decode("latin-1")
    if len(value) > 200:
        raise malformed("X-RDLab-Visit: allowed: up to 200 characters.", 400)
    return value.partition(".")[
        0
    ]  # what follows says that it is the same one as before (`rdlab.serving.visits`)


def _take(rates: Rates, key: str) -> None:
    wait = rates.take(key)
    if wait:
        sentence = "Too many requests; try again in a moment."
        raise Refused("too often", 429, sentence, {"retry-after": str(int(wait) + 1)})


def _again(body: bytes, receive: Receive) -> Receive:
    """``receive`` from which the body comes once more."""
    first = True

    async def receiving() -> Message:
        nonlocal first
        if first:
            first = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return receiving


def _without(scope: Scope, name: bytes) -> None:
    scope["headers"] = [(each, value) for each, value in scope["headers"] if each != name]
