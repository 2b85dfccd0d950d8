"""What the handlers of all tabs share, on an engine that only takes notes."""

import asyncio
from contextlib import aclosing

import pytest

import toy
from rdlab.engine.admission import Places
from rdlab.engine.errors import EngineFull, NoAnswer, SessionDropped, TimeLimit, WorkerDied
from rdlab.page.experiments import ExperimentHandlers
from rdlab.page.handlers import answered
from rdlab.page.own_data import opened
from rdlab.page.state import PageState
from rdlab.stage.own_data import NotHeld, OwnData, OwnDataGone


class Notes:
    """Stands in for the engine: the sessions it holds, and what it was asked."""

    def __init__(self):
        self.asked, self.held, self.rates = [], set(), []

    async def call(self, name, method, **arguments):
        self.asked.append((str(name), method))
        self.held.add(str(name))
        return {}

    def holds(self, name):
        return str(name) in self.held

    async def stop(self, name):
        self.asked.append((str(name), "stop"))

    async def drop(self, name):
        self.asked.append((str(name), "drop"))
        self.held = {one for one in self.held if not one.startswith(str(name))}

    async def rate(self, name, rate):
        self.rates.append(rate)


class Tab(ExperimentHandlers[PageState]):
    """A tab whose experiment is a list of messages."""

    kind = "test"

    def __init__(self, count=1):
        super().__init__(Notes(), Places(count), PageState)
        self.goes_on = asyncio.Event()
        self.renewed = 0

    @answered
    async def run(self, visitor, values):
        updates = self._run(
            visitor, {"first": True}, self._opened, self._messages, lambda message: {"shown": message}
        )
        async with aclosing(updates):
            async for update in updates:
                yield update

    @answered
    async def fail(self, visitor, values):
        yield {"before": True}
        raise values["error"]

    @answered
    async def slow(self, visitor, values):
        yield {"slow": 1}
        await self.goes_on.wait()
        yield {"slow": 2}
        if values.get("error"):
            raise values["error"]

    async def _opened(self, mine):
        self._engine.held.add("a/test/0")
        yield {"opened": mine}

    async def _messages(self):
        for number in range(3):
            yield number
            await asyncio.sleep(0)

    def _names(self, visitor):
        return [f"{visitor}/test/0"]

    def _renew(self, state):
        self.renewed += 1


async def all_of(updates):
    return await filled([], updates)


async def filled(seen, updates):
    """The updates, which others see in the list as they come."""
    async for update in updates:
        seen += [update]
    return seen


def keys(updates):
    return [key for update in updates for key in update]


def notices(updates):
    return [update["notice"]["key"] for update in updates if update.get("notice")]


def play(test, *arguments, **options):
    async def main():
        await test(Tab(*arguments, **options))

    asyncio.run(asyncio.wait_for(main(), 20))


def test_a_run_opens_takes_a_place_shows_its_messages_and_gives_the_place_back():
    async def test(tab):
        updates = await all_of(tab.run("a", {}))
        assert updates[0]["first"] and updates[0]["stop"]["interactive"]
        assert [update["shown"] for update in updates if "shown" in update] == [0, 1, 2]
        assert updates[-1]["run"]["interactive"] and tab._places.taken == 0
        assert not tab._pages["a"].busy

    play(test)


def test_the_newest_wins_whatever_was_begun_before_says_no_more():
    async def test(tab):
        async with aclosing(tab.run("a", {})) as updates:
            while "shown" not in await anext(updates):
                pass
            second = await all_of(tab.run("a", {}))
            assert await all_of(updates) == []
        assert [update["shown"] for update in second if "shown" in update] == [0, 1, 2]
        assert tab._places.taken == 0 and tab._places.waiting == 0

    play(test)


