"""The engine's calls and its fairness: real worker processes, small sessions, behaviour and not time."""

import asyncio
import os
import time
from contextlib import aclosing

import engine_sessions
import pytest
from engine_help import all_grown, computing, grown, has_jobs, read, until

from rdlab.engine.errors import EngineError, RemoteTraceback, WorkerDied


def test_calls_keep_each_visitors_session(engines):
    engine = engines(workers=2)

    async def main():
        assert not engine.holds("a")
        assert await engine.call("a", "add", number=3) == 3
        assert await asyncio.gather(*(engine.call("b", "add") for _ in range(20))) == list(range(1, 21))
        assert await engine.call("a", "add") == 4
        assert engine.holds("a")
        states = [await engine.call(visitor, "state") for visitor in "ab"]
        assert states[0]["pid"] != states[1]["pid"]  # spread over the workers
        assert os.getpid() not in {state["pid"] for state in states}

    asyncio.run(main())


def test_serves_one_event_loop_after_another(engines):
    engine = engines()
    assert [asyncio.run(engine.call("a", "add")) for _ in range(3)] == [1, 2, 3]


def test_errors_reach_the_caller_and_the_session_stays(engines):
    engine = engines()

    async def main():
        await engine.call("a", "add", number=5)
        with pytest.raises(engine_sessions.Invalid, match=r"steps: got 0; allowed: 1 to 50\.") as caught:
            await engine.call("a", "fail", kind="invalid")
        assert (caught.value.field, caught.value.value, caught.value.allowed) == ("steps", 0, "1 to 50")
        assert isinstance(caught.value.__cause__, RemoteTraceback)
        assert "engine_sessions.py" in str(caught.value.__cause__)
        with pytest.raises(ZeroDivisionError, match="by name"):
            await engine.call("a", "fail", kind="by name")
        with pytest.raises(EngineError, match="Unpicklable: has a lambda"):
            await engine.call("a", "fail", kind="unpicklable")
        with pytest.raises(EngineError, match="SystemExit"):
            await engine.call("a", "fail", kind="exit")
        with pytest.raises((AttributeError, TypeError), match="pickle"):
            await engine.call("a", "unpicklable_answer")
        with pytest.raises(AttributeError, match="no_such"):
            await engine.call("a", "no_such")
        with pytest.raises(AttributeError, match="_private"):
            await engine.call("a", "_private")
        with pytest.raises(TypeError, match="wrong"):
            await engine.call("a", "add", wrong=1)
        assert (await engine.call("a", "state"))["count"] == 5

    asyncio.run(main())


def test_the_librarys_bad_input_keeps_its_parts(engines):
    from rdlab.engine.errors import pack_error, unpack_error
    from toy.errors import InvalidInput

    error = unpack_error(pack_error(InvalidInput("steps", 0, "1 to 50")))
    assert isinstance(error, InvalidInput)
    assert (error.field, error.value, error.allowed) == ("steps", "0", "1 to 50")


def test_a_long_call_lets_others_go_first(engines):
    engine = engines()

    async def main():
        await engine.call("b", "add")
        long = asyncio.create_task(engine.call("a", "long_call", quanta=100))
        await asyncio.sleep(0.1)
        for _ in range(5):
            await engine.call("b", "add")
        assert not long.done()
        assert await long == "done"

    asyncio.run(main())


def test_calls_that_nobody_waits_for_are_given_up(engines):
    engine = engines()

    async def main():
        await engine.call("a", "add")
        endless = asyncio.create_task(engine.call("a", "long_call", quanta=10**6))
        behind = asyncio.create_task(engine.call("a", "add", number=100))
        await engine.stats()
        for task in (behind, endless):  # one that has not begun, one that has
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert await asyncio.wait_for(engine.call("a", "add"), 10) == 2

    asyncio.run(main())


