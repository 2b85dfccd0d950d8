"""What is said about the stages: meters, the sentence, the chart, from measured numbers alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from rdlab import wire
from rdlab.wire import role_of

Message = dict[str, Any]  # part of the page -> its new value
Metrics = dict[str, Any]  # what toy.Experiment.metrics gives

GOOD = 1.5  # one step is good when within this factor of fifty before, or of the data's own noise
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


def chart(measured: dict[str, Metrics]) -> dict:
    """Sliced W2 against the number of steps for each measured stage, and the floor."""
    series = [
        {
            "stage": stage,
            "role": role_of(stage),
            "steps": list(found["quality"]),
            "values": [quality["sliced_w2"] for quality in found["quality"].values()],
        }
        for stage, found in measured.items()
    ]
    floor = next(iter(measured.values()))["floor"]["sliced_w2"] if measured else None
    return {"series": series, "floor": floor}


def race(items: list[tuple[str, str, np.ndarray]]) -> dict:
    """The step race's value: small pictures in a row."""
    packed = [(key, name, wire.pack({}, {"p": points})) for key, name, points in items]
    return {"items": [{"label": key, "role": name, "points": points} for key, name, points in packed]}


def loss_line(stage: str, step: int, steps: int, losses: list[float]) -> dict:
    """The loss so far as a line of at most LOSS_POINTS points, each the mean of its stretch."""
    points = min(len(losses), LOSS_POINTS)
    edges = np.arange(points + 1) * len(losses) // max(1, points)
    sums = np.add.reduceat(np.asarray(losses, dtype=np.float64), edges[:-1]) if losses else np.zeros(0)
    line = wire.pack({}, {"step": edges[1:] + step - len(losses), "loss": sums / np.diff(edges)})
    last = losses[-1] if losses else None
    return {"role": role_of(stage), "step": step, "steps": steps, "loss": last, "line": line}


# --- the sentence -----------------------------------------------------------------------------------------


def sentence(form: str, before: tuple[str, Metrics | None], after: tuple[str, Metrics | None] | None) -> dict:
    """What the numbers say, as a text key and its arguments.

    before, after: a stage's name and what was measured of it (None: not yet, or it is being trained).
    """
    args = {"form": f"@form.{form}"}
    if before[1] is None or (after is not None and after[1] is None):
        return {"key": f"sentence.{before[0]}", "args": args}
    if after is None:
        return {"key": f"sentence.{before[0]}_measured", "args": args | _one_stage(before[1])}
    first, last = before[1], after[1]
    if after[0] == "base":
        found = _one_stage(last)
        key = "trained" if found["many"] <= 2 * found["floor"] else "trained_short"
        return {"key": f"sentence.{key}", "args": args | found}
    verdict = _verdict(first, last, again=role_of(before[0]) == "rectified")
    return {"key": f"sentence.{verdict}", "args": args | _two_stages(first, last)}


def _one_stage(found: Metrics | None) -> dict:
    if found is None:
        return {}
    quality = found["quality"]
    most = max(quality)
    return {
        "one": quality[1]["sliced_w2"],
        "many": quality[most]["sliced_w2"],
        "most": most,
        "floor": found["floor"]["sliced_w2"],
    }


def _two_stages(first: Metrics, last: Metrics) -> dict:
    before, after = _one_stage(first), _one_stage(last)
    return {
        "arc_before": first["arc_over_chord"],
        "arc_after": last["arc_over_chord"],
        "fo_before": first["first_order_defect"],
        "fo_after": last["first_order_defect"],
        "one_before": before["one"],
        "one_after": after["one"],
        "many": before["many"],
        "most": before["most"],
        "floor": before["floor"],
    }


def _verdict(first: Metrics, last: Metrics, again: bool) -> str:
    """Which sentence the two stages' numbers have earned; ``again``: the first was rectified already."""
    found = _two_stages(first, last)
    if found["one_after"] <= GOOD * max(found["many"], found["floor"]):
        if again:
            return "again"
        change = found["arc_after"] - found["arc_before"]
        margin = 0.01 + 0.1 * found["arc_before"]
        return "same_good" if abs(change) <= margin else "curved_good" if change > 0 else "straight_good"
    return "better" if found["one_after"] < 0.8 * found["one_before"] else "worse"
