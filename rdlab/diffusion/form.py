"""What the form of the Stable Diffusion tab asks for, checked, as requests of the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rdlab import sd
from rdlab.sd.requests import MOST_IMAGES, job

MOST_CELLS = 24
LONGEST = 2000  # characters of a prompt; an encoder reads the first 75 words or so


@dataclass(frozen=True)
class Task:
    """What is to be done.

    requests   one to generate, or one for each cell to compare
    places     of each request to compare: (row, column)
    rows, columns   keys of the models, numbers of steps
    fewest     the fewest steps of the model, with which the path's end is compared; None: not asked for
    """

    requests: tuple[sd.Request, ...]
    places: tuple[tuple[int, int], ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[int, ...] = ()
    fewest: int | None = None

    @property
    def compares(self) -> bool:
        """Whether the pictures are for a comparison, each with a place in it."""
        return bool(self.places)

    @property
    def models(self) -> list[sd.Model]:
        """The models that are asked for, each once."""
        return [sd.MODELS[key] for key in dict.fromkeys(request.model for request in self.requests)]

    @property
    def size(self) -> tuple:
        """What decides its cost: who has agreed to it need not be asked again."""
        return tuple(
            (one.model, one.steps, one.width, one.height, len(one.seeds), (one.guidance or 0) > 1)
            for one in self.requests
        )


def task_of(form: Mapping[str, Any], offer: sd.Offer) -> Task:
    """Raises SdError for what cannot be asked for here."""
    if not offer.models:
        raise sd.SdError("sd.error.nowhere")
    form = dict(form) | {name: str(form[name])[:LONGEST] for name in ("prompt", "negative")}
    return _grid(form, offer) if form["mode"] == "compare" else _one(form, offer)


def _one(form: Mapping[str, Any], offer: sd.Offer) -> Task:
    model = _model(form["model"], offer)
    steps = form["steps"]
    if steps not in offer.models[model.key]:
        if steps in model.steps:
            raise sd.SdError("sd.error.no_gpu", name=model.name, steps=steps)
        allowed = ", ".join(map(str, sorted(offer.models[model.key])))
        raise sd.SdError("sd.error.steps", name=model.name, steps=steps, allowed=allowed)
    count = _whole(form["count"], "sd.error.seeds", most=MOST_IMAGES)
    request = sd.Request(
        model.key,
        form["prompt"],
        form["negative"],
        steps,
        _number(form["guidance"]),
        *_sides(form),
        seeds=_seeds(form, count),
        preview=steps > 1,
        measure=True,
    )
    job(request)
    fewest = min(offer.models[model.key])
    return Task((request,), fewest=fewest if form["measure"] and fewest < steps else None)


def _grid(form: Mapping[str, Any], offer: sd.Offer) -> Task:
    rows = tuple(_model(key, offer).key for key in form["rows"])
    columns = tuple(sorted(form["columns"]))
    width, height = _sides(form)
    chosen = _model(form["model"], offer).base.size  # the sizes on the form are meant for it
    requests: list[sd.Request] = []
    places: list[tuple[int, int]] = []
    for row, key in enumerate(rows):
        share = sd.MODELS[key].base.size // chosen or 1
        for column, steps in enumerate(columns):
            if steps not in offer.models[key]:
                continue
            request = sd.Request(
                key,
                form["prompt"],
                form["negative"],
                steps,
                width=width * share,
                height=height * share,
                seeds=_seeds(form, 1),
                preview=steps > 2,
            )
            if not requests:
                job(request)
            requests.append(request)
            places.append((row, column))
    if not 1 <= len(requests) <= MOST_CELLS:
        raise sd.SdError("sd.error.cells", most=MOST_CELLS)
    return Task(tuple(requests), tuple(places), rows, columns)


def shortest(request: sd.Request, steps: int) -> sd.Request:
    """The same with fewer steps, only for where it ends."""
    return replace(request, steps=steps, preview=False, measure=False)


def _model(key: str, offer: sd.Offer) -> sd.Model:
    if key not in offer.models:
        known = sd.MODELS.get(key)
        if known:
            raise sd.SdError("sd.error.not_here", name=known.name)
        raise sd.SdError("sd.error.model", name=key, names=", ".join(offer.models))
    return sd.MODELS[key]


def _seeds(form: Mapping[str, Any], count: int) -> tuple[int, ...]:
    first = _whole(form["seed"], "sd.error.seeds", most=MOST_IMAGES)
    return tuple(first + i for i in range(count))


def _sides(form: Mapping[str, Any]) -> tuple[int, int]:
    sides = {name: "?" if form[name] is None else form[name] for name in ("width", "height")}
    return _whole(form["width"], "sd.error.size", **sides), _whole(form["height"], "sd.error.size", **sides)


def _whole(value: Any, key: str, **args: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise sd.SdError(key, **args)
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise sd.SdError("sd.error.guidance", guidance="?", most="20")
    return float(value)
