"""The Compare tab's handlers on the real engine: one noise, one share, one place, one stop, no rest."""

import asyncio
from contextlib import aclosing

import numpy as np
import pytest
from engine_help import computing, has_jobs, no_jobs, read, until

import toy
from rdlab.comparing import CompareHandlers
from rdlab.engine import Engine
from rdlab.measuring import DRAWS, SAMPLES, STEPS
from rdlab.merging import as_they_come, join, merged
from rdlab.messages import owner_of
from rdlab.places import Places
from rdlab.plans import FIRST, KINDS, Plan
from rdlab.verdicts import marks, sentences
from rdlab.wire import unpack

VALUES = {
    "kind": "form",
    "data": "eight_gaussians",
    "form": "vp",
    "prediction": "v",
    "seed": 0,
    "view_steps": 8,
}
VALUES |= {f"{kind}s": list(names) for kind, names in FIRST.items()}


@pytest.fixture
def compared():
    """Runs a test with handlers on an engine of two workers, and closes it."""

    def play(test, count=3, workers=2):
        engine, places = Engine(workers=workers), Places(count)
        try:
            asyncio.run(asyncio.wait_for(test(CompareHandlers(engine, places), engine, places), 150))
        finally:
            engine.close()

    return play


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
            *(asyncio.to_thread(lambda k=k: engine._visitors[f"a/compare/{k}"].worker) for k in range(4))
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
                owner = owner_of(visitor)
                spent[owner] = spent.get(owner, 0.0) + seconds - before.get(visitor, 0.0)
            return spent if min(spent.values()) > 0.6 else None

        spent = await until(owners, 60)
        assert spent["a"] < 1.4 * spent["b"]
        async with aclosing(handlers.stop("a", VALUES)) as updates:
            _ = [update async for update in updates]
        await run
        await engine.drop("b")
        await asyncio.gather(other, return_exceptions=True)

    compared(test, workers=1)


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


def test_who_waits_in_line_is_told_and_can_leave_it(compared):
    async def test(handlers, engine, places):
        ticket = places.take("somebody")
        told = []

        async def page():
            async with aclosing(handlers.run("a", VALUES)) as updates:
                async for update in updates:
                    told.append(update)

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


def test_plans():
    assert [len(Plan.of(VALUES | {"kind": kind}).sessions) for kind in KINDS] == [4, 4, 1]
    assert Plan.of(VALUES) == Plan.of(VALUES | {"form": "ve", "solvers": []})  # which do not matter here
    session = Plan.of(VALUES | {"kind": "prediction", "form": "ve"}).sessions[1]
    assert session == {
        "config": {"data": "eight_gaussians", "seed": 0, "form": "ve", "prediction": "x0"},
        "columns": {"1": "ddim"},
    }
    for chosen in ([], ["vp"]):
        with pytest.raises(toy.InvalidInput):
            Plan.of(VALUES | {"forms": chosen})


def meter(fo, arc, one, many=0.08):
    return {
        "first_order_defect": fo,
        "arc_over_chord": arc,
        "one_step": one,
        "quality": [one, many],
        "floor": 0.07,
    }


def test_the_best_and_the_worst_are_marked_where_they_can_be_told_apart():
    found = marks([meter(0.0031, 1.2, 0.081), meter(0.0029, 0.5, 0.2), meter(0.0033, 0.5, 0.1)])
    assert found == [
        {"arc_over_chord": "worst", "one_step": "best"},
        {"arc_over_chord": "best", "one_step": "worst"},
        {"arc_over_chord": "best"},
    ]
    assert marks([meter(1, 1, 1), None]) == [{}, {}]


def test_sentences_say_what_the_numbers_say():
    before = [meter(1.0, 0.1, 0.9), meter(1.1, 0.8, 1.0)]
    said = sentences(["form.vp", "form.ve"], before, [meter(0.01, 1.2, 0.08), meter(0.2, 0.001, 0.5)])
    assert [(part["key"].rpartition(".")[2], part["args"].get("names")) for part in said] == [
        ("first_order_some", ["@form.vp"]),
        ("one_step_some", ["@form.vp"]),
        ("straight_some", ["@form.ve"]),
        ("curved", ["@form.vp"]),
    ]
    assert said[0]["args"]["fo_before"] == 1.1 and said[0]["args"]["fo_after"] == 0.2
    assert sentences(["form.vp", "form.ve"], before, [None, None]) == []


def test_runs_are_read_as_one_newest_first_and_an_error_of_one_ends_all():
    closed = []

    async def run(name, count, fails=False):
        try:
            for number in range(count):
                yield {"columns": {name: {"before": number, "meters": {f"slot{number}": number}}}}
                await asyncio.sleep(0.001)
            if fails:
                raise ValueError(name)
        finally:
            closed.append(name)

    async def main():
        seen: dict = {}
        messages = 0
        async for message in merged([run("a", 200), run("b", 100)]):
            join(seen, message["columns"])
            messages += 1
        assert {name: parts["before"] for name, parts in seen.items()} == {"a": 199, "b": 99}
        assert len(seen["a"]["meters"]) == 200 and messages < 100
        closed.clear()
        with pytest.raises(ValueError):
            async for _ in merged([run("a", 10**6), run("b", 3, fails=True)]):
                pass
        await asyncio.sleep(0.01)
        assert sorted(closed) == ["a", "b"]

        async def answer(seconds):
            await asyncio.sleep(seconds)
            return {"after": seconds}

        assert [a["after"] async for a in as_they_come([answer(0.05), answer(0.0)])] == [0.0, 0.05]

    asyncio.run(main())
