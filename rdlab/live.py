"""The page's own components: thin gr.HTML subclasses, each mounting one ES module of ``static/``.

Their values are small: packed arrays (``wire``), keys of texts, numbers.  What a visitor does to the view
(clock, zoom, coordinates) stays in the browser; components of one ``group`` share it.  Nothing is loaded
from another host.  ``gr.set_static_paths([STATIC])`` must be called before launch, and ``STYLES`` go into the
page's head together with the texts (``<script type="application/json" id="rdlab-texts">``).
"""

from pathlib import Path
from typing import Any

import gradio as gr

STATIC = Path(__file__).resolve().parent / "static"
STYLES = ("base.css", "stage.css", "panels.css")

_MOUNT = """
import(new URL("gradio_api/file=%s", document.baseURI)).then((module) =>
  module.mount({ element, trigger, props, server, watch }));
"""


class Part(gr.HTML):
    """A component drawn by ``module``: an empty element of the given CSS class, filled in the browser."""

    module = ""
    css_class = ""

    def __init__(self, value: Any = None, **kwargs):
        # Gradio makes a component anew from all of its own arguments on an update: take each as it comes.
        defaults = {
            "html_template": f'<div class="rd-part {self.css_class}"></div>',
            "js_on_load": _MOUNT % (STATIC / self.module).as_posix() if self.module else None,
            "apply_default_css": False,
            "padding": False,
        }
        super().__init__(value, **{**defaults, **kwargs})


class Stage(Part):
    """One canvas: data, paths, samples and first-order paths at the group's clock.

    value: ``wire.panel(...)``, ``wire.hint(...)`` or None.
    """

    module, css_class = "stage.js", "rd-stage"

    def __init__(self, value: dict | None = None, *, group: str = "lab", slot: str = "before", **kwargs):
        super().__init__(value, group=group, slot=slot, **kwargs)


class ViewBar(Part):
    """Pills: what the group's stages show, and in which coordinates. No value."""

    module, css_class = "view_bar.js", "rd-viewbar"

    def __init__(self, value: None = None, *, group: str = "lab", **kwargs):
        super().__init__(value, group=group, **kwargs)


class ClockBar(Part):
    """Play, time slider, speed, repeat, full screen of a group. No value."""

    module, css_class = "clock_bar.js", "rd-clockbar"

    def __init__(self, value: None = None, *, group: str = "lab", **kwargs):
        super().__init__(value, group=group, **kwargs)
