"""A page that is slower than what it is sent asks for less; the handler that hears it.

The page's half is `static/kit/backpressure.js`.
"""

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from rdlab.engine.engine import Engine
from rdlab.engine.errors import EngineError

LEAST, MOST = 0.2, 100.0  # pictures a second, whatever a page says


class KeepingUp:
    """For the handlers of a tab; ``visitor`` is the session hash of one open page."""

    _engine: Engine

    async def keep_up(self, visitor: str, values: dict, sent: Any) -> AsyncIterator[dict]:
        """From now on no more than ``sent["rate"]`` pictures a second, in all tabs of the page."""
        rate = sent.get("rate") if isinstance(sent, dict) else None
        if isinstance(rate, int | float):
            with suppress(EngineError):  # said where something is asked for
                await self._engine.rate(visitor, min(MOST, max(LEAST, rate)))
        yield {}
