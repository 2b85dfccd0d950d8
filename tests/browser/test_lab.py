"""The Lab tab from end to end: a real browser on the real server."""

import re

import pytest
from playwright.sync_api import expect

from rdlab.words import TEXTS


def test_the_page_opens_on_exact_paths_that_need_no_training(lab):
    before = lab.stage("before")
    assert (before["stage"], before["steps"], before["live"]) == ("exact", 50, False)
    assert before["colours"]["base"] > 100 and before["data"] > 500  # paths in their colour over the data
    assert lab.stage("after")["empty"]
    expect(lab.part("sentence")).to_contain_text("exact VP paths")
    for name, enabled in (
        ("train", True),
        ("step", True),
        ("pause", False),
        ("stop", False),
        ("reset", False),
    ):
        expect(lab.part(name)).to_be_enabled(enabled=enabled)


def test_train_streams_and_ends_with_numbers(lab):
    lab.click("train")
    steps = set()
    lab.until(lambda: steps.add(lab.stage("after")["step"]) or steps, lambda seen: len(seen - {None}) >= 5)
    lab.shows("after", stage="base", live=False, paths=200)
    lab.status("1,200 steps in")
    expect(lab.part("sentence")).to_contain_text("Trained", timeout=60_000)
    assert re.search(r"First-order defect\s+[\d.]+\s*→\s*[\d.]+", lab.numbers())


def test_rectify_goes_on_from_the_trained_model_and_says_what_happened(lab):
    lab.click("train")
    expect(lab.part("sentence")).to_contain_text("Trained", timeout=60_000)
    lab.click("rectify")
    lab.status("Making pairs")
    lab.status("Retraining on pairs")
    expect(lab.part("sentence")).to_contain_text("Rectified, the VP paths are more curved", timeout=90_000)
    assert lab.stage("before")["stage"] == "base" and lab.stage("after")["stage"] == "rectified-1"
    defect = re.search(r"First-order defect\s+([\d.]+)\s*→\s*([\d.]+)", lab.numbers())
    assert float(defect[1]) > 0.5 and float(defect[2]) < 0.05
    expect(lab.part("race").locator("canvas")).to_have_count(16)  # two stages, two solvers, four step counts
    expect(lab.part("chart").locator(".main-svg").first).to_be_visible()
    expect(lab.part("rectify")).to_have_text("Rectify once more")


def test_stop_ends_the_training_and_keeps_what_was_learned(lab):
    lab.type("steps", "5000")
    lab.click("train")
    lab.until(lambda: lab.stage("after")["step"] or 0, lambda step: step > 20)
    lab.click("stop")
    expect(lab.part("stop")).to_be_disabled(timeout=2_000)
    lab.shows("after", stage="base", live=False)
    expect(lab.part("sentence")).to_contain_text("Trained", timeout=20_000)  # measured as it is
    lab.status(" steps in")
    stopped = re.search(r"([\d,]+) steps in", lab.part("status").inner_text())[1]
    assert 20 < int(stopped.replace(",", "")) < 5000
    expect(lab.part("rectify")).to_be_enabled()


def test_pause_holds_step_makes_one_step_resume_goes_on(lab):
    lab.type("steps", "5000")
    lab.click("train")
    lab.until(lambda: lab.stage("after")["step"] or 0, lambda step: step > 20)
    lab.click("pause")
    expect(lab.part("pause")).to_have_text("Resume")

    def paused_at() -> int:
        return int(re.search(r"Paused at step ([\d,]+)", lab.part("status").inner_text())[1].replace(",", ""))

    lab.status("Paused at step")
    held = paused_at()
    lab.page.wait_for_timeout(400)
    assert paused_at() == held
    lab.click("step")
    lab.until(paused_at, lambda step: step == held + 1)
    lab.click("pause")
    lab.until(lambda: lab.stage("after")["step"] or 0, lambda step: step > held + 20)
    expect(lab.part("pause")).to_have_text("Pause")
    lab.click("stop")


def test_a_single_step_from_rest(lab):
    lab.click("step")
    lab.status("1 step in")
    lab.click("step")
    lab.status("2 steps in")
    assert lab.stage("after")["stage"] == "base"


