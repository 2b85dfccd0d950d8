"""The pace of a job: slow motion, step by step, and back, while it runs."""

import asyncio
import math
import time
from contextlib import aclosing

from engine_help import read, snapshots, until


async def count(engine, visitor="a"):
    return (await engine.call(visitor, "state"))["count"]


def test_slow_motion_runs_so_many_steps_a_second_and_shows_nearly_all_of_them(engines):
    engine = engines()

    async def main():
        await engine.call("a", "state")
        await engine.pace("a", 20.0)
        began = time.monotonic()
        shown = [m async for m in engine.run("a", "train", quanta=30) if isinstance(m, dict)]
        assert time.monotonic() - began > 28 / 20
        assert len(shown) >= 8

    asyncio.run(main())


def test_the_pace_acts_at_once_on_a_running_job_and_on_nobody_else(engines):
    engine = engines()

    async def main():
        runs = [asyncio.create_task(read(engine.run(v, "train"), [])) for v in "ab"]

        async def both():
            return await count(engine, "a") > 10 and await count(engine, "b") > 10

        await until(both)
        assert await engine.pace("a", 5.0)
        before = [await count(engine, v) for v in "ab"]

        async def others():
            return await count(engine, "b") > before[1] + 200

        await until(others)
        assert await count(engine, "a") < before[0] + 60
        assert await engine.pace("a", math.inf)
        before = await count(engine)

        async def fast():
            return await count(engine) > before + 200

        await until(fast)
        await engine.stop("a"), await engine.stop("b")
        await asyncio.gather(*runs)

    asyncio.run(main())


def test_a_page_that_asks_for_fewer_pictures_gets_fewer_and_the_training_goes_on_as_fast(engines):
    engine = engines(workers=1)

    async def main():
        for visitor in ("a", "a/compare/0", "b"):
            await engine.call(visitor, "state")
        assert await engine.rate("a", 0.5)  # everything that the visitor does
        seen = {visitor: [] for visitor in ("a", "a/compare/0", "b")}
        began = time.monotonic()
        runs = [asyncio.create_task(read(engine.run(v, "train"), into)) for v, into in seen.items()]

        async def many():
            return len(snapshots(seen["b"])) >= 12

        await until(many, 60)
        took = time.monotonic() - began
        assert all(len(snapshots(seen[v])) <= 2 + 0.5 * took for v in ("a", "a/compare/0"))
        counts = [await count(engine, v) for v in ("a", "b")]
        assert await count(engine, "a/compare/0") + counts[0] > 0.5 * counts[1]
        assert not await engine.rate("nobody", 1.0)
        await asyncio.gather(*(engine.stop(v) for v in seen))
        await asyncio.gather(*runs)

    asyncio.run(main())


def test_step_by_step_starts_held_at_the_first_step(engines):
    engine = engines()

    async def main():
        await engine.call("a", "state")
        await engine.pace("a", 0)
        async with aclosing(engine.run("a", "train")) as run:
            while not (message := await anext(run))["paused"]:
                pass
            assert message["count"] == 1
            await engine.step("a")
            assert (await anext(run))["count"] == 2
            assert await engine.resume("a")  # goes on, and is not held again

            async def running():
                return await count(engine) > 50

            await until(running)
            await engine.pace("a", 0)
            held = await count(engine)
            assert (await engine.call("a", "state"))["paused"]
            await asyncio.sleep(0.1)
            assert await count(engine) == held
            await engine.pace("a", math.inf)

            async def further():
                return await count(engine) > held + 50

            await until(further)

    asyncio.run(main())


def test_a_pace_for_nobody_is_no_error(engines):
    engine = engines()

    async def main():
        assert await engine.pace("nobody", 1.0) is False

    asyncio.run(main())


def test_a_crowded_worker_is_known(engines):
    engine = engines(workers=2)

    async def main():
        for visitor in "abcd":  # a and c on one worker, b and d on the other
            await engine.call(visitor, "state")
        pids = {v: (await engine.call(v, "state"))["pid"] for v in "abcd"}
        assert pids["a"] == pids["c"] != pids["b"] == pids["d"]
        assert engine.crowded("c", "a") and engine.crowded("c", "ac")
        assert (
            not engine.crowded("c", "abc") and not engine.crowded("c", "") and not engine.crowded("b", "ac")
        )
        assert not engine.crowded("nobody", "ac")
        run = asyncio.create_task(read(engine.run("a", "train"), []))
        await until(lambda: asyncio.sleep(0, engine._runs))
        await engine.drop("c")
        assert (await engine.call("c", "state"))["pid"] == pids["b"]  # where nobody runs
        await engine.stop("a")
        await run

    asyncio.run(main())


def test_of_two_who_move_at_once_only_those_move_who_must(engines):
    engine = engines(workers=2)

    async def main():
        for visitor in "abcdef":  # a, c and e on one worker, b, d and f on the other
            await engine.call(visitor, "state")
        await engine.drop("d"), await engine.drop("f")
        assert engine.crowded("a", "abce") and engine.crowded("c", "abce")
        moved = await asyncio.gather(*(engine.move(visitor, "abce") for visitor in "ac"))
        assert moved == [True, False]
        pids = {v: (await engine.call(v, "state"))["pid"] for v in "abce"}
        assert pids["a"] == pids["b"] != pids["c"] == pids["e"]
        assert await engine.move("a", "abce") is False

    asyncio.run(main())
