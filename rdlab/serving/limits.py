"""The numbers that the guard goes by; `rdlab.limits` fills them from its table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HttpLimits:
    """Bounds of what comes over HTTP; times in seconds, sizes in bytes.

    Attributes:
        request: size of one.
        reading: of all requests that are being read.
        arrival: time that a request's body may take to come.
        depth: how deep lists and objects may lie in one another.
        values: how many numbers, texts, lists and objects a request may hold.
        digits: of one number.
        calls: of a visitor, a second; ``burst`` at once.
        burst: see ``calls``.
        address_calls: of all visitors behind one address, a second; ``address_burst`` at once.
        address_burst: see ``address_calls``.
        streams: open connections of one visitor that stay open.
        house_streams: of all visitors.
        visitors: remembered, those who hold no connection included.
        events: of all visitors, remembered.
        unheard: time that a visitor may hold no connection before all of it goes.
    """

    request: int = 24 * 2**20
    reading: int = 96 * 2**20
    arrival: float = 30.0
    depth: int = 32
    values: int = 50_000
    digits: int = 100
    calls: float = 60.0
    burst: float = 300.0
    address_calls: float = 1_000.0
    address_burst: float = 4_000.0
    streams: int = 8
    house_streams: int = 4_000
    visitors: int = 1_000
    events: int = 50_000
    unheard: float = 120.0
