"""Every lesson's claims: python -m benchmarks.claims [--quick] [--lessons ...] [--data ...] [--seeds ...].

Runs the experiments that the lessons run, with the same budgets, and prints claim by claim the median of the
deciding number, its range, the criterion, and how many of the runs confirm it. CPU seconds of a lesson are
those of a visitor who opens it first: every training that it needs is counted.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict

import torch

import toy
from rdlab.lessons import LESSONS, Claim, Lesson, Outcome, Shelf

DATA = ("eight_gaussians", "moons", "checkerboard", "swiss_roll")
SEEDS = (101, 102, 103)  # held out: criteria were set on others


def run(lesson: Lesson, shelf: Shelf) -> tuple[Outcome, float, float]:
    """The outcome, CPU seconds with all trainings, and the longest piece of work in milliseconds."""
    shelf.asked.clear()
    trained = sum(shelf.seconds.values())
    experiment, longest = lesson.experiment(shelf), 0.0
    start = last = time.thread_time()
    while True:
        try:
            next(experiment)
        except StopIteration as end:
            spent = time.thread_time() - start
            own = spent - (sum(shelf.seconds.values()) - trained)
            return end.value, own + sum(shelf.seconds[name] for name in shelf.asked), 1000 * longest
        now = time.thread_time()
        longest, last = max(longest, now - last), now


def beside(claims: list[Claim]) -> str:
    """Medians over runs of the numbers beside a claim."""
    parts = []
    for i, number in enumerate(claims[0].beside):
        value = statistics.median(claim.beside[i].value for claim in claims)
        where = f" {number.model}" * bool(number.model) + f" @{number.steps}" * bool(number.steps)
        parts.append(f"{number.name}{where} {value:.3g}")
    return ", ".join(parts)


def line(name: str, claims: list[Claim]) -> str:
    """A claim's median over all runs, range, criterion and how many confirm it, as a line of the table."""
    values = [claim.value for claim in claims]
    sign = "<=" if claims[0].at_most else ">="
    yes = sum(claim.confirmed for claim in claims)
    return (
        f"  {name:30}{statistics.median(values):9.4f}  [{min(values):.4f}, {max(values):.4f}]"
        f"  {sign} {claims[0].bound:g}  {yes}/{len(claims)}"
        + ("" if yes == len(claims) else "  NOT CONFIRMED" if yes == 0 else "  not always")
    )


def main() -> None:
    """Run it as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    keys = [lesson.key for lesson in LESSONS]
    parser.add_argument("--lessons", nargs="+", choices=keys, default=keys)
    parser.add_argument("--data", nargs="+", choices=toy.DATASETS, default=list(DATA))
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS)
    parser.add_argument("--quick", action="store_true", help="one seed, the first data set only")
    options = parser.parse_args()
    if options.quick:
        options.data, options.seeds = options.data[:1], options.seeds[:1]
    torch.set_num_threads(1)

    lessons = [lesson for lesson in LESSONS if lesson.key in options.lessons]
    claims: dict[tuple[str, str], dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    seconds, longest = defaultdict(list), defaultdict(list)
    for data in options.data:
        for seed in options.seeds:
            shelf = Shelf(data, seed)
            for lesson in lessons:
                outcome, spent, piece = run(lesson, shelf)
                seconds[lesson.key].append(spent)
                longest[lesson.key].append(piece)
                for claim in outcome.claims:
                    claims[lesson.key, claim.key][data].append(claim)
            print(f"ran {data}, seed {seed}", flush=True)

    print(f"\nmedian [range] criterion confirmed; data {', '.join(options.data)}; seeds {options.seeds}")
    for lesson in lessons:
        cpu, piece = statistics.median(seconds[lesson.key]), statistics.median(longest[lesson.key])
        print(
            f"\n{lesson.number}. {lesson.key}: {cpu:.1f} CPU s (most {max(seconds[lesson.key]):.1f}), ",
            end="",
        )
        print(f"longest piece {piece:.0f} ms")
        for key in lesson.claims:
            by_data = claims[lesson.key, key]
            print(line(key, [claim for runs in by_data.values() for claim in runs]))
            for data, runs in by_data.items():
                print(line(f"  {data}", runs))
                print(f"      {beside(runs)}")


if __name__ == "__main__":
    main()
