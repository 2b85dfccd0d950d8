"""Retraining a network on a model's pairs, as `Experiment.rectify` asks for it: what, from whom, and how."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

import torch

from toy.errors import InvalidInput, require_choice, require_int
from toy.models.denoiser import Denoiser, Network
from toy.training.loop import Drawing, Pieces, Progress, Recipe, TrainingLoop, learning_rate
from toy.training.losses import Loss, OwnLoss, PairLoss
from toy.training.pairs import Making, ModelPairs
from toy.training.standing import Standing
from toy.training.students import STUDENTS, Student
from toy.training.variants.consistency import distil

__all__ = [
    "MATCHINGS",
    "MOST_PHASES",
    "REWEIGHTS",
    "STUDENTS",
    "STUDENT_LOSSES",
    "VARIANTS",
    "PairsLoop",
    "Rate",
    "Retraining",
    "at_random",
    "distil",  # lived here
    "learn_pairs",
    "making",
]

REWEIGHTS = 8  # times that the pairs' weights are redrawn during a rectification
VARIANTS = ("rectified", "phased", "consistency")
MATCHINGS = ("matched", "random")
STUDENT_LOSSES: dict[str, Loss] = {"pseudo_huber": Loss(huber=0.1), "squared": Loss()}
MOST_PHASES = 64

Rate = Callable[[Recipe, int], float]


@dataclass(frozen=True)
class Retraining:
    """One retraining.

    Attributes:
        teacher: stage that the pairs come from.
        pairs, steps: how many pairs, and optimizer steps.
        variant: one of VARIANTS.
        phases: M, of "phased".
        matching: "matched", each noise with the x0 that the teacher made of it; or "random", the same noises
            and x0 paired anew at random: same start, same loss, same noise levels, only the pairs differ.
        student: key of ``toy.training.students.STUDENTS``: "plain", the paper's algorithm 4, or "sharper".
        loss: None for the student's own, else a key of STUDENT_LOSSES, a ``Loss``, or a function (error
            (n, d), weight (n, 1)) -> mean loss that autograd can differentiate. Pairs at random need the
            squared one, as the pseudo-Huber loss has its minimum at a median.

    Raises:
        InvalidInput: a value out of range, an unknown name, or pairs at random where they cannot be.
    """

    teacher: str
    pairs: int
    steps: int
    variant: str = "rectified"
    phases: int = 4
    matching: str = "matched"
    student: str = "plain"
    loss: str | PairLoss | Callable[..., object] | None = None

    def __post_init__(self) -> None:
        for name, low, high in (
            ("pairs", 16, 1_000_000),
            ("steps", 1, 1_000_000),
            ("phases", 1, MOST_PHASES),
        ):
            object.__setattr__(self, name, require_int(name, getattr(self, name), low, high))
        for name, choices in (("variant", VARIANTS), ("matching", MATCHINGS), ("student", STUDENTS)):
            require_choice(name, getattr(self, name), choices)
        if self.loss is not None and not callable(self.loss):
            require_choice("loss", self.loss, STUDENT_LOSSES)
        if self.matching == "random":
            if self.variant != "rectified":
                raise InvalidInput("matching", "random", f"matched, for {self.variant}")
            if self.loss_object.robust:
                by, given = ("student", self.student) if self.loss is None else ("loss", self.loss)
                allowed = {"student": "plain", "loss": "squared"}[by]
                raise InvalidInput(by, given, f"{allowed}, for pairs at random: others learn a median")

    @property
    def student_object(self) -> Student:
        """How the student is trained."""
        return STUDENTS[self.student]

    @property
    def loss_object(self) -> PairLoss:
        """The loss behind the name or the function."""
        if self.loss is None:
            return self.student_object.loss
        if isinstance(self.loss, str):
            return STUDENT_LOSSES[self.loss]
        return self.loss if isinstance(self.loss, Loss | OwnLoss) else OwnLoss(self.loss)  # type: ignore[arg-type]


def making(name: str, steps: int, pairs: Making) -> Generator[Progress, None, ModelPairs]:
    """Report the making of pairs as progress; returns the finished pairs."""
    made = None
    for made in pairs:
        if made is None:
            yield Progress(name, 0, steps, math.nan)
    assert made is not None
    return made


def at_random(pairs: ModelPairs, generator: torch.Generator) -> ModelPairs:
    """The same x0 and the same eps, paired anew at random."""
    order = torch.randperm(len(pairs), generator=generator, device=generator.device)
    return replace(pairs, x0=pairs.x0[order.to(pairs.x0.device)])


class PairsLoop(TrainingLoop):
    """Trains a student on pairs; those that it misses are drawn more often under a robust loss.

    Args:
        student: its network is changed in place.
        pairs: its weights are changed in place.
        recipe, generator, name, rate, shown: as of ``TrainingLoop``.
    """

    def __init__(
        self,
        student: Denoiser,
        pairs: ModelPairs,
        recipe: Recipe,
        generator: torch.Generator,
        name: str,
        rate: Rate = learning_rate,
        shown: Network | None = None,
    ) -> None:
        super().__init__(student.net, student.prediction, pairs, recipe, generator, name, rate, shown)
        self._student, self._pairs, self._drawn_with = student, pairs, pairs.weights
        self._refresh = max(1, recipe.steps // (REWEIGHTS + 1))

    def _between(self) -> Generator[None, None, None]:
        recipe, step = self.recipe, self.step
        if recipe.loss.robust and step % self._refresh == 0 and 0 < step < recipe.steps:
            yield from self._pairs.reweighing(self._student)

    def _examples(self, n: int) -> Drawing:
        if not self.step % self._chunk:
            self._drawn_with = self._pairs.weights
        now, self._pairs.weights = self._pairs.weights, self._drawn_with
        batch = self._pairs.draw(n, self._generator)
        self._pairs.weights = now
        yield None
        return batch

    def standing(self) -> Standing:
        """As of ``TrainingLoop``, with the pairs' weights."""
        now = self._pairs.weights
        before = self._drawn_with if self.step % self._chunk else now
        return replace(
            super().standing(),
            weights=None if now is None else now.cpu().numpy().copy(),
            drawn_with=None if before is None or before is now else before.cpu().numpy().copy(),
            drawn_alike=before is None and now is not None,
        )

    def restore(self, standing: Standing) -> None:
        """As of ``TrainingLoop``."""
        super().restore(standing)
        now, before = (
            None if kept is None else torch.from_numpy(kept).to(self._pairs.x0.device)
            for kept in (standing.weights, standing.drawn_with)
        )
        self._pairs.weights = now
        self._drawn_with = before if before is not None or standing.drawn_alike else now


def learn_pairs(
    student: Denoiser, pairs: ModelPairs, recipe: Recipe, generator: torch.Generator, name: str, rate: Rate
) -> Pieces:
    """The steps of a ``PairsLoop``, and None where there is more to do before the next."""
    return PairsLoop(student, pairs, recipe, generator, name, rate).pieces()
