"""The Stable Diffusion tab in a real browser, on tiny models with random weights."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from rdlab import sd
from rdlab.page.published import TABLE
from tests.browser.conftest import Lab, serving, visiting
from tests.rdlab.sd import tiny

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PICTURES = """(selector) => [...document.querySelectorAll(selector)].map((image) => {
  if (!image.complete || !image.naturalWidth) return null;
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width: canvas.width, height: canvas.height, colours: new Set(new Uint32Array(data.buffer)).size };
})"""
CELLS = "(all) => all.map(({ dataset }) => [dataset.model, dataset.steps, dataset.state])"
TRACES = """(name) => document.querySelector(`#sd-${name} .rd-plot`)?.data
  ?.map(({ x, y }) => ({ x: [...x], y: [...y] })) ?? []"""


@pytest.fixture(scope="module")
def studio(tmp_path_factory) -> Iterator[str]:
    """A server whose models are tiny ones in a folder."""
    places = {name: tmp_path_factory.mktemp(name) for name in ("models", "home", "log")}
    environment = {
        "RDLAB_SD_MODELS": str(tiny.write(places["models"])),
        "HF_HOME": str(places["home"]),
        "CUDA_VISIBLE_DEVICES": "",
        "RDLAB_WORKERS": "1",
    }
    with serving(places["log"] / "log.txt", **environment) as address:
        yield address


@pytest.fixture
def draw(profiles, studio) -> Iterator[Callable[..., Page]]:
    """Opens the tab as a new visitor."""
    with visiting(profiles, studio) as visit:
        yield partial(opened, partial(visit, address=studio))


def opened(visit: Callable[..., Lab], **options) -> Lab:
    lab = visit(**options)
    lab.page.locator("#tab-sd-button").click()
    expect(lab.page.locator("#sd-about p").first).to_be_visible(timeout=30_000)
    return lab


def knob(page: Page, name: str, value: object) -> None:
    page.locator(f".rd-sd-{name} input").fill(str(value))
    page.locator(f".rd-sd-{name} input").press("Tab")


def steps(page: Page, count: int) -> None:
    page.locator(".rd-sd-steps").get_by_role("radio", name=str(count), exact=True).check()


def doing(page: Page, phase: str, seconds: float = 60) -> None:
    expect(page.locator("#sd-progress .rd-doing")).to_have_attribute(
        "data-phase", phase, timeout=1000 * seconds
    )


def images(lab: Lab, selector: str, count: int) -> list[dict]:
    return lab.until(
        lambda: lab.page.evaluate(PICTURES, f"{selector} img"),
        lambda found: len(found) == count and all(found),
    )


def saved(page: Page, link: Locator, folder: Path) -> dict:
    with page.expect_download() as download:
        link.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return sd.read_settings(path.read_bytes()) | {"file": path.name}


def test_from_the_prompt_to_the_picture_and_its_path(draw, tmp_path):
    lab = draw()
    page = lab.page
    assert page.url.endswith("#sd")
    menu = page.locator(".rd-sd-model select")
    expect(menu.locator("option")).to_have_text([model.name for model in sd.MODELS.values()])
    menu.select_option("perflow")  # all follows the model
    expect(page.locator(".rd-sd-steps label")).to_have_text(["4", "8", "16"])
    expect(page.locator(".rd-sd-guidance input")).to_have_value("4.5")
    expect(page.locator(".rd-sdfacts")).to_contain_text("CC BY-NC 4.0")
    expect(page.locator(".rd-sdfacts a")).to_have_attribute("href", sd.MODELS["perflow"].link)
    menu.select_option("cm")
    expect(page.locator(".rd-sdnegative input")).to_be_disabled()
    menu.select_option("rd")
    expect(page.locator(".rd-sdnegative input")).to_be_enabled()

    page.locator(".rd-sdexamples button").nth(1).click()
    prompt = page.locator(".rd-sdprompt textarea").input_value()
    assert "corgi" in prompt
    for name, value in {"width": 64, "height": 128, "count": 2, "seed": 11}.items():
        knob(page, name, value)
    steps(page, 4)
    page.locator("#sd-run").click()
    doing(page, "done")
    found = images(lab, "#sd-gallery .rd-sdframe", 2)
    assert all((one["width"], one["height"]) == (64, 128) and one["colours"] > 50 for one in found)
    expect(page.locator("#sd-gallery h3")).to_have_text("Rectified Diffusion · 4 steps · CFG 1.5 · 64 × 128")
    expect(page.locator(".rd-sdgallery-times")).to_contain_text("UNet")
    settings = saved(page, page.locator("#sd-gallery .rd-sdsave").nth(1), tmp_path)
    assert settings["file"] == "rdlab-rd-4-seed12.png"
    told = {"model": "rd", "prompt": prompt, "seed": 12, "steps": 4, "guidance": 1.5, "width": 64}
    assert told.items() <= settings.items()

    # how the path went
    assert len(images(lab, "#sd-strip .rd-sdstrip-row", 4)) == 4
    images(lab, "#sd-strip .rd-sdstrip-ends", 2)
    cosines = lab.until(lambda: page.evaluate(TRACES, "cosines"), bool)
    assert [len(trace["y"]) for trace in cosines] == [3, 4] and cosines[1]["x"] == [1, 2, 3, 4]
    assert all(-1 <= value <= 1 for trace in cosines for value in trace["y"])
    (drift,) = lab.until(lambda: page.evaluate(TRACES, "drift"), bool)
    assert len(drift["y"]) == 4 and min(drift["y"]) >= 0
    expect(page.locator("#sd-numbers")).to_contain_text("1 against 4 steps")
    assert 0 < float(page.locator("#sd-numbers .rd-sdnumbers").get_attribute("data-gap")) < 2
    expect(page.locator(".rd-sdexpect")).to_contain_text("hardly moves")

    page.locator("#sd-gallery .rd-sdframe").nth(1).click()
    dialog = page.locator(".rd-sdlarge")
    expect(dialog).to_contain_text("seed 12")
    dialog.get_by_text("Use this seed").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".rd-sd-seed input")).to_have_value("12")
    expect(page.locator(".rd-sd-count input")).to_have_value("1")

    # stop, and two mistakes
    for name in ("width", "height"):
        knob(page, name, 512)
    steps(page, 25)
    page.locator("#sd-run").click()
    doing(page, "step")
    expect(page.locator("#sd-gallery .rd-sdpreview")).to_be_visible()
    page.locator("#sd-stop").click()
    doing(page, "stopped")
    expect(page.locator("#sd-gallery .rd-sdframe")).to_have_count(0)
    expect(page.locator("#sd-run")).to_be_enabled()
    knob(page, "width", 100)
    page.locator("#sd-run").click()
    expect(page.locator("#sd-notice")).to_contain_text("multiples of 8 pixels, not 100 × 512")
    knob(page, "width", 64)
    page.locator(".rd-sdprompt textarea").fill("")
    page.locator("#sd-run").click()
    expect(page.locator("#sd-notice")).to_contain_text("Write what the image should show.")


def test_a_grid_of_models_and_steps_from_the_same_noise(draw, tmp_path):
    lab = draw(width=1024, height=768)
    page = lab.page
    knob(page, "width", 64)
    knob(page, "height", 64)
    page.locator(".rd-sdmode").get_by_role("radio", name="Compare").check()
    expect(page.locator(".rd-sd-steps")).to_be_hidden()
    rows, columns = page.locator("fieldset.rd-only-compare").all()
    assert rows.locator("input:checked").count() == 2
    rows.get_by_role("checkbox", name="Rectified Diffusion (Phased)", exact=True).check()
    rows.get_by_role("checkbox", name="SD 1.5 + DPM-Solver++").uncheck()
    columns.get_by_role("checkbox", name="25").uncheck()
    page.locator("#sd-run").click()
    doing(page, "compared")
    cells = page.locator("#sd-grid td.rd-sdcell")
    assert cells.evaluate_all(CELLS) == [
        ["rd", "1", "done"], ["rd", "2", "done"], ["rd", "4", "done"],
        ["phased", "1", "no"], ["phased", "2", "no"], ["phased", "4", "done"],
    ]  # fmt: skip
    images(lab, "#sd-grid .rd-sdframe", 4)
    expect(cells.nth(3)).to_have_text("made for 4, 8, 20 steps")
    expect(cells.nth(0)).to_contain_text("gap 0.")
    cells.nth(2).locator("button").click()
    settings = saved(page, page.locator(".rd-sdlarge .rd-sdsave"), tmp_path)
    assert (settings["model"], settings["steps"], settings["seed"]) == ("rd", 4, 0)
    page.keyboard.press("Escape")
    assert page.evaluate(SIDEWAYS) <= 0


def test_one_at_a_time_on_a_phone_in_chinese(draw):
    first, second = draw(), draw(width=390, height=844, has_touch=True, is_mobile=True, locale="zh-CN")
    for name in ("width", "height"):
        knob(first.page, name, 512)
        knob(second.page, name, 64)
    steps(first.page, 25)
    first.page.locator("#sd-run").click()
    doing(first.page, "step")
    page = second.page
    steps(page, 2)
    page.locator("#sd-run").click()
    expect(page.locator("#sd-progress")).to_contain_text("排队第 1 位")
    first.page.close()  # which ends what it had begun
    doing(page, "done")
    images(second, "#sd-gallery .rd-sdframe", 1)
    expect(page.locator("#sd-gallery h3")).to_have_text("Rectified Diffusion · 2 步 · CFG 1.5 · 64 × 64")
    expect(page.locator("#sd-numbers")).to_contain_text("实测：")
    assert page.evaluate(SIDEWAYS) <= 0
    page.locator("#language").click()
    expect(page.locator("#sd-numbers")).to_contain_text("Measured:")


def test_without_a_gpu_it_says_so_and_what_it_would_cost(visit):
    lab = opened(visit)
    page = lab.page
    expect(page.locator("#sd-about")).to_contain_text("this machine has none")
    expect(page.locator("#sd-about pre")).to_contain_text("app.py")
    expect(page.locator("#sd-published tbody tr")).to_have_count(len(TABLE))
    expect(page.locator(".rd-sd-model option")).to_have_text([sd.MODELS[key].name for key in ("rd", "cm")])
    expect(page.locator(".rd-sd-steps label")).to_have_text(["1"])
    page.locator("#sd-run").click()
    expect(page.locator("#sd-confirm")).to_contain_text("on this CPU", timeout=30_000)
    page.locator("#sd-confirm [data-agree=true]").click()
    expect(page.locator("#sd-notice")).to_contain_text("could not be fetched", timeout=60_000)
    expect(page.locator("#sd-run")).to_be_enabled()
