"""What the page shows of a run: events of the library in, updates of the page out, one for each event.

Every value holds all there is to show, so that a page that misses one loses nothing.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from PIL import Image

from rdlab import sd
from rdlab.diffusion.form import Task, shortest
from rdlab.page.updates import Update
from rdlab.sd.requests import job

Keep = Callable[[bytes], str]  # a picture's file -> the name under which it can be fetched

LARGE, SMALL = 320, 144  # pixels of a preview, and of one in the strip


def data_url(pixels: np.ndarray, side: int) -> str:
    """A small JPEG of uint8 (h, w, 3), its longer side at most ``side``."""
    image, file = Image.fromarray(pixels), io.BytesIO()
    image.thumbnail((side, side))
    image.save(file, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()


def notice(sentence: sd.Sentence) -> dict:
    """As ``page.parts.Notice`` takes it."""
    return {"kind": "error", "key": sentence.key, "args": dict(sentence.args)}


def generated(studio: sd.Studio, task: Task, keep: Keep, stop: Callable[[], bool]) -> Iterator[Update]:
    """One request, and the same again with the fewest steps where that is asked for."""
    request = task.requests[0]
    shown = _Gallery(request, keep)
    yield shown.update | {"strip": None, "numbers": None, "chart_cosines": None, "chart_drift": None}
    done: sd.Done | None = None
    for event in studio.generate(request, stop):
        if isinstance(event, sd.Failed):
            yield shown.over() | {"notice": notice(event.sentence), "progress": None}
            return
        if isinstance(event, sd.Done):
            done = event
            continue
        yield shown.add(event)
    if done is None or done.stopped or stop():
        yield shown.over() | {"progress": {"phase": "stopped"}}
        return
    yield shown.finish(done) | shown.measured(done)
    if task.fewest is not None:
        yield {"progress": {"phase": "shortest", "steps": task.fewest}}
        for event in studio.generate(shortest(request, task.fewest), stop):
            if isinstance(event, sd.Picture) and event.seed == request.seeds[0]:
                shown.shortest(event)
            if isinstance(event, sd.Done) and not event.stopped:
                yield shown.measured(done, _gap(event.latents, done.latents), task.fewest)
    yield {"progress": {"phase": "done", "seconds": done.times.all, "images": len(request.seeds)}}


class _Gallery:
    """What a run to generate has shown so far."""

    def __init__(self, request: sd.Request, keep: Keep) -> None:
        asked = job(request)
        self._keep, self._request = keep, request
        self._tiles: dict[int, dict] = {seed: {"seed": seed} for seed in request.seeds}
        self._strip: list[str] = []
        self._last: str | None = None  # the first picture, small
        self._one: dict | None = None
        self._about: dict[str, Any] = {
            "model": asked.model.key,
            "name": asked.model.name,
            "steps": asked.steps,
            "guidance": asked.guidance,
            "width": asked.width,
            "height": asked.height,
            "prompt": request.prompt,
            "cut": False,
        }

    @property
    def update(self) -> Update:
        return {"gallery": self._about | {"tiles": [dict(tile) for tile in self._tiles.values()]}}

    def add(self, event: sd.Event) -> Update:
        match event:
            case sd.Loading():
                return {"progress": loading(event)}
            case sd.Encoded():
                self._about["cut"] = event.cut
                return {"progress": {"phase": "step", "step": 0, "steps": self._about["steps"]}}
            case sd.Stepped():
                return self._stepped(event)
            case sd.Picture():
                tile = self._tiles[event.seed]
                tile.pop("preview", None)
                tile["flagged"] = event.flagged
                if event.png is not None:
                    tile["id"] = self._keep(event.png)
                if event.seed == self._request.seeds[0] and event.pixels is not None:
                    self._last = data_url(event.pixels, SMALL)
                return self.update
        return {}

    def _stepped(self, event: sd.Stepped) -> Update:
        if event.preview is not None:
            for seed, pixels in zip(event.seeds, event.preview, strict=True):
                self._tiles[seed]["preview"] = data_url(pixels, LARGE)
            if event.seeds[0] == self._request.seeds[0]:
                self._strip.append(data_url(event.preview[0], SMALL))
        step = event.index + 1
        phase = "step" if step < event.steps else "decode"
        return self.update | {"progress": {"phase": phase, "step": step, "steps": event.steps}}

    def over(self) -> Update:
        """It ended early: what is not there will not come; where nothing is, nothing is shown."""
        if not any({"id", "flagged"} & set(tile) for tile in self._tiles.values()):
            return {"gallery": None}
        for tile in self._tiles.values():
            if not ({"id", "flagged"} & set(tile)):
                tile.pop("preview", None)
                tile["missing"] = True
        return self.update

    def finish(self, done: sd.Done) -> Update:
        self._about |= {"times": asdict(done.times), "decoder": done.decoder}
        return self.update

    def shortest(self, event: sd.Picture) -> None:
        png = event.png
        self._one = None if png is None else {"id": self._keep(png), "steps": event.settings["steps"]}

    def measured(self, done: sd.Done, gap: float | None = None, fewest: int | None = None) -> Update:
        """The first-order view."""
        found = done.meters
        assert found is not None  # it was asked for, and has come to its end
        steps = self._about["steps"]
        about = {"model": self._about["model"], "steps": steps, "guidance": self._about["guidance"]}
        first = self._tiles[self._request.seeds[0]]
        role = "rectified" if sd.MODELS[self._request.model].rectified else "base"
        return {
            "strip": about
            | {
                "seed": self._request.seeds[0],
                "steps_seen": self._strip,
                "last": self._last,
                "one": self._one,
                "id": first.get("id"),
            },
            "numbers": about
            | {
                "first_order_defect": found.first_order_defect,
                "arc_over_chord": found.arc_over_chord,
                "lowest": min(found.successive, default=None),
                "gap": gap,
                "fewest": fewest,
            },
            "chart_cosines": {"role": role, "successive": found.successive, "to_end": found.to_end}
            if steps > 1
            else None,
            "chart_drift": {"role": role, "drift": found.drift} if steps > 1 else None,
        }


def loading(event: sd.Loading) -> dict:
    """As the progress line takes it."""
    return {"phase": event.what, "share": event.share, "name": sd.MODELS[event.model].name}


def compared(studio: sd.Studio, task: Task, keep: Keep, stop: Callable[[], bool]) -> Iterator[Update]:
    """All cells of a grid, as they come."""
    first = task.requests[0]
    rows = [
        {"key": key, "name": sd.MODELS[key].name, "steps": sorted(sd.MODELS[key].steps),
         "guidance": sd.MODELS[key].guidance}
        for key in task.rows
    ]  # fmt: skip
    about = {"rows": rows, "columns": task.columns, "prompt": first.prompt, "seed": first.seeds[0]}
    cells: dict[tuple[int, int], dict] = {place: {"state": "waiting"} for place in task.places}
    ends: dict[tuple[int, int], np.ndarray] = {}

    def update(done: int) -> Update:
        named = {f"{row}-{column}": dict(cell) for (row, column), cell in cells.items()}
        return {"grid": about | {"cells": named, "all": len(cells), "done": done}}

    yield update(0)
    finished = 0
    for i, event in studio.compare(task.requests, stop):
        place = task.places[i]
        cell = cells[place]
        match event:
            case sd.Loading():
                yield {"progress": loading(event)}
                continue
            case sd.Stepped():
                cell["state"] = "running"
                if event.preview is not None:
                    cell["preview"] = data_url(event.preview[0], LARGE)
            case sd.Picture():
                cell.pop("preview", None)
                cell["state"] = "flagged" if event.flagged else "done"
                if event.png is not None:
                    cell["id"] = keep(event.png)
            case sd.Done() if not event.stopped:
                finished += 1
                cell["seconds"] = event.times.unet
                if event.latents is not None:
                    ends[place] = event.latents
                _gaps(cells, ends, place[0])
            case sd.Failed():
                finished += 1
                cell |= {"state": "failed", "error": notice(event.sentence)}
        yield update(finished) | {"progress": {"phase": "cells", "done": finished, "all": len(cells)}}
    stopped = finished < len(cells)
    for cell in cells.values():
        if cell["state"] in ("waiting", "running"):
            cell["state"] = "stopped"
            cell.pop("preview", None)
    yield update(finished) | {"progress": {"phase": "stopped" if stopped else "compared", "all": len(cells)}}


def _gaps(cells: dict[tuple[int, int], dict], ends: Mapping[tuple[int, int], np.ndarray], row: int) -> None:
    """How far each picture of a row ends from the one with the most steps so far, in latent space."""
    columns = sorted(column for r, column in ends if r == row)
    last = ends[row, columns[-1]]
    for column in columns:
        cells[row, column]["gap"] = None if column == columns[-1] else _gap(ends[row, column], last)
        cells[row, column]["against"] = columns[-1]


def _gap(one: np.ndarray | None, many: np.ndarray | None) -> float | None:
    """The step gap of two ends of the same noise, where there are both."""
    if one is None or many is None:
        return None
    return sd.step_gap(torch.as_tensor(one), torch.as_tensor(many))
