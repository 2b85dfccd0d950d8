"""What one visitor of `benchmarks.soak` does, as chance has it, and what is counted of all of them."""

from __future__ import annotations

import asyncio
import math
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.visitors import Event, Gone, Page, Refused, Visitor

LIGHT_STUCK = 60.0  # seconds after which what should be quick is stuck
RUN_STUCK = 120.0  # seconds without a word after which a run is stuck
ERROR = re.compile(rb'"kind":"error","key":"([\w.]+)"([^}]{0,90})')
LAST_LESSON = 12
FORMS = ("vp", "flow_matching", "sub_vp", "ve", "edm")
DATA = ("eight_gaussians", "moons", "two_gaussians", "checkerboard")


@dataclass
class Tally:
    """What all visitors together have done and seen; the first five of one minute."""

    events: Counter = field(default_factory=Counter)
    errors: Counter = field(default_factory=Counter)
    stuck: Counter = field(default_factory=Counter)
    light: list[float] = field(default_factory=list)  # seconds that light events took
    runs: list[Event] = field(default_factory=list)
    all_errors: Counter = field(default_factory=Counter)
    all_stuck: Counter = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)

    def error(self, what: str) -> None:
        """Something that should not be."""
        self.errors[what[:160]] += 1
        self.all_errors[what[:160]] += 1

    def hangs(self, what: str) -> None:
        """Something that did not end."""
        self.stuck[what] += 1
        self.all_stuck[what] += 1

    def rates(self) -> list[float]:
        """Pictures a second of each training of this minute that lasted five seconds."""
        found = []
        for run in self.runs:
            times = [at for at, _ in run.frames if at >= self.began]
            if len(times) > 1 and times[-1] - times[0] >= 5:
                found.append((len(times) - 1) / (times[-1] - times[0]))
        return found

    def next_minute(self) -> None:
        """Begin to count anew."""
        for each in (self.events, self.errors, self.stuck, self.light):
            each.clear()
        self.runs = [run for run in self.runs if not run.done.is_set()]
        self.began = time.monotonic()


class Heard(Visitor):
    """A visitor who notices what the page is told of errors."""

    def __init__(self, page: Page, tally: Tally) -> None:
        super().__init__(page)
        self.tally = tally

    def _hear(self, line: bytes) -> None:
        if b'"kind":"error"' in line and (found := ERROR.search(line)):
            self.tally.error(f"the page says {found[1].decode()} {found[2].decode(errors='replace')}")
        if b'"success":false' in line:
            self.tally.error(f"an event failed: {line[-120:].decode(errors='replace')}")
        super()._hear(line)