def test_who_waits_is_told_and_stop_leaves_the_line():
    async def test(tab):
        ticket = tab._places.take("somebody")
        seen = []

        async def page():
            await filled(seen, tab.run("a", {}))

        run = asyncio.create_task(page())
        while not notices(seen):
            await asyncio.sleep(0)
        assert notices(seen) == ["notice.full"] and tab._places.waiting == 1
        await all_of(tab.stop("a", {}))
        await run
        assert seen[-1]["run"]["interactive"] and "shown" not in keys(seen)
        assert tab._places.waiting == 0 and tab._places.inside("somebody", ticket)

    play(test)


def test_a_session_that_was_lost_in_the_line_is_opened_again():
    async def test(tab):
        ticket = tab._places.take("somebody")
        seen = []

        async def page():
            await filled(seen, tab.run("a", {}))

        run = asyncio.create_task(page())
        while not notices(seen):
            await asyncio.sleep(0)
        tab._engine.held.clear()  # as idle sessions are dropped
        tab._places.give_back("somebody", ticket)
        await run
        assert keys(seen).count("opened") == 2 and keys(seen).count("shown") == 3

    play(test)


def test_a_closed_page_ends_its_wait_in_the_line():
    async def test(tab):
        tab._places.take("somebody")
        run = asyncio.create_task(all_of(tab.run("a", {})))
        while not tab._places.waiting:
            await asyncio.sleep(0)
        await tab.leave("a")
        updates = await asyncio.wait_for(run, 5)
        assert "shown" not in keys(updates) and tab._places.waiting == 0

    play(test)


@pytest.mark.parametrize("error", [None, ValueError("late")])
def test_a_page_that_was_closed_and_opened_again_hears_nothing_of_before(error):
    async def test(tab):
        async with aclosing(tab.slow("a", {"error": error})) as updates:
            assert await anext(updates) == {"slow": 1}
            await tab.leave("a")
            await all_of(tab.stop("a", {}))  # it is back
            tab.goes_on.set()
            assert await all_of(updates) == []
        assert tab.renewed == 0

    play(test)


@pytest.mark.parametrize(
    ("error", "key", "dropped"),
    [
        (toy.InvalidInput("seed", -1, "0 or more"), "error.invalid", False),
        (WorkerDied("gone"), "error.worker", True),
        (SessionDropped("gone"), "error.worker", True),
        (NotHeld(3), "error.worker", True),
        (NoAnswer(60), "error.no_answer", True),
        (TimeLimit(600), "error.time_limit", True),
        (EngineFull("sessions", 4, 4), "error.full", True),
        (EngineFull("runs", 4, 4), "error.line", True),
        (RuntimeError("bad luck"), "error.unknown", True),
    ],
)
def test_an_error_is_a_sentence(error, key, dropped):
    async def test(tab):
        updates = await all_of(tab.fail("a", {"error": error}))
        assert notices(updates) == [key] and updates[-1]["run"]["interactive"]
        assert (("a/test", "drop") in tab._engine.asked) == dropped == bool(tab.renewed)

    play(test)


def test_own_data_that_are_gone_are_asked_for():
    async def test(tab):
        updates = await all_of(tab.fail("a", {"error": OwnDataGone()}))
        assert updates[-1]["own"]["wanted"] and not notices(updates) and not tab.renewed

    play(test)


def test_own_data_are_sent_once_more_and_not_for_ever():
    class Forgetful(Notes):
        async def call(self, name, method, **arguments):
            await super().call(name, method, **arguments)
            if method == "open":
                raise NotHeld(1)

    engine = Forgetful()
    with pytest.raises(NotHeld):
        asyncio.run(opened(engine, "a", OwnData(1, {}, {})))
    assert [method for _, method in engine.asked] == ["open", "hold", "open"]


def test_a_slow_page_gets_fewer_pictures_within_bounds():
    async def test(tab):
        for rate in (3, 0, 1e9, "many", None):
            await all_of(tab.keep_up("a", {}, {"rate": rate}))
        await all_of(tab.keep_up("a", {}, None))
        assert tab._engine.rates == [3, 0.2, 100.0]

    play(test)
