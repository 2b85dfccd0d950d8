"""What becomes of a visitor's session: seen from both sides, so the server runs in this process."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from rdlab.app import serve
from rdlab.engine import Engine


@pytest.fixture(scope="module")
def engine():
    engine = Engine("rdlab.session:LabSession", workers=1)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def address(engine):
    demo = serve(engine, prevent_thread_lock=True, server_name="127.0.0.1", quiet=True)
    yield demo.local_url.rstrip("/")
    demo.close()


def answer(question: Coroutine):
    """What a coroutine returns, from a loop of its own beside Playwright's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, question).result()


def visitor(lab) -> str:
    return lab.page.evaluate("window.__gradio_session_hash__")


def test_a_closed_page_frees_its_session_and_its_run(visit, engine, address):
    stays, goes = visit(address=address), visit(address=address)
    name = visitor(goes)
    assert engine.holds(name)
    goes.type("steps", "50000")
    goes.click("train")
    goes.until(lambda: goes.stage("after")["step"] or 0, lambda step: step > 10)
    goes.page.close()
    stays.until(lambda: engine.holds(name), lambda held: not held, seconds=5)
    stays.until(lambda: answer(engine.stats())[0]["jobs"], lambda jobs: jobs == 0, seconds=5)
    assert engine.holds(visitor(stays))


def test_a_lost_worker_is_said_and_the_lab_goes_on(visit, engine, address):
    lab = visit(address=address)
    lab.type("steps", "50000")
    lab.click("train")
    lab.until(lambda: lab.stage("after")["step"] or 0, lambda step: step > 10)
    os.kill(answer(engine.stats())[0]["pid"], signal.SIGKILL)
    expect(lab.part("notice")).to_contain_text("this model is lost", timeout=20_000)
    lab.shows("after", stage=None)
    expect(lab.part("train")).to_be_enabled(timeout=20_000)
    lab.type("steps", "40")
    lab.click("train")
    lab.status("40 steps in")
    expect(lab.part("notice")).to_be_hidden()
