"""What becomes of a visitor's session: seen from both sides, so the server runs in this process."""

import asyncio
import gc
import os
import signal
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from playwright.sync_api import expect

from rdlab.app import serve
from rdlab.engine.engine import Engine
from rdlab.lab.handlers import LabHandlers
from rdlab.sessions import SESSIONS

GRACE = 5  # seconds that a visit outlives its page


@pytest.fixture(scope="module")
def engine():
    engine = Engine(SESSIONS, workers=1)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def address(engine):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RDLAB_GRACE", str(GRACE))
        demo = serve(engine, prevent_thread_lock=True, server_name="127.0.0.1", quiet=True)
    yield demo.local_url.rstrip("/")
    demo.close()


def answer(question: Coroutine):
    """What a coroutine returns, from a loop of its own beside Playwright's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, question).result()


def visitor(lab) -> str:
    """The name of the visit, which its sessions have too."""
    return lab.page.evaluate("JSON.parse(sessionStorage.getItem('rdlab-visit')).split('.')[0]")


def closed_and_freed(goes, stays, engine, *names: str) -> None:
    """Close a page, and wait until nothing is left of its visit: the sessions go after the grace."""
    closed = monotonic()
    goes.page.close()
    stays.until(lambda: any(map(engine.holds, names)), lambda held: not held, seconds=60)
    assert monotonic() - closed > GRACE - 1
    stays.until(lambda: answer(engine.stats())[0]["jobs"], lambda jobs: jobs == 0, seconds=30)


def test_a_closed_page_frees_its_session_and_its_run(visit, engine, address):
    stays, goes = visit(address=address), visit(address=address)
    name = visitor(goes)
    assert engine.holds(name)
    goes.type("steps", "50000")
    goes.click("train")
    goes.until(lambda: goes.stage("after")["step"] or 0, lambda step: step > 10)
    closed_and_freed(goes, stays, engine, name)
    assert engine.holds(visitor(stays))


def test_a_closed_page_frees_its_comparison(visit, engine, address):
    stays, goes = visit(address=address), visit(address=address)
    names = [f"{visitor(goes)}/compare/{k}" for k in range(4)]
    assert not any(map(engine.holds, names))  # nothing before it is looked at
    goes.page.get_by_role("tab", name="Compare").click()
    goes.until(lambda: [engine.holds(name) for name in names], all)
    goes.page.locator("#compare-run").click()
    goes.until(lambda: answer(engine.stats())[0]["jobs"], lambda jobs: jobs == 4)
    closed_and_freed(goes, stays, engine, *names)


def test_workers_lost_again_are_said_and_the_lab_goes_on(visit, engine, address):
    lab = visit(address=address)
    lab.type("steps", "50000")
    lab.click("train")
    lab.until(lambda: lab.stage("after")["step"] or 0, lambda step: step > 10)
    lost = answer(engine.stats())[0]["pid"]
    os.kill(lost, signal.SIGKILL)  # another goes on
    lab.until(lambda: [w for w in answer(engine.stats()) if w["jobs"] and w["pid"] != lost], bool, seconds=60)
    os.kill(answer(engine.stats())[0]["pid"], signal.SIGKILL)
    expect(lab.part("notice")).to_contain_text("this model is lost", timeout=20_000)
    lab.shows("after", stage=None)
    expect(lab.part("train")).to_be_enabled(timeout=20_000)
    lab.type("steps", "40")
    lab.click("train")
    lab.status("40 steps in")
    expect(lab.part("notice")).to_be_hidden()


@pytest.fixture
def own(visit, address):
    """A visitor whose data are a cross of 400 points."""
    lab = visit(address=address)
    lab.page.locator("#lab-own [data-open=csv]").click()
    rows = [f"{k / 100}, 0\n0, {k / 100}" for k in range(-100, 100)]
    lab.page.locator(".rd-dialog-csv textarea").fill("\n".join(rows))
    lab.page.locator(".rd-dialog-csv [data-do=done]").click()
    lab.shows("before", stage="empirical")
    lab.status("Ready")
    return lab


def test_own_data_are_there_again_in_a_session_that_was_lost_with_its_worker(own, engine):
    lost = answer(engine.stats())[0]["pid"]
    os.kill(lost, signal.SIGKILL)
    own.until(
        lambda: [worker["pid"] for worker in answer(engine.stats())], lambda pids: pids and lost not in pids
    )
    own.choose("view_steps", "4")
    own.shows("before", stage="empirical", steps=4)
    expect(own.part("data")).to_contain_text("Your CSV, 400 points")


def test_the_page_sends_own_data_again_to_a_server_that_took_it_for_closed(own, engine):
    name = visitor(own)
    handlers = [one for one in gc.get_objects() if type(one) is LabHandlers and name in one._pages]
    answer(handlers[0].leave(name))
    assert not engine.holds(name)
    own.choose("view_steps", "4")
    own.shows("before", stage="empirical", steps=4)
    expect(own.part("data")).to_contain_text("Your CSV, 400 points")
    own.type("steps", "30")
    own.click("train")
    own.status("30 steps in")
    expect(own.part("notice")).to_be_hidden()
