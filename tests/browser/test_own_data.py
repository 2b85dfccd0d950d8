"""Own data from end to end: drawn by mouse and by finger, or read from a CSV."""

import math

import pytest
from own_page import Own
from playwright.sync_api import expect

from rdlab.words import TEXTS


@pytest.fixture
def own(lab) -> Own:
    return Own(lab)


def ring(radius: float = 0.6, corners: int = 24) -> list[tuple[float, float]]:
    turns = [2 * math.pi * k / corners for k in range(corners + 1)]
    return [(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns]


# --- drawing -----------------------------------------------------------------------------------------------


def test_a_drawing_is_the_data_trains_and_stays_selectable(own):
    lab = own.lab
    own.open("draw")
    expect(own.drawing.locator("[data-do=done]")).to_be_disabled()
    own.stroke(*ring())
    count = own.count()
    assert 300 <= count <= 3000
    expect(own.drawing).to_contain_text(f"{count:,} points")
    own.done()
    lab.shows("before", stage="empirical", paths=200)
    expect(own.drawing).to_be_hidden()
    expect(lab.part("data")).to_contain_text(f"Your drawing, {count:,} points")
    shown = own.page.evaluate(
        "Array.from(__rdlab.stages.find(({ slot }) => slot === 'before').arrays.data.data)"
    )
    radii = [math.hypot(*shown[i : i + 2]) for i in range(0, len(shown), 2)]  # a ring, standardised
    assert min(radii) > 1.2 and max(radii) < 1.6
    lab.type("steps", "40")
    lab.settings(close=True)
    lab.click("train")
    lab.status("40 steps in")
    assert lab.stage("after")["stage"] == "base"
    drawn = lab.stage("before")["points"]
    lab.choose("data", "Two moons")
    lab.shows("before", stage="exact")
    mine = lab.part("data").get_by_role("radio", name="Your drawing")
    mine.click()
    lab.shows("before", stage="empirical")
    lab.clock("End")
    assert lab.stage("before")["paths"] == 200 and drawn
    expect(mine).to_have_attribute("aria-checked", "true")


def test_undo_eraser_and_clear_change_what_is_counted(own):
    own.open("draw")
    own.stroke((-0.9, 0.5), (0.9, 0.5))
    one = own.count()
    own.stroke((-0.9, -0.5), (0.9, -0.5))
    two = own.count()
    assert one > 350 and two == pytest.approx(2 * one, rel=0.05)
    own.tool("erase")
    own.stroke((0.0, -0.5), (1.0, -0.5))
    assert own.count() == pytest.approx(1.5 * one, rel=0.12)  # half of the second stroke is gone
    own.tool("undo")
    assert own.count() == two
    own.tool("undo")
    assert own.count() == one
    own.tool("clear")
    assert own.count() == 0
    expect(own.drawing.locator("[data-do=done]")).to_be_disabled()
    own.page.keyboard.press("Control+z")
    assert own.count() == one
    own.tool("undo")
    assert own.count() == 0


def test_a_larger_brush_spreads_its_points_wider(own):
    def height() -> int:
        """Rows of the canvas with points in them."""
        return own.drawing.locator("canvas").evaluate(
            """(canvas) => {
              const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              const rows = new Set();
              for (let i = 0; i < data.length; i += 4)
                if (data[i + 1] - data[i] > 60) rows.add(Math.floor(i / 4 / width));
              return rows.size;
            }"""
        )

    own.open("draw")
    heights = []
    for size in ("2", "18"):
        own.drawing.locator("input[type=range]").fill(size)
        own.stroke((-0.8, 0), (0.8, 0))
        own.count()
        heights.append(height())
        own.tool("clear")
    side = own.drawing.locator("canvas").bounding_box()["width"]
    assert heights[0] < 0.04 * side and heights[1] == pytest.approx(0.18 * side, rel=0.15)


def test_a_dot_is_enough_and_a_scrawl_is_never_too_much(own):
    own.open("draw")
    own.page.mouse.click(*own.at(0, 0))
    assert 295 <= own.count() <= 330
    for _ in range(3):
        own.stroke(*((0.95 * (-1) ** k, 0.9 - 0.11 * k) for k in range(17)))
    assert 2900 <= own.count() <= 3000
    own.done()
    own.lab.shows("before", stage="empirical")


def test_drawing_goes_on_where_it_was_left_and_cancel_takes_nothing(own):
    own.open("draw")
    own.stroke((-0.9, 0.5), (0.9, 0.5))
    first = own.count()
    own.done()
    own.lab.shows("before", stage="empirical")
    before = own.lab.stage("before")["points"]
    own.open("draw")
    assert own.count() == first
    own.stroke((-0.9, -0.5), (0.9, -0.5))
    assert own.count() > first
    own.page.keyboard.press("Escape")
    expect(own.drawing).to_be_hidden()
    own.open("draw")
    assert own.count() == first
    own.drawing.locator("[data-do=cancel]").click()
    assert own.lab.stage("before")["stage"] == "empirical" and before


def test_keys_in_the_dialog_leave_the_clock_alone(own):
    own.lab.clock("Home")
    own.open("draw")
    own.drawing.locator("input[type=range]").press("ArrowRight")
    own.drawing.locator("[data-tool=erase]").press(" ")
    expect(own.drawing.locator("[data-tool=erase]")).to_have_attribute("aria-pressed", "true")
    assert own.lab.stage("before")["tau"] == 0


def test_a_finger_draws_on_a_phone_without_scrolling_the_page(visit):
    lab = visit(width=390, height=844, has_touch=True, is_mobile=True)
    own = Own(lab)
    lab.status("Ready")  # all is measured: nothing above grows any more
    own.page.locator("#lab-own [data-open=draw]").tap()
    box = own.drawing.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] >= 0
    assert box["y"] + box["height"] <= 844 and own.drawing.locator("canvas").bounding_box()["width"] > 300
    before = own.page.evaluate("[scrollX, scrollY]")
    touch = own.page.context.new_cdp_session(own.page)

    def send(kind: str, *points) -> None:
        places = [dict(zip("xy", own.at(*point), strict=True)) for point in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    send("touchStart", (0, 0.9))
    for k in range(30):
        send("touchMove", (0.3 * math.sin(k / 3), 0.9 - 0.06 * k))
    send("touchEnd")
    assert own.count() >= 300
    assert own.page.evaluate("[scrollX, scrollY]") == before
    own.finger_travels()
    own.drawing.locator("[data-do=done]").tap()
    lab.shows("before", stage="empirical")
    lab.part("train").tap()
    lab.status("1,200 steps in")
    assert lab.stage("after")["stage"] == "base"


# --- CSV ---------------------------------------------------------------------------------------------------


def file(text: str | bytes, name: str = "points.csv") -> dict:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode() if isinstance(text, str) else text}


