"""The Lab: train a model on 2-D data, rectify it, see before and after."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from rdlab.lab import parts as lab_parts
from rdlab.lab.handlers import LabHandlers
from rdlab.lab.updates import ANSWERED, retrain_words
from rdlab.page import parts as page_parts
from rdlab.page.controls import BY_FIELD, CONTROLS, KNOBS, MOST_VIEW_STEPS, explanation, widget
from rdlab.page.gradio_internals import PageBlocks
from rdlab.page.i18n import i18n
from rdlab.page.wiring import Wiring, nothing_more
from rdlab.serving.visits import Visits

GROUP = "lab"  # the stages and bars that share one clock and one view
MATH = [{"left": "$", "right": "$", "display": False}]
PILLS = "rd-pills"
CHARTS = ("quality", "race", "drift", "loss")


def heading(key: str, css_class: str = "") -> None:
    """A heading over part of a column."""
    gr.Markdown("### " + i18n(key), elem_classes=f"rd-heading {css_class}")


def help_line(field: str) -> gr.Markdown:
    """What a control means, under it."""
    words = explanation(field, BY_FIELD[field].default)
    return gr.Markdown(words, latex_delimiters=MATH, elem_classes="rd-help")


def button(name: str, **state: Any) -> gr.Button:
    """A button of the tab."""
    return gr.Button(i18n(f"lab.{name}"), elem_id=f"lab-{name}", elem_classes="rd-button", **state)


def pills(name: str, *css_classes: str) -> gr.Radio:
    """A choice shown as pills."""
    return widget(name, elem_id=f"lab-{name}", elem_classes=[PILLS, *css_classes])


def controls_column(parts: dict) -> None:
    """Data, form, prediction, training, retraining: in the order of use. Settings open over the first two."""
    with gr.Column(elem_classes="rd-card rd-card-data"):
        heading("lab.data")
        parts["data"] = page_parts.DataPicker(BY_FIELD["data"].default, group=GROUP, elem_id="lab-data")
        parts["own"] = page_parts.OwnData(group=GROUP, elem_id="lab-own")
    with gr.Column(elem_classes="rd-card rd-card-form"):
        lab_parts.Fold(target="lab-knobs", elem_id="lab-advanced", elem_classes="rd-corner")
        parts["form"] = pills("form")
        parts["form_help"] = help_line("form")
        parts["prediction"] = pills("prediction", "rd-inline")
        parts["prediction_help"] = help_line("prediction")
    with gr.Column(elem_classes="rd-card rd-card-knobs", elem_id="lab-knobs"):
        knobs(parts)
    with gr.Column(elem_classes="rd-card rd-card-train"):
        with gr.Row(elem_classes="rd-row"):
            parts["train"] = button("train", variant="primary")
            parts["step"] = button("step")
        with gr.Row(elem_classes="rd-row rd-row-run"):
            parts["pause"] = button("pause", interactive=False)
            parts["stop"] = button("stop", interactive=False)
            parts["reset"] = button("reset", interactive=False)
            parts["new_seed"] = button("new_seed")
        parts["pace"] = pills("pace", "rd-inline", "rd-small", "rd-hint")
        retraining(parts)
        parts["status"] = page_parts.Sentence(elem_id="lab-status", elem_classes="rd-status")
        parts["loss"] = page_parts.LossLine(elem_id="lab-loss")


def retraining(parts: dict) -> None:
    """The button, and what it does: which variant, from whose pairs, matched or at random."""
    parts["rectify"] = button("rectify", interactive=False)
    parts["variant"] = pills("variant", "rd-small", "rd-bare")
    with gr.Row(elem_classes="rd-row rd-row-teacher"):
        parts["teacher"] = lab_parts.TeacherMenu(elem_id="lab-teacher")
        parts["phases"] = widget("phases", elem_id="lab-phases", elem_classes="rd-phases")
    parts["matching"] = pills("matching", "rd-inline", "rd-small", "rd-hint")


def knobs(parts: dict) -> None:
    """All settings by when they act: on what runs, on the next retraining, by starting a new run."""
    heading("lab.advanced")
    lab_parts.Fold(target="lab-knobs", elem_id="lab-close", elem_classes="rd-corner")
    parts["preset"] = pills("preset", "rd-inline", "rd-small", "rd-hint")
    for group, kinds in (("later", ("later", "next")), ("new_run", ("new run",))):
        heading(f"knobs.{group}", "rd-knobs-when")
        for control in KNOBS:
            if control.applies in kinds:
                name = control.field
                of_form = f"rd-for rd-for-{control.form}" if control.form else ""
                parts[name] = widget(name, elem_id=f"lab-{name}", elem_classes=f"rd-knob {of_form}")


def stages_column(parts: dict) -> None:
    """Before and after, one clock, solver and steps, one sentence."""
    with gr.Column(elem_classes="rd-card rd-card-stages"):
        page_parts.ViewBar(group=GROUP, elem_id="lab-views")
        with gr.Row(elem_classes="rd-stages"):
            for slot in ("before", "after"):
                with gr.Column(elem_classes="rd-stage-column"):
                    parts[slot] = page_parts.Stage(group=GROUP, slot=slot, elem_id=f"lab-{slot}")
                    parts[f"pick_{slot}"] = lab_parts.StagePicker(
                        slot=slot, elem_id=f"lab-pick-{slot}", elem_classes="rd-over"
                    )
        page_parts.ClockBar(group=GROUP, elem_id="lab-clock")
        with gr.Row(elem_classes="rd-row rd-row-solve"):
            parts["solver"] = pills("solver", "rd-inline", "rd-small", "rd-hint")
            parts["view_steps"] = page_parts.StepsPicker(
                BY_FIELD["view_steps"].default, most=MOST_VIEW_STEPS, elem_id="lab-view_steps"
            )
    with gr.Column(elem_classes="rd-card rd-card-sentence"):
        parts["sentence"] = page_parts.Sentence(elem_id="lab-sentence")
        parts["notice"] = page_parts.Notice(elem_id="lab-notice")
        parts["backpressure"] = page_parts.Backpressure(elem_id="lab-pulse", elem_classes="rd-unseen")
        parts["lost"] = page_parts.Lost(elem_id="lab-lost", elem_classes="rd-unseen")
    with gr.Column(elem_classes="rd-card rd-card-probe"):
        page_parts.Probe(group=GROUP, elem_id="lab-probe")


def numbers_column(parts: dict) -> None:
    """What was measured."""
    with gr.Column(elem_classes="rd-card rd-card-meters"):
        parts["meters"] = page_parts.Meters(group=GROUP, elem_id="lab-meters")
    with gr.Column(elem_classes="rd-card rd-card-chart"):
        lab_parts.ChartTabs(tabs=CHARTS, elem_id="lab-charts")
        with gr.Column(elem_classes="rd-tab rd-tab-quality"):
            parts["chart"] = lab_parts.LabChart(elem_id="lab-chart")
            parts["compare"] = button("compare", interactive=False)
        with gr.Column(elem_classes="rd-tab rd-tab-race"):
            parts["race"] = page_parts.Race(elem_id="lab-race")
        with gr.Column(elem_classes="rd-tab rd-tab-drift"):
            words = {"title": "chart.drift", "empty": "chart.drift_empty"}
            parts["drift"] = lab_parts.LabChart(figure="drift", **words, elem_id="lab-drift")
        with gr.Column(elem_classes="rd-tab rd-tab-loss"):
            lab_parts.LossChart(elem_id="lab-losses")


def build(demo: PageBlocks, handlers: LabHandlers, visits: Visits) -> Wiring:
    """Lays the tab out inside ``demo`` and wires it; its parts."""
    parts: dict = {}
    with gr.Row(elem_classes="rd-lab"):
        for fill, name in (
            (controls_column, "controls"),
            (stages_column, "middle"),
            (numbers_column, "numbers"),
        ):
            with gr.Column(elem_classes=f"rd-column rd-column-{name}"):
                fill(parts)
    wiring = Wiring(parts, tuple(BY_FIELD), ANSWERED, visits, handlers.lost)
    wire(demo, handlers, wiring)
    return wiring


def wire(demo: PageBlocks, handlers: LabHandlers, wiring: Wiring) -> None:
    """Which event asks which handler, with the values of which parts."""
    on, parts = wiring.on, wiring.parts

    def at_once(part: gr.components.Component, answer: Callable, out: gr.components.Component) -> None:
        part.change(answer, part, out, show_progress="hidden", api_visibility="private")

    for name in ("train", "rectify", "step", "pause", "stop", "reset", "new_seed", "compare"):
        on(parts[name].click, getattr(handlers, name))
    chosen = {
        "new run": handlers.open,
        "later": handlers.adjust,
        "at once": handlers.set_view,
        "running": handlers.set_pace,
        "preset": handlers.preset,
    }
    for control in CONTROLS:
        part = parts[control.field]
        events = (part.submit, part.blur) if isinstance(part, gr.Number) else (part.input,)
        for event in events if control.applies in chosen else ():
            on(event, chosen[control.applies])
    on(parts["matching"].input, handlers.match)
    for slot in ("before", "after"):
        on(parts[f"pick_{slot}"].input, handlers.pick, brings=True)
    for name in ("form", "prediction"):
        at_once(parts[name], lambda choice, name=name: explanation(name, choice), parts[f"{name}_help"])
    at_once(parts["variant"], lambda choice: gr.update(value=retrain_words(choice)), parts["rectify"])
    on(parts["own"].submit, handlers.own, brings=True)
    on(parts["own"].edit, handlers.edit)
    on(parts["backpressure"].input, handlers.keep_up, brings=True)
    on(parts["lost"].input, handlers.lost)
    on(demo.load, handlers.open, opens=nothing_more)
