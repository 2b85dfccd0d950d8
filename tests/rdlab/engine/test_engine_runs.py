"""Runs of jobs on the engine: messages, snapshots, control, readers who go away."""

import asyncio
import time
from contextlib import aclosing

import engine_sessions
import pytest
from engine_help import has_jobs, no_jobs, read, snapshots, total, until


def test_a_run_delivers_all_messages_in_order_and_a_last_snapshot(engines):
    engine = engines()

    async def main():
        messages = [m async for m in engine.run("a", "train", quanta=300, every=3)]
        assert [m for m in messages if isinstance(m, int)] == list(range(3, 301, 3))
        assert messages[-2:] == ["trained", {"final": True, "count": 300, "paused": False}]
        live = [m["count"] for m in snapshots(messages)]
        assert live == sorted(live) and len(live) >= 3
        assert len(snapshots(messages, final=True)) == 1
        plain = [m async for m in engine.run("a", "add")]  # a plain method is a job too
        assert plain == [301, {"final": True, "count": 301, "paused": False}]

    asyncio.run(main())


def test_the_first_snapshot_comes_after_the_first_quantum(engines):
    engine = engines()

    async def main():
        async with aclosing(engine.run("a", "train", seconds=0.001)) as run:
            assert (await anext(run))["count"] == 1

    asyncio.run(main())


def test_a_slow_reader_gets_few_snapshots_none_older_than_its_last_look(engines):
    engine = engines(max_fps=1000.0, snapshot_share=0.9)

    async def count_above(number):
        count = (await engine.call("a", "state"))["count"]
        return count if count > number else None

    async def main():
        last_look = 0
        async with aclosing(engine.run("a", "train")) as run:
            for _ in range(5):
                shown = (await anext(run))["count"]
                assert shown >= last_look  # made after the reader came back, not when it left
                last_look = await until(lambda number=shown + 20: count_above(number))

    asyncio.run(main())


def test_a_job_waits_for_a_reader_who_does_not_read(engines):
    engine = engines(unread=5)

    async def main():
        async with aclosing(engine.run("a", "train", every=1)) as run:
            await anext(run)

            async def still():
                before = (await engine.call("a", "state"))["count"]
                await asyncio.sleep(0.2)
                return (await engine.call("a", "state"))["count"] == before

            await until(still)
            numbers = []
            while len(numbers) < 20:
                message = await anext(run)
                if isinstance(message, int):
                    numbers.append(message)
            assert numbers == list(range(numbers[0], numbers[0] + 20))  # and goes on when they are read

    asyncio.run(main())


def test_snapshots_keep_to_their_rate_and_their_share(engines):
    engine = engines(max_fps=10.0, snapshot_share=0.25, dark=1000.0)

    async def main():
        began = time.monotonic()
        messages = [m async for m in engine.run("a", "train", quanta=500)]  # one second or more
        assert 3 <= len(snapshots(messages)) <= 2 + 10 * (time.monotonic() - began)
        messages = [m async for m in engine.run("b", "train", quanta=500, cost=0.06)]
        spent = (await engine.stats())[0]["computing"]["b"]
        # The first one is free, as nobody knows its cost; the last one is not live.
        assert 0.1 * spent < 0.06 * (len(snapshots(messages)) - 1) <= 0.25 * (spent - 0.12)

    asyncio.run(main())


def test_many_jobs_share_the_snapshots_of_their_worker_and_are_told_their_number(engines):
    engine = engines(workers=1, max_fps=100.0, frames=12.0, snapshot_share=0.9)
    visitors = "abcd"

    async def main():
        into = {visitor: [] for visitor in visitors}
        runs = [asyncio.create_task(read(engine.run(v, "train", seconds=0.001), into[v])) for v in visitors]
        await until(lambda: has_jobs(engine, 4))
        began, before = time.monotonic(), sum(map(len, into.values()))
        while time.monotonic() < began + 2:
            await asyncio.sleep(0.05)
        shown, took = sum(map(len, into.values())) - before, time.monotonic() - began
        assert [await engine.call(visitor, "told") for visitor in visitors] == [4] * 4
        for visitor in visitors:
            await engine.stop(visitor)
        await asyncio.gather(*runs)
        assert shown <= 12.0 * took + 2 * len(visitors)
        for messages in into.values():
            counts = [message["count"] for message in snapshots(messages)]
            assert len(counts) > 1 and counts == sorted(set(counts))  # each a new state of the training

    asyncio.run(main())


def test_a_job_that_was_dark_for_long_shows_itself(engines):
    engine = engines(snapshot_share=0.001, dark=0.2)

    async def main():
        messages = [m async for m in engine.run("a", "train", quanta=700, cost=0.02)]  # 1.4 s or more
        assert len(snapshots(messages)) >= 4  # its share alone would allow one

    asyncio.run(main())


