"""Malformed requests by the thousand against every address of the app: no 500, no traceback.

    python -m benchmarks.fuzz_http --cases 10000            starts the app, and asks each address so often
    python -m benchmarks.fuzz_http --cases 100 --port 7860  asks one that runs

``ADDRESSES`` are strategies (Hypothesis); the tests use them too (tests/rdlab/serving/test_fuzz.py).
"""

from __future__ import annotations

import argparse
import json
import secrets
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.running import running_app
from benchmarks.visitors import Page

API = "/gradio_api"
JSON = ("Content-Type", "application/json")
TIMEOUT = 20.0
SESSIONS = tuple(f"fuzz{number}" for number in range(8))


@dataclass(frozen=True)
class Case:
    """A request."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What came back; of a connection that stays open only the start."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(port: int, case: Case, host: str = "localhost") -> Answer:
    """Sends a request as it is, and reads the answer; status 0 where there is none."""
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
        own = {name.lower() for name, _ in case.headers}
        lines = [f"{case.method} {case.path} HTTP/1.1"]
        lines += [] if "host" in own else [f"Host: {host}"]
        lines += [] if "content-length" in own or not case.body else [f"Content-Length: {len(case.body)}"]
        lines += [f"{name}: {value}" for name, value in case.headers]
        head = "\r\n".join([*lines, "Connection: close", "", ""])
        with suppress(OSError):  # refused before all of it was sent: the answer says so
            connection.sendall(head.encode("utf-8", "surrogatepass") + case.body)
        return _answer(connection)


def _answer(connection: socket.socket) -> Answer:
    said = b""
    try:
        while chunk := connection.recv(65536):
            said += chunk
            if b"text/event-stream" in said[:2000] and b"\r\n\r\n" in said:
                break
            if len(said) > 2**20:
                break
    except OSError:
        pass
    head, _, body = said.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
    parts = first.split(" ")
    return Answer(int(parts[1]) if len(parts) > 1 else 0, headers, body)


# --- what is asked ----------------------------------------------------------------------------------------

_PLAIN = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=20)
_ANY = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_BROKEN = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b'"text"',
            b"\xff\xfe",
            b'{"data": NaN}',
            b'{"a": "\\ud800"}',
            b"9" * 5_000,
            b'{"fn_index": ' + b"9" * 5_000 + b"}",
            b"[" * 3_000,
            b"[" * 100_000 + b"]" * 100_000,
            b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
            b"[" + b"1," * 100_000 + b"1]",
            b'{"data": 1e999}',
        ]
    ),
)
_TEXT = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, blacklist_characters="\x7f"), max_size=30
)
_SEGMENT = _TEXT.map(lambda text: quote(text, safe="")) | st.sampled_from(
    ["..", "%2e%2e", "%00", "a" * 3_000, "%ff", "null", "-1", "~", "%2f%2fetc"]
)
_HEADER = st.tuples(
    st.sampled_from(
        ["Range", "Accept-Encoding", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Gradio-Server", "Cookie",
         "Content-Type", "Content-Length", "X-RDLab-Visit", "If-None-Match", "Referer", "Origin", "Host",
         "Transfer-Encoding", "Authorization"]
    ),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30)
    | st.sampled_from(["bytes=1-2-3", "bytes=9999999999-", "bytes=-", "-1", "9" * 30, "evil.example", "*"]),
)  # fmt: skip
_HEADERS = st.lists(_HEADER, max_size=2).map(tuple)


def _joining(page: Page) -> st.SearchStrategy[dict[str, Any]]:
    """A body for the queue in which up to three things are wrong."""
    names = {
        index: [page.values.get(key) if key else None for key in keys] for index, keys in page.inputs.items()
    }

    def made(index: int, session: str) -> dict[str, Any]:
        return {"data": names[index], "fn_index": index, "session_hash": session, "event_data": None}

    whole = st.builds(made, st.sampled_from(sorted(names)), st.sampled_from(SESSIONS))
    keys = st.sampled_from(
        [
            "data",
            "fn_index",
            "session_hash",
            "event_data",
            "trigger_id",
            "batched",
            "simple_format",
            "event_id",
        ]
    )
    wrong = st.dictionaries(keys, _ANY, max_size=3)
    value = st.tuples(st.integers(0, 35), _ANY)

    def broken(
        body: dict[str, Any], changes: dict[str, Any], values: list[tuple[int, Any]]
    ) -> dict[str, Any]:
        data = list(body["data"])
        for place, found in values:
            if place < len(data):
                data[place] = found
        return {**body, "data": data, **changes}

    return st.builds(broken, whole, wrong, st.lists(value, max_size=3))


def _posts(path: str, body: st.SearchStrategy[Any]) -> st.SearchStrategy[Case]:
    bodies = st.one_of(body.map(lambda value: json.dumps(value).encode()), _BROKEN)
    return st.builds(lambda said, more: Case("POST", path, (JSON, *more), said), bodies, _HEADERS)


def _gets(paths: st.SearchStrategy[str]) -> st.SearchStrategy[Case]:
    query = st.none() | st.dictionaries(
        st.sampled_from(["session_hash", "page", "deep_link", "all_endpoints", "__theme", "upload_id", "x"]),
        _SEGMENT,
        max_size=3,
    )

    def made(method: str, path: str, asked: dict[str, str] | None, more: tuple) -> Case:
        tail = "?" + "&".join(f"{name}={value}" for name, value in asked.items()) if asked else ""
        return Case(method, path + tail, more)

    return st.builds(made, st.sampled_from(["GET", "GET", "HEAD", "OPTIONS", "PUT"]), paths, query, _HEADERS)


def _fields(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """An object with these fields, wrong or missing."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, _ANY))


