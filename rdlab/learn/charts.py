"""The chart of a lesson's own numbers, see `rdlab.page.charts`."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from rdlab.page.charts_compared import compared
from toy.stages import Stage

SLOTS = {"exact": "before", "base": "before", "rectified": "after"}  # by role


def by_steps(numbers: Sequence[Mapping]) -> go.Figure:
    """Quality against steps of each form, before and after rectification, over the floor.

    Args:
        numbers: {"name": "sw2", "value", "model": "form/stage", "steps"}, ... and {"name": "floor", "value"}.
    """
    floor = next((number["value"] for number in numbers if number["name"] == "floor"), None)
    columns: dict[str, dict] = {}
    for number in numbers:
        if number["name"] != "sw2":
            continue
        form, stage = number["model"].split("/")
        column = columns.setdefault(form, {"title": f"form.{form}", "before": None, "after": None})
        slot = SLOTS[Stage.parse(stage).role]
        found = column[slot] = column[slot] or {"steps": [], "quality": [], "floor": floor}
        found["steps"].append(number["steps"])
        found["quality"].append(number["value"])
        found["nfe"] = found["ms"] = found["steps"]  # DDIM: one call a step
    figure = compared({"columns": list(columns.values())}) or go.Figure()
    steps = sorted({number["steps"] for number in numbers if number["steps"]})
    axis = {"tickvals": steps, "ticktext": [str(k) for k in steps]}
    title = {"text": "@chart.axis_steps", "standoff": 4, "font": {"size": 11}}
    return figure.update_layout(meta={"axes": []}, xaxis=axis | {"title": title}, uirevision="lesson")
