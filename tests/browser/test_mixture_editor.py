"""The mixture under edit on the left stage: by mouse, by finger, by keyboard; the exact paths follow."""

import math
import re

import pytest
from own_page import Own
from playwright.sync_api import expect


@pytest.fixture
def own(lab) -> Own:
    return Own(lab)


def near(ends: list[float], place, reach: float = 0.3) -> float:
    """Share of the points within reach of a place."""
    points = list(zip(ends[::2], ends[1::2], strict=True))
    return sum(math.dist(point, place) < reach for point in points) / len(points)


def test_a_dragged_component_takes_the_exact_paths_with_it_at_once_and_for_good(own):
    requests = []
    start = own.edit()
    assert len(start["means"]) == 8
    first = own.ends()
    target = [0.0, 0.0]
    assert near(first["ends"], target) == 0
    own.page.on("request", lambda request: requests.append(request.url))
    where = start["centres"][0]
    middle = [own_x + start["box"][2] / 2 for own_x in start["box"][:2]]
    moved = own.drag(where, middle)
    assert moved["means"][0] == pytest.approx(target, abs=0.05)
    live = own.ends()
    assert live["preview"] and near(live["ends"], target) > 0.07
    assert near(live["ends"], start["means"][0]) < 0.02
    assert not requests  # all of it in the browser
    own.done(own.bar)
    own.lab.until(own.ends, lambda shown: not shown["preview"])
    own.lab.shows("before", stage="exact")
    expect(own.bar).to_have_count(0)
    expect(own.lab.part("data")).to_contain_text("Your mixture of 8", timeout=20_000)
    shown = own.lab.until(own.ends, lambda shown: shown["scale"] != first["scale"])
    place = [
        (first["center"][i] + first["scale"] * moved["means"][0][i] - shown["center"][i]) / shown["scale"]
        for i in (0, 1)
    ]
    assert near(shown["ends"], place) > 0.07


def test_handles_stretch_and_turn(own):
    start = own.edit()
    x, y = start["centres"][0]
    turned = own.drag(start["a"], (x, y - 50))  # up by 50 pixels: along y now, and longer
    assert math.degrees(turned["chosen"]["angle"]) == pytest.approx(90, abs=3)
    assert turned["chosen"]["a"] == pytest.approx((50 - 12) * start["perPixel"] / 2, rel=0.05)
    assert turned["chosen"]["b"] == pytest.approx(start["chosen"]["b"])
    (p, q), (_, r) = turned["covariances"][0]
    assert r > 5 * p and abs(q) < 0.2 * p
    wide = own.drag(turned["b"], (x - 60, y))
    assert wide["chosen"]["b"] == pytest.approx((60 - 12) * start["perPixel"] / 2, rel=0.05)
    assert wide["chosen"]["a"] == pytest.approx(turned["chosen"]["a"])


def test_components_are_added_weighed_and_deleted(own):
    start = own.edit()
    middle = [side + start["box"][2] / 2 for side in start["box"][:2]]
    own.page.mouse.dblclick(*middle)
    nine = own.mixture()
    assert len(nine["means"]) == 9 and nine["selected"] == 8
    assert nine["means"][8] == pytest.approx([0, 0], abs=0.03)
    own.bar.locator("input").fill("60")
    heavy = own.mixture()
    assert heavy["weights"][8] == pytest.approx(0.6) and sum(heavy["weights"]) == pytest.approx(1)
    assert near(own.ends()["ends"], [0, 0], 0.6) > 0.45
    own.bar.locator("[data-do=add]").click()
    assert len(own.mixture()["means"]) == 10
    for _ in range(12):
        if own.bar.locator("[data-do=remove]").is_enabled():
            own.bar.locator("[data-do=remove]").click()
    assert len(own.mixture()["means"]) == 1  # at least one stays
    expect(own.bar.locator("[data-do=remove]")).to_be_disabled()
    expect(own.bar.locator("input")).to_be_disabled()


