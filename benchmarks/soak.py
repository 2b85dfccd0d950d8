"""``python -m benchmarks.soak``: many visitors who do all kinds of things for a while, on a real server.

Each visitor does what chance, from ``--seed``, has it do: trains, stops, rectifies, changes a setting, brings
data, follows a lesson, compares, loads the page anew, loses the connection, leaves without a word, sleeps.
Prints what came of it, minute by minute, and in the end whether all is as it was: the memory (within 5 %
after the first quarter), descriptors, sessions; no error, and nothing that is stuck.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import time
import urllib.request
from dataclasses import dataclass, field

from benchmarks.running import App, running_app
from benchmarks.soaked import Soaked, Tally
from benchmarks.visitors import Page

GRACE = 10  # seconds that a visit outlives its page
MEMORY = 0.05  # share by which it may have grown
SPARE = 8  # descriptors more than at the start, for connections that are just being closed


@dataclass
class Watch:
    """What was measured, minute by minute."""

    app: App
    first: dict[str, int]
    files: list[int]
    memory: list[float] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """What the server holds."""
        address = f"http://127.0.0.1:{self.app.port}/rdlab/counts"
        with urllib.request.urlopen(address, timeout=60) as answer:
            return json.load(answer)

    async def minute(self, number: float, tally: Tally) -> None:
        """Print a minute."""
        counts = await asyncio.to_thread(self.counts)
        memories, files = self.app.memories(), self.app.descriptors()
        self.memory.append(sum(memories))
        light = sorted(tally.light)
        print(f"\nminute {number:g}   load {os.getloadavg()[0]:.1f}")
        print("  events   ", ", ".join(f"{name} {count}" for name, count in sorted(tally.events.items())))
        if light:
            p50, p95 = (light[min(len(light) - 1, int(share * len(light)))] for share in (0.5, 0.95))
            print(f"  light     p50 {p50:.2f} s, p95 {p95:.2f} s, longest {light[-1]:.2f} s of {len(light)}")
        rates = tally.rates()
        if rates:
            print(f"  frames/s  least {min(rates):.1f}, most {max(rates):.1f}, of {len(rates)} who trained")
        print("  memory   ", ", ".join(f"{each:.0f}" for each in memories), f"MB = {sum(memories):.0f} MB")
        print("  files    ", ", ".join(map(str, files)))
        print("  held     ", ", ".join(f"{name} {count}" for name, count in counts.items()))
        for word, found in (("errors", tally.errors), ("stuck", tally.stuck)):
            if found:
                print(f"  {word:9}", "; ".join(f"{count} × {what}" for what, count in found.most_common(5)))
        tally.next_minute()

    async def verdict(self, tally: Tally) -> bool:
        """Print whether all is as it was at the start, once everybody has left."""
        end = time.monotonic() + 60 + 2 * GRACE
        while True:
            counts, files = await asyncio.to_thread(self.counts), self.app.descriptors()
            left = {
                name: count
                for name, count in counts.items()
                if name not in ("answers", "tasks", "threads") and count > self.first[name]
            }
            more = [now - was for now, was in zip(files, self.files, strict=False)]
            if (not left and max(more) <= SPARE) or time.monotonic() > end:
                break
            await asyncio.sleep(2)
        warm = self.memory[len(self.memory) // 4]
        grown = self.memory[-1] / warm - 1
        checks = {
            f"memory {warm:.0f} MB, in the end {100 * grown:+.1f} %": grown <= MEMORY,
            f"descriptors {self.files} at the start, {files} now": max(more) <= SPARE,
            f"nothing held that was not at the start: {left or 'yes'}": not left,
            f"no error: {dict(tally.all_errors) or 'yes'}": not tally.all_errors,
            f"nothing stuck: {dict(tally.all_stuck) or 'yes'}": not tally.all_stuck,
        }
        print("\nverdict")
        for words, good in checks.items():
            print(f"  {'✓' if good else '✗'} {words}")
        print(f"  tasks {counts['tasks']} (at the start {self.first['tasks']}), threads {counts['threads']}")
        return all(checks.values())


async def soak(app: App, visitors: int, minutes: float, seed: int) -> bool:
    """Let so many visitors do what they like; whether all was well."""
    page, tally = await asyncio.to_thread(Page.of, app.port), Tally()
    first = Soaked(page, tally, random.Random(seed))
    await first.once()  # whatever is made at the first visit, and stays
    await asyncio.sleep(GRACE + 3)
    tally = Tally()
    watch = Watch(app, {}, app.descriptors())
    watch.first = await asyncio.to_thread(watch.counts)
    people = [Soaked(page, tally, random.Random(f"{seed}/{number}")) for number in range(visitors)]
    tasks = [asyncio.create_task(each.live()) for each in people]
    began = time.monotonic()
    for number in range(1, max(1, round(minutes)) + 1):
        await asyncio.sleep(max(0.0, began + 60 * number - time.monotonic()))
        await watch.minute(number, tally)
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            tally.error(f"a visitor: {error!r}")
    await asyncio.gather(*(each.leave() for each in people))
    return await watch.verdict(tally)


def main() -> None:
    """Run it as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--visitors", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start, seed {options.seed}")
    bare = {"CUDA_VISIBLE_DEVICES": "", "RDLAB_SD_MODELS": "", "RDLAB_GRACE": str(GRACE)}
    with running_app("-m", "benchmarks.counted", **bare) as app:
        good = asyncio.run(soak(app, options.visitors, options.minutes, options.seed))
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
