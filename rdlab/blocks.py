"""gr.Blocks for a page where a handler may change any of many parts, and changes a few of them often."""

from collections.abc import Mapping
from copy import copy
from typing import Any

import gradio as gr
from gradio.blocks import Block

from rdlab.live import Part


class LabBlocks(gr.Blocks):
    """Gradio's Blocks without its cost of leaving a part as it is, and without memory of who has left."""

    async def postprocess_data(self, block_fn: Any, predictions: Any, state: Any) -> list[Any]:
        """As in gr.Blocks, which would make a new component for every output that stays as it is (sixteen for
        a frame, at ten times the cost of the frame), and would send each value through a thread and keep it.
        """
        named = isinstance(predictions, Mapping) and all(isinstance(part, Block) for part in predictions)
        if not named or not predictions:
            return await super().postprocess_data(block_fn, predictions, state)
        found = {
            part._id: value for part, value in predictions.items() if isinstance(part, Part) and part.as_it_is
        }
        others = {part: value for part, value in predictions.items() if part._id not in found}
        if others:
            changed = copy(block_fn)
            changed.outputs = list(others)
            values = await super().postprocess_data(changed, others, state)
            found |= {part._id: value for part, value in zip(others, values, strict=True)}
        return [found.get(part._id, None if part.stateful else gr.skip()) for part in block_fn.outputs]

    def forget(self, session_hash: str) -> None:
        """Free for good what Gradio keeps of a page that was closed."""
        self.state_holder.session_data.pop(session_hash, None)
        self.state_holder.time_last_used.pop(session_hash, None)
