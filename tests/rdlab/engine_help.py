"""What the engine's tests have in common."""

import asyncio
import time


async def until(check, seconds=15.0):
    """Waits until the awaitable that ``check`` makes comes out true; that value."""
    end = time.monotonic() + seconds
    while not (value := await check()):
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)
    return value


async def total(engine, key):
    return sum(stats[key] for stats in await engine.stats())


async def read(run, into):
    async for message in run:
        into.append(message)


def snapshots(messages, final=False):
    return [m for m in messages if isinstance(m, dict) and m["final"] == final]


async def no_jobs(engine):
    return await total(engine, "jobs") == 0


async def has_jobs(engine, count):
    return await total(engine, "jobs") == count


async def computing(engine):
    return {visitor: s for stats in await engine.stats() for visitor, s in stats["computing"].items()}


async def grown(engine, visitor, seconds):
    return (await computing(engine)).get(visitor, 0.0) > seconds


async def all_grown(engine, before, seconds):
    """What each visitor's computing has come to, once all have grown by so much."""
    now = await computing(engine)
    return now if all(spent - before.get(visitor, 0.0) > seconds for visitor, spent in now.items()) else None


async def has_sessions(engine, count):
    return await total(engine, "sessions") == count
