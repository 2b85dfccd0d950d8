"""A visitor's own data in the Compare and Learn tabs: chosen, sent to their sessions, asked for again."""

import asyncio
from contextlib import aclosing

import numpy as np
import pytest

from rdlab.compare.handlers import CompareHandlers
from rdlab.compare.plan import FIRST
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.learn.handlers import LearnHandlers, lab_settings
from rdlab.sessions import SESSIONS
from rdlab.stage import own_data
from rdlab.stage.wire import unpack

LESSON = {"lesson": {"number": 12, "turn": 1}, "data": "own", "seed": 0}
COMPARE = {"kind": "form", "data": "own", "form": "vp", "prediction": "v", "seed": 0, "view_steps": 4}
COMPARE |= {f"{kind}s": list(names) for kind, names in FIRST.items()} | {"forms": ["vp", "ve"]}
TRIANGLE, PAIR = "0,0\n10,0\n5,9", "3,3\n7,7"


def brought(text: str, number: int) -> own_data.OwnData:
    return own_data.read({"kind": "csv", "text": text}, number)


async def shown(updates) -> dict:
    page = {}
    async with aclosing(updates):
        async for update in updates:
            page |= update
    return page


@pytest.fixture
def played():
    """Runs a test with an engine of one worker, and closes it."""

    def play(test):
        engine = Engine(SESSIONS, workers=1)
        try:
            asyncio.run(asyncio.wait_for(test(engine), 100))
        finally:
            engine.close()

    return play


def data_of(picture: dict) -> set[tuple[int, int]]:
    """The different data points of a stage, in their own scale."""
    header, arrays = unpack(picture)
    points = arrays["data"] * header.get("scale", 1.0) + np.array(header.get("center", (0.0, 0.0)))
    return {tuple(round(float(x)) for x in point) for point in points}


def test_own_data_are_compared_and_others_begin_anew(played):
    mine = [None]

    async def test(engine):
        handlers = CompareHandlers(engine, Places(2), lambda visitor: mine[0])
        page = await shown(handlers.open("a", COMPARE))
        assert page["own"]["wanted"] and "notice" not in page and not page["run"]["interactive"]
        page = await shown(handlers.run("a", COMPARE))
        assert page["own"]["wanted"]
        for number, text, corners in ((1, TRIANGLE, {(0, 0), (10, 0), (5, 9)}), (2, PAIR, {(3, 3), (7, 7)})):
            mine[0] = brought(text, number)
            page = await shown(handlers.open("a", COMPARE))
            for slot in ("before_0", "before_1"):
                assert unpack(page[slot])[0]["stage"] == "empirical" and data_of(page[slot]) == corners
            assert page["table"]["data"] == "own" and page["run"]["interactive"]
            assert set(await shown(handlers.open("a", COMPARE))) == {"notice", "run", "stop"}
        await engine.drop("a/compare")  # as idle sessions are
        page = await shown(handlers.open("a", COMPARE | {"seed": 1}))
        assert data_of(page["before_0"]) == {(3, 3), (7, 7)} and page["notice"] is None

    played(test)


def test_a_lesson_is_run_on_own_data(played):
    mine = [None]

    async def test(engine):
        handlers = LearnHandlers(engine, Places(2), lambda visitor: mine[0])
        page = await shown(handlers.open("a", LESSON))
        assert page["own"]["wanted"] and page["text"]["number"] == 12
        mine[0] = brought(TRIANGLE, 1)
        page = await shown(handlers.open("a", LESSON))
        assert page["title_0"] == {"model": "", "data": "own"} and page["run"]["interactive"]
        page = await shown(handlers.run("a", LESSON))
        assert len(page["claims"]["claims"]) == 3 and data_of(page["stage_1"]) == {(0, 0), (10, 0), (5, 9)}
        mine[0] = brought(PAIR, 2)
        page = await shown(handlers.open("a", LESSON))
        assert page["claims"] is None and page["title_0"]["data"] == "own"
        page = await shown(handlers.run("a", LESSON))
        assert data_of(page["stage_0"]) == {(3, 3), (7, 7)}

    played(test)


def test_a_lesson_opens_in_the_lab_with_own_data():
    assert lab_settings(LESSON)["data"] == "own"