def test_pause_step_resume_stop(engines):
    engine = engines()

    async def main():
        for control in (engine.pause, engine.resume, engine.step, engine.stop, engine.drop):
            assert await control("a") is False  # nobody there
        messages = []
        run = engine.run("a", "train")
        reader = asyncio.create_task(read(run, messages))
        await until(lambda: asyncio.sleep(0, len(messages) >= 2))
        assert await engine.pause("a")
        state = await engine.call("a", "state")
        assert state["paused"]

        async def shown(count):
            return messages[-1] == {"final": False, "count": count, "paused": True}

        await until(lambda: shown(state["count"]))  # a snapshot of where it stands
        await asyncio.sleep(0.2)
        assert (await engine.call("a", "state"))["count"] == state["count"]
        assert await engine.step("a")
        await until(lambda: shown(state["count"] + 1))
        assert await engine.step("a", 3) and await engine.step("a", 2)
        await until(lambda: shown(state["count"] + 6))
        assert await engine.resume("a")

        async def running():
            now = await engine.call("a", "state")
            return not now["paused"] and now["count"] > state["count"] + 50

        await until(running)
        assert not reader.done()
        assert await engine.stop("a")
        state = await engine.call("a", "state")
        assert state["closed"] == 1
        await asyncio.wait_for(reader, 10)
        assert messages[-1] == {"final": True, "count": state["count"], "paused": False}
        assert await engine.stop("a") is False
        await asyncio.sleep(0.1)
        assert (await engine.call("a", "state"))["count"] == state["count"]

    asyncio.run(main())


def test_step_holds_a_running_job(engines):
    engine = engines()

    async def main():
        async with aclosing(engine.run("a", "train")) as run:
            await anext(run)
            assert await engine.step("a", 2)
            while not (message := await anext(run))["paused"]:
                pass
            await asyncio.sleep(0.1)
            assert (await engine.call("a", "state"))["count"] in (message["count"], message["count"] + 2)

    asyncio.run(main())


def test_a_new_run_ends_the_old(engines):
    engine = engines()

    async def main():
        old = []
        reader = asyncio.create_task(read(engine.run("a", "train"), old))
        await until(lambda: asyncio.sleep(0, old))
        new = [m async for m in engine.run("a", "train", quanta=5, every=1)]
        await asyncio.wait_for(reader, 10)
        assert not snapshots(old, final=True)
        assert new[-2] == "trained"
        assert (await engine.call("a", "state"))["closed"] == 2
        assert await total(engine, "jobs") == 0

    asyncio.run(main())


def test_an_error_in_a_job_reaches_its_reader_after_what_came_before(engines):
    engine = engines()

    async def main():
        messages = []
        with pytest.raises(engine_sessions.Invalid) as caught:
            await read(engine.run("a", "train", every=1, fail_at=5), messages)
        assert caught.value.field == "steps"
        assert [m for m in messages if isinstance(m, int)] == [1, 2, 3, 4]
        assert snapshots(messages, final=True)[-1] == messages[-1]  # what there is, before the error
        with pytest.raises(TypeError):
            await read(engine.run("a", "train", wrong=1), messages)
        assert (await engine.call("a", "state"))["count"] == 5
        assert [m async for m in engine.run("a", "train", quanta=2)][-1]["count"] == 7

    asyncio.run(main())


@pytest.mark.parametrize("how", ["aclose", "cancel", "break", "handler"])
def test_a_job_stops_when_its_reader_goes_away(engines, how):
    engine = engines()

    async def handler():
        """As in the app: an async generator over a run, closed by the server."""
        async for message in engine.run("a", "train"):
            yield message

    async def main():
        if how == "aclose":
            run = engine.run("a", "train")
            await anext(run)
            await run.aclose()
            with pytest.raises(StopAsyncIteration):
                await anext(run)
        elif how == "cancel":
            messages, run = [], engine.run("a", "train")  # held, so that only the cancelling can stop it
            reader = asyncio.create_task(read(run, messages))
            await until(lambda: asyncio.sleep(0, messages))
            reader.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reader
        elif how == "break":
            async for _ in engine.run("a", "train"):
                break
        else:
            generator = handler()
            await anext(generator)
            await generator.aclose()
        await until(lambda: no_jobs(engine))
        assert (await engine.call("a", "state"))["closed"] == 1

    asyncio.run(main())


def test_two_visitors_runs_do_not_mix(engines):
    engine = engines()

    async def main():
        a, b = [], []
        await asyncio.gather(
            read(engine.run("a", "train", quanta=100, every=1), a),
            read(engine.run("b", "train", quanta=150, every=1), b),
        )
        assert [m for m in a if isinstance(m, int)] == list(range(1, 101))
        assert [m for m in b if isinstance(m, int)] == list(range(1, 151))
        assert (a[-1]["count"], b[-1]["count"]) == (100, 150)

    asyncio.run(main())


def test_a_last_snapshot_in_quanta_lets_others_go_on(engines):
    engine = engines(session="Slow")

    async def main():
        messages = [m async for m in engine.run("a", "train", quanta=5)]
        assert messages[-1] == {"final": True, "count": 5}
        assert snapshots(messages)

    asyncio.run(main())
