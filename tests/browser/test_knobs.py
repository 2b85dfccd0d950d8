"""The settings: what is typed right after they open, what a preset fills, what acts on a running training."""

from playwright.sync_api import expect

from rdlab.page.controls import KNOBS
from rdlab.words import TEXTS


def step(lab) -> int:
    return lab.stage("after")["step"] or 0


def value(lab, name: str) -> str:
    return lab.part(name).locator("input").input_value()


def test_every_setting_has_its_place_and_its_line_of_help(lab):
    lab.settings()
    for control in KNOBS:
        part = lab.part(control.field)
        assert part.is_visible() == (control.form in ("", "vp")), control.field
        if control.form in ("", "vp"):
            expect(part).to_contain_text(TEXTS[f"{control.text}.help"][0])
    assert lab.page.evaluate("document.documentElement.scrollHeight") <= 900
    lab.settings(close=True)
    expect(lab.part("data")).to_be_visible()


def test_what_is_typed_right_after_opening_is_kept(lab):
    lab.page.evaluate(
        """() => {
          document.querySelector("#lab-advanced button").click();
          const field = document.querySelector("#lab-steps input");
          field.focus();
          document.execCommand("selectAll");
          document.execCommand("insertText", false, "77");
        }"""
    )
    lab.page.keyboard.press("Enter")
    lab.status("Ready: 77 training steps")
    assert value(lab, "steps") == "77"


def test_a_preset_fills_the_settings_and_a_change_leaves_it(lab):
    lab.settings()
    preset = lab.part("preset")
    lab.choose("preset", "Patient")
    lab.status("Ready: 2,000 training steps")
    assert (value(lab, "steps"), value(lab, "depth")) == ("2000", "6")
    expect(preset.locator("input:checked")).to_have_value("patient")
    lab.type("steps", "500")
    lab.status("Ready: 500 training steps")
    expect(preset.locator("input:checked")).to_have_count(0)
    lab.choose("preset", "Default")
    lab.status("Ready: 1,200 training steps")
    assert (value(lab, "steps"), value(lab, "depth")) == ("1200", "4")


def test_the_parameters_are_those_of_the_chosen_form_and_move_its_paths(lab):
    lab.choose("form", "VE")
    lab.until(lambda: "VE" in lab.stage("before")["label"], bool)
    wide = lab.stage("before")["beyond"]
    lab.settings()
    expect(lab.part("vp_beta_max")).to_be_hidden()
    lab.type("ve_sigma_max", "40")
    lab.until(lambda: lab.stage("before")["beyond"], lambda beyond: beyond > 2 * wide)
    lab.type("ve_sigma_max", "1")
    expect(lab.part("notice")).to_contain_text("σ max: got 1; allowed: 3.0 – 1,000.0")
    lab.type("ve_sigma_max", "10")
    lab.settings(close=True)
    lab.choose("form", "VP cosine")
    lab.settings()
    assert not lab.page.locator(".rd-for:visible").count()  # it has no parameters


def test_the_learning_rate_acts_on_the_training_that_runs(lab):
    """With a rate of almost nothing the loss stays where it is; the run goes on from the same network."""
    lab.type("steps", "20000")
    lab.click("train")
    lab.until(lambda: step(lab), lambda now: now > 60)
    lab.type("learning_rate", "0.05")
    after = step(lab)
    lab.until(lambda: step(lab), lambda now: now > after + 60)  # not begun anew
    assert step(lab) > after and lab.stage("after")["stage"] == "base"
    lab.type("rectify_steps", "40")
    now = step(lab)
    lab.until(lambda: step(lab), lambda later: later > now)
    lab.click("stop")
    expect(lab.part("stop")).to_be_disabled()
    lab.click("rectify")
    lab.status("40 steps in")  # the retraining has taken its own setting


def test_a_setting_of_the_run_starts_anew(lab):
    lab.type("steps", "30")
    lab.click("train")
    lab.status("30 steps in")
    for name, label in (("width", "32"), ("loss_weight", "min-SNR"), ("references", "0")):
        lab.menu(name, label)
        lab.until(lambda: lab.stage("after")["empty"], bool)
        lab.status("Ready: 30 training steps")
        lab.click("train")
        lab.status("30 steps in")


def test_solvers_and_steps_apply_at_once_without_retraining(lab):
    lab.type("steps", "40")
    lab.settings(close=True)
    lab.click("train")
    lab.status("40 steps in")
    lab.clock("End")
    points = lab.stage("after")["points"]
    seen = {str(points)}
    for solver in ("Euler", "Heun", "RK4", "DPM++ 2M", "Ancestral"):
        lab.choose("solver", solver)
        lab.until(lambda: str(lab.stage("after")["points"]), lambda now: now not in seen)
        seen.add(str(lab.stage("after")["points"]))
        lab.status("40 steps in")
    lab.choose("solver", "DDIM")
    lab.until(lambda: lab.stage("after")["points"], lambda now: now == points)
    steps = lab.part("view_steps").locator("input")
    for count in (3, 137):
        steps.fill(str(count))
        steps.press("Enter")
        lab.shows("after", steps=count)
        lab.shows("before", steps=count)
    steps.fill("201")
    steps.press("Enter")
    expect(lab.part("notice")).to_contain_text("Steps: got 201; allowed: 1 – 200")
    lab.choose("view_steps", "4")
    lab.shows("after", steps=4)
    lab.status("40 steps in")  # when what these steps give is measured
