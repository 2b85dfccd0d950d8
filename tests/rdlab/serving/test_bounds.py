"""How much and how often: sizes, nesting, digits, calls; and what the log and the headers say."""

import asyncio
import json
import logging
import secrets
import socket
import time
from contextlib import suppress

import pytest

from benchmarks.fuzz_http import API, JSON, Case, ask
from rdlab.serving.bodies import parsed
from rdlab.serving.headers import policy
from rdlab.serving.limits import HttpLimits
from rdlab.serving.rates import Rates
from rdlab.serving.refusals import Counter, Refused, Seldom

SMALL = HttpLimits(depth=3, values=20, digits=10)


def refusal(body, limits=SMALL):
    """The status of what is refused; None where nothing is."""
    try:
        asyncio.run(parsed(body, limits))
    except Refused as refused:
        return refused.status
    return None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{}", None),
        (b'{"a": [[1]]}', None),
        (b'{"a": [[[1]]]}', 422),
        (b'{"a": "[[[[[[[["}', None),
        (rb'{"a": "\"[[[[[[", "b": "\\"}', None),
        (rb'{"a": "\\", "b": [[[[]]]]}', 422),
        (b'{"a": 1234567890}', None),
        (b'{"a": 12345678901}', 422),
        (b'{"a": 0.12345678901}', 422),
        (b'{"a": "12345678901234567890"}', None),
        (b"[" + b"1," * 18 + b"1]", 422),  # no object
        (b'{"a": [' + b"1," * 30 + b"1]}", 413),
        (b'{"a": "' + b"1," * 300 + b'"}', None),
        (b'{"a": NaN}', 400),
        (b'{"a": Infinity}', 400),
        (b'{"a": "\\ud800"}', 400),
        (b'{"a": "\\ud83d\\ude00"}', None),
        (b'{"a": "\xff"}', 400),
        (b'{"a": "', 400),
        (b'{"a": 1', 400),
        (b"", 400),
        (b"null", 422),
        (b"[" * 100_000, 413),
    ],
)
def test_what_a_body_may_be(body, status):
    assert refusal(body) == status


def test_a_large_text_is_read_quickly_and_many_values_are_not_read_at_all():
    text = json.dumps({"event_data": {"csv": "1.25,-3.5\n" * 900_000}}).encode()
    began = time.thread_time()
    assert refusal(text, HttpLimits()) is None
    assert refusal(b"[" + b"1," * 5_000_000 + b"1]", HttpLimits()) == 413
    assert time.thread_time() - began < 1.0


def test_what_is_too_large_is_refused_before_it_is_read(served):
    for length in (str(10**9), "9" * 15):
        headers = (JSON, ("Content-Length", length))
        answer = ask(served.port, Case("POST", f"{API}/queue/join", headers, b"{"))
        assert answer.status == 413 and b"larger than" in answer.body


def test_what_says_no_length_is_refused_when_it_is_too_large(served):
    chunk = b"%x\r\n" % 2**20 + b" " * 2**20 + b"\r\n"
    head = f"POST {API}/queue/join HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    sent = 0
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        with suppress(ConnectionError):
            while sent < 2 * served.guard.limits.request:
                connection.sendall(chunk)
                sent += 2**20
        with suppress(ConnectionError):  # the server hangs up, maybe before its answer is read
            assert connection.recv(100)[:12] in (b"HTTP/1.1 413", b"")
    assert sent < 1.5 * served.guard.limits.request


def test_who_asks_too_often_is_told_when_to_come_back(served):
    name, most = secrets.token_hex(5), int(served.guard.limits.burst)
    body = json.dumps({"session_hash": name, "fn_index": 1, "event_id": "x"}).encode()
    statuses = []
    for _ in range(3 * most):
        answer = ask(served.port, Case("POST", f"{API}/cancel", (JSON,), body))
        statuses.append(answer.status)
        if answer.status == 429:
            break
    assert statuses[-1] == 429 and int(answer.headers["retry-after"]) >= 1
    assert statuses.count(403) >= most
    other = json.dumps({"session_hash": secrets.token_hex(5), "fn_index": 1, "event_id": "x"}).encode()
    assert ask(served.port, Case("POST", f"{API}/cancel", (JSON,), other)).status == 403


def test_a_bucket_fills_again_and_old_ones_are_forgotten():
    rates = Rates(rate=50, burst=3, most=2)
    assert [rates.take("a") > 0 for _ in range(4)] == [False, False, False, True]
    time.sleep(0.05)
    assert rates.take("a") == 0
    for key in "bcd":
        rates.take(key)
    assert len(rates._buckets) == 2


def test_the_log_counts_instead_of_repeating():
    counter = Counter(pause=0.05)
    assert [counter.note("a") for _ in range(5)] == [1, 0, 0, 0, 0] and counter.note("b") == 1
    time.sleep(0.06)
    assert counter.note("a") == 5
    record = logging.makeLogRecord({"msg": "again", "levelno": logging.WARNING})
    seldom = Seldom()
    assert [seldom.filter(record) for _ in range(3)] == [True, False, False]


def test_a_flood_of_unknown_streams_leaves_the_log_short(served, capfd, caplog):
    for number in range(2_000):
        answer = ask(served.port, Case("GET", f"{API}/queue/data?session_hash=flood{number}"))
        assert answer.status == 404 and len(answer.body) < 100
    said = "".join(capfd.readouterr()) + caplog.text
    assert len(said) < 10_000 and "Traceback" not in said


def test_a_flood_of_what_is_no_http_leaves_the_log_short(served, capfd, caplog):
    for _ in range(200):
        with socket.create_connection(("127.0.0.1", served.port)) as connection:
            connection.sendall(b"\x16\x03\x01 not http\r\n\r\n")
            connection.recv(100)
    assert len("".join(capfd.readouterr()) + caplog.text) < 2_000


def test_every_answer_says_what_a_browser_may_do_with_it(served):
    for path in ("/", "/config", "/theme.css", "/nothing", f"{API}/queue/data"):
        headers = ask(served.port, Case("GET", path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin" and "camera=()" in headers["permissions-policy"]
        assert "object-src 'none'" in headers["content-security-policy"]
        kind = "cross-origin" if path == "/" else "same-origin"
        assert headers["cross-origin-resource-policy"] == kind
        assert not [name for name in headers if name.startswith("access-control")]


def test_the_page_may_be_shown_anywhere_unless_sites_are_named():
    assert "frame-ancestors" not in policy("localhost")
    assert "frame-ancestors https://moodle.example.org" in policy("localhost", "https://moodle.example.org")
    assert "ws://lab.local:7860 wss://lab.local:7860" in policy("lab.local:7860")
