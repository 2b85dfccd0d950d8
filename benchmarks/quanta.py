"""The longest quanta: python -m benchmarks.quanta [--only PART] [--repeats 3] [--memory].

A quantum is what a worker computes between two yields of a session: nobody else on it gets a turn meanwhile.
Each case is one setting at its extreme, run by a session of each kind without an engine. A row says the
longest quantum in milliseconds of the thread's CPU time, the least of several runs of the same quantum, what
it was, and how many there were; with --memory also by how much a fresh process grew. The trainings are cut
short: a step of many is like the ones before it.
"""

from __future__ import annotations

import argparse
import base64
import ctypes
import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from time import thread_time
from typing import Any

import numpy as np
import psutil
import torch

import toy
from rdlab.compare.session import CompareSession
from rdlab.lab.session import LabSession
from rdlab.learn.session import LearnSession
from rdlab.lessons import BY_KEY
from rdlab.stage import cache, cost, own_data
from rdlab.stage.own_data import NotHeld
from toy.training.rectify import VARIANTS

MOST = 20.0  # milliseconds that a quantum may take on this machine's kind
SNAPSHOTS = 7  # a snapshot after every so many quanta of a job
LIKE = 4  # jobs are followed through so many draws of training examples

Config = dict[str, Any]


@dataclass
class Meter:
    """What the quanta of one run took, in their order.

    Attributes:
        names: of what each belongs to.
        milliseconds: of the thread's CPU time.
    """

    names: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def timed(self, name: str, work: Callable[[], Any]) -> Any:
        """What ``work()`` returns."""
        began = thread_time()
        try:
            return work()
        finally:
            self.names.append(name)
            self.milliseconds.append(1000 * (thread_time() - began))

    def steps(self, name: str, begin: Callable[[], Any]) -> Iterator[Any]:
        """The values that a method yields; its return value last. One that is no generator is one quantum."""
        made = self.timed(name, begin)
        if not hasattr(made, "send"):
            yield made
            return
        ended = object()

        def step() -> tuple[Any, Any]:
            try:
                return next(made), None
            except StopIteration as end:
                return ended, end.value

        while True:
            value, last = self.timed(name, step)
            if value is ended:
                yield last
                return
            yield value

    def call(self, session: Any, method: str, /, **arguments: Any) -> Any:
        """What a call comes to."""
        value = None
        for value in self.steps(method, lambda: getattr(session, method)(**arguments)):  # noqa: B007
            pass
        return value

    def job(self, session: Any, method: str, /, most: int = 0, **arguments: Any) -> None:
        """A job with its snapshots, to the end or for ``most`` quanta, and paused once."""
        job = self.steps(method, lambda: getattr(session, method)(**arguments))
        session.every = 0.0  # a snapshot whenever one is asked for, so that every run has the same quanta
        for number, _ in enumerate(job, 1):
            if number % SNAPSHOTS == 1:
                session.paused = number == SNAPSHOTS + 1
                self.call(session, "snapshot", final=False)
                session.paused = False
            if number == most:
                break
        else:
            self.call(session, "snapshot", final=True)
            return
        job.close()
        self.call(session, "snapshot", final=True)

    @property
    def longest(self) -> float:
        """The longest quantum."""
        return max(self.milliseconds)


@dataclass(frozen=True)
class Case:
    """A setting at its extreme.

    Attributes:
        name: what stands in the table.
        run: does it, with a fresh session.
    """

    name: str
    run: Callable[[Meter], None]


# --- what a visitor does --------------------------------------------------------------------------------


def _opened(meter: Meter, session: Any, method: str, data: Any, **arguments: Any) -> None:
    """Open a session; one that has not got the visitor's own data gets them, as the page does it."""
    cache.PICTURES.clear()
    cache.METRICS.clear()
    if isinstance(data, str):
        meter.call(session, method, **arguments)
        return
    try:
        meter.call(session, method, **arguments)
    except NotHeld:
        meter.call(session, "hold", number=1, data=data)
        meter.call(session, method, **arguments)


def _own(data: Any) -> Any:
    return data if isinstance(data, str) else {own_data.OWN: 1}


