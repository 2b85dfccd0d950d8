"""The sentence under the stages, from measured numbers alone."""

from __future__ import annotations

from rdlab.stage.criteria import one_step_is_good
from rdlab.stage.summaries import Metrics
from toy.stages import Stage

ROLES = {"before": Stage("unpaired").role, "after": Stage("rectified", 1).role}  # wherever the two stand

Known = tuple[str, Metrics | None]  # a stage, and what was measured of it (None: not yet)


def conclusion(form: str, *shown: Known) -> dict:
    """What the numbers of the stages shown (one or two) say, as a text key and its arguments."""
    args: dict = {"form": {"key": f"form.{form}"}}
    measured = [found for _, found in shown if found is not None]
    if len(measured) < len(shown):
        alone = len(shown) == 1 and Stage.parse(shown[0][0]).role == "exact"
        return {"key": f"sentence.{shown[0][0]}" if alone else "sentence.measuring", "args": args}
    if len(shown) == 1:
        (stage, _), (found,) = shown[0], measured
        key = f"{stage}_measured" if Stage.parse(stage).role == "exact" else "alone"
        return {"key": f"sentence.{key}", "args": args | _one_stage(found)}
    first, last = measured
    left, right = (Stage.parse(stage) for stage, _ in shown)
    kinds = left.kind, right.kind
    args |= _two_stages(first, last)
    if kinds[1] == "base" and left.role == "exact":
        words = _one_stage(last)
        key = "trained" if words["many"] <= 2 * words["floor"] else "trained_short"
        return {"key": f"sentence.{key}", "args": args | words}
    if set(kinds) == {"unpaired", "rectified"}:
        pair = (first, last) if kinds[0] == "unpaired" else (last, first)
        return {"key": "sentence.pairing", "args": args | _two_stages(*pair)} | {"roles": ROLES}
    if kinds[1] == "unpaired":
        return {"key": "sentence.unpaired", "args": args}
    if kinds[1] == "phased":
        phases = right.number
        steps = min((k for k in last["quality"] if k >= phases), default=max(last["quality"]))
        before, after = (found["quality"][steps]["sliced_w2"] for found in (first, last))
        at = {"at_before": before, "at_after": after}
        return {"key": "sentence.phased", "args": args | at | {"phases": phases, "steps": steps}}
    if kinds[1] == "consistency":
        return {"key": "sentence.consistency", "args": args}
    teaches = kinds[0] in ("exact", "empirical", "base", "rectified")
    if kinds[1] == "rectified" and teaches and left.order < right.order:
        verdict = _verdict(first, last, again=left.role == "rectified")
        return {"key": f"sentence.{verdict}", "args": args}
    return {"key": "sentence.compared", "args": args | {"many_after": _one_stage(last)["many"]}}


def _one_stage(found: Metrics) -> dict:
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
    if one_step_is_good(found["one_after"], found["many"], found["floor"]):
        if again:
            return "again"
        change = found["arc_after"] - found["arc_before"]
        margin = 0.01 + 0.1 * found["arc_before"]
        return "same_good" if abs(change) <= margin else "curved_good" if change > 0 else "straight_good"
    return "better" if found["one_after"] < 0.8 * found["one_before"] else "worse"
