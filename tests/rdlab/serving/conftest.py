"""The real app, served within this process; its event loop is watched while it serves."""

import asyncio
import gc
import time
from dataclasses import dataclass, field

import pytest

from benchmarks.visitors import Page
from rdlab import limits
from rdlab.app import serve
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.sessions import SESSIONS

TICK = 0.005
CHOSEN = {"RDLAB_GRACE": "2", "RDLAB_ADDRESS_CALLS": "100000", "RDLAB_ADDRESS_BURST": "1000000"}


@dataclass
class Loop:
    """What the server's event loop did: the most it computed between two ticks, in seconds of its thread.

    Computing, and not time: the machine may be busy with other things.
    """

    longest: float = 0.0
    ticks: int = 0
    task: asyncio.Task | None = field(default=None, repr=False)

    async def watch(self):
        before = time.thread_time()
        while True:
            await asyncio.sleep(TICK)
            now = time.thread_time()
            self.longest, self.ticks, before = max(self.longest, now - before), self.ticks + 1, now


@dataclass(frozen=True)
class Served:
    """The app while it serves."""

    port: int
    demo: object
    guard: object
    engine: Engine
    page: Page
    loop: Loop


@pytest.fixture(scope="package")
def served():
    values = pytest.MonkeyPatch()
    for variable, value in CHOSEN.items():
        values.setenv(variable, value)
    read = limits.read()
    gc.collect()
    gc.freeze()  # as app.py does
    engine = Engine(SESSIONS, 1, limits.engine_limits(read))
    demo = serve(engine, Places(4), read, prevent_thread_lock=True, server_name="127.0.0.1", quiet=True)
    guard, loop = demo.app.middleware_stack, Loop()

    async def watched(scope, receive, send):
        if loop.task is None:
            loop.task = asyncio.create_task(loop.watch())
        await guard(scope, receive, send)

    demo.app.middleware_stack = watched
    yield Served(demo.server_port, demo, guard, engine, Page.of(demo.server_port), loop)
    demo.close()
    engine.close()
    values.undo()
