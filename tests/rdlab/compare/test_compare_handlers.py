"""The Compare tab's handlers on the real engine: one noise, one share, one place, one stop, no rest."""

import asyncio
from contextlib import aclosing

import numpy as np
import pytest
from engine_help import computing, has_jobs, no_jobs, read, until

import toy
from rdlab.compare.handlers import CompareHandlers
from rdlab.compare.plan import FIRST, KINDS
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.engine.names import SessionName
from rdlab.sessions import SESSIONS
from rdlab.stage.measuring import DRAWS, SAMPLES, STEPS
from rdlab.stage.wire import unpack

VALUES = {
    "kind": "form",
    "data": "eight_gaussians",
    "form": "vp",
    "prediction": "v",
    "seed": 0,
    "view_steps": 8,
}
VALUES |= {f"{kind}s": list(names) for kind, names in FIRST.items()}


@pytest.fixture(scope="module")
def two_workers():
    """An engine for all tests that leave it as it was."""
    engine = Engine(SESSIONS, workers=2)
    yield engine
    engine.close()


@pytest.fixture
def compared(two_workers):
    """Runs a test with handlers on an engine of two workers; ``own``: on another, which is closed then."""

    def play(test, count=3, workers=2, own=False):
        engine, places = Engine(SESSIONS, workers) if own else two_workers, Places(count)

        async def whole():
            await test(CompareHandlers(engine, places), engine, places)
            await engine.drop("a")

        try:
            asyncio.run(asyncio.wait_for(whole(), 150))
        finally:
            if own:
                engine.close()

    return play


async def filled(told, updates):
    """Puts the updates into a list that others look at meanwhile."""
    async for update in updates:
        told += [update]


async def opened(handlers, visitor="a", values=VALUES):
    """What the page shows when the tab is opened."""
    shown = {}
    async with aclosing(handlers.open(visitor, values)) as updates:
        async for update in updates:
            shown |= update
    return shown


def starts(shown, slot="before"):
    """Where the paths of each column begin, in angle coordinates: the noise."""
    stages = [unpack(shown[f"{slot}_{k}"]) for k in range(6) if f"{slot}_{k}" in shown]
    return [arrays["u"][0] for header, arrays in stages if not header["empty"]]


def test_the_tab_opens_on_exact_paths_from_the_same_noise_in_all_columns(compared):
    async def test(handlers, engine, places):
        shown = await opened(handlers)
        noise = starts(shown)
        assert len(noise) == 4 and noise[0].shape == (80, 2) and noise[0].std() > 0.5
        for other in noise[1:]:
            assert np.abs(other - noise[0]).max() < 1e-3
        forms = [unpack(shown[f"before_{k}"])[0]["form"] for k in range(4)]
        assert forms == ["vp", "sub_vp", "ve", "flow_matching"]
        assert [c["title"] for c in shown["heads"]["columns"]] == [f"form.{form}" for form in forms]
        pids = await asyncio.gather(
            *(
                asyncio.to_thread(lambda k=k: engine._visitors[SessionName("a", "compare", k)].worker)
                for k in range(4)
            )
        )
        assert len({id(pid) for pid in pids}) == 2  # both workers
        assert await opened(handlers) == {"notice": None} | {
            k: v for k, v in shown.items() if k in ("run", "stop")
        }

    compared(test)


