"""The Learn tab: a lesson's session, and its handlers on the real engine."""

import asyncio
import json
from contextlib import aclosing

import pytest
from engine_help import has_jobs, no_jobs, read, until
from lesson_sessions import TinyLearnSession

import toy
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.engine.protocol import drain
from rdlab.learn.handlers import LearnHandlers
from rdlab.learn.session import SLOTS
from rdlab.lessons import LESSONS, Shelf
from rdlab.lessons.records import UNITS
from rdlab.stage.wire import unpack
from rdlab.words.glossary import GLOSSARY
from rdlab.words.lessons import LESSON_TEXTS

VALUES = {"lesson": {"number": 3, "turn": 0}, "data": "eight_gaussians", "seed": 0}
RING = ("eight_gaussians", 0)


def nth(number, turn=1):
    return {"number": number, "turn": turn}


def opened(session, lesson, data="eight_gaussians", seed=0):
    return drain(session.open(lesson, data, seed))


def ran(session):
    """All messages of a run, and a snapshot after every tenth quantum."""
    messages = []
    for number, message in enumerate(session.run()):
        messages += [message] if message else []
        messages += [drain(session.snapshot(False))] if number % 10 == 0 else []
    return [*messages, drain(session.snapshot(True))]


def merged(messages):
    """What the page shows after these messages: the last of each part, and of each stage."""
    shown = {"stages": {}}
    for message in messages:
        shown["stages"] |= message.get("stages", {})
        shown |= {name: value for name, value in message.items() if name != "stages"}
    return shown


# --- the session --------------------------------------------------------------------------------------------


@pytest.fixture
def session() -> TinyLearnSession:
    return TinyLearnSession()


def test_a_lesson_is_run_live_to_its_pictures_and_numbers(session):
    shown = opened(session, "straightening")
    assert shown["outcome"] is None and shown["progress"]["phase"] == "idle"
    assert unpack(shown["stages"][0]["picture"])[0]["empty"] == "learn.hint"
    assert [shown["stages"][slot] for slot in range(1, SLOTS)] == [None] * 3
    messages = ran(session)
    doing = [message["progress"] for message in messages if "progress" in message]
    assert {"train", "pairs", "measure", "done"} <= {one["phase"] for one in doing}
    trained = [one for one in doing if one["phase"] == "train"]
    assert {one["model"] for one in trained} == {"flow_matching/base", "flow_matching/rectified-1"}
    assert all(0 < one["step"] <= one["steps"] and one["loss"] > 0 for one in trained)
    live = [s for m in messages for s in m.get("stages", {}).values() if s and s["title"]["live"]]
    assert {stage["title"]["model"] for stage in live} == {one["model"] for one in trained}
    assert all(unpack(stage["picture"])[0]["live"] for stage in live)

    end = merged(messages)
    assert [claim["key"] for claim in end["outcome"]["claims"]] == list(LESSONS[3].claims)
    json.dumps(end["outcome"], allow_nan=False)
    left, right = (unpack(end["stages"][slot]["picture"])[0] for slot in (0, 1))
    assert (left["stage"], left["overlay"]) == ("base", "pairs_random")
    assert (right["stage"], right["overlay"], right["role"]) == ("rectified-1", "pairs_model", "rectified")
    assert not left["live"] and left["steps"] == 50 and end["stages"][2] is None


def test_what_is_trained_serves_the_next_lesson_and_other_data_begin_anew(session):
    opened(session, "constant")
    ran(session)
    opened(session, "same_form")  # asks for the same networks
    phases = {m["progress"]["phase"] for m in ran(session) if "progress" in m}
    assert phases == {"measure", "done"}
    again = opened(session, "constant")  # found before: shown again, all of it
    assert again["outcome"]["lesson"] == "constant" and again["progress"]["phase"] == "done"
    assert [bool(again["stages"][slot]) for slot in range(SLOTS)] == [True, True, False, False]
    for data, seed in (("moons", 0), ("moons", 1)):
        other = opened(session, "constant", data, seed)
        assert other["outcome"] is None
        assert any(m["progress"]["phase"] == "train" for m in ran(session) if "progress" in m)


