"""What is measured of an experiment's stages: quality and cost, drift along the paths, the step race."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch

import toy
from rdlab.stage import cache, wire
from rdlab.stage.panels import Pictures
from rdlab.stage.wire import role_of
from toy.evaluation import curve
from toy.metrics import angle_path, end_pair

STEPS = (1, 2, 4, 8, 25, 50)
SAMPLES, DRAWS = 2048, 2  # averaged: one draw's chance in the modes' weights is the floor
RACE_SOLVERS, RACE_STEPS, RACE_POINTS = ("ddim", "euler"), (1, 2, 4, 50), 300
DRIFT_PATHS, DRIFT_STEPS = 200, 50
PIECE = 100  # rows sampled between two yields

Metrics = dict[str, Any]  # what toy.Experiment.metrics gives
Curve = dict[str, Any]  # {"quality": {steps: {...}}, "cost": {steps: {...}}}
Work = Iterator[None]


@dataclass
class Found:
    """What is known of one stage; None or empty where it is not measured yet.

    Attributes:
        metrics: of its paths, and its quality with DDIM.
        curves: solver -> quality and cost against steps.
        race: solver -> samples (n, 2) of each of RACE_STEPS.
        drift: {"tau": (K,), "x0": (3, K), "eps": (3, K)}: quartiles over paths of how far x0_hat and eps_hat
            are from the one pair that joins the path's ends, over the clock from noise (0) to data (1).
    """

    metrics: Metrics | None = None
    curves: dict[str, Curve] = field(default_factory=dict)
    race: dict[str, list[np.ndarray]] | None = None
    drift: dict[str, np.ndarray] | None = None


class Measuring:
    """Measures the stages of an experiment and keeps what was found.

    Args:
        experiment, pictures: of the session.
        common: key under which others with the same settings find what is known of the reference, or None.
    """

    def __init__(self, experiment: toy.Experiment, pictures: Pictures, reference: str, common: Any) -> None:
        self._experiment, self._pictures = experiment, pictures
        self._reference, self._common = reference, common
        self.found: dict[str, Found] = {}
        if known := common and cache.METRICS.get(common):
            self.found[reference] = replace(known, curves=dict(known.curves))

    def metrics(self, stage: str | None) -> Metrics | None:
        """Metrics of a stage, None before they are measured."""
        return self.found[stage].metrics if stage in self.found else None

    def compared(self, stage: str) -> bool:
        """Whether every solver is measured on a stage."""
        return stage in self.found and self.found[stage].curves.keys() >= toy.SOLVERS.keys()

    def forget(self, stage: str) -> None:
        """The stage's network has changed."""
        self.found.pop(stage, None)

    def keep(self, stages: list[str]) -> None:
        """Forget the stages that are gone."""
        self.found = {stage: found for stage, found in self.found.items() if stage in stages}

    # --- measuring: generators that yield None between short pieces of work --------------------------------

    def look(self, stage: str) -> Work:
        """Metrics and the DDIM curve of a stage, unless known."""
        found = self._of(stage)
        if found.metrics is None:
            metrics: Metrics = {}
            for part in self._experiment.measure(
                stage, STEPS, SAMPLES, self._seed, draws=DRAWS, distances=("sliced_w2",)
            ):
                metrics |= part
                yield None
            self.found[stage] = found  # which others may have forgotten meanwhile
            found.metrics = metrics
            found.curves["ddim"] = {name: metrics[name] for name in ("quality", "cost")}
            self._share(stage)

    def solver(self, stage: str, solver: str) -> Work:
        """Quality and cost of a stage with a solver, unless known."""
        found = self._of(stage)
        if solver not in found.curves:
            result: Curve = {}
            for part in curve(self._experiment, stage, STEPS, SAMPLES, self._seed, solver, 1, ("sliced_w2",)):
                result |= part
                yield None
            found.curves[solver] = result

    def look_closer(self, stage: str) -> Work:
        """Drift and race of a stage, unless known."""
        found = self._of(stage)
        if found.drift is None:
            found.drift = yield from self._drift(stage)
        if found.race is None:
            race: dict[str, list[np.ndarray]] = {}
            for solver in RACE_SOLVERS:
                race[solver] = []
                for steps in RACE_STEPS:
                    race[solver].append((yield from self._ends(stage, solver, steps)))
            found.race = race
            self._share(stage)

    # --- what the page is told -----------------------------------------------------------------------------

    def chart(self) -> dict:
        """Every curve that is known, and the floor."""
        series = [
            {
                "stage": stage,
                "solver": solver,
                "steps": list(known["quality"]),
                "values": [quality["sliced_w2"] for quality in known["quality"].values()],
                "nfe": [cost["nfe"] for cost in known["cost"].values()],
                "ms": [cost["milliseconds"] for cost in known["cost"].values()],
            }
            for stage, found in self.found.items()
            for solver, known in found.curves.items()
        ]
        floors = [found.metrics["floor"]["sliced_w2"] for found in self.found.values() if found.metrics]
        return {"series": series, "floor": floors[0] if floors else None}

    def race(self, stages: list[str]) -> dict | None:
        """Rows of small pictures, a stage with a solver each, and the data."""
        rows = [
            {
                "stage": stage,
                "role": role_of(stage),
                "solver": solver,
                "points": [wire.pack({}, {"p": points}) for points in cells],
            }
            for stage in stages
            if stage in self.found
            for solver, cells in (self.found[stage].race or {}).items()
        ]
        return {"steps": list(RACE_STEPS), "rows": rows} if rows else None

    def drift(self, stages: list[str]) -> dict | None:
        """The drift of the stages shown, numbers rounded to what is drawn."""
        curves = [
            {"stage": stage, **{name: np.round(part, 4).tolist() for name, part in found.drift.items()}}
            for stage in stages
            if (found := self.found.get(stage)) and found.drift is not None
        ]
        return {"curves": curves} if curves else None

    # --- inside --------------------------------------------------------------------------------------------

    @property
    def _seed(self) -> int:
        return self._experiment.config.seed

    def _of(self, stage: str) -> Found:
        return self.found.setdefault(stage, Found())

    def _share(self, stage: str) -> None:
        if stage == self._reference and self._common:
            known = self.found[stage]
            cache.METRICS[self._common] = replace(known, curves=dict(known.curves))

    def _ends(self, stage: str, solver: str, steps: int) -> Generator[None, None, np.ndarray]:
        parts = []
        for row in range(0, RACE_POINTS, PIECE):
            rows = slice(row, min(row + PIECE, RACE_POINTS))
            path = yield from self._pictures.walk(stage, steps, solver, rows)
            parts.append(path.x[-1])
            yield None
        return torch.cat(parts).numpy()

    def _drift(self, stage: str) -> Generator[None, None, dict[str, np.ndarray]]:
        away: dict[str, list[torch.Tensor]] = {"x0": [], "eps": []}
        for row in range(0, DRIFT_PATHS, PIECE):
            path = yield from self._pictures.walk(stage, DRIFT_STEPS, "ddim", slice(row, row + PIECE))
            u, phi, _ = angle_path(path, self._experiment.form)
            for name, end, seen in zip(away, end_pair(u, phi), (path.x0, path.eps), strict=True):
                away[name].append((seen.to(end.dtype) - end).norm(dim=-1))
            yield None
        share = torch.tensor([0.25, 0.5, 0.75], dtype=torch.float64)
        quartiles = {
            name: torch.quantile(torch.cat(parts, dim=1).double(), share, dim=1).numpy()
            for name, parts in away.items()
        }
        return {"tau": (1 - phi[:-1] / (np.pi / 2)).numpy(), **quartiles}
