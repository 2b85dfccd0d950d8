"""What the stages draw: paths and samples of a stage of an experiment, packed for the browser."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch

import toy
from rdlab.stage import wire
from rdlab.stage.denoisers import model_of
from rdlab.stage.wire import role_of
from toy.models.cost import points_at_once
from toy.predictions import Prediction
from toy.sampling import fast_ddim
from toy.sampling.grids import Grid
from toy.sampling.pieces import Walking, in_pieces

ROWS = 256  # of the noise sampled between two yields
AT_ONCE = 400  # so few are sampled together with the paths: fewer and larger calls
EVALUATIONS = 75_000  # of the denoiser that a picture may take: what takes more shows fewer samples


def live(company: int) -> Size:
    """The size of a frame while ``company`` visitors train on one worker."""
    return CROWDED if company >= CROWD else LIVE


@dataclass(frozen=True)
class Size:
    """How much of a stage is drawn: paths from end to end, samples (end points alone), data points."""

    paths: int
    samples: int
    data: int
    evaluations: int  # of the denoiser on each path, at most: what needs more shows fewer steps
    live: bool = False  # a frame of a training: it comes without the denoiser


CROWD = 4  # so many on one worker are many
LIVE = Size(paths=64, samples=256, data=700, evaluations=12, live=True)  # while training: 3 ms, 12 KB as sent
CROWDED = Size(paths=48, samples=128, data=500, evaluations=8, live=True)  # where many train: half of that
QUICK = Size(paths=200, samples=200, data=2000, evaluations=4000)  # an answer, until REST is drawn
REST = Size(paths=200, samples=1500, data=2000, evaluations=4000)


class Pictured(Protocol):
    """As much of an experiment as its pictures need."""

    config: toy.Config
    dataset: toy.Dataset
    form: toy.Form
    prediction: Prediction

    def start(self, n: int, seed: int = 0) -> torch.Tensor:
        """The noise at the form's noise end."""

    def denoiser(self, stage: str) -> Any:
        """What is sampled under this name."""


class Pictures:
    """Pictures of one experiment; the noise is the same in all of them.

    grid: the times of all solvers' steps, instead of each one's own.
    """

    def __init__(self, experiment: Pictured, grid: Grid | None = None) -> None:
        self._experiment, self._grid = experiment, grid
        dataset, seed = experiment.dataset, experiment.config.seed
        self._data = dataset.sample_standardised(REST.data, torch.Generator().manual_seed(seed)).numpy()
        self._noise = experiment.start(REST.samples, seed)
        self._clocks: dict[tuple[str, int], fast_ddim.Clock] = {}
        self._center, self._scale = [float(c) for c in dataset.center], float(dataset.scale)

    def hint(self, key: str) -> dict:
        """A stage that has nothing to show but the data, and words that say what to do."""
        return wire.hint(key, data=self._data)

    def walk(self, stage: str, steps: int, solver: str, rows: slice) -> Walking:
        """Trajectory of some rows of the noise, standardised, in pieces; few rows at once where they cost."""
        most = self._at_once(stage, solver, rows.stop - rows.start)
        if rows.stop - rows.start <= most:
            return (yield from self._walk(stage, steps, solver, rows))
        parts = []
        for row in range(rows.start, rows.stop, most):
            part = slice(row, min(row + most, rows.stop))
            parts.append((yield from self._walk(stage, steps, solver, part)))
        joined = (torch.cat([getattr(part, name) for part in parts], dim=1) for name in ("x", "x0", "eps"))
        return toy.Trajectory(parts[0].t, *joined)

    def _at_once(self, stage: str, solver: str, most: int) -> int:
        return points_at_once(self._experiment.denoiser(stage), toy.SOLVERS[solver].nfe(1), most)

    def _walk(self, stage: str, steps: int, solver: str, rows: slice) -> Walking:
        model, noise, clock = self._experiment.denoiser(stage), self._noise[rows], self._clock(solver, steps)
        if solver == "ddim":
            return fast_ddim.ddim_in_pieces(model, noise, clock)
        generator = torch.Generator().manual_seed(self._experiment.config.seed + rows.start)
        return in_pieces(toy.SOLVERS[solver], model, noise, clock.t, generator)

    def _clock(self, solver: str, steps: int) -> fast_ddim.Clock:
        if (solver, steps) not in self._clocks:
            form, grid = self._experiment.form, self._grid or toy.SOLVERS[solver].grid
            self._clocks[solver, steps] = fast_ddim.Clock.at(form, grid(form, steps))
        return self._clocks[solver, steps]

    def samples(
        self, stage: str, steps: int, solver: str, first: int, last: int
    ) -> Generator[None, None, list[torch.Tensor]]:
        """End points (m, 2) of rows ``first`` to ``last`` of the noise, in pieces."""
        parts = []
        for row in range(first, last, ROWS):
            path = yield from self.walk(stage, steps, solver, slice(row, min(row + ROWS, last)))
            parts.append(path.x[-1])
            yield None
        return parts

    def panel(
        self,
        stage: str,
        steps: int,
        solver: str,
        size: Size,
        train: dict | None,
        shown_as: str = "",
        coords: str = "",
        overlay: str = "",
    ) -> Generator[None, None, tuple[dict, toy.Trajectory]]:
        """One stage as it is drawn, and the trajectory of its paths.

        shown_as: what the page is to call the stage, where that is another name; coords, overlay: as in
        `rdlab.stage.wire.panel`.
        """
        shown_as = shown_as or stage
        nfe = toy.SOLVERS[solver].nfe
        steps = min(steps, size.evaluations // nfe(1))
        count = min(size.samples, max(size.paths, EVALUATIONS // nfe(steps)))
        model = self._experiment.denoiser(stage)
        first = count if count <= self._at_once(stage, solver, AT_ONCE) else size.paths
        path = yield from self.walk(stage, steps, solver, slice(0, first))
        yield None
        more = yield from self.samples(stage, steps, solver, first, count)
        ends = [part.numpy() for part in (path.x[-1], *more)]
        path = toy.Trajectory(path.t, *(part[:, : size.paths] for part in (path.x, path.x0, path.eps)))
        clock = self._clock(solver, steps)
        picture = wire.panel(
            stage=shown_as,
            role=role_of(shown_as),
            form=self._experiment.form.key,
            prediction=self._experiment.prediction.key,
            solver=solver,
            phi=clock.phi.numpy(),
            u=(path.x / clock.norm.reshape(-1, 1, 1)).numpy(),
            data=self._data[: size.data],
            samples=np.concatenate(ends),
            live=size.live,
            train=train,
            params=self._experiment.form.params,
            model=None if size.live else model_of(model),
            center=self._center,
            scale=self._scale,
            coords=coords,
            overlay=overlay,
        )
        return picture, path
