"""What a comparison's numbers say: who is best and worst in each, and the sentence. Plain numbers in."""

from __future__ import annotations

from collections.abc import Sequence

from rdlab.stage.criteria import one_step_is_good

RANKED = ("first_order_defect", "arc_over_chord", "one_step")  # smaller is first order, straight, good
FIRST_ORDER = 0.05  # a defect below is called first order; 1 is as far off as standing still
STRAIGHT = 0.05  # arc over chord - 1 below this looks straight

Meter = dict
Meters = Sequence[Meter | None]


def shown(value: float) -> str:
    """A number as the page writes it: what looks the same is the same."""
    return f"{value:.2f}" if abs(value) >= 0.0095 else f"{value:.3f}"


def marks(meters: Meters) -> list[dict[str, str]]:
    """For each column {metric: "best" | "worst"}; empty until all are measured, or all look the same."""
    found: list[dict[str, str]] = [{} for _ in meters]
    measured = [meter for meter in meters if meter is not None]
    if len(meters) < 2 or len(measured) < len(meters):
        return found
    for metric in RANKED:
        values = [meter[metric] for meter in measured]
        lowest, highest = shown(min(values)), shown(max(values))
        for mine, value in zip(found, values, strict=True):
            if lowest != highest and shown(value) in (lowest, highest):
                mine[metric] = "best" if shown(value) == lowest else "worst"
    return found


def sentences(titles: Sequence[str], before: Meters, after: Meters) -> list[dict]:
    """What has become of all columns, as text keys and arguments; [] until all are measured."""
    firsts, lasts = ([meter for meter in meters if meter is not None] for meters in (before, after))
    if len(firsts) < len(titles) or len(lasts) < len(titles):
        return []
    pairs = list(zip(titles, firsts, lasts, strict=True))
    first_order = [title for title, _, last in pairs if last["first_order_defect"] < FIRST_ORDER]
    one_step = [
        title
        for title, first, last in pairs
        if one_step_is_good(last["one_step"], first["quality"][-1], last["floor"])
    ]
    straight = [title for title, _, last in pairs if last["arc_over_chord"] < STRAIGHT]
    curved = [
        title
        for title, first, last in pairs
        if last["arc_over_chord"] > 0.01 + 1.1 * first["arc_over_chord"] and title not in straight
    ]
    most = {"most": firsts[0]["steps"][-1]}
    found = [
        _share("first_order", first_order, titles, _worst(firsts, lasts, "first_order_defect", "fo")),
        _share("one_step", one_step, titles, _worst(firsts, lasts, "one_step", "one") | most),
        _share("straight", straight, titles, {}),
    ]
    if curved:
        found.append({"key": "compare.said.curved", "args": {"names": _names(curved)}})
    return found


def _share(what: str, those: Sequence[str], titles: Sequence[str], args: dict) -> dict:
    """Whether all, some or none of the columns are ``what``."""
    how = "all" if len(those) == len(titles) else "some" if those else "none"
    names = {"names": _names(those)} if how == "some" else {}
    return {"key": f"compare.said.{what}_{how}", "args": args | names}


def _names(titles: Sequence[str]) -> list[dict[str, str]]:
    return [{"key": title} for title in titles]


def _worst(before: Sequence[Meter], after: Sequence[Meter], metric: str, name: str) -> dict[str, float]:
    return {
        f"{name}_{slot}": max(m[metric] for m in found)
        for slot, found in (("before", before), ("after", after))
    }
