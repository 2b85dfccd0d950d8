"""Algorithms 2 and 4 of the paper: one loop, two sources of pairs, and the variants of the second."""

from toy.training.loop import (
    TIME_SAMPLINGS,
    Batch,
    Progress,
    RandomPairs,
    Recipe,
    Source,
    even_sets,
    learning_rate,
    posterior_mean,
    train,
)

__all__ = [
    "TIME_SAMPLINGS",
    "Batch",
    "Progress",
    "RandomPairs",
    "Recipe",
    "Source",
    "even_sets",
    "learning_rate",
    "posterior_mean",
    "train",
]
