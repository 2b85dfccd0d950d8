"""Visitors without a browser: what a page says to the server and what it hears.

They speak the protocol of our page: a visit is greeted (``/rdlab/hello``), events are sent until they have
arrived (``/queue/join``), and the messages come by a WebSocket that may break (``/rdlab/stream``).
gradio_client would parse every frame and start threads of its own: sixty of them would take the cores that
are to be measured. Here a frame of 15 KB is searched for the few bytes that matter, which takes some 20
microseconds.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

MAX_MESSAGE = 2**22  # bytes; an opening message holds both stages
CONFIRM = 0.4  # seconds between two confirmations of what has come
AGAIN = 0.3  # seconds before the next try
# In a message, the picture's header is JSON inside JSON: its quotes are escaped.
TRAINED = re.compile(rb'\\"stage\\":\\"([\w-]+)\\",\\"step\\":(\d+),\\"steps\\":(\d+)')
AT_REST = rb"\"live\":false"
EVENT = re.compile(rb'"event_id":"([0-9a-f]+)"')


class Refused(RuntimeError):
    """The server has answered with an error."""

    def __init__(self, path: str, status: int, words: str) -> None:
        super().__init__(f"{path}: {status} {words}")
        self.status = status


class Gone(RuntimeError):
    """What this visitor knows of is gone."""


@dataclass(frozen=True)
class Page:
    """What the page knows from ``/config``: the handlers by name, and what each of them reads.

    Names are the components' ids: "compare-run", and in the Lab without the tab, "train".
    """

    port: int
    handlers: dict[str, int]  # name of the component and of the event, "train.click" -> fn_index
    inputs: dict[int, list[str | None]]  # fn_index -> names of the components it reads; None: not named
    values: dict[str, object]  # name of a component -> its value when the page opens

    @classmethod
    def of(cls, port: int) -> Page:
        """The page as the server on this port describes it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/config", timeout=30) as answer:
            config = json.load(answer)
        found = {c["id"]: c["props"].get("elem_id") or "" for c in config["components"]}
        names = {id: name.removeprefix("lab-") for id, name in found.items() if name}
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
    answer: float = 0.0  # the first that says something new
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    rest: float = 0.0  # the first picture at rest after that
    done: asyncio.Event = field(default_factory=asyncio.Event)
    frames: list[tuple[float, int]] = field(default_factory=list)  # time and training step of each
    said: list[bytes] = field(default_factory=list)  # the messages, where they are kept
    ok: bool = False


