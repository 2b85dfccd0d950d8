"""A page of the app's own components fed with true paths, for browser tests. Run with a port, it serves."""

import asyncio
import math
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
import torch

import toy
from rdlab.stage import wire
from rdlab.stage.denoisers import model_of
from toy.metrics import angle_path

ROOT = Path(__file__).resolve().parents[3]
LIVE_FRAMES = 24
METERS = {"first_order_defect": 1.04, "arc_over_chord": 0.09, "straightness": 2.38, "step_gap": 0.97}


@cache
def experiment(form: str) -> toy.Experiment:
    return toy.Experiment(toy.Config(data="eight_gaussians", form=form))


@cache
def exact(form: str = "vp", steps: int = 60, paths: int = 200, solver: str = "ddim") -> dict:
    """The exact mixture's panel."""
    own = experiment(form)
    trajectory = own.standard_trajectory("exact", paths, steps, solver)
    u, phi, _ = angle_path(trajectory, own.form)
    return wire.panel(
        stage="exact",
        role="exact",
        form=form,
        solver=solver,
        phi=phi.numpy(),
        u=u.numpy(),
        samples=trajectory.x[-1].numpy(),
        data=data(2000),
        params=own.form.params,
        model=model_of(own.denoiser("exact")),
    )


@cache
def first_order(form: str = "vp", steps: int = 60) -> dict:
    """A perfectly rectified panel: the exact ends, joined by cos(phi) x0 + sin(phi) eps."""
    header, arrays = wire.unpack(exact(form))
    first, last = header["phi"][0], header["phi"][-1]
    phi = np.linspace(first, last, steps + 1)
    weight = np.sin(first - phi)[:, None, None], np.sin(phi - last)[:, None, None]
    u = (weight[1] * arrays["u"][0] + weight[0] * arrays["u"][-1]) / math.sin(first - last)
    return wire.panel(stage="rectified-1", role="rectified", form=form, phi=phi, u=u, data=data(2000))


def live(number: int) -> dict:
    """Frame ``number`` of a pretended training: the exact paths, less and less shaken."""
    header, arrays = wire.unpack(exact(steps=25, paths=64))
    shake = 0.5 * (1 - number / LIVE_FRAMES) * np.random.default_rng(number).normal(size=(64, 2))
    u = arrays["u"] + shake * np.linspace(0, 1, 26)[:, None, None]
    train = {"step": 10 * number, "steps": 10 * LIVE_FRAMES, "loss": 1 / number}
    return wire.panel(
        stage="base", role="base", form="vp", phi=header["phi"], u=u, data=data(800), live=True, train=train
    )


@cache
def data(n: int) -> np.ndarray:
    return experiment("vp").dataset.sample_standardised(n, torch.Generator().manual_seed(0)).numpy()


def loss(stage: str, role: str, steps: int) -> dict:
    step = np.arange(1, steps + 1)
    line = wire.pack({}, {"step": step, "loss": np.exp(-step / steps)})
    return {"stage": stage, "role": role, "step": steps, "steps": 240, "loss": math.exp(-1), "line": line}


def race() -> dict:
    packed = wire.pack({}, {"points": data(300)})
    rows = [
        {"stage": stage, "role": role, "solver": solver, "points": [packed] * 3}
        for stage, role in (("base", "base"), ("rectified-1", "rectified"))
        for solver in ("ddim", "euler")
    ]
    return {"steps": [1, 4, 50], "rows": rows}


def chart() -> dict:
    cost = {"solver": "ddim", "nfe": [1, 4, 50], "ms": [2.0, 8.0, 90.0]}
    base = {"stage": "base", "steps": [1, 4, 50], "values": [0.96, 0.2, 0.06]}
    after = {"stage": "rectified-1", "steps": [1, 4, 50], "values": [0.08, 0.07, 0.07]}
    return {"series": [base | cost, after | cost], "floor": 0.05}


def sentence() -> dict:
    numbers = {"arc_before": 0.09, "arc_after": 1.29, "one_before": 0.96, "one_after": 0.08, "floor": 0.06}
    args = {
        "form": {"key": "form.vp"},
        **numbers,
        "many": 0.07,
        "most": 50,
        "fo_before": 1.04,
        "fo_after": 0.004,
    }
    return {"key": "sentence.curved_good", "args": args}


def build():
    import gradio as gr

    from rdlab.lab import parts as lab_parts
    from rdlab.page import parts

    with gr.Blocks(analytics_enabled=False, fill_width=True) as page:
        with gr.Column(elem_classes="rd-card-stages"):
            parts.ViewBar()
            with gr.Row(elem_classes="rd-stages"):
                before = parts.Stage(exact(), slot="before")
                after = parts.Stage(wire.hint("hint.pairs", data=data(800)), slot="after")
            parts.ClockBar()
        parts.Probe()
        meters = parts.Meters({"before": METERS | {"one_step": 0.96, "floor": 0.06}, "after": None})
        words = parts.Sentence({"key": "sentence.exact", "args": {"form": {"key": "form.vp"}}})
        line, notice = parts.LossLine(), parts.Notice(elem_id="notice")
        picker, picked = (
            parts.DataPicker("eight_gaussians"),
            gr.Textbox(label="picked", elem_id="picked", interactive=True),
        )
        small, plot = parts.Race(), lab_parts.LabChart()
        picker.input(lambda key: f"chose {key}", picker, picked)

        async def stream():
            for number in range(1, LIVE_FRAMES + 1):
                yield live(number), loss("base", "base", 10 * number)
                await asyncio.sleep(1 / 15)

        async def rectified():
            numbers = METERS | {"first_order_defect": 0.004, "arc_over_chord": 1.29, "one_step": 0.08}
            return (
                first_order(),
                loss("rectified-1", "rectified", 200),
                {"before": METERS, "after": numbers},
                sentence(),
                race(),
                chart(),
            )

        error = {"field": {"key": "control.steps"}, "value": "0", "allowed": "1 – 20,000"}
        actions = {
            "stream": (stream, [after, line]),
            "rectified": (rectified, [after, line, meters, words, small, plot]),
            "unpaired": (lambda: loss("unpaired", "base", 120), [line]),
            "pair": (lambda: (exact(), first_order()), [before, after]),
            "one-step": (lambda: (exact(steps=1), first_order(steps=1)), [before, after]),
            "euler": (lambda: exact(steps=6, solver="euler"), [before]),
            "wide": (lambda: exact("ve"), [before]),
            "refuse": (lambda: {"kind": "error", "key": "error.invalid", "args": error}, [notice]),
        }
        for name, (action, outputs) in actions.items():
            gr.Button(name, elem_id=name).click(action, None, outputs, show_progress="hidden")
    return page


@contextmanager
def served() -> Iterator[str]:
    """The address of this page, served by a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-u", __file__, str(port)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if "Running on local URL" in line:
                break
        else:
            raise RuntimeError("".join(said))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


if __name__ == "__main__":
    from rdlab import app, constants
    from rdlab.page.i18n import I18N
    from rdlab.page.parts import STATIC, STYLES
    from rdlab.words import as_json

    styles = "".join((STATIC / name).read_text() for name in STYLES)  # without the page's own layout
    build().launch(
        server_name="127.0.0.1",
        server_port=int(sys.argv[1]),
        ssr_mode=False,
        run_history=False,
        head=f"<style>{styles}</style>{constants.element()}"
        f'<script type="application/json" id="rdlab-texts">{as_json()}</script>',
        theme=app.theme(),
        i18n=I18N,
    )
