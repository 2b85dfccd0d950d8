"""What happens when a visitor does something in the Lab tab: one handler for each kind of event.

A handler is an async generator of updates of the page (see `rdlab.page.handlers`).
"""

import math
import secrets
from typing import Any

import toy
from rdlab.lab.runs import STEPS_PER_SECOND, LabRuns, check, has_networks
from rdlab.page.controls import BY_FIELD, filled, preset_of, retraining_of
from rdlab.page.handlers import Updates, Values, answered
from rdlab.page.updates import Update
from rdlab.stage.own_data import OWN, problem
from toy.config import LATER
from toy.training.students import STUDENTS

PLAIN = {"student": "plain"}


def preset_now(values: Values) -> Update:
    """Which preset the settings are those of now, where that has changed."""
    preset = preset_of(values)
    return {} if values["preset"] == preset else {"preset": preset}


def pairing(values: Values) -> Update:
    """Pairs are matched where the student is one that pairs at random would teach a median."""
    return {"matching": "matched"} if STUDENTS[values["student"]].loss.robust else {}


def held_of(values: Values) -> str | None:
    """What the page believes to have, as the session names it; None where it shows no network yet.

    Raises toy.InvalidInput.
    """
    known = values["teacher"]
    known = known if isinstance(known, dict) else {}
    return known.get("held") if has_networks(known.get("all") or ()) else None


