"""What is measured by benchmarks.quanta: each setting at its extreme, in sessions of each kind."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import thread_time
from typing import Any

import numpy as np

import toy
from rdlab.compare.session import CompareSession
from rdlab.lab.session import LabSession
from rdlab.learn.session import LearnSession
from rdlab.lessons import BY_KEY
from rdlab.stage import cache, own_data
from rdlab.stage.own_data import NotHeld
from toy.training.rectify import VARIANTS

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
    add("lab: pairs at random", lab, retrain={"matching": "random"}, pairs=200_000)
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