SPIRAL = [(t * math.cos(t), 1000 + t * math.sin(t)) for t in (0.02 * k for k in range(600))]


def test_a_file_becomes_the_data_in_its_own_scale(own):
    for count, text in (
        (600, "x,y\n" + "\n".join(f"{x},{y}" for x, y in SPIRAL)),
        (599, "\n".join(f"{x};{y}".replace(".", ",") for x, y in SPIRAL[1:])),  # decimal commas
        (598, ("\ufeffx\ty\r\n" + "\r\n".join(f"{x}\t{y}" for x, y in SPIRAL[2:])).encode("utf-16-le")),
    ):
        own.open("csv")
        own.table.locator("input[type=file]").set_input_files(file(text))
        expect(own.lab.part("data")).to_contain_text(f"Your CSV, {count} points", timeout=20_000)
        expect(own.table).to_be_hidden()
        own.lab.shows("before", stage="empirical")
        middle = [sum(p[i] for p in SPIRAL[600 - count :]) / count for i in (0, 1)]
        own.lab.until(own.ends, lambda ends: ends["center"] == pytest.approx(middle, abs=0.005))  # noqa: B023


def test_pasted_text_is_read_and_a_wrong_row_is_named_until_it_is_mended(own):
    own.open("csv")
    area = own.table.locator("textarea")
    own.done(own.table)
    expect(own.table.locator(".rd-wrong")).to_have_text(TEXTS["csv.empty"][0])
    area.fill("x y\n1 2\n3 4\n5 six\n7 8")
    own.done(own.table)
    expect(own.table.locator(".rd-wrong")).to_have_text("Row 4 is not two numbers: “5 six”.")
    assert own.lab.stage("before")["stage"] == "exact"  # nothing has changed behind it
    area.fill("x y\n1 2\n3 4\n5 6\n7 9")
    own.done(own.table)
    own.lab.shows("before", stage="empirical")
    expect(own.lab.part("data")).to_contain_text("Your CSV, 4 points")


