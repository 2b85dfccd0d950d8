"""Stable Diffusion: the full rectified models and what stands beside them, one at a time or side by side."""

from typing import Any

import gradio as gr

from rdlab.diffusion import parts as sd_parts
from rdlab.diffusion.handlers import ANSWERED, DiffusionHandlers
from rdlab.page import parts as page_parts
from rdlab.page.i18n import i18n
from rdlab.page.wiring import Wiring, nothing_more
from rdlab.serving.visits import Visits


def button(name: str, **state: Any) -> gr.Button:
    """A button of the tab."""
    return gr.Button(i18n(f"sd.{name}"), elem_id=f"sd-{name}", elem_classes="rd-button", **state)


def asking_column(parts: dict) -> None:
    """What is asked for, and what becomes of it."""
    with gr.Column(elem_classes="rd-card rd-card-sdform"):
        parts["form"] = sd_parts.SdForm(elem_id="sd-form")
        with gr.Row(elem_classes="rd-row rd-row-sd"):
            parts["run"] = button("run", variant="primary", interactive=False)
            parts["stop"] = button("stop", interactive=False)
        parts["progress"] = sd_parts.SdProgress(elem_id="sd-progress")
        parts["confirm"] = sd_parts.SdConfirm(elem_id="sd-confirm")
        parts["notice"] = page_parts.Notice(elem_id="sd-notice")
        parts["backpressure"] = page_parts.Backpressure(elem_id="sd-pulse", elem_classes="rd-unseen")
        parts["lost"] = page_parts.Lost(elem_id="sd-lost", elem_classes="rd-unseen")


def seeing_column(parts: dict) -> None:
    """The pictures, and how their paths went."""
    with gr.Column(elem_classes="rd-card rd-card-sdpictures"):
        parts["gallery"] = sd_parts.SdGallery(elem_id="sd-gallery")
    with gr.Column(elem_classes="rd-card rd-card-sdfirst"):
        parts["strip"] = sd_parts.SdStrip(elem_id="sd-strip")
        with gr.Row(elem_classes="rd-sdmeasured"):
            parts["numbers"] = sd_parts.SdNumbers(elem_id="sd-numbers")
            for figure in ("cosines", "drift"):
                parts[f"chart_{figure}"] = sd_parts.SdChart(figure=figure, elem_id=f"sd-{figure}")
    with gr.Column(elem_classes="rd-card rd-card-sdgrid"):
        parts["grid"] = sd_parts.SdGrid(elem_id="sd-grid")


def published(parts: dict) -> None:
    """The paper's numbers, where nothing can be measured."""
    with gr.Column(elem_classes="rd-card rd-card-published"):
        parts["published"] = page_parts.PublishedTable(elem_id="sd-published")
        with gr.Column(elem_classes="rd-published-charts"):
            for figure in ("fid", "clip"):
                parts[f"chart_{figure}"] = page_parts.PublishedChart(figure=figure, elem_id=f"sd-{figure}")


def build(handlers: DiffusionHandlers, visits: Visits) -> Wiring:
    """Lays the tab out and wires it; nothing is loaded before it is first looked at."""
    parts: dict = {}

    async def sd_picture(name: str) -> str:
        return await handlers.picture(name)

    with gr.Row(elem_classes="rd-sd"):
        with gr.Column(elem_classes="rd-card rd-card-sdabout"):
            parts["about"] = sd_parts.SdAbout(elem_id="sd-about", server_functions=[sd_picture])
        asking_column(parts)
        with gr.Column(elem_classes="rd-column rd-column-sdseen"):
            seeing_column(parts)
        published(parts)
    wiring = Wiring(parts, ("form",), ANSWERED, visits, handlers.lost, "sd_")
    on = wiring.on
    on(parts["about"].input, handlers.open, opens=nothing_more)
    on(parts["lost"].input, handlers.lost)
    on(parts["run"].click, handlers.run)
    on(parts["stop"].click, handlers.stop)
    on(parts["confirm"].input, handlers.agree, brings=True)
    return wiring
