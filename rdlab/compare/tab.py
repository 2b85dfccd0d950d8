"""Compare: forms, predictions or solvers side by side, before and after rectification."""

from typing import Any

import gradio as gr

from rdlab.compare import parts as compare_parts
from rdlab.compare.handlers import ANSWERED, SLOTS, CompareHandlers
from rdlab.compare.plan import FIRST, KINDS, MOST
from rdlab.page import parts as page_parts
from rdlab.page.controls import BY_FIELD, MOST_VIEW_STEPS, data_menu
from rdlab.page.i18n import i18n
from rdlab.page.wiring import Wiring, nothing_more
from rdlab.serving.visits import Visits

GROUP = "compare"
FIRST_STEPS = 50


def named(prefix: str, choices: tuple) -> list[tuple]:
    """The choices of a menu, in words."""
    return [(i18n(f"{prefix}.{choice}"), choice) for choice in choices]


def button(name: str, **state: Any) -> gr.Button:
    """A button of the tab."""
    return gr.Button(i18n(f"compare.{name}"), elem_id=f"compare-{name}", elem_classes="rd-button", **state)


def menu(name: str) -> gr.Dropdown:
    """What is the same in all columns."""
    control = BY_FIELD[name]
    return gr.Dropdown(
        named(name, control.choices),
        value=control.default,
        filterable=False,
        label=i18n(control.text),
        elem_id=f"compare-{name}",
        elem_classes=f"rd-same rd-same-{name}",
    )


def choices(parts: dict) -> None:
    """The button, what differs from column to column, and what is the same in all."""
    with gr.Row(elem_classes="rd-row rd-compare-bar"):
        parts["run"] = button("run", variant="primary", interactive=False)
        parts["stop"] = button("stop", interactive=False)
        parts["data"] = data_menu("compare")
        for name in ("prediction", "form"):
            parts[name] = menu(name)
        parts["seed"] = gr.Number(
            value=BY_FIELD["seed"].default,
            label=i18n("control.seed"),
            elem_id="compare-seed",
            elem_classes="rd-same rd-same-seed",
        )
    with gr.Row(elem_classes="rd-row rd-compare-bar"):
        parts["kind"] = gr.Radio(
            named("compare.kind", tuple(KINDS)),
            value="form",
            label=i18n("compare.kind"),
            elem_id="compare-kind",
            elem_classes="rd-pills rd-inline",
        )
        for kind, names in KINDS.items():
            parts[f"{kind}s"] = gr.CheckboxGroup(
                named(kind, names),
                value=list(FIRST[kind]),
                label=i18n("compare.choose"),
                elem_id=f"compare-{kind}s",
                elem_classes=f"rd-pills rd-inline rd-choose rd-choose-{kind}",
            )


def board(parts: dict) -> None:
    """Titles, two rows of stages, one clock, numbers beneath; the columns stand under each other."""
    with gr.Column(elem_classes="rd-card rd-card-stages rd-card-board"):
        with gr.Row(elem_classes="rd-row rd-board-views"):
            page_parts.ViewBar(group=GROUP, few=True, elem_id="compare-views")
            parts["view_steps"] = page_parts.StepsPicker(
                FIRST_STEPS, most=MOST_VIEW_STEPS, elem_id="compare-view_steps"
            )
        with gr.Column(elem_classes="rd-board", elem_id="compare-board"):
            parts["heads"] = compare_parts.CompareHeads(group=GROUP, elem_id="compare-heads")
            for slot in SLOTS:
                with gr.Row(elem_classes=f"rd-board-row rd-board-{slot}"):
                    words = {"key": f"compare.row_{slot}", "args": {}}
                    page_parts.Sentence(words, elem_classes=f"rd-board-label rd-board-label-{slot}")
                    for number in range(MOST):
                        parts[f"{slot}_{number}"] = page_parts.Stage(
                            group=GROUP, slot=f"{slot}-{number}", elem_classes=f"rd-nth rd-nth-{number}"
                        )
            parts["meters"] = compare_parts.CompareMeters(elem_id="compare-meters")
        page_parts.ClockBar(group=GROUP, elem_id="compare-clock")


def build(handlers: CompareHandlers, own: page_parts.OwnData, visits: Visits) -> Wiring:
    """Lays the tab out and wires it; nothing is computed before it is first looked at.

    own: the lab's, which is asked for what the visitor has brought where the server has not got it any more.
    """
    parts: dict = {"own": own}
    with gr.Column(elem_classes="rd-compare"):
        with gr.Column(elem_classes="rd-card rd-card-choices"):
            choices(parts)
        board(parts)
        with gr.Column(elem_classes="rd-column rd-column-said"):
            with gr.Column(elem_classes="rd-card"):
                parts["progress"] = compare_parts.CompareProgress(elem_id="compare-progress")
                parts["sentence"] = page_parts.Sentence(elem_id="compare-sentence")
                parts["notice"] = page_parts.Notice(elem_id="compare-notice")
                parts["backpressure"] = page_parts.Backpressure(
                    elem_id="compare-pulse", elem_classes="rd-unseen"
                )
                parts["lost"] = page_parts.Lost(elem_id="compare-lost", elem_classes="rd-unseen")
            with gr.Column(elem_classes="rd-card"):
                parts["chart"] = compare_parts.CompareChart(elem_id="compare-chart")
        with gr.Column(elem_classes="rd-card rd-card-table"):
            parts["table"] = compare_parts.CompareTable(elem_id="compare-table")
    return wire(handlers, parts, visits)


def wire(handlers: CompareHandlers, parts: dict, visits: Visits) -> Wiring:
    """Which event asks which handler, with the values of which parts."""
    chosen = ("kind", *(f"{kind}s" for kind in KINDS), "data", "form", "prediction", "seed")
    wiring = Wiring(parts, (*chosen, "view_steps"), ANSWERED, visits, handlers.lost, "compare_")
    on = wiring.on
    on(parts["heads"].input, handlers.open, opens=nothing_more)
    on(parts["lost"].input, handlers.lost)
    on(parts["run"].click, handlers.run)
    on(parts["stop"].click, handlers.stop)
    on(parts["view_steps"].input, handlers.set_view)
    on(parts["backpressure"].input, handlers.keep_up, brings=True)
    for name in chosen:
        part = parts[name]
        for event in (part.submit, part.blur) if isinstance(part, gr.Number) else (part.input,):
            on(event, handlers.open)
    return wiring