WRONG_FILES = (
    ("Dear Sir,\nthis is a letter.", "Row 1 is not two numbers: “Dear Sir,”."),
    ("1,2\n3,4,5", "Row 2 does not have two columns: “3,4,5”."),
    ("1,2\nnan,5", "Row 2 holds a number that is not finite or is larger than 10¹⁵: “nan,5”."),
    ("1,2\n1e308,5", "Row 2 holds a number that is not finite or is larger than 10¹⁵: “1e308,5”."),
    ("1,2", "There are too few points (1 row(s) of numbers); at least two are needed."),
    ("1,2\n" * 30, "All the points lie in one place; at least two have to differ."),
    ("1,2\n" * 100_001, "There are 100,001 rows; at most 100,000 can be read."),
    (b"\x89PNG\r\n\x1a\n\x00\x00", "Row 1 does not have two columns: "),
    (b"1,2\n" * 2_600_000, "points.csv has 11 MB; at most 10 MB can be read."),
)


def test_a_wrong_file_gets_one_clear_sentence_and_the_lab_goes_on(own):
    for steps, (content, words) in enumerate(WRONG_FILES, 1):
        own.open("csv")
        own.table.locator("input[type=file]").set_input_files(file(content))
        expect(own.table.locator(".rd-wrong")).to_contain_text(words, timeout=20_000)
        own.table.locator("[data-do=cancel]").click()
        field = own.lab.part("view_steps").locator("input")
        field.fill(str(steps))
        field.press("Enter")
        own.lab.shows("before", stage="exact", steps=steps)


def test_errors_are_said_in_chinese_too(visit):
    own = Own(visit(locale="zh-CN"))
    own.open("csv")
    own.table.locator("textarea").fill("1,2\n3")
    own.done(own.table)
    expect(own.table.locator(".rd-wrong")).to_have_text("第 2 行不是两列：“3”。")


def test_a_dropped_file_is_read(own):
    own.open("csv")
    own.page.evaluate(
        """(text) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], "a.csv"));
          const dialog = document.querySelector(".rd-dialog-csv");
          for (const name of ["dragover", "drop"])
            dialog.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        "\n".join(f"{x},{y}" for x, y in SPIRAL),
    )
    own.lab.shows("before", stage="empirical")


def test_the_text_travels_once(own):
    sent = []

    def heard(request) -> None:
        if request.url.endswith("/queue/join?") or "queue/join" in request.url:
            sent.append(len(request.post_data or ""))

    own.page.on("request", heard)
    own.open("csv")
    rows = "\n".join(f"{k * 0.001},{(k * 7919 % 1000) * 0.01}" for k in range(20_000))
    own.table.locator("input[type=file]").set_input_files(file(rows))
    own.lab.shows("before", stage="empirical")
    own.lab.choose("view_steps", "8")
    own.lab.shows("before", steps=8)
    own.lab.choose("form", "VE")
    own.lab.shows("before", stage="empirical", steps=8)
    assert sum(size > len(rows) for size in sent) == 1
    assert len(sent) >= 3 and sorted(sent)[-2] < 5000
