"""What may be asked: every address that the page, an API client and Spaces need; all else is not found.

Gradio answers at some sixty. The others are for what this app does not use (uploads, video, login, MCP), or
are nobody's business: a dashboard of all visitors, an editor of the app's code, a proxy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rdlab.serving.refusals import Refused, not_found

API = "/gradio_api"
_NAME = r"[A-Za-z0-9_-]{1,64}"
_FILE = r"(?:[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]*/)*[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]*\.[A-Za-z0-9]+"

Kind = Literal[
    "plain",
    "page",
    "info",
    "file",
    "heartbeat",
    "data",
    "join",
    "call",
    "answer",
    "cancel",
    "reset",
    "server",
]


@dataclass(frozen=True)
class Route:
    """One address.

    Attributes:
        pattern: of the whole path; its groups are what the check of its kind needs.
        methods: of HTTP; "WEBSOCKET" for one.
        kind: what is checked besides.
        query: names that Gradio may read; all others are taken out, as they reach code that nobody needs.
        counted: whether it counts among the calls of its address: it costs the server more than a file.
    """

    pattern: re.Pattern[str]
    methods: frozenset[str] = frozenset({"GET"})
    kind: Kind = "plain"
    query: frozenset[str] = frozenset()
    counted: bool = False


def route(
    pattern: str,
    kind: Kind = "plain",
    methods: Sequence[str] = ("GET",),
    query: Sequence[str] = (),
    counted: bool = False,
) -> Route:
    """A `Route`."""
    return Route(re.compile(pattern, re.ASCII), frozenset(methods), kind, frozenset(query), counted)


def _post(pattern: str, kind: Kind) -> Route:
    return route(pattern, kind, ("POST",), (), True)


ROUTES: tuple[Route, ...] = (
    route(r"/", "page", ("GET", "HEAD"), counted=True),
    route(r"/config/?", counted=True),
    route(rf"{API}/info/?", "info", query=("all_endpoints",), counted=True),
    route(rf"{API}/app_id/?", counted=True),  # asked after a lost connection: is it the same server?
    route(rf"{API}/startup-events", counted=True),  # asked once by Gradio itself, as it starts
    route(rf"(?:{API})?/theme\.css"),
    route(r"/(?:favicon\.ico|robots\.txt|manifest\.json|pwa_icon)"),
    route(rf"/(?:assets|static)/{_FILE}"),
    route(rf"{API}/file=(.+)", "file", ("GET", "HEAD")),
    route(rf"{API}/heartbeat/({_NAME})", "heartbeat", counted=True),
    route(rf"{API}/queue/data", "data", query=("session_hash",), counted=True),
    route(rf"{API}/call/(?:v2/)?({_NAME})/({_NAME})", "answer", counted=True),
    _post(rf"{API}/queue/join", "join"),
    _post(rf"{API}/call/(?:v2/)?({_NAME})/?", "call"),
    _post(rf"{API}/cancel", "cancel"),
    _post(rf"{API}/reset/?", "reset"),
    _post(rf"{API}/component_server/?", "server"),
)


def found(path: str, method: str, routes: Sequence[Route]) -> tuple[Route, re.Match[str]]:
    """The route of a path, and what it matched. Raises Refused."""
    allowed: set[str] = set()
    for each in routes:
        if match := each.pattern.fullmatch(path):
            if method in each.methods:
                return each, match
            allowed |= each.methods
    if not allowed:
        raise not_found()
    raise Refused("method", 405, "Method not allowed", {"allow": ", ".join(sorted(allowed))})
