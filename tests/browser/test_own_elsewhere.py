"""What a visitor has brought to the lab, in the menus of Compare and Learn."""

from own_page import Own
from playwright.sync_api import expect

STAGES = """(group) => window.__rdlab.stages
  .filter((stage) => stage.group.name === group && stage.element.offsetWidth).map((stage) => stage.debug())"""


def test_own_data_are_greyed_until_there_are_some_then_compared_and_learned_from(visit):
    lab = visit()
    page, own = lab.page, Own(lab)
    page.get_by_role("tab").nth(1).click()
    menu = page.locator("#compare-data select")
    greyed = menu.locator("option[value=own]")
    expect(greyed).to_be_disabled(timeout=20_000)
    expect(greyed).to_contain_text("bring some to the Lab first")
    lab.until(lambda: page.evaluate(STAGES, "compare"), lambda found: len(found) == 8)

    page.get_by_role("tab").first.click()
    own.open("csv")
    own.table.locator("textarea").fill("x y\n0 0\n10 0\n5 9\n2 2")
    own.done(own.table)
    lab.shows("before", stage="empirical")

    page.get_by_role("tab").nth(1).click()
    expect(greyed).to_be_enabled()
    menu.select_option(label="Your CSV, 4 points")
    lab.until(
        lambda: page.evaluate(STAGES, "compare"),
        lambda found: [stage["stage"] for stage in found[:4]] == ["empirical"] * 4,
    )

    page.get_by_role("tab").nth(2).click()
    expect(page.locator("#learn-text p").first).to_contain_text("Lesson 0", timeout=20_000)
    page.locator("#learn-list button").nth(12).click()
    page.locator("#learn-data select").select_option("own")
    expect(page.locator("#learn-stages")).to_contain_text("The data: Your data")
    page.locator("#learn-run").click()
    expect(page.locator("#learn-claims .rd-claim")).to_have_count(3, timeout=60_000)
    page.locator("#learn-lab").click()
    lab.shows("before", stage="empirical", form="flow_matching")
