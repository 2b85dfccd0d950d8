"""What a comparison is made of: columns, and the experiments that they are pictures of. Knows no Gradio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import toy
from rdlab.page.own_data import Data, key_of, named

FEWEST, MOST = 2, 6  # columns
KINDS = {"form": tuple(toy.FORMS), "prediction": tuple(toy.PREDICTIONS), "solver": tuple(toy.SOLVERS)}
FIRST = {
    "form": ("vp", "sub_vp", "ve", "flow_matching"),
    "prediction": KINDS["prediction"],
    "solver": ("ddim", "euler", "heun", "dpmpp_2m"),
}  # chosen when the page opens


@dataclass(frozen=True)
class Column:
    """One column: the text key of its title, and what it shows."""

    title: str
    form: str
    prediction: str
    solver: str = "ddim"


@dataclass(frozen=True)
class Plan:
    """A comparison.

    Attributes:
        kind: "form", "prediction" or "solver": what differs from column to column.
        columns: from left to right.
        data, seed: the same in all of them.
    """

    kind: str
    columns: tuple[Column, ...]
    data: Data
    seed: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Plan:
        """The plan that the page's choices make. Raises toy.InvalidInput for too few or too many columns.

        The choices: "kind", one list of names for each kind (under the kind's plural), "data" (a key, or a
        visitor's own), "form", "prediction", "seed".
        """
        kind = values["kind"]
        chosen = [name for name in KINDS[kind] if name in values[f"{kind}s"]]
        if not FEWEST <= len(chosen) <= MOST:
            raise toy.InvalidInput("compare", len(chosen), f"{FEWEST} – {MOST}")
        shared = {"form": values["form"], "prediction": values["prediction"]}
        columns = tuple(Column(f"{kind}.{name}", **(shared | {kind: name})) for name in chosen)
        seed = values["seed"]
        return cls(kind, columns, values["data"], seed if isinstance(seed, int) else -1)

    @property
    def about(self) -> dict[str, Any]:
        """What all columns have in common, plain."""
        return {"kind": self.kind, "data": key_of(self.data), "seed": self.seed}

    @property
    def sessions(self) -> list[dict[str, Any]]:
        """What each experiment is opened with: "config" and "columns", number of the column -> solver."""
        found: dict[tuple, dict] = {}
        for number, column in enumerate(self.columns):
            key = (column.form, column.prediction)
            config = {"data": named(self.data), "seed": self.seed, "form": key[0], "prediction": key[1]}
            session = found.setdefault(key, {"config": config, "columns": {}})
            session["columns"][str(number)] = column.solver
        return list(found.values())
