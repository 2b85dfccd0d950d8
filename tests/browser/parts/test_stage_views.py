"""Each view beyond samples and paths draws what toy says: read back from the browser's data and pixels."""

import math

import numpy as np
import pytest
import torch
from parts_page import data, exact, experiment, first_order
from playwright.sync_api import expect
from test_stage import close, on_curve

import toy
from rdlab.stage import wire
from toy.metrics import arc_over_chord


def more(parts) -> None:
    parts.page.get_by_role("button", name="More").click()


def take(parts, slot: str, payload: dict) -> None:
    """Give a stage a payload, as the server would."""
    give = "([slot, payload]) => __rdlab.stages.find((s) => s.slot === slot).take(payload)"
    parts.page.evaluate(give, [slot, payload])


def pairs_of(flat: list) -> np.ndarray:
    return np.reshape(flat, (-1, 2))


def posterior(x: np.ndarray, n: float, phi: float, form: str) -> tuple[np.ndarray, np.ndarray]:
    """toy's (x0_hat, eps_hat) at places x of the form's own coordinates."""
    denoiser = experiment(form).denoiser("exact")
    return tuple(part.numpy() for part in denoiser.predict(torch.from_numpy(x / n), phi))


def velocity(x: np.ndarray, phi: float, form: toy.Form) -> np.ndarray:
    t = form.t_of_phi(torch.tensor(phi, dtype=torch.float64))
    x0, eps = posterior(x, float(form.norm(t)), phi, form.key)
    return float(form.d_alpha(t)) * x0 + float(form.d_sigma(t)) * eps


@pytest.mark.parametrize("form", ["vp", "ve", "sub_vp", "edm", "flow_matching", "vp_cosine"])
def test_the_velocity_field_is_the_forms_own(parts, form):
    take(parts, "before", exact(form))
    more(parts)
    parts.set(tau=0.55)
    parts.shown("field")
    seen = parts.stage()
    x, found = pairs_of(seen["field"]["at"]), pairs_of(seen["field"]["by"])
    wanted = -velocity(x, seen["phi"], toy.FORMS[form])
    assert len(x) >= 100 and seen["field"]["kind"] == "velocity"
    np.testing.assert_allclose(found, wanted, atol=2e-3 * np.abs(wanted).max())


def test_score_noise_and_sample_fields(parts):
    more(parts)
    parts.set(tau=0.6)
    parts.shown("field")
    for name, key, arrow in (
        ("score", "score", lambda x, x0, eps, phi: -eps / math.sin(phi)),
        ("ε̂", "epsilon", lambda x, x0, eps, phi: eps),
        ("x̂₀", "x0", lambda x, x0, eps, phi: x0 - x),
    ):
        parts.page.get_by_role("radio", name=name, exact=True).click()
        seen = parts.stage()
        assert seen["field"]["kind"] == key
        x = pairs_of(seen["field"]["at"])
        wanted = arrow(x, *posterior(x, 1, seen["phi"], "vp"), seen["phi"])
        np.testing.assert_allclose(pairs_of(seen["field"]["by"]), wanted, atol=3e-3 * np.abs(wanted).max())


def test_arrows_are_where_the_field_is_and_point_its_way(parts):
    """With everything else off, pixels towards an arrow's tip are inked, those beside it are not."""
    for name in ("samples", "paths", "firstOrder", "density"):
        parts.shown(name)
    more(parts)
    parts.set(tau=0.3)
    parts.shown("field")
    alpha = """([px, py]) => { const s = __rdlab.stages.find((e) => e.slot === "before"); const r = 3;
      const p = s.context.getImageData(Math.round(px) - r, Math.round(py) - r, 2 * r + 1, 2 * r + 1).data;
      let most = 0; for (let i = 3; i < p.length; i += 4) most = Math.max(most, p[i]); return most; }"""
    seen = parts.stage()
    x, by, view = pairs_of(seen["field"]["at"]), pairs_of(seen["field"]["by"]), seen["window"]
    length = np.hypot(*by.T)
    place = np.stack([view["left"] + view["sx"] * x[:, 0], view["top"] - view["sy"] * x[:, 1]], 1)
    inside = ((place > 60) & (place < view["size"] - 60)).all(1)
    strong = [i for i in np.argsort(length) if inside[i]][-8:]
    assert len(strong) >= 5
    cell = view["size"] / math.isqrt(len(x))
    for i in strong:
        px, py = place[i]
        way = np.array([by[i][0], -by[i][1]]) / length[i]
        reach = 0.3 * cell * min(1, length[i] / seen["field"]["long"])
        aside = np.array([-way[1], way[0]]) * 0.45 * cell
        assert parts.page.evaluate(alpha, [px + reach * way[0], py + reach * way[1]]) > 100
        assert parts.page.evaluate(alpha, [px - 0.1 * way[0] + aside[0], py + aside[1]]) < 100


