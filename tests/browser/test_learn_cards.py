"""The cards below the lessons in a real browser: address, Back, mouse, keyboard, phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from rdlab.learn.snippets import SNIPPETS
from rdlab.page.published import TABLE_ONE_STEP

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def card(visit) -> Callable:
    """Opens a card by its address, as a new visitor; the page."""

    def opened(key: str, **options) -> Page:
        page = visit(**options).page
        page.evaluate("(key) => { location.hash = `#learn/${key}`; }", key)
        expect(page.locator("#learn-card h2:visible")).to_be_visible(timeout=60_000)
        return page

    return opened


def test_back_leads_from_a_card_to_the_lesson_and_forward_to_the_card(card):
    page = card("critics")
    title = page.locator("#learn-card h2:visible")
    expect(title).to_have_text("What critics say")
    expect(page.locator("#learn-text")).to_be_hidden()
    expect(page.locator("#learn-list [aria-current]")).to_have_text("What critics say")
    rows = page.locator("#learn-card tbody tr")
    expect(rows).to_have_count(len(TABLE_ONE_STEP))
    for row, said in zip(TABLE_ONE_STEP, rows.all_inner_texts(), strict=True):
        assert said.split("\t") == [row.method, row.model, str(row.steps), f"{row.fid:.2f}"]

    page.locator("#learn-list button").nth(5).click()  # a lesson, by the mouse
    expect(page.locator("#learn-text h2")).to_have_text("What stays the same along a path?")
    expect(title).to_be_hidden()
    assert page.url.endswith("#learn/5")
    page.go_back()
    expect(title).to_be_visible()
    expect(page.locator("#learn-text")).to_be_hidden()
    assert page.url.endswith("#learn/critics")
    page.go_forward()
    expect(page.locator("#learn-text h2")).to_have_text("What stays the same along a path?")
    expect(title).to_be_hidden()

    page.go_back()
    page.locator("#learn-card a", has_text="Do paths have to be straight?").click()
    expect(page.locator("#learn-text h2")).to_have_text("Do paths have to be straight?")
    assert page.url.endswith("#learn/7")

    entry = page.locator("#learn-list button", has_text="What critics say")  # and by the keyboard
    entry.focus()
    page.keyboard.press("Enter")
    expect(title).to_be_visible()
    expect(entry).to_be_focused()
    page.locator("#tab-lab-button").click()
    assert "#learn" not in page.url
    page.locator("#tab-learn-button").click()
    expect(title).to_be_visible()
    assert page.url.endswith("#learn/critics")
    page.reload()
    expect(title).to_be_visible(timeout=60_000)


def test_on_a_phone_a_card_is_chosen_from_the_menu(card):
    page = card("critics", width=390, height=844, has_touch=True, is_mobile=True, locale="zh-CN")
    menu = page.locator("#learn-list select")
    expect(menu).to_have_value("critics")
    expect(page.locator("#learn-card h2:visible")).to_have_text("质疑与未解决的问题")
    assert page.evaluate(SIDEWAYS) <= 0
    menu.select_option("5")
    expect(page.locator("#learn-text h2")).to_be_visible()
    expect(page.locator("#learn-card h2:visible")).to_have_count(0)
    menu.select_option("critics")
    expect(page.locator("#learn-card h2:visible")).to_be_visible()
    expect(page.locator("#learn-text")).to_be_hidden()
    assert page.evaluate(SIDEWAYS) <= 0


def numbers(page: Page, line: str, algorithm: int) -> list[list[float]]:
    """The numbers of each point under a line of an algorithm."""
    points = page.locator(f"[data-line={line}] [data-algorithm='{algorithm}'] li").all_inner_texts()
    return [[float(x) for x in re.findall(r"-?\d+\.\d+", each.replace("−", "-"))] for each in points]


def test_a_training_step_is_computed_line_by_line_and_its_code_is_copied(card):
    page = card("algorithms", permissions=["clipboard-read", "clipboard-write"])
    step = page.get_by_role("button", name="Step", exact=True)
    lit = page.locator("#learn-card tr[aria-current=step]")
    expect(page.locator("#learn-card td li")).to_have_count(0)
    step.click()
    expect(lit).to_have_attribute("data-line", "pairs")
    step.focus()
    for _ in range(3):  # by the keyboard
        page.keyboard.press("Enter")
    expect(lit).to_have_attribute("data-line", "mix")
    expect(step).to_be_focused()
    for algorithm in range(1, 5):
        rows = (numbers(page, line, algorithm) for line in ("pairs", "form", "mix"))
        for (x, y, ex, ey), (alpha, sigma), found in zip(*rows, strict=True):
            assert found == pytest.approx([alpha * x + sigma * ex, alpha * y + sigma * ey], abs=0.03)
    assert numbers(page, "time", 1) == numbers(page, "time", 4)
    assert numbers(page, "pairs", 1) == numbers(page, "pairs", 2) != numbers(page, "pairs", 3)
    assert numbers(page, "form", 1) == numbers(page, "form", 3) != numbers(page, "form", 4)
    for _ in range(4):
        step.click()
    expect(lit).to_have_attribute("data-line", "update")
    for algorithm in range(1, 5):
        ((before,),), ((_, after),) = (numbers(page, line, algorithm) for line in ("loss", "update"))
        assert after < before
    step.click()
    expect(page.locator("#learn-card")).to_contain_text("Training step 2, line 1 of 8")

    page.get_by_label("Form of 2 and 4").select_option("flow_matching")
    page.get_by_label("Prediction of 2 and 4").select_option("flow")
    expect(page.locator("#learn-card")).to_contain_text("algorithm 2 is algorithm 1")
    expect(page.locator("[data-line=form] td[data-differs]")).to_have_count(0)
    expect(page.locator("[data-line=pairs] td[data-differs]")).to_have_count(2)
    page.get_by_label("Prediction of 2 and 4").select_option("v")
    page.get_by_role("radio", name="Algorithm 4").focus()
    page.keyboard.press("ArrowRight")  # goes round
    expect(page.get_by_role("radio", name="Algorithm 1")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    wanted = SNIPPETS[1].replace("{form}", "flow_matching").replace("{prediction}", "v")
    assert page.evaluate("navigator.clipboard.readText()") == wanted
    page.get_by_role("button", name="Play").click()
    expect(page.locator("#learn-card")).to_contain_text("line 3 of 8", timeout=15_000)
    page.locator("#learn-list button").nth(0).click()  # leaving, it stops
    page.go_back()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_each_step_to_first_order_holds_where_it_should(card):
    page = card("first_order")
    check = page.locator("[data-check=exact]")
    expect(check.locator("table")).to_have_count(0)
    check.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(check.locator("tbody tr")).to_have_count(2)
    page.get_by_role("button", name="All checks").click()
    expect(page.locator("#learn-card tbody tr:visible")).to_have_count(18)
    always = {"exact", "constant", "slope"}
    for form in ("vp", "ve", "flow_matching"):
        page.locator("#learn-card").get_by_label("Form", exact=True).select_option(form)
        for way in ("noise to data", "data to noise"):
            page.get_by_label("From s to t").select_option(label=way)
            for name in ("exact", "constant", "first", "data", "any", "if", "then", "slope", "only"):
                rows = page.locator(f"[data-check={name}] tbody tr")
                held = [row.get_attribute("data-holds") for row in rows.all()]
                assert held == ["true", "true" if name in always else "false"], (form, way, name)
    before = check.inner_text()
    page.get_by_role("button", name="Another pair").click()
    expect(check).not_to_have_text(before)
    assert page.locator("#learn-card math").count() == 9
    page.locator("#learn-list button").nth(0).click()
    page.go_back()
    expect(page.locator("#learn-card h2:visible")).to_have_text("First order, derived")


def test_on_a_phone_one_algorithm_is_seen_at_a_time(card):
    page = card("algorithms", width=390, height=844, has_touch=True, is_mobile=True)
    cells = page.locator("#learn-card [data-line=time] td:visible")
    expect(cells).to_have_attribute("data-algorithm", "4")
    page.get_by_role("radio", name="Algorithm 3").tap()
    expect(cells).to_have_attribute("data-algorithm", "3")
    assert page.evaluate(SIDEWAYS) <= 0
    page.locator("#learn-list select").select_option("first_order")
    page.get_by_role("button", name="All checks").tap()
    expect(page.locator("#learn-card tbody tr:visible")).to_have_count(18)
    assert page.evaluate(SIDEWAYS) <= 0