class Visitor:
    """One tab. ``values`` are the settings that the widgets hold."""

    def __init__(self, page: Page, keep: bool = False, **values: object) -> None:
        self.page, self.keep = page, keep
        self.values = page.values | values
        self.id, self.epoch, self.sign = secrets.token_urlsafe(24), "", 30.0
        self.events: dict[str, Event] = {}
        self.errors: list[str] = []  # answers that no page should get
        self._new_page()

    def _new_page(self) -> None:
        self.hash = secrets.token_hex(6)
        self.seen = 0  # number of the last message that came
        self._life: asyncio.Task | None = None
        self._joining: list[bytes] = []  # messages of events whose name is not known yet
        self._reader: asyncio.Task | None = None
        self._socket: ClientConnection | None = None

    async def open(self) -> Event:
        """Open the page; what it asks for when it has loaded. Raises Gone for a reload that came too late."""
        if await self.hello():
            raise Gone
        self._life = asyncio.create_task(self._live())
        return await self.do("page.load")

    async def hello(self) -> bool:
        """A sign of life; whether what this visitor knows of is gone."""
        said = {"visit": self.id, "page": self.hash, "epoch": self.epoch, "ack": self.seen}
        answer = json.loads(await self._post("/rdlab/hello", json.dumps(said).encode()))
        self.epoch, self.sign = answer["epoch"], answer["sign"]
        return answer["gone"]

    async def reload(self) -> Event:
        """Load the page anew, in the same tab: its choices are those that the visit has."""
        await self.vanish()
        await self._leave()
        self._new_page()
        return await self.open()

    async def close(self) -> None:
        """Close the page, whatever it does, and say so as browsers do."""
        await self.vanish()
        with suppress(OSError, Refused):
            await self._leave()

    async def vanish(self) -> None:
        """The page is gone without a word."""
        tasks = [task for task in (self._reader, self._life) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for event in self.events.values():
            event.done.set()
            event.answered.set()
        self.events.clear()

    def cut(self) -> None:
        """The stream's connection breaks; the page opens another."""
        if self._socket:
            self._socket.transport.abort()

    async def do(self, name: str, sent: object = None, **values: object) -> Event:
        """Cause an event ("train.click"), with widgets changed before. Raises Gone, or Refused."""
        self.values |= values
        index = self.page.handlers[name]
        data = [None if key is None else self.values.get(key) for key in self.page.inputs[index]]
        body = {"data": data, "fn_index": index, "session_hash": self.hash, "event_data": sent}
        event = Event(time.monotonic())
        headers = {"X-RDLab-Visit": f"{self.id}.{self.epoch}", "X-RDLab-Once": secrets.token_urlsafe(12)}
        try:
            answer = await self._post("/gradio_api/queue/join", json.dumps(body).encode(), headers)
        except Refused as error:
            raise Gone if error.status == 409 else error from None
        self.events[json.loads(answer)["event_id"]] = event
        joining, self._joining = self._joining, []
        for line in joining:
            self._hear(line)
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._listen())
        return event

    # --- inside

    def _hear(self, line: bytes) -> None:
        now = time.monotonic()
        found = EVENT.search(line[:200]) or EVENT.search(line)
        name = found[1].decode() if found else ""
        event = self.events.get(name)
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
        if not event.answer and (b'"process_generating"' in line[:60] or b'"process_completed"' in line[:60]):
            event.answer = now
            event.answered.set()
        if b'"process_completed"' in line[:60]:
            event.ok = b'"success":true' in line
            event.done.set()
            if not self.keep:
                del self.events[name]

    async def _live(self) -> None:
        """Signs of life while there is nothing to listen to."""
        while True:
            await asyncio.sleep(self.sign)
            if self._reader is None or self._reader.done():
                with suppress(OSError, Refused):
                    await self.hello()

    async def _listen(self) -> None:
        """Read the messages, over as many connections as it takes, until all events have ended."""
        while True:
            with suppress(OSError, WebSocketException, TimeoutError):
                address = f"ws://127.0.0.1:{self.page.port}/rdlab/stream"
                async with connect(
                    address, compression=None, max_size=MAX_MESSAGE, ping_interval=None, proxy=None
                ) as self._socket:
                    await self._read(self._socket)
                    if all(event.done.is_set() for event in self.events.values()):
                        return
                    continue
            await asyncio.sleep(AGAIN)
            with suppress(OSError, Refused):
                if await self.hello():
                    return  # the next event says so too

    async def _read(self, socket: ClientConnection) -> None:
        """Read one connection, to the message that says that all events have ended."""
        said = {"visit": self.id, "page": self.hash, "epoch": self.epoch, "ack": self.seen}
        await socket.send(json.dumps(said))
        confirmed, number = time.monotonic(), self.seen
        async for message in socket:
            head, _, line = message.encode().partition(b" ")
            if not head.strip() or int(head) <= self.seen:
                continue  # a sign of life, or known already
            self.seen = number = int(head)
            if b'"close_stream"' in line[:60]:
                await socket.send(str(number))
                return
            self._hear(line)
            if time.monotonic() > confirmed + CONFIRM:
                confirmed = time.monotonic()
                await socket.send(str(number))

    async def _leave(self) -> None:
        said = {"visit": self.id, "page": self.hash, "epoch": self.epoch}
        await self._post("/rdlab/leave", json.dumps(said).encode())

    async def _post(self, path: str, body: bytes, headers: dict[str, str] | None = None) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.page.port)
        said = {"Host": "localhost", "Content-Type": "application/json", "Content-Length": str(len(body))}
        said |= {"Connection": "close"} | (headers or {})
        head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        try:
            writer.write(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
            answer = await reader.read()
        finally:
            writer.close()
        status, _, rest = answer.partition(b"\r\n")
        code = int(status.split()[1]) if len(status.split()) > 1 else 0
        if not 200 <= code < 300:
            raise Refused(path, code, answer[-300:].decode(errors="replace"))
        return rest.partition(b"\r\n\r\n")[2]


@asynccontextmanager
async def open_pages(
    page: Page, count: int, together: int = 4, **values: object
) -> AsyncIterator[list[Visitor]]:
    """``count`` visitors whose pages have opened, a few at a time; they leave in the end."""
    visitors = [Visitor(page, **values) for _ in range(count)]
    free = asyncio.Semaphore(together)

    async def come(visitor: Visitor) -> None:
        async with free:
            event = await visitor.open()
            await event.done.wait()

    try:
        await asyncio.gather(*(come(visitor) for visitor in visitors))
        yield visitors
    finally:
        await asyncio.gather(*(visitor.close() for visitor in visitors))
