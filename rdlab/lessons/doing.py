"""What an experiment is doing just now."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Doing:
    """Progress of an experiment.

    Attributes:
        what: "train", "pairs" (being made by a teacher) or "measure".
        model: name of the model on the shelf.
        step, steps: of this training; 0, 0 while measuring, and before its first step.
        loss: of the step, NaN where there is none.
    """

    what: str
    model: str
    step: int = 0
    steps: int = 0
    loss: float = math.nan
