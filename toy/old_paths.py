"""Modules that have moved, importable by their old names too: notebooks, and pickles made before."""

import sys
from importlib import import_module

# old name -> where it is now, both below this package
MOVED = {
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
    "rectify": "training.pairs",
    "resuming": "training.resuming",
    "retraining": "training.rectify",
}


def register(package: str) -> None:
    """Make every old name below ``package`` stand for the module's new place."""
    for old, new in MOVED.items():
        module = import_module(f"{package}.{new}")
        sys.modules[f"{package}.{old}"] = module
        setattr(sys.modules[package], old, module)
