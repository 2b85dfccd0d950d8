"""Lessons 3 and 4: retraining on pairs, and that the pairs are all of it."""

from __future__ import annotations

import torch
from torch import Tensor

from rdlab.lessons.crossings import crossings
from rdlab.lessons.doing import Doing
from rdlab.lessons.measure import LEAST_ARC, LEAST_S, LEAST_SURE, floor, over, quality, shape, walk
from rdlab.lessons.records import Claim, Drawing, Experiment, Lesson, Measured, Outcome, compared
from rdlab.lessons.shelf import Shelf, both, settings

FLOW = "flow_matching"
PAIRS, LINES = 1200, 100  # pairs that are compared; lines whose crossings are counted, as the stage draws


def straightening(shelf: Shelf) -> Experiment:
    """Lesson 3: flow matching before and after training on its own pairs."""
    base, student = (yield from shelf.base(FLOW)), (yield from shelf.rectified(FLOW))
    before, after = (yield from shape(shelf, base)), (yield from shape(shelf, student))
    noise = shelf.noise(PAIRS)
    path = yield from walk(shelf, base, noise, 50)
    x0 = {"random": path.x[-1].roll(1, 0), "matched": path.x[-1]}
    unsure, crossed = {}, {}
    for name, ends in x0.items():
        unsure[name] = disagreement(ends, noise)
        yield Doing("measure", base)
        crossed[name] = crossings(ends[:LINES], noise[:LINES])
        yield Doing("measure", base)

    def pair(name: str, a: float, b: float, unit: str) -> tuple[Measured, Measured]:
        return Measured(name, a, unit, base), Measured(name, b, unit, student)

    def counted(where: str, pairs: str, number: int) -> Measured:
        return Measured(f"cross_{where}_{pairs}", number, "count")

    return Outcome(
        "straightening",
        (
            compared(
                "arc",
                after.arc,
                before.arc,
                LEAST_ARC,
                True,
                0.1,
                pair("arc", before.arc, after.arc, "share"),
            ),
            compared(
                "speed",
                after.straightness,
                before.straightness,
                LEAST_S,
                True,
                0.1,
                pair("straightness", before.straightness, after.straightness, "none"),
            ),
            compared(
                "crossings",
                crossed["matched"].at_one_time,
                crossed["random"].at_one_time,
                1,
                True,
                0.1,
                (
                    *(counted("time", name, found.at_one_time) for name, found in crossed.items()),
                    *(counted("space", name, found.in_space) for name, found in crossed.items()),
                ),
            ),
            compared(
                "uncertain",
                unsure["matched"],
                unsure["random"],
                LEAST_SURE,
                True,
                0.2,
                tuple(
                    Measured(f"disagreement_{name}", unsure[name], "share") for name in ("random", "matched")
                ),
            ),
        ),
        (Drawing(base, FLOW, overlay="pairs"), Drawing(student, FLOW, overlay="pairs")),
    )


def disagreement(x0: Tensor, eps: Tensor, t: float = 0.5) -> float:
    """How uncertain a line's direction is, its point at time t being known: 0, or up to 1 as of any line.

    Of n lines from x0 to eps, (n, d) each, and the one nearest to each at time t: half the mean square
    difference of their directions over the directions' variance. It estimates E Var(eps - x0 | x_t) over
    Var(eps - x0), which says in any dimension what crossings say in the plane.
    """
    x, direction = (1 - t) * x0 + t * eps, eps - x0
    apart = torch.cdist(x, x)
    apart.fill_diagonal_(float("inf"))
    other = direction[apart.argmin(1)]
    spread = 2 * (direction - direction.mean(0)).square().sum(1).mean()
    return ((direction - other).square().sum(1).mean() / spread).item()


def pairs_only(shelf: Shelf, form: str = "vp") -> Experiment:
    """Lesson 4: same noises, samples, starting weights, loss and noise levels; who is with whom differs."""
    matched = yield from shelf.on_pairs(form, "matched")
    random = yield from shelf.on_pairs(form, "random")
    base = f"{form}/base"
    least = yield from floor(shelf)
    one = {}
    for name in (base, random, matched):
        one[name] = yield from quality(shelf, name, 1)
    full = yield from quality(shelf, base, 50)
    single = {name: Measured("sw2", value, "std", name, 1) for name, value in one.items()}
    return Outcome(
        "pairs_only",
        (
            compared(
                "one_step",
                one[matched],
                one[random],
                least,
                True,
                0.25,
                (single[matched], single[random], single[base], Measured("floor", least, "std")),
            ),
            Claim(
                "as_good",
                over(one[matched], max(full, least)),
                True,
                1.5,
                "ratio",
                (single[matched], Measured("sw2", full, "std", base, 50), Measured("floor", least, "std")),
            ),
        ),
        (Drawing(random, form, steps=1), Drawing(matched, form, steps=1)),
    )


LESSONS = (
    Lesson(
        key="straightening",
        number=3,
        formula=r"\epsilon \sim N(0, I),\quad \tilde x_0 = \mathrm{ODE}(\epsilon),\qquad "
        r"\min_\theta\ \mathbb{E}\,\big\| v_\theta(x_t, t) - (\epsilon - \tilde x_0) \big\|^2,\quad "
        r"x_t = (1-t)\,\tilde x_0 + t\,\epsilon",
        answers=3,
        right=0,
        claims=("arc", "speed", "crossings", "uncertain"),
        decided_by=("arc", "speed"),
        settings=(settings(FLOW),),
        experiment=straightening,
        trains=both(FLOW),
    ),
    Lesson(
        key="pairs_only",
        number=4,
        formula=r"\min_\theta\ \mathbb{E}\,\big\| v_\theta(\alpha_t x_0 + \sigma_t \epsilon, t) - v \big\|^2,"
        r"\qquad (x_0, \epsilon)\ \longrightarrow\ (\tilde x_0, \epsilon),"
        r"\quad \tilde x_0 = \mathrm{ODE}(\epsilon)",
        answers=3,
        right=2,
        claims=("one_step", "as_good"),
        decided_by=("one_step", "as_good"),
        settings=(settings("vp"),),
        experiment=pairs_only,
        trains=("vp/base", "vp/rectified-1", "vp/random"),
        pieces=75,
        lab={"view_steps": 1},
    ),
)
