"""A worker that dies takes nothing along: its sessions go on elsewhere, and readers hear of it once."""

import asyncio
import os
import pickle
import signal
import time

import pytest
from engine_help import read, until

from rdlab.engine.engine import Engine
from rdlab.engine.errors import EngineFull, WorkerDied
from rdlab.engine.names import SessionName
from rdlab.engine.protocol import Limits
from rdlab.engine.run import Restored


@pytest.fixture
def house():
    """Makes engines of portable sessions and closes them."""
    made = []

    def make(workers=1, **limits):
        limits = {"checkpoint": 0.05, "checkpoint_share": 1.0} | limits
        made.append(Engine("portable_sessions:Portable", workers, Limits(**limits)))
        return made[-1]

    yield make
    for engine in made:
        engine.close()


def pid_of(engine, visitor):
    return engine._visitors[SessionName.of(visitor)].worker.process.pid


def kill(engine, visitor, how=signal.SIGKILL):
    os.kill(pid_of(engine, visitor), how)


def counted(messages):
    return [m for m in messages if isinstance(m, int)]


async def run_until(messages, check):
    async def there():
        return any(check(m) for m in messages)

    await until(there)


def test_a_session_at_rest_is_there_again(house):
    engine = house()

    async def main():
        assert await engine.call("a", "open", count=5) == 5
        first = pid_of(engine, "a")
        kill(engine, "a")

        async def lost():
            return engine._visitors[SessionName.of("a")].worker is None

        await until(lost)
        assert engine.holds("a") and not await engine.pause("a")
        found = await engine.call("a", "look")
        assert found["count"] == 5 and found["pid"] != first

    asyncio.run(main())


def test_a_run_goes_on_and_says_so_once(house):
    engine = house()

    async def main():
        messages = []
        await engine.call("a", "open")
        reader = asyncio.create_task(read(engine.run("a", "train", to=1500, every=10), messages))
        await run_until(messages, lambda m: isinstance(m, int) and m > 200)
        kill(engine, "a")
        await asyncio.wait_for(reader, 60)
        (restored,) = [m for m in messages if isinstance(m, Restored)]
        assert restored.session == SessionName("a") and restored.at["step"] > 50
        numbers = counted(messages)
        assert sorted(set(numbers)) == list(range(10, 1501, 10))  # nothing is missing
        after = counted(messages[messages.index(restored) :])
        assert after == list(range(after[0], 1501, 10)) and restored.at["step"] < after[0]
        assert messages[-1]["final"] and messages[-1]["count"] == 1500

    asyncio.run(main())


def test_all_that_a_worker_had_goes_on_runs_and_calls_in_line(house):
    engine = house(workers=2)

    async def main():
        runs = {name: [] for name in "abcd"}
        for name in runs:
            await engine.call(name, "open")
        readers = [
            asyncio.create_task(read(engine.run(name, "train", to=400, every=10), messages))
            for name, messages in runs.items()
        ]
        for messages in runs.values():
            await run_until(messages, lambda m: isinstance(m, int) and m > 50)
        there = [name for name in runs if pid_of(engine, name) == pid_of(engine, "a")]
        assert len(there) == 2
        calls = [asyncio.create_task(engine.call(there[0], "slow", quanta=20)) for _ in range(2)]
        await asyncio.sleep(0.05)
        kill(engine, "a")
        await asyncio.wait_for(asyncio.gather(*readers, *calls), 60)
        for name, messages in runs.items():
            assert sum(isinstance(m, Restored) for m in messages) == (name in there)
            assert messages[-1]["final"] and messages[-1]["count"] >= 400
        assert calls[1].result() == calls[0].result() + 1 or calls[1].result() > calls[0].result()

    asyncio.run(main())


def test_a_worker_that_hangs_is_left_too(house):
    engine = house(hang=2.0)

    async def main():
        messages = []
        await engine.call("a", "open")
        reader = asyncio.create_task(read(engine.run("a", "train", to=300), messages))
        await run_until(messages, lambda m: m["count"] > 30)
        kill(engine, "a", signal.SIGSTOP)
        await asyncio.wait_for(reader, 60)
        assert any(isinstance(m, Restored) for m in messages) and messages[-1]["count"] == 300

    asyncio.run(main())