def test_the_heatmap_is_dense_where_the_samples_are(parts):
    for name in ("samples", "paths", "firstOrder", "density"):
        parts.shown(name)
    more(parts)
    parts.set(tau=1)
    empty = parts.stage()["painted"]
    parts.shown("heat")
    seen = parts.stage()
    assert seen["painted"] > empty + 2000
    alpha = """(xy) => { const s = __rdlab.stages.find((e) => e.slot === "before"); s.draw();
      const v = s.view();
      const at = (x, y) => s.context.getImageData(v.left + v.sx * x, v.top - v.sy * y, 1, 1).data[3];
      return xy.map(([x, y]) => at(x, y)); }"""
    modes = experiment("vp").dataset.standard_mixture.means.numpy()
    between = [[0.97 * math.cos(a), 0.97 * math.sin(a)] for a in (0.39, 1.18)]
    on, off = parts.page.evaluate(alpha, modes.tolist()), parts.page.evaluate(alpha, [[0, 0], *between])
    assert min(on) > 60 and min(on) > 3 * max(off)
    parts.set(tau=0)
    assert parts.page.evaluate(alpha, [[0, 0]])[0] > 60  # noise is densest in the middle


def test_the_mesh_is_the_grid_of_noise_carried_by_the_model(parts):
    more(parts)
    parts.set(tau=0)
    parts.shown("mesh")
    grid = pairs_of(parts.stage()["mesh"]["now"])
    side = np.linspace(-2.5, 2.5, 21)
    np.testing.assert_allclose(grid, np.stack(np.meshgrid(side, side), -1).reshape(-1, 2), atol=1e-3)
    parts.set(tau=1)
    parts.until(
        "stages.some(({ slot, views }) => slot === 'before' && !views.waiting && views.mesh.reached < 0.01)"
    )
    start = torch.from_numpy(grid).float()
    wanted = toy.SOLVERS["ddim"].sample(experiment("vp").denoiser("exact"), start, 60, None).x[-1].numpy()
    found = pairs_of(parts.stage()["mesh"]["now"])
    assert np.median(np.abs(found - wanted)) < 1e-3 and np.quantile(np.abs(found - wanted), 0.95) < 0.02


def test_random_pairs_cross_and_model_pairs_hardly(parts):
    more(parts)
    parts.shown("pairs")
    random = parts.stage()["pairs"]
    _header, arrays = wire.unpack(exact())
    np.testing.assert_allclose(pairs_of(random["from"]), arrays["u"][0, :100], atol=1e-3)
    np.testing.assert_allclose(pairs_of(random["to"]), data(2000)[:100], atol=1e-3)
    parts.page.get_by_role("radio", name="model", exact=True).click()
    model = parts.stage()["pairs"]
    np.testing.assert_allclose(pairs_of(model["to"]), arrays["u"][-1, :100], atol=1e-3)
    assert random["crossings"] > 800 > 20 * model["crossings"]
    for found in (random, model):
        assert found["crossings"] == crossings(pairs_of(found["from"]), pairs_of(found["to"]))
    expect(parts.page.locator(".rd-crossings")).to_have_text(
        f"crossings (at one time) {model['crossings']} ({model['atOneTime']})"
    )
    assert random["atOneTime"] > 40 > 20 * model["atOneTime"]


def crossings(start: np.ndarray, end: np.ndarray) -> int:
    """Counted by solving for the two lines' common point."""
    found = 0
    for i in range(len(start)):
        for j in range(i):
            a, b = end[i] - start[i], end[j] - start[j]
            if abs(np.linalg.det(matrix := np.stack([a, -b], 1))) > 1e-9:
                share = np.linalg.solve(matrix, start[j] - start[i])
                found += bool(((share > 0) & (share < 1)).all())
    return found


def test_conditional_paths_lead_from_one_noise_to_the_data_points(parts):
    more(parts)
    parts.shown("conditional")
    for tau in (0, 0.5, 1):
        parts.set(tau=tau)
        seen = parts.stage()
        z, now = np.array(seen["conditional"]["z"]), pairs_of(seen["conditional"]["now"])
        wanted = math.cos(seen["phi"]) * data(2000)[: len(now)] + math.sin(seen["phi"]) * z
        np.testing.assert_allclose(now, wanted, atol=1e-3)
    assert len(now) >= 10 and seen["colours"]["data"] > 500


def test_first_order_paths_are_straight_in_x_over_sigma_too(parts):
    parts.do("rectified", "h.stage === 'rectified-1'", "after")
    parts.page.get_by_role("radio", name="x/σ", exact=True).click()
    parts.set(tau=0.5)
    seen = parts.stage("after")
    close(parts.stage("after")["points"], on_curve(first_order(), 0.5) / math.sin(seen["phi"]))
    assert seen["extent"] < 8 and seen["beyond"] > 50  # the window holds the noise; the data lies far out
    expect(parts.page.locator("[data-show='density']")).to_be_disabled()


