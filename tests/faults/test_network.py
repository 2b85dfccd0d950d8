"""A network that is cut and comes back: nothing is lost, and what was clicked meanwhile arrives once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Lab
from tests.faults.conftest import (
    connected_again,
    trained,
    without_connection,
)
from tests.faults.proxy import CUT, SILENT, UNANSWERED

# A company's proxy that lets no WebSocket through.
BLOCKED = """window.WebSocket = class extends EventTarget {
  constructor() { super(); this.readyState = 3; setTimeout(() => this.onclose?.(), 20); }
  send() {}
  close() {}
};
WebSocket.OPEN = 1;"""


def steps_in(lab: Lab) -> int:
    """How many steps have been trained, as the status line says."""
    found = re.search(r"([\d,]+) steps? in", lab.part("status").inner_text())
    return int(found[1].replace(",", "")) if found else 0


@pytest.mark.parametrize("script", ["", BLOCKED], ids=["socket", "http"])
def test_a_click_during_a_cut_arrives_exactly_once(visit, network, script):
    lab = visit(script=script)
    lab.click("step")  # the button for one training step
    lab.until(lambda: steps_in(lab), lambda steps: steps == 1)
    for number, state in enumerate((CUT, UNANSWERED, SILENT), 2):
        expect(lab.part("step")).to_be_enabled()
        network.cut(state)
        lab.part("step").click()
        if state == CUT:
            without_connection(lab.page)
        lab.page.wait_for_timeout(2500)
        network.mend()
        lab.until(lambda: steps_in(lab), lambda steps, number=number: steps >= number)
        connected_again(lab.page)
        lab.page.wait_for_timeout(3000)  # in which a second one would come
        assert steps_in(lab) == number


def test_after_a_cut_at_rest_rectify_goes_on_from_the_trained_model(visit, network):
    lab = visit()
    lab.type("rectify_steps", "30")
    lab.type("pairs", "1000")
    trained(lab, steps=60)
    numbers = lab.numbers()
    network.cut()
    lab.page.wait_for_timeout(4000)
    lab.part("rectify").click()
    without_connection(lab.page)
    network.mend()
    lab.shows("after", seconds=120, stage="rectified-1")
    lab.shows("before", stage="base")
    assert lab.numbers() != numbers
    expect(lab.part("notice")).to_be_hidden()
