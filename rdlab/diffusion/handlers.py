"""What happens in the Stable Diffusion tab: one handler for each kind of event (see `rdlab.page.handlers`).

Runs are one at a time, whoever asks: a place is held until the run's thread has really ended.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import os
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from rdlab import sd
from rdlab.diffusion import presenter
from rdlab.diffusion.album import Album
from rdlab.diffusion.form import Task, task_of
from rdlab.diffusion.runs import Run, StudioHolder
from rdlab.engine.admission import Places
from rdlab.page.handlers import Handlers, Updates, Values, answered
from rdlab.page.state import PageState
from rdlab.page.updates import lost_notice, run_and_stop
from rdlab.words.diffusion import SD_TEXTS

PUBLISHED = ("published", "chart_fid", "chart_clip")
MEASURED = ("strip", "numbers", "chart_cosines", "chart_drift")
ANSWERED = (*PUBLISHED, *MEASURED, "about", "gallery", "grid", "progress", "confirm", "notice", "run", "stop")

FAMILIES = {  # what the first-order view is expected to show, in words: plain where nothing is said
    **dict.fromkeys(("rd", "cm"), "rectified"),
    **dict.fromkeys(("phased", "phasedxl", "perflow", "perflowxl"), "phased"),
    **dict.fromkeys(("instaflow", "rectified_flow"), "flow"),
    **dict.fromkeys(("lcm", "pcm"), "noisy"),
}

log = logging.getLogger(__name__)


@dataclass
class DiffusionState(PageState):
    """Where a page is."""

    run: Run | None = None  # what runs or waits now
    place: str = ""  # its place in the line
    cost: tuple = ()  # of what the visitor was asked last whether to begin it
    agreed: set[tuple] = field(default_factory=set)  # and the costs they have agreed to


class DiffusionHandlers(Handlers[DiffusionState]):
    """The tab's handlers.

    ``visitor`` is the session hash of one open page, ``values`` hold "form": what
    ``static/diffusion/form.js`` sends.
    """

    def __init__(self, studio_holder: StudioHolder | None = None) -> None:
        super().__init__(Places(1), DiffusionState)  # a GPU serves one at a time
        self._studio_holder = studio_holder or StudioHolder()
        self._album = Album()

    @answered
    async def open(self, visitor: str, values: Values) -> Updates:
        """The tab is looked at: its words, and what can run here."""
        yield {"about": {"words": SD_TEXTS}}
        _, offer = await self._studio_holder.studio()
        none = offer.kind in ("cpu", "none")
        buttons = run_and_stop(False if offer.models else None)
        yield {"about": about(offer), **dict.fromkeys(PUBLISHED, none or None)} | buttons

    @answered
    async def lost(self, visitor: str, values: Values) -> Updates:
        """What the page knows of is gone: the pictures that it has not fetched, and the run."""
        async with aclosing(self.open(visitor, values)) as updates:
            async for update in updates:
                yield update
        yield {"progress": None, "confirm": None, "notice": lost_notice()}

    @answered
    async def run(self, visitor: str, values: Values) -> Updates:
        """Generate, or compare; asks first where it takes a download and minutes."""
        state = self._pages[visitor]
        if state.run is not None:
            return
        studio, offer = await self._studio_holder.studio()
        task = task_of(values["form"], offer)
        if offer.kind == "cpu" and task.size not in state.agreed:
            state.cost = task.size
            cost = await asyncio.to_thread(_cost, studio, task)
            yield {"confirm": cost, "notice": None}
            return
        if state.run is not None or not self._here(visitor, state):  # pressed again, or closed, meanwhile
            return
        async with aclosing(self._work(visitor, state, studio, task)) as updates:
            async for update in updates:
                yield update

    @answered
    async def agree(self, visitor: str, values: Values, sent: Any) -> Updates:
        """The visitor was told the cost, and says yes or no."""
        state = self._pages[visitor]
        yield {"confirm": None}
        if isinstance(sent, dict) and sent.get("agree") is True:
            state.agreed.add(state.cost)
            async with aclosing(self.run(visitor, values)) as updates:
                async for update in updates:
                    yield update

    @answered
    async def stop(self, visitor: str, values: Values) -> Updates:
        """End the run within a step, or leave the line."""
        state = self._pages[visitor]
        if state.run is not None:
            self._end(state)
            yield {"stop": gr.update(interactive=False)}

    async def picture(self, name: str) -> str:
        """A finished picture's file in base64; "" where it is gone."""
        return base64.b64encode(self._album.get(str(name)) or b"").decode()

    # --- inside -------------------------------------------------------------------------------------------

    def _arrive(self, visitor: str, values: Values) -> DiffusionState:
        if visitor not in self._pages:
            self._album.open(visitor)
        return super()._arrive(visitor, values)

    async def _left(self, visitor: str, state: DiffusionState | None) -> None:
        self._album.close(visitor)
        if state is not None:
            self._end(state)

    async def _failed(self, visitor: str, state: DiffusionState, error: Exception) -> Updates:
        sentence = sd.explain(error)
        if sentence.key == "sd.error.unknown":
            log.error("a handler failed", exc_info=error)
        busy = state.run is not None
        progress = {} if busy else {"progress": None}
        yield {"notice": presenter.notice(sentence)} | run_and_stop(busy) | progress

    def _end(self, state: DiffusionState) -> None:
        if state.run is not None:
            state.run.stop()
            if self._places.waits(state.place):
                self._places.give_back(state.place)

    async def _work(self, visitor: str, state: DiffusionState, studio: sd.Studio, task: Task) -> Updates:
        kind = "grid" if task.compares else "one"
        show = presenter.compared if task.compares else presenter.generated
        place = state.place = f"{visitor}/{state.begin()}"
        ticket = self._places.take(place)

        def keep(png: bytes) -> str:
            return self._album.keep(visitor, kind, png)

        run = state.run = Run(
            lambda stop: show(studio, task, keep, stop), lambda: self._places.give_back(place, ticket)
        )
        try:
            yield run_and_stop(True) | {"notice": None, "confirm": None, "progress": {"phase": "starting"}}
            async for number in self._places.line(place, ticket):
                yield {"progress": {"phase": "line", "number": number}}
            if run.stopping or not self._places.inside(place, ticket):
                yield {"progress": {"phase": "stopped"}}
            else:
                yield {"progress": {"phase": "starting"}}
                self._album.forget(visitor, kind)
                async with aclosing(run.updates()) as updates:
                    async for update in updates:
                        yield update
        finally:
            run.stop()
            if not run.begun:
                self._places.give_back(place, ticket)
            state.run = None
        yield run_and_stop(False)


def about(offer: sd.Offer) -> dict:
    """What can run here, and each model in a few facts."""
    models = [
        {
            "key": key,
            "name": model.name,
            "base": model.base.name,
            "base_licence": model.base.licence,
            "size": model.base.size,
            "licence": model.licence,
            "link": model.link,
            "steps": sorted(offer.models[key]),
            "first": offer.models[key][0],
            "guidance": model.guidance,
            "rectified": model.rectified,
            "family": FAMILIES.get(key, "plain"),
        }
        for key, model in sd.MODELS.items()
        if key in offer.models
    ]
    space = os.environ.get("SPACE_ID", "")
    return {"words": SD_TEXTS, "kind": offer.kind, "models": models, "space": space}


def _cost(studio: sd.Studio, task: Task) -> dict:
    """What a task costs without a GPU: seconds of computing, and gigabytes to fetch first."""
    seconds = sum(studio.estimate(request) for request in task.requests)
    names = [model.name for model in task.models]
    return {"seconds": seconds, "bytes": sd.to_download(task.models, studio.where), "names": names}
