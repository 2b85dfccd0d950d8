"""One visitor who does several things at once: they spread over the workers, share one visitor's time, and go
together."""

import asyncio
from contextlib import aclosing

import pytest
from engine_help import computing, has_jobs, has_sessions, no_jobs, read, until

from rdlab.engine.engine import Engine
from rdlab.engine.errors import EngineError
from rdlab.engine.names import SessionName


def names(visitor, count):
    return [f"{visitor}/compare/{k}" for k in range(count)]


async def spent(engine, visitors, seconds):
    """What each owner has computed by the time that every one of ``visitors`` has so many seconds more."""
    runs = [asyncio.create_task(read(engine.run(v, "train"), [])) for v in visitors]
    await until(lambda: has_jobs(engine, len(visitors)))
    before = await computing(engine)
    after = before

    async def grown():
        nonlocal after
        after = await computing(engine)
        return all(after[visitor] - before.get(visitor, 0.0) > seconds for visitor in visitors)

    await until(grown, 60)
    for visitor in visitors:
        await engine.stop(visitor)
    await asyncio.gather(*runs)
    total: dict[str, float] = {}
    each = {visitor: after[visitor] - before.get(visitor, 0.0) for visitor in visitors}
    for visitor, seconds in each.items():
        owner = SessionName.of(visitor).owner
        total[owner] = total.get(owner, 0.0) + seconds
    return total, each


def test_a_name_and_its_text():
    for text, parts in (("a", ("a", "", None)), ("a/b", ("a", "b", None)), ("a/b/12", ("a", "b", 12))):
        name = SessionName.of(text)
        assert (name.owner, name.kind, name.number) == parts and str(name) == text
        assert SessionName.of(name) is name and SessionName(*parts) == name
    assert SessionName.of("").owner == ""


@pytest.mark.parametrize("text", ["a/b/c", "a/b/-1", "a/b/0/0", "a//0", "a/"])
def test_what_is_no_name_is_refused(text):
    with pytest.raises(ValueError, match="session name: got"):
        SessionName.of(text)


def test_a_name_includes_what_belongs_to_it():
    names = [SessionName.of(text) for text in ("a", "a/b", "a/b/0", "a/b/1", "a/c/0", "ab")]
    included = {str(one): "".join(str(int(one.includes(other))) for other in names) for one in names}
    assert included == {
        "a": "111110",
        "a/b": "011100",
        "a/b/0": "001000",
        "a/b/1": "000100",
        "a/c/0": "000010",
        "ab": "000001",
    }


def test_names_and_their_texts_serve_alike(engines):
    engine = engines(workers=2)

    async def main():
        assert await engine.call(SessionName("a", "compare", 0), "add") == 1
        assert await engine.call("a/compare/0", "add") == 2
        assert engine.holds(SessionName("a", "compare", 0)) and not engine.holds("a/compare")
        assert await engine.drop(SessionName("a", "compare")) and not engine.holds("a/compare/0")

    asyncio.run(main())


def test_an_engine_serves_only_the_kinds_it_was_given():
    with pytest.raises(ValueError, match="sessions: got none"):
        Engine({}, workers=1)
    engine = Engine({"learn": "engine_sessions:Counter"}, workers=1)

    async def main():
        with pytest.raises(EngineError, match="kind 'compare'; known: learn"):
            await engine.call("a/compare/0", "add")
        assert await engine.call("a/learn/0", "add") == 1

    try:
        asyncio.run(main())
    finally:
        engine.close()


def test_four_things_of_one_visitor_get_one_visitors_share_and_share_it_evenly(engines):
    engine = engines(workers=1)

    async def main():
        owners, each = await spent(engine, [*names("a", 4), "b"], 0.15)
        assert owners["a"] == pytest.approx(owners["b"], rel=0.3)
        own = [each[name] for name in names("a", 4)]
        assert max(own) < 1.6 * min(own)

    asyncio.run(main())


def test_over_two_workers_too(engines):
    engine = engines(workers=2)

    async def main():
        await engine.call("b", "add")
        await engine.call("c", "add")  # one on each worker
        owners, _ = await spent(engine, ["b", "c", *names("a", 4)], 0.15)
        assert owners["a"] < 1.4 * min(owners["b"], owners["c"])
        # and when the four have ended, one more job of theirs counts as anybody's again
        await until(lambda: no_jobs(engine))
        owners, _ = await spent(engine, ["a/compare/0", "b", "c"], 0.3)
        on_one = sorted(owners.values())[:2]
        assert on_one[1] < 1.4 * on_one[0]

    asyncio.run(main())


@pytest.mark.parametrize("count", [4, 5])
def test_they_spread_over_the_workers_whoever_else_is_there(engines, count):
    engine = engines(workers=2)

    async def main():
        await engine.call("a", "add")
        for name in names("a", count):
            await engine.call(name, "add")
        pids = [(await engine.call(name, "state"))["pid"] for name in names("a", count)]
        assert sorted(pids.count(pid) for pid in set(pids)) == [count // 2, count - count // 2]

    asyncio.run(main())


def test_who_leaves_takes_all_of_it_along(engines):
    engine = engines(workers=2)

    async def main():
        await engine.call("a", "add")
        await engine.call("ab", "add")  # another visitor
        runs = [engine.run(name, "train") for name in names("a", 3)]
        async with aclosing(runs[0]), aclosing(runs[1]), aclosing(runs[2]):
            for run in runs:
                await anext(run)
            assert await engine.drop("a")
        await until(lambda: has_sessions(engine, 1))
        assert await no_jobs(engine) and engine.holds("ab")
        assert not any(engine.holds(name) for name in ("a", *names("a", 3)))
        assert sum(stats["alive"] for stats in await engine.stats()) == 1

    asyncio.run(main())