def addresses(page: Page) -> dict[str, st.SearchStrategy[Case]]:
    """What is asked of each address of the app."""

    def under(*starts: str) -> st.SearchStrategy[Case]:
        return _gets(st.builds("{}{}".format, st.sampled_from(starts), _SEGMENT))

    return {
        "page": _gets(st.sampled_from(["/", "/config", "/config/"])),
        "info": _gets(st.sampled_from([f"{API}/info", f"{API}/app_id", f"{API}/startup-events"])),
        "static": under("/assets/", "/static/", "/assets/../", "/static/js/"),
        "small": _gets(
            st.sampled_from(["/theme.css", "/robots.txt", "/manifest.json", "/favicon.ico", "/pwa_icon"])
        ),
        "file": under(f"{API}/file=", f"{API}/file=/", f"{API}/file=/etc/", f"{API}/file=http://127.0.0.1/"),
        "heartbeat": under(f"{API}/heartbeat/"),
        "data": _gets(st.just(f"{API}/queue/data")),
        "join": _posts(f"{API}/queue/join", _joining(page)),
        "cancel": _posts(f"{API}/cancel", _fields("session_hash", "fn_index", "event_id")),
        "reset": _posts(f"{API}/reset", _fields("event_id")),
        "server": _posts(
            f"{API}/component_server", _fields("session_hash", "component_id", "fn_name", "data")
        ),
        "call": st.one_of(
            _posts(f"{API}/call/train", _fields("data", "session_hash")),
            _posts(f"{API}/call/v2/open", _fields("data", "session_hash")),
            under(f"{API}/call/train/", f"{API}/call/v2/x/"),
        ),
        "elsewhere": under("/", "/monitoring/", f"{API}/", f"{API}/stream/", "/svelte/", f"{API}/proxy="),
    }


def run(cases: int, name: str, strategy: st.SearchStrategy[Case], look: Callable[[Case], None]) -> None:
    """``look`` at so many cases of an address, always the same ones."""

    @settings(
        max_examples=cases,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def looking(case: Case) -> None:
        look(case)

    looking.hypothesis.inner_test.__name__ = f"looking_{name}"  # type: ignore[attr-defined]
    looking()


# --- as a command -----------------------------------------------------------------------------------------


def measure(port: int, cases: int, memory: Callable[[], float]) -> int:
    """Asks every address and prints what came of it; how many answers were a failure of the server."""
    page = Page.of(port)
    failures, before = 0, memory()
    print(f"{'address':<12}{'cases':>7}{'seconds':>9}  answers")
    for name, strategy in addresses(page).items():
        found: Counter[int] = Counter()
        began = time.monotonic()
        run(cases, name, strategy, lambda case, found=found: found.update([ask(port, case).status]))
        failures += found[500]
        shares = ", ".join(f"{status}: {count}" for status, count in sorted(found.items()))
        print(f"{name:<12}{found.total():>7}{time.monotonic() - began:>9.1f}  {shares}", flush=True)
    began = time.monotonic()
    for _ in range(cases):
        ask(port, Case("GET", f"{API}/queue/data?session_hash={secrets.token_hex(6)}"))
    print(f"{'streams':<12}{cases:>7}{time.monotonic() - began:>9.1f}  of sessions that nobody knows")
    print(f"{failures} answers of 500; memory grew by {memory() - before:.1f} MB")
    return failures


def main() -> None:
    """As on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--cases", type=int, default=300, help="of each address")
    parser.add_argument("--port", type=int, help="of an app that runs; without it, one is started")
    chosen = parser.parse_args()
    if chosen.port:
        sys.exit(min(1, measure(chosen.port, chosen.cases, lambda: 0.0)))
    limits = {"RDLAB_ADDRESS_CALLS": "100000", "RDLAB_ADDRESS_BURST": "1000000", "RDLAB_GRACE": "2"}
    with running_app(**limits) as app:
        sys.exit(min(1, measure(app.port, chosen.cases, app.memory)))


if __name__ == "__main__":
    main()
