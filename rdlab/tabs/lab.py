"""The Lab: train a model on 2-D data, rectify it, see before and after."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import gradio as gr

from rdlab import live
from rdlab.blocks import LabBlocks
from rdlab.controls import BY_FIELD, CONTROLS, explanation, widget
from rdlab.events import Handler, LabHandlers
from rdlab.texts import i18n
from rdlab.updates import ANSWERED

GROUP = "lab"  # the stages and bars that share one clock and one view
MATH = [{"left": "$", "right": "$", "display": False}]


def heading(key: str) -> None:
    gr.Markdown("### " + i18n(key), elem_classes="rd-heading")


def help_line(field: str) -> gr.Markdown:
    words = explanation(field, BY_FIELD[field].default)
    return gr.Markdown(words, latex_delimiters=MATH, elem_classes="rd-help")


def button(name: str, **state) -> gr.Button:
    return gr.Button(i18n(f"lab.{name}"), elem_id=f"lab-{name}", elem_classes="rd-button", **state)


def controls_column(parts: dict) -> None:
    """Data, form, prediction, training: in the order of use."""
    with gr.Column(elem_classes="rd-card rd-card-data"):
        heading("lab.data")
        parts["data"] = live.DataPicker(BY_FIELD["data"].default, group=GROUP, elem_id="lab-data")
        parts["own"] = live.OwnData(group=GROUP, elem_id="lab-own")
    with gr.Column(elem_classes="rd-card rd-card-form"):
        parts["form"] = widget("form", elem_id="lab-form", elem_classes="rd-pills")
        parts["form_help"] = help_line("form")
        parts["prediction"] = widget("prediction", elem_id="lab-prediction", elem_classes="rd-pills")
        parts["prediction_help"] = help_line("prediction")
    with gr.Column(elem_classes="rd-card rd-card-train"):
        with gr.Row(elem_classes="rd-row"):
            parts["train"] = button("train", variant="primary")
            parts["step"] = button("step")
        with gr.Row(elem_classes="rd-row rd-row-run"):
            parts["pause"] = button("pause", interactive=False)
            parts["stop"] = button("stop", interactive=False)
            parts["reset"] = button("reset", interactive=False)
            parts["new_seed"] = button("new_seed")
        parts["rectify"] = button("rectify", interactive=False)
        parts["pace"] = widget("pace", elem_id="lab-pace", elem_classes="rd-pills rd-pace")
        parts["status"] = live.Sentence(elem_id="lab-status", elem_classes="rd-status")
        parts["loss"] = live.LossLine(elem_id="lab-loss")
        with gr.Accordion(i18n("lab.advanced"), open=False, elem_id="lab-advanced"):
            for control in CONTROLS:
                if control.advanced:
                    name = control.field
                    parts[name] = widget(name, elem_id=f"lab-{name}", elem_classes="rd-knob")


def stages_column(parts: dict) -> None:
    """Before and after, one clock, one sentence."""
    with gr.Column(elem_classes="rd-card rd-card-stages"):
        live.ViewBar(group=GROUP, elem_id="lab-views")
        with gr.Row(elem_classes="rd-stages"):
            parts["before"] = live.Stage(group=GROUP, slot="before", elem_id="lab-before")
            parts["after"] = live.Stage(group=GROUP, slot="after", elem_id="lab-after")
        with gr.Row(elem_classes="rd-row rd-row-clock"):
            live.ClockBar(group=GROUP, elem_id="lab-clock")
            parts["view_steps"] = widget(
                "view_steps", elem_id="lab-view_steps", elem_classes="rd-pills rd-inline"
            )
    with gr.Column(elem_classes="rd-card rd-card-sentence"):
        parts["sentence"] = live.Sentence(elem_id="lab-sentence")
        parts["notice"] = live.Notice(elem_id="lab-notice")


def numbers_column(parts: dict) -> None:
    """What was measured."""
    with gr.Column(elem_classes="rd-card rd-card-meters"):
        parts["meters"] = live.Meters(group=GROUP, elem_id="lab-meters")
    with gr.Column(elem_classes="rd-card rd-card-chart"):
        parts["chart"] = live.QualityChart(elem_id="lab-chart")
    with gr.Column(elem_classes="rd-card rd-card-race"):
        parts["race"] = live.Race(elem_id="lab-race")


def build(demo: LabBlocks, handlers: LabHandlers) -> None:
    """Lays the tab out inside ``demo`` and wires it."""
    parts: dict = {"paused": gr.State(False)}
    with gr.Row(elem_classes="rd-lab"):
        for fill, name in (
            (controls_column, "controls"),
            (stages_column, "middle"),
            (numbers_column, "numbers"),
        ):
            with gr.Column(elem_classes=f"rd-column rd-column-{name}"):
                fill(parts)
    wire(demo, handlers, parts)


def wire(demo: LabBlocks, handlers: LabHandlers, parts: dict) -> None:
    """Connects the parts to the handlers, all of them alike: every setting in, any part out."""
    read = {name: parts[name] for name in (*BY_FIELD, "paused")}
    written = [parts[name] for name in ANSWERED]

    def on(event: Callable, handler: Handler, brings: bool = False) -> None:
        """``brings``: the event carries data of its own, which the handler gets too."""

        async def listen(values: dict, request: gr.Request, origin: gr.EventData) -> AsyncIterator[dict]:
            named = {name: values[part] for name, part in read.items()}
            sent = (origin._data,) if brings else ()
            async with aclosing(handler(request.session_hash, named, *sent)) as updates:
                async for update in updates:
                    if update:
                        yield {parts[name]: value for name, value in update.items()}

        listen.__name__ = handler.__name__
        event(
            listen,
            inputs=set(read.values()),
            outputs=written,
            show_progress="hidden",
            concurrency_limit=None,
            trigger_mode="multiple",  # never wait for the one before: the engine lets the newest run win
            api_visibility="private",
        )

    for name in ("train", "rectify", "step", "pause", "stop", "reset", "new_seed"):
        on(parts[name].click, getattr(handlers, name))
    chosen = {"new run": handlers.open, "at once": handlers.set_view, "running": handlers.set_pace}
    for control in CONTROLS:
        part = parts[control.field]
        events = (part.submit, part.blur) if isinstance(part, gr.Number) else (part.input,)
        for event in events:
            on(event, chosen[control.applies])
    for name in ("form", "prediction"):
        parts[name].change(
            lambda choice, name=name: explanation(name, choice),
            parts[name],
            parts[f"{name}_help"],
            show_progress="hidden",
            queue=False,
            api_visibility="private",
        )
    on(parts["own"].submit, handlers.own, brings=True)
    on(parts["own"].edit, handlers.edit)
    on(demo.load, handlers.open)

    async def leave(request: gr.Request) -> None:
        demo.forget(request.session_hash)
        await handlers.leave(request.session_hash)

    demo.unload(leave)