def test_a_stopped_experiment_goes_on_where_it_was(session):
    session.effort = 0.1  # 80 steps, then 150
    opened(session, "straightening")
    job = session.run()
    for _ in range(40):
        next(job)
    job.close()
    stopped = drain(session.snapshot(True))
    reached = stopped["progress"]["step"]
    assert stopped["progress"]["phase"] == "stopped" and reached > 10
    job = session.run()
    next(job)
    assert drain(session.snapshot(False))["progress"]["step"] == reached + 1
    job.close()


def test_pictures_are_in_the_coordinates_that_the_lesson_is_about(session):
    opened(session, "may_curve")
    stages = merged(ran(session))["stages"]
    headers = [unpack(stages[slot]["picture"])[0] for slot in range(SLOTS)]
    assert [header["coords"] for header in headers] == ["x", "x", "x/alpha", "x"]
    assert [header["form"] for header in headers] == ["vp", "vp", "vp", "flow_matching"]
    ends = [unpack(stages[slot]["picture"])[1]["u"][0] for slot in (0, 1, 3)]
    assert max(abs(ends[0] - end).max() for end in ends) < 1e-3  # the same noise in all of them


def test_the_numbers_told_are_those_of_the_experiment(session):
    opened(session, "not_straight", "moons", 4)
    told = merged(ran(session))["outcome"]
    found = drain(LESSONS[2].experiment(Shelf("moons", 4)))  # needs no training: no effort to differ in
    assert [claim["value"] for claim in told["claims"]] == [claim.value for claim in found.claims]
    assert told["confirmed"] == found.confirmed


@pytest.mark.parametrize("wrong", [("nothing", *RING), ("phases", "nothing", 0), ("phases", "moons", -1)])
def test_a_wrong_wish_is_refused_and_what_was_held_stays(session, wrong):
    opened(session, "constant")
    with pytest.raises(toy.InvalidInput):
        opened(session, *wrong)
    assert any("outcome" in message for message in ran(session))


# --- the handlers -------------------------------------------------------------------------------------------


@pytest.fixture
def learned():
    """Runs a test with handlers on an engine of one worker, and closes it."""

    def play(test, count=3, session="lesson_sessions:TinyLearnSession"):
        engine, places = Engine({"learn": session}, workers=1), Places(count)
        try:
            asyncio.run(asyncio.wait_for(test(LearnHandlers(engine, places), engine, places), 100))
        finally:
            engine.close()

    return play


async def shown(updates):
    """What the page shows in the end."""
    page = {}
    async with aclosing(updates):
        async for update in updates:
            page |= update
    return page


def test_from_the_open_tab_to_the_verdict(learned):
    async def test(handlers, engine, places):
        page = await shown(handlers.open("a", VALUES))
        assert page["text"]["key"] == "straightening" and page["text"]["number"] == 3
        assert set(page["text"]["words"]) == set(LESSONS[3].words()) | set(GLOSSARY)
        assert page["formula"].count("$$") == 4 and page["claims"] is None and page["published"] is None
        assert page["ask"] == {"key": "straightening", "answers": 3, "outcome": None}  # nothing is given away
        assert page["challenge"]["tried"] is None and page["challenge"]["goal"]["unit"] in UNITS
        assert page["run"]["interactive"] and not page["stop"]["interactive"]
        assert set(await shown(handlers.open("a", VALUES))) == {"notice", "run", "stop"}  # all is there

        page = await shown(handlers.run("a", VALUES))
        assert page["ask"]["outcome"]["right"] == 0 and page["conclusion"] == page["ask"]
        verdicts = {claim["key"]: claim["verdict"] for claim in page["claims"]["claims"]}
        assert page["ask"]["outcome"]["decided"] == (verdicts["arc"] == verdicts["speed"] == "yes")
        said = {sentence["key"] for sentence in page["conclusion"]["outcome"]["summary"]}
        assert said and said <= LESSON_TEXTS.keys()
        speed = page["claims"]["claims"][1]["beside"]
        assert page["challenge"]["tried"]["value"] == speed[0]["value"]
        assert len(page["claims"]["claims"]) == 4 and page["title_1"]["model"] == "flow_matching/rectified-1"
        assert page["run"]["interactive"] and places.taken == 0 and await no_jobs(engine)

        page = await shown(handlers.open("a", VALUES | {"lesson": nth(8)}))
        assert await shown(handlers.open("a", VALUES)) == {}  # sent before it, and come after it
        assert page["published"] and page["chart_fid"] and page["claims"] is None
        page = await shown(handlers.open("a", VALUES | {"lesson": nth(3, 2)}))  # back again: it is known
        assert len(page["claims"]["claims"]) == 4 and page["published"] is None
        page = await shown(handlers.open("a", VALUES | {"lesson": nth(3, 2), "data": "moons"}))
        assert page["claims"] is None and page["title_0"] == {"model": "", "data": "moons"}

    learned(test)


