"""Everything that decides a run, and the ranges of it."""

from toy.config.config import CHOICES, FLOAT_RANGES, INT_RANGES, LATER, PRESETS, Config

__all__ = ["CHOICES", "FLOAT_RANGES", "INT_RANGES", "LATER", "PRESETS", "Config"]
