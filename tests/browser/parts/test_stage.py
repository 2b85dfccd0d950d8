"""The stages and their bars: what they draw is where it belongs, read back from the browser's own canvas."""

import math

import numpy as np
import pytest
import torch
from parts_page import LIVE_FRAMES, exact, first_order
from playwright.sync_api import expect

import toy
from rdlab.stage import wire


def on_curve(payload: dict, tau: float, paths: int = 8) -> np.ndarray:
    """u of the first paths at the clock: cos(phi) x0 + sin(phi) eps through the two nodes around it."""
    header, arrays = wire.unpack(payload)
    phi = np.array(header["phi"])
    at = np.clip((1 - tau) * math.pi / 2, phi[-1], phi[0])
    k = min(max(np.searchsorted(-phi, -at, side="left") - 1, 0), len(phi) - 2)
    known = np.array([[np.cos(p), np.sin(p)] for p in phi[k : k + 2]])
    pair = np.einsum("ij,jnd->ind", np.linalg.inv(known), arrays["u"][k : k + 2, :paths])
    return np.cos(at) * pair[0] + np.sin(at) * pair[1]


def close(found: list, wanted: np.ndarray) -> None:
    np.testing.assert_allclose(np.reshape(found, (-1, 2)), wanted, atol=2e-3 * np.abs(wanted).max())


@pytest.mark.parametrize("tau", [0, 0.31, 0.5, 0.777, 1])
def test_scrubbing_moves_every_dot_along_its_path(parts, tau):
    parts.slider.fill(str(round(1000 * tau)))
    seen = parts.stage()
    assert seen["tau"] == pytest.approx(tau) and seen["paths"] == 200
    close(seen["points"], on_curve(exact(), tau))


def test_one_step_is_drawn_as_the_arc_of_its_first_order_path(parts):
    parts.do("one-step", "h.steps === 1")
    parts.set(tau=0.4)
    seen = parts.stage()
    assert seen["lines"] > 40
    close(seen["points"], on_curve(exact(steps=1), 0.4))


def test_euler_steps_are_drawn_straight(parts):
    parts.do("euler", "h.curve === 'straight'")
    header, arrays = wire.unpack(exact(steps=6, solver="euler"))
    middle = (header["phi"][2] + header["phi"][3]) / 2
    parts.set(tau=1 - 2 * middle / math.pi)
    close(parts.stage()["points"], (arrays["u"][2, :8] + arrays["u"][3, :8]) / 2)  # VP: x = u


def test_a_dot_is_where_the_debug_data_says(parts):
    parts.set(tau=0)
    parts.shown("paths")
    parts.shown("firstOrder")
    parts.shown("density")
    x, y = parts.stage()["pixels"]
    read = """([x, y]) => { const s = __rdlab.stages.find((each) => each.slot === 'before');
        return [...s.context.getImageData(x * s.ratio, y * s.ratio, 1, 1).data] }"""
    assert parts.page.evaluate(read, [x, y])[:3] == pytest.approx([0x00, 0x72, 0xB2], abs=12)


def test_keys_move_the_clock_and_space_plays(parts):
    parts.slider.focus()
    moves = {"Home": 0, "ArrowRight": 0.01, "Shift+ArrowRight": 0.11, "ArrowLeft": 0.1, "End": 1}
    for key, tau in moves.items():
        parts.page.keyboard.press(key)
        assert parts.state("tau") == pytest.approx(tau)
    parts.page.keyboard.press("Space")  # from the end it starts again
    parts.until("state.playing && state.tau > 0.03")
    parts.page.keyboard.press("Space")
    stopped = parts.state("tau")
    parts.page.wait_for_timeout(150)
    assert not parts.state("playing") and parts.state("tau") == stopped < 1
    parts.box.focus()  # the stage itself hears the same keys
    parts.page.keyboard.press("Home")
    assert parts.state("tau") == 0


def test_speed_and_repeat(parts):
    speed = parts.page.locator("[data-do='speed']")
    seen = [speed.inner_text()]
    for _ in range(4):
        speed.click()
        seen.append(speed.inner_text())
    assert seen == ["1×", "2×", "0.25×", "0.5×", "1×"]
    speed.click()
    parts.page.locator("[data-do='loop']").click()
    parts.set(tau=0.97)
    parts.page.locator("[data-do='play']").click()
    parts.until("state.playing && state.tau < 0.5")


def test_new_paths_play_once_unless_stillness_is_wished(visit, parts):
    moving = visit(reduced_motion="no-preference")
    moving.until("state.playing")
    assert not parts.state("playing") and parts.state("tau") == 0.65


def test_coordinates_rescale_the_same_paths(parts):
    parts.do("wide", "h.form === 've'")
    parts.set(tau=0.6)
    u = on_curve(exact("ve"), 0.6)
    phi = parts.stage()["phi"]
    for button, n in (("u", 1), ("x/α", 1 / math.cos(phi)), ("x", 1 / math.cos(phi))):
        parts.page.get_by_role("radio", name=button, exact=True).click()
        close(parts.stage()["points"], n * u)


def test_norms_are_those_of_the_forms(parts):
    angles = [0.002, 0.3, 0.8, 1.2, 1.47]
    norms = """async ([form, angles]) => {
        const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
        const { norm } = await import(loaded.find((name) => name.endsWith("/norm.js")));
        return angles.map((angle) => norm(form, angle)); }"""
    for key, form in toy.FORMS.items():
        t = form.t_of_phi(torch.tensor(angles, dtype=torch.float64))
        assert parts.page.evaluate(norms, [key, angles]) == pytest.approx(form.norm(t).tolist(), rel=1e-6), (
            key
        )


