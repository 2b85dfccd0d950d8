"""The app: one page of tabs, what one tab hands to another, the theme, and how all of it is served."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from rdlab import constants, limits
from rdlab.compare import tab as compare_tab
from rdlab.compare.handlers import CompareHandlers
from rdlab.compare.plan import KINDS, MOST
from rdlab.diffusion import tab as diffusion_tab
from rdlab.diffusion.handlers import DiffusionHandlers
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.lab import tab as lab_tab
from rdlab.lab.handlers import LabHandlers
from rdlab.learn import tab as learn_tab
from rdlab.learn.handlers import LearnHandlers
from rdlab.page.gradio_internals import PageBlocks
from rdlab.page.i18n import I18N, i18n
from rdlab.page.parts import PLOTLY, STATIC
from rdlab.page.styles import by_count, by_name, sheet
from rdlab.page.wiring import OtherTab
from rdlab.serving.arrivals import Arrivals
from rdlab.serving.guard import Rules, guarded
from rdlab.serving.page import Page
from rdlab.serving.stream import GUARDED, routes
from rdlab.serving.visits import Visit, Visits
from rdlab.words import TEXTS, as_json
from toy.forms import FORMS

# What Gradio's part of the page sends goes through ours, from the first request on.
GATE = """{
  const plain = window.fetch, ours = import(new URL("gradio_api/file=MODULE", document.baseURI));
  window.fetch = (input, options) => {
    const { origin, pathname } = new URL(input.url ?? input, document.baseURI);
    const gradio = origin === location.origin && /\\/gradio_api\\/(?!file=)/.test(pathname);
    if (!gradio) return plain(input, options);
    return ours.then(({ send }) => send(plain, input, options));
  };
}"""
KIND = '.rd-compare:has(#compare-kind [value="NAME"]:checked) %s'  # what differs between the columns


def build(engine: Engine, places: Places | None = None, values: limits.Values | None = None) -> PageBlocks:
    """The page. ``engine`` runs the visitors' models, as many at once as there are ``places``.

    values: those of `rdlab.limits`.
    """
    values = values or limits.read()
    places = places or Places(int(values["visitors"]), values["wait"])
    lab = LabHandlers(engine, places)
    compare = CompareHandlers(engine, places, lab.own_data_of)
    learn = LearnHandlers(engine, places, lab.own_data_of)
    diffusion = DiffusionHandlers()
    brand = TEXTS["page.brand"][0]  # a name, the same in every language
    with PageBlocks(title=brand, analytics_enabled=False, fill_width=True) as demo:
        visits = demo.visits = Visits(
            ended=lambda visit: end(visit),  # noqa: PLW0108 - both speak of tabs that are made below
            kept=lambda visit: kept(visit),  # noqa: PLW0108
            crowded=lambda: places.waiting > 0,
            turned=demo.forget,
            grace=values["grace"],
            most=int(values["known"]),
            idle=values["idle"],
        )
        with gr.Row(elem_classes="rd-header"):
            gr.HTML(f"<h1>{brand}</h1>", elem_classes="rd-brand", apply_default_css=False)
            gr.Button(i18n("page.language"), elem_id="language", elem_classes="rd-button").click(
                js="() => window.rdlab.switchLanguage()"
            )
        with gr.Tabs(elem_classes="rd-tabs") as choice:
            with gr.Tab(i18n("tab.lab"), id="lab", elem_id="tab-lab"):
                wiring = lab_tab.build(demo, lab, visits)
            own, to_lab = wiring.parts["own"], OtherTab(choice, "lab", wiring, lab.adopt)
            with gr.Tab(i18n("tab.compare"), id="compare", elem_id="tab-compare"):
                compared = compare_tab.build(compare, own, visits)
            with gr.Tab(i18n("tab.learn"), id="learn", elem_id="tab-learn"):
                learned = learn_tab.build(learn, own, to_lab, visits)
            with gr.Tab(i18n("tab.sd"), id="sd", elem_id="tab-sd"):
                generated = diffusion_tab.build(diffusion, visits)

    async def end(visit: Visit) -> None:
        """A visit is over: all tabs free what they have for it."""
        for page in (visit.page, *visit.before):  # what a page that was left still had to say made it anew
            demo.forget(page)
        for each in (wiring, compared, learned, generated):
            each.forget(visit.id)
        await asyncio.gather(*(handlers.leave(visit.id) for handlers in (lab, compare, learn, diffusion)))

    def kept(visit: str) -> bool:
        """Whether all tabs have what they had for a visit, which goes on."""
        engine.touch(visit)
        return all(handlers.keeps(visit) for handlers in (lab, compare, learn, diffusion))

    return demo


def styles() -> str:
    """The page's style sheet. What is shown of a few things goes by the names that the tabs give them."""
    return sheet(
        by_name(
            "lab", '.rd-lab:has(#lab-form [value="NAME"]:checked) .rd-for-NAME { display: block; }', FORMS
        ),
        by_name("lab", '[data-tab="NAME"] .rd-tab-NAME { display: flex; }', lab_tab.CHARTS),
        by_name("compare", KIND % ".rd-choose-NAME { display: flex; }", KINDS),
        by_name("compare", KIND % ".rd-same-NAME { display: none; }", KINDS),
        by_count("compare", '[data-columns="COUNT"] .rd-nth-NUMBER { display: block; }', MOST),
    )


