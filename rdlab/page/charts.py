"""Plotly figures: numbers in, Figure out.

Colours are the page's CSS variables and words are "@key" (or "@stage:..."): the browser fills in both, so one
figure serves light and dark, English and Chinese. A trace's ``meta`` holds its x on each of the axes named in
``layout.meta["axes"]``, between which the page switches.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from toy.stages import Stage

TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
AXES = ("steps", "nfe", "ms")
DASHES = {"exact": "dot", "empirical": "dot", "unpaired": "dash", "phased": "dot", "consistency": "dashdot"}
SYMBOLS = {
    "ddim": "circle",
    "euler": "square",
    "heun": "diamond",
    "rk4": "cross",
    "dpmpp_2m": "triangle-up",
    "ancestral": "x",
}
AXIS = {"gridcolor": "var(--rd-line)", "linecolor": "var(--rd-line)", "zeroline": False, "fixedrange": True}
LAYOUT = {
    "template": None,
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "font": {"color": "var(--rd-muted)", "size": 11, "family": "system-ui, sans-serif"},
    "dragmode": False,
    "legend": {
        "orientation": "h",
        "x": -0.12,
        "y": -0.2,
        "yanchor": "top",
        "font": {"size": 11},
        "itemwidth": 30,
        "tracegroupgap": 0,
    },
}


def quality(value: Mapping) -> go.Figure | None:
    """Sample quality of each stage and solver over steps, network calls or milliseconds; logarithmic.

    Args:
        value: {"series": [{"stage", "solver", "steps", "values": sliced W2 to fresh data, "nfe", "ms"}, ...],
            "floor": sliced W2 of data against data, drawn as a dashed line, or None}. Values that are not
            finite or not positive are left out. None without any series.
    """
    series, floor = value["series"], value["floor"]
    if not series:
        return None
    figure, values, steps = go.Figure(), [], set()
    solvers = list(dict.fromkeys(one["solver"] for one in series))
    for one in series:
        points = [
            point
            for point in zip(one["steps"], one["nfe"], one["ms"], one["values"], strict=True)
            if np.isfinite(point[-1]) and point[-1] > 0
        ]
        values += [point[-1] for point in points]
        steps |= {point[0] for point in points}
        colour = f"var(--rd-{Stage.parse(one['stage']).role})"
        first = one["solver"] == solvers[0]
        figure.add_scatter(
            x=[point[0] for point in points],
            y=[point[-1] for point in points],
            name=f"@stage:{one['stage']}",
            text=f"@solver.{one['solver']}",
            meta={axis: [point[i] for point in points] for i, axis in enumerate(AXES)},
            mode="lines+markers",
            line={"color": colour, "width": 2 if first else 1.2, "dash": _dash(one["stage"])},
            marker={"color": colour, "size": 6, "symbol": SYMBOLS[one["solver"]]},
            legendgroup=one["stage"],
            showlegend=first,
            hovertemplate="%{text}, %{x:.4~g}: %{y:.3f}",
        )
    if len(solvers) > 1:
        _legend_of_solvers(figure, solvers)
    height = 300 if len(solvers) > 1 else 236
    return against_cost(figure, values, floor, sorted(steps), height, len(series) > 2, "quality")


def against_cost(
    figure: go.Figure,
    values: Sequence[float],
    floor: float | None,
    steps: Sequence[int],
    height: int,
    legend: bool,
    revision: str,
) -> go.Figure:
    """Give a figure of distances ``values`` the floor's line and two logarithmic axes.

    The page can change the lower one; ``steps`` are its ticks, ``revision`` is Plotly's uirevision.
    """
    values = list(values)
    if floor is not None and np.isfinite(floor) and floor > 0:
        values.append(float(floor))
        figure.add_hline(y=float(floor), line={"color": "var(--rd-data)", "width": 1, "dash": "dash"})
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=np.log10(floor), yanchor="top", text="@chart.floor",
            showarrow=False, font={"color": "var(--rd-data-text)", "size": 11},
        )  # fmt: skip
    low, high = (min(values), max(values)) if values else (0.05, 1.0)
    figure.update_layout(
        **LAYOUT,
        height=height,
        meta={"axes": AXES, "steps": list(steps)},
        margin={"l": 34, "r": 8, "t": 6, "b": 34},
        showlegend=legend,
        hovermode="closest",
        uirevision=revision,
        xaxis=AXIS | {"type": "log", "showgrid": False, "title": {"standoff": 4}},
        yaxis=AXIS
        | {
            "type": "log",
            "tickvals": TICKS,
            "ticktext": [f"{tick:g}" for tick in TICKS],
            "range": [np.log10(0.62 * low), np.log10(1.25 * high)],
        },
    )
    return figure


def _dash(stage: str) -> str:
    """How a stage's line is drawn, so that stages of one colour differ."""
    parsed = Stage.parse(stage)
    return DASHES.get(parsed.kind, "dash" if parsed.number > 1 else "solid")


def _legend_of_solvers(figure: go.Figure, solvers: Sequence[str]) -> None:
    for solver in solvers:
        figure.add_scatter(
            x=[None],
            y=[None],
            name=f"@solver.{solver}",
            mode="markers",
            marker={"color": "var(--rd-muted)", "size": 6, "symbol": SYMBOLS[solver]},
            hoverinfo="skip",
        )


def drift(value: Mapping) -> go.Figure:
    """How far eps_hat and x0_hat are from one fixed pair, along the paths: median and quartiles, two panels.

    Args:
        value: {"curves": [{"stage", "tau": (K,) the clock, "x0": (3, K), "eps": (3, K) quartiles}, ...]}.
    """
    figure = go.Figure()
    for row, name in enumerate(("eps", "x0"), 1):
        for one in value["curves"]:
            colour, (low, middle, high) = f"--rd-{Stage.parse(one['stage']).role}", one[name]
            place = {"x": one["tau"], "yaxis": f"y{row}", "mode": "lines", "legendgroup": one["stage"]}
            none = {"line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
            figure.add_scatter(y=low, **place, **none)
            figure.add_scatter(y=high, **place, **none, fill="tonexty", fillcolor=f"var({colour}, 0.18)")
            figure.add_scatter(
                y=middle,
                **place,
                name=f"@stage:{one['stage']}",
                showlegend=row == 1,
                line={"color": f"var({colour})", "width": 2, "dash": _dash(one["stage"])},
                hovertemplate="%{y:.2f}",
            )
    shared = AXIS | {"rangemode": "tozero", "nticks": 4}
    figure.update_layout(
        **LAYOUT,
        height=260,
        margin={"l": 34, "r": 8, "t": 20, "b": 34},
        showlegend=True,
        hovermode="x",
        uirevision="drift",
        xaxis=AXIS
        | {
            "range": [0, 1.02],
            "tickvals": [0, 1],
            "ticktext": ["@clock.noise", "@clock.data"],
            "showgrid": False,
            "anchor": "y2",
        },
        yaxis=shared | {"domain": [0.56, 1]},
        yaxis2=shared | {"domain": [0, 0.44]},
    )
    for y, key in ((1, "eps"), (0.44, "x0")):
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=y, yref="paper", yanchor="bottom",
            text=f"@chart.drift_{key}", showarrow=False, font={"color": "var(--rd-ink)", "size": 11},
        )  # fmt: skip
    return figure
