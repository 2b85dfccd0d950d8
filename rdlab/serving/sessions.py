"""Whose session is whose: a session hash belongs to the visit that used it first, an event to its session."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from time import monotonic

from rdlab.serving.limits import HttpLimits
from rdlab.serving.refusals import Refused, not_found, not_yours


@dataclass
class Known:
    """What is remembered of a session.

    Attributes:
        visit: the value of X-RDLab-Visit that came with its first request; "" for none.
        streams: its open connections.
        joined: whether it has asked for anything whose answer it may hear.
        closed: whether its page was closed since.
        since: when it last had a connection, or asked for something.
    """

    visit: str
    streams: int = 0
    joined: bool = False
    closed: bool = False
    since: float = field(default_factory=monotonic)


class Sessions:
    """The sessions that the server knows; bounded, and who has an open connection makes room for nobody."""

    def __init__(self, limits: HttpLimits) -> None:
        self._limits = limits
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._events: OrderedDict[str, str] = OrderedDict()  # event -> session
        self._gone: list[tuple[str, bool]] = []
        self.streams = 0

    def __len__(self) -> int:
        return len(self._known)

    def use(self, session: str, visit: str, new: bool) -> Known:
        """The session, used by a visit. Raises Refused: not theirs, or unknown and not to be ``new``."""
        known = self._known.get(session)
        if known is None:
            if not new:
                raise not_yours()
            self._make_room()
            known = self._known[session] = Known(visit)
        if known.visit != visit:
            raise not_yours()
        known.since = monotonic()
        self._known.move_to_end(session)
        return known

    def check_stream(self, session: str) -> None:
        """Raises Refused where the session has nothing to hear."""
        known = self._known.get(session)
        if known is None or not known.joined:
            raise not_found()

    def open(self, known: Known) -> None:
        """A connection that stays is opened. Raises Refused where there are too many."""
        if known.streams >= self._limits.streams or self.streams >= self._limits.house_streams:
            raise Refused("too many connections", 429, "Too many open connections.", {"retry-after": "5"})
        known.streams += 1
        self.streams += 1

    def close(self, known: Known) -> None:
        """It has ended."""
        known.streams -= 1
        self.streams -= 1
        known.since = monotonic()

    def own(self, event: str, session: str) -> None:
        """The event is the session's."""
        self._events[event] = session
        if len(self._events) > self._limits.events:
            self._events.popitem(last=False)

    def check_event(self, event: object, session: str | None = None) -> str:
        """The event's session; raises Refused where it is unknown or another's."""
        owner = self._events.get(event) if isinstance(event, str) else None
        if owner is None or session not in (None, owner):
            raise not_yours()
        return owner

    def gone(self) -> list[tuple[str, bool]]:
        """Sessions forgotten since: without a connection for too long, or to make room; was the page closed?

        Those that never asked for anything are not among them: there is nothing to free.
        """
        before = monotonic() - self._limits.unheard
        for name in [
            name for name, known in self._known.items() if not known.streams and known.since < before
        ]:
            self._forget(name)
        gone, self._gone = self._gone, []
        return gone

    def _make_room(self) -> None:
        """For one more. Of those without a connection the one that was used least lately goes."""
        if len(self._known) < self._limits.visitors:
            return
        idle = next((name for name, known in self._known.items() if not known.streams), None)
        if idle is None:
            sentence = "Too many visitors at once; try again in a minute."
            raise Refused("full", 503, sentence, {"retry-after": "60"})
        self._forget(idle)

    def _forget(self, name: str) -> None:
        known = self._known.pop(name)
        if known.joined and not known.visit:  # a visit says itself when it is over
            self._gone.append((name, known.closed))
