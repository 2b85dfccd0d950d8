"""Charts of the first-order view of Stable Diffusion, see `rdlab.page.charts`."""

from collections.abc import Sequence

import plotly.graph_objects as go

from rdlab.page.charts import AXIS, LAYOUT

HEIGHT = 220
FIRST_ORDER = {"color": "var(--rd-noise)", "width": 1, "dash": "dash"}


def cosines(successive: Sequence[float], to_end: Sequence[float], role: str) -> go.Figure:
    """Of K steps: K-1 cosines between eps_hat of a step and the next, K between eps_hat and eps*.

    eps* is the noise of the first-order path with the same ends. role: of the model, which gives the colour.
    """
    figure = go.Figure()
    steps = list(range(1, len(to_end) + 1))
    figure.add_hline(y=1, line=FIRST_ORDER)
    between = [k + 0.5 for k in steps[:-1]]
    _line(figure, between, successive, "@sd.chart.successive", role, "circle", "solid")
    _line(figure, steps, to_end, "@sd.chart.to_end", "first-order", "square", "dot")
    low = min([*successive, *to_end, 0.9])
    return _laid_out(figure, steps, [low - 0.08 * (1 - low), 1.03 + 0.02 * (1 - low)], "cosines")


def drift(values: Sequence[float], role: str) -> go.Figure:
    """Of K steps: how far x0_hat is from the final one, RMS over the final one's RMS."""
    figure = go.Figure()
    steps = list(range(1, len(values) + 1))
    figure.add_hline(y=0, line=FIRST_ORDER)
    _line(figure, steps, values, "@sd.chart.drift", role, "circle", "solid")
    return _laid_out(figure, steps, [-0.04 * max(values, default=1), 1.08 * max([*values, 0.05])], "drift")


def _line(
    figure: go.Figure, x: Sequence[float], y: Sequence[float], name: str, role: str, symbol: str, dash: str
) -> None:
    colour = f"var(--rd-{role})"
    figure.add_scatter(
        x=list(x),
        y=list(y),
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 1.8, "dash": dash},
        marker={"color": colour, "size": 6, "symbol": symbol},
        hovertemplate="%{y:.3f}",
    )


def _laid_out(figure: go.Figure, steps: Sequence[int], span: Sequence[float], revision: str) -> go.Figure:
    every = max(1, len(steps) // 8)
    return figure.update_layout(
        **LAYOUT,
        height=HEIGHT,
        margin={"l": 40, "r": 8, "t": 6, "b": 34},
        showlegend=len(figure.data) > 1,
        hovermode="closest",
        uirevision=revision,
        xaxis=AXIS
        | {"tickvals": steps[::every], "showgrid": False, "range": [0.7, len(steps) + 0.3]}
        | {"title": {"text": "@sd.chart.step", "standoff": 4, "font": {"size": 11}}},
        yaxis=AXIS | {"range": span},
    )
