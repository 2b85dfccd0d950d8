"""Meters, sentence, loss line, thumbnails, race, chart and notice: the numbers given are the ones shown."""

import re

from playwright.sync_api import expect

from rdlab.words import TEXTS


def rgb(parts, locator) -> str:
    return locator.first.evaluate("(e) => getComputedStyle(e).color")


def test_meters_show_both_stages_and_explain_themselves(parts):
    meters = parts.page.locator(".rd-meters")
    expect(meters).to_contain_text(re.compile("One-step quality\\s*0.96 floor 0.06"))
    parts.do("rectified", "h.stage === 'rectified-1'", "after")
    expect(meters).to_contain_text(re.compile("First-order defect\\s*1.04 → 0.004"))
    defect = meters.locator(".rd-meter").first
    turns = [
        h.evaluate("(e) => parseFloat(e.style.transform.slice(7))")
        for h in defect.locator(".rd-dial-hand").all()
    ]
    assert turns[0] > 135 and turns[1] < 4  # degrees of 180: the hands of both stages
    bar = meters.locator(".rd-meter", has_text="One-step quality")
    ticks = [float(t.evaluate("(e) => parseFloat(e.style.left)")) for t in bar.locator(".rd-tick").all()]
    assert len(ticks) == 1 and 6 < ticks[0] < 7  # 0.08 of 1.25, per cent
    assert rgb(parts, defect.locator("b.rd-rectified")) == "rgb(179, 79, 0)"
    name, help_line = defect.locator("button"), defect.locator(".rd-meter-help")
    expect(help_line).to_be_hidden()
    name.click()
    expect(help_line).to_contain_text("Not the ODE's order, nor the solver's.")
    name.click()
    expect(help_line).to_be_hidden()
    parts.page.keyboard.press("Shift+Tab")
    parts.page.keyboard.press("Tab")  # by keyboard, focus is enough
    expect(help_line).to_be_visible()
    assert name.get_attribute("title") == TEXTS["meter.first_order_defect.help"][0]


def test_the_sentence_is_made_of_the_numbers(parts):
    sentence = parts.page.locator(".rd-sentence")
    expect(sentence).to_contain_text("These are the exact VP paths")
    parts.do("rectified", "h.stage === 'rectified-1'", "after")
    expect(sentence).to_contain_text("0.09 → 1.29")
    assert "**" not in sentence.inner_text() and "{" not in sentence.inner_text()
    assert sentence.locator("b", has_text="more curved").count() == 1
    assert sentence.locator("b.rd-rectified").all_inner_texts() == ["1.29", "0.08", "0.004"]
    assert rgb(parts, sentence.locator("b.rd-base")) == "rgb(0, 105, 166)"
    assert rgb(parts, sentence.locator("b.rd-data")) == "rgb(0, 120, 90)"


def test_the_loss_line_follows_a_run_and_continues_with_the_next(parts):
    loss = parts.page.locator(".rd-loss")
    expect(loss).to_be_hidden()
    parts.do("stream", "h.live", "after")
    expect(loss).to_contain_text("step 240 / 240")
    runs = "() => document.querySelector('.rd-loss').parentElement.rdlab.runs()"
    (run,) = parts.page.evaluate(runs)
    assert run["role"] == "base" and run["count"] == 240
    parts.do("rectified", "h.stage === 'rectified-1'", "after")
    expect(loss).to_contain_text("step 200 / 240")
    assert [run["role"] for run in parts.page.evaluate(runs)] == ["base", "rectified"]
    colours = """() => { const c = document.querySelector('.rd-loss canvas');
        const p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let [blue, red] = [0, 0];
        for (let i = 0; i < p.length; i += 4)
          if (p[i + 3] > 200) p[i + 2] > 128 ? blue++ : p[i] > 128 ? red++ : 0;
        return [blue, red]; }"""
    assert min(parts.page.evaluate(colours)) > 50
    parts.page.locator("#unpaired").click()  # in the base's colour, and yet another run
    expect(loss).to_contain_text("step 120 / 240")
    found = parts.page.evaluate(runs)
    assert [(run["stage"], run["count"]) for run in found] == [
        ("base", 240), ("rectified-1", 200), ("unpaired", 120),
    ]  # fmt: skip


