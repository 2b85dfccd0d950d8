"""Seconds to quality: python -m benchmarks.speed [--seeds ...] [--peer-seeds ...] [--cap 60].

CPU seconds of one thread until the energy distance of 50-step samples of the eight Gaussians is within twice
the data's own, side by side with other libraries at their own 2-D recipes (optional; see requirements.txt in
this folder), and how near a training step is to its matrix products. Time spent measuring does not count.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable
from itertools import islice, pairwise
from typing import Any

import torch

import toy
from benchmarks.peers import CONTESTANTS
from benchmarks.quality import N, cpu_seconds, reference
from toy import metrics
from toy.models.network import MLP, Backprop

SEEDS = (201, 202, 203, 204, 205, 206)  # held out: tune on others
WITHIN = 2.0
FIRST_LOOK = 0.5  # seconds of training until the first measurement


def next_look(spent: float) -> float:
    """When to measure again: often at first, seldom later, since measuring a large network takes seconds."""
    return spent * (1.12 if spent < 2 else 1.5)


def time_to_quality(contestant: Callable, seed: int, cap: float) -> tuple[float, float, float]:
    """(CPU seconds until within WITHIN of the floor, or inf; the last ratio measured; steps a second)."""
    points, floor = reference("eight_gaussians")
    noise = torch.randn(N, 2, generator=torch.Generator().manual_seed(5000 + seed))
    steps, sample = contestant(seed)
    spent, done, look = 0.0, 0, FIRST_LOOK
    while True:
        start, ended = time.process_time(), True
        for _ in steps:
            done += 1
            if spent + time.process_time() - start >= min(look, cap):
                ended = False
                break
        spent += time.process_time() - start
        ratio = metrics.energy_distance(sample(noise), points) / floor["energy_distance"]
        if ratio <= WITHIN:
            return spent, ratio, done / spent
        if ended or spent >= cap:
            return math.inf, ratio, done / spent
        look = next_look(spent)


def compare(names: list[str], seeds: list[int], peer_seeds: list[int], cap: float) -> None:
    """The table of everyone; ratios to ours first."""
    print(f"CPU seconds until within {WITHIN:g} x the floor, at most {cap:g}; median over seeds")
    print(f"{'':19}{'times ours':>11}{'seconds':>10}{'seeds':>7}{'steps/s':>9}   {'last distance / floor'}")
    mine = None
    for name in names:
        contestant = CONTESTANTS[name]
        chosen = seeds if name in ("ours", "plain eager loop") else peer_seeds
        try:
            runs = [time_to_quality(contestant, seed, cap) for seed in chosen]
        except ImportError as error:
            print(f"{name:19} not installed ({error.name})")
            continue
        seconds, last, rate = (statistics.median(column) for column in zip(*runs, strict=True))
        mine = mine or seconds
        never = seconds == math.inf
        ratio = "never" if never else f"{seconds / mine:.1f}"
        shown = "-" if never else f"{seconds:.2f}"
        print(f"{name:19}{ratio:>11}{shown:>10}{len(chosen):>7}{rate:>9.0f}   {last:.2f}", flush=True)


def whole_runs(seeds: list[int]) -> None:
    """Seconds and quality of the default base, its pairs and its rectification."""
    rows = []
    for seed in seeds:
        exp = toy.Experiment(toy.Config(seed=seed))
        base = cpu_seconds(exp.train())
        start, pairs = time.process_time(), 0.0
        for progress in exp.rectify():
            if progress.step <= 1:
                pairs = time.process_time() - start
        student = time.process_time() - start - pairs
        one = exp.standard_trajectory("rectified-1", 4 * N, 1, "ddim", 6000 + seed).x[-1]
        rows.append((base, pairs, student, metrics.off_mode_fraction(one, exp.dataset.standard_mixture)))
    base, pairs, student, off = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"\nDefault run: base {base:.2f} s, pairs {pairs:.2f} s, rectified {student:.2f} s;", end=" ")
    print(f"one-step off-mode {off:.4f}")


def best(call: Callable, repeats: int = 200) -> float:
    """CPU seconds of a call: the lower quartile of many, little disturbed by other work on the machine."""
    call()
    times = []
    for _ in range(repeats):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return sorted(times)[repeats // 4]


def products(sizes: tuple[int, ...], batch: int) -> list[tuple[int, int, int]]:
    """The matrix products (rows, inner, columns) of one forward and backward pass."""
    shapes = []
    for i, (fan_in, out) in enumerate(pairwise(sizes)):
        shapes += [(batch, fan_in, out), (out, batch, fan_in)]
        shapes += [(batch, out, fan_in)] if i else []
    return shapes


def step_costs(**config: Any) -> None:
    """A step of the base's training against torch.mm on its shapes."""
    exp = toy.Experiment(toy.Config(steps=100_000, **config))
    batch, steps = exp.config.batch_size, exp.train()
    sizes = (33, *[exp.config.width] * exp.config.depth, 2)
    next(steps)
    chunk = 128  # a whole number of the batches that are drawn at once
    step = best(lambda: [None for _ in islice(steps, chunk)], 9) / chunk
    backprop = Backprop(MLP(sizes, torch.Generator().manual_seed(0)), batch)
    x, grad = torch.randn(batch, sizes[0]), torch.randn(batch, 2)
    passes = best(lambda: (backprop.forward(x), backprop.backward(grad)))
    arithmetic, flops = 0.0, 0
    for rows, inner, columns in products(sizes, batch):
        a, b, out = torch.randn(rows, inner), torch.randn(inner, columns), torch.empty(rows, columns)
        arithmetic += best(lambda a=a, b=b, out=out: torch.mm(a, b, out=out))
        flops += 2 * rows * inner * columns
    name = f"{exp.config.depth} x {exp.config.width}, batch {batch}"
    print(
        f"{name:22}{1 / step:8.0f}{1e6 * step:9.0f}{1e6 * arithmetic:11.0f}{arithmetic / step:9.0%}"
        f"{arithmetic / passes:9.0%}{1e6 * (step - arithmetic):10.0f}{flops / arithmetic / 1e9:9.0f}",
        flush=True,
    )


def main() -> None:
    """Run it as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS)
    parser.add_argument("--peer-seeds", nargs="+", type=int, default=SEEDS[:1])
    parser.add_argument("--only", nargs="+", choices=CONTESTANTS, default=list(CONTESTANTS))
    parser.add_argument("--cap", type=float, default=60.0, help="CPU seconds a training may take")
    options = parser.parse_args()
    torch.set_num_threads(1)
    compare(options.only, options.seeds, options.peer_seeds, options.cap)
    whole_runs(options.seeds)
    big = [torch.randn(1024, 1024) for _ in range(3)]
    peak = 2 * 1024**3 / best(lambda: torch.mm(big[0], big[1], out=big[2]), 20) / 1e9
    print(f"\nA training step; sgemm of 1024 x 1024 runs at {peak:.0f} GFLOP/s; times in microseconds")
    print(f"{'':22}{'steps/s':>8}{'a step':>9}{'products':>11}{'share':>9}{'passes':>9}", end="")
    print(f"{'overhead':>10}{'GFLOP/s':>9}")
    for config in ({}, {"references": 0}, {"width": 128, "depth": 3, "batch_size": 1024}):
        step_costs(**config)
    print("share: the products in a step; passes: in forward and backward. Second row: plain pairs")


if __name__ == "__main__":
    main()
