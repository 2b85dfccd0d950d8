"""Charts of columns, before and after: the Compare tab's and a lesson's, see `rdlab.page.charts`."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rdlab.page.charts import AXES, against_cost

MARKS = (  # of the columns: a symbol and a dash, so that no colour is needed to tell them apart
    ("circle", "solid"),
    ("square", "dash"),
    ("diamond", "dot"),
    ("triangle-up", "dashdot"),
    ("cross", "longdash"),
    ("x", "longdashdot"),
)
ROLES = {"before": "base", "after": "rectified"}


def compared(value: Mapping) -> go.Figure | None:
    """Quality of all columns, before and after, over steps, network calls or milliseconds; logarithmic.

    Args:
        value: {"columns": [{"title", "before", "after": {"steps", "nfe", "ms", "quality", "floor"} | None}]}.
            None without any numbers.
    """
    measured = [
        (column, slot, role, mark)
        for column, mark in zip(value["columns"], MARKS, strict=False)
        for slot, role in ROLES.items()
        if column[slot]
    ]
    if not measured:
        return None
    figure, values, named = go.Figure(), [], set()
    for column, slot, role, (symbol, dash) in measured:
        found, title = column[slot], column["title"]
        values += found["quality"]
        figure.add_scatter(
            x=found["steps"],
            y=found["quality"],
            name=f"@{title}",
            text=f"@compare.{slot}",
            meta={axis: found[axis] for axis in AXES},
            mode="lines+markers",
            line={"color": f"var(--rd-{role})", "width": 1.5, "dash": dash},
            marker={"color": f"var(--rd-{role})", "size": 6, "symbol": symbol},
            showlegend=False,
            hovertemplate="%{text}, %{x:.4~g}: %{y:.3f}",
        )
        if title not in named:
            named.add(title)
            figure.add_scatter(
                x=[None], y=[None], name=f"@{title}", mode="lines+markers", hoverinfo="skip",
                line={"color": "var(--rd-muted)", "width": 1.5, "dash": dash},
                marker={"color": "var(--rd-muted)", "size": 6, "symbol": symbol},
            )  # fmt: skip
    column, slot, *_ = measured[0]
    found = column[slot]
    return against_cost(figure, values, found["floor"], found["steps"], 300, True, "compare")
