"""The Compare tab in a real browser: one click to the finished table, which says what was measured."""

import csv
import io
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

import toy
from rdlab.stage.measuring import DRAWS, SAMPLES, STEPS

HEADS = """() => [...document.querySelectorAll("#compare-heads .rd-head")].map((head) => ({
  title: head.querySelector("h3").textContent, phase: head.dataset.phase,
  done: Number(head.querySelector("[role=progressbar]").getAttribute("aria-valuenow")) }))"""
STAGES = """() => window.__rdlab.stages
  .filter((stage) => stage.slot.includes("-") && stage.element.offsetWidth).map((stage) => stage.debug())"""
SLOTS = "window.__rdlab.stages.map((stage) => stage.slot).sort()"
TRACES = """() => document.querySelector("#compare-chart .rd-plot")?.data
  ?.filter((trace) => trace.x?.[0]).map(({ name, y, text }) => ({ name, y, text })) ?? []"""
METERS = """() => [...document.querySelectorAll("#compare-meters [data-metric]")]
  .filter((row) => row.dataset.metric).map((row) => [row.dataset.metric,
    [...row.querySelectorAll("[role=cell]")].map((cell) => cell.innerText.trim())])"""
CELLS = """() => [...document.querySelectorAll("#compare-table tbody tr")].map((row) =>
  [...row.querySelectorAll("td")].map((cell) => [cell.firstChild.textContent, cell.dataset.mark ?? null]))"""


@pytest.fixture
def compare(visit) -> Callable:
    """Opens the Compare tab as a new visitor, for whom nothing of it was there before."""

    def opened(**options):
        lab = visit(**options)
        assert lab.page.locator("#compare-board canvas").count() == 0
        assert lab.page.evaluate(SLOTS) == ["after", "before"]
        lab.page.get_by_role("tab").nth(1).click()
        lab.until(
            lambda: lab.page.evaluate(STAGES), lambda found: len(found) == 8 and found[0]["paths"] == 80
        )
        return lab

    return opened


def heads(lab) -> list[dict]:
    return lab.page.evaluate(HEADS)


def choose(lab, name: str, label: str) -> None:
    lab.page.locator(f"#compare-{name} label", has_text=label).first.click()


def finished(lab, count: int) -> None:
    lab.until(lambda: heads(lab), lambda found: [head["phase"] for head in found] == ["done"] * count, 150)


def test_one_click_to_the_finished_table(compare, tmp_path):
    lab = compare()
    page = lab.page
    choose(lab, "forms", "sub-VP")  # takes it away
    choose(lab, "forms", "VE")
    lab.until(lambda: [head["title"] for head in heads(lab)], lambda found: found == ["VP", "Flow matching"])
    page.locator("#compare-run").click()
    expect(page.locator("#compare-stop")).to_be_enabled()
    live = lab.until(lambda: page.evaluate(STAGES), lambda found: all(s["live"] for s in found[:2]))
    expect(page.locator("#compare-progress")).to_contain_text("% of the whole: training")
    assert [stage["paths"] for stage in live[:2]] == [40, 40] and live[2]["empty"] == "compare.hint"
    finished(lab, 2)
    expect(page.locator("#compare-run")).to_be_enabled()
    expect(page.locator("#compare-stop")).to_be_disabled()
    expect(page.locator("#compare-progress")).to_be_hidden()
    stages = lab.until(
        lambda: page.evaluate(STAGES), lambda found: [s["stage"] for s in found][2:] == ["rectified-1"] * 2
    )
    assert [stage["form"] for stage in stages] == ["vp", "flow_matching"] * 2
    assert all(stage["paths"] == 80 and stage["steps"] == 50 for stage in stages)
    assert len({stage["tau"] for stage in stages}) == 1  # one clock

    with page.expect_download() as download:
        page.locator("#compare-table button").click()
    file = tmp_path / "numbers.csv"
    download.value.save_as(file)
    rows = list(csv.DictReader(io.StringIO(file.read_text())))
    assert [(row["name"], row["stage"]) for row in rows] == [
        ("vp", "base"), ("flow_matching", "base"), ("vp", "rectified-1"), ("flow_matching", "rectified-1"),
    ]  # fmt: skip
    numbers = page.evaluate(CELLS)
    for row, cells in zip(rows, numbers, strict=True):
        assert row["data"] == "eight_gaussians" and row["seed"] == "0" and row["compared"] == "form"
        found = [
            float(row[name]) for name in ("first_order_defect", "arc_over_chord", "sliced_w2_1", "floor")
        ]
        told = [float(cells[i][0]) for i in (0, 1, 4, -1)]
        assert told == pytest.approx(found, abs=0.006)

    # the same as the library measures for the same settings and seed
    experiment = toy.Experiment(toy.Config(form="vp"))
    for _ in (*experiment.train(), *experiment.rectify()):
        pass
    for row, stage in ((rows[0], "base"), (rows[2], "rectified-1")):
        expected = experiment.metrics(stage, STEPS, SAMPLES, 0, draws=DRAWS, distances=("sliced_w2",))
        assert float(row["first_order_defect"]) == pytest.approx(expected["first_order_defect"], rel=0.02)
        assert float(row["arc_over_chord"]) == pytest.approx(expected["arc_over_chord"], rel=0.02)
        for k in STEPS:
            quality = expected["quality"][k]["sliced_w2"]
            assert float(row[f"sliced_w2_{k}"]) == pytest.approx(quality, rel=0.02)

    # the best and the worst, in the table and beneath the columns
    arcs = [float(row["arc_over_chord"]) for row in rows]
    assert arcs[2] > arcs[0] and arcs[3] < 0.05  # VP ends more curved, flow matching straight
    assert [cells[1][1] for cells in numbers] == ["best", "worst", "worst", "best"]
    beneath = dict(page.evaluate(METERS))
    assert "most curved" in beneath["arc_over_chord"][0] and "straightest" in beneath["arc_over_chord"][1]
    assert beneath["one_step"][0].startswith(f"{float(rows[0]['sliced_w2_1']):.2f} → ")
    said = page.locator("#compare-sentence").inner_text()
    assert "first order" in said and "VP: more curved" in said

    traces = page.evaluate(TRACES)
    assert [(t["name"], t["text"]) for t in traces] == [
        ("VP", "before"), ("VP", "after"), ("Flow matching", "before"), ("Flow matching", "after"),
    ]  # fmt: skip
    assert traces[0]["y"][0] == pytest.approx(float(rows[0]["sliced_w2_1"]))

    page.locator("#compare-view_steps button", has_text="4").first.click()  # another number of steps
    lab.until(lambda: [s["steps"] for s in page.evaluate(STAGES)], lambda found: found == [4] * 4)