def test_each_choice_of_coordinates_has_its_own_window_and_zoom(parts):
    parts.box.scroll_into_view_if_needed()
    parts.page.wait_for_timeout(500)  # just after scrolling, the wheel goes on scrolling
    under = """([px, py]) => { const s = __rdlab.stages.find((e) => e.slot === "before"); const v = s.view();
      return [(px * s.ratio - v.left) / v.sx, (v.top - py * s.ratio) / v.sy]; }"""
    zooms = {}
    for name, coords in (("x", "x"), ("x/σ", "x/sigma"), ("Time", "unrolled0"), ("u", "u")):
        parts.page.get_by_role("radio", name=name, exact=True).click()
        seen = parts.stage()
        assert seen["coordinates"] == f"vp/{coords}" and seen["zoom"] == {"k": 1, "x": 0, "y": 0}
        box = parts.box.bounding_box()  # below a row of options it lies lower
        parts.page.mouse.move(box["x"] + 90, box["y"] + 110)
        there = parts.page.evaluate(under, [90, 110])
        parts.page.mouse.wheel(0, -150)
        parts.until(f"state.zoom['vp/{coords}']?.k > 1")
        assert parts.page.evaluate(under, [90, 110]) == pytest.approx(there, abs=1e-6)
        zooms[name] = parts.stage()["zoom"]
    for name, zoom in zooms.items():
        parts.page.get_by_role("radio", name=name, exact=True).click()
        assert parts.stage()["zoom"] == zoom


@pytest.mark.parametrize("axis", [0, 1])
def test_unrolled_time_runs_across_and_one_component_upwards(parts, axis):
    parts.page.get_by_role("radio", name="Time", exact=True).click()
    parts.page.get_by_role("radio", name=["horizontal", "vertical"][axis], exact=True).click()
    for tau in (0, 0.4, 1):
        parts.set(tau=tau)
        seen = parts.stage()
        across, up = pairs_of(seen["points"]).T
        np.testing.assert_allclose(up, on_curve(exact(), tau)[:, axis], atol=5e-3)
        np.testing.assert_allclose(across, 1 - 4 * seen["phi"] / math.pi, atol=1e-3)
    left, right = (seen["window"]["left"] + seen["window"]["sx"] * time for time in (-1, 1))
    assert 0 < left < 0.1 * seen["size"] and 0.9 * seen["size"] < right < seen["size"]
    more(parts)
    expect(parts.page.locator("[data-show='mesh']")).to_be_disabled()
    parts.set(tau=0.5)
    box = parts.box.bounding_box()
    parts.page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.4 * box["height"])
    parts.until("state.launch")
    line = parts.stage()["launched"]["line"]
    wanted = (seen["window"]["top"] - 0.4 * seen["size"]) / seen["window"]["sy"]
    assert np.interp(0, [p[0] for p in line], [p[1] for p in line]) == pytest.approx(wanted, abs=0.05)


def test_the_morph_to_flow_matching_straightens_first_order_paths(parts):
    parts.do("pair", "h.stage === 'rectified-1'", "after")
    parts.page.get_by_role("radio", name="Morph", exact=True).click()
    slider = parts.page.get_by_label("From one form to the other")
    assert parts.page.locator(".rd-morph select").input_value() == "flow_matching"
    ends = {}
    for amount in (0, 50, 100):
        slider.fill(str(amount))
        parts.page.evaluate("() => new Promise(requestAnimationFrame)")
        for slot in ("before", "after"):
            read = "(slot) => { const s = __rdlab.stages.find((e) => e.slot === slot); s.draw();"
            read += "return s.scene.lines.points.map((row) => [...row]); }"
            lines = np.array(parts.page.evaluate(read, slot)).reshape(-1, 200, 2)
            ends.setdefault(slot, []).append((lines[0], lines[-1], arc_over_chord(torch.tensor(lines))))
    for slot in ("before", "after"):
        first, _, last = ends[slot]
        np.testing.assert_allclose(first[0], last[0], rtol=0.01)  # both ends stay where they were,
        np.testing.assert_allclose(
            first[1], last[1], rtol=0.01
        )  # but for VP's last trace of data in the noise
    bend = [arc for _, _, arc in ends["after"]]
    assert bend[0] > 1 > bend[1] > 0.05 and bend[2] < 0.01  # first order: straight under flow matching
    assert ends["before"][2][2] > 0.5  # exact paths are not
    expect(parts.page.locator(".rd-morph output")).to_contain_text(f"{ends['before'][2][2]:.2f} · 0.00")


def test_a_morph_to_ve_shows_the_same_paths_as_ve(parts):
    parts.page.get_by_role("radio", name="Morph", exact=True).click()
    parts.page.locator(".rd-morph select").select_option("ve")
    parts.page.get_by_label("From one form to the other").fill("100")
    parts.set(tau=0.5)
    close(parts.stage()["points"], on_curve(exact(), 0.5) / math.cos(parts.stage()["phi"]))
