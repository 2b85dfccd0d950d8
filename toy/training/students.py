"""Students: how a network learns from a model's pairs, whoever made them."""

from __future__ import annotations

from dataclasses import dataclass

from toy.training.losses import Loss

__all__ = ["STUDENTS", "Student"]


@dataclass(frozen=True)
class Student:
    """A way to learn from pairs.

    Attributes:
        continues: starts as a copy of the teacher's network. An exact teacher has none: new weights then.
        trains_as_base: noise levels, space and weighting of the loss are the config's, as in the training of
            the base, and every pair counts the same. Otherwise half of every batch sits at the noise end,
            where a one-step sample starts, and the error is that of the jump to the path's other end.
        loss: what becomes of an error, unless a retraining says otherwise. Jumps under the pseudo-Huber loss
            are drawn the more often the more they are missed.

    Phased students learn jumps whatever this says, a quarter of every batch at the phases' upper ends: even
    noise levels leave the edges unlearned (VP-v, eight Gaussians: sliced W2 of four steps 0.126, the base's
    0.123; with jumps 0.048). Consistency distillation goes on from the teacher's weights whatever this says,
    with targets and noise levels of its own.
    """

    continues: bool
    trains_as_base: bool
    loss: Loss


# "plain": the paper's algorithm 4 to the letter; "sharper": made for one step. docs/library.md has numbers.
STUDENTS: dict[str, Student] = {
    "plain": Student(continues=True, trains_as_base=True, loss=Loss()),
    "sharper": Student(continues=False, trains_as_base=False, loss=Loss(huber=0.1)),
}