def test_one_click_trains_rectifies_and_measures_what_toy_does(compared):
    values = VALUES | {"forms": ["sub_vp", "flow_matching"]}

    async def test(handlers, engine, places):
        seen, phases = {}, set()
        async with aclosing(handlers.run("a", values)) as updates:
            async for update in updates:
                seen |= update
                phases |= {column["phase"] for column in update.get("heads", {"columns": []})["columns"]}
                taken = places.taken
                assert taken <= 1
        assert phases >= {"training", "rectifying", "measuring", "done"}
        assert places.taken == 0 and await no_jobs(engine)
        columns = seen["meters"]["columns"]
        for column, form in zip(columns, values["forms"], strict=True):
            experiment = toy.Experiment(toy.Config(form=form))
            for _ in experiment.train():
                pass
            options = {"draws": DRAWS, "distances": ("sliced_w2",)}
            expected = experiment.metrics("base", STEPS, SAMPLES, 0, **options)
            for name in ("first_order_defect", "arc_over_chord", "straightness", "step_gap"):
                assert column["before"][name] == pytest.approx(expected[name], rel=1e-3, abs=1e-4)
            quality = [expected["quality"][k]["sliced_w2"] for k in STEPS]
            assert column["before"]["quality"] == pytest.approx(quality, rel=1e-3)
            assert column["after"]["first_order_defect"] < 0.05 < column["before"]["first_order_defect"]
        straight = [column["after"]["marks"]["arc_over_chord"] for column in columns]
        assert straight == ["worst", "best"]
        after = starts(seen, "after")
        assert np.abs(after[0] - after[1]).max() < 1e-3 and np.abs(after[0] - starts(seen)[0]).max() < 1e-3
        keys = [part["key"] for part in seen["sentence"]]
        assert keys[:2] == ["compare.said.first_order_all", "compare.said.one_step_all"]

    compared(test)


def test_solvers_share_one_training(compared):
    values = VALUES | {"kind": "solver", "solvers": ["ddim", "heun", "ancestral"]}

    async def test(handlers, engine, places):
        shown = await opened(handlers, values=values)
        assert len(starts(shown)) == 3
        assert [engine.holds(f"a/compare/{k}") for k in range(2)] == [True, False]
        noise = starts(shown)
        assert np.abs(noise[1] - noise[0]).max() < 1e-3
        solvers = [unpack(shown[f"before_{k}"])[0]["solver"] for k in range(3)]
        assert solvers == values["solvers"]
        shown = await opened(handlers, values=values | {"kind": "prediction"})
        assert sum(engine.holds(f"a/compare/{k}") for k in range(6)) == len(KINDS["prediction"])
        shown = await opened(handlers, values=values)  # what is too many goes
        assert sum(engine.holds(f"a/compare/{k}") for k in range(6)) == 1

    compared(test)


def test_a_comparison_takes_one_place_and_one_visitors_share(compared):
    async def test(handlers, engine, places):
        await engine.call("b", "open", config={"steps": 100_000})
        other = asyncio.create_task(read(engine.run("b", "train"), []))
        run = asyncio.create_task(read(handlers.run("a", VALUES), []))
        await until(lambda: has_jobs(engine, 5), 60)
        assert (places.taken, places.waiting) == (1, 0)
        before = await computing(engine)

        async def owners():
            spent: dict[str, float] = {}
            for visitor, seconds in (await computing(engine)).items():
                owner = SessionName.of(visitor).owner
                spent[owner] = spent.get(owner, 0.0) + seconds - before.get(visitor, 0.0)
            return spent if min(spent.values()) > 0.6 else None

        spent = await until(owners, 60)
        assert spent["a"] < 1.4 * spent["b"]
        async with aclosing(handlers.stop("a", VALUES)) as updates:
            _ = [update async for update in updates]
        await run
        await engine.drop("b")
        await asyncio.gather(other, return_exceptions=True)

    compared(test, workers=1, own=True)