def steps_of(batch_size: int) -> int:
    """As many training steps as draw examples LIKE times."""
    return max(36, LIKE * 16_384 // batch_size)


def lab(
    meter: Meter,
    data: Any = "eight_gaussians",
    view: tuple[int, str] = (50, "ddim"),
    train: bool = True,
    retrain: Config | None = None,
    compare: bool = False,
    **config: Any,
) -> None:
    """Open, look, set the view, train a little, look, retrain a little, look."""
    session = LabSession()
    config = {"steps": steps_of(config.get("batch_size", 512)), "pairs": 2048, "rectify_steps": 40} | config
    _opened(meter, session, "open", data, config={"data": _own(data)} | config)
    meter.call(session, "set_view", steps=view[0], solver=view[1])
    meter.job(session, "look")
    if train:
        meter.job(session, "train")
    if retrain is not None:
        meter.job(session, "rectify", **retrain)
    if compare:
        meter.job(session, "compare")
    meter.call(session, "pick", slot="before", stage=session._offered[-1])
    meter.call(session, "gaussians")
    meter.call(session, "reset")


def comparison(meter: Meter, data: Any = "eight_gaussians", view_steps: int = 50, **config: Any) -> None:
    """One session with a column for each solver."""
    config = {"steps": 36, "rectify_steps": 40, "pairs": 2048} | config
    session = CompareSession()
    columns = {str(i): solver for i, solver in enumerate(toy.SOLVERS)}
    arguments = {"config": {"data": _own(data)} | config, "columns": columns, "steps": view_steps}
    _opened(meter, session, "open", data, **arguments)
    meter.job(session, "compare")
    meter.call(session, "set_view", steps=1)


def lesson(meter: Meter, key: str, data: Any = "eight_gaussians", effort: float = 0.03) -> None:
    """One lesson of Learn: short trainings, measured in full."""
    session = LearnSession()
    session.effort = effort
    _opened(meter, session, "open", data, lesson=key, data=_own(data), seed=0)
    meter.job(session, "run")


def read(meter: Meter, sent: Config) -> None:
    """Own data as they come to the server, where a thread reads them beside its event loop."""
    for _ in meter.steps("read", lambda: own_data.read_in_pieces(sent, 1)):
        pass


# --- the cases ------------------------------------------------------------------------------------------


def points(n: int) -> Config:
    """n points in a ring that are all different."""
    generator = np.random.default_rng(0)
    angle = generator.uniform(0, 2 * np.pi, n)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) + 0.1 * generator.standard_normal((n, 2))
    return {"points": ring.astype(np.float32)}


def mixture(k: int, full: bool = False) -> Config:
    """k Gaussians along a spiral, round ones or long ones."""
    angle = np.linspace(0, 12, k)
    means = np.stack([angle * np.cos(angle), angle * np.sin(angle)], axis=1)
    shape = np.array([[1.0, 0.5], [0.5, 2.0]]) if full else np.eye(2)
    return {
        "mixture": {"means": means.tolist(), "covariances": [(0.1 * shape).tolist()] * k, "weights": None}
    }


def csv(rows: int) -> Config:
    """A CSV text as the page sends it."""
    lines = [f"{x:.6f},{y:.6f}" for x, y in points(rows)["points"]]
    return {"kind": "csv", "text": "\n".join(lines)}


def drawn(n: int) -> Config:
    """A drawing as the page sends it."""
    return {"kind": "drawn", "points": base64.b64encode(points(n)["points"].astype("<f4").tobytes()).decode()}


LARGEST = {"width": 128, "depth": 6, "batch_size": 1024, "rectify_batch_size": 1024, "references": 512}


def cases() -> list[Case]:
    """All of them, each setting's extremes one at a time, and then what is worst together."""
    found: dict[str, Callable[[Meter], None]] = {}

    def add(name: str, run: Callable[..., None], **arguments: Any) -> None:
        found[name] = lambda meter: run(meter, **arguments)

    add("lab: default", lab, retrain={})
    for name, values in {
        "width": (4, 128),
        "depth": (1, 6, 8),
        "batch_size": (16, 64, 1024),
        "references": (0, 512, 2048),
        "ema": (0.9999,),
        "prediction": tuple(toy.PREDICTIONS),
        "form": tuple(toy.FORMS),
        "time_sampling": ("uniform", "logit_normal"),
        "loss_space": ("epsilon", "x0"),
        "loss_weight": ("min_snr",),
    }.items():
        for value in values:
            add(f"lab: {name} {value}", lab, **{name: value})
    for name, values in {"rectify_batch_size": (16, 64, 1024), "pairs": (16, 20_000, 200_000)}.items():
        for value in values:
            add(f"lab: {name} {value}", lab, retrain={}, **{name: value})
    for variant in VARIANTS:
        for number in (1, 4, 16, 64) if variant == "phased" else (4,):
            retrain = {"variant": variant, "phases": number}
            name = f"lab: {variant} {number if variant == 'phased' else ''}".strip()
            add(f"{name}, 20,000 pairs", lab, retrain=retrain, pairs=20_000)
            add(f"{name}, 200,000 pairs, largest", lab, retrain=retrain, pairs=200_000, **LARGEST)
    add("lab: pairs at random", lab, retrain={"matching": "random", "loss": "squared"}, pairs=200_000)
    add("lab: pairs of the exact", lab, train=False, retrain={"teacher": "exact"}, data="letters")
    for solver in toy.SOLVERS:
        for steps in (1, 200):
            add(f"lab: {solver} {steps} steps", lab, view=(steps, solver), retrain={})
            add(f"lab: {solver} {steps} steps, largest", lab, view=(steps, solver), **LARGEST)
    for name in toy.DATASETS:
        add(f"lab: {name}", lab, data=name, retrain={}, compare=name in ("letters", "checkerboard"))
    own: dict[str, Any] = {f"{n:,} points": points(n) for n in (2, 5_000, 100_000)}
    own |= {f"{k:,} Gaussians": mixture(k) for k in (40, 1_000)}
    own |= {f"{k:,} long Gaussians": mixture(k, full=True) for k in (40, 1_000)}
    for name, data in own.items():
        add(f"lab: {name}", lab, data=data, retrain={}, compare=True)
        add(f"lab: {name}, rk4 200 steps", lab, data=data, view=(200, "rk4"), train=False)
        add(f"compare: {name}", comparison, data=data)
    add("compare: default", comparison)
    add("compare: letters, 200 steps", comparison, data="letters", view_steps=200)
    add("compare: largest", comparison, view_steps=200, **LARGEST)
    for key in BY_KEY:
        add(f"learn: {key}", lesson, key=key)
        add(f"learn: {key}, letters", lesson, key=key, data="letters")
        add(f"learn: {key}, 100,000 points", lesson, key=key, data=points(100_000))
    return [Case(name, run) for name, run in found.items()]


