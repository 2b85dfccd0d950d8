"""Places for running jobs, as many as the machine carries, and the line of those who wait for one.

Looking is free: only training and rectifying need a place. A place is held until its run ends, pauses
included; the next in line then gets in by itself.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

RUNS_PER_CORE = 30  # so many still see a frame a second each
RUN_BYTES = 25 * 2**20  # what a run needs while it trains, generously
APP_BYTES = 1000 * 2**20  # the server, and a worker on each of two cores, before the first visitor


def default_places(cores: int) -> int:
    """RDLAB_VISITORS where it is set, else what the cores and the memory of the machine carry."""
    told = int(os.environ.get("RDLAB_VISITORS") or 0)
    return told or max(2, min(RUNS_PER_CORE * cores, (usable_memory() - APP_BYTES) // RUN_BYTES))


def usable_memory() -> int:
    """Bytes of memory that this process may use: the machine's, or less where a container has a limit."""
    found = 16 * 2**30
    with suppress(OSError, ValueError, AttributeError):
        found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        found = min(found, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return found


Ticket = asyncio.Event  # one claim to a place; set when something about it changes


class Places:
    """``count`` places, given out in order of arrival. All methods belong to one event loop.

    Attributes:
        count: how many there are.
    """

    def __init__(self, count: int):
        if count < 1:
            raise ValueError(f"count: got {count}; allowed: 1 or more.")
        self.count = count
        self._taken: dict[str, Ticket] = {}
        self._line: dict[str, Ticket] = {}  # in order of arrival

    @property
    def holders(self) -> tuple[str, ...]:
        """Visitors who have a place."""
        return tuple(self._taken)

    @property
    def taken(self) -> int:
        return len(self._taken)

    @property
    def waiting(self) -> int:
        return len(self._line)

    def take(self, visitor: str) -> Ticket:
        """A ticket for a place, which must go to `give_back` in the end.

        A visitor has one place or stands in line once: who asks again keeps what they have, and the earlier
        ticket is over.
        """
        ticket = Ticket()
        holders = self._taken if visitor in self._taken else self._line
        if visitor in holders:
            holders[visitor].set()
        holders[visitor] = ticket  # a dict keeps the order of a key that it had
        self._move_up()
        return ticket

    async def line(self, visitor: str, ticket: Ticket) -> AsyncIterator[int]:
        """The visitor's numbers in line, 1 for the first, as they go down; ends when they are in, or out."""
        told = 0
        while self._line.get(visitor) is ticket:
            number = 1 + list(self._line).index(visitor)
            ticket.clear()
            if number != told:
                told = number
                yield number
            else:
                await ticket.wait()

    def inside(self, visitor: str, ticket: Ticket) -> bool:
        """Whether the ticket has a place now."""
        return self._taken.get(visitor) is ticket

    def give_back(self, visitor: str, ticket: Ticket | None = None) -> None:
        """The place, or the place in line, is free; with a ticket, only if it is still the visitor's own."""
        for holders in (self._taken, self._line):
            mine = holders.get(visitor)
            if mine is not None and ticket in (mine, None):
                del holders[visitor]
                mine.set()
        self._move_up()

    def waits(self, visitor: str) -> bool:
        """Whether the visitor stands in line."""
        return visitor in self._line

    def _move_up(self) -> None:
        for ticket in self._line.values():
            ticket.set()
        while self._line and len(self._taken) < self.count:
            visitor = next(iter(self._line))
            self._taken[visitor] = self._line.pop(visitor)
