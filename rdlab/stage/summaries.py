"""What the page is told of numbers: the meters and the loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import toy
from rdlab.stage import wire
from rdlab.stage.wire import role_of

Metrics = dict[str, Any]  # what toy.Experiment.metrics gives

LOSS_POINTS = 160


def meters(before: Metrics | None, after: Metrics | None) -> dict:
    """The meters' value: both stages' numbers, None where nothing is measured."""
    return {"before": before and _meter(before), "after": after and _meter(after)}


def _meter(found: Metrics) -> dict:
    quality = found.get("quality", {})
    return {
        "first_order_defect": found["first_order_defect"],
        "arc_over_chord": found["arc_over_chord"],
        "straightness": found["straightness"],
        "step_gap": found.get("step_gap"),
        "one_step": quality[1]["sliced_w2"] if 1 in quality else None,
        "floor": found["floor"]["sliced_w2"] if "floor" in found else None,
    }


def loss_line(stage: str, step: int, steps: int, losses: Sequence[float]) -> dict:
    """The loss so far as a line of at most LOSS_POINTS points, each the mean of its stretch."""
    points = min(len(losses), LOSS_POINTS)
    edges = np.arange(points + 1) * len(losses) // max(1, points)
    sums = np.add.reduceat(np.asarray(losses, dtype=np.float64), edges[:-1]) if losses else np.zeros(0)
    line = wire.pack({}, {"step": edges[1:] + step - len(losses), "loss": sums / np.diff(edges)})
    last = losses[-1] if losses else None
    return {"stage": stage, "role": role_of(stage), "step": step, "steps": steps, "loss": last, "line": line}


def diverged_notice(error: toy.Diverged) -> dict:
    """What is said of a training that has come to numbers that are not finite."""
    args = {"step": f"{error.step:,}", "kept": f"{error.kept:,}"}
    return {"kind": "error", "key": "notice.diverged", "args": args}
