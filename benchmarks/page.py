"""``python -m benchmarks.page``: the page as a visitor feels it, a real Chromium on the real server.

Starts ``python app.py``, opens the Lab, trains, rectifies, scrubs and stops, and prints what that took beside
the figures it should reach. Run it on an otherwise idle machine.
"""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

from playwright.sync_api import Page, sync_playwright

from benchmarks import solvers, views
from tests.browser.conftest import CHROMIUM_ARGS, ROOT, system_chromium, wait_for

# Notes the time of every new picture on the right-hand stage, and of the click before.
WATCH = """() => {
  window.bench = { frames: [], clicked: 0 };
  const seen = () => window.__rdlab?.stages.find((stage) => stage.slot === "after")?.header ?? null;
  let last = seen();
  const look = () => {
    const header = seen();
    if (header !== last) { last = header; if (header?.live) bench.frames.push(performance.now()); }
    requestAnimationFrame(look);
  };
  look();
  // timeStamp: when the finger was lifted, before the page had time to hear of it
  const note = (event) => { bench.clicked = event.timeStamp; bench.frames = []; };
  document.addEventListener("click", note, true);
}"""

SCRUB = """async (n) => {
  const slider = document.querySelector("#lab-clock input[type=range]"), gaps = [];
  let last = 0;
  for (let i = 0; i < n; i++) {
    slider.value = Number(slider.max) * (0.5 + 0.48 * Math.sin(0.15 * i));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    const now = await new Promise(requestAnimationFrame);
    if (last) gaps.push(now - last);
    last = now;
  }
  return gaps;
}"""


def row(what: str, value: str, target: str = "") -> None:
    """Print a line of the table."""
    print(f"{what:<58} {value:>16}   {target}")


def ready(page: Page, button: str) -> None:
    """Wait until a button can be pressed."""
    enabled = f"() => document.querySelector('#lab-{button}')?.disabled === false"
    page.wait_for_function(enabled, timeout=120_000)


def frames(page: Page, button: str) -> tuple[float, float]:
    """Seconds from a click on ``button`` to the first live picture, and live pictures a second after it."""
    ready(page, button)
    page.click(f"#lab-{button}")
    page.wait_for_function("() => bench.frames.length > 0", timeout=60_000)
    ready(page, "train")
    times, clicked = page.evaluate("() => [bench.frames, bench.clicked]")
    span = (times[-1] - times[0]) / 1000
    return (times[0] - clicked) / 1000, (len(times) - 1) / span if span else 0.0


def measured(page: Page) -> None:
    """Wait until everything on the stages has been measured, so that nothing computes any more."""
    page.wait_for_function("() => !/Measuring/.test(document.querySelector('#lab-status').innerText)")


def seconds_used(page: Page) -> str:
    """What the status line says of the computing, once the run is over."""
    page.wait_for_function("() => / s\\b/.test(document.querySelector('#lab-status').innerText)")
    return re.search(r"([\d.]+) s\b", page.inner_text("#lab-status"))[1]


def visit(page: Page, address: str) -> None:
    """Open the page and measure it."""
    began = monotonic()
    page.goto(address)
    page.wait_for_function("() => window.__rdlab?.stages.some((stage) => stage.paths?.count === 200)")
    ready(page, "train")
    row("page usable: paths drawn, buttons answer", f"{monotonic() - began:.2f} s", "<= 3 s")
    page.wait_for_timeout(1500)
    measured(page)
    page.evaluate(WATCH)

    for button, limit, budget in (("train", "<= 0.5 s", "<= 3 s"), ("rectify", "after the pairs", "<= 5 s")):
        first, rate = frames(page, button)
        row(f"{button}: first live picture after the click", f"{first:.2f} s", limit)
        row(f"{button}: live pictures a second", f"{rate:.1f}", ">= 10")
        measured(page)
        row(f"{button}: computing, without pictures", f"{seconds_used(page)} s", budget)

    gaps = page.evaluate(SCRUB, 240)
    median, late = statistics.median(gaps), statistics.quantiles(gaps, n=20)[-1]
    row("scrubbing two stages of 200 paths x 50 steps", f"{1000 / median:.0f} frames/s", ">= 50")
    row("  longest wait of 19 in 20 frames", f"{late:.0f} ms")

    views.measure(page, row)
    solvers.measure(page, row)

    ready(page, "train")
    page.click("#lab-train")
    page.wait_for_function("() => bench.frames.length > 3")
    page.click("#lab-stop")
    ready(page, "train")
    waited = page.evaluate("() => performance.now() - bench.clicked") / 1000
    row("Stop: until another run can be started", f"{waited:.2f} s", "<= 0.3 s")


def main() -> None:
    """Start the app, measure its page in a browser, end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"GRADIO_SERVER_NAME": "127.0.0.1", "GRADIO_SERVER_PORT": str(port)}
    print(f"load average before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
        began = monotonic()
        server = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for(address, server, Path(log.name), seconds=120)
            row("python app.py: serves", f"{monotonic() - began:.2f} s", "<= 8 s")
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=system_chromium(), args=CHROMIUM_ARGS)
                page = chromium.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
                sizes: list[int] = []
                network = page.context.new_cdp_session(page)
                network.send("Network.enable")
                network.on(
                    "Network.webSocketFrameReceived",
                    lambda event: sizes.append(len(event["response"]["payloadData"])),
                )
                visit(page, address)
                live = [size / 1000 for size in sizes if 8_000 < size < 40_000]
                if live:
                    value = f"{statistics.median(live):.1f}, {max(live):.1f} KB"
                    row("messages with a live picture, median and largest", value, "<= 25 KB")
                chromium.close()
        finally:
            server.terminate()
            server.wait(timeout=20)


if __name__ == "__main__":
    main()
