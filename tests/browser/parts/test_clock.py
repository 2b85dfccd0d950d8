"""The clock's buttons and keys: a solver step at a time, and from anywhere on the page."""

import math

import pytest
from parts_page import exact

from rdlab.stage import wire


def steps(parts) -> list[float]:
    header, _ = wire.unpack(exact())
    return [1 - 2 * phi / math.pi for phi in header["phi"]]


def test_the_step_buttons_go_from_one_solver_step_to_the_next(parts):
    back = parts.page.get_by_role("button", name="One solver step back")
    forth = parts.page.get_by_role("button", name="One solver step forward")
    nodes = steps(parts)
    parts.set(tau=(nodes[20] + nodes[21]) / 2)
    forth.click()
    assert parts.state("tau") == pytest.approx(nodes[21], abs=1e-6)
    forth.click()
    assert parts.state("tau") == pytest.approx(nodes[22], abs=1e-6)
    back.click()
    back.click()
    assert parts.state("tau") == pytest.approx(nodes[20], abs=1e-6)
    parts.set(tau=nodes[-3])
    forth.click()
    forth.click()
    assert parts.state("tau") == 1 and forth.is_disabled()
    parts.do("one-step", "h.steps === 1")
    back.click()
    assert parts.state("tau") == 0  # one step back is all the way


def test_the_keys_work_anywhere_but_where_they_mean_something_else(parts):
    parts.page.locator("body").click(position={"x": 2, "y": 2})
    parts.page.keyboard.press("Home")
    assert parts.state("tau") == 0
    parts.page.keyboard.press("ArrowRight")
    assert parts.state("tau") == pytest.approx(0.01)
    parts.page.keyboard.press("Space")
    parts.until("state.playing && state.tau > 0.05")
    parts.page.keyboard.press("Space")
    assert not parts.state("playing")
    parts.page.keyboard.press("End")
    assert parts.state("tau") == 1
    parts.page.locator("#picked textarea, #picked input").first.focus()
    parts.page.keyboard.press("Home")
    assert parts.state("tau") == 1  # typing is not scrubbing
    samples = parts.page.locator("[data-show='samples']")
    samples.focus()
    parts.page.keyboard.press("Space")  # a button's own key
    assert samples.get_attribute("aria-pressed") == "false" and not parts.state("playing")
    parts.page.keyboard.press("ArrowLeft")  # arrows mean nothing to a button
    assert parts.state("tau") == pytest.approx(0.99)
    parts.page.get_by_role("radio", name="x", exact=True).focus()
    parts.page.keyboard.press("ArrowRight")
    assert parts.state("coords") == "x/alpha" and parts.state("tau") == pytest.approx(0.99)


def test_enter_launches_a_path_and_escape_takes_it_away(parts):
    parts.box.focus()
    parts.page.keyboard.press("Enter")
    parts.until("state.launch")
    assert len(parts.stage()["launched"]["line"]) > 40
    parts.page.locator("body").click(position={"x": 2, "y": 2})
    parts.page.keyboard.press("Escape")
    assert parts.state("launch") is None