def test_a_paused_run_stays_paused_and_keeps_its_pace(house):
    engine = house()

    async def main():
        messages = []
        await engine.call("a", "open")
        await engine.pace("a", 50)
        reader = asyncio.create_task(read(engine.run("a", "train", to=100), messages))
        await run_until(messages, lambda m: m["count"] > 10)
        assert await engine.pause("a")
        await run_until(messages, lambda m: m["paused"])
        held = messages[-1]["count"]

        async def kept():
            return pickle.loads(engine._visitors[SessionName.of("a")].kept["count"]) == held

        await until(kept)
        kill(engine, "a")
        await run_until(messages, lambda m: isinstance(m, Restored))
        assert next(m for m in messages if isinstance(m, Restored)).at["step"] == held
        await asyncio.sleep(0.3)
        assert [m["count"] for m in messages if isinstance(m, dict)][-1] == held and engine._runs
        began = time.monotonic()
        assert await engine.resume("a")
        await asyncio.wait_for(reader, 60)
        assert messages[-1]["count"] == 100
        assert time.monotonic() - began > 0.6 * (100 - held) / 50  # fifty a second, still

    asyncio.run(main())


def test_who_kills_worker_after_worker_is_given_up(house):
    engine = house()

    async def main():
        messages = []
        await engine.call("a", "open")
        with pytest.raises(WorkerDied):
            await asyncio.wait_for(read(engine.run("a", "train", to=100, die_at=50), messages), 60)
        assert sum(isinstance(m, Restored) for m in messages) == 1
        assert not engine.holds("a")
        with pytest.raises(WorkerDied):
            await asyncio.wait_for(engine.call("b", "die"), 60)
        assert await engine.call("b", "open", count=3) == 3

    asyncio.run(main())


def test_what_has_not_changed_is_not_sent_and_too_much_is_not_kept(house):
    engine = house(kept=1000)

    async def main():
        await engine.call("a", "open", count=1)
        seat = engine._visitors[SessionName.of("a")]
        assert set(seat.kept) == {"count", "same"} and not seat.untouched
        for _ in range(5):
            found = await engine.call("a", "look")
        assert found["checkpoints"] == 1
        small = house(kept=3)
        await small.call("a", "open", count=1)
        kill(small, "a")
        await asyncio.sleep(0.5)
        assert not small.holds("a")

    asyncio.run(main())


def test_checkpoints_of_all_together_are_bounded(house):
    engine = house(kept_by_all=25)  # one takes some ten bytes

    async def main():
        seats = []
        for name in "abc":
            await engine.call(name, "open", count=1)
            seats.append(engine._visitors[SessionName.of(name)])
        a, b, c = seats
        assert a.kept is None and b.kept and c.kept  # who was longest away
        await engine.call("a", "open", count=2)
        assert a.kept is None  # a part of a checkpoint is none
        kill(engine, "b")
        await asyncio.sleep(0.5)
        assert not engine.holds("a")
        assert [(await engine.call(name, "look"))["count"] for name in "bc"] == [1, 1]

    asyncio.run(main())


def test_checkpoints_come_at_stages_ends_and_cost_little(house):
    engine = house(checkpoint=60.0, checkpoint_share=0.01)

    async def main():
        await engine.call("a", "open")
        messages = []
        reader = asyncio.create_task(read(engine.run("a", "train", to=300, settle_at=100, every=1), messages))
        await run_until(messages, lambda m: m == 200)
        kill(engine, "a")
        await asyncio.wait_for(reader, 60)
        assert next(m for m in messages if isinstance(m, Restored)).at["step"] == 100
        assert (await engine.call("a", "look"))["checkpoints"] <= 3

    asyncio.run(main())


def test_in_a_full_house_who_has_nothing_to_lose_leaves_first(house):
    engine = house(sessions=3, spare=1.0, away=4.0)

    async def main():
        for name, count in (("worked", 1), ("looks", 0), ("alive", 0)):
            await engine.call(name, "open", count=count)
        with pytest.raises(EngineFull):
            await engine.call("new", "open")  # all of them were here just now
        await asyncio.sleep(1.2)
        assert engine.touch("alive") and not engine.touch("nobody")
        assert await engine.call("new", "open", count=2) == 2
        assert not engine.holds("looks") and engine.holds("worked") and engine.holds("alive")
        with pytest.raises(EngineFull):
            await engine.call("newer", "open")
        await asyncio.sleep(4.2)
        engine.touch("worked"), engine.touch("alive")
        assert await engine.call("newer", "open") == 0
        assert not engine.holds("new") and engine.holds("worked")

    asyncio.run(main())
