"""Which stage each of the two slots shows: the one it follows, or the one that a visitor has picked."""

from __future__ import annotations

from toy.errors import require_choice

SLOTS = ("before", "after")
MOST_VIEW_STEPS = 200  # of a solver


class Staging:
    """Two slots. Left is where the pairs come from, right is what is made of them, unless picked otherwise.

    Args:
        reference: the stage shown before there is any network.
    """

    def __init__(self, reference: str) -> None:
        self._followed: dict[str, str | None] = {"before": reference, "after": None}
        self._picked: dict[str, str] = {}

    def __getitem__(self, slot: str) -> str | None:
        return self._picked.get(slot, self._followed[slot])

    @property
    def shown(self) -> list[str]:
        """The stages on the two slots, without what shows nothing."""
        return list(dict.fromkeys(stage for slot in SLOTS if (stage := self[slot])))

    def state(self) -> tuple[dict[str, str | None], dict[str, str]]:
        """What is followed and what is picked, by slot; for `restore`."""
        return dict(self._followed), dict(self._picked)

    def restore(self, state: tuple[dict[str, str | None], dict[str, str]]) -> None:
        """Show what was shown."""
        self._followed, self._picked = dict(state[0]), dict(state[1])

    def begin(self, before: str, after: str) -> None:
        """A training begins: the slots follow it, the right one even if it was picked, so that it is seen."""
        self._followed = {"before": before, "after": after}
        self._picked.pop("after", None)

    def pick(self, slot: str, stage: str | None, offered: list[str]) -> None:
        """Show a stage from now on; None follows the trainings again. Raises InvalidInput."""
        require_choice("slot", slot, SLOTS)
        self._picked.pop(slot, None)
        if stage is not None:
            self._picked[slot] = require_choice("stage", stage, offered)

    def keep(self, offered: list[str]) -> None:
        """Stages that are gone are shown no more."""
        self._picked = {slot: stage for slot, stage in self._picked.items() if stage in offered}

    def message(self, offered: list[str]) -> dict:
        """What the pickers show: all stages, the two shown, and which of them were picked."""
        return {"all": offered, **{slot: self[slot] for slot in SLOTS}, "picked": sorted(self._picked)}