def test_reset_keeps_the_seed_and_repeats_the_run_and_a_new_seed_differs(lab):
    def train() -> list[float]:
        lab.click("train")
        lab.status("60 steps in")
        lab.shows("after", stage="base", live=False)
        lab.clock("End")
        return lab.stage("after")["points"]

    lab.type("steps", "60")
    lab.type("seed", "7")
    lab.status("seed 7")
    first = train()
    lab.click("reset")
    lab.until(lambda: lab.stage("after")["empty"], bool)
    lab.status("60 training steps · seed 7")
    assert train() == first
    exact = lab.stage("before")["points"]
    lab.click("new_seed")
    lab.until(lambda: lab.stage("before")["points"], lambda points: points != exact)
    seed = lab.part("seed").locator("input").input_value()
    lab.status(f"60 training steps · seed {seed}")


def test_the_clock_is_in_the_browser_and_moves_both_stages(lab):
    lab.click("train")
    lab.status("1,200 steps in")
    lab.clock("End")
    requests = []
    lab.page.on("request", lambda request: requests.append(request.url))
    seen = []
    for key in ("Home", "ArrowRight", "End"):
        lab.clock(key)
        before, after = lab.stage("before"), lab.stage("after")
        assert before["tau"] == after["tau"]
        seen.append((before["tau"], before["points"][:2], after["points"][:2]))
    assert seen[0][0] == 0 and 0 < seen[1][0] < 1 and seen[2][0] == 1
    assert seen[0][1] == pytest.approx(seen[0][2], abs=0.02)  # both start from the same noise
    assert len({str(points) for _, points, _ in seen}) == 3
    assert not [url for url in requests if "queue/join" in url]


def test_the_number_of_steps_applies_at_once(lab):
    for steps in ("1", "4", "25"):
        lab.choose("view_steps", steps)
        assert lab.shows("before", steps=int(steps))["stage"] == "exact"


def test_form_and_prediction_change_formula_words_and_paths(lab):
    vp = lab.stage("before")["points"]
    lab.choose("form", "Flow matching")
    lab.until(lambda: lab.stage("before")["points"], lambda points: points != vp)
    help_lines = lab.page.locator(".block.rd-help")
    expect(help_lines.nth(0)).to_contain_text(TEXTS["form.flow_matching.help"][0])
    assert lab.page.locator(".rd-help .katex").count() >= 1
    lab.choose("prediction", "x₀")
    expect(help_lines.nth(1)).to_contain_text(TEXTS["prediction.x0.help"][0])
    expect(lab.part("sentence")).to_contain_text("Flow matching")


def test_a_change_of_data_ends_the_run_and_starts_afresh(lab):
    lab.type("steps", "5000")
    lab.click("train")
    lab.until(lambda: lab.stage("after")["step"] or 0, lambda step: step > 10)
    lab.choose("data", "Two moons")
    lab.until(lambda: lab.stage("after")["empty"], bool)
    lab.status("5,000 training steps")
    expect(lab.part("stop")).to_be_disabled()
    lab.page.wait_for_timeout(500)  # nothing of the old run may still come
    assert lab.stage("after")["empty"]


def test_two_visitors_train_different_models_at_once(visit):
    one, two = visit(), visit()
    one.type("steps", "3000")
    two.choose("data", "Two moons")
    two.choose("form", "Flow matching")
    two.status("1,200 training steps")
    one.click("train")
    two.click("train")
    both = lambda: (one.stage("after")["live"], two.stage("after")["live"])  # noqa: E731
    one.until(both, all)
    two.status("1,200 steps in")
    one.status("3,000 steps in", 90)
    assert "VP" in one.stage("after")["label"] and "Flow matching" in two.stage("after")["label"]
    assert one.stage("after")["points"] != two.stage("after")["points"]


def test_bad_input_does_not_end_a_training(lab):
    lab.type("steps", "5000")
    lab.click("train")
    step = lab.until(lambda: lab.stage("after")["step"] or 0, lambda step: step > 10)
    lab.type("learning_rate", "-1")
    expect(lab.part("notice")).to_contain_text("Learning rate: got -1")
    lab.until(lambda: lab.stage("after")["step"] or 0, lambda now: now > step + 20)
    lab.click("stop")


