"""Charts of what the paper has published, see `rdlab.page.charts`. Nothing here was measured by the app."""

from collections.abc import Sequence
from itertools import groupby

import plotly.graph_objects as go

from rdlab.page.charts import AXIS, LAYOUT
from rdlab.page.published import ONE_STEP_FID, RECTIFIED_FLOW_ONE_STEP, TABLE, Published

HEIGHT = 300
STEPS = (1, 2, 4, 25)
FID_TICKS = (20, 25, 30, 40, 50, 70, 100)
SYMBOLS = {  # a method keeps its mark in all charts
    "DPM-Solver": "diamond",
    "Rectified Flow": "square",
    "Rectified Flow (distill)": "square-open",
    "Rectified Diffusion": "circle",
    "Rectified Diffusion (CD)": "circle-open",
    "Rectified Diffusion (Phased)": "star",
    "PeRFlow": "triangle-up",
}
MARKS = {  # the same in the table
    "circle": "●", "circle-open": "○", "square": "■", "square-open": "□", "star": "★", "triangle-up": "▲",
    "diamond": "◆",
}  # fmt: skip
FID_RANGE = (1.28, 2.04)  # of the logarithm
HOVER = "<b>%{fullData.name}</b><br>%{text}: %{x}"
SD = "SD1.5"


def role(row: Published) -> str:
    """The colour of a method: the paper's own, the one it is compared with, others."""
    if row.ours:
        return "rectified"
    return "base" if row.method.startswith("Rectified Flow") else "muted"


def mark(row: Published) -> str:
    """The mark of a method, as a character."""
    return MARKS[SYMBOLS[row.method]]


def by_steps(measure: str) -> go.Figure:
    """A measure ("fid" or "clip") of every method over its steps, for FID with both axes logarithmic."""
    figure = go.Figure()
    for (model, method), group in groupby(TABLE, lambda row: (row.model, row.method)):
        rows = list(group)
        _curve(figure, method if model == SD else f"{method}, {model}", rows, measure)
    log = {"type": "log", "range": FID_RANGE, "tickvals": FID_TICKS, "ticktext": [str(t) for t in FID_TICKS]}
    figure.update_layout(
        **LAYOUT,
        height=HEIGHT,
        margin={"l": 40, "r": 8, "t": 6, "b": 34},
        showlegend=False,
        hovermode="closest",
        hoverlabel={"align": "left"},
        uirevision=measure,
        xaxis=AXIS
        | {"type": "log", "showgrid": False, "tickvals": STEPS, "ticktext": [str(k) for k in STEPS]}
        | {"title": {"text": "@chart.axis_steps", "standoff": 4, "font": {"size": 11}}},
        yaxis=AXIS | (log if measure == "fid" else {"tickformat": ".2f"}),
    )
    return figure


def _curve(figure: go.Figure, name: str, rows: Sequence[Published], measure: str) -> None:
    colour = f"var(--rd-{role(rows[0])})"
    dash = {"Rectified Flow (distill)": "dot", "Rectified Diffusion (CD)": "dot"}.get(rows[0].method, "solid")
    figure.add_scatter(
        x=[row.steps for row in rows],
        y=[getattr(row, measure) for row in rows],
        customdata=[[row.fid, row.clip] for row in rows],
        name=name,
        text="@learn.hover_steps",
        mode="lines+markers",
        line={"color": colour, "width": 1.6, "dash": dash},
        marker={"color": colour, "size": 8, "symbol": SYMBOLS[rows[0].method]},
        opacity=1 if rows[0].model == SD else 0.6,
        hovertemplate=f"{HOVER}<br>FID %{{customdata[0]}}<br>CLIP %{{customdata[1]}}<extra></extra>",
    )


def over_iterations() -> go.Figure:
    """FID of one step as Rectified Diffusion is trained, and that of Rectified Flow when done."""
    figure = go.Figure()
    iterations = [point.iterations for point in ONE_STEP_FID]
    figure.add_scatter(
        x=iterations,
        y=[point.fid for point in ONE_STEP_FID],
        name="Rectified Diffusion",
        mode="lines+markers",
        line={"color": "var(--rd-rectified)", "width": 2},
        marker={"color": "var(--rd-rectified)", "size": 8, "symbol": SYMBOLS["Rectified Diffusion"]},
        text="@learn.axis_iterations",
        hovertemplate="<b>%{fullData.name}</b><br>%{text}: %{x:,}<br>FID %{y}<extra></extra>",
    )
    figure.add_scatter(
        x=[0, iterations[-1]],
        y=[RECTIFIED_FLOW_ONE_STEP] * 2,
        name="Rectified Flow",
        mode="lines",
        line={"color": "var(--rd-base)", "width": 1.4, "dash": "dash"},
        hovertemplate="<b>%{fullData.name}</b><br>FID %{y}<extra></extra>",
    )
    figure.update_layout(
        **LAYOUT,
        height=HEIGHT,
        margin={"l": 40, "r": 8, "t": 6, "b": 34},
        showlegend=False,
        hovermode="closest",
        hoverlabel={"align": "left"},
        uirevision="iterations",
        xaxis=AXIS
        | {"range": [0, 1.04 * iterations[-1]], "showgrid": False, "nticks": 5}
        | {"title": {"text": "@learn.axis_iterations", "standoff": 4, "font": {"size": 11}}},
        yaxis=AXIS | {"range": [20, 52]},
    )
    return figure
