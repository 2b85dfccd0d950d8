"""Predict, observe, explain: what a lesson opens and when, its challenge and its terms."""

from collections.abc import Callable

import pytest
from learn_page import finished, opener
from playwright.sync_api import Page, expect

PLACES = """() => ["text", "levels", "ask", "run", "stages", "nav"].map((name) => {
  const { x, y } = document.querySelector(`#learn-${name}`).getBoundingClientRect();
  return [x, y]; })"""
EXPLAINED = "#rd-explained"
BEFORE = """() => { if (!localStorage.getItem("rdlab-learn"))
  localStorage.setItem("rdlab-learn", JSON.stringify({ answers: {}, done: ["phases"] })); }"""


@pytest.fixture
def learn(visit) -> Callable:
    return opener(visit)


def tab(page: Page, name: str):
    return page.locator("#learn-levels").get_by_role("tab", name=name)


def reloaded(lab, title: str) -> Page:
    lab.page.reload()
    expect(lab.page.locator("#learn-text h2")).to_have_text(title, timeout=60_000)
    return lab.page


def test_the_explanation_opens_on_demand_by_keyboard_and_nothing_moves(learn):
    lab = learn(4, reduced_motion="reduce")
    page = lab.page
    title = page.locator("#learn-text h2").inner_text()
    for level in ("see", "try", "prove"):
        expect(page.locator(f"#learn-{level}")).to_be_hidden()
    expect(page.locator("#learn-levels [role=tablist]")).to_be_hidden()
    before = page.evaluate(PLACES)
    page.locator("#learn-ask input").nth(0).focus()
    page.keyboard.press("Tab")  # on from the answers
    expect(page.get_by_role("button", name="Show me first")).to_be_focused()
    page.keyboard.press("Enter")
    expect(tab(page, "See")).to_be_focused()
    expect(page.locator("#learn-see")).to_contain_text("arXiv 2410.07303")
    expect(page.get_by_role("button", name="Show me first")).to_be_hidden()
    expect(page.locator("#learn-levels [aria-live]")).to_contain_text("The explanation is open")
    assert page.evaluate(PLACES) == before
    for key, name, level in (
        ("ArrowRight", "Try", "try"),
        ("End", "Prove", "prove"),
        ("ArrowRight", "See", "see"),
    ):
        page.keyboard.press(key)
        expect(tab(page, name)).to_be_focused()
        expect(tab(page, name)).to_have_attribute("aria-selected", "true")
        panel = page.get_by_role("tabpanel", name=name)
        assert panel.get_attribute("id") == f"learn-{level}"
        expect(page.locator(".rd-card-levels [role=tabpanel]:visible")).to_have_count(1)
    assert page.evaluate(PLACES) == before
    expect(page.locator("#learn-list")).to_contain_text("0 of 15 done")
    page.keyboard.press("ArrowRight")
    page = reloaded(lab, title)
    expect(page.locator("#learn-try")).to_be_visible()  # both are remembered
    page.locator("#learn-nav [data-go=next]").click()
    expect(page.locator("#learn-text h2")).not_to_have_text(title)
    expect(page.locator("#learn-levels [role=tablist]")).to_be_hidden()  # for each lesson by itself


def test_done_is_predicted_and_seen_and_what_was_done_before_stays(learn):
    lab = learn(2, script=f"({BEFORE})()")
    page, done = lab.page, lab.page.locator("#learn-list")
    expect(done).to_contain_text("1 of 15 done")
    page.locator("#learn-run").click()
    finished(lab)
    expect(page.locator("#learn-ask .rd-ask-foot")).to_contain_text("Seen, but not predicted")
    expect(page.locator("#learn-ask [aria-live]")).to_contain_text("It came out: “No, they are bent”.")
    expect(done).to_contain_text("1 of 15 done")
    page.locator("#learn-data select").select_option(label="Two Gaussians")
    answers = page.locator("#learn-ask input")
    expect(answers.nth(1)).to_be_enabled()
    answers.nth(1).check()
    expect(done).to_contain_text("2 of 15 done")


def test_a_challenge_is_missed_and_met_by_what_is_measured(learn):
    lab = learn(2)
    page, found = lab.page, lab.page.locator("#learn-challenge")
    page.locator("#learn-ask input").nth(1).check()
    page.locator("#learn-run").click()
    measured = float(finished(lab)[0]["value"])
    tab(page, "Try").click()
    expect(found).to_contain_text("at most 30 % longer")
    expect(found).to_contain_text(f"Not reached: {measured:.0f} % measured, at most 30 % wanted.")
    expect(found).to_contain_text(f"Missed by {measured - 30:.0f} percentage points.")
    page.locator("#learn-data select").select_option(label="Two Gaussians")
    expect(found).to_contain_text("Not tried yet")
    page.locator("#learn-run").click()
    measured = float(finished(lab)[0]["value"])
    expect(found).to_contain_text(f"Reached: {measured:.0f} % measured")
    expect(page.locator("#learn-list button").nth(2)).to_contain_text("★")
    page = reloaded(lab, "Are the paths of flow matching straight?")
    expect(page.locator("#learn-challenge")).to_contain_text("Reached")
    page.locator("#learn-data select").select_option(label="Eight Gaussians")
    expect(page.locator("#learn-challenge")).to_contain_text("Reached before, in this browser.")


def test_a_term_explains_itself_to_pointer_and_keyboard(learn):
    page = learn(12).page
    term = page.locator("#learn-text .rd-term", has_text="marginal")
    shown = page.locator(EXPLAINED)
    term.hover()
    expect(shown).to_contain_text("The path of the model")
    shown.hover()  # one may go there
    page.wait_for_timeout(400)
    expect(shown).to_be_visible()
    page.locator("#learn-list button").first.hover()
    expect(shown).to_be_hidden()
    term.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(term).to_be_focused()
    expect(shown).to_be_visible()
    expect(term).to_have_attribute("aria-describedby", "rd-explained")
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    expect(term).to_be_focused()
    page.keyboard.press("Enter")
    expect(term).to_have_attribute("aria-expanded", "true")
    page.locator("#language").click()
    expect(shown).to_be_hidden()
    expect(page.locator("#learn-text .rd-term", has_text="边缘轨迹")).to_be_visible()


def test_terms_and_notation_on_a_phone(learn):
    page = learn(12, width=390, height=844, has_touch=True, is_mobile=True).page
    shown = page.locator(EXPLAINED)
    page.locator("#learn-text .rd-term", has_text="conditional").tap()
    expect(shown).to_contain_text("The path of a single pair")
    box = shown.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.locator("#learn-text h2").tap()
    expect(shown).to_be_hidden()
    opener_button = page.get_by_role("button", name="Symbols and terms").first
    opener_button.tap()
    glossary = page.get_by_role("dialog", name="Symbols and terms")
    row = glossary.get_by_role("row", name="velocity of flow matching")
    expect(row).to_contain_text("v = x₀ − ε: towards the data")
    expect(row).to_contain_text("flow = ε − x₀")
    expect(glossary.get_by_role("row", name="direction of t")).to_contain_text("t = 0 noise, t = 1 data")
    box = glossary.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.keyboard.press("Escape")
    expect(glossary).to_be_hidden()
    expect(opener_button).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
