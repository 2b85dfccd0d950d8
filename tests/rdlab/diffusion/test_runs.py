"""Runs in threads of their own, and the studio that all of them share: nobody waits for what is gone."""

import asyncio
import threading

import pytest

from rdlab.diffusion import runs
from rdlab.diffusion.runs import Run, StudioHolder


async def all_of(run):
    return [update async for update in run.updates()]


def test_updates_come_in_order_and_the_end_is_said_once():
    ended = []

    def make(stop):
        yield {"a": 1}
        yield {"b": 2}

    updates = asyncio.run(all_of(Run(make, lambda: ended.append(True))))
    assert {key: value for update in updates for key, value in update.items()} == {"a": 1, "b": 2}
    assert ended == [True]


def test_what_the_thread_raises_is_raised_where_it_is_awaited():
    def make(stop):
        yield {"a": 1}
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(all_of(Run(make, lambda: None)))


def test_a_thread_that_cannot_be_started_has_not_begun(monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    run = Run(lambda stop: iter(()), lambda: None)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError, match="new thread"):
            asyncio.run(all_of(run))
    assert not run.begun


def test_a_thread_that_has_gone_without_a_word_is_noticed(monkeypatch):
    monkeypatch.setattr(runs, "LOOK", 0.05)
    monkeypatch.setattr(Run, "_pump", lambda self: None)
    with pytest.raises(RuntimeError, match="without a word"):
        asyncio.run(asyncio.wait_for(all_of(Run(lambda stop: iter(()), lambda: None)), 5))


def test_an_end_that_fails_is_an_end():
    def fail():
        raise KeyError("place")

    async def main():
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
        return await asyncio.wait_for(all_of(Run(lambda stop: iter([{"a": 1}]), fail)), 5)

    assert asyncio.run(main()) == [{"a": 1}]


def test_the_studio_is_made_once_whoever_goes_away_meanwhile():
    made, gate = [], threading.Event()

    def make():
        made.append(True)
        assert gate.wait(10)
        return "studio", "offer"

    async def main():
        holder = StudioHolder(make)
        first, second = (asyncio.create_task(holder.studio()) for _ in range(2))
        await asyncio.sleep(0.05)
        first.cancel()
        gate.set()
        assert await asyncio.wait_for(second, 10) == ("studio", "offer") == await holder.studio()
        assert len(made) == 1

    asyncio.run(main())


def test_a_studio_that_failed_is_tried_again():
    answers = iter([RuntimeError("no driver"), ("studio", "offer")])

    def make():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def main():
        holder = StudioHolder(make)
        with pytest.raises(RuntimeError):
            await holder.studio()
        assert await holder.studio() == ("studio", "offer")

    asyncio.run(main())
