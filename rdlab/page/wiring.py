"""How the parts of a tab are connected to its handlers, all of them alike: every choice in, any part out."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from rdlab.page.gradio_internals import sent_with
from rdlab.page.handlers import Handler

QUIETLY: dict[str, Any] = {
    "show_progress": "hidden",
    "concurrency_limit": None,
    "trigger_mode": "multiple",  # never wait for the one before: handlers and engine let the newest win
    "api_visibility": "private",
}


@dataclass(frozen=True)
class Wiring:
    """The parts of a tab by name, those that every handler reads, those that any of them may change.

    prefix: of the handlers' names in Gradio's list of events.
    """

    parts: Mapping[str, Component]
    read: tuple[str, ...]
    written: tuple[str, ...]
    prefix: str = ""

    def on(self, event: Callable, handler: Handler, brings: bool = False) -> None:
        """Calls ``handler(session hash, values by name)`` and shows its updates {name: value} as they come.

        brings: the event carries data of its own, which the handler gets too.
        """
        read = {name: self.parts[name] for name in self.read}

        async def listen(values: dict, request: gr.Request, origin: gr.EventData) -> AsyncIterator[dict]:
            named = {name: values[part] for name, part in read.items()}
            sent = (sent_with(origin),) if brings else ()
            async with aclosing(handler(request.session_hash, named, *sent)) as updates:
                async for update in updates:
                    if update:
                        yield {self.parts[name]: value for name, value in update.items()}

        listen.__name__ = self.prefix + handler.__name__
        event(
            listen,
            inputs=set(read.values()),
            outputs=[self.parts[name] for name in self.written],
            show_progress_on=self.parts["backpressure"],  # of all outputs the browser would copy every value
            **QUIETLY,
        )


@dataclass(frozen=True)
class OtherTab:
    """The way from one tab into another, which opens there with settings from here.

    tabs    of the page
    key     of the other tab
    wiring  of its parts
    adopt   its handler, which gets the settings as what the event has sent
    """

    tabs: gr.Tabs
    key: str
    wiring: Wiring
    adopt: Handler
