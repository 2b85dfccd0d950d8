"""Learn: the lessons, each with a question, an experiment that runs live, and what it has measured."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import gradio as gr

from rdlab.learn import parts as learn_parts
from rdlab.learn.handlers import ANSWERED, STAGES, TITLES, LearnHandlers, lab_settings
from rdlab.page import parts as page_parts
from rdlab.page.controls import BY_FIELD, data_menu
from rdlab.page.i18n import i18n
from rdlab.page.updates import notice_of
from rdlab.page.wiring import QUIETLY, OtherTab, Wiring
from rdlab.serving.visits import Visits

GROUP = "learn"
MATH = [{"left": "$$", "right": "$$", "display": True}]


def button(name: str, **state: Any) -> gr.Button:
    """A button of the tab."""
    return gr.Button(i18n(f"learn.{name}"), elem_id=f"learn-{name}", elem_classes="rd-button", **state)


def reading(parts: dict) -> None:
    """What is read: the setup at once, and after the run, or on demand, three levels."""
    with gr.Column(elem_classes="rd-card rd-card-lesson"):
        parts["text"] = learn_parts.LessonText(elem_id="learn-text")
    with gr.Column(elem_classes="rd-card rd-card-hand"):
        parts["hand"] = learn_parts.LessonByHand(elem_id="learn-hand")
    with gr.Column(elem_classes="rd-card rd-card-levels"):
        parts["levels"] = learn_parts.LessonLevels(elem_id="learn-levels")
        with gr.Column(elem_classes="rd-level", elem_id="learn-see"):
            parts["conclusion"] = learn_parts.LessonConclusion(elem_id="learn-said")
        with gr.Column(elem_classes="rd-level", elem_id="learn-try"):
            parts["challenge"] = learn_parts.LessonChallenge(elem_id="learn-challenge")
        with gr.Column(elem_classes="rd-level", elem_id="learn-prove"):
            parts["formula"] = gr.Markdown(latex_delimiters=MATH, elem_id="learn-formula")
            parts["proof"] = learn_parts.LessonProof(elem_id="learn-proof")
        with gr.Row(elem_classes="rd-row rd-row-leave"):
            parts["lab"] = button("lab")
            learn_parts.LessonNav(elem_id="learn-nav")


def asking(parts: dict) -> None:
    """The question, and the experiment that answers it."""
    with gr.Column(elem_classes="rd-card rd-card-ask"):
        parts["ask"] = learn_parts.LessonQuestion(elem_id="learn-ask")
        with gr.Row(elem_classes="rd-row rd-row-learn"):
            parts["run"] = button("run", variant="primary", interactive=False)
            parts["stop"] = button("stop", interactive=False)
            parts["data"] = data_menu("learn", "learn.data")
            parts["seed"] = gr.Number(
                value=BY_FIELD["seed"].default,
                label=i18n("learn.seed"),
                elem_id="learn-seed",
                elem_classes="rd-same rd-same-seed",
            )
        parts["progress"] = learn_parts.LessonProgress(group=GROUP, elem_id="learn-progress")
        parts["notice"] = page_parts.Notice(elem_id="learn-notice")
        parts["backpressure"] = page_parts.Backpressure(elem_id="learn-pulse", elem_classes="rd-unseen")
        parts["lost"] = page_parts.Lost(elem_id="learn-lost", elem_classes="rd-unseen")


def seeing(parts: dict) -> None:
    """What is seen: the pictures on one clock, and the measured numbers."""
    with gr.Column(elem_classes="rd-card rd-card-stages rd-card-drawn"):
        page_parts.ViewBar(group=GROUP, few=True, own=True, elem_id="learn-views")
        with gr.Row(elem_classes="rd-drawn-all", elem_id="learn-stages"):
            for slot, (title, stage) in enumerate(zip(TITLES, STAGES, strict=True)):
                with gr.Column(elem_classes=f"rd-drawn rd-drawn-{slot}"):
                    parts[title] = learn_parts.DrawingTitle()
                    parts[stage] = page_parts.Stage(group=GROUP, slot=f"learn-{slot}")
        page_parts.ClockBar(group=GROUP, elem_id="learn-clock")
    with gr.Column(elem_classes="rd-card rd-card-claims"):
        parts["claims"] = learn_parts.LessonClaims(elem_id="learn-claims")
    with gr.Column(elem_classes="rd-card rd-card-quality"):
        parts["quality"] = learn_parts.LessonChart(elem_id="learn-quality")


def published(parts: dict) -> None:
    """The paper's numbers, in the lesson that they belong to."""
    with gr.Column(elem_classes="rd-card rd-card-published"):
        parts["published"] = page_parts.PublishedTable(elem_id="learn-published")
        with gr.Column(elem_classes="rd-published-charts"):
            for figure in ("fid", "clip", "iterations"):
                parts[f"chart_{figure}"] = page_parts.PublishedChart(figure=figure, elem_id=f"learn-{figure}")
            page_parts.Sentence(
                {"key": "learn.published.curve", "args": {}}, elem_classes="rd-published-note"
            )


