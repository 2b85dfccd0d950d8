"""The Lab tab's own parts: pickers of stages, tabs, the fold of the settings, its charts."""

from typing import Any

from rdlab.page import shapes
from rdlab.page.parts import Part, QualityChart


class StagePicker(Part):
    """Which stage a slot shows, over the stage itself.

    value: {"all": stages that can be shown, "before", "after": shown now, "picked": slots picked by hand}.
    Its event ``input`` brings {"slot", "stage": name, or None to follow the trainings}.
    """

    module, css_class = "stage/picker.js", "rd-pick"

    def __init__(self, value: dict | None = None, *, slot: str = "before", **kwargs: Any) -> None:
        super().__init__(value, slot=slot, **kwargs)


class TeacherMenu(Part):
    """Which stage the pairs come from.

    value: {"all": stages, "held": the session's token of them, "chosen": one of them, or None: the latest}.
    """

    module, css_class = "lab/teacher_menu.js", "rd-teacher"

    def accepts(self, value: Any) -> bool:
        """As above, or nothing."""
        name = shapes.nothing_or(shapes.text)
        stages = shapes.having({"all": shapes.listed(shapes.text)}, {"held": name, "chosen": name})
        return shapes.nothing_or(stages)(value)


class Fold(Part):
    """A button that opens and closes the settings, the element with id ``target``. No value.

    While they are open its own column carries the class ``rd-open``; they are in the page from the start.
    """

    module, css_class = "lab/fold.js", "rd-fold"

    def __init__(self, value: None = None, *, target: str = "", **kwargs: Any) -> None:
        super().__init__(value, target=target, **kwargs)


class ChartTabs(Part):
    """Pills that show one of the columns ``rd-tab-<name>`` of their card; tabs: the names. No value."""

    module, css_class = "charts/tabs.js", "rd-charttabs"

    def __init__(self, value: None = None, *, tabs: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(value, tabs=list(tabs), **kwargs)


class LossChart(QualityChart):
    """The loss of the trainings so far, made in the browser of what the loss line has got. No value."""

    module = "charts/loss_chart.js"

    def __init__(self, value: None = None, *, title: str = "chart.loss", **kwargs: Any) -> None:
        super().__init__(value, title=title, **kwargs)


class LabChart(QualityChart):
    """A chart of what the session has measured; plotly is imported where the first one is made.

    value: what ``Measuring.chart`` gives (figure="quality") or ``Measuring.drift`` (figure="drift"), or None.
    """

    def __init__(
        self, value: Any = None, *, figure: str = "quality", title: str = "chart.quality", **kwargs: Any
    ) -> None:
        self.figure = figure
        super().__init__(value, title=title, figure=figure, **kwargs)

    def postprocess(self, value: dict | str | None) -> str | None:
        """The figure as JSON."""
        if not isinstance(value, dict):
            return value
        from rdlab.page import charts

        made = {"quality": charts.quality, "drift": charts.drift}[self.figure](value)
        return made and made.to_json()
