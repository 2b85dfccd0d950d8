"""The charts of a lesson's own numbers, see `rdlab.page.charts`."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from rdlab.page.charts import against_cost
from rdlab.page.charts_compared import MARKS, compared
from toy.stages import Stage

SLOTS = {"exact": "before", "base": "before", "rectified": "after"}  # by role
ROOM = 1.4  # from one number of a logarithmic axis to the next
TRAINED = "sw2_trained"  # name of the numbers over training steps
COURSES = {"direct": "rectified", "after": "base"}  # by kind of student: the role whose colour it has


def chart_of(numbers: Sequence[Mapping]) -> go.Figure:
    """The figure that an outcome's numbers make: over training steps, where there are such, or over steps."""
    return over_training(numbers) if any(n["name"] == TRAINED for n in numbers) else by_steps(numbers)


def floor_of(numbers: Sequence[Mapping]) -> float | None:
    """The floor among the numbers."""
    return next((number["value"] for number in numbers if number["name"] == "floor"), None)


def over_training(numbers: Sequence[Mapping]) -> go.Figure:
    """One-step quality over all training steps so far, with and without conversion before, over the floor.

    Args:
        numbers: {"name": "sw2_trained", "value", "model", "steps": of training}, ... and the floor, as above.
    """
    figure, values, ticks = go.Figure(), [], set()
    for (kind, role), (symbol, dash) in zip(COURSES.items(), MARKS, strict=False):
        direct = kind == "direct"  # all else is of the model that was converted, or was converted itself
        points = [n for n in numbers if n["name"] == TRAINED and ("/direct-" in n["model"]) == direct]
        found = sorted((n["steps"], n["value"]) for n in points)
        values += [value for _, value in found]
        ticks |= {steps for steps, _ in found}
        figure.add_scatter(
            x=[steps for steps, _ in found],
            y=[value for _, value in found],
            name=f"@learn.course.{kind}",
            mode="lines+markers",
            line={"color": f"var(--rd-{role})", "width": 1.8, "dash": dash},
            marker={"color": f"var(--rd-{role})", "size": 7, "symbol": symbol},
            hovertemplate="%{x}: %{y:.3f}",
        )
    against_cost(figure, values, floor_of(numbers), sorted(ticks), 300, True, "lesson")
    title = {"text": "@learn.axis_trained", "standoff": 4, "font": {"size": 11}}
    shown = apart(sorted(ticks))
    axis = {"tickvals": shown, "ticktext": [str(k) for k in shown], "title": title}
    return figure.update_layout(meta={"axes": []}, xaxis=axis)


def apart(ticks: Sequence[int]) -> list[int]:
    """Those of rising ticks that have room for their numbers on a logarithmic axis, also on a phone."""
    shown = list(ticks[:1])
    for tick in ticks:
        if tick >= ROOM * shown[-1]:
            shown.append(tick)
    return shown


def by_steps(numbers: Sequence[Mapping]) -> go.Figure:
    """Quality against steps of each form, before and after rectification, over the floor.

    Args:
        numbers: {"name": "sw2", "value", "model": "form/stage", "steps"}, ... and {"name": "floor", "value"}.
    """
    floor = floor_of(numbers)
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
