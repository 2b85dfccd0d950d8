"""What happens in the Stable Diffusion tab: a handler for each kind of event, an async generator of updates.

Runs are one at a time, whoever asks: a place is held until the run's thread has really ended.
"""

from __future__ import annotations

import asyncio
import base64
import functools
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from rdlab import sd
from rdlab.diffusion import presenter
from rdlab.diffusion.album import Album
from rdlab.diffusion.form import Wish, wish_of
from rdlab.diffusion.runs import House, Run
from rdlab.engine.admission import Places
from rdlab.page.updates import Update
from rdlab.words.diffusion import SD_TEXTS

Values = dict[str, Any]  # "form": what static/diffusion/form.js tells
Handler = Callable[..., AsyncIterator[Update]]

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
class _Visit:
    """Where a visitor is."""

    begun: int = 0
    run: Run | None = None  # what runs or waits now
    place: str = ""  # its place in the line
    asked: tuple = ()  # the costs that the visitor was told last
    agreed: set[tuple] = field(default_factory=set)  # and those they have agreed to


def answered(handler: Callable) -> Handler:
    """A handler with its errors said in the page."""

    @functools.wraps(handler)
    async def safe(
        self: DiffusionHandlers, visitor: str, values: Values, *sent: Any
    ) -> AsyncIterator[Update]:
        if visitor not in self._visits:
            self._visits[visitor] = _Visit()
            self._album.open(visitor)
        try:
            async with aclosing(handler(self, visitor, values, *sent)) as updates:
                async for update in updates:
                    if visitor in self._visits:
                        yield update
        except Exception as error:
            if visitor not in self._visits:
                return  # the page was closed
            sentence = sd.explain(error)
            if sentence.key == "sd.error.unknown":
                log.error("a handler failed", exc_info=error)
            busy = self._visits[visitor].run is not None
            yield {"notice": presenter.said(sentence)} | _buttons(busy) | ({} if busy else {"progress": None})

    return safe


class DiffusionHandlers:
    """The tab's handlers; ``visitor`` is the session hash of one open page."""

    def __init__(self, house: House | None = None):
        self._house = house or House()
        self._places = Places(1)  # a GPU serves one at a time
        self._album = Album()
        self._visits: dict[str, _Visit] = {}  # no entry: the page was closed, or never looked here

    @answered
    async def open(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """The tab is looked at: its words, and what can run here."""
        yield {"about": {"words": SD_TEXTS}}
        _, offer = await self._house.studio()
        none = offer.kind in ("cpu", "none")
        yield {"about": about(offer), **dict.fromkeys(PUBLISHED, none or None)} | _buttons(False, offer)

    @answered
    async def run(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """Generate, or compare; asks first where it takes a download and minutes."""
        visit = self._visits[visitor]
        if visit.run is not None:
            return
        studio, offer = await self._house.studio()
        wish = wish_of(values["form"], offer)
        if offer.kind == "cpu" and wish.size not in visit.agreed:
            visit.asked = wish.size
            cost = await asyncio.to_thread(_cost, studio, wish)
            yield {"confirm": cost, "notice": None}
            return
        async with aclosing(self._work(visitor, visit, studio, wish)) as updates:
            async for update in updates:
                yield update

    @answered
    async def agree(self, visitor: str, values: Values, sent: Any) -> AsyncIterator[Update]:
        """The visitor was told the cost, and says yes or no."""
        visit = self._visits[visitor]
        yield {"confirm": None}
        if sent["agree"]:
            visit.agreed.add(visit.asked)
            async with aclosing(self.run(visitor, values)) as updates:
                async for update in updates:
                    yield update

    @answered
    async def stop(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """End the run within a step, or leave the line."""
        visit = self._visits[visitor]
        if visit.run is not None:
            self._end(visit)
            yield {"stop": gr.update(interactive=False)}

    async def leave(self, visitor: str) -> None:
        """The page was closed: all of it goes."""
        visit = self._visits.pop(visitor, None)
        self._album.close(visitor)
        if visit is not None and visit.run is not None:
            self._end(visit)

    async def picture(self, name: str) -> str:
        """A finished picture's file in base64; "" where it is gone."""
        return base64.b64encode(self._album.get(str(name)) or b"").decode()

    # --- inside -------------------------------------------------------------------------------------------

    def _end(self, visit: _Visit) -> None:
        visit.run.stop()
        if self._places.waits(visit.place):
            self._places.give_back(visit.place)

    async def _work(
        self, visitor: str, visit: _Visit, studio: sd.Studio, wish: Wish
    ) -> AsyncIterator[Update]:
        visit.begun += 1
        kind = "grid" if wish.compares else "one"
        show = presenter.compared if wish.compares else presenter.generated
        place = visit.place = f"{visitor}/{visit.begun}"
        ticket = self._places.take(place)

        def keep(png: bytes) -> str:
            return self._album.keep(visitor, kind, png)

        run = visit.run = Run(
            lambda stop: show(studio, wish, keep, stop), lambda: self._places.give_back(place, ticket)
        )
        try:
            yield _buttons(True) | {"notice": None, "confirm": None, "progress": {"phase": "starting"}}
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
            visit.run = None
        yield _buttons(False)


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


def _cost(studio: sd.Studio, wish: Wish) -> dict:
    """What a wish costs without a GPU: seconds of computing, and gigabytes to fetch first."""
    seconds = sum(studio.estimate(request) for request in wish.requests)
    names = [model.name for model in wish.models]
    return {"seconds": seconds, "bytes": sd.to_download(wish.models, studio.where), "names": names}


def _buttons(running: bool, offer: sd.Offer | None = None) -> Update:
    possible = offer is None or bool(offer.models)
    return {
        "run": gr.update(interactive=possible and not running),
        "stop": gr.update(interactive=running),
    }
