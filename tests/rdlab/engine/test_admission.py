"""Places and the line: who gets in, when, and what a visitor in line is told."""

import asyncio

import pytest

from rdlab.engine.admission import Places, default_places, usable_memory
from rdlab.engine.errors import EngineFull


def test_first_come_first_served_and_everyone_sees_the_line_move():
    async def main():
        places = Places(2)
        told = {name: [] for name in "abcde"}
        tickets = {}

        async def visit(name):
            tickets[name] = places.take(name)
            async for number in places.line(name, tickets[name]):
                told[name].append(number)
            return name

        visits = {name: asyncio.create_task(visit(name)) for name in "abcde"}
        await asyncio.sleep(0.01)
        assert (places.taken, places.waiting) == (2, 3) and visits["a"].done() and visits["b"].done()
        assert told == {"a": [], "b": [], "c": [1], "d": [2], "e": [3]}
        places.give_back("d", tickets["d"])  # gives up waiting
        await visits["d"]
        places.give_back("a", tickets["a"])
        await visits["c"]
        await asyncio.sleep(0.01)
        assert places.inside("c", tickets["c"]) and not places.inside("d", tickets["d"])
        assert told["e"] == [3, 2, 1] and places.waits("e")
        places.give_back("b")  # left: whatever they had
        await visits["e"]
        for name in "ce":
            places.give_back(name, tickets[name])
        assert (places.taken, places.waiting) == (0, 0)

    asyncio.run(asyncio.wait_for(main(), 10))


def test_who_asks_again_keeps_the_place_and_the_old_ticket_frees_nothing():
    async def main():
        places = Places(1)
        old = places.take("a")
        new = places.take("a")
        places.give_back("a", old)
        assert places.inside("a", new) and not places.inside("a", old)
        first, second = places.take("b"), places.take("c")
        again = places.take("b")
        assert [n async for n in places.line("b", first)] == []
        places.give_back("a", new)
        assert places.inside("b", again) and places.waits("c")
        places.give_back("b", again)
        assert places.inside("c", second)

    asyncio.run(asyncio.wait_for(main(), 10))


def test_the_number_of_places_follows_the_machine(monkeypatch):
    monkeypatch.delenv("RDLAB_VISITORS", raising=False)
    assert usable_memory() > 2**28
    assert 2 <= default_places(1) <= default_places(2) <= 60
    monkeypatch.setattr("rdlab.engine.admission.usable_memory", lambda: 2**30)
    assert default_places(2) < 10
    monkeypatch.setenv("RDLAB_VISITORS", " 7 ")
    assert default_places(2) == 7
    monkeypatch.setenv("RDLAB_VISITORS", "")
    assert default_places(2) < 10
    with pytest.raises(ValueError, match="count"):
        Places(0)


def test_nobody_stands_in_line_for_ever():
    async def main():
        places = Places(1, longest_wait=0.05)
        places.take("a")
        line = places.line("b", places.take("b"))
        assert await anext(line) == 1
        with pytest.raises(EngineFull, match="1 runs, at most 1"):
            await anext(line)
        assert not places.waits("b") and places.taken == 1

    asyncio.run(asyncio.wait_for(main(), 10))