def build(handlers: LearnHandlers, own: page_parts.OwnData, lab: OtherTab, visits: Visits) -> Wiring:
    """Lays the tab out and wires it; nothing is computed before it is first looked at.

    own: the page's, which is asked for the visitor's own data where the server has not got them any more.
    lab: where a lesson's settings can be opened.
    """
    parts: dict = {"own": own}
    with gr.Row(elem_classes="rd-learn"):
        with gr.Column(elem_classes="rd-card rd-card-lessons"):
            parts["lesson"] = learn_parts.LessonList(elem_id="learn-list")
            learn_parts.LessonTerms(elem_id="learn-terms")
        with gr.Column(elem_classes="rd-column rd-column-reading"):
            reading(parts)
        with gr.Column(elem_classes="rd-column rd-column-seeing"):
            asking(parts)
            seeing(parts)
        published(parts)
        with gr.Column(elem_classes="rd-column rd-column-opencard"):
            parts["card"] = learn_parts.LessonCard(elem_id="learn-card")
    wire_lab(parts, lab)
    return wire(handlers, parts, visits)


def wire(handlers: LearnHandlers, parts: dict, visits: Visits) -> Wiring:
    """Which event asks which handler, with the values of which parts."""
    wiring = Wiring(parts, ("lesson", "data", "seed"), ANSWERED, visits, handlers.lost, "learn_")
    on = wiring.on
    on(parts["lesson"].input, handlers.open, opens=handlers.resumed)
    on(parts["lost"].input, handlers.lost)
    on(parts["data"].input, handlers.open)
    on(parts["seed"].submit, handlers.open)
    on(parts["seed"].blur, handlers.open)
    on(parts["run"].click, handlers.run)
    on(parts["stop"].click, handlers.stop)
    on(parts["backpressure"].input, handlers.keep_up, brings=True)
    return wiring


def wire_lab(parts: dict, lab: OtherTab) -> None:
    """The button into the lab, which opens there with the lesson's settings."""
    mine = {name: parts[name] for name in ("lesson", "data", "seed")}

    async def learn_lab(values: dict, request: gr.Request) -> AsyncIterator[dict]:
        try:
            fill = lab_settings({name: values[part] for name, part in mine.items()})
        except ValueError as error:
            yield {parts["notice"]: notice_of(error)}
            return
        yield {lab.tabs: gr.update(selected=lab.key)}
        caller, now = lab.wiring.caller(request), lab.wiring.named(values)
        async with aclosing(lab.wiring.updates(caller, lab.adopt, now, (fill,))) as updates:
            async for update in updates:
                yield lab.wiring.written_as_parts(update)

    outputs = [lab.tabs, parts["notice"], *(lab.wiring.parts[name] for name in lab.wiring.both)]
    theirs = (lab.wiring.parts[name] for name in lab.wiring.read)
    inputs, busy = {*mine.values(), *theirs}, parts["backpressure"]
    parts["lab"].click(learn_lab, inputs=inputs, outputs=outputs, show_progress_on=busy, **QUIETLY)
