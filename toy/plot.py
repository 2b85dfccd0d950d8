"""Pictures with matplotlib (``pip install "rd-lab[plot]"``), in the web app's colours, one for each role.

Every function draws into ``ax``, or into a new figure, and returns the Axes. matplotlib is imported when the
first of them is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import torch

from toy.errors import InvalidInput, require_choice, require_float, require_int
from toy.metrics import angle_path, end_pair
from toy.metrics.inputs import Array
from toy.metrics.inputs import paths as check_paths
from toy.metrics.inputs import points as check_points
from toy.metrics.paths import Path
from toy.sampling.walking import DenoiserLike, form_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import LineCollection

    from toy.forms import Form

# Okabe & Ito's palette, told apart by all common kinds of colour vision
COLOURS = {
    "data": "#009E73",
    "base": "#0072B2",
    "rectified": "#D55E00",
    "first_order": "#CC79A7",
    "noise": "#8A8D93",
}
RETRAINED = ("rectified", "phased", "consistency", "unpaired")  # how the names of such stages begin
METRICS = ("energy_distance", "sliced_w2", "off_mode_fraction")


def colour(stage: str) -> str:
    """The colour of a stage's role: "rectified-1", "phased-4", … are vermilion, what was before is blue.

    Args:
        stage: a stage's name ("exact", "base", "rectified-1"), or a role ("data", "noise", "first_order").

    Returns:
        "#rrggbb".

    Raises:
        InvalidInput: stage is no name.
    """
    if not isinstance(stage, str):
        raise InvalidInput("stage", stage, 'the name of a stage, as "base"')
    return COLOURS.get(stage) or COLOURS["rectified" if stage.startswith(RETRAINED) else "base"]


def paths(
    trajectory: Path,
    stage: str = "base",
    form: Form | None = None,
    n: int = 60,
    ax: Axes | None = None,
) -> Axes:
    """Paths from the noise (grey rings) to the samples (dots).

    Args:
        trajectory: of points in the plane, from ``Experiment.trajectory`` or a solver.
        stage: gives the colour.
        form: adds the first-order path alpha x0 + sigma eps that joins each path's ends, under this form.
        n: the first so many paths are drawn.
        ax: where to draw.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    x = _in_the_plane("trajectory", check_paths("trajectory", getattr(trajectory, "x", None)))
    n, shade = min(require_int("n", n, 1, 100_000), x.shape[1]), colour(stage)
    ghosts = None if form is None else _first_order(trajectory, form)[:, :n]
    ax = _axes(ax)
    ax.add_collection(_lines(x[:, :n], color=shade, linewidth=0.8, alpha=0.55))
    if ghosts is not None:
        ax.add_collection(_lines(ghosts, color=COLOURS["first_order"], linewidth=0.9, linestyle=(0, (3, 2))))
    ax.scatter(x[0, :n, 0], x[0, :n, 1], s=10, facecolors="none", edgecolors=COLOURS["noise"], linewidths=0.7)
    ax.scatter(x[-1, :n, 0], x[-1, :n, 1], s=9, color=shade, linewidths=0, zorder=3)
    return _plane(ax, stage)


def samples(points: Array, stage: str = "base", data: Array | None = None, ax: Axes | None = None) -> Axes:
    """Samples as dots, over the data's if these are given.

    Args:
        points: (n, 2), of ``Experiment.sample``.
        stage: gives the colour; "data" for data.
        data: (m, 2), drawn below.
        ax: where to draw.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    found, shade = _in_the_plane("points", check_points("points", points)), colour(stage)
    below = None if data is None else _in_the_plane("data", check_points("data", data))
    ax = _axes(ax)
    if below is not None:
        ax.scatter(below[:, 0], below[:, 1], s=4, color=COLOURS["data"], alpha=0.35, linewidths=0)
    ax.scatter(found[:, 0], found[:, 1], s=4, color=shade, alpha=0.6, linewidths=0)
    return _plane(ax, stage)


def field(
    denoiser: DenoiserLike,
    t: float,
    stage: str = "base",
    extent: float = 2.5,
    n: int = 21,
    ax: Axes | None = None,
) -> Axes:
    """Where the probability flow carries points at one time: arrows towards the data.

    In angle coordinates, in which all forms are one: -du/dphi = sin(phi) x0_hat - cos(phi) eps_hat at u.

    Args:
        denoiser: of points in the plane, with its form; ``Experiment.denoiser`` gives one.
        t: the form's time, 0 (data) to 1 (noise).
        stage: gives the colour.
        extent: of the plane, in standardised units, from its middle.
        n: arrows a side, 2 to 100.
        ax: where to draw.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    form, time = form_of(denoiser), torch.tensor(require_float("t", t, 0, 1), dtype=torch.float64)
    extent, n = require_float("extent", extent, 1e-3, 1e3), require_int("n", n, 2, 100)
    shade = colour(stage)
    side = torch.linspace(-extent, extent, n)
    u = torch.cartesian_prod(side, side)
    alpha, sigma = form.alpha(time), form.sigma(time)
    norm = torch.hypot(alpha, sigma)
    x0, eps = denoiser((norm * u).float(), time)
    flow = (sigma * x0 - alpha * eps) / norm
    ax = _axes(ax)
    ax.quiver(u[:, 0], u[:, 1], flow[:, 0], flow[:, 1], color=shade, angles="xy", width=0.003)
    return _plane(ax, f"{stage}, t = {float(time):g}")


