"""The sentence under the stages, from measured numbers alone."""

from __future__ import annotations

from rdlab.stage.summaries import Metrics
from rdlab.stage.wire import role_of

GOOD = 1.5  # one step is good when within this factor of fifty before, or of the data's own noise

ROLES = {"before": role_of("unpaired"), "after": role_of("rectified-1")}  # colours, wherever the two stand

Known = tuple[str, Metrics | None]  # a stage, and what was measured of it (None: not yet)


def said(form: str, *shown: Known) -> dict:
    """What the numbers of the stages shown (one or two) say, as a text key and its arguments."""
    args: dict = {"form": {"key": f"form.{form}"}}
    if any(found is None for _, found in shown):
        alone = len(shown) == 1 and role_of(shown[0][0]) == "exact"
        return {"key": f"sentence.{shown[0][0]}" if alone else "sentence.measuring", "args": args}
    if len(shown) == 1:
        (stage, found), *_ = shown
        key = f"{stage}_measured" if role_of(stage) == "exact" else "alone"
        return {"key": f"sentence.{key}", "args": args | _one_stage(found)}
    (left, first), (right, last) = shown
    kinds = left.split("-")[0], right.split("-")[0]
    args |= _two_stages(first, last)
    if kinds[1] == "base" and role_of(left) == "exact":
        found = _one_stage(last)
        key = "trained" if found["many"] <= 2 * found["floor"] else "trained_short"
        return {"key": f"sentence.{key}", "args": args | found}
    if set(kinds) == {"unpaired", "rectified"}:
        pair = (first, last) if kinds[0] == "unpaired" else (last, first)
        return {"key": "sentence.pairing", "args": args | _two_stages(*pair)} | {"roles": ROLES}
    if kinds[1] == "unpaired":
        return {"key": "sentence.unpaired", "args": args}
    if kinds[1] == "phased":
        phases = int(right.split("-")[1])
        steps = min((k for k in last["quality"] if k >= phases), default=max(last["quality"]))
        before, after = (found["quality"][steps]["sliced_w2"] for found in (first, last))
        at = {"at_before": before, "at_after": after}
        return {"key": "sentence.phased", "args": args | at | {"phases": phases, "steps": steps}}
    if kinds[1] == "consistency":
        return {"key": "sentence.consistency", "args": args}
    teaches = kinds[0] in ("exact", "empirical", "base", "rectified")
    if (
        kinds[1] == "rectified" and teaches and left < right
    ):  # "base" < "exact" < "rectified-1" < "rectified-2"
        verdict = _verdict(first, last, again=role_of(left) == "rectified")
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
    if found["one_after"] <= GOOD * max(found["many"], found["floor"]):
        if again:
            return "again"
        change = found["arc_after"] - found["arc_before"]
        margin = 0.01 + 0.1 * found["arc_before"]
        return "same_good" if abs(change) <= margin else "curved_good" if change > 0 else "straight_good"
    return "better" if found["one_after"] < 0.8 * found["one_before"] else "worse"
