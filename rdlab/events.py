"""What happens when a visitor does something: handlers around the engine, answers as updates of the page.

A handler is an async generator of updates ``{part of the page: its new value}``; the tab's layout knows which
component a part is. The engine's messages go through ``page_update``; any error becomes one sentence.
"""

import functools
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import gradio as gr

import toy
from rdlab.controls import BY_FIELD, config_of
from rdlab.engine import Engine
from rdlab.messages import EngineFull, SessionDropped, WorkerDied
from rdlab.texts import i18n

Update = dict[str, Any]
Values = dict[str, Any]  # Control.field -> what the widget holds
Handler = Callable[["LabHandlers", str, Values], AsyncIterator[Update]]

PASSED_ON = ("before", "after", "loss", "meters", "sentence", "race", "chart", "notice")

log = logging.getLogger(__name__)


def page_update(message: Update) -> Update:
    """A message of the session as an update of the page: its status becomes words and the buttons' states."""
    update = {part: message[part] for part in PASSED_ON if part in message}
    if status := message.get("status"):
        update |= {"status": status_line(status), "paused": status["paused"], **buttons(status)}
    return update


def status_line(status: dict) -> dict:
    """The words of the status line, {"key", "args"}."""
    phase = "paused" if status["paused"] else status["phase"]
    if phase == "idle" and status["step"]:
        phase = "done"
    args = {
        "step": f"{status['step']:,}",
        "steps": f"{status['steps']:,}",
        "seconds": f"{status['seconds']:.1f}",
        "seed": str(status["seed"]),
    }
    return {"key": f"status.{phase}", "args": args}


def buttons(status: dict) -> Update:
    """Which buttons do something in this state; the others are greyed."""
    busy, paused = status["phase"] != "idle", status["paused"]
    again = status["stage"].startswith("rectified")
    return {
        "train": gr.update(interactive=not busy),
        "step": gr.update(interactive=not busy or paused),
        "pause": gr.update(interactive=busy, value=i18n("lab.resume" if paused else "lab.pause")),
        "stop": gr.update(interactive=busy),
        "reset": gr.update(interactive=busy or status["stage"] != "exact"),
        "rectify": gr.update(
            interactive=not busy and status["can_rectify"],
            value=i18n("lab.rectify_again" if again else "lab.rectify"),
        ),
    }


def notice_of(error: Exception) -> dict:
    """One sentence for an error, {"kind", "key", "args"}."""
    if isinstance(error, toy.InvalidInput):
        control = BY_FIELD.get(error.field)
        field = "@" + control.text if control else error.field
        allowed = "{:,} – {:,}".format(*control.range) if control and control.range else error.allowed
        args = {"field": field, "value": error.value, "allowed": allowed}
        return {"kind": "error", "key": "error.invalid", "args": args}
    if isinstance(error, EngineFull):
        return {"kind": "error", "key": "error.full", "args": {}}
    if isinstance(error, WorkerDied | SessionDropped):
        return {"kind": "error", "key": "error.worker", "args": {}}
    log.error("a handler failed", exc_info=error)
    reason = f"{type(error).__name__}: {error}"[:200]
    return {"kind": "error", "key": "error.unknown", "args": {"reason": reason}}


def answered(handler: Handler) -> Handler:
    """The handler, its errors said in the page; a session that was lost is opened anew."""

    @functools.wraps(handler)
    async def safe(self: "LabHandlers", visitor: str, values: Values) -> AsyncIterator[Update]:
        try:
            yield {"notice": None}
            async with aclosing(handler(self, visitor, values)) as answers:
                async for update in answers:
                    yield update
        except Exception as error:
            yield {"notice": notice_of(error)}
            if isinstance(error, WorkerDied | SessionDropped):
                yield await self.ready(visitor, values)

    return safe


@dataclass(frozen=True)
class LabHandlers:
    """The Lab tab's handlers; ``visitor`` is the session hash of one open page."""

    engine: Engine

    async def ready(self, visitor: str, values: Values) -> Update:
        """Makes the session hold the settings on the page (at once if it does already); what changed."""
        update = page_update(await self.engine.call(visitor, "open", config=config_of(values)))
        if update:  # a new session also has to learn the view
            update |= await self.look(visitor, values)
        return update

    async def look(self, visitor: str, values: Values) -> Update:
        view = {"steps": values["view_steps"], "solver": values["solver"]}
        return page_update(await self.engine.call(visitor, "set_view", **view))

    @answered
    async def open(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """The settings changed, or the page opened: a new run."""
        yield await self.ready(visitor, values)

    @answered
    async def set_view(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """Another number of steps or another solver: shown at once, nothing is retrained."""
        yield await self.ready(visitor, values) | await self.look(visitor, values)

    async def _run(self, visitor: str, values: Values, method: str, **arguments) -> AsyncIterator[Update]:
        yield await self.ready(visitor, values)
        async with aclosing(self.engine.run(visitor, method, **arguments)) as messages:
            async for message in messages:
                yield page_update(message)

    @answered
    async def train(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        async for update in self._run(visitor, values, "train"):
            yield update

    @answered
    async def rectify(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        async for update in self._run(visitor, values, "rectify"):
            yield update

    @answered
    async def step(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """One training step: of the paused run, else of the training itself."""
        if values["paused"]:
            await self.engine.step(visitor)
        else:
            async for update in self._run(visitor, values, "train", only=1):
                yield update

    @answered
    async def pause(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """Pause, or resume; the run's own messages say what became of it."""
        await (self.engine.resume if values["paused"] else self.engine.pause)(visitor)
        yield {}

    @answered
    async def stop(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        await self.engine.stop(visitor)
        yield {}

    @answered
    async def reset(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """From the start again, with the same seed."""
        yield await self.ready(visitor, values)
        yield page_update(await self.engine.call(visitor, "reset"))

    @answered
    async def new_seed(self, visitor: str, values: Values) -> AsyncIterator[Update]:
        """Another seed, and with it a new run."""
        seed = secrets.randbelow(1000)  # short enough to read out in a class
        yield {"seed": seed} | await self.ready(visitor, values | {"seed": seed})
