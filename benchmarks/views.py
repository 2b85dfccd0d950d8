"""The views of the stages: frames a second while the clock runs, the morph moves or a path is dragged.

Two panels of 400 paths x 60 steps, one of a network and one of the mixture, put on the open page's stages.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import torch
from playwright.sync_api import Page

import toy
from rdlab.stage import wire
from rdlab.stage.denoisers import model_of
from toy.metrics import angle_path
from toy.models.network import MLP, N_FEATURES, Denoiser

PATHS, STEPS = 400, 60
VIEWS = ("field", "heat", "mesh", "pairs", "conditional")
GROUP = '__rdlab.groups.get("lab")'

# Changes something every frame; gives the milliseconds between frames.
FRAMES = """async ([n, what]) => {
  const group = __rdlab.groups.get("lab"), frame = () => new Promise(requestAnimationFrame);
  const wave = (i) => 0.5 + 0.49 * Math.sin(0.15 * i);
  const change = { clock: (i) => ({ tau: wave(i) }),
    morph: (i) => ({ morph: { form: "flow_matching", amount: wave(i) } }),
    launch: (i) => ({ launch: { z: [Math.sin(0.2 * i), Math.cos(0.3 * i)] } }),
    toggle: (i) => ({ shown: { ...group.state.shown, paths: i % 2 === 0 } }) }[what];
  const gaps = [];
  let last = await frame();
  for (let i = 0; i < n; i++) {
    group.set(change(i));
    const now = await frame();
    gaps.push(now - last);
    last = now;
  }
  return gaps.slice(1);
}"""


def payloads() -> list[dict]:
    """The exact stage's panel, and one of a network of the default size along the same paths."""
    experiment = toy.Experiment(toy.Config())
    path = experiment.standard_trajectory("exact", PATHS, STEPS)
    u, phi, _ = angle_path(path, experiment.form)
    generator = torch.Generator().manual_seed(0)
    net = MLP((N_FEATURES, *(experiment.config.width,) * experiment.config.depth, 2), generator)
    models = {
        "exact": experiment.denoiser("exact"),
        "base": Denoiser(net, experiment.form, experiment.prediction),
    }
    shown = {
        "form": experiment.form.key,
        "phi": phi.numpy(),
        "u": u.numpy(),
        "samples": path.x[-1].numpy(),
        "data": experiment.dataset.sample_standardised(2000, generator).numpy(),
        "params": experiment.form.params,
    }
    return [
        wire.panel(stage=name, role=name, model=model_of(model), **shown) for name, model in models.items()
    ]


def measure(page: Page, row: Callable[..., None], frames: int = 60) -> None:
    """Prints a row for every view, alone and together, for toggling, dragging and the morph."""
    give = "(panels) => __rdlab.stages.forEach((s) => s.take(panels[s.slot === 'before' ? 0 : 1]))"
    page.evaluate(give, payloads())
    page.wait_for_timeout(500)
    plain = page.evaluate(f"() => {GROUP}.state.shown")

    def put(**state: Any) -> None:
        page.evaluate(f"(state) => {GROUP}.set(state)", {"launch": None, "morph": None} | state)

    def line(name: str, what: str, **state: Any) -> None:
        put(playing=False, **state)
        gaps = page.evaluate(FRAMES, [frames, what])
        late = statistics.quantiles(gaps, n=20)[-1]
        row(f"  {name}", f"{1000 / statistics.fmean(gaps):.0f}/s, {late:.0f} ms", ">= 30/s")

    row(f"frames of {PATHS} paths x {STEPS} steps: mean, wait of 19 in 20", "")
    line("clock", "clock", shown=plain)
    for view in VIEWS:
        line(f"clock with {view}", "clock", shown=plain | {view: True})
    line("clock with all of them", "clock", shown=plain | dict.fromkeys(VIEWS, True))
    line("clock, unrolled", "clock", shown=plain, coords="unrolled")
    line("toggling a view", "toggle", shown=plain, coords="x")
    line("dragging a launched path", "launch", shown=plain)
    line("morph", "morph", shown=plain)
    put(shown=plain)  # what is measured next finds the page as it was
