"""A visitor who leaves while something of theirs is under way: nothing is begun anew for them."""

import asyncio
from contextlib import aclosing

import pytest

from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.lab.handlers import LabHandlers
from rdlab.page.controls import CONTROLS

VALUES = {control.field: control.default for control in CONTROLS}


@pytest.mark.parametrize("after", [1, 2, 4])  # updates that the page has had when it is closed
def test_who_leaves_is_gone_even_where_the_handler_goes_on(after):
    engine, places = Engine("rdlab.lab.session:LabSession", workers=1), Places(1)

    async def main():
        handlers = LabHandlers(engine, places)
        async with aclosing(handlers.train("gone", VALUES)) as updates:
            for _ in range(after):
                await anext(updates)
            await handlers.leave("gone")
            rest = [update async for update in updates]  # nobody closes it
        assert not any(update.get("notice") for update in rest)
        assert not engine.holds("gone") and not places.taken
        stats = (await engine.stats())[0]
        assert (stats["sessions"], stats["alive"], stats["jobs"]) == (0, 0, 0)

    try:
        asyncio.run(asyncio.wait_for(main(), 60))
    finally:
        engine.close()
