"""All that the app relies on inside Gradio, beyond what Gradio documents; an update can break it here.

Each of these things has a test in ``tests/rdlab/page/test_gradio_internals.py``, which says what is expected.
The page is one where a handler may change any of many parts, and changes a few of them often: Gradio's own
way with an update costs more than the update.
"""

import sys
from collections.abc import Mapping
from copy import copy
from importlib.util import find_spec
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components.base import _Keywords
from gradio.state_holder import SessionState, StateHolder

from rdlab.page.parts import Part
from rdlab.serving.outbox import Outboxes, Update
from rdlab.serving.visits import Visits

IDLE = 0.008  # seconds between Gradio's looks for new events: its own 0.001 take 5 % of a core
NO_PROGRESS = 1.0  # and between its looks for progress bars, of which there are none

if find_spec("matplotlib") is None:  # Gradio asks for it around every event: know that it is not there
    sys.modules["matplotlib"] = None  # type: ignore[assignment]


def sent_with(event: gr.EventData) -> Any:
    """What the browser sent along with an event, whole: gr.EventData only gives it out name by name."""
    return event._data


class PageBlocks(gr.Blocks):
    """Gradio's Blocks without its cost of a frame, of leaving a part as it is, and of who has left.

    Attributes:
        outboxes: what the open pages are still to hear; there once `queue` was called.
        visits: whose pages they are.
    """

    outboxes: Outboxes
    visits: Visits

    def queue(self, *args: Any, **kwargs: Any) -> "PageBlocks":
        """As in gr.Blocks, but with pauses of our own."""
        super().queue(*args, **kwargs)
        self._queue.sleep_when_free = IDLE
        self._queue.progress_update_sleep_when_free = NO_PROGRESS
        self.outboxes = Outboxes(self._queue.pending_event_ids_session)
        self._queue.pending_messages_per_session = self.outboxes
        return self

    async def process_api(self, block_fn: Any, inputs: list[Any], **about: Any) -> dict[str, Any]:
        """As in gr.Blocks, but from a handler's second update on all are sent from here, until it ends.

        gr.Blocks comes here for each update, and would spend five times as long on one as it takes to make.
        """
        event = self._queue.event_ids_to_events.get(about.get("event_id"))
        updates = about.get("iterator")
        if updates is None or event is None:
            return await super().process_api(block_fn, inputs, **about)
        parts = [part._id for part in block_fn.outputs]
        async for update in updates:
            data = await self.postprocess_data(block_fn, update, about["state"])
            self._queue.send_message(event, Update.of(parts, data))
            if not event.alive:  # the page was closed
                await updates.aclose()
        output = await super().process_api(block_fn, inputs, **about)  # it has ended: Gradio tidies up
        return output | {"data": [gr.skip() for _ in block_fn.outputs]}  # all of it has been sent

    async def postprocess_data(self, block_fn: Any, predictions: Any, state: Any) -> list[Any]:
        """As in gr.Blocks, but outputs that stay as they are cost nothing.

        gr.Blocks would make a new component for each of them (sixteen for a frame, at ten times the cost of
        the frame), would send each value through a thread and keep it, and would empty every output of a
        handler that has nothing to say.
        """
        last = predictions[0] if isinstance(predictions, tuple) and predictions else predictions
        if last is _Keywords.FINISHED_ITERATING:
            predictions = {part: gr.skip() for part in block_fn.outputs}
        named = isinstance(predictions, Mapping) and all(isinstance(part, Block) for part in predictions)
        if not named or not predictions:
            return await super().postprocess_data(block_fn, predictions, state)
        found = {
            part._id: value for part, value in predictions.items() if isinstance(part, Part) and part.as_it_is
        }
        others = {  # copied, as Gradio takes them apart
            part: copy(value) for part, value in predictions.items() if part._id not in found
        }
        if others:
            changed = copy(block_fn)
            changed.outputs = list(others)
            values = await super().postprocess_data(changed, others, state)
            found |= {part._id: value for part, value in zip(others, values, strict=True)}
        return [found.get(part._id, None if part.stateful else gr.skip()) for part in block_fn.outputs]

    def slim(self, app: Any) -> None:
        """Have Gradio's app keep of each page no more than it needs; called before the first page comes."""
        app.state_holder = _SlimStates()
        app.state_holder.set_blocks(self)

    def forget(self, session_hash: str) -> None:
        """Free for good what Gradio keeps of a page that was closed."""
        self.outboxes.drop(session_hash)
        self.state_holder.session_data.pop(session_hash, None)
        self.state_holder.time_last_used.pop(session_hash, None)


class _SlimState(SessionState):
    """What Gradio keeps of a page, but for what every part holds, which only deep links need.

    To make those takes 40 to 90 ms of the event loop for each page that comes.
    """

    def __init__(self, blocks: gr.Blocks) -> None:
        self.blocks_config = copy(blocks.default_config)
        self.config_values: dict[int, Any] = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self.is_closed, self.STATE_TTL_WHEN_CLOSED = False, 3600

    def _update_config(self, key: int) -> None:
        pass

    def _update_value_in_config(self, key: int, value: Any) -> None:
        pass


class _SlimStates(StateHolder):
    """The states of all pages."""

    def __getitem__(self, session_id: str) -> SessionState:
        if session_id not in self.session_data:
            self.session_data[session_id] = _SlimState(self.blocks)
        return super().__getitem__(session_id)
