"""What a comparison is made of: its plan, its marks and sentences, several runs read as one."""

import asyncio

import pytest

import toy
from rdlab.compare.conclusion import marks, sentences
from rdlab.compare.plan import FIRST, KINDS, Plan
from rdlab.compare.streams import as_they_come, join, merged

VALUES = {"kind": "form", "data": "eight_gaussians", "form": "vp", "prediction": "v", "seed": 0}
VALUES |= {f"{kind}s": list(names) for kind, names in FIRST.items()}


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
        "steps": [1, 50],
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
        ("first_order_some", [{"key": "form.vp"}]),
        ("one_step_some", [{"key": "form.vp"}]),
        ("straight_some", [{"key": "form.ve"}]),
        ("curved", [{"key": "form.vp"}]),
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
            await asyncio.sleep(0.003)  # a page that takes its time loses nothing of what comes meanwhile
        assert {name: parts["before"] for name, parts in seen.items()} == {"a": 199, "b": 99}
        assert len(seen["a"]["meters"]) == 200 and messages < 100
        closed.clear()
        with pytest.raises(ValueError, match=r"^b$"):
            async for _ in merged([run("a", 10**6), run("b", 3, fails=True)]):
                pass
        await asyncio.sleep(0.01)
        assert sorted(closed) == ["a", "b"]

        async def answer(seconds):
            await asyncio.sleep(seconds)
            return {"after": seconds}

        assert [a["after"] async for a in as_they_come([answer(0.05), answer(0.0)])] == [0.0, 0.05]

    asyncio.run(main())
