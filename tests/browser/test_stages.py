"""Stages side by side in the page: pickers, teachers, variants, pairs matched or at random."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def quick(lab):
    """A lab whose trainings take a moment."""
    for name, value in (("steps", "300"), ("rectify_steps", "300"), ("pairs", "1000")):
        lab.type(name, value)
    lab.settings(close=True)
    return lab


def offered(lab, slot: str) -> list[str]:
    return lab.part(f"pick-{slot}").locator("option").all_inner_texts()


def trained(lab, button: str = "train") -> None:
    lab.begin(button)
    lab.status("300 steps in", 90)


def test_any_two_stages_side_by_side(quick):
    lab = quick
    assert offered(lab, "before") == ["Exact"]
    trained(lab)
    trained(lab, "rectify")
    assert offered(lab, "before") == ["Exact", "Trained", "Rectified × 1"]
    lab.clock("End")
    base = lab.stage("before")["points"]
    lab.pick("before", "Exact")
    lab.shows("before", stage="exact")
    lab.pick("after", "Trained")
    assert lab.shows("after", stage="base")["points"] == base  # the same network: nothing was retrained
    lab.status("300 steps in")
    lab.pick("before", "Rectified × 1")
    assert lab.shows("before", stage="rectified-1")["colours"]["rectified"] > 100
    expect(lab.part("sentence")).to_contain_text("Side by side", timeout=30_000)
    lab.pick("before", "Follow the training")
    lab.shows("before", stage="base")


def test_a_pick_during_a_training_leaves_it_alone(lab):
    lab.type("steps", "20000")
    lab.click("train")
    lab.until(lambda: lab.stage("after")["step"] or 0, lambda step: step > 20)
    lab.pick("after", "Exact")
    lab.shows("after", stage="exact", live=False)
    expect(lab.part("stop")).to_be_enabled()
    lab.pick("after", "Follow the training")
    lab.shows("after", stage="base", live=True)
    lab.click("stop")


def test_matched_or_random_pairs_are_one_switch(quick):
    lab = quick
    trained(lab)
    lab.choose("matching", "Random")
    lab.settings()
    student = lab.part("student").locator("input")
    expect(student).to_have_value("plain")
    lab.menu("student", "sharper")  # which random pairs cannot be trained with
    expect(lab.part("matching").locator("input:checked")).to_have_value("matched")
    lab.choose("matching", "Random")
    expect(student).to_have_value("plain")
    lab.settings(close=True)
    trained(lab, "rectify")
    lab.shows("after", stage="unpaired")
    expect(lab.part("sentence")).to_contain_text("paired at random", timeout=30_000)
    lab.choose("matching", "Matched")
    trained(lab, "rectify")
    lab.shows("after", stage="rectified-1")
    lab.pick("before", "Random pairs")
    expect(lab.part("sentence")).to_contain_text("only the pairs differ", timeout=30_000)
    defect = re.search(r"First-order defect\s+([\d.]+)\s*→\s*([\d.]+)", lab.numbers())
    assert float(defect[1]) > 0.6 and float(defect[2]) < 0.3


def test_variants_and_teachers(quick):
    lab = quick
    trained(lab)
    lab.choose("variant", "Phased")
    expect(lab.part("rectify")).to_have_text("Rectify in phases")
    expect(lab.part("matching")).to_be_hidden()
    phases = lab.part("phases").locator("input")
    phases.fill("3")
    phases.press("Tab")
    trained(lab, "rectify")
    lab.shows("after", stage="phased-3")
    expect(lab.part("sentence")).to_contain_text("In 3 phases", timeout=30_000)
    lab.choose("variant", "Consistency")
    expect(lab.part("phases")).to_be_hidden()
    lab.part("teacher").locator("select").select_option(label="Phased, 3 phases")
    trained(lab, "rectify")
    assert lab.shows("after", stage="consistency") and lab.stage("before")["stage"] == "phased-3"
    lab.choose("variant", "Rectify")
    lab.part("teacher").locator("select").select_option(label="Exact")
    trained(lab, "rectify")
    assert lab.shows("after", stage="rectified-1") and lab.stage("before")["stage"] == "exact"
    assert "Consistency" in offered(lab, "after")


def test_a_wrong_number_of_phases_is_said(lab):
    lab.choose("variant", "Phased")
    phases = lab.part("phases").locator("input")
    for value, words in (("0", "M: got 0"), ("65", "M: got 65"), ("", "M: got None")):
        phases.fill(value)
        phases.press("Tab")
        lab.click("rectify")
        expect(lab.part("notice")).to_contain_text(words)
        expect(lab.part("train")).to_be_enabled()
