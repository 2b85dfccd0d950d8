"""Three hundred requests to each address, most of them malformed; the app is as before.

Always the same ones. ``python -m benchmarks.fuzz_http --cases 10000`` asks more.
"""

import asyncio
import gc
import json
import re
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.fuzz_http import API, SESSIONS, addresses, ask, run
from benchmarks.visitors import Visitor

CASES = 300
NAMES = (
    *("page", "info", "static", "small", "file", "heartbeat", "data", "join"),
    *("cancel", "reset", "server", "call", "elsewhere"),
)
MOST_MEMORY = 50.0  # MB
MOST_LOG = 20_000  # characters
MOST_COMPUTING = 0.1  # seconds of the event loop at a stretch
ARRIVING = 0.2  # and where two visitors arrive in one: Gradio's part of the page costs 50 to 90 ms for each


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def memory(served):
    return resident("self") + sum(resident(each["pid"]) for each in asyncio.run(served.engine.stats()))


@pytest.fixture(scope="module")
def here(served):
    """The visitors whom the requests name are there, and stay: arriving costs Gradio 50 ms each."""
    with ExitStack() as connections:
        for name in SESSIONS:
            connection = socket.create_connection(("127.0.0.1", served.port))
            connections.enter_context(connection)
            connection.sendall(f"GET {API}/heartbeat/{name} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert b" 200 " in connection.recv(100)
        yield connections
    gc.unfreeze()


async def empty(served):
    """Waits until the engine has no sessions."""
    for _ in range(600):
        stats = await served.engine.stats()
        if not any(each["sessions"] or each["jobs"] for each in stats):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(stats)


@pytest.fixture(scope="module")
def before(served):
    """After a first round, in which everything is loaded that is loaded once."""
    for name, strategy in addresses(served.page).items():
        run(CASES if name == "join" else 10, "first", strategy, lambda case: ask(served.port, case))
    asyncio.run(empty(served))
    return memory(served), [each["pid"] for each in asyncio.run(served.engine.stats())]


def test_every_address_is_asked(served):
    assert set(addresses(served.page)) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_malformed_request_is_answered_with_a_sentence(served, before, here, name, capfd, caplog):
    gc.collect()
    gc.freeze()  # what the tests have made is not the server's to look through
    served.loop.longest = 0.0

    def look(case):
        answer = ask(served.port, case)
        assert 200 <= answer.status < 500 or "retry-after" in answer.headers, (case, answer)
        assert b"Traceback" not in answer.body
        if answer.status >= 400 and "content-security-policy" in answer.headers and case.method != "HEAD":
            detail = json.loads(answer.body)["detail"]
            assert detail and (not isinstance(detail, str) or len(detail) < 200)

    run(CASES, name, addresses(served.page)[name], look)
    said = "".join(capfd.readouterr()) + caplog.text
    assert len(said) < MOST_LOG
    if name != "join":  # an event's handler may fail, and says so once every few seconds
        assert "Traceback" not in said
    allowed = MOST_COMPUTING + ARRIVING * (name == "join")
    assert served.loop.longest < allowed and served.loop.ticks


def test_afterwards_the_app_is_as_before(served, before, here):
    """No worker was lost, nothing is kept, and who comes now is served."""
    here.close()
    asyncio.run(empty(served))
    kept, pids = before
    assert [each["pid"] for each in asyncio.run(served.engine.stats())] == pids
    assert memory(served) - kept < MOST_MEMORY

    async def main():
        visitor = Visitor(served.page, keep=True, steps=30)
        opened = await visitor.open()
        await asyncio.wait_for(opened.done.wait(), 60)
        trained = await visitor.do("train.click")
        await asyncio.wait_for(trained.done.wait(), 60)
        assert opened.ok and trained.ok and trained.first
        await visitor.close()

    asyncio.run(main())
