"""How long a change of solver or of steps takes until both stages have drawn it (`benchmarks.page`)."""

from __future__ import annotations

import statistics
from collections.abc import Callable

from playwright.sync_api import Page

CHANGES = ("euler", "heun", "rk4", "dpmpp_2m", "ancestral", "ddim")
STEPS = (1, 2, 4, 8, 25, 50)

# Clicks, and waits for the frame in which both stages have drawn a panel that fits.
CHANGE = """([click, field, wanted]) => new Promise((done) => {
  const stages = window.__rdlab.stages.filter((stage) => ["before", "after"].includes(stage.slot));
  const draws = stages.map((stage) => stage.draws);
  const began = performance.now();
  const look = () => {
    const drawn = stages.every((stage, i) => stage.header?.[field] === wanted && stage.draws > draws[i]);
    drawn ? done(performance.now() - began) : requestAnimationFrame(look);
  };
  document.querySelector(click).click();
  requestAnimationFrame(look);
})"""


def measure(page: Page, row: Callable[..., None]) -> None:
    """Prints the waits for every solver and every number of steps, on a page at rest with two stages."""
    times = {"solver": [], "steps": []}
    for _ in range(2):
        for solver in CHANGES:
            click = f'#lab-solver input[value="{solver}"]'
            times["solver"].append(changed(page, click, "solver", solver))
        for number, steps in enumerate(STEPS, 1):
            click = f"#lab-view_steps [role=radio]:nth-child({number})"
            times["steps"].append(changed(page, click, "steps", steps))
    for name, waits in times.items():
        row(f"another {name}, until both stages have drawn it: median", f"{statistics.median(waits):.0f} ms")
        row("  the longest", f"{max(waits):.0f} ms", "<= 150 ms")


def changed(page: Page, click: str, field: str, wanted: str | int) -> float:
    """Milliseconds from a change of a setting to its picture."""
    page.wait_for_timeout(300)
    page.wait_for_function("() => !/Measuring/.test(document.querySelector('#lab-status').innerText)")
    page.wait_for_timeout(300)  # the charts of what was measured are drawn
    return page.evaluate(CHANGE, [click, field, wanted])
