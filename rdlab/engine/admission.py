"""Places for running jobs, as many as the machine carries, and the line of those who wait for one.

Looking is free: only training and rectifying need a place. A place is held until its run ends, pauses
included; the next in line then gets in by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import psutil

from rdlab.engine import environment
from rdlab.engine.errors import EngineFull
from rdlab.engine.names import Name, SessionName

RUNS_PER_CORE = 30  # so many still see a frame a second each
RUN_BYTES = 60 * 2**20  # what a run may need, at most: rdlab.stage.cost refuses what needs more
MOST_RUNS = 10_000
LONGEST_WAIT = 3600.0  # seconds in line: longer than the longest run, and than the longest pause of one
APP_BYTES = 1000 * 2**20  # the server, and a worker on each of two cores, before the first visitor


def default_places(cores: int) -> int:
    """RDLAB_VISITORS where it is set, else what the machine's cores and memory carry. Raises WrongSetting."""
    told = environment.number("RDLAB_VISITORS", 1, MOST_RUNS)
    return told or places_for(cores, usable_memory())


def places_for(cores: int, memory: int) -> int:
    """How many runs so many cores and bytes of memory carry."""
    return max(2, min(RUNS_PER_CORE * cores, (memory - APP_BYTES) // RUN_BYTES))


def usable_memory() -> int:
    """Bytes of memory that this process may use: the machine's, or less where a container has a limit."""
    found = psutil.virtual_memory().total  # of the machine: psutil knows no container's limit
    with suppress(OSError, ValueError):
        found = min(found, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return found


Ticket = asyncio.Event  # one claim to a place; set when something about it changes


class Places:
    """``count`` places, given out in order of arrival. All methods belong to one event loop.

    Attributes:
        count: how many there are.
        longest_wait: seconds after which who stands in line is told that there is no room.
    """

    def __init__(self, count: int, longest_wait: float = LONGEST_WAIT) -> None:
        if count < 1:
            raise ValueError(f"count: got {count}; allowed: 1 or more.")
        self.count, self.longest_wait = count, longest_wait
        self._taken: dict[SessionName, Ticket] = {}
        self._line: dict[SessionName, Ticket] = {}  # in order of arrival

    @property
    def holders(self) -> tuple[SessionName, ...]:
        """Visitors who have a place."""
        return tuple(self._taken)

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return len(self._taken)

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    def take(self, visitor: Name) -> Ticket:
        """A ticket for a place, which must go to `give_back` in the end.

        A visitor has one place or stands in line once: who asks again keeps what they have, and the earlier
        ticket is over.
        """
        ticket, name = Ticket(), SessionName.of(visitor)
        holders = self._taken if name in self._taken else self._line
        if name in holders:
            holders[name].set()
        holders[name] = ticket  # a dict keeps the order of a key that it had
        self._move_up()
        return ticket

    async def line(self, visitor: Name, ticket: Ticket) -> AsyncIterator[int]:
        """The visitor's numbers in line, 1 for the first, as they go down; ends when they are in, or out.

        Raises EngineFull after the longest wait.
        """
        told, name = 0, SessionName.of(visitor)
        end = asyncio.get_running_loop().time() + self.longest_wait
        while self._line.get(name) is ticket:
            number = 1 + list(self._line).index(name)
            ticket.clear()
            if number != told:
                told = number
                yield number
                continue
            try:
                async with asyncio.timeout_at(end):
                    await ticket.wait()
            except TimeoutError:
                self.give_back(name, ticket)
                raise EngineFull("runs", self.taken, self.count) from None

    def inside(self, visitor: Name, ticket: Ticket) -> bool:
        """Whether the ticket has a place now."""
        return self._taken.get(SessionName.of(visitor)) is ticket

    def give_back(self, visitor: Name, ticket: Ticket | None = None) -> None:
        """The place, or the place in line, is free; with a ticket, only if it is still the visitor's own."""
        name = SessionName.of(visitor)
        for holders in (self._taken, self._line):
            mine = holders.get(name)
            if mine is not None and ticket in (mine, None):
                del holders[name]
                mine.set()
        self._move_up()

    def waits(self, visitor: Name) -> bool:
        """Whether the visitor stands in line."""
        return SessionName.of(visitor) in self._line

    def _move_up(self) -> None:
        for ticket in self._line.values():
            ticket.set()
        while self._line and len(self._taken) < self.count:
            visitor = next(iter(self._line))
            self._taken[visitor] = self._line.pop(visitor)
