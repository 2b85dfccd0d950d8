"""The page's own components: thin gr.HTML subclasses, each mounting one ES module of ``static/``.

Their values are small: packed arrays (``wire``), keys of texts, numbers.  What a visitor does to the view
(clock, zoom, coordinates) stays in the browser; components of one ``group`` share it.  Nothing is loaded
from another host.  ``STYLES`` go into the page's head, together with the texts
(``<script type="application/json" id="rdlab-texts">``).
"""

from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gradio as gr
import torch

from rdlab.page import no_stubs, shapes  # noqa: F401  (no_stubs: before the first component)
from rdlab.page.published import SOURCE, TABLE
from rdlab.stage import wire
from toy.data import DATASETS, Dataset


def _plotly() -> Path:
    """The browser's half of the plotly package, which is not imported before the first chart is made."""
    spec = find_spec("plotly")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


PLOTLY = _plotly()
STATIC = Path(__file__).resolve().parents[1] / "static"
STYLES = (
    "kit/base.css",
    "kit/gradio.css",
    "kit/reset.css",
    "kit/kit.css",
    "stage/stage.css",
    "stage/bars.css",
    "stage/launching.css",
    "stage/pickers.css",
    "charts/meters.css",
    "charts/charts.css",
    "data/data.css",
    "compare/compare.css",
    "compare/table.css",
    "learn/learn.css",
    "learn/glossary.css",
    "learn/published.css",
    "learn/cards.css",
    "learn/hand.css",
)
gr.set_static_paths([STATIC, PLOTLY])

_MOUNT = """
import(new URL("gradio_api/file=%s", document.baseURI)).then((module) =>
  module.mount({ element, trigger, props, server, watch }));
"""


class Part(gr.HTML):
    """A component drawn by ``module``: an empty element of the given CSS class, filled in the browser."""

    module = ""
    css_class = ""
    as_it_is = True  # a value goes to the browser as the handler gave it

    def __init__(self, value: Any = None, **kwargs: Any) -> None:
        # Gradio makes a component anew from all of its own arguments on an update: take each as it comes.
        defaults = {
            "html_template": f'<div class="rd-part {self.css_class}"></div>',
            "js_on_load": _MOUNT % (STATIC / self.module).as_posix() if self.module else None,
            "apply_default_css": False,
            "padding": False,
        }
        super().__init__(value, **{**defaults, **kwargs})

    def lasts(self, value: Any) -> bool:
        """Whether a value is to be seen for longer than a moment, and so in a page that is loaded anew."""
        return True

    def accepts(self, value: Any) -> bool:
        """Whether a value is one that the page may send."""
        return True

    def preprocess(self, payload: Any) -> Any:
        """The value as the page has sent it. Raises gr.Error for one that no page of ours sends."""
        if not self.accepts(payload):
            raise gr.Error(
                f"{type(self).__name__}: got something else than a page sends.", print_exception=False
            )
        return payload


class Stage(Part):
    """One canvas: data, paths, samples and what else the group shows, at its clock; a click launches a path.

    value: ``wire.panel(...)``, ``wire.hint(...)`` or None.
    """

    module, css_class = "stage/stage.js", "rd-stage"

    def __init__(
        self, value: dict | None = None, *, group: str = "lab", slot: str = "before", **kwargs: Any
    ) -> None:
        super().__init__(value, group=group, slot=slot, **kwargs)