def arrivals() -> list[Case]:
    """Own data as they come."""
    found = {"csv of 100,000 rows": csv(100_000), "drawing of 5,000 points": drawn(5_000)}
    return [Case(f"read: {name}", lambda meter, sent=sent: read(meter, sent)) for name, sent in found.items()]


# --- measuring ------------------------------------------------------------------------------------------


def measured(case: Case, repeats: int = 3, enough: float = MOST) -> Meter:
    """The quanta of a case, each the least of up to so many runs; fewer where none is over ``enough``."""
    least = Meter()
    for _ in range(repeats):
        meter = Meter()
        case.run(meter)
        if least.names and least.names != meter.names:
            raise RuntimeError(f"{case.name}: its runs have different quanta")
        times = zip(least.milliseconds or meter.milliseconds, meter.milliseconds, strict=True)
        least = Meter(meter.names, [min(pair) for pair in times])
        if least.longest <= enough:
            break
    return least


def peak_growth(case: Case) -> float:
    """MiB by which this process grows while a case runs; to be called once in a process of its own."""
    process, clear = psutil.Process(), Path("/proc/self/clear_refs")
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what earlier work has left free would be used again, unseen
    before = process.memory_info().rss
    clear.write_text("5")  # forgets the peak so far
    case.run(Meter())
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return (1024 * peak - before) / 2**20


def _memory_of(name: str) -> str:
    command = [sys.executable, "-m", "benchmarks.quanta", "--peak-of", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    return f"{float(done.stdout):8.1f}" if done.returncode == 0 else "       ?"


def costs() -> None:
    """What a training is estimated to take beside what it takes, for some settings from small to large."""
    print(f"{'settings':74}{'estimated s':>12}{'measured':>10}{'retraining':>12}{'measured':>10}")
    small = {"steps": 64, "rectify_steps": 128, "pairs": 4096}
    tiny = {"width": 16, "depth": 1, "batch_size": 64}
    for more in ({}, tiny, {"references": 512}, {"batch_size": 1024}, LARGEST):
        config = toy.Config(**small, **more)
        session, spent = LabSession(), []
        Meter().call(session, "open", config=config.to_dict())
        for begin in (session._experiment.train, session._experiment.rectify):
            began = thread_time()
            begin().run()
            spent.append(thread_time() - began)
        told = [cost.training(config).seconds, cost.retraining(config).seconds]
        print(f"{more!s:74}{told[0]:12.2f}{spent[0]:10.2f}{told[1]:12.2f}{spent[1]:10.2f}", flush=True)


def main() -> None:
    """The table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help="each case once more in a process of its own")
    parser.add_argument("--cost", action="store_true", help="estimated and measured seconds instead")
    parser.add_argument("--peak-of", default="", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    everything = cases() + arrivals()
    if chosen.peak_of:
        lab(Meter(), retrain={}, steps=40)  # what is there once for all runs: kernels, modules
        import_module("sklearn.mixture")
        print(peak_growth(next(case for case in everything if case.name == chosen.peak_of)))
        return
    lab(Meter(), retrain={}, steps=40)
    if chosen.cost:
        costs()
        return
    print(f"{'case':44}{'ms':>8}{'quanta':>8}{'  MiB   ' if chosen.memory else ''}  the longest is of")
    for case in everything:
        if chosen.only not in case.name:
            continue
        try:
            found = measured(case, chosen.repeats)
        except toy.InvalidInput as refused:
            print(f"{case.name:44}  refused: {refused}", flush=True)
            continue
        which = found.names[found.milliseconds.index(found.longest)]
        mark = "!" if found.longest > MOST else " "
        memory = _memory_of(case.name) if chosen.memory else ""
        row = f"{case.name:44}{found.longest:8.1f}{len(found.names):8}{memory} {mark} {which}"
        print(row, flush=True)


if __name__ == "__main__":
    main()
