"""The pictures that one moves by hand, in a real browser: mouse, finger and keyboard; numbers follow."""

import re
from collections.abc import Callable

import pytest
from learn_page import opener
from playwright.sync_api import Locator, Page, expect

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CARRY = re.compile(r"On (\d+) of 160 data points? lies 90 % of the weight")
ANSWER = re.compile(r"x̂₀ = \((-?[\d.]+), (-?[\d.]+)\)")


@pytest.fixture
def learn(visit) -> Callable:
    return opener(visit)


def drag(page: Page, grip: Locator, to: Locator, across: float, down: float) -> None:
    """Drags a point to a place of a plane, both shares of its width."""
    grip.scroll_into_view_if_needed()
    at, plane = grip.bounding_box(), to.bounding_box()
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    page.mouse.down()
    page.mouse.move(plane["x"] + across * plane["width"], plane["y"] + down * plane["height"], steps=4)
    page.mouse.up()


def seek(slider: Locator, t: float) -> None:
    slider.evaluate("(input, t) => { input.value = t; input.dispatchEvent(new Event('input')); }", t)


def test_what_x_may_have_come_from_follows_x_the_time_and_the_form(visit):
    page = visit().page
    page.locator("#tab-learn-button").click()
    expect(page.locator("#learn-text h2")).to_have_text("What is a diffusion model?", timeout=60_000)
    hand = page.locator("#learn-hand")
    says, grip, slider = (hand.locator(css) for css in (".rd-hand-says", ".rd-hand-grip", "input"))
    space = hand.locator(".rd-hand-plane").first
    carry = lambda: int(CARRY.search(says.inner_text())[1])  # noqa: E731
    answer = lambda: [float(x) for x in ANSWER.search(says.inner_text()).groups()]  # noqa: E731
    expect(says).to_contain_text("VP, t = 0.50")

    seek(slider, 1)  # pure noise: nearly all alike, and the answer is the middle of the data
    expect(says).to_contain_text("t = 1.00")
    assert carry() > 140 and max(map(abs, answer())) < 0.03
    seek(slider, 0.05)  # hardly any: one cluster is left
    expect(says).to_contain_text("t = 0.05")
    drag(page, grip, space, 0.77, 0.5)  # x = 0.27 * 5.2 = 1.4: the cluster on the right
    assert carry() <= 20 and answer() == pytest.approx([1.41, 0], abs=0.15)
    assert hand.locator("line").count() <= 40
    expect(grip).to_be_focused()
    expect(hand.locator("[aria-live=polite]")).to_contain_text("their mean x̂₀ at", timeout=3000)
    for _ in range(11):  # to the left by 2.75, in large steps: past the middle
        page.keyboard.press("Shift+ArrowLeft")
    expect(grip).to_have_attribute("aria-label", re.compile(r"x at \(-1\.3\d, "))
    assert carry() <= 20 and answer() == pytest.approx([-1.41, 0], abs=0.15)
    label = hand.locator("svg[role=img]").first.get_attribute("aria-label")
    assert "x̂₀ at (-1." in label

    hand.get_by_role("radio", name="Flow matching").click()
    expect(says).to_contain_text("Flow matching, t = 0.05: α = 0.95, σ = 0.05.")
    page.keyboard.press("ArrowLeft")  # arrows choose among the pills
    expect(hand.get_by_role("radio", name="EDM")).to_be_focused()
    expect(says).to_contain_text("EDM")
    hand.get_by_role("radio", name="Two moons").click()
    expect(says).to_contain_text("of 160 data point")
    page.locator("#learn-nav [data-go=next]").click()
    expect(page.locator("#learn-text h2")).to_have_text(
        "Do flow matching and diffusion differ?", timeout=30_000
    )
    expect(hand).to_be_hidden()
    page.locator("#learn-nav [data-go=previous]").click()
    expect(page.locator("#learn-text h2")).to_have_text("What is a diffusion model?", timeout=30_000)
    expect(page.locator("#learn-nav [data-go=previous]")).to_be_disabled()
    assert page.url.endswith("#learn/0")