def head() -> str:
    """What goes into the page's <head>: style sheets, the texts, and the module that minds the language."""
    return (
        f"<style>{styles()}</style>"
        f'<script type="application/json" id="rdlab-texts">{as_json()}</script>'
        f"{constants.element()}"
        f"<script>{GATE.replace('MODULE', (STATIC / 'kit/connection.js').as_posix())}</script>"
        f'<script type="module" src="gradio_api/file={STATIC / "page.js"}"></script>'
    )


def theme() -> gr.Theme:
    """Quiet surfaces; every font is one the visitor's machine has."""
    return gr.themes.Base(
        font=["system-ui", "-apple-system", "Segoe UI", "Noto Sans", "Noto Sans SC", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    ).set(
        body_background_fill="#f7f7f5",
        body_background_fill_dark="#101114",
        body_text_color="#1c1d21",
        body_text_color_dark="#eceded",
    )


def rules(demo: gr.Blocks, values: limits.Values) -> Rules:
    """What the guard before Gradio goes by."""
    return Rules(
        page=Page.of(demo.get_config_file()),
        files=(STATIC, PLOTLY),
        limits=limits.http_limits(values),
        hosts=limits.own_hosts(),
        ancestors=limits.frame_ancestors(),
        more=GUARDED,
    )


def serve(
    engine: Engine, places: Places | None = None, values: limits.Values | None = None, **options: Any
) -> gr.Blocks:
    """Serve the app until it is interrupted; Gradio minds GRADIO_SERVER_NAME and GRADIO_SERVER_PORT.

    ``values`` are those of `rdlab.limits`. ``options`` go to ``launch``; with ``prevent_thread_lock=True``
    the app is returned while it serves.
    """
    values = values or limits.read()
    demo = build(engine, places, values).queue(default_concurrency_limit=None)
    guard = guarded(rules(demo, values))

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        demo.slim(app)
        async with guard(app), demo.visits.watched():
            yield

    demo.launch(
        ssr_mode=False,
        run_history=False,
        max_threads=2000,  # events under way at once, not threads: each run is one, and each who waits
        footer_links=[],
        show_error=True,
        favicon_path=STATIC / "icon.svg",
        theme=theme(),
        head=head(),
        i18n=I18N,
        app_kwargs={
            "routes": routes(demo.visits, lambda: demo.outboxes),
            "middleware": [Middleware(Arrivals, visits=demo.visits)],
            "lifespan": lifespan,
        },
        **options,
    )
    return demo
