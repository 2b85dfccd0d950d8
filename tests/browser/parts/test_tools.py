"""A tool takes the stage's pointer; a mixture under edit is shown as its own exact paths at once."""

import numpy as np
import pytest
import torch

import toy
from toy.data.mixture import GaussianMixture
from toy.models.exact import ExactDenoiser

TOOL = """(slot) => { window.calls = []; const note = (name) => (p) => calls.push([name, ...p]);
  __rdlab.groups.get("lab").set({ tool: { slot, cursor: "crosshair",
    down: note("down"), move: note("move"), up: note("up"),
    draw: (context, view) => { context.fillStyle = "#ff00ff";
      context.fillRect(view.left + view.scale * 1 - 4, view.top - view.scale * -0.5 - 4, 8, 8); } } }); }"""
PIXEL = """([slot, x, y]) => { const s = __rdlab.stages.find((each) => each.slot === slot); s.draw();
  const v = s.view();
  return [...s.context.getImageData(v.left + v.scale * x, v.top - v.scale * y, 1, 1).data]; }"""
PLACE = """([x, y]) => { const s = __rdlab.stages.find((each) => each.slot === "before"); const v = s.view();
  return [(v.left + v.sx * x) / s.ratio, (v.top - v.sy * y) / s.ratio]; }"""
PREVIEW = "(model) => __rdlab.stages.find((s) => s.slot === 'before').preview(model)"


def at(parts, x: float, y: float) -> tuple[float, float]:
    """Where on the page a point of the data lies on the left stage."""
    parts.box.scroll_into_view_if_needed()
    box, (left, top) = parts.box.bounding_box(), parts.page.evaluate(PLACE, [x, y])
    return box["x"] + left, box["y"] + top


def test_a_tool_hears_the_pointer_in_the_datas_coordinates_and_draws_on_top(parts):
    parts.set(coords="x/alpha")
    parts.page.evaluate(TOOL, "before")
    assert parts.box.evaluate("(e) => e.style.cursor") == "crosshair"
    parts.page.mouse.move(*at(parts, 0.5, 1))
    parts.page.mouse.down()
    parts.page.mouse.move(*at(parts, -1, 0.25))
    parts.page.mouse.up()
    calls = parts.page.evaluate("calls")
    assert [name for name, *_ in calls] == ["down", "move", "up"]
    np.testing.assert_allclose([p for _, *p in calls], [[0.5, 1], [-1, 0.25], [-1, 0.25]], atol=0.02)
    assert parts.stage()["zoom"] == {"k": 1, "x": 0, "y": 0} and parts.state("launch") is None
    assert parts.page.evaluate(PIXEL, ["before", 1, -0.5]) == [255, 0, 255, 255]
    assert parts.page.evaluate(PIXEL, ["after", 1, -0.5]) != [255, 0, 255, 255]
    parts.set(tool=None)
    assert parts.page.evaluate(PIXEL, ["before", 1, -0.5]) != [255, 0, 255, 255]


def test_a_finger_on_a_tool_draws_and_does_not_scroll(visit):
    phone = visit(viewport={"width": 390, "height": 500}, has_touch=True, is_mobile=True)
    phone.page.evaluate(TOOL, None)
    (x, y), cdp = at(phone, 0, 0.5), phone.page.context.new_cdp_session(phone.page)
    scroll = phone.page.evaluate("scrollY")
    for kind, down in (("touchStart", 0), ("touchMove", 20), ("touchMove", 60), ("touchEnd", None)):
        touches = [] if down is None else [{"x": x, "y": y - down}]
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    names = [name for name, *_ in phone.page.evaluate("calls")]
    assert names[0] == "down" and "move" in names and names[-1] == "up"
    assert phone.page.evaluate("scrollY") == scroll


@pytest.mark.parametrize("steps", [60, 1])
def test_a_previewed_mixture_is_walked_from_the_panels_own_noise(parts, steps):
    if steps == 1:
        parts.do("one-step", "h.steps === 1")
    parts.set(tau=0)
    noise = np.reshape(parts.stage()["points"], (-1, 2))
    mixture = GaussianMixture(
        torch.tensor([[1.5, 0.0], [-1.0, 1.0]]),
        torch.tensor([[[0.1, 0.05], [0.05, 0.2]], [[0.01, 0.0], [0.0, 0.02]]]),
        torch.tensor([0.3, 0.7]),
    )
    model = {name: getattr(mixture, name).tolist() for name in ("means", "covariances", "weights")}
    parts.page.evaluate(PREVIEW, model)
    parts.set(tau=1)
    seen = parts.stage()
    form = toy.FORMS["vp"]
    start = torch.from_numpy(noise).float() * float(form.norm(form.t_max))
    wanted = toy.SOLVERS["ddim"].sample(ExactDenoiser(mixture, form), start, steps, None).x[-1]
    np.testing.assert_allclose(np.reshape(seen["points"], (-1, 2)), wanted, atol=0.02)
    assert seen["data"] == 1200 and seen["samples"] == 0
    parts.page.evaluate(PREVIEW, None)
    assert parts.stage()["data"] == 2000 and parts.stage()["samples"] == 200


def test_a_preview_can_stand_where_nothing_was(parts):
    model = {"means": [[0, 0]], "covariances": [[[1, 0], [0, 1]]], "weights": [1]}
    parts.page.evaluate(PREVIEW.replace("before", "after"), model)
    seen = parts.stage("after")
    assert seen["paths"] == 200 and not seen["empty"] and seen["colours"]["base"] > 500