def test_morph_ends_at_the_other_form(parts):
    parts.set(tau=0.5, morph={"form": "flow_matching", "amount": 1})
    phi = parts.stage()["phi"]
    close(parts.stage()["points"], on_curve(exact(), 0.5) / (math.cos(phi) + math.sin(phi)))


def test_first_order_paths_lie_under_rectified_ones_only(parts):
    parts.do("rectified", "h.stage === 'rectified-1'", "after")
    parts.set(tau=0)
    pink = {slot: parts.stage(slot)["colours"]["first-order"] for slot in ("before", "after")}
    assert pink["before"] > 1000 > 5 * pink["after"]
    parts.shown("firstOrder")
    assert not any(parts.stage(slot)["colours"]["first-order"] for slot in pink)
    close(parts.stage("after")["points"], on_curve(first_order(), 0))


@pytest.mark.parametrize(("layer", "colour"), [("paths", "base"), ("samples", "base"), ("density", "data")])
def test_each_pill_takes_its_layer_away_and_brings_it_back(parts, layer, colour):
    parts.set(tau=0.5)
    before = parts.stage()["colours"][colour]
    parts.shown(layer)
    assert parts.page.locator(f"[data-show='{layer}']").get_attribute("aria-pressed") == "false"
    assert parts.stage()["colours"][colour] < 0.8 * before
    parts.shown(layer)
    assert parts.stage()["colours"][colour] == before


def test_theme_changes_redraw_in_the_other_colours(visit, parts):
    light = parts.stage()["colours"]["base"]
    parts.page.evaluate("() => document.body.classList.add('dark')")
    parts.until("stages[0].colours.base === '#56b4e9'")
    assert parts.stage()["colours"]["base"] == pytest.approx(light, rel=0.5) and light > 1000
    dark = visit("?__theme=dark")
    assert dark.stage()["colours"]["base"] > 1000


def test_wide_noise_is_said_and_zoomed_to(parts):
    parts.do("wide", "h.form === 've'")
    assert parts.stage()["beyond"] > 1.5
    expect(parts.page.locator(".rd-stage-beyond").first).to_contain_text("wider than this window")
    parts.box.scroll_into_view_if_needed()
    parts.page.wait_for_timeout(500)  # just after scrolling, the wheel goes on scrolling
    box = parts.box.bounding_box()
    x, y = box["x"] + 100, box["y"] + 120
    parts.page.mouse.move(x, y)
    under = "([px, py]) => { const s = __rdlab.stages.find((e) => e.slot === 'before'); const v = s.view();"
    under += "return [(px * s.ratio - v.left) / v.scale, (v.top - py * s.ratio) / v.scale] }"
    there = parts.page.evaluate(under, [100, 120])
    parts.page.mouse.wheel(0, -200)
    parts.until("state.zoom['ve/x']?.k > 1")
    assert parts.page.evaluate(under, [100, 120]) == pytest.approx(there, abs=1e-6)
    parts.page.get_by_role("button", name="Zoom out").first.click()
    parts.page.mouse.dblclick(x, y)
    assert parts.stage()["zoom"] == {"k": 1, "x": 0, "y": 0}
    parts.do("pair", "h.form === 'vp'")
    assert parts.stage()["beyond"] == 1


def test_live_frames_arrive_newest_first_and_leave_the_clock_alone(parts):
    parts.set(tau=0.42)
    parts.do("stream", "h.live && h.train.step > 20", "after")
    parts.until(f"stages.some((s) => s.header?.train?.step === {10 * LIVE_FRAMES})")
    seen = parts.stage("after")
    assert seen["tau"] == 0.42 and not parts.state("playing") and (seen["paths"], seen["steps"]) == (64, 25)
    assert "training 240 / 240" in parts.page.locator(".rd-stage-note").last.inner_text()


def test_an_empty_stage_says_what_to_do_over_the_data(parts):
    seen = parts.stage("after")
    assert seen["empty"] == "hint.pairs" and seen["paths"] == 0 and seen["colours"]["data"] > 200
    assert parts.page.get_by_text("Making pairs…").is_visible() and seen["label"] == "Making pairs…"


def test_screen_readers_hear_what_is_drawn(parts):
    label = parts.stage()["label"]
    assert "Exact" in label and "200 paths" in label and "VP" in label and "60 steps" in label
    expect(parts.slider).to_have_attribute("aria-valuetext", "65 % of the way from noise to data")


def test_hidden_and_resized_stages_keep_their_drawing(parts):
    size = parts.stage()["size"]
    parts.page.evaluate("() => (document.querySelector('.rd-card-stages').style.display = 'none')")
    parts.page.wait_for_timeout(100)
    parts.page.evaluate("() => (document.querySelector('.rd-card-stages').style.display = '')")
    assert parts.stage()["size"] == size
    parts.page.set_viewport_size({"width": 760, "height": 900})
    parts.until(f"stages.every((s) => s.size < {size})")
    assert parts.stage()["colours"]["base"] > 500


def test_phones_leave_room_for_fingers(visit):
    phone = visit(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    for target in phone.page.locator(":is(.rd-viewbar, .rd-clockbar) button:visible").all():
        assert min(target.bounding_box()[side] for side in ("width", "height")) >= 40
    phone.slider.scroll_into_view_if_needed()
    track = phone.slider.bounding_box()
    phone.page.touchscreen.tap(track["x"] + 0.5 * track["width"], track["y"] + track["height"] / 2)
    assert phone.state("tau") == pytest.approx(0.5, abs=0.02)
    assert phone.page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_chinese_words_in_a_chinese_browser(visit):
    chinese = visit(locale="zh-CN")
    assert "精确" in chinese.stage()["label"] and "从噪声到数据" in chinese.stage()["label"]