def test_stop_ends_all_columns_and_another_choice_begins_anew(compare):
    lab = compare()
    page = lab.page
    page.locator("#compare-run").click()
    lab.until(lambda: heads(lab), lambda found: all(head["done"] > 1 for head in found))
    page.locator("#compare-stop").click()
    lab.until(lambda: heads(lab), lambda found: [head["phase"] for head in found] == ["stopped"] * 4)
    expect(page.locator("#compare-run")).to_be_enabled()
    stages = lab.until(lambda: page.evaluate(STAGES), lambda found: not any(s["live"] for s in found))
    assert [stage["stage"] for stage in stages[:4]] == ["base"] * 4
    choose(lab, "kind", "solvers")
    lab.until(lambda: [head["title"] for head in heads(lab)], lambda found: found[1:2] == ["Euler"])
    lab.until(lambda: page.evaluate(STAGES)[0]["stage"], lambda stage: stage == "exact")
    for name in ("Euler", "Heun", "DPM++ 2M"):
        choose(lab, "solvers", name)
    expect(page.locator("#compare-run")).to_be_disabled()  # one alone is nothing to compare
    expect(page.locator("#compare-notice")).to_contain_text("Choose 2 to 6")
    choose(lab, "solvers", "RK4")
    expect(page.locator("#compare-run")).to_be_enabled()
    expect(page.locator("#compare-notice")).not_to_contain_text("Choose")


@pytest.mark.parametrize("touch", [False, True])
def test_the_columns_stand_under_each_other_and_the_page_does_not_scroll_sideways(compare, touch):
    widths = (390,) if touch else (1440, 1024)
    height = 844 if touch else 900
    lab = compare(width=widths[0], height=height, has_touch=touch, is_mobile=touch, locale="zh-CN")
    for width in widths:
        lab.page.set_viewport_size({"width": width, "height": height})
        stands(lab, width)
    expect(lab.page.locator("#compare-run")).to_have_text("全部训练并整流")
    more = lab.page.locator(".rd-next-columns")  # where some are out of sight, a button leads to them
    expect(more).to_be_visible(visible=touch)
    fourth = lab.page.locator("#compare-board .rd-stage-box:visible").nth(3)

    def further() -> dict:
        with suppress(PlaywrightTimeout):  # it goes when the board has arrived at its end
            more.click(timeout=500)
        return fourth.bounding_box()

    lab.until(further, lambda box: box["x"] + box["width"] <= width)


def stands(lab, width: int) -> None:
    page = lab.page
    boxes = page.locator("#compare-board .rd-stage-box:visible")
    expect(boxes).to_have_count(8)
    lab.until(lambda: page.evaluate("document.documentElement.scrollWidth"), lambda wide: wide <= width)
    places = [boxes.nth(i).bounding_box() for i in range(8)]
    for above, below in zip(places[:4], places[4:], strict=True):
        assert (
            above["x"] == pytest.approx(below["x"], abs=1) and below["y"] > above["y"] + above["height"] - 1
        )
    titles = page.locator("#compare-heads .rd-head")
    assert [titles.nth(i).bounding_box()["x"] for i in range(4)] == pytest.approx(
        [place["x"] for place in places[:4]], abs=1
    )
    seen = sum(place["x"] + place["width"] <= width for place in places[:4])
    assert seen == (2 if width < 400 else 4)
