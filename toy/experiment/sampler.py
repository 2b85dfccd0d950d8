"""What can be asked of a stage: samples, paths, densities, and what is measured of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from toy import evaluation
from toy.data import Dataset, checks
from toy.errors import InvalidInput, require_choice, require_int, require_seed
from toy.experiment.arguments import (
    MAX_SAMPLES,
    NoiseLike,
    noise_of,
)
from toy.experiment.likelihood import log_prob
from toy.forms import Form
from toy.models.denoiser import Denoiser
from toy.models.exact import ExactDenoiser
from toy.predictions import Prediction
from toy.sampling import MAX_STEPS, GridLike, SolverLike, Trajectory, as_solver, times_of
from toy.stages import Stage
from toy.threads import SMALL, one_thread

DEFAULT_STEPS = (1, 2, 4, 25)

StageLike = str | Stage


@dataclass(frozen=True, eq=False)
class ArrayTrajectory(Trajectory):
    """A Trajectory that holds NumPy arrays, in the data's own scale.

    Attributes:
        t: (K+1,), float64, falling times.
        x: (K+1, n, d), float32, the states.
        x0, eps: (K, n, d), float32, what the denoiser saw where each step began.
    """

    t: np.ndarray  # type: ignore[assignment]
    x: np.ndarray  # type: ignore[assignment]
    x0: np.ndarray  # type: ignore[assignment]
    eps: np.ndarray  # type: ignore[assignment]


class StageSampler(ABC):
    """Samples from stages; what the stages are, ``denoiser`` says.

    Args:
        dataset: whose scale the samples have.
        form: whose paths.
        prediction: of the networks.
        device: where is computed.
    """

    def __init__(self, dataset: Dataset, form: Form, prediction: Prediction, device: torch.device) -> None:
        self.dataset, self.form, self.prediction, self.device = dataset, form, prediction, device

    default_noise: NoiseLike | None = None  # what sampling starts from where none is handed in; N(0, I)

    @property
    def d(self) -> int:
        """Dimension of the data."""
        return len(self.dataset.center)

    @abstractmethod
    def denoiser(self, stage: StageLike) -> ExactDenoiser | Denoiser:
        """The denoiser of a stage. Raises InvalidInput."""

    def noise(self, n: int, seed: int = 0) -> Tensor:
        """(n, d) normal, or of the experiment's own noise.

        The same for every stage and form; with normal noise the first rows do not depend on n.
        """
        return noise_of(self.default_noise, require_int("n", n, 1, MAX_SAMPLES), self.d, seed).to(self.device)

    def start(self, n: int, seed: int = 0) -> Tensor:
        """``noise(n, seed)`` at the form's noise end: (n, d), x at t_max, standardised units."""
        return self.noise(n, seed) * float(self.form.norm(self.form.t_max))

    def standard_trajectory(
        self,
        stage: StageLike,
        n: int | None = None,
        steps: int | None = None,
        solver: SolverLike = "ddim",
        seed: int = 0,
        grid: GridLike | None = None,
        noise: NoiseLike | None = None,
    ) -> Trajectory:
        """As ``trajectory``, in standardised units and as torch tensors on the experiment's device."""
        chosen = as_solver(solver)
        times = times_of(chosen.grid if grid is None else grid, self.form, steps)
        model = self.denoiser(stage)
        noise = self.default_noise if noise is None else noise
        start = noise_of(noise, n, self.d, seed) * float(self.form.norm(times[0]))
        generator = torch.Generator().manual_seed(require_seed(seed) + 1)
        with one_thread(_is_small(model)):
            return chosen.sample(model, start.to(self.device), generator=generator, grid=times)

    def trajectory(
        self,
        stage: StageLike,
        n: int | None = None,
        steps: int | None = None,
        solver: SolverLike = "ddim",
        seed: int = 0,
        grid: GridLike | None = None,
        noise: NoiseLike | None = None,
    ) -> ArrayTrajectory:
        """The paths of n samples from noise (index 0) to data, NumPy float32 in the data's own scale.

        ``x = alpha x0 + sigma eps`` holds at every step; eps is in the data's units too (its standard
        deviation is ``dataset.scale``).

        Args:
            stage: what to sample.
            n: samples, 1 to 100,000; may be left out where the noise is given.
            steps: of the solver, 1 to 1,000; may be left out where the times are given.
            solver: a key of ``toy.SOLVERS``, a Solver, or (denoiser, x_T, grid, generator) -> Trajectory.
            seed: of the noise, and of a solver's own.
            grid: how the steps are spread: a key of ``toy.sampling.GRIDS``, (form, steps) -> times, or the
                falling times themselves; the solver's own by default.
            noise: (n, d) standard normal numbers, or (n, generator) -> such; the seed's own by default.

        Raises:
            InvalidInput: an unknown name, or an argument that does not fit.
        """
        path = self.standard_trajectory(stage, n, steps, solver, seed, grid, noise)
        center, scale = self.dataset.center, self.dataset.scale
        alpha = self.form.alpha(path.t).reshape(-1, 1, 1)

        def own(x: Tensor, shift: Tensor | float) -> Any:
            return (scale * x.cpu() + shift * center).numpy().astype(np.float32)

        return ArrayTrajectory(path.t.numpy(), own(path.x, alpha), own(path.x0, 1.0), own(path.eps, 0.0))

    def sample(
        self,
        stage: StageLike,
        n: int | None = None,
        steps: int | None = None,
        solver: SolverLike = "ddim",
        seed: int = 0,
        grid: GridLike | None = None,
        noise: NoiseLike | None = None,
    ) -> np.ndarray:
        """n samples, float32 (n, d), in the data's own scale; arguments and errors as of ``trajectory``."""
        samples: np.ndarray = self.trajectory(stage, n, steps, solver, seed, grid, noise).x[-1]
        return samples

    def log_prob(self, stage: StageLike, x: Any, steps: int = 100) -> np.ndarray:
        """log p(x) under a stage, by the ODE's change of variables (``toy.experiment.likelihood``).

        Args:
            stage: whose samples' density, in the limit of many steps.
            x: (n, d) points in the data's own scale.
            steps: of the integration, 1 to 1,000. With 100 the exact denoiser comes within 0.005 of the
                mixture's own log density where there are data (0.05 under VE).

        Returns:
            (n,), float64, in nats.

        Raises:
            InvalidInput: an unknown stage, points that do not fit, or steps out of range; "noise" where
                the config has noise of your own, whose density is not known.
        """
        if self.default_noise is not None:
            raise InvalidInput("noise", "noise of your own", "normal: of other noise no density is known")
        model, steps = self.denoiser(stage), require_int("steps", steps, 1, MAX_STEPS)
        points = checks.points("x", x, most=MAX_SAMPLES)
        d, scale = self.d, self.dataset.scale
        if points.shape[1] != d:
            raise InvalidInput("x", f"shape {tuple(points.shape)}", f"points in {d} dimensions")
        u = (points - self.dataset.center) / scale
        with one_thread(_is_small(model)):
            found = log_prob(model, self.form, u.to(self.device), steps)
        result: np.ndarray = (found - d * float(np.log(scale))).cpu().numpy()
        return result

    def metrics(
        self,
        stage: StageLike,
        steps: Sequence[int] = DEFAULT_STEPS,
        n: int = 4096,
        seed: int = 1,
        solver: SolverLike = "ddim",
        **options: Any,
    ) -> dict[str, Any]:
        """All that is measured of a stage, in standardised units; ``toy.evaluation`` has keys and options."""
        result: dict[str, Any] = {}
        for part in self.measure(stage, steps, n, seed, solver, **options):
            result.update(part)
        return result

    def measure(
        self,
        stage: StageLike,
        steps: Sequence[int] = DEFAULT_STEPS,
        n: int = 4096,
        seed: int = 1,
        solver: SolverLike = "ddim",
        **options: Any,
    ) -> Generator[dict[str, Any], None, None]:
        """``metrics`` in parts, so that a caller can do other things between them."""
        for name in options:
            require_choice("options", name, ("draws", "distances"))
        return evaluation.measure(self, stage, steps, n, seed, solver, **options)


def _is_small(model: ExactDenoiser | Denoiser) -> bool:
    return not isinstance(model, Denoiser) or model.net.flat.numel() <= SMALL
