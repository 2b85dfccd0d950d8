"""How often something may happen, for each of many: token buckets in a bounded dictionary."""

from __future__ import annotations

from collections import OrderedDict
from time import monotonic


class Rates:
    """``rate`` a second for each key, ``burst`` at once; ``most`` keys are remembered, those used last."""

    def __init__(self, rate: float, burst: float, most: int) -> None:
        self.rate, self.burst, self.most = rate, burst, most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # key -> tokens left, and when

    def take(self, key: str) -> float:
        """0, and one more is counted; or seconds until there is room for one."""
        now = monotonic()
        tokens, since = self._buckets.pop(key, (self.burst, now))
        tokens = min(self.burst, tokens + self.rate * (now - since))
        wait = max(0.0, (1 - tokens) / self.rate)
        self._buckets[key] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > self.most:
            self._buckets.popitem(last=False)
        return wait
