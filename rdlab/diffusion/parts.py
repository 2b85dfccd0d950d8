"""The Stable Diffusion tab's own parts; their style sheet and words come when the tab is first opened."""

from typing import Any

from rdlab.page import shapes
from rdlab.page.parts import Part, QualityChart

EXAMPLES = (  # prompts to try
    "a lighthouse on a cliff at sunset, oil painting",
    "a photo of a corgi wearing sunglasses on a beach",
    "still life with lemons and a blue vase, soft light",
    "snowy mountains mirrored in a lake, dawn, wide angle",
)
START = {
    "mode": "generate",
    "prompt": EXAMPLES[0],
    "negative": "",
    "model": "rd",
    "steps": 4,
    "guidance": 1.5,
    "width": 512,
    "height": 512,
    "count": 1,
    "seed": 0,
    "measure": True,
    "rows": ["rd", "sd15"],
    "columns": [1, 2, 4, 25],
}  # what the form holds at first; what is not on offer here it lets go


class SdAbout(Part):
    """Where the models run, and how to start them on a GPU; the other parts learn from it what is on offer.

    value: ``handlers.about(...)`` or None. Its event ``input`` comes once, when the tab is first looked at;
    ``server_functions``: ``sd_picture(name)`` -> base64, for all parts of the tab.
    """

    module, css_class = "diffusion/about.js", "rd-sdabout"


_NUMBER, _TEXT = shapes.nothing_or(shapes.number), shapes.text
FORM = shapes.having(
    {
        **dict.fromkeys(("mode", "prompt", "negative"), _TEXT),
        **dict.fromkeys(("steps", "guidance", "width", "height", "count", "seed"), _NUMBER),
        "model": shapes.nothing_or(_TEXT),
        "measure": shapes.truth,
        "rows": shapes.listed(_TEXT),
        "columns": shapes.listed(shapes.number),
    }
)  # a form as the page sends it


class SdForm(Part):
    """All that is chosen. value: a dict like ``START``; the browser alone changes it."""

    module, css_class = "diffusion/form.js", "rd-sdform"

    def __init__(self, value: dict | None = None, **kwargs: Any) -> None:
        super().__init__(value or START, **{"examples": list(EXAMPLES), **kwargs})

    def lasts(self, value: Any) -> bool:
        """The browser remembers it."""
        return False

    def accepts(self, value: Any) -> bool:
        """All that ``START`` has, and of the same kinds; a number's field may be empty."""
        return FORM(value)


class SdConfirm(Part):
    """What a run costs without a GPU. value: {"seconds", "bytes", "names": [...]} or None.

    Event ``input`` with {"agree": bool}.
    """

    module, css_class = "diffusion/confirm.js", "rd-sdconfirm"


class SdProgress(Part):
    """What the run is doing. value: {"phase", "share", "step", "steps", ...} or None, see ``presenter``."""

    module, css_class = "diffusion/progress.js", "rd-doing"


class SdGallery(Part):
    """The pictures of a run: previews, then the images. value: ``presenter`` calls it "gallery", or None."""

    module, css_class = "diffusion/gallery.js", "rd-sdgallery"


class SdGrid(Part):
    """Models by steps from the same noise. value: ``presenter`` calls it "grid", or None."""

    module, css_class = "diffusion/grid.js", "rd-sdgrid"


class SdStrip(Part):
    """x0_hat of every step, the image, what the fewest steps give. value: ``presenter`` calls it "strip"."""

    module, css_class = "diffusion/strip.js", "rd-sdstrip"


class SdNumbers(Part):
    """Dials and sentences of the first-order view. value: "numbers" of ``presenter``, or None."""

    module, css_class = "diffusion/numbers.js", "rd-sdnumbers"


class SdChart(QualityChart):
    """A chart of the first-order view, figure: "cosines" or "drift". value: of ``sd.Meters``, or None."""

    def __init__(self, value: Any = None, *, figure: str = "cosines", title: str = "", **kwargs: Any) -> None:
        self.figure = figure
        kwargs = {"empty": "sd.first.empty", **kwargs}
        super().__init__(value, figure=figure, title=title or f"sd.chart_{figure}", **kwargs)

    def postprocess(self, value: Any) -> str | None:
        """The figure as JSON; plotly is imported when the first one is made."""
        if not isinstance(value, dict):
            return value
        from rdlab.diffusion import charts

        if self.figure == "cosines":
            return charts.cosines(value["successive"], value["to_end"], value["role"]).to_json()
        return charts.drift(value["drift"], value["role"]).to_json()
