"""The Compare tab's own parts: titles and numbers of the columns, their table, their chart."""

from typing import Any

from rdlab.page.parts import Part, QualityChart


class CompareHeads(Part):
    """Title and progress of each column.

    It tells the .rd-compare around it how many there are, and the stages of its ``group`` whether networks
    are being trained. Its event ``input``: the tab is looked at for the first time, and all its parts are
    there.

    value: {"columns": [{"title": text key, "phase", "step", "steps", "done": share of the whole,
    "seconds": of training}, ...]} or None.
    """

    module, css_class = "compare/heads.js", "rd-heads"


class CompareProgress(Part):
    """How far the comparison is as a whole, while it runs. value: as ``CompareHeads``."""

    module, css_class = "compare/progress.js", "rd-whole"


class CompareMeters(Part):
    """The numbers beneath each column, the best and the worst marked.

    value: {"columns": [{"title", "before": M | None, "after": M | None}, ...]} or None, with M = {metric:
    number, "floor", "marks": {metric: "best" | "worst"}}.
    """

    module, css_class = "compare/meters.js", "rd-columns"


class CompareTable(Part):
    """All numbers, as a CSV file too. value: as ``CompareMeters``, with "kind", "data" and "seed"."""

    module, css_class = "compare/table.js", "rd-table"


class CompareChart(QualityChart):
    """Quality against steps of all columns. value: as ``CompareMeters``."""

    def __init__(self, value: Any = None, *, empty: str = "compare.chart_empty", **kwargs: Any) -> None:
        super().__init__(value, empty=empty, **kwargs)

    def postprocess(self, value: dict | str | None) -> str | None:
        """The figure as JSON; plotly is imported when the first one is made."""
        if not isinstance(value, dict):
            return value
        from rdlab.page.charts_compared import compared

        figure = compared(value)
        return figure and figure.to_json()
