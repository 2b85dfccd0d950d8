"""The sentence under the stages, from measured numbers alone."""

from __future__ import annotations

from rdlab.stage.criteria import one_step_is_good
from rdlab.stage.summaries import Metrics
from toy.stages import Stage
from toy.training.students import STUDENTS

ROLES = {"before": Stage("unpaired").role, "after": Stage("rectified", 1).role}  # wherever the two stand

TEACHERS = ("exact", "empirical", "base")  # whose paths no pairs have made first order
STILL = 0.8  # of a defect: as much as this has not fallen

Known = tuple[str, Metrics | None]  # a stage, and what was measured of it (None: not yet)


def conclusion(form: str, *shown: Known, alike: bool = False) -> dict:
    """What the numbers of the stages shown (one or two) say, as a text key and its arguments.

    alike: the two were retrained alike, and differ in their pairs' matching at most.
    """
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
    if set(kinds) == {"unpaired", "rectified"} and alike:
        pair = (first, last) if kinds[0] == "unpaired" else (last, first)
        return {"key": "sentence.pairing", "args": args | _two_stages(*pair)} | {"roles": ROLES}
    if kinds[1] == "unpaired" and kinds[0] in TEACHERS and args["fo_after"] > STILL * args["fo_before"]:
        return {"key": "sentence.unpaired", "args": args}
    if kinds[1] == "phased":
        phases = right.number
        steps = min((k for k in last["quality"] if k >= phases), default=max(last["quality"]))
        before, after = (found["quality"][steps]["sliced_w2"] for found in (first, last))
        at = {"at_before": before, "at_after": after}
        return {"key": "sentence.phased", "args": args | at | {"phases": phases, "steps": steps}}
    if kinds[1] == "consistency":
        return {"key": "sentence.consistency", "args": args}
    if kinds[1] == "rectified" and kinds[0] in (*TEACHERS, "rectified") and left.order < right.order:
        verdict = _verdict(first, last, again=left.role == "rectified")
        return {"key": f"sentence.{verdict}", "args": args}
    return {"key": "sentence.compared", "args": args | {"many_after": _one_stage(last)["many"]}}


def under_way(exact: bool, student: str, variant: str = "rectified", matching: str = "matched") -> dict:
    """What is said while pairs are made and learned from, as text keys by the phase of the session.

    exact: the teacher is, and has no weights to go on from. student, variant, matching: as of
    ``toy.Experiment.rectify``.
    """
    if variant != "rectified":
        return {"pairs": "sentence.pairs_phased", "rectifying": f"sentence.rectifying_{variant}"}
    how = "new" if STUDENTS[student].continues and exact else student
    return {"pairs": f"sentence.pairs_{matching}", "rectifying": f"sentence.rectifying_{matching}_{how}"}


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