class LabHandlers(LabRuns):
    """The Lab tab's handlers; ``visitor`` is the session hash of one open page."""

    again = "lab-train"

    @answered
    async def open(self, visitor: str, values: Values) -> Updates:
        """A setting changed, or the page opened: a new run, unless everything is as it was."""
        config = self._config(visitor, values)
        if self._pages[visitor].config == config:
            return
        check(config)  # a wrong value is said at once, and ends no run
        self._pages[visitor].config = config
        mine = self._pages[visitor].begin()
        yield preset_now(values)
        await self._engine.stop(visitor)
        yield await self._ready(visitor, values)
        async for update in self._look(visitor, mine):
            yield update

    @answered
    async def adjust(self, visitor: str, values: Values) -> Updates:
        """A setting that acts on what is trained from now on, and on what is being trained: nothing ends."""
        config = self._config(visitor, values)
        check(config)
        state = self._pages[visitor]
        state.config = (state.config or config) | {name: config[name] for name in LATER}
        yield preset_now(values) | pairing(values)
        yield self._update(visitor, await self._open(visitor, state.config))

    @answered
    async def preset(self, visitor: str, values: Values) -> Updates:
        """Settings by name: they fill the knobs, and start a new run."""
        fill = filled(values["preset"])
        fill |= pairing(values | fill)
        yield fill
        self._pages[visitor].values = values | fill
        async for update in self.open(visitor, values | fill):
            yield update

    @answered
    async def adopt(self, visitor: str, values: Values, fill: Values) -> Updates:
        """Settings from elsewhere on the page, a lesson's: they fill the controls, and start a new run."""
        yield fill
        self._pages[visitor].values = values | fill
        async for update in self.open(visitor, values | fill):
            yield update
        async for update in self.set_view(visitor, values | fill):
            yield update

    @answered
    async def match(self, visitor: str, values: Values) -> Updates:
        """Pairs matched or at random, which need the student that learns no median of them."""
        if values["matching"] == "matched":
            yield {}
            return
        async for update in self.adjust(visitor, values | PLAIN):
            yield PLAIN | update

    @answered
    async def pick(self, visitor: str, values: Values, sent: Any) -> Updates:
        """Another stage on one of the slots: shown at once, nothing is retrained."""
        begun = self._pages[visitor].begun
        yield await self._ready(visitor, values)
        slot, stage = (sent.get(name) for name in ("slot", "stage")) if isinstance(sent, dict) else ("", None)
        picked = {"slot": slot, "stage": stage, "held": held_of(values)}
        yield self._update(visitor, await self._engine.call(visitor, "pick", **picked))
        async for update in self._look_at_rest(visitor, begun):
            yield update

    @answered
    async def compare(self, visitor: str, values: Values) -> Updates:
        """Measure every solver on the stages shown."""
        self._pages[visitor].begin()
        yield await self._ready(visitor, values)
        async for update in self._run(visitor, "compare", held=held_of(values)):
            yield update

    @answered
    async def set_view(self, visitor: str, values: Values) -> Updates:
        """Another number of steps or another solver: shown at once, nothing is retrained."""
        begun = self._pages[visitor].begun
        yield await self._ready(visitor, values) | await self._view(visitor, values)
        async for update in self._look_at_rest(visitor, begun):
            yield update

    @answered
    async def train(self, visitor: str, values: Values) -> Updates:
        """The button that trains."""
        async for update in self._work(visitor, values, "train"):
            yield update

    @answered
    async def rectify(self, visitor: str, values: Values) -> Updates:
        """The button that retrains."""
        arguments = retraining_of(values) | {"held": held_of(values)}
        async for update in self._work(visitor, values, "rectify", **arguments):
            yield update

    @answered
    async def step(self, visitor: str, values: Values) -> Updates:
        """One training step: of the run that is paused, else of the training."""
        if self._pages[visitor].paused:
            await self._engine.step(visitor)
        else:
            self._pages[visitor].begin()
            yield await self._ready(visitor, values)
            await self._engine.pace(visitor, math.inf)  # which would hold it before its end
            async for update in self._run(visitor, "train", only=1):
                yield update

    @answered
    async def pause(self, visitor: str, values: Values) -> Updates:
        """Pause, or resume; the run's own messages say what became of it."""
        state = self._pages[visitor]
        paused, state.paused = state.paused, not state.paused
        await (self._engine.resume if paused else self._engine.pause)(visitor)
        yield {}

    @answered
    async def set_pace(self, visitor: str, values: Values) -> Updates:
        """Full speed, slow motion or step by step: acts at once on what runs."""
        await self._engine.pace(visitor, STEPS_PER_SECOND[values["pace"]])
        yield {}

    @answered
    async def stop(self, visitor: str, values: Values) -> Updates:
        """End the run, or leave the line."""
        self._leave_line(visitor)
        await self._engine.stop(visitor)
        self._pages[visitor].paused = False
        yield {}

    @answered
    async def reset(self, visitor: str, values: Values) -> Updates:
        """From the start again, with the same seed."""
        mine = self._pages[visitor].begin()
        await self._engine.stop(visitor)
        yield await self._ready(visitor, values)
        yield self._update(visitor, await self._engine.call(visitor, "reset"))
        async for update in self._look(visitor, mine):
            yield update

    @answered
    async def new_seed(self, visitor: str, values: Values) -> Updates:
        """Another seed, and with it a new run."""
        seed = secrets.randbelow(1000)  # short enough to read out in a class
        yield {"seed": seed}
        async for update in self.open(visitor, values | {"seed": seed}):
            yield update

    @answered
    async def own(self, visitor: str, values: Values, sent: Any) -> Updates:
        """Own data came: they are kept for the visit, and the lab opens on them."""
        state = self._pages[visitor]
        if isinstance(sent, dict) and sent.get("kind") == "none":  # the page was asked, and has none any more
            fill = {"data": BY_FIELD["data"].default}
            yield fill
            async for update in self.open(visitor, values | fill):
                yield update
            yield {"notice": {"kind": "error", "key": "notice.own_lost", "args": {}}}
            return
        try:
            own = await self._keep(visitor, sent)
        except toy.InvalidInput as error:
            yield {"own": {"number": state.own_count, "error": problem(error)}}
            return
        state.values = values | {"data": OWN}
        yield {"own": own.shown | {"number": own.number}, "data": OWN}
        async for update in self.open(visitor, state.values):
            yield update

    @answered
    async def edit(self, visitor: str, values: Values) -> Updates:
        """A mixture to begin editing with, for the data on the page."""
        yield await self._ready(visitor, values)
        mixture = await self._engine.call(visitor, "gaussians")
        yield {"own": {"edit": mixture, "number": secrets.token_hex(4)}}
