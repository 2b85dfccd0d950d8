"""Results that are the same for every visitor with the same settings, kept for the next one who asks.

A class that opens the page together looks at the same exact paths; they are drawn and measured once in each
worker. Only what follows from named settings is kept, never anything of a visitor's own.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

import toy


class Recent:
    """The ``most`` results used last."""

    def __init__(self, most: int):
        self._most = most
        self._results: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """The result kept under ``key``, or None."""
        if key in self._results:
            self._results.move_to_end(key)
        return self._results.get(key)

    def keep(self, key: Hashable, result: Any) -> None:
        """Keep a result, which nobody may change from now on."""
        self._results[key] = result
        self._results.move_to_end(key)
        if len(self._results) > self._most:
            self._results.popitem(last=False)


PICTURES = Recent(50)  # of the first stage, 60 KB each
METRICS = Recent(500)


def settings(config: toy.Config) -> tuple | None:
    """What decides the exact paths of a configuration and their noise; None where it holds own points."""
    names = (config.data, config.form, config.prediction)
    params = tuple(sorted(config.form_params.items()))
    return (*names, params, config.seed) if all(isinstance(name, str) for name in names) else None