def quality(
    measured: Mapping[str, Mapping[str, object]], metric: str = "sliced_w2", ax: Axes | None = None
) -> Axes:
    """Quality against the number of steps, a line a stage, and the data's own floor.

    Args:
        measured: stage -> what ``Experiment.metrics`` gave of it.
        metric: "energy_distance", "sliced_w2" or "off_mode_fraction".
        ax: where to draw.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    require_choice("metric", metric, METRICS)
    if not isinstance(measured, Mapping) or not measured:
        raise InvalidInput("measured", measured, "stage -> what Experiment.metrics gave of it")
    curves = {stage: _curve(found, metric) for stage, found in measured.items()}
    shades = {stage: colour(stage) for stage in measured}
    floors = [_floor(found, metric) for found in measured.values()]
    ax = _axes(ax)
    for stage, values in curves.items():
        ax.plot(list(values), list(values.values()), "o-", color=shades[stage], markersize=4, label=stage)
    floor = next((value for value in floors if value is not None), None)
    if floor is not None:
        ax.axhline(
            floor, color=COLOURS["data"], linestyle="--", linewidth=1, label="floor: data against data"
        )
    ax.set(xscale="log", yscale="log", xlabel="steps", ylabel=metric.replace("_", " "))
    ticks = sorted({steps for values in curves.values() for steps in values})
    ax.set_xticks(ticks, [str(steps) for steps in ticks])
    ax.xaxis.minorticks_off()
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False, fontsize="small")
    return ax


# --- what they share ---------------------------------------------------------------------------------------


def _axes(ax: Axes | None) -> Axes:
    try:
        from matplotlib import pyplot
        from matplotlib.axes import Axes as Class
    except ImportError as error:
        raise ImportError('toy.plot draws with matplotlib: pip install "rd-lab[plot]"') from error
    if ax is None:
        return pyplot.subplots(figsize=(4.5, 4.5), layout="constrained")[1]
    if not isinstance(ax, Class):
        raise InvalidInput("ax", ax, "matplotlib's Axes, or None for new ones")
    return ax


def _plane(ax: Axes, title: str) -> Axes:
    """One scale for both axes and nothing that is not of the points."""
    ax.set_aspect("equal")
    ax.autoscale_view()
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_color("#d8d8d4")
    ax.set_title(title, fontsize="medium")
    return ax


def _lines(x: torch.Tensor, **style: object) -> LineCollection:
    """Paths (K+1, n, 2) as one collection."""
    from matplotlib.collections import LineCollection

    return LineCollection(list(x.transpose(0, 1).numpy()), **style)  # type: ignore[arg-type]


def _in_the_plane(field: str, values: torch.Tensor) -> torch.Tensor:
    if values.shape[-1] != 2:
        raise InvalidInput(field, f"points of {values.shape[-1]} numbers", "points in the plane, of two")
    return values


def _first_order(trajectory: Path, form: Form) -> torch.Tensor:
    """(K+1, n, 2): the first-order paths with the ends of the trajectory's."""
    u, phi, _ = angle_path(trajectory, form)
    x0, eps = end_pair(u, phi)
    t = torch.as_tensor(trajectory.t).double()
    return form.alpha(t)[:, None, None] * x0 + form.sigma(t)[:, None, None] * eps


def _curve(found: object, metric: str) -> dict[int, float]:
    """Steps -> value. Raises InvalidInput."""
    by_steps = found.get("quality") if isinstance(found, Mapping) else None
    if not isinstance(by_steps, Mapping) or not by_steps:
        raise InvalidInput("measured", found, "stage -> what Experiment.metrics gave of it")
    values: dict[int, float] = {}
    for steps, row in by_steps.items():
        if not isinstance(row, Mapping) or metric not in row:
            raise InvalidInput("metric", metric, "one of those that were measured")
        values[require_int("steps", steps, 1, 1_000_000)] = require_float(metric, row[metric], 0, 1e15)
    return dict(sorted(values.items()))


def _floor(found: Mapping[str, object], metric: str) -> float | None:
    floor = found.get("floor")
    return (
        require_float(metric, floor[metric], 0, 1e15)
        if isinstance(floor, Mapping) and metric in floor
        else None
    )
