"""Quality in every cell: python -m benchmarks.quality [--quick] [--data ...] [--forms ...] [--seeds ...].

Trains and rectifies every form x prediction x data with default settings and prints, as medians over seeds
that no tuning saw, what is measured beside what is asked. A cell that misses is listed with the reason.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterable
from functools import cache

import numpy as np
import torch

import toy
from toy import evaluation, metrics

FORMS = ("vp", "vp_cosine", "sub_vp", "ve", "flow_matching")
SEEDS = (101, 102, 103)  # held out: tune on others
N = 4096  # samples a measurement
DRAWS = 4  # measurements of every sample quality, from different noise, averaged
FLOOR_DRAWS = 12
STEPS = (1, 2, 4, 25)
OFF_MODE = {"sharper": 0.015, "patient": 0.005}  # by preset, where the data is separate modes
LIMITS = {  # column -> (largest allowed, why that would be a miss)
    "base": (2.0, "energy distance of the base's 50-step samples, over the data's own"),
    "student": (1.15, "one-step sliced W2, over the base's 50-step value or the floor"),
    "FO": (0.01, "first-order defect"),
    "steps": (1.05, "2, 4 or 25 steps worse than one, sliced W2"),
    "off-mode": (1.0, "one-step samples further than 4 sigma from every mode"),
}


def drawn_heart() -> toy.Dataset:
    """What a hand might draw: 600 points near a heart-shaped line."""
    t = np.linspace(0, 2 * np.pi, 600, endpoint=False)
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    heart = np.stack([16 * np.sin(t) ** 3, y], axis=1)
    return toy.from_points(heart + 0.15 * np.random.default_rng(5).normal(size=heart.shape), "A drawn heart")


DATA = {key: toy.DATASETS[key] for key in ("eight_gaussians", "moons", "checkerboard", "swiss_roll")}
DATA["drawn"] = drawn_heart()


@cache
def reference(data: str) -> tuple[torch.Tensor, dict[str, float]]:
    """Standardised points (N, 2) that samples are compared with, and the floor: the data's own distances."""
    dataset, generator = DATA[data], torch.Generator().manual_seed(77)
    points = dataset.sample_standardised(N, generator, balanced=True)
    return points, metrics.floor(dataset, N, generator, points, repeats=FLOOR_DRAWS)


def cpu_seconds(items: Iterable) -> float:
    """Run an iterator to its end; CPU seconds of this process that it took."""
    start = time.process_time()
    for _ in items:
        pass
    return time.process_time() - start


def quality(exp: toy.Experiment, stage: str, data: str, steps: int, seed: int, distance: str) -> float:
    """Mean distance of ``steps``-step samples to the data."""
    points, _ = reference(data)
    draws = [exp.standard_trajectory(stage, N, steps, "ddim", seed + k).x[-1] for k in range(DRAWS)]
    return statistics.mean(metrics.DISTANCES[distance](x, points) for x in draws)


def run_cell(data: str, form: str, prediction: str, seed: int, preset: str = "default") -> dict[str, float]:
    """Train, rectify and measure one cell with one seed; keys are LIMITS' and CPU seconds."""
    options = toy.PRESETS[preset]
    exp = toy.Experiment(toy.Config(data=DATA[data], form=form, prediction=prediction, seed=seed, **options))
    row = {"base s": cpu_seconds(exp.train()), "rectify s": cpu_seconds(exp.rectify())}
    _, floor = reference(data)
    noise = 10 * seed  # DRAWS seeds from here on; no two of SEEDS share one
    row["base"] = quality(exp, "base", data, 50, noise, "energy_distance") / floor["energy_distance"]
    sw2 = {k: quality(exp, "rectified-1", data, k, noise, "sliced_w2") for k in STEPS}
    own = quality(exp, "base", data, 50, noise, "sliced_w2")
    row["student"] = sw2[1] / max(own, floor["sliced_w2"])
    row["FO"] = evaluation.path_shape(exp, "rectified-1", noise)["first_order_defect"]
    row["steps"] = max(sw2[k] for k in STEPS[1:]) / max(sw2[1], floor["sliced_w2"])
    if data == "eight_gaussians":
        one = exp.standard_trajectory("rectified-1", 4 * N, 1, "ddim", noise).x[-1]
        row["off-mode"] = metrics.off_mode_fraction(one, exp.dataset.standard_mixture)
    return row


def median(rows: list[dict[str, float]]) -> dict[str, float]:
    """The median of each measured number over the rows."""
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def misses(row: dict[str, float], limits: dict[str, tuple[float, str]]) -> list[str]:
    """Sentences on what in ``row`` is beyond its limit."""
    return [
        f"{name} {row[name]:.4g} > {most}: {why}"
        for name, (most, why) in limits.items()
        if name in row and not row[name] <= most  # so that NaN misses too
    ]


def main() -> None:
    """Run it as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", nargs="+", choices=DATA, default=list(DATA))
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=FORMS)
    parser.add_argument("--predictions", nargs="+", choices=toy.PREDICTIONS, default=list(toy.PREDICTIONS))
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS)
    parser.add_argument("--preset", choices=toy.PRESETS, default="default")
    parser.add_argument("--quick", action="store_true", help="one seed, VP and VE only")
    options = parser.parse_args()
    if options.quick:
        options.seeds, options.forms = options.seeds[:1], ("vp", "ve")
    torch.set_num_threads(1)
    limits = dict(LIMITS)
    if options.preset in OFF_MODE:
        limits["off-mode"] = (OFF_MODE[options.preset], LIMITS["off-mode"][1])

    columns = [*LIMITS, "base s", "rectify s"]
    print(f"preset {options.preset}, seeds {', '.join(map(str, options.seeds))}: medians, CPU seconds")
    print(f"{'':43}" + "".join(f"{name:>10}" for name in columns))
    print(f"{'at most':43}" + "".join(f"{limits[name][0]:>10}" for name in LIMITS))
    failed, cells = [], 0
    for data in options.data:
        for form in options.forms:
            for prediction in options.predictions:
                row = median([run_cell(data, form, prediction, s, options.preset) for s in options.seeds])
                name = f"{data:17}{form:15}{prediction:11}"
                shown = [f"{row[column]:10.4f}" if column in row else f"{'':10}" for column in columns]
                print(name + "".join(shown), flush=True)
                cells += 1
                failed += [f"{name}{reason}" for reason in misses(row, limits)]
    print(f"\n{cells} cells, {len(failed)} misses", *failed, sep="\n")


if __name__ == "__main__":
    main()