def test_stop_another_lesson_and_a_closed_page_end_an_experiment(learned):
    async def test(handlers, engine, places):
        async def begun():
            told = []
            run = asyncio.create_task(read(handlers.run("a", VALUES), told))
            await until(lambda: has_jobs(engine, 1), 60)
            return run, told

        run, told = await begun()
        await shown(handlers.stop("a", VALUES))
        await asyncio.wait_for(run, 20)
        assert await no_jobs(engine) and told[-1]["run"]["interactive"] and places.taken == 0
        assert [u["progress"]["phase"] for u in told if "progress" in u][-1] == "stopped"

        run, told = await begun()
        page = await shown(handlers.open("a", VALUES | {"lesson": nth(4)}))
        await asyncio.wait_for(run, 20)
        assert page["text"]["number"] == 4 and await no_jobs(engine) and places.taken == 0
        assert not any(update.get("claims") for update in told)

        run, told = await begun()
        await handlers.leave("a")
        await asyncio.wait_for(run, 20)
        assert not engine.holds("a/learn/0") and places.taken == 0
        assert [(s["sessions"], s["alive"], s["jobs"]) for s in await engine.stats()] == [(0, 0, 0)]

    learned(test, session="rdlab.learn.session:LearnSession")  # long enough to be ended


def test_who_waits_in_line_is_told_and_workers_lost_again_are_said(learned):
    async def test(handlers, engine, places):
        ticket = places.take("somebody")
        told = []
        run = asyncio.create_task(read(handlers.run("a", VALUES), told))

        async def in_line():
            return any((update.get("notice") or {}).get("key") == "notice.full" for update in told)

        await until(in_line, 60)
        assert await no_jobs(engine)
        places.give_back("somebody", ticket)
        for _ in range(2):  # the first time another goes on
            await until(lambda: has_jobs(engine, 1), 60)
            assert not run.done()
            engine._workers[0].kill()
            await asyncio.sleep(0.3)
        await asyncio.wait_for(run, 30)
        assert told[-1]["notice"]["key"] == "error.worker" and told[-1]["run"]["interactive"]
        page = await shown(handlers.run("a", VALUES | {"lesson": nth(2)}))
        assert page["claims"]["claims"] and page["notice"] is None and places.taken == 0

    learned(test, count=1, session="rdlab.learn.session:LearnSession")


def test_a_wrong_seed_is_answered_in_words(learned):
    async def test(handlers, engine, places):
        await shown(handlers.open("a", VALUES))
        page = await shown(handlers.open("a", VALUES | {"seed": None}))
        assert page["notice"]["key"] == "error.invalid" and "text" not in page
        page = await shown(handlers.open("a", VALUES | {"seed": -1, "lesson": nth(4)}))
        assert page["notice"]["key"] == "error.invalid" and page["text"]["number"] == 4
        page = await shown(handlers.open("a", VALUES | {"lesson": nth(4)}))
        assert page["notice"] is None and page["run"]["interactive"]

    learned(test)
