"""Plotly figures: numbers in, Figure out.

Colours are the page's CSS variables and words are "@key" (or "@stage:..."): the browser fills in both, so one
figure serves light and dark, English and Chinese.
"""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from rdlab.wire import role_of

TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


def quality_against_steps(curves: Mapping[str, Mapping[int, float]], floor: float | None = None) -> go.Figure:
    """Sample quality of each stage over its number of steps, both axes logarithmic.

    Args:
        curves: stage -> {steps: sliced W2 to fresh data}; values that are not finite are left out.
        floor: sliced W2 of data against data, drawn as a dashed line.
    """
    figure = go.Figure()
    values, steps = [], set()
    for stage, curve in curves.items():
        points = sorted((int(k), float(v)) for k, v in curve.items() if np.isfinite(v) and v > 0)
        values += [value for _, value in points]
        steps |= {k for k, _ in points}
        colour = f"var(--rd-{role_of(stage)})"
        figure.add_scatter(
            x=[k for k, _ in points],
            y=[value for _, value in points],
            name=f"@stage:{stage}",
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={"color": colour, "size": 6},
            hovertemplate="%{x}: %{y:.3f}",
        )
    if floor is not None and np.isfinite(floor) and floor > 0:
        values.append(float(floor))
        figure.add_hline(y=float(floor), line={"color": "var(--rd-data)", "width": 1, "dash": "dash"})
        figure.add_annotation(
            x=1, xref="paper", xanchor="right", y=np.log10(floor), yanchor="bottom", text="@chart.floor",
            showarrow=False, font={"color": "var(--rd-data-text)", "size": 11},
        )  # fmt: skip
    low, high = (min(values), max(values)) if values else (0.05, 1.0)
    axis = {"type": "log", "gridcolor": "var(--rd-line)", "linecolor": "var(--rd-line)", "zeroline": False}
    figure.update_layout(
        template=None,
        margin={"l": 34, "r": 8, "t": 6, "b": 34},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": "var(--rd-muted)", "size": 11, "family": "system-ui, sans-serif"},
        showlegend=False,
        hovermode="x",
        dragmode=False,
        uirevision="quality",
        xaxis=axis
        | {
            "tickvals": sorted(steps),
            "ticktext": [str(k) for k in sorted(steps)],
            "showgrid": False,
            "title": {"text": "@chart.steps", "standoff": 4},
            "fixedrange": True,
        },
        yaxis=axis
        | {
            "tickvals": TICKS,
            "ticktext": [f"{tick:g}" for tick in TICKS],
            "range": [np.log10(0.8 * low), np.log10(1.25 * high)],
            "fixedrange": True,
        },
    )
    return figure