class ViewBar(Part):
    """Pills: what the group's stages show, in which coordinates, and the morph. No value.

    few: without what only makes sense on two large stages of one form.
    own: with each stage as its panel asks for (``wire.panel(coords=, overlay=)``), which is how it begins.
    """

    module, css_class = "stage/view_bar.js", "rd-viewbar"

    def __init__(
        self, value: None = None, *, group: str = "lab", few: bool = False, own: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(value, group=group, few=few, own=own, **kwargs)


class ClockBar(Part):
    """Play, solver steps, time slider, speed, repeat, full screen of a group. No value."""

    module, css_class = "stage/clock_bar.js", "rd-clockbar"

    def __init__(self, value: None = None, *, group: str = "lab", **kwargs: Any) -> None:
        super().__init__(value, group=group, **kwargs)


class Probe(Part):
    """x0_hat and eps_hat over time along the path that a visitor has launched on the stages. No value."""

    module, css_class = "stage/probe.js", "rd-probe"

    def __init__(self, value: None = None, *, group: str = "lab", **kwargs: Any) -> None:
        super().__init__(value, group=group, **kwargs)


class Meters(Part):
    """Bars of the measured numbers, one tick a stage.

    value: {"before": M | None, "after": M | None} or None, with M = {"first_order_defect", "arc_over_chord",
    "straightness", "step_gap", "one_step": sliced W2 of one step, "floor": that of data against data}; a
    number that is missing or None is left out.  Colours follow what the group's stages show.
    """

    module, css_class = "charts/meters.js", "rd-meters"

    def __init__(self, value: dict | None = None, *, group: str = "lab", **kwargs: Any) -> None:
        super().__init__(value, group=group, **kwargs)


class Sentence(Part):
    """Words with measured numbers in them.

    value: {"key": key of a text, "args": {name: number, string or list}} or a list of them.  An argument
    {"key"} stands for the words of that key, a string for itself; numbers are bold, those named ..._before
    and ..._after in the colour of their slot (base and rectified, unless "roles": {"before": role, "after":
    role} says otherwise).
    ``**bold**`` works.
    """

    module, css_class = "kit/sentence.js", "rd-sentence"


class LossLine(Part):
    """The loss, drawn while it comes in.

    value: {"role": "base" | "rectified", "step", "steps", "loss": of the last step, "line": L} or None, with
    L = wire.pack({}, {"step": (m,), "loss": (m,)}): a run's whole curve in a few hundred points, so a frame
    that was skipped loses nothing.  A rectified run continues behind the base's.
    """

    module, css_class = "charts/loss_line.js", "rd-loss"


class DataPicker(Part):
    """Thumbnails to choose a data set from. value: its key; the events are ``input`` and ``change``.

    thumbs: [{"key", "title", "points": wire.pack({}, {"points": (n, 2) standardised})}]; else all presets.
    The visitor's own data join them, under the key "own", once ``OwnData`` of the same group has some.
    """

    module, css_class = "data/picker.js", "rd-picker"

    def __init__(
        self,
        value: str | None = None,
        *,
        thumbs: list[dict] | None = None,
        group: str = "lab",
        **kwargs: Any,
    ) -> None:
        super().__init__(value, thumbs=thumbnails() if thumbs is None else thumbs, group=group, **kwargs)

    def accepts(self, value: Any) -> bool:
        """A key, or nothing."""
        return shapes.nothing_or(shapes.text)(value)


class DataMenu(Part):
    """A menu of data sets. value: the key of one of ``choices``, or "own" once the lab's ``OwnData`` has any.

    words: key of its label. The event is ``input``, also when other own data come while those are chosen.
    """

    module, css_class = "data/menu.js", "rd-data-menu"

    def __init__(
        self, value: str | None = None, *, choices: tuple[str, ...] = (), words: str = "", **kwargs: Any
    ) -> None:
        super().__init__(value, choices=list(choices), words=words, **kwargs)

    def accepts(self, value: Any) -> bool:
        """A key, or nothing."""
        return shapes.nothing_or(shapes.text)(value)


class OwnData(Part):
    """Pills to draw data, to read a CSV, to edit the mixture on the group's stage.

    What the visitor made comes once, as the data of the event ``submit`` (see ``own_data.read``); the event
    ``edit`` asks for a mixture to begin with.  value, only ever an answer: ``own_data.OwnData.shown``,
    {"error": sentence}, {"edit": mixture} or {"wanted": any} where the data have to be sent again.
    """

    module, css_class = "data/own.js", "rd-own"

    def __init__(self, value: dict | None = None, *, group: str = "lab", **kwargs: Any) -> None:
        super().__init__(value, group=group, **kwargs)

    def lasts(self, value: Any) -> bool:
        """The data do; a question, an error and the beginning of an edit don't."""
        return isinstance(value, dict) and "kind" in value


class StepsPicker(Part):
    """A number of steps, by pills or typed. value: the number; event ``input``."""

    module, css_class = "stage/steps_picker.js", "rd-steps"

    def __init__(self, value: int = 50, *, most: int = 200, **kwargs: Any) -> None:
        super().__init__(value, most=most, **kwargs)

    def accepts(self, value: Any) -> bool:
        """A number, or nothing."""
        return shapes.nothing_or(shapes.number)(value)


class Race(Part):
    """Small pictures of samples from the same noise: rows of stage and solver, columns of step counts.

    value: {"steps": [...], "rows": [{"stage", "role", "solver", "points": for each step count
    wire.pack({}, {any name: (n, 2) standardised})}, ...]} or None.
    """

    module, css_class = "charts/race.js", "rd-race"


class QualityChart(Part):
    """A Plotly chart. value: a figure's ``to_json()``, or None.

    title: key of the heading; empty: key of what is said while there is nothing to show.
    """

    module, css_class = "charts/chart.js", "rd-chart"
    as_it_is = False

    def __init__(self, value: str | None = None, *, title: str = "chart.quality", **kwargs: Any) -> None:
        super().__init__(value, **{"title": title, "plotly": PLOTLY.as_posix(), **kwargs})


class PublishedTable(Part):
    """The paper's table. value: whether it is shown."""

    module, css_class = "learn/published.js", "rd-published"
    as_it_is = False

    def postprocess(self, value: Any) -> Any:
        """{"source", "rows"}; a row: {"method", "model", "steps", "fid", "clip", "ours", "mark", "role"}."""
        if value is not True:
            return value
        from rdlab.page.charts_published import mark, role

        rows = [asdict(row) | {"mark": mark(row), "role": role(row)} for row in TABLE]
        return {"source": SOURCE, "rows": rows}


class PublishedChart(QualityChart):
    """A chart of published numbers, figure: "fid", "clip" or "iterations". value: whether it is shown."""

    def __init__(self, value: Any = None, *, figure: str = "fid", title: str = "", **kwargs: Any) -> None:
        self.figure = figure
        super().__init__(value, figure=figure, title=title or f"learn.chart_{figure}", **kwargs)

    def postprocess(self, value: Any) -> str | None:
        """The figure as JSON; plotly is imported when the first one is made."""
        if value is not True:
            return value
        from rdlab.page import charts_published

        whole = self.figure == "iterations"
        figure = charts_published.over_iterations() if whole else charts_published.by_steps(self.figure)
        return figure.to_json()


class Backpressure(Part):
    """Nothing to see: notices when the page falls behind with what it is sent, and says how much it can take.

    value: the server's clock in seconds when a message left, or None; the event ``input`` brings {"rate":
    messages a second}.
    """

    module, css_class = "kit/backpressure.js", "rd-pulse"

    def lasts(self, value: Any) -> bool:
        """A time that has passed says nothing."""
        return False


class Lost(Part):
    """Nothing to see: says by ``input`` that all that the page knows of is gone. No value."""

    module, css_class = "kit/lost.js", "rd-lost"


class Notice(Part):
    """One sentence that something went wrong, or is worth knowing; the visitor can put it away.

    value: {"kind": "error" | "info", "key": key of a text, "args": {...}} or None.
    """

    module, css_class = "kit/notice.js", "rd-notice"


def thumbnails(points: int = 260) -> list[dict]:
    """Small samples of every preset, for ``DataPicker``."""

    def thumbnail(dataset: Dataset) -> dict:
        sample = dataset.sample_standardised(points, torch.Generator().manual_seed(0)).numpy()
        return {"key": dataset.key, "title": dataset.title, "points": wire.pack({}, {"points": sample})}

    return [thumbnail(dataset) for dataset in DATASETS.values()]
