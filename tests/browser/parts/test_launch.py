"""A launched path: where a click takes it, what its handle does, and the curves along it."""

import numpy as np
import pytest
import torch
from parts_page import exact, experiment
from playwright.sync_api import expect
from test_stage_views import take
from test_tools import at

import toy


@pytest.mark.parametrize("tau", [0.0, 0.3, 0.6, 0.9])
def test_a_click_launches_the_path_through_that_point(parts, tau):
    parts.set(tau=tau)
    parts.page.mouse.click(*at(parts, 0.7, 0.45))
    parts.until("state.launch")
    seen = parts.stage()["launched"]
    z, form = torch.tensor([seen["z"]]), toy.FORMS["vp"]
    path = toy.SOLVERS["ddim"].sample(
        experiment("vp").denoiser("exact"), z * form.norm(form.t_max).float(), 60, None
    )
    np.testing.assert_allclose(
        seen["line"][-1], path.x[-1, 0], atol=2e-3
    )  # toy's own denoiser carries it there
    np.testing.assert_allclose(seen["x0"][:-1], path.x0[:, 0], atol=5e-3)
    np.testing.assert_allclose(seen["eps"][:-1], path.eps[:, 0], atol=5e-3)
    phi = parts.stage()["phi"]
    k = min(range(len(seen["phi"])), key=lambda k: abs(seen["phi"][k] - phi))
    np.testing.assert_allclose(seen["line"][k], [0.7, 0.45], atol=0.06)  # a pixel, and half a step
    parts.box.focus()
    parts.page.keyboard.press("Escape")
    assert parts.state("launch") is None and parts.stage()["launched"] is None


def test_the_curves_of_the_launched_path_are_its_predictions(parts):
    probe = parts.page.locator(".rd-probe")
    expect(probe).to_contain_text("Click or tap a stage")
    expect(probe.locator("canvas").first).to_be_hidden()
    parts.set(launch={"z": [0.9, -0.4]})
    expect(probe.locator("canvas").first).to_be_visible()
    z, form = torch.tensor([[0.9, -0.4]]), toy.FORMS["vp"]
    start = z * form.norm(form.t_max).float()
    path = toy.SOLVERS["ddim"].sample(experiment("vp").denoiser("exact"), start, 60, None)
    curves = "(kind) => document.querySelector('.rd-probe').parentElement.rdlab.curves(kind)"
    for kind, wanted in (("x0", path.x0), ("eps", path.eps)):
        (found,) = parts.page.evaluate(curves, kind)  # the other stage is empty
        assert found["role"] == "exact"
        np.testing.assert_allclose(found["values"][:-1], wanted[:, 0], atol=5e-3)
    inked = """() => { const c = document.querySelector(".rd-probe canvas"); let n = 0;
        const p = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        for (let i = 0; i < p.length; i += 4) if (p[i] < 40 && p[i + 2] > 140 && p[i + 3] > 200) n++;
        return n; }"""
    assert parts.page.evaluate(inked) > 80  # in the stage's blue
    parts.set(launch=None)
    expect(probe.locator("canvas").first).to_be_hidden()


def test_the_handle_drags_the_noise_and_both_stages_follow(parts):
    take(parts, "after", exact())
    parts.set(tau=0.5)
    parts.page.mouse.click(*at(parts, 0.5, 0.2))
    parts.until("state.launch")
    z = parts.state("launch")["z"]
    parts.page.mouse.move(*at(parts, *z))
    parts.page.mouse.down()
    parts.page.mouse.move(*at(parts, -0.9, 1.1), steps=4)
    parts.page.mouse.up()
    np.testing.assert_allclose(parts.state("launch")["z"], [-0.9, 1.1], atol=0.03)
    lines = [parts.stage(slot)["launched"]["line"] for slot in ("before", "after")]
    np.testing.assert_allclose(lines[0][0], parts.state("launch")["z"], atol=1e-3)
    np.testing.assert_allclose(*lines, atol=1e-4)
    assert parts.stage()["zoom"] == {"k": 1, "x": 0, "y": 0}  # the drag has not moved the window
    handle = parts.page.locator(".rd-handle [data-do='drag']").first
    handle.press("ArrowRight")
    np.testing.assert_allclose(parts.state("launch")["z"], np.array([-0.85, 1.1]), atol=0.03)
    parts.page.locator(".rd-handle [data-do='remove']").first.click()
    assert parts.state("launch") is None


def test_a_drag_pans_and_a_double_click_leaves_no_path(parts):
    x, y = at(parts, 0.3, 0.3)
    parts.page.mouse.move(x, y)
    parts.page.mouse.down()
    parts.page.mouse.move(x + 40, y + 10, steps=3)
    parts.page.mouse.up()
    assert parts.state("launch") is None and parts.stage()["zoom"]["x"] < -0.1
    parts.page.mouse.dblclick(x, y)
    assert parts.state("launch") is None and parts.stage()["zoom"] == {"k": 1, "x": 0, "y": 0}


def test_a_finger_launches_and_drags_a_path(visit):
    phone = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone.set(tau=0.5)
    phone.page.touchscreen.tap(*at(phone, 0.5, 0.4))
    phone.until("state.launch")
    z = phone.state("launch")["z"]
    cdp = phone.page.context.new_cdp_session(phone.page)
    for kind, place in (
        ("touchStart", z),
        ("touchMove", [0.8, -0.6]),
        ("touchMove", [1, -0.8]),
        ("touchEnd", None),
    ):
        x, y = at(phone, *(place or [0, 0]))
        cdp.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}] if place else []}
        )
    np.testing.assert_allclose(phone.state("launch")["z"], [1, -0.8], atol=0.06)
