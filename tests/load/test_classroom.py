"""A small class on the real server: fair shares, everyone's own results, and nothing left of those who go.

What happens, not how fast: ``python -m benchmarks.classroom`` measures that.
"""

import asyncio
import re
import time
from pathlib import Path

import pytest

import toy
from benchmarks.visitors import Page, Visitor, open_pages
from rdlab.app import serve
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.engine.protocol import drain
from rdlab.lab.session import LabSession

SETTINGS = (
    {"data": "eight_gaussians", "form": "vp", "prediction": "v"},
    {"data": "eight_gaussians", "form": "vp", "prediction": "epsilon"},
    {"data": "moons", "form": "flow_matching", "prediction": "flow"},
    {"data": "checkerboard", "form": "ve", "prediction": "x0"},
    {"data": "two_gaussians", "form": "sub_vp", "prediction": "v", "seed": 3},
    {"data": "two_gaussians", "form": "sub_vp", "prediction": "v", "seed": 4},
)


@pytest.fixture(scope="module")
def engine():
    engine = Engine("rdlab.lab.session:LabSession", workers=2)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def places():
    return Places(6)


@pytest.fixture(scope="module")
def demo(engine, places):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RDLAB_GRACE", "5")
        demo = serve(engine, places, prevent_thread_lock=True, server_name="127.0.0.1", quiet=True)
    yield demo
    demo.close()


@pytest.fixture(autouse=True)
def _nobody_is_left(demo, engine):
    """A visit outlives its pages: the next test begins when all are over."""
    yield
    asyncio.run(until(lambda: empty(engine)))


@pytest.fixture(scope="module")
def page(demo):
    return Page.of(demo.server_port)


async def until(check, seconds=60.0):
    """Waits until ``check()``, or what it awaits, is true."""
    end = time.monotonic() + seconds
    while True:
        value = check()
        if await value if asyncio.iscoroutine(value) else value:
            return
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)


async def empty(engine):
    stats = await engine.stats()
    return all(each["sessions"] == each["jobs"] == each["alive"] == 0 for each in stats)


async def has_computed(engine, seconds, before=None):
    now = [each["computing"] for each in await engine.stats()]
    grown = [
        spent - earlier.get(name, 0.0)
        for each, earlier in zip(now, before or [{}] * len(now), strict=True)
        for name, spent in each.items()
    ]
    return len(grown) == 6 and min(grown) > seconds


def test_nobody_gets_more_than_twice_anothers_share(page, engine):
    async def main():
        async with open_pages(page, 6, steps=100_000) as visitors:
            runs = [await visitor.do("train.click") for visitor in visitors]
            await until(lambda: all(run.first for run in runs))
            await until(lambda: has_computed(engine, 0.0))
            before = [each["computing"] for each in await engine.stats()]
            await until(lambda: has_computed(engine, 1.0, before))
            for earlier, each in zip(before, await engine.stats(), strict=True):
                shares = [each["computing"][name] - earlier[name] for name in earlier]
                assert len(shares) == each["jobs"] == 3  # and as many on each worker
                assert max(shares) <= 2 * min(shares), shares

    asyncio.run(main())


def test_those_who_train_are_spread_over_the_workers_wherever_they_looked(page, engine):
    async def main():
        async with open_pages(page, 6, steps=100_000) as visitors:
            here = (await engine.stats())[0]["computing"]
            train = sorted(visitors, key=lambda visitor: visitor.id not in here)[:4]  # three in one place
            runs = []
            for visitor in train:
                runs.append(await visitor.do("train.click"))
                await until(lambda: runs[-1].first)
            assert [each["jobs"] for each in await engine.stats()] == [2, 2]

    asyncio.run(main())


def test_visitors_with_different_settings_get_only_their_own_results(page):
    async def main():
        visitors = [Visitor(page, keep=True, steps=40, **settings) for settings in SETTINGS]
        try:
            for visitor in visitors:
                await visitor.open()
            runs = [await visitor.do("train.click") for visitor in visitors]
            await asyncio.wait_for(asyncio.gather(*(run.done.wait() for run in runs)), 120)
            for visitor, run, settings in zip(visitors, runs, SETTINGS, strict=True):
                said = b"".join(line for event in visitor.events.values() for line in event.said)
                assert set(re.findall(rb'\\"form\\":\\"(\w+)', said)) == {settings["form"].encode()}
                assert trained_alone(settings).encode() in b"".join(run.said)
        finally:
            await asyncio.gather(*(visitor.close() for visitor in visitors))

    asyncio.run(main())


def trained_alone(settings) -> str:
    """The picture of a network trained with these settings by nobody else's side."""
    session = LabSession()
    drain(session.open(toy.Config(steps=40, **settings).to_dict()))
    return [m["after"]["b"] for m in session.train() if m and "after" in m][-1]


def test_who_waits_in_line_gets_in_when_a_page_closes(page, places):
    async def main():
        async with open_pages(page, 6, steps=100_000) as visitors:
            runs = [await visitor.do("train.click") for visitor in visitors]
            await until(lambda: all(run.first for run in runs))
            late = Visitor(page, keep=True, steps=30)
            opened = await late.open()
            await opened.done.wait()
            run = await late.do("train.click")
            await until(lambda: any(b"notice.full" in line for line in run.said))
            assert not run.first and (places.taken, places.waiting) == (6, 1)
            await visitors[0].close()
            await until(lambda: run.first)
            await late.close()

    asyncio.run(main())


def test_nothing_stays_of_those_who_left_in_the_middle(page, engine, places, demo):
    async def come_and_go(count):
        names = []
        for _ in range(count // 6):
            async with open_pages(page, 6, steps=100_000) as visitors:
                names += [visitor.hash for visitor in visitors]
                runs = [await visitor.do("train.click") for visitor in visitors]
                await until(lambda runs=runs: all(run.first for run in runs))
        await until(lambda: empty(engine))
        await until(lambda: not places.taken and not places.waiting)
        await until(lambda: not demo.state_holder.session_data.keys() & set(names))
        return sum(resident(each["pid"]) for each in await engine.stats())

    async def main():
        before = await come_and_go(12)
        after = await come_and_go(36)
        assert after < 1.05 * before

    asyncio.run(main())


def resident(pid: int) -> int:
    """Kilobytes of memory of a process."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])