class Soaked:
    """One visitor after another in the same place."""

    def __init__(self, page: Page, tally: Tally, chance: random.Random) -> None:
        self.page, self.tally, self.chance = page, tally, chance
        self.visitor: Visitor | None = None
        self.learned = self.turn = 0
        self.compared = False

    async def once(self) -> None:
        """A short visit that does a little of everything."""
        await self._come()
        for name in ("train", "setting", "compare", "lesson"):
            await getattr(self, name)()
        await self.leave()

    async def live(self) -> None:
        """Come, do things, go, and come again, for ever."""
        await asyncio.sleep(self.chance.uniform(0, 10))
        acts = {
            "train": 6, "stop": 3, "rectify": 2, "setting": 8, "own": 1, "lesson": 1, "compare": 1,
            "reload": 2, "cut": 2, "vanish": 1, "sleep": 5,
        }  # fmt: skip
        await self._again()
        while True:
            act = self.chance.choices(list(acts), list(acts.values()))[0]
            self.tally.events[act] += 1
            try:
                await getattr(self, act)()
            except (Gone, Refused, OSError, TimeoutError) as error:
                self.tally.error(f"{act}: {error!r}")
                await self._again()
            await asyncio.sleep(self.chance.expovariate(1 / 2.0))

    async def leave(self) -> None:
        """Close the page."""
        if self.visitor:
            await self.visitor.close()

    # --- what a visitor does

    async def train(self) -> None:
        """Press Train, and watch for a while."""
        steps = self.chance.choice((200, 600, 1200, 3000))
        run = await self._do("train.click", steps=steps)
        self.tally.runs.append(run)
        await self._watched(run, self.chance.uniform(2, 20), "train")

    async def rectify(self) -> None:
        """Press Rectify, whatever there is to be rectified."""
        run = await self._do("rectify.click", rectify_steps=300, pairs=2000)
        await self._watched(run, self.chance.uniform(2, 20), "rectify")

    async def stop(self) -> None:
        """Press Stop."""
        await self._light("stop.click")

    async def setting(self) -> None:
        """Change a setting: one that only shows, or one that begins anew."""
        if self.chance.random() < 0.7:
            await self._light("view_steps.input", view_steps=self.chance.choice((1, 4, 8, 25, 50)))
        else:
            name, values = self.chance.choice((("form", FORMS), ("data", DATA)))
            run = await self._do(f"{name}.input", **{name: self.chance.choice(values)})
            await self._watched(run, 10, name)

    async def own(self) -> None:
        """Bring a table of points."""
        rows = [f"{self.chance.gauss(0, 1):.3f}, {self.chance.gauss(0, 1):.3f}" for _ in range(200)]
        run = await self._do("own.submit", sent={"kind": "csv", "text": "\n".join(rows)})
        await self._watched(run, 10, "own")
        self.visitor.values["data"] = "own"

    async def lesson(self) -> None:
        """Open a lesson, run it, and stop it after a while."""
        self.turn += 1
        lesson = {"number": self.chance.randint(0, LAST_LESSON), "turn": self.turn}
        await self._watched(await self._do("learn-list.input", **{"learn-list": lesson}), 60, "lesson")
        run = await self._do("learn-run.click")
        await self._watched(run, self.chance.uniform(2, 15), "lesson")
        await self._light("learn-stop.click")

    async def compare(self) -> None:
        """Open the comparison, run it, and stop it after a while."""
        await self._watched(await self._do("compare-heads.input"), 60, "compare")
        run = await self._do("compare-run.click")
        await self._watched(run, self.chance.uniform(2, 15), "compare")
        await self._light("compare-stop.click")

    async def reload(self) -> None:
        """Load the page anew; what runs goes on, and is followed."""
        await self.visitor.reload()

    async def cut(self) -> None:
        """Lose the connection."""
        self.visitor.cut()

    async def vanish(self) -> None:
        """Go without a word; another visitor comes."""
        await self.visitor.vanish()
        await self._again()

    async def sleep(self) -> None:
        """Look at what there is."""
        await asyncio.sleep(self.chance.uniform(1, 15))

    # --- inside

    async def _again(self) -> None:
        while True:
            try:
                return await self._come()
            except (Gone, Refused, OSError) as error:
                self.tally.error(f"open: {error!r}")
                await asyncio.sleep(3)

    async def _come(self) -> None:
        self.visitor = Heard(self.page, self.tally)
        await self._watched(await self.visitor.open(), 60, "open")
        self.tally.events["open"] += 1

    async def _do(self, name: str, sent: object = None, **values: object) -> Event:
        return await self.visitor.do(name, sent, **values)

    async def _light(self, name: str, **values: object) -> None:
        """What is answered at once, though measuring may follow."""
        event = await self._do(name, **values)
        try:
            await asyncio.wait_for(event.answered.wait(), LIGHT_STUCK)
        except TimeoutError:
            self.tally.hangs(name)
            return
        if event.answer:
            self.tally.light.append(event.answer - event.began)

    async def _watched(self, run: Event, seconds: float, name: str) -> None:
        """Watch a run for so long, or to its end; one without a word for very long is stuck."""
        end = time.monotonic() + seconds
        while not run.done.is_set():
            heard = max(run.last, run.began)
            now = time.monotonic()
            if now > heard + RUN_STUCK:
                self.tally.hangs(name)
                return
            if now > end and (run.last or math.isinf(seconds)):
                return
            await asyncio.wait([asyncio.ensure_future(run.done.wait())], timeout=0.5)