def test_stop_ends_all_columns_and_keeps_what_was_learned(compared):
    async def test(handlers, engine, places):
        seen = {}

        async def page():
            async with aclosing(handlers.run("a", VALUES)) as updates:
                async for update in updates:
                    seen.update(update)

        run = asyncio.create_task(page())

        async def training():
            return all(
                column["step"] > 20 for column in seen.get("heads", {"columns": [{"step": 0}]})["columns"]
            )

        await until(training, 60)
        async with aclosing(handlers.stop("a", VALUES)) as updates:
            _ = [update async for update in updates]
        await asyncio.wait_for(run, 20)
        assert await no_jobs(engine) and places.taken == 0
        assert {column["phase"] for column in seen["heads"]["columns"]} == {"stopped"}
        stages = [unpack(seen[f"before_{k}"])[0] for k in range(4)]
        assert [stage["stage"] for stage in stages] == ["base"] * 4 and not any(s["live"] for s in stages)
        assert seen["run"]["interactive"] and not seen["stop"]["interactive"]

    compared(test)


@pytest.mark.parametrize("after", [1, 2, 4, 7])  # updates that the page has had when Stop is pressed
def test_stop_is_heard_before_everything_has_begun(compared, after):
    async def test(handlers, engine, places):
        async with aclosing(handlers.run("a", VALUES)) as updates:
            for _ in range(after):
                await anext(updates)
            await read(handlers.stop("a", VALUES), [])
            rest = []
            await asyncio.wait_for(read(updates, rest), 20)
        assert rest[-1]["run"]["interactive"] and await no_jobs(engine) and places.taken == 0

    compared(test)


def test_workers_lost_again_are_said_and_the_next_click_begins_anew(compared):
    async def test(handlers, engine, places):
        told = []
        run = asyncio.create_task(read(handlers.run("a", VALUES), told))
        for _ in range(2):  # the first time another goes on
            await until(lambda: has_jobs(engine, 4), 60)
            assert not run.done()
            engine._workers[0].kill()
            await asyncio.sleep(0.3)
        await asyncio.wait_for(run, 30)
        assert told[-1]["notice"]["key"] == "error.worker" and told[-1]["run"]["interactive"]
        await until(lambda: no_jobs(engine), 30)
        shown = await opened(handlers)
        assert len(starts(shown)) == 4 and shown["notice"] is None

    compared(test, own=True)


def test_who_waits_in_line_is_told_and_can_leave_it(compared):
    async def test(handlers, engine, places):
        ticket = places.take("somebody")
        told = []

        async def page():
            async with aclosing(handlers.run("a", VALUES)) as updates:
                await filled(told, updates)

        run = asyncio.create_task(page())

        async def in_line():
            return any((update.get("notice") or {}).get("key") == "notice.full" for update in told)

        await until(in_line, 60)
        assert await no_jobs(engine)
        async with aclosing(handlers.stop("a", VALUES)) as updates:
            _ = [update async for update in updates]
        await asyncio.wait_for(run, 10)
        assert told[-1]["run"]["interactive"] and places.waiting == 0 and places.inside("somebody", ticket)

    compared(test, count=1)


@pytest.mark.parametrize("after", [1, 3, 12])  # updates that the page has had when it is closed
def test_who_leaves_takes_all_columns_along(compared, after):
    async def test(handlers, engine, places):
        async with aclosing(handlers.run("a", VALUES)) as updates:
            for _ in range(after):
                await anext(updates)
            await handlers.leave("a")
            rest = [update async for update in updates]
        assert not any(update.get("notice") for update in rest)
        assert not any(engine.holds(f"a/compare/{k}") for k in range(4)) and not places.taken
        stats = await engine.stats()
        assert [(s["sessions"], s["alive"], s["jobs"]) for s in stats] == [(0, 0, 0)] * 2

    compared(test)


def test_a_choice_that_cannot_be_compared_is_answered_in_words(compared):
    async def test(handlers, engine, places):
        await opened(handlers)
        shown = await opened(handlers, values=VALUES | {"forms": ["vp"]})
        assert shown["notice"]["key"] == "compare.count" and not shown["run"]["interactive"]
        assert (await opened(handlers))["run"]["interactive"]  # as before: all is still there
        shown = await opened(handlers, values=VALUES | {"seed": None})
        assert shown["notice"]["key"] == "error.invalid" and not shown["run"]["interactive"]

    compared(test)
