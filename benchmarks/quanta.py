"""The longest quanta: python -m benchmarks.quanta [--only PART] [--repeats 3] [--memory].

A quantum is what a worker computes between two yields of a session: nobody else on it gets a turn meanwhile.
Each case is one setting at its extreme, run by a session of each kind without an engine. A row says the
longest quantum in milliseconds of the thread's CPU time, the least of several runs of the same quantum, what
it was, and how many there were; with --memory also by how much a fresh process grew. The trainings are cut
short: a step of many is like the ones before it.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from time import thread_time

import psutil
import torch

import toy
from benchmarks.quanta_cases import LARGEST, Case, Meter, arrivals, cases, lab
from rdlab.lab.session import LabSession
from rdlab.stage import cost

MOST = 20.0  # milliseconds that a quantum may take on this machine's kind


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