def test_choosing_data_by_mouse_and_by_keyboard_reaches_python(parts):
    picked = parts.page.locator("#picked textarea, #picked input")
    group = parts.page.locator(".rd-picker")
    expect(group.get_by_role("radio", checked=True)).to_have_attribute("aria-label", "Eight Gaussians")
    group.get_by_role("radio", name="Moons").click()
    expect(picked).to_have_value("chose moons")
    expect(group.locator(".rd-picker-name")).to_have_text(TEXTS["data.moons"][0])
    parts.page.keyboard.press("ArrowRight")
    expect(picked).to_have_value("chose circles")
    assert group.get_by_role("radio", checked=True).count() == 1
    inked = """() => [...document.querySelectorAll('.rd-picker canvas')].map((c) => c.getContext('2d')
        .getImageData(0, 0, c.width, c.height).data.filter((v, i) => i % 4 === 3 && v).length)"""
    counts = parts.page.evaluate(inked)
    assert len(counts) >= 10 and min(counts) > 100


def test_race_and_chart_draw_what_was_measured(parts):
    expect(parts.page.locator(".rd-race")).to_contain_text("After measuring")
    expect(parts.page.locator(".rd-chart")).to_contain_text("After measuring")
    parts.do("rectified", "h.stage === 'rectified-1'", "after")
    expect(parts.page.locator(".rd-race-head")).to_have_text(["1 step", "4 steps", "50 steps"])
    rows = ["Trained · DDIM", "Trained · Euler", "Rectified × 1 · DDIM", "Rectified × 1 · Euler"]
    expect(parts.page.locator(".rd-race-row")).to_have_text(rows)
    expect(parts.page.locator(".rd-race canvas")).to_have_count(12)
    parts.page.wait_for_function("() => document.querySelector('.rd-plot')?.data?.length === 2")
    traces = parts.page.evaluate(
        "() => document.querySelector('.rd-plot').data.map((d) => [d.name, d.line.color, d.x, d.y])"
    )
    assert traces[0] == ["Trained", "#0072b2", [1, 4, 50], [0.96, 0.2, 0.06]]
    assert traces[1][:2] == ["Rectified × 1", "#d55e00"]
    expect(parts.page.locator(".rd-plot")).to_contain_text("floor")
    parts.page.locator('[data-axis="ms"]').click()
    parts.page.wait_for_function("() => document.querySelector('.rd-plot').data[0].x.join() === '2,8,90'")
    expect(parts.page.locator(".rd-plot")).to_contain_text("milliseconds")
    parts.page.evaluate("() => document.body.classList.add('dark')")
    parts.page.wait_for_function("() => document.querySelector('.rd-plot').data[0].line.color === '#56b4e9'")


def test_a_notice_is_one_sentence_that_can_be_put_away(parts):
    notice = parts.page.locator("#notice .rd-notice")
    expect(notice).to_be_hidden()
    parts.page.locator("#refuse").click()
    expect(notice).to_contain_text("Training steps: got 0; allowed: 1 – 20,000.")
    assert notice.get_attribute("role") == "alert"
    notice.get_by_role("button", name="Put away").click()
    expect(notice).to_be_hidden()


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_text_colours_are_readable_in_light_and_dark(visit):
    names = ["ink", "muted", "data-text", "exact-text", "base-text", "rectified-text", "first-order-text"]
    read = """(names) => { const style = getComputedStyle(document.querySelector('.rd-part'));
        return names.map((n) => style.getPropertyValue(`--rd-${n}`).trim()); }"""
    for query in ("", "?__theme=dark"):
        page = visit(query).page
        *texts, card, panel, back = page.evaluate(read, [*names, "card", "panel", "bg"])
        for name, text in zip(names, texts, strict=True):
            for behind in (card, panel, back):
                assert re.fullmatch("#[0-9a-f]{6}", text) and re.fullmatch("#[0-9a-f]{6}", behind)
                bright, dim = sorted((luminance(text), luminance(behind)), reverse=True)
                assert (bright + 0.05) / (dim + 0.05) >= 4.5, (query, name, text, behind)