def test_the_keyboard_edits_and_the_clock_stands_still(own):
    own.lab.clock("Home")
    start = own.edit()
    for key in ("PageDown", "ArrowRight", "ArrowRight", "ArrowUp", "a", "r"):
        own.page.keyboard.press(key)
    moved = own.mixture()
    assert moved["selected"] == 1
    assert moved["means"][1] == pytest.approx([start["means"][1][0] + 0.1, start["means"][1][1] + 0.05])
    assert moved["chosen"]["angle"] > 0.1 and moved["chosen"]["a"] > 1.05 * moved["chosen"]["b"]
    own.page.keyboard.press("Delete")
    assert len(own.mixture()["means"]) == 7
    assert own.lab.stage("before")["tau"] == 0
    own.page.keyboard.press("Escape")
    expect(own.bar).to_have_count(0)
    assert not own.ends()["preview"] and own.lab.stage("before")["stage"] == "exact"
    own.page.keyboard.press("End")  # the clock's again
    own.lab.until(lambda: own.lab.stage("before")["tau"], lambda tau: tau == 1)


def test_data_without_a_mixture_begin_with_a_few_gaussians_fitted_to_them(own):
    own.lab.choose("data", "Checkerboard")
    own.lab.shows("before", stage="empirical")
    fitted = own.edit()
    assert 2 <= len(fitted["means"]) <= 10
    assert own.ends()["preview"]
    own.done(own.bar)
    own.lab.shows("before", stage="exact")


def test_another_preset_puts_the_editor_away(own):
    own.edit()
    own.lab.choose("data", "Two Gaussians")
    expect(own.bar).to_have_count(0)
    own.lab.shows("before", stage="exact")
    assert own.mixture() is None and not own.ends()["preview"]


def test_a_finger_edits_on_a_phone(visit):
    lab = visit(width=390, height=844, has_touch=True, is_mobile=True)
    own = Own(lab)
    lab.status("Ready")  # all is measured: nothing above grows any more
    own.page.locator("#lab-own [data-open=mixture]").tap()
    expect(own.bar).to_be_visible(timeout=20_000)
    own.page.wait_for_timeout(300)
    start = own.mixture()
    assert start["box"][2] > 300  # the stage that is edited has the screen to itself
    assert start["box"][1] >= 0 and start["box"][1] + start["box"][2] <= 844
    before = own.page.evaluate("[scrollX, scrollY]")
    touch = own.page.context.new_cdp_session(own.page)
    x, y = start["centres"][2]

    def send(kind: str, *points) -> None:
        places = [{"x": px, "y": py} for px, py in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    send("touchStart", (x, y))
    for k in range(1, 9):
        send("touchMove", (x, y + 8 * k))
    send("touchEnd")
    moved = own.mixture()
    assert moved["means"][2][1] == pytest.approx(start["means"][2][1] - 64 * start["perPixel"], abs=0.06)
    assert own.page.evaluate("[scrollX, scrollY]") == before
    own.finger_travels()
    own.bar.locator("[data-do=done]").tap()
    expect(lab.part("data")).to_contain_text("Your mixture of 8", timeout=20_000)
    lab.shows("before", stage="exact")
    assert own.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert lab.part("after").bounding_box()  # the other stage is back


def test_hostile_data_from_a_script_are_refused_in_a_sentence(own):
    """What no control of the page would send."""
    own.edit()
    own.page.evaluate(
        """() => {
          const { tool } = __rdlab.groups.get("lab").state;
          tool.mixture.components.forEach((one) => (one.weight = 1e308));
        }"""
    )
    own.done(own.bar)
    expect(own.bar.locator(".rd-wrong")).to_contain_text(re.compile("weights|means"), timeout=20_000)
    own.bar.locator("[data-do=cancel]").click()
    own.lab.click("train")
    own.lab.status("1,200 steps in")
