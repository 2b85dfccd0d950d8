"""One place for training and more visitors than that; and the pace at which a visitor watches."""

from time import monotonic

import pytest
from playwright.sync_api import expect

from rdlab.app import serve
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine


@pytest.fixture(scope="module")
def engine():
    engine = Engine("rdlab.lab.session:LabSession", workers=2)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def address(engine):
    demo = serve(engine, Places(1), prevent_thread_lock=True, server_name="127.0.0.1", quiet=True)
    yield demo.local_url.rstrip("/")
    demo.close()


def step(lab) -> int:
    return lab.stage("after").get("step") or 0


def trains(lab, beyond: int = 10) -> None:
    lab.until(lambda: step(lab), lambda now: now > beyond)


def test_who_comes_when_the_house_is_full_waits_in_line_and_gets_in_alone(visit, address):
    first, second, third = (visit(address=address) for _ in range(3))
    first.type("steps", "100000")
    first.click("train")
    trains(first)
    for number, lab in ((1, second), (2, third)):
        lab.click("train")
        expect(lab.part("notice")).to_contain_text(f"you are number {number} in line")
        lab.status(f"Number {number} in line")
        expect(lab.part("train")).to_be_disabled()
        expect(lab.part("pause")).to_be_disabled()
    second.choose("view_steps", "4")  # meanwhile the exact paths are there and can be explored
    assert second.shows("before", steps=4)["stage"] == "exact"
    second.status("Number 1 in line")
    second.click("stop")  # leaves the line
    expect(second.part("train")).to_be_enabled()
    second.status("Ready")
    third.status("Number 1 in line")
    assert step(second) == step(third) == 0
    first.click("stop")
    third.status("1,200 steps in", seconds=60)
    expect(third.part("notice")).to_be_hidden()


def test_a_page_that_is_closed_gives_its_place_to_the_next(visit, address):
    first, second = visit(address=address), visit(address=address)
    first.type("steps", "100000")
    first.click("train")
    trains(first)
    second.click("train")
    second.status("Number 1 in line")
    first.page.close()
    trains(second)
    second.click("stop")


def test_a_setting_changed_in_line_counts_when_the_training_starts(visit, address):
    first, second = visit(address=address), visit(address=address)
    first.type("steps", "100000")
    first.click("train")
    trains(first)
    second.click("train")
    second.status("Number 1 in line")
    vp = second.stage("before")["extent"]
    second.choose("form", "VE")  # whose noise is wide
    wide = second.until(lambda: second.stage("before")["extent"], lambda extent: extent > 1.5 * vp)
    second.status("Number 1 in line")
    first.click("stop")
    second.status("1,200 steps in")
    assert second.stage("after")["extent"] == pytest.approx(wide, rel=0.3)


def test_the_pace_acts_at_once_on_a_running_training(visit, address):
    lab = visit(address=address)
    lab.choose("pace", "Stepwise")
    lab.click("train")
    lab.status("Paused at step 1 of 1,200")
    lab.click("step")
    lab.status("Paused at step 2 of")
    lab.choose("pace", "Slow")
    trains(lab, beyond=20)
    began, first = monotonic(), step(lab)
    last = lab.until(lambda: step(lab), lambda now: now > 150)
    assert monotonic() - began > 0.7 * (last - first) / 60  # however fast the machine: 60 steps a second
    lab.choose("pace", "Full")
    lab.status("1,200 steps in")
    expect(lab.part("sentence")).to_contain_text("Trained")


def test_the_page_does_not_scroll_while_it_trains(visit, address):
    lab = visit(address=address)
    lab.type("steps", "100000")
    lab.settings(close=True)
    lab.click("train")
    trains(lab)
    assert lab.page.evaluate("document.documentElement.scrollHeight") <= 900
    lab.click("stop")
