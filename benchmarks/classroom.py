"""``python -m benchmarks.classroom``: a class on one machine. Real clients on a real ``python app.py``.

For each number of visitors: all press Train at once and go on training; in turn some of them change the
number of sampling steps; in turn some press Stop; some close the page. Prints what that took beside what it
should take, and the memory. Options: ``--clients 1 10 30 60``, ``--seconds`` of training to watch,
``--guests`` who come and go.

"Against one" compares with the first round: one visitor alone, who has a whole core for the training, and
frames. Where something else loads the machine, times are too long and steps too few; "by computing" then says
what the same work would come to on idle cores: steps for each CPU second of all processes, clients included.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.running import App, running_app
from benchmarks.visitors import Event, Page, Visitor, open_pages

TARGETS = {  # visitors -> first frame p95 s, frames/s at least, total steps against one, light p95 s, stop s
    1: (0.3, 10.0, 1.0, 0.1, 0.3),
    10: (0.8, 4.0, 1.7, 0.2, 0.3),
    30: (1.5, 2.0, 1.7, 0.3, 0.5),
    60: (3.0, 1.0, 1.6, 0.6, 0.8),
}
GRACE = 5.0  # seconds that a visit outlives its page
ASKED = 20  # light events and stops in each round, at most
ROWS = (
    ("first frame after the click, p95", "s", 2),
    ("frames/s each while training, least", "", 1),
    ("total training steps/s against one", "", 2),
    ("light event, p95", "s", 2),
    ("Stop takes effect, p95", "s", 2),
)


@dataclass
class Round:
    """What was measured with one number of visitors."""

    figures: list[float]  # as in TARGETS
    steps: float  # a second, of all together
    shares: float  # the largest visitor's steps over the smallest's
    frames: float  # a second, of all together
    memory: float  # megabytes while all train
    cpu: list[float]  # cores busy: clients, server, then each worker

    @property
    def per_core(self) -> float:
        """Training steps for each second of computing, all processes together."""
        return self.steps / sum(self.cpu)

    @property
    def per_worker(self) -> float:
        """Training steps for each second of computing of the workers."""
        return self.steps / sum(self.cpu[2:])


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


async def measure(app: App, page: Page, count: int, seconds: float) -> Round:
    """Let ``count`` visitors train for so many seconds, and disturb them."""
    async with open_pages(page, count, steps=100_000) as visitors:
        runs = await asyncio.gather(*(visitor.do("train.click") for visitor in visitors))
        await until(lambda: all(run.first for run in runs))
        await asyncio.sleep(1.0)  # the rush is over
        began, cpu, own = time.monotonic(), app.cpu(), time.process_time()
        await asyncio.sleep(seconds)
        ended, later, memory = time.monotonic(), app.cpu(), app.memory()
        took = ended - began
        busy = [time.process_time() - own, *(b - a for a, b in zip(cpu, later, strict=True))]
        rates = [speed(run, began, ended) for run in runs]

        light, stopped = [], []
        for i in range(ASKED):
            event = await visitors[i % count].do("view_steps.input", view_steps=(8, 25)[i // count % 2])
            await event.done.wait()
            light.append(event.last - event.began)
            await asyncio.sleep(0.2)
        for visitor, run in list(zip(visitors, runs, strict=True))[:ASKED]:
            event = await visitor.do("stop.click")
            await until(lambda run=run, event=event: run.rest > event.began)
            stopped.append(run.rest - event.began)
            await visitor.close()  # who has stopped is gone: the others' number is what is measured
        figures = [
            p95([run.first - run.began for run in runs]),
            min(frames for frames, _ in rates),
            0.0,
            p95(light),
            p95(stopped),
        ]
        shares = [steps for _, steps in rates]
        frames = sum(frames for frames, _ in rates)
        cores = [each / took for each in busy]
        return Round(figures, sum(shares), max(shares) / min(shares), frames, memory, cores)


def speed(run: Event, began: float, ended: float) -> tuple[float, float]:
    """Frames and training steps a second of one run, between two times."""
    inside = [(at, step) for at, step in run.frames if began <= at <= ended]
    if len(inside) < 2:
        return len(inside) / (ended - began), 0.01
    (first, low), (last, high) = inside[0], inside[-1]
    return (len(inside) - 1) / (last - first), (high - low) / (last - first)


async def until(check: Callable[[], object], seconds: float = 120.0) -> None:
    """Wait until ``check()`` holds; raises TimeoutError."""
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            raise TimeoutError("It did not happen.")
        await asyncio.sleep(0.005)


async def come_and_go(page: Page, guests: int, together: int = 6) -> None:
    """So many visitors open the page, train for a moment, and close it."""
    free = asyncio.Semaphore(together)

    async def guest() -> None:
        async with free:
            visitor = Visitor(page)
            opened = await visitor.open()
            await opened.done.wait()
            run = await visitor.do("train.click")
            await until(lambda: run.first)
            await visitor.close()

    await asyncio.gather(*(guest() for _ in range(guests)))


async def close_while_training(app: App, page: Page, times: int = 10) -> list[float]:
    """Seconds from the end of a closed page's grace to the last computing for it."""
    found = []
    for _ in range(times):
        visitor = Visitor(page, steps=100_000)
        await (await visitor.open()).done.wait()
        run = await visitor.do("train.click")
        await until(lambda run=run: len(run.frames) > 3)
        closed = time.monotonic()
        await visitor.close()
        last, spent = closed, app.computing()
        while time.monotonic() < last + 0.4:
            await asyncio.sleep(0.01)
            before, spent = spent, app.computing()
            if spent > before + 0.001:
                last = time.monotonic()
        found.append(last - closed - GRACE)
    return found


