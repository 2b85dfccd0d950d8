"""Results that are the same for every visitor with the same settings, kept for the next one who asks.

A class that opens the page together looks at the same exact paths; they are drawn and measured once in each
worker. Only what follows from named settings is kept, never anything of a visitor's own.
"""

from collections.abc import Hashable
from typing import Any

from cachetools import LRUCache

import toy

# What is kept, nobody may change from now on.
PICTURES: LRUCache[Hashable, Any] = LRUCache(50)  # of the first stage, 60 KB each
METRICS: LRUCache[Hashable, Any] = LRUCache(500)


def settings(config: toy.Config) -> tuple | None:
    """What decides the exact paths of a configuration and their noise; None where it holds own points."""
    names = (config.data, config.form, config.prediction)
    params = tuple(sorted(config.form_params.items()))
    return (*names, params, config.seed) if all(isinstance(name, str) for name in names) else None
