"""Modules that have moved, importable by their old names too: notebooks, and pickles made before."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

# old name -> where it is now, both below this package; several places where it has been taken apart
MOVED: dict[str, str | tuple[str, ...]] = {
    "adam": "training.adam",
    "checks": "data.checks",
    "csv_text": "data.csv",
    "dataset": "data.datasets",
    "exact": "models.exact",
    "lineage": "stages",
    "losses": "training.losses",
    "measure": "evaluation",
    "mixture": "data.mixture",
    "networks": "models.network",
    "presets": "data.presets",
    "rectify": ("training.pairs", "training.variants.phased", "training.variants.consistency"),
    "resuming": "training.resuming",
    "retraining": "training.rectify",
}


def register(package: str) -> None:
    """Make every old name below ``package`` stand for the module's new place."""
    for old, new in MOVED.items():
        places = [import_module(f"{package}.{name}") for name in ([new] if isinstance(new, str) else new)]
        module = places[0] if len(places) == 1 else _joined(f"{package}.{old}", places)
        sys.modules[f"{package}.{old}"] = module
        setattr(sys.modules[package], old, module)


def _joined(name: str, places: list[ModuleType]) -> ModuleType:
    """A module with all names of several; of equal ones the first's."""
    module = ModuleType(name, f"The old place of {', '.join(place.__name__ for place in places)}.")
    for place in reversed(places):
        module.__dict__.update({key: part for key, part in vars(place).items() if not key.startswith("__")})
    return module
