"""Handlers of a tab with one experiment: a button runs it, Stop ends it, another choice begins anew.

An experiment has sessions of its own, named "<visitor>/<kind>/<number>", which spread over the workers; all
of them take one place, and one visitor's share of the computing at most.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress
from time import monotonic

import toy
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.engine.errors import EngineError
from rdlab.engine.names import Name
from rdlab.engine.run import Restored
from rdlab.page.handlers import EngineHandlers, Messages, State, Updates, Values, answered
from rdlab.page.own_data import OwnDataOf
from rdlab.page.updates import Update, ask_for_own_data, notice_of, restored_notice, run_and_stop
from rdlab.stage.own_data import OwnDataGone


class ExperimentHandlers(EngineHandlers[State]):
    """The handlers of such a tab. own_data_of: the data that a page has brought."""

    def __init__(
        self,
        engine: Engine,
        places: Places,
        new_state: Callable[[], State],
        own_data_of: OwnDataOf = lambda _: None,
    ) -> None:
        super().__init__(engine, places, new_state)
        self._own_data_of = own_data_of

    @answered
    async def stop(self, visitor: str, values: Values) -> Updates:
        """End the experiment, or leave the line; what has been learned so far stays."""
        state = self._pages[visitor]
        state.stopped = state.running
        self._leave_line(visitor)
        await self._halt(visitor)
        yield {"notice": None}

    def keeps(self, visitor: str) -> bool:
        """Whether the page's sessions are there."""
        return visitor not in self._pages or self._all_held(self._opened_names(visitor))

    # --- for a tab to say

    def _opened_names(self, visitor: str) -> Sequence[Name]:
        """The sessions that the page has been shown."""
        return self._names(visitor)

    def _names(self, visitor: str) -> Sequence[Name]:
        """The sessions that the page has now."""
        raise NotImplementedError

    def _renew(self, state: State) -> None:
        """Forget what the sessions held: the next event begins with new ones."""
        raise NotImplementedError

    def _notice(self, error: Exception) -> dict:
        """An error in words."""
        return notice_of(error)

    def _refused(self, state: State, error: Exception) -> Update:
        """What can be pressed after a choice that cannot be used."""
        return run_and_stop(state.busy)

    # --- for a tab to use

    async def _halt(self, visitor: str) -> None:
        """End what runs; the sessions stay."""
        await asyncio.gather(*map(self._engine.stop, self._names(visitor)))

    async def _run(
        self,
        visitor: str,
        first: Update,
        opened: Callable[[int], Updates],
        messages: Callable[[], Messages],
        shown: Callable[[dict], Update],
    ) -> Updates:
        """An experiment from the click to its end: its own, Stop, another choice, or a page that was closed.

        first     what the page shows at once
        opened    number of this run -> updates, while the sessions are made what the page's choices ask for
        messages  of the sessions, once there is a place
        shown     a message -> the update of the page
        """
        state, place = self._pages[visitor], self._place(visitor)
        mine = state.begin()
        ticket = self._places.take(place)
        try:
            state.running = mine
            yield run_and_stop(True) | {"notice": None} | first
            await self._halt(visitor)
            waited = False
            async with aclosing(opened(mine)) as updates:
                async for update in updates:
                    yield update
            async with aclosing(self._in_line(place, ticket)) as updates:
                async for update in updates:
                    waited = True
                    yield update
            if not state.newest(mine):
                return
            if state.stopped == mine or not self._places.inside(place, ticket):
                state.running = 0
                yield run_and_stop(False) | {"notice": None}
                return
            yield {"notice": None}
            if waited and not self._all_held(self._names(visitor)):  # not used for as long as the line was
                async with aclosing(opened(mine)) as updates:
                    async for update in updates:
                        yield update
                if not state.newest(mine):
                    return
            async with aclosing(messages()) as found:
                async for message in found:
                    if not state.newest(mine):
                        return
                    if state.stopped == mine:
                        await self._halt(visitor)
                    if isinstance(message, Restored):
                        yield {"notice": restored_notice(message.at)}
                        continue
                    yield shown(message) | {"backpressure": monotonic()}
        finally:
            self._places.give_back(place, ticket)
            if state.newest(mine):
                state.running = 0
        if state.newest(mine):
            yield run_and_stop(False)

    async def _drop_if_gone(self, visitor: str) -> None:
        """Nothing stays of a page that was closed while its sessions were being made."""
        if visitor not in self._pages:
            await self._engine.drop(self._place(visitor))

    async def _failed(self, visitor: str, state: State, error: Exception) -> Updates:
        if isinstance(error, toy.InvalidInput):  # what is there stays, and what runs runs on
            yield {"notice": self._notice(error)} | self._refused(state, error)
            return
        if isinstance(error, OwnDataGone):  # the page still has them, sends them, and asks again
            yield {"own": ask_for_own_data()} | self._refused(state, error)
            return
        state.begin()
        self._renew(state)
        yield {"notice": self._notice(error)} | run_and_stop(False)
        with suppress(EngineError):  # what is left of it
            await self._engine.drop(self._place(visitor))
