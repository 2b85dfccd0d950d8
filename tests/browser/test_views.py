"""The views in the lab itself: what the browser computes from a network is what the server computed."""

import math

import numpy as np
import pytest

VIEWS = ("field", "heat", "mesh", "pairs", "conditional")
STAGE = "(slot) => { const s = __rdlab.stages.find((each) => each.slot === slot); s.draw(); "
PANEL = STAGE + (
    "return { model: s.header.model?.kind ?? null, phi: s.header.phi, count: s.paths.count,"
    " nodes: s.paths.nodes.map((row) => [...row]) }; }"
)
LINES = STAGE + "return s.scene.lines.points.map((row) => [...row]); }"
SET = "(state) => __rdlab.groups.get('lab').set(state)"


def rectified(lab) -> None:
    lab.click("rectify")
    lab.shows("after", stage="rectified-1", live=False)


def panel(lab, slot: str) -> dict:
    found = lab.page.evaluate(PANEL, slot)
    return found | {"u": np.reshape(found["nodes"], (len(found["phi"]), -1, 2))}


def launch(lab, z) -> None:
    lab.page.evaluate(SET, {"launch": {"z": [float(each) for each in z]}})


def bend(lab, slot: str) -> float:
    lines = np.array(lab.page.evaluate(LINES, slot))
    lines = lines.reshape(len(lines), -1, 2)
    arc = np.linalg.norm(np.diff(lines, axis=0), axis=-1).sum()
    return arc / np.linalg.norm(lines[-1] - lines[0], axis=-1).sum() - 1


def moves(lab, slot: str, kind: str) -> float:
    """How far x0_hat or eps_hat strays along the launched path from where it begins, at most."""
    values = np.array(lab.stage(slot)["launched"][kind])
    return float(np.linalg.norm(values - values[0], axis=1)[:-1].max())


def test_a_launched_path_is_the_one_the_server_walks_from_the_same_noise(lab):
    rectified(lab)
    before, after = panel(lab, "before"), panel(lab, "after")
    assert (before["model"], after["model"]) == ("mixture", "mlp")
    for i in (0, 3, 17):
        launch(lab, after["u"][0, i])
        for slot, found in (("before", before), ("after", after)):
            seen = lab.stage(slot)["launched"]
            assert len(seen["phi"]) == len(found["phi"]) == 51
            line = np.array(seen["line"])[:: (len(seen["line"]) - 1) // 50]
            np.testing.assert_allclose(line, found["u"][:, i], atol=0.02)  # VP: x is u


def test_rectification_makes_the_predictions_constant_and_the_morphed_paths_straight(lab):
    rectified(lab)
    launch(lab, [1.0, -0.7])
    for kind in ("x0", "eps"):
        assert moves(lab, "before", kind) > 0.5 > 0.2 > moves(lab, "after", kind)
    lab.page.get_by_role("radio", name="Morph", exact=True).click()
    slider = lab.page.get_by_label("From one form to the other")
    curved = bend(lab, "after")
    slider.fill("100")
    assert curved > 1 and bend(lab, "after") < 0.05 < 0.5 < bend(lab, "before")
    slider.fill("0")
    assert bend(lab, "after") == pytest.approx(curved, rel=1e-3)


def test_the_field_of_a_network_points_along_its_paths(lab):
    rectified(lab)
    lab.page.get_by_role("button", name="More", exact=True).click()
    lab.page.locator("[data-show='field']").click()
    found = panel(lab, "after")
    k = 25
    lab.page.evaluate(SET, {"tau": 1 - 2 * found["phi"][k] / math.pi, "coords": "u"})
    seen = lab.stage("after")["field"]
    at, by = np.reshape(seen["at"], (-1, 2)), np.reshape(seen["by"], (-1, 2))
    ahead = found["u"][k + 1] - found["u"][k - 1]
    near = [np.argmin(np.linalg.norm(at - u, axis=1)) for u in found["u"][k]]
    close = [i for i, j in enumerate(near) if np.linalg.norm(at[j] - found["u"][k, i]) < 0.12]
    cosine = [ahead[i] @ by[near[i]] / np.linalg.norm(ahead[i]) / np.linalg.norm(by[near[i]]) for i in close]
    assert len(close) > 15 and np.median(cosine) > 0.95


def test_views_stay_on_through_a_training_which_sends_no_models(lab):
    lab.page.get_by_role("button", name="More", exact=True).click()
    for view in VIEWS:
        lab.page.locator(f"[data-show='{view}']").click()
    launch(lab, [0.5, 0.8])
    lab.click("train")
    lab.shows("after", stage="base", live=True)
    assert lab.page.evaluate(PANEL, "after")["model"] is None
    lab.shows("after", stage="base", live=False)
    lab.page.wait_for_function("() => __rdlab.stages.every((s) => s.views.mesh && s.views.path)")
    for slot in ("before", "after"):
        seen = lab.stage(slot)
        assert seen["field"] and seen["pairs"]["crossings"] > 500 and len(seen["conditional"]["now"]) > 20
        assert seen["launched"]["z"] == [0.5, 0.8]


@pytest.mark.parametrize("solver", ["heun", "euler"])
def test_a_launched_path_follows_the_models_own_ode_under_other_solvers(lab, solver):
    lab.choose("solver", solver.capitalize())
    lab.until(lambda: lab.page.evaluate(STAGE + "return s.header.solver }", "before"), lambda s: s == solver)
    found = panel(lab, "before")
    launch(lab, found["u"][0, 5])
    end = np.array(lab.stage("before")["launched"]["line"])[-1]
    assert np.linalg.norm(end - found["u"][-1, 5]) < (0.05 if solver == "heun" else 0.3)
