"""The charts of the lab, read back: what was measured is what is drawn."""

import pytest
from playwright.sync_api import expect

TRACES = """(part) => document.querySelector(`#lab-${part} .rd-plot`)?.data?.map(
  (d) => ({ name: d.name, x: d.x, y: d.y, colour: d.line?.color, symbol: d.marker?.symbol }))"""


@pytest.fixture(scope="module")
def rectified(visitors):
    """One lab, trained and rectified, whose charts are looked at in turn."""
    with visitors() as visit:
        lab = visit()
        lab.type("steps", "400")
        lab.type("rectify_steps", "400")
        lab.settings(close=True)
        lab.click("train")
        lab.status("400 steps in", 90)
        lab.click("rectify")
        expect(lab.part("sentence")).to_contain_text("Rectified", timeout=90_000)
        yield lab


def traces(lab, part: str) -> list[dict]:
    return lab.page.evaluate(TRACES, part) or []


def hands(lab) -> list[list[float]]:
    """Degrees of 180 of each dial's hands."""
    turn = "(hands) => hands.map((e) => parseFloat(e.style.transform.slice(7)))"
    return [dial.locator(".rd-dial-hand").evaluate_all(turn) for dial in lab.page.locator(".rd-dial").all()]


def test_the_two_dials_move_apart(rectified):
    first_order, straight = hands(rectified)
    assert first_order[0] > 120 and first_order[1] < 30  # towards first order
    assert straight[0] < 30 and straight[1] > 60  # away from straight


def test_quality_against_steps_calls_and_milliseconds(rectified):
    lab = rectified
    lab.tab("quality")
    stages = lab.until(lambda: traces(lab, "chart"), lambda found: len(found) >= 3)
    assert [one["name"] for one in stages[:3]] == ["Exact", "Trained", "Rectified × 1"]
    assert stages[1]["x"] == [1, 2, 4, 8, 25, 50] and stages[1]["y"][0] > 3 * stages[2]["y"][0]
    lab.page.locator('#lab-chart [data-axis="ms"]').click()
    times = lab.until(lambda: traces(lab, "chart"), lambda found: found[1]["x"] != stages[1]["x"])[1]["x"]
    assert times[-1] > 5 * times[0] > 0
    lab.page.locator('#lab-chart [data-axis="nfe"]').click()
    lab.until(lambda: traces(lab, "chart"), lambda found: found[1]["x"] == [1, 2, 4, 8, 25, 50])
    lab.click("compare")
    marks = lambda: {one["symbol"] for one in traces(lab, "chart")}  # noqa: E731
    lab.until(marks, lambda found: len(found) == 6, 90)
    expect(lab.part("compare")).to_be_disabled()
    rk4 = next(one for one in traces(lab, "chart") if one["symbol"] == "cross" and one["x"][0])
    assert rk4["x"] == [4, 8, 16, 32, 100, 200]


def test_another_solver_gets_its_own_curve(lab):
    lab.until(lambda: traces(lab, "chart"), bool)
    lab.choose("solver", "Heun")
    found = lab.until(lambda: traces(lab, "chart"), lambda seen: "diamond" in [one["symbol"] for one in seen])
    assert found[0]["symbol"] == "circle"  # beside DDIM's


def test_the_race_shows_steps_solvers_and_stages_from_the_same_noise(rectified):
    lab = rectified
    lab.tab("race")
    cells = lab.part("race").locator("canvas")
    expect(cells).to_have_count(16)
    looks = """(canvases) => canvases.map((c) => {
      const { data } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
      const far = [];
      for (let i = 0; i < data.length / 4; i++)
        if (data[4 * i + 3] > 40)
          far.push(Math.hypot((i % c.width) / c.width - 0.5, i / c.width / c.height - 0.5));
      far.sort((a, b) => a - b);
      const { stage, solver, steps } = c.dataset;
      return [stage, solver, steps, far.length, far[Math.floor(far.length / 2)] ?? 0];
    })"""
    lab.page.wait_for_timeout(200)
    found = {tuple(key): (count, middle) for *key, count, middle in cells.evaluate_all(looks)}
    assert len(found) == 16
    one, many = found["base", "ddim", "1"], found["base", "ddim", "50"]
    assert one[1] < 0.3 * many[1]  # one step of the trained model: its mean
    assert found["rectified-1", "ddim", "1"][1] > 0.8 * many[1]  # of the rectified one: the ring
    assert many[0] > 100


def test_drift_is_flat_once_paths_are_first_order(rectified):
    lab = rectified
    lab.tab("drift")
    named = lab.until(
        lambda: [one for one in traces(lab, "drift") if one["name"]], lambda found: len(found) == 4
    )
    assert [one["name"] for one in named] == ["Trained", "Rectified × 1"] * 2
    for base, after in (named[:2], named[2:]):
        assert max(base["y"]) > 0.8 and max(after["y"]) < 0.5 * max(base["y"])


def test_the_losses_of_both_trainings_are_drawn_and_follow_the_theme(rectified):
    lab = rectified
    lab.tab("loss")
    runs = lab.until(lambda: traces(lab, "losses"), lambda found: len(found) == 2)
    assert [run["x"][-1] for run in runs] == pytest.approx([400, 400], abs=3)
    assert runs[0]["y"][0] > runs[0]["y"][-1] and runs[0]["colour"] == "#0072b2"
    lab.page.evaluate("() => document.body.classList.add('dark')")
    lab.until(lambda: traces(lab, "losses")[0]["colour"], lambda colour: colour == "#56b4e9")
    lab.page.evaluate("() => document.body.classList.remove('dark')")
    lab.until(lambda: traces(lab, "losses")[0]["colour"], lambda colour: colour == "#0072b2")


def test_one_chart_is_shown_at_a_time_and_the_page_does_not_scroll(rectified):
    lab = rectified
    parts = {"quality": "chart", "race": "race", "drift": "drift", "loss": "losses"}
    for tab in parts:
        lab.tab(tab)
        lab.page.wait_for_timeout(300)
        for name, part in parts.items():
            assert lab.part(part).is_visible() == (name == tab)
        assert lab.page.evaluate("document.documentElement.scrollHeight") <= 900
