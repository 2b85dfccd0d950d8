"""Visitors without a browser: what a page says to the server and what it hears, over plain HTTP.

They speak the protocol that Gradio's own page speaks (``/config``, ``/heartbeat``, ``/queue/join``,
``/queue/data``), so the handlers need no public endpoints. gradio_client would parse every frame and start
threads of its own: sixty of them would take the cores that are to be measured. Here a frame of 15 KB is
searched for the few bytes that matter, which takes some 20 microseconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAX_LINE = 2**22  # bytes; an opening message holds both stages
# In a message, the picture's header is JSON inside JSON: its quotes are escaped.
TRAINED = re.compile(rb'\\"stage\\":\\"([\w-]+)\\",\\"step\\":(\d+),\\"steps\\":(\d+)')
AT_REST = rb"\"live\":false"


# --- the app ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class App:
    """A running ``python app.py``."""

    port: int
    process: subprocess.Popen

    def pids(self) -> list[int]:
        """The server's and its workers'."""
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [self.process.pid, *(int(pid) for file in children for pid in file.read_text().split())]

    def memory(self) -> float:
        """Resident megabytes of all processes."""
        return sum(int(_status(pid, "VmRSS").split()[0]) for pid in self.pids()) / 1024

    def cpu(self) -> list[float]:
        """Seconds of computing so far, of the server and of each worker."""
        return [_cpu(pid) for pid in self.pids()]

    def computing(self) -> float:
        """Seconds of computing so far of all workers, to the microsecond."""
        return (
            sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in self.pids()[1:]) / 1e9
        )


def _status(pid: int, key: str) -> str:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith(key)), "0")


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running_app(**environment: str) -> Iterator[App]:
    """Starts ``python app.py`` on a free port; ends it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = os.environ | {"GRADIO_SERVER_NAME": "127.0.0.1", "GRADIO_SERVER_PORT": str(port)} | environment
    process = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=told, stdout=subprocess.DEVNULL, stderr=sys.stderr
    )
    try:
        end = time.monotonic() + 120
        while True:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/config", timeout=5):
                break
            if time.monotonic() > end or process.poll() is not None:
                raise RuntimeError("The app did not start.")
            time.sleep(0.1)
        yield App(port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


# --- the page ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """What the page knows from ``/config``: the handlers by name, and what each of them reads."""

    port: int
    handlers: dict[str, int]  # name of the component and of the event, "train.click" -> fn_index
    inputs: dict[int, list[str | None]]  # fn_index -> names of the components it reads; None: not named
    values: dict[str, object]  # name of a component -> its value when the page opens

    @classmethod
    def of(cls, port: int) -> Page:
        """The page as the server on this port describes it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/config", timeout=30) as answer:
            config = json.load(answer)
        named = {c["id"]: c["props"].get("elem_id") or "" for c in config["components"]}
        names = {id: name.removeprefix("lab-") for id, name in named.items() if name.startswith("lab-")}
        values = {names[c["id"]]: c["props"].get("value") for c in config["components"] if c["id"] in names}
        handlers, inputs = {}, {}
        for number, each in enumerate(config["dependencies"]):
            index = each.get("id", number)
            inputs[index] = [names.get(id) for id in each["inputs"]]
            for id, event in each["targets"]:
                handlers.setdefault(f"{names.get(id, 'page')}.{event}", index)
        return cls(port, handlers, inputs, values)


@dataclass
class Event:
    """One click: when it was made, and what came of it."""

    began: float
    first: float = 0.0  # the first picture of a training
    last: float = 0.0  # the last message
    rest: float = 0.0  # the first picture at rest after that
    done: asyncio.Event = field(default_factory=asyncio.Event)
    frames: list[tuple[float, int]] = field(default_factory=list)  # time and training step of each
    said: list[bytes] = field(default_factory=list)  # the messages, where they are kept
    ok: bool = False


class Visitor:
    """One open page. ``values`` are the settings that the widgets hold."""

    def __init__(self, page: Page, keep: bool = False, **values: object) -> None:
        self.page, self.keep = page, keep
        self.values = page.values | values
        self.hash = secrets.token_hex(6)
        self.events: dict[str, Event] = {}
        self._joining: list[bytes] = []  # messages of events whose name is not known yet
        self._tasks: list[asyncio.Task] = []
        self._reader: asyncio.Task | None = None

    async def open(self) -> Event:
        """Open the page: the heartbeat, and what the page asks for when it has loaded."""
        self._tasks.append(asyncio.create_task(self._listen(f"/gradio_api/heartbeat/{self.hash}", None)))
        await asyncio.sleep(0)
        return await self.do("page.load")

    async def close(self) -> None:
        """Close the page, whatever it does: its connections end."""
        tasks = [task for task in (*self._tasks, self._reader) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for event in self.events.values():
            event.done.set()

    async def do(self, name: str, **values: object) -> Event:
        """Cause an event ("train.click"), with widgets changed before."""
        self.values |= values
        index = self.page.handlers[name]
        data = [None if key is None else self.values.get(key) for key in self.page.inputs[index]]
        body = {"data": data, "fn_index": index, "session_hash": self.hash, "event_data": None}
        event = Event(time.monotonic())
        answer = json.loads(await self._post("/gradio_api/queue/join", json.dumps(body).encode()))
        self.events[answer["event_id"]] = event
        for line in self._joining:
            self._hear(line)
        self._joining.clear()
        if self._reader is None or self._reader.done():
            path = f"/gradio_api/queue/data?session_hash={self.hash}"
            self._reader = asyncio.create_task(self._listen(path, self._hear))
        return event

    def _hear(self, line: bytes) -> None:
        now = time.monotonic()
        found = re.search(rb'"event_id":"([0-9a-f]+)"', line[:200]) or re.search(
            rb'"event_id":"([0-9a-f]+)"', line
        )
        event = self.events.get(found[1].decode()) if found else None
        if event is None:
            if found:
                self._joining = [*self._joining[-20:], line]
            return
        event.last = now
        if self.keep:
            event.said.append(line)
        step = TRAINED.search(line)
        if step and int(step[2]) and (not event.frames or int(step[2]) != event.frames[-1][1]):
            event.first = event.first or now
            event.frames.append((now, int(step[2])))
        if AT_REST in line:
            event.rest = now
        if b'"process_completed"' in line[:60]:
            event.ok = b'"success":true' in line
            event.done.set()

    async def _post(self, path: str, body: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.page.port)
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        writer.write(
            head.encode() + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
        )
        answer = await reader.read()
        writer.close()
        status, _, rest = answer.partition(b"\r\n")
        if b" 200 " not in status:
            raise RuntimeError(f"{path}: {answer[-500:].decode(errors='replace')}")
        return rest.partition(b"\r\n\r\n")[2]

    async def _listen(self, path: str, hear: Callable[[bytes], None] | None) -> None:
        """Read a stream of server-sent events to its end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.page.port, limit=MAX_LINE)
        try:
            writer.write(
                f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".encode()
            )
            while line := await reader.readline():
                if hear and line.startswith(b"data:"):
                    hear(line[5:].strip())
                    if b'"close_stream"' in line[:60]:
                        break
        finally:
            writer.close()


@asynccontextmanager
async def open_pages(
    page: Page, count: int, together: int = 4, **values: object
) -> AsyncIterator[list[Visitor]]:
    """``count`` visitors whose pages have opened, a few at a time; they leave in the end."""
    visitors = [Visitor(page, **values) for _ in range(count)]
    free = asyncio.Semaphore(4)

    async def come(visitor: Visitor) -> None:
        async with free:
            event = await visitor.open()
            await event.done.wait()

    try:
        await asyncio.gather(*(come(visitor) for visitor in visitors))
        yield visitors
    finally:
        await asyncio.gather(*(visitor.close() for visitor in visitors))
