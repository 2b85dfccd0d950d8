"""A page that is loaded anew, or come back to, finds everything as it was, and follows what goes on."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Lab
from tests.faults.conftest import begins_slowly, step, trained, trains

SEEN = """() => ({
  form: document.querySelector("#lab-form input:checked")?.value,
  pace: document.querySelector("#lab-pace input:checked")?.value,
  steps: document.querySelector("#lab-steps input")?.value,
  seed: document.querySelector("#lab-seed input")?.value,
})"""
HEADS = """() => [...document.querySelectorAll("#compare-heads .rd-head")].map((head) => ({
  title: head.querySelector("h3").textContent, phase: head.dataset.phase,
  done: Number(head.querySelector("[role=progressbar]").getAttribute("aria-valuenow")) }))"""
VISIT = "JSON.parse(sessionStorage.getItem('rdlab-visit')).split('.')[0]"
CSV = "-1, -1\n-1, 1\n1, -1\n1, 1\n0, 0.5\n0.5, 0"


def drawn(lab: Lab) -> None:
    """The lab's stages are there."""
    lab.shows("before", seconds=120, paths=200)


def test_a_reload_during_a_training(visit):
    lab = visit()
    lab.choose("form", "Flow matching")
    lab.type("seed", "7")
    begins_slowly(lab)
    seen, numbers = lab.page.evaluate(SEEN), lab.stage("after")
    before = step(lab)
    lab.page.reload()
    drawn(lab)
    trains(lab, beyond=before)
    assert lab.page.evaluate(SEEN) == seen
    assert seen == {"form": "flow_matching", "pace": "slow", "steps": "50000", "seed": "7"}
    assert lab.stage("after")["form"] == numbers["form"] == "flow_matching"
    lab.status("Training,")
    expect(lab.part("train")).to_be_disabled()
    now = step(lab)
    trains(lab, beyond=now + 5)  # it is followed, not only shown once
    lab.click("stop")
    expect(lab.part("train")).to_be_enabled(timeout=60_000)
    lab.status("steps in")
    ended, result = lab.part("status").inner_text(), lab.numbers()
    lab.page.reload()  # at rest
    drawn(lab)
    expect(lab.part("status")).to_have_text(ended, timeout=60_000, use_inner_text=True)
    assert lab.shows("after", stage="base")["form"] == "flow_matching"
    lab.until(lab.numbers, lambda shown: shown == result)


def test_a_reload_during_a_comparison(visit):
    lab = visit()
    page = lab.page
    page.locator("#tab-compare-button").click()
    expect(page.locator("#compare-run")).to_be_enabled(timeout=60_000)
    lab.until(lambda: page.evaluate(HEADS), lambda found: len(found) == 4)
    page.locator("#compare-forms label", has_text="sub-VP").first.click()  # takes it away
    lab.until(lambda: page.evaluate(HEADS), lambda found: len(found) == 3)
    page.locator("#compare-run").click()
    share = lambda: sum(head["done"] for head in page.evaluate(HEADS))  # noqa: E731
    lab.until(share, lambda done: done > 5, 120)
    before = share()
    page.reload()
    expect(page.locator("#tab-compare-button")).to_have_attribute("aria-selected", "true", timeout=60_000)
    lab.until(lambda: page.evaluate(HEADS), lambda found: len(found) == 3)
    lab.until(share, lambda done: done > before, 120)
    stop = page.locator("#compare-stop")
    if stop.is_enabled():
        stop.click()
    expect(page.locator("#compare-run")).to_be_enabled(timeout=60_000)
    expect(stop).to_be_disabled()
    titles = [head["title"] for head in page.evaluate(HEADS)]
    assert len(titles) == 3 and "sub-VP" not in titles


def test_a_reload_during_a_lesson(visit):
    lab = visit()
    page = lab.page
    page.evaluate("location.hash = '#learn/3'")
    expect(page.locator("#learn-run")).to_be_enabled(timeout=60_000)
    page.locator("#learn-seed input").fill("5")
    page.locator("#learn-seed input").press("Enter")
    title = page.locator("#learn-text h2").inner_text()
    page.locator("#learn-run").click()
    bar = page.locator("#learn-progress [role=progressbar]")
    share = lambda: float(bar.get_attribute("aria-valuenow") or 0)  # noqa: E731
    lab.until(share, lambda done: done > 1, 120)
    before = share()
    page.reload()
    expect(page.locator("#learn-text h2")).to_have_text(title, timeout=60_000)
    assert page.url.endswith("#learn/3")
    expect(page.locator("#learn-seed input")).to_have_value("5")
    claims = page.locator("#learn-claims .rd-claim")
    lab.until(lambda: claims.count() or share() > before, bool, 120)
    stop = page.locator("#learn-stop")
    if stop.is_enabled():
        stop.click()
    expect(page.locator("#learn-run")).to_be_enabled(timeout=60_000)
    expect(stop).to_be_disabled()


def test_own_data_survive_a_reload(visit):
    lab = visit()
    lab.part("own").locator("[data-open=csv]").click()
    lab.page.locator(".rd-dialog-csv textarea").fill(CSV)
    lab.page.locator(".rd-dialog-csv [data-do=done]").click()
    lab.shows("before", stage="empirical")
    trained(lab)
    lab.page.reload()
    drawn(lab)
    lab.shows("before", stage="empirical")
    lab.shows("after", stage="base")
    expect(lab.part("data")).to_contain_text("Your CSV, 6 points")
    lab.choose("view_steps", "4")  # with the same model, which is not trained again
    lab.shows("after", stage="base", steps=4)


def test_back_from_another_page(visit, network):
    lab = visit()
    lab.type("seed", "3")
    trained(lab)
    lab.page.goto(f"{network.address}/robots.txt", wait_until="commit")
    lab.page.go_back()
    drawn(lab)
    lab.shows("after", stage="base")
    lab.status("40 steps in")
    expect(lab.part("seed").locator("input")).to_have_value("3")
    lab.errors[:] = [error for error in lab.errors if "404" not in error]  # that other page's own


def test_a_copy_of_a_tab_gets_a_visit_of_its_own(visit, network):
    lab = visit()
    trained(lab)
    page = lab.page
    held = page.evaluate("JSON.stringify({...sessionStorage})")
    copy = page.context.new_page()
    copy.add_init_script(f"if (!sessionStorage.length) Object.assign(sessionStorage, {held})")
    copy.goto(network.address)
    other = Lab(copy)
    drawn(other)
    mine, its = page.evaluate(VISIT), copy.evaluate(VISIT)
    assert mine and its and mine != its
    other.status("Ready")  # nothing is trained there
    lab.shows("after", stage="base")
    copy.reload()
    drawn(other)
    assert copy.evaluate(VISIT) == its
    copy.close()
    lab.choose("view_steps", "4")
    lab.shows("after", stage="base", steps=4)


def test_a_reload_keeps_the_address_and_the_tab(visit):
    lab = visit()
    page = lab.page
    page.evaluate("location.hash = '#learn/4'")
    expect(page.locator("#learn-run")).to_be_enabled(timeout=60_000)
    page.reload()
    expect(page.locator("#tab-learn-button")).to_have_attribute("aria-selected", "true", timeout=60_000)
    assert page.url.endswith("#learn/4")
    page.locator("#tab-compare-button").click()
    page.reload()
    expect(page.locator("#tab-compare-button")).to_have_attribute("aria-selected", "true", timeout=60_000)
    assert "#learn" not in page.url
