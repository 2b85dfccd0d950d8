"""The cards below the lessons in a real browser: address, Back, mouse, keyboard, phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

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
    expect(title).to_have_text("What critics say, and what is open")
    expect(page.locator("#learn-text")).to_be_hidden()
    expect(page.locator("#learn-list [aria-current]")).to_have_text("What critics say, and what is open")
    rows = page.locator("#learn-card tbody tr")
    expect(rows).to_have_count(len(TABLE_ONE_STEP))
    for row, said in zip(TABLE_ONE_STEP, rows.all_inner_texts(), strict=True):
        assert said.split("\t") == [row.method, row.model, str(row.steps), f"{row.fid:.2f}"]

    page.locator("#learn-list button").nth(4).click()  # a lesson, by the mouse
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
