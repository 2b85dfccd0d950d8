"""Visits: what a browser's tab has here, apart from its connections.

A tab makes an id that nobody can guess and keeps it while it is open, also over a reload. A visit goes on as
long as its page gives signs of life, and for a grace time after the last: a network that was cut, a phone
that was locked and a page that was reloaded find everything where it was.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from time import monotonic

HEADER = "x-rdlab-visit"  # "<id>.<epoch>" on every request of a page
ID = re.compile(r"[A-Za-z0-9_-]{22,64}")
PAGE = re.compile(r"[A-Za-z0-9_-]{1,64}")  # Gradio's session hash
LOOK = 0.5  # seconds between two looks for visits that are over
SOON = 15.0  # seconds of grace for a page that was closed while others wait for its place
REPAIR = 3.0  # seconds in which a tab opens a session again that it has lost
SIGNS = 4  # of life that a page at rest gives in a grace time

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Caller:
    """Who asks.

    Attributes:
        visit: id of the visit.
        page: of the page that is open now; a reload makes another.
    """

    visit: str
    page: str


@dataclass
class Visit:
    """One visit.

    Attributes:
        id: made by the browser; whoever knows it is the visitor.
        epoch: made here; another one says that all was lost in between.
        page: the page that was seen last.
        seen: when (``time.monotonic``).
        used: when the visitor did something last.
        left: whether the page has said that it is being closed, or reloaded.
        before: pages that others have taken the place of.
        whole: when it had all that it should have, last.
        streams: how many connections it holds.
    """

    id: str
    epoch: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    page: str = ""
    seen: float = field(default_factory=monotonic)
    used: float = field(default_factory=monotonic)
    before: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    whole: float = field(default_factory=monotonic)
    left: bool = False
    streams: int = 0


class Full(RuntimeError):
    """There are as many visits as there may be."""


class Visits:
    """All visits. All methods belong to one event loop.

    Args:
        ended: called with the visit once it is over.
        kept: called with the id of each visit now and then; false: what it had is lost.
        crowded: whether somebody waits for a place.
        turned: called with a page whose place another has taken.
        grace: seconds that a visit outlives its last sign of life.
        most: visits at a time.
        idle: seconds after which a visit that nobody has used is over, although its page is open.
    """

    def __init__(
        self,
        ended: Callable[[Visit], Awaitable[None]],
        kept: Callable[[str], bool] = lambda _: True,
        crowded: Callable[[], bool] = lambda: False,
        turned: Callable[[str], None] = lambda _: None,
        grace: float = 120.0,
        most: int = 2_000,
        idle: float = 7_200.0,
    ) -> None:
        self.grace, self.most, self.idle = grace, most, idle
        self._ended, self._kept, self._crowded, self._turned = ended, kept, crowded, turned
        self._visits: dict[str, Visit] = {}
        self._tasks: set[asyncio.Task] = set()

    def __len__(self) -> int:
        return len(self._visits)

    def __iter__(self) -> Iterator[Visit]:
        return iter(list(self._visits.values()))

    def get(self, id: str) -> Visit | None:
        """The visit of that id, if it is under way."""
        return self._visits.get(id)

    def hello(self, id: str, page: str, epoch: str = "") -> tuple[Visit, bool]:
        """A page gives a sign of life, or comes for the first time.

        Args:
            id: of its visit.
            page: that is open.
            epoch: what it was told before; "" where it comes for the first time.

        Returns:
            The visit, and whether something that the page knows of is gone.

        Raises:
            ValueError: no id.
            Full: no room for another visit.
        """
        if not (ID.fullmatch(id) and PAGE.fullmatch(page)):
            raise ValueError("visit, page: allowed: 22 to 64, and 1 to 64, letters, digits, - and _.")
        visit = self._visits.get(id)
        if visit is None:
            self._make_room()
            visit = self._visits[id] = Visit(id)
        self._here(visit, page)
        return visit, bool(epoch) and epoch != visit.epoch

    def caller(self, header: str | None, page: str) -> Caller | None:
        """Who asks, by the header of a request; None where the visit is over. A sign of life.

        Without a header (a program, not a page) the page's own hash is the visit.
        """
        if header is None:
            if not PAGE.fullmatch(page):
                return None
            visit = self._visits.get(page)
            if visit is None:
                self._make_room()
                visit = self._visits[page] = Visit(page)
        else:
            id, _, epoch = header.partition(".")
            visit = self._visits.get(id)
            if visit is None or visit.epoch != epoch:
                return None
        # a last word of a page that was left takes nobody's place, and does not say that it is there again
        if page not in visit.before and not (visit.left and visit.page == page):
            self._here(visit, page)
        visit.used = monotonic()
        return Caller(visit.id, page)

    def knows(self, header: str) -> bool:
        """Whether the visit that a request names is under way."""
        id, _, epoch = header.partition(".")
        visit = self._visits.get(id)
        return visit is not None and visit.epoch == epoch

    @contextmanager
    def connected(self, visit: Visit) -> Iterator[None]:
        """While a connection is held."""
        visit.streams += 1
        self._here(visit, visit.page)
        try:
            yield
        finally:
            visit.streams -= 1
            visit.seen = monotonic()

    def leaving(self, id: str, epoch: str, page: str) -> None:
        """The page says that it is being closed, or reloaded: its grace begins, unless another has come."""
        visit = self._visits.get(id)
        if visit is not None and (visit.epoch, visit.page) == (epoch, page):
            visit.left, visit.seen = True, monotonic()

    def end(self, id: str) -> None:
        """The visit is over now: what was held for it goes."""
        visit = self._visits.pop(id, None)
        if visit is not None:
            task = asyncio.ensure_future(self._finish(visit))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def rest(self, visit: Visit, now: float) -> float:
        """Seconds that a visit may go on without another sign of life."""
        if visit.streams and not visit.left:
            return self.grace
        grace = min(SOON, self.grace) if visit.left and self._crowded() else self.grace
        silence = 0.0 if visit.left else self.grace / SIGNS  # the next sign may just be due
        return grace + silence - (now - visit.seen)

    async def watch(self) -> None:
        """End the visits whose grace is over, for ever."""
        while True:
            await asyncio.sleep(min(LOOK, self.grace / SIGNS))
            now = monotonic()
            for visit in self:
                idle = now - visit.used > self.idle and not visit.streams
                if self._kept(visit.id):
                    visit.whole = now
                if idle or self.rest(visit, now) <= 0 or now - visit.whole > REPAIR:
                    self.end(visit.id)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """While the app serves."""
        watching = asyncio.create_task(self.watch())
        try:
            yield
        finally:
            watching.cancel()

    # --- inside

    def _here(self, visit: Visit, page: str) -> None:
        if visit.page not in ("", page):
            visit.before.append(visit.page)
            self._turned(visit.page)
        visit.page, visit.seen, visit.left = page, monotonic(), False

    def _make_room(self) -> None:
        """Raises Full unless a page that has left, or nothing but its id, can go for a newcomer."""
        if len(self._visits) < self.most:
            return
        gone = [visit for visit in self._visits.values() if visit.left]
        if not gone:
            raise Full(f"There are {self.most:,} visitors already; please try again later.")
        self.end(min(gone, key=lambda visit: visit.seen).id)

    async def _finish(self, visit: Visit) -> None:
        try:
            await self._ended(visit)
        except Exception:
            log.exception("a visit could not be ended in order")
