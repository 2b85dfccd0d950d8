"""The Learn tab in a real browser: from the prediction to the verdict, and into the lab."""

from collections.abc import Callable

import pytest
from learn_page import finished, opener
from playwright.sync_api import expect

from rdlab.engine.protocol import drain
from rdlab.lessons import LESSONS, Shelf
from rdlab.page.published import ONE_STEP_FID, TABLE

STAGES = """() => window.__rdlab.stages
  .filter((stage) => stage.slot.startsWith("learn") && stage.canvas.clientWidth)
  .map((stage) => stage.debug())"""
TRACES = """(name) => document.querySelector(`#learn-${name} .rd-plot`)?.data
  ?.map(({ name, x, y, customdata }) => ({ name, x, y, customdata })) ?? []"""
FOLLOW = """() => {
  window.shares = [];
  const bar = document.querySelector("#learn-progress [role=progressbar]");
  new MutationObserver(() => bar.hidden || window.shares.push(Number(bar.getAttribute("aria-valuenow"))))
    .observe(bar, { attributeFilter: ["aria-valuenow"] });
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def learn(visit) -> Callable:
    return opener(visit)


def shown(value: float, unit: str) -> str:
    """A number as the page writes it."""
    percent = 100 * value if unit == "share" else value
    return (
        f"{percent:.0f}"
        if unit == "share" and value >= 0.0995
        else f"{percent:.{2 if percent >= 0.0995 else 3}f}"
    )


def test_from_the_prediction_to_the_verdict_and_into_the_lab(learn):
    lab = learn(2)
    page = lab.page
    expect(page.locator("#learn-text h2")).to_have_text("Are the paths of flow matching straight?")
    for answer in ("#learn-see", "#learn-try", "#learn-prove", "#learn-formula"):
        expect(page.locator(answer)).to_be_hidden()
    hint = lab.until(lambda: page.evaluate(STAGES), bool)
    assert [stage["empty"] for stage in hint] == ["learn.hint"] and hint[0]["data"] > 500
    answers = page.locator("#learn-ask input")
    answers.nth(0).check()
    assert page.locator("#learn-ask [data-right]").count() == 0  # not told before
    page.locator("#learn-data select").select_option(label="Two moons")
    page.locator("#learn-seed input").fill("4")
    page.locator("#learn-seed input").press("Enter")
    page.locator("#learn-run").click()

    # what the library finds for the same data and seed
    expected = drain(LESSONS[2].experiment(Shelf("moons", 4)))
    claims = finished(lab)
    for claim, seen in zip(expected.claims, claims, strict=True):
        assert seen["key"] == claim.key and seen["verdict"] == "yes" and "confirmed" in seen["says"]
        assert float(seen["value"]) == pytest.approx(float(shown(claim.value, claim.unit)), rel=0.011)
        for text, number in zip(seen["beside"], claim.beside, strict=True):
            value = float(text.split()[0])
            assert value == pytest.approx(float(shown(number.value, number.unit)), rel=0.02, abs=0.0011)
    assert (claims[0]["unit"], claims[1]["unit"]) == ("%", "×")
    expect(page.locator("#learn-ask [data-right]")).to_contain_text("No, they are bent")
    expect(answers.nth(0)).to_be_disabled()
    said = page.locator("#learn-said")
    expect(said).to_contain_text("You predicted “Yes, all of them”. It came out: “No, they are bent”.")
    expect(said).to_contain_text("they are not the model's paths")  # the feedback on this wrong answer
    expect(said).to_contain_text("arXiv 2410.07303v2")
    page.get_by_role("tab", name="Prove").click()
    expect(page.locator("#learn-formula .katex").first).to_be_visible()
    expect(page.locator("#learn-proof")).to_contain_text("dx/dt")
    stages = lab.until(lambda: page.evaluate(STAGES), lambda found: len(found) == 3)
    assert [(s["form"], s["steps"], s["overlay"]) for s in stages] == [
        ("flow_matching", 50, "lines_random"), ("flow_matching", 50, ""), ("flow_matching", 1, ""),
    ]  # fmt: skip
    assert stages[0]["pairs"]["crossings"] > 50 and stages[1]["pairs"] is None
    page.locator("#learn-views [data-coords='u']").click()
    assert [s["overlay"] for s in page.evaluate(STAGES)] == ["", "", ""]
    for coords in ("unrolled", "own"):  # arrows go round among the pills that are there
        page.keyboard.press("ArrowRight")
        assert {s["coords"] for s in page.evaluate(STAGES)} == {coords}

    # kept for the next visit, to which the address leads
    page.locator("#learn-nav [data-go=next]").click()
    expect(page.locator("#learn-text h2")).to_have_text("What if a model learns from its own pairs?")
    address, page = page.url, page.context.new_page()
    lab = type(lab)(page)
    page.goto(address)
    expect(page.locator("#learn-text h2")).to_have_text(
        "What if a model learns from its own pairs?", timeout=20_000
    )
    expect(page.locator("#learn-list")).to_contain_text("1 of 15 done")
    page.locator("#learn-list button").nth(2).click()
    expect(page.locator("#learn-text h2")).to_have_text("Are the paths of flow matching straight?")
    answers = page.locator("#learn-ask input")
    expect(answers.nth(0)).to_be_checked()
    expect(answers.nth(0)).to_be_enabled()

    # the same settings in the lab
    page.locator("#learn-list button").nth(11).click()
    expect(page.locator("#learn-text h2")).to_have_text("Does the solver matter?")
    page.locator("#learn-seed input").fill("7")
    page.locator("#learn-lab").click()
    expect(page.locator("#lab-before canvas")).to_be_visible()
    lab.shows("before", form="vp", steps=4)
    assert "#learn" not in page.url
    lab.settings()
    for name, value in (("seed", "7"), ("steps", "800"), ("rectify_steps", "750"), ("pairs", "8192")):
        expect(lab.part(name).locator("input")).to_have_value(value)
    expect(lab.part("references").locator("input")).to_have_value("64")
    expect(lab.part("solver").get_by_role("radio", name="Euler")).to_be_checked()


def test_a_network_is_seen_in_training_and_the_clouds_it_ends_with(learn):
    lab = learn(3)
    page = lab.page
    page.evaluate(FOLLOW)
    page.locator("#learn-run").click()
    expect(page.locator("#learn-stop")).to_be_enabled()
    live = lab.until(lambda: page.evaluate(STAGES), lambda found: any(s["live"] for s in found))
    assert [stage["stage"] for stage in live] == ["base"] and live[0]["paths"] == 56
    expect(page.locator("#learn-progress")).to_contain_text("Training 1 of 2 – Flow matching, trained")
    lab.until(lambda: page.evaluate(STAGES), lambda found: [s["live"] for s in found] == [False, True])
    assert [claim["verdict"] for claim in finished(lab)] == ["yes"] * 4
    expect(page.locator("#learn-said")).to_contain_text("It came out: “Nearly straight”.")
    expect(page.locator("#learn-list")).to_contain_text("0 of 15 done")  # seen, but not predicted
    stages = lab.until(
        lambda: page.evaluate(STAGES),
        lambda found: [s["overlay"] for s in found] == ["pairs_random", "pairs_model"],
    )
    random, model = (stage["pairs"]["crossings"] for stage in stages)
    assert random > 5 * model  # lines of the model's own pairs hardly cross
    assert stages[1]["colours"]["rectified"] > 200 and stages[0]["colours"]["base"] > 200
    expect(page.locator("#learn-run")).to_be_enabled()
    shares = page.evaluate("window.shares")  # of the whole experiment: one bar that only grows
    assert shares == sorted(shares) and shares[0] < 20 and shares[-1] > 90 and len(set(shares)) > 5
    # question, button, both pictures and their clock in one view of a projector
    for seen in ("#learn-ask", "#learn-run", "#learn-stages", "#learn-clock"):
        box = page.locator(seen).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 900, seen


def test_published_numbers_on_a_phone_in_chinese(learn):
    lab = learn(8, width=390, height=844, has_touch=True, is_mobile=True, locale="zh-CN")
    page = lab.page
    expect(page.locator("#learn-list select")).to_be_visible()
    expect(page.locator("#learn-list ol")).to_be_hidden()
    expect(page.locator("#learn-run")).to_have_text("运行实验")
    expect(page.locator("#learn-published")).to_contain_text("并非在此测量")
    rows = page.locator("#learn-published tbody tr")
    expect(rows).to_have_count(len(TABLE))
    for row, said in zip(TABLE, rows.all_inner_texts(), strict=True):
        assert row.method in said
        assert said.split("\t")[1:] == [row.model, str(row.steps), f"{row.fid:.2f}", f"{row.clip:.3f}"]
    for name, measure in (("fid", "fid"), ("clip", "clip")):
        traces = lab.until(lambda name=name: page.evaluate(TRACES, name), bool)
        points = [(x, y) for t in traces for x, y in zip(t["x"], t["y"], strict=True)]
        assert sorted(points) == sorted((row.steps, getattr(row, measure)) for row in TABLE)
    ours, theirs = lab.until(lambda: page.evaluate(TRACES, "iterations"), bool)
    assert list(zip(ours["x"], ours["y"], strict=True)) == [(p.iterations, p.fid) for p in ONE_STEP_FID]
    assert set(theirs["y"]) == {47.91}
    assert page.evaluate(SIDEWAYS) <= 0
    tops = [
        page.locator(f".rd-card-{name}").bounding_box()["y"]
        for name in ("lesson", "ask", "drawn", "claims", "levels")
    ]
    assert tops == sorted(tops)
    page.locator("#learn-list select").select_option("12")
    expect(page.locator("#learn-text h2")).to_have_text("配对走直线，模型呢？")
    expect(page.locator("#learn-published")).to_be_hidden()
    page.locator("#learn-run").click()
    assert [claim["says"] for claim in finished(lab)] == ["✓ 成立"] * 3
    assert page.evaluate(SIDEWAYS) <= 0
    page.locator("#language").click()
    expect(page.locator("#learn-said")).to_contain_text("Different paths, the same cloud at every time.")