def test_a_session_that_cannot_be_made_says_so(engines):
    with pytest.raises(RuntimeError, match="no session today"):
        asyncio.run(engines(session="Broken").call("a", "add"))
    engine = engines(session="Missing")
    for _ in range(2):  # tried again each time, for it may be mended
        with pytest.raises(EngineError, match="engine_sessions:Missing cannot be loaded"):
            asyncio.run(engine.call("a", "add"))


@pytest.mark.parametrize("workers", [1, 2])
def test_nobody_gets_more_than_twice_anothers_share(engines, workers):
    engine = engines(workers=workers, call_credit=0.1)

    async def main():
        # Unlike quanta, one with costly snapshots, one who calls all the time.
        kinds = [{"seconds": s} for s in (0.001, 0.002, 0.004, 0.008)] + [{"cost": 0.02}, {"seconds": 0.003}]
        visitors = dict(zip("abcdef", kinds, strict=True))
        for visitor in visitors:
            await engine.call(visitor, "add")
        readers = [asyncio.create_task(read(engine.run(v, "train", **k), [])) for v, k in visitors.items()]

        async def nag():
            while True:
                await engine.call("f", "long_call", quanta=20, seconds=0.002)

        readers.append(asyncio.create_task(nag()))
        await until(lambda: has_jobs(engine, 6))
        await until(lambda: all_grown(engine, {}, 0.1))  # the caller has used up what goes ahead
        before = await computing(engine)
        after = await until(lambda: all_grown(engine, before, 0.3), 60)
        for reader in readers:
            reader.cancel()
        spent = {visitor: after[visitor] - before[visitor] for visitor in visitors}
        # Workers compete for the machine with whatever else it does, so compare those of one worker.
        for stats in await engine.stats():
            mine = [spent[visitor] for visitor in stats["quanta"]]
            assert len(mine) == 6 // workers
            assert max(mine) < 2 * min(mine), spent

    asyncio.run(main())


def test_who_comes_late_starts_level_and_is_served_at_once(engines):
    engine = engines()

    async def main():
        early = asyncio.create_task(read(engine.run("a", "train"), []))
        await until(lambda: grown(engine, "a", 0.5))
        before = await computing(engine)
        async with aclosing(engine.run("b", "train")) as run:
            await anext(run)
            reader = asyncio.create_task(read(run, []))
            await until(lambda: grown(engine, "b", 0.5))
            spent = await computing(engine)
            assert spent["a"] - before["a"] > 0.2  # it need not wait until the newcomer has caught up
            reader.cancel()
        early.cancel()

    asyncio.run(main())


def test_calls_are_answered_before_training_goes_on(engines):
    engine = engines(slice=5.0, rotation=1e6)

    async def main():
        readers = [asyncio.create_task(read(engine.run(v, "train"), [])) for v in "abc"]
        await until(lambda: has_jobs(engine, 3))
        began = time.monotonic()
        for _ in range(10):
            await engine.call("d", "add")
        assert time.monotonic() - began < 3  # far less than a single slice
        for reader in readers:
            reader.cancel()

    asyncio.run(main())


def test_the_event_loop_stays_free(engines):
    """A clock in the loop ticks while workers compute, start, die and send much."""
    engine = engines(workers=2)

    async def main():
        late = []

        async def clock():
            while True:
                began = time.monotonic()
                await asyncio.sleep(0.02)
                late.append(time.monotonic() - began - 0.02)

        ticking = asyncio.create_task(clock())
        readers = [asyncio.create_task(read(engine.run(str(v), "train", every=1), [])) for v in range(6)]
        await until(lambda: has_jobs(engine, 6))
        with pytest.raises(WorkerDied):
            await engine.call("0", "die")
        await asyncio.sleep(0.5)
        for task in (ticking, *readers):
            task.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
        assert sorted(late)[len(late) // 2] < 0.05
        assert max(late) < 1.0  # whatever else the machine does; a blocked loop would wait for a start

    asyncio.run(main())