def test_lesson_0_is_done_kept_and_left_and_those_who_were_here_begin_with_lesson_1(learn):
    lab = learn(0)
    page = lab.page
    page.locator("#learn-ask input").nth(1).check()
    page.locator("#learn-run").click()
    expect(page.locator("#learn-claims .rd-claim")).to_have_count(4, timeout=60_000)
    expect(page.locator("#learn-claims .rd-verdict-no")).to_have_count(0)
    expect(page.locator("#learn-said")).to_contain_text("and so it came out")
    expect(page.locator("#learn-list")).to_contain_text("1 of 15 done")
    page.reload()
    expect(page.locator("#learn-text h2")).to_have_text("What is a diffusion model?", timeout=60_000)
    page.locator("#learn-list button").nth(0).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#learn-text h2")).to_have_text(
        "Do flow matching and diffusion differ?", timeout=30_000
    )
    other = page.context.new_page()  # another tab, of one who has done something
    other.goto(page.url.partition("#")[0])
    other.locator("#tab-learn-button").click()
    expect(other.locator("#learn-text h2")).to_have_text(
        "Do flow matching and diffusion differ?", timeout=60_000
    )


def figure(visit, **options) -> Page:
    page = visit(**options).page
    page.evaluate("location.hash = '#learn/figure_three'")
    expect(page.locator("#learn-card svg[role=img]")).to_have_count(4, timeout=60_000)
    return page


def test_figure_3_is_curved_in_x_and_straight_in_x_alpha_whatever_one_drags(visit):
    page = figure(visit)
    card = page.locator("#learn-card")
    says, planes = card.locator(".rd-hand-says"), card.locator(".rd-hand-plane")
    straight = "in x/α by up to 0.00 %"
    expect(says).to_contain_text("in x by up to 40.4 %")
    expect(says).to_contain_text(straight)
    rows = card.locator("tbody tr")
    expect(rows).to_have_count(4)
    assert [row.split("\t")[3] for row in rows.all_inner_texts()] == ["40.4 %", "19.6 %", "0.00 %", "0.00 %"]

    x0, eps = (card.get_by_role("button", name=re.compile(f"^{name} at")) for name in ("x₀", "ε"))
    drag(page, eps, planes.first, 0.25, 0.75)
    expect(eps).to_have_attribute(
        "aria-label", re.compile(r"ε at \(-(0\.9[89]|1\.0[012]), -(0\.9[89]|1\.0[012])\)")
    )
    expect(says).not_to_contain_text("40.4 %")
    expect(says).to_contain_text(straight)
    x0.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(x0).to_have_attribute("aria-label", re.compile(r"x₀ at \(0\.05, 0\.75\)"))
    expect(says).to_contain_text(straight)
    expect(card.locator("[aria-live=polite]")).to_contain_text("x₀ at (0.05, 0.75)", timeout=3000)

    label = lambda k: card.locator("svg[role=img]").nth(k).get_attribute("aria-label")  # noqa: E731
    seek(card.locator("input"), 0)  # at the data all forms are at x0, in x and in x/alpha
    assert label(0).count("(0.05, 0.75)") == label(1).count("(0.05, 0.75)") >= 3
    seek(card.locator("input"), 1)
    assert re.search(r"VP \(-(0\.9[89]|1\.0[012]), -(0\.9[789]|1\.0[012])\)", label(0)), label(0)
    for name in ("VP", "sub-VP", "VE"):  # flow matching is left: its line is straight in x as well
        card.get_by_role("button", name=name, exact=True).click()
    expect(rows).to_have_count(1)
    expect(says).to_contain_text("in x by up to 0.00 %")
    card.get_by_role("button", name="Flow matching", exact=True).click()
    expect(says).to_have_text("Choose at least one form.")


def test_both_pictures_fit_on_a_phone_and_follow_a_finger(visit):
    page = figure(visit, width=390, height=844, has_touch=True, is_mobile=True, locale="zh-CN")
    assert page.evaluate(SIDEWAYS) <= 0
    grips = page.locator("#learn-card .rd-hand-grip")
    assert [grips.nth(k).evaluate("e => getComputedStyle(e).touchAction") for k in (0, 1)] == ["none"] * 2
    page.locator("#learn-list select").select_option("0")
    expect(page.locator("#learn-hand svg").first).to_be_visible(timeout=60_000)
    assert page.evaluate(SIDEWAYS) <= 0
    grip = page.locator("#learn-hand .rd-hand-grip")
    box = grip.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    before = grip.get_attribute("aria-label")
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]), ("touchMove", [{"x": x - 40, "y": y + 30}]), ("touchEnd", []),
    ):  # fmt: skip
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(grip).not_to_have_attribute("aria-label", before)
    after = grip.bounding_box()
    assert after["x"] + after["width"] / 2 == pytest.approx(x - 40, abs=2)
    assert after["y"] + after["height"] / 2 == pytest.approx(y + 30, abs=2)
