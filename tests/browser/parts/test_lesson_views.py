"""What lessons draw over their stages, read back: it is what toy says."""

import json
import math

import numpy as np
import pytest
import torch
from parts_page import exact, experiment
from playwright.sync_api import expect
from test_stage_views import pairs_of, take

import toy
from rdlab.stage import wire

STEPS = 60


def asked(form: str = "vp", **header: str) -> tuple[dict, dict]:
    """A panel of the exact model that asks for an overlay or for coordinates, and its arrays."""
    payload = exact(form, STEPS)
    arrays = wire.unpack(payload)[1]
    return payload | {"h": json.dumps(json.loads(payload["h"]) | header)}, arrays


def test_the_cloud_is_of_single_pairs_at_the_clock(parts):
    payload, arrays = asked(overlay="clouds")
    take(parts, "before", payload)
    assert parts.stage()["lesson"] == {}  # only as in the lesson
    parts.set(coords="own")
    for tau in (0.2, 0.7):
        parts.set(tau=tau)
        seen = parts.stage()
        count = min(len(arrays["data"]), arrays["u"].shape[1])
        pairs = [math.cos(seen["phi"]), math.sin(seen["phi"])] @ np.stack(
            [arrays["data"][:count].ravel(), arrays["u"][0, :count].ravel()]
        )
        np.testing.assert_allclose(seen["lesson"]["cloud"], pairs, atol=2e-3)
    assert seen["colours"]["data"] > 300


def test_phases_meet_at_even_angles(parts):
    payload, arrays = asked(overlay="phases_4")
    take(parts, "before", payload)
    parts.set(coords="own")
    borders = pairs_of(parts.stage()["lesson"]["borders"])
    meet = arrays["u"][[STEPS // 4, STEPS // 2, 3 * STEPS // 4]]  # DDIM's times are even in the angle
    np.testing.assert_allclose(borders, meet.reshape(-1, 2), atol=5e-3)


def test_estimates_along_a_launched_path_are_those_of_its_steps(parts):
    payload, _ = asked("flow_matching", overlay="estimates")
    take(parts, "before", payload)
    parts.set(coords="own", launch={"z": [0.9, 0.6]})
    form, ddim = toy.FORMS["flow_matching"], toy.SOLVERS["ddim"]
    grid = ddim.grid(form, STEPS)
    start = torch.tensor([[0.9, 0.6]]) * float(form.norm(grid[0]))
    path = ddim.run(experiment(form.key).denoiser("exact"), start, grid, None)
    for row in (6, 30, 54):
        parts.set(tau=1 - 2 * float(form.phi(grid[row])) / math.pi - 1e-4)
        x0_hat, eps_hat = pairs_of(parts.stage()["lesson"]["estimates"])
        previous = [path.x0[row - 1, 0], path.x0[row, 0]]
        assert min(np.abs(x0_hat - each.numpy()).max() for each in previous) < 0.02
        assert min(np.abs(eps_hat - path.eps[k, 0].numpy()).max() for k in (row - 1, row)) < 0.02
    parts.set(launch=None)
    assert len(parts.stage()["lesson"]["estimates"]) == 4  # of an example


@pytest.mark.parametrize("form", ["flow_matching", "ve", "sub_vp"])
def test_the_slider_goes_from_x_to_u(parts, form):
    payload, _ = asked(form, coords="x-u")
    take(parts, "before", payload)
    slider = parts.page.locator(".rd-unscaled input")
    parts.set(coords="x", tau=0.5)
    expect(slider).to_be_hidden()
    x = np.array(parts.stage()["points"])
    parts.set(coords="u")
    u = np.array(parts.stage()["points"])
    parts.set(coords="own")
    expect(slider).to_be_visible()
    np.testing.assert_allclose(parts.stage()["points"], x, rtol=1e-4)
    slider.press("End")
    np.testing.assert_allclose(parts.stage()["points"], u, rtol=1e-4)
    slider.press("Home")
    np.testing.assert_allclose(parts.stage()["points"], x, rtol=1e-4)
    assert np.abs(x - u).max() > 0.05


def test_lines_of_pairs_alone_leave_the_paths_out(parts):
    payload, _ = asked(overlay="lines_random")
    take(parts, "before", payload)
    for name in ("samples", "firstOrder", "density"):
        parts.shown(name)
    assert parts.stage()["colours"]["base"] > 500
    parts.set(coords="own")
    seen = parts.stage()
    assert seen["pairs"]["crossings"] > 50 and seen["colours"]["base"] == 0