async def bench(app: App, clients: list[int], seconds: float, guests: int) -> None:
    """Measure each number of visitors, how soon a closed page frees its run, and what guests leave behind."""
    page = Page.of(app.port)
    await come_and_go(page, 6)
    rounds: dict[int, Round] = {}
    for count in clients:
        rounds[count] = await measure(app, page, count, seconds)
        print(f"{count:3d} visitors measured, load {os.getloadavg()[0]:.1f}", flush=True)
        await asyncio.sleep(GRACE + 2)
    if 1 in rounds:
        for each in rounds.values():
            each.figures[2] = each.steps / rounds[1].steps
    table(rounds)
    freed = await close_while_training(app, page)
    print(f"{'a closed page frees its run, p95 of 10':40}{p95(freed):>18.2f} s after its grace (≤ 1)")
    if guests:
        await asyncio.sleep(GRACE + 3)
        before = app.memory()
        await come_and_go(page, guests)
        await asyncio.sleep(GRACE + 5)
        after = app.memory()
        print(f"\nmemory {before:.0f} MB; after {guests} visitors have come and gone {after:.0f} MB", end=" ")
        print(f"({100 * (after / before - 1):+.1f} %, at most +5 %)")


def table(rounds: dict[int, Round]) -> None:
    """Measured figures, targets in brackets, a mark where one is missed."""
    width = 22
    print("\n" + " " * 40 + "".join(f"{f'{count} visitors':>{width}}" for count in rounds))
    for row, (name, unit, digits) in enumerate(ROWS):
        line = f"{name:40}"
        for count, each in rounds.items():
            value, target = each.figures[row], TARGETS.get(count, (None,) * 5)[row]
            text = f"{value:.{digits}f} {unit}"
            if target is not None:
                good = value >= 0.995 * target if row in (1, 2) else value <= target
                text += f" ({'≥' if row in (1, 2) else '≤'} {target:g}){' ' if good else ' ✗'}"
            line += f"{text:>{width}}"
        print(line)
    alone, cores = rounds.get(1), os.cpu_count()
    by_cpu = [f"{each.per_core * cores / alone.per_worker:.2f}" if alone else "" for each in rounds.values()]
    by_cpu = [f"{1:.2f}" if count == 1 else text for count, text in zip(rounds, by_cpu, strict=True)]
    server = [
        f"{1000 * r.cpu[1] / r.frames:.2f}, {1000 * r.cpu[0] / r.frames:.2f} ms" for r in rounds.values()
    ]
    more = (
        ("total steps against one, by computing", by_cpu),
        ("training steps/s, all together", [f"{each.steps:.0f}" for each in rounds.values()]),
        ("largest share over smallest (≤ 2)", [f"{each.shares:.2f}" for each in rounds.values()]),
        ("memory while training (≤ 1500 MB)", [f"{each.memory:.0f} MB" for each in rounds.values()]),
        ("frames/s, all together", [f"{each.frames:.0f}" for each in rounds.values()]),
        ("computing per frame: server, clients", server),
        ("workers' computing per training step", [f"{1000 / r.per_worker:.3f} ms" for r in rounds.values()]),
        ("cores: clients, server, workers", [" ".join(f"{c:.2f}" for c in r.cpu) for r in rounds.values()]),
    )
    for name, values in more:
        print(f"{name:40}" + "".join(f"{value:>{width}}" for value in values))


def main() -> None:
    """Run it as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--clients", type=int, nargs="+", default=list(TARGETS))
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--guests", type=int, default=300)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    with running_app(RDLAB_VISITORS=str(max(options.clients)), RDLAB_GRACE=f"{GRACE:.0f}") as app:
        asyncio.run(bench(app, options.clients, options.seconds, options.guests))


if __name__ == "__main__":
    main()