def test_bad_input_gets_one_sentence_and_the_session_goes_on(lab):
    lab.type("steps", "40")
    lab.click("train")
    lab.status("40 steps in")
    for field, value, words in (
        ("learning_rate", "-1", "Learning rate: got -1; allowed: 0.0001 – 0.1."),
        ("steps", "0", "Training steps: got 0; allowed: 1 – 100,000."),
        ("seed", "", "Seed: got None; allowed: 0 – 2,147,483,647."),
        ("steps", "2.5", "Training steps: got 2.5; allowed: 1 – 100,000."),
    ):
        was = lab.part(field).locator("input").input_value()
        lab.type(field, value)
        expect(lab.part("notice")).to_contain_text(words)
        assert lab.stage("after")["stage"] == "base"  # nothing is lost
        lab.type(field, was)
        expect(lab.part("notice")).to_be_hidden()


def test_the_page_follows_the_browser_and_the_choice_is_remembered(visit):
    chinese = visit(locale="zh-CN")
    expect(chinese.part("train")).to_have_text("训练")
    expect(chinese.part("form").locator("[data-testid=block-info]")).to_have_text("扩散形式")
    expect(chinese.part("sentence")).to_contain_text("精确")
    assert chinese.page.locator("html").get_attribute("lang") == "zh-CN"
    chinese.settings()
    shown = set(chinese.page.locator("body").inner_text().splitlines())
    english = {en for en, zh in TEXTS.values() if en != zh and len(en) > 3}
    assert not shown & english
    chinese.page.locator("#language").click()
    expect(chinese.part("train")).to_have_text("Train")
    expect(chinese.part("sentence")).to_contain_text("exact VP paths")
    chinese.status("Ready")  # reloading in the midst of an answer, Gradio itself complains in the console
    chinese.page.reload()
    chinese.shows("before", paths=200)
    expect(chinese.part("train")).to_have_text("Train")


def test_the_choice_of_language_leaves_the_training_alone(lab):
    lab.type("steps", "5000")
    lab.click("train")
    lab.until(lambda: lab.stage("after")["step"] or 0, lambda step: step > 10)
    lab.page.locator("#language").click()
    expect(lab.part("stop")).to_have_text("停止")
    lab.status("训练中")
    lab.click("stop")


def test_the_layout_fits_the_screen(lab):
    for width, height in ((1440, 900), (1024, 900), (390, 844)):
        lab.page.set_viewport_size({"width": width, "height": height})
        lab.page.wait_for_timeout(200)
        page_width, page_height = lab.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert page_width <= width
        assert width < 1440 or page_height <= 900
        for name in ("before", "train", "view_steps"):  # what is needed first is on the first screen of each
            box = lab.part(name).bounding_box()
            assert box["width"] > 40 and box["x"] >= 0 and box["x"] + box["width"] <= width
            assert width < 1440 or box["y"] + box["height"] <= 900


def test_a_phone_trains_by_touch(visit):
    lab = visit(width=390, height=844, has_touch=True, is_mobile=True)
    lab.part("train").tap()
    lab.status("1,200 steps in")
    assert lab.stage("after")["stage"] == "base"


def test_a_page_that_is_slow_is_sent_less_and_so_stays_up_to_date(lab):
    pulse = lambda: lab.page.evaluate(  # noqa: E731
        "[...document.querySelectorAll('#lab-pulse, #lab-pulse *')].map((e) => e.rdlab).find(Boolean)"
    )
    slow = lab.page.context.new_cdp_session(lab.page)
    lab.type("steps", "100000")
    lab.settings(close=True)
    lab.click("train")
    lab.until(lambda: lab.stage("after")["step"] or 0, lambda step: step > 20)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 5})
    lab.until(pulse, lambda now: now["rate"] < 12)
    lab.until(pulse, lambda now: now["rate"] < 12 and now["late"] < 0.5, 90)
    step = lab.stage("after")["step"]
    lab.until(lambda: lab.stage("after")["step"], lambda now: now > step)  # it goes on
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    asked = pulse()["rate"]
    lab.until(pulse, lambda now: now["rate"] > asked, 90)  # and gets more again
    lab.click("stop")
    expect(lab.part("stop")).to_be_disabled()
    assert (
        lab.part("steps").locator("input").input_value() == "100000"
    )  # nothing else on the page has changed
