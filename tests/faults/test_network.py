"""A network that is cut and comes back: nothing is lost, and what was clicked meanwhile arrives once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Lab
from tests.faults.conftest import (
    Server,
    connected_again,
    server_with,
    trained,
    without_connection,
)
from tests.faults.proxy import CUT, SILENT, UNANSWERED
from tests.rdlab.sd import tiny

# A company's proxy that lets no WebSocket through.
BLOCKED = """window.WebSocket = class extends EventTarget {
  constructor() { super(); this.readyState = 3; setTimeout(() => this.onclose?.(), 20); }
  send() {}
  close() {}
};
WebSocket.OPEN = 1;"""


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    models = tiny.write(tmp_path_factory.mktemp("models"))
    home = tmp_path_factory.mktemp("home")
    folder = tmp_path_factory.mktemp("server")
    with server_with(folder, RDLAB_SD_MODELS=str(models), HF_HOME=str(home)) as server:
        yield server


class Drawn:
    """A picture by Stable Diffusion, begun just before the network is cut."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.seed = lab, 0
        page = lab.page
        page.locator("#tab-sd-button").click()
        expect(page.locator("#sd-about p").first).to_be_visible(timeout=60_000)
        self.knob("width", 128)
        self.knob("height", 128)

    def knob(self, name: str, value: int) -> None:
        field = self.lab.page.locator(f".rd-sd-{name} input")
        field.fill(str(value))
        field.press("Tab")

    def begin(self) -> None:
        self.seed += 1
        self.knob("seed", self.seed)
        self.lab.page.locator("#sd-run").click()
        expect(self.lab.page.locator("#sd-stop")).to_be_enabled(timeout=60_000)

    def goes_on(self) -> None:
        page = self.lab.page
        expect(page.locator("#sd-progress .rd-doing")).to_have_attribute(
            "data-phase", "done", timeout=120_000
        )
        expect(page.locator("#sd-gallery .rd-sdframe img")).to_have_count(1, timeout=60_000)
        loaded = "() => document.querySelector('#sd-gallery .rd-sdframe img')?.naturalWidth"
        self.lab.until(lambda: page.evaluate(loaded), bool)


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


def test_a_reload_while_a_picture_is_drawn(visit):
    drawn = Drawn(visit())
    page = drawn.lab.page
    drawn.knob("width", 512)
    drawn.knob("height", 512)
    drawn.begin()
    page.reload()
    expect(page.locator("#tab-sd-button")).to_have_attribute("aria-selected", "true", timeout=60_000)
    expect(page.locator(".rd-sd-seed input")).to_have_value("1", timeout=60_000)
    drawn.goes_on()
    expect(page.locator("#sd-notice")).to_be_hidden()


# A network on which the next event takes its time, once ``slowly`` was set.
SLOWLY = """const fetched = window.fetch;
window.fetch = async (input, options) => {
  const slow = window.slowly && String(input.url ?? input).includes("/queue/join");
  if (slow) window.slowly = false;
  if (slow) await new Promise((resolve) => setTimeout(resolve, 3000));
  return fetched(input, options);
};"""


def test_no_event_overtakes_another(visit):
    lab = visit(script=SLOWLY)
    lab.type("steps", "40")
    lab.settings(close=True)
    lab.page.evaluate("window.slowly = true")
    lab.choose("data", "Two moons")
    lab.page.wait_for_function("!window.slowly")  # it is on its way, and waits there
    lab.type("seed", "4")
    lab.settings(close=True)
    lab.click("train")
    lab.status("40 steps in", seconds=120)  # of the training that began last, with both choices
    lab.page.wait_for_timeout(4000)
    assert lab.stage("after")["stage"] == "base"
    assert "4" in lab.part("status").inner_text()
