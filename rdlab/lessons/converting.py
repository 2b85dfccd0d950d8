"""Lesson 13: a diffusion model rectified as it is, and one that is converted to flow matching before."""

from __future__ import annotations

from rdlab.lessons.measure import floor, quality, times_apart
from rdlab.lessons.records import Claim, Drawing, Experiment, Lesson, Measured, Outcome, compared
from rdlab.lessons.retraining import on_data, on_pairs, share
from rdlab.lessons.shelf import BUDGET, Shelf, settings

PRETRAINED, CONVERTED = "vp/eps", "flow_matching/converted"
PREDICTION = "epsilon"  # of Stable Diffusion
CONVERSION = 200  # steps: after them the converted model samples as well as the one before, in many steps
BUDGETS = (50, 100, 200, 400, 600)  # steps of a rectification, each a training of its own
MOST = BUDGETS[-1]
AT_ONE_TOTAL = MOST - CONVERSION  # what conversion leaves of them
MANY = 50  # sampling steps
PATHS = {"direct": PRETRAINED, "after": CONVERTED}  # by kind of student: its teacher


def called(kind: str, steps: int) -> str:
    """Name on the shelf of the "direct" student, or of the one "after" conversion."""
    return f"{PATHS[kind].split('/')[0]}/{kind}-{steps}"


def convert_first(shelf: Shelf) -> Experiment:
    """One step after so many steps of rectification, with and without conversion before.

    Both begin with the same network, trained on the VP form to predict eps. Conversion trains its weights on
    the data, on the flow-matching form, to predict the flow. Either model is then rectified on its own
    matched pairs, of the same noise, with the same recipe (paper, algorithm 4).
    """
    yield from on_data(shelf, "vp", PREDICTION, PRETRAINED, BUDGET["steps"])
    yield from on_data(shelf, "flow_matching", "flow", CONVERTED, CONVERSION, start=PRETRAINED)
    for kind, teacher in PATHS.items():
        for steps in BUDGETS:
            yield from on_pairs(shelf, teacher, called(kind, steps), steps, BUDGET["pairs"])
    least = Measured("floor", (yield from floor(shelf)), "std")
    found: dict[tuple[str, int], Measured] = {}
    students = [called(kind, steps) for kind in PATHS for steps in BUDGETS]
    for model, steps in [(m, k) for m in PATHS.values() for k in (1, MANY)] + [(m, 1) for m in students]:
        found[model, steps] = Measured("sw2", (yield from quality(shelf, model, steps)), "std", model, steps)
    one = {model: number for (model, steps), number in found.items() if steps == 1}
    before, converted = one[PRETRAINED], one[CONVERTED]
    both = converted, before, least
    first = {kind: one[called(kind, BUDGETS[0])] for kind in PATHS}
    most = {kind: one[called(kind, MOST)] for kind in PATHS}
    same_total = one[called("after", AT_ONE_TOTAL)]
    sampled = found[CONVERTED, MANY], found[PRETRAINED, MANY]

    def ratio(a: Measured, b: Measured) -> float:
        return a.value / max(b.value, least.value)

    return Outcome(
        "convert_first",
        (
            Claim("converted", ratio(*sampled), True, 1.5, "ratio", (*sampled, least)),
            compared("unchanged", converted.value, before.value, least.value, False, 0.8, both),
            compared(
                "works",
                most["direct"].value,
                before.value,
                least.value,
                True,
                0.15,
                (most["direct"], before, least),
            ),
            Claim(
                "same_total",
                times_apart(most["direct"].value, same_total.value, least.value),
                True,
                1.4,
                "ratio",
                (most["direct"], same_total, least),
            ),
            compared(
                "step_for_step",
                first["direct"].value,
                first["after"].value,
                least.value,
                False,
                1.1,
                (*first.values(), *most.values(), least),
            ),
            Claim(
                "first_point",
                ratio(first["direct"], most["after"]),
                True,
                1.0,
                "ratio",
                (first["direct"], most["after"], least),
                hoped=True,
            ),
        ),
        (
            Drawing(PRETRAINED, "vp", steps=1),
            Drawing(called("direct", MOST), "vp", steps=1),
            Drawing(CONVERTED, "flow_matching", steps=1),
            Drawing(called("after", AT_ONE_TOTAL), "flow_matching", steps=1),
        ),
        (*over_training(shelf, one), least),
    )


def over_training(shelf: Shelf, one: dict[str, Measured]) -> tuple[Measured, ...]:
    """One-step distances over all training steps since the first training, conversion included."""
    cost = share(shelf, CONVERSION)
    points = [(CONVERTED, cost)]
    for kind, paid in (("direct", 0), ("after", cost)):
        points += [(called(kind, steps), paid + share(shelf, steps)) for steps in BUDGETS]
    return tuple(Measured("sw2_trained", one[model].value, "std", model, steps) for model, steps in points)


LESSONS = (
    Lesson(
        key="convert_first",
        number=13,
        formula=r"\min_\theta\ \mathbb{E}\,\big\| \hat y_\theta(\alpha_t \tilde x_0 + \sigma_t \epsilon, t)"
        r" - y \big\|^2,\qquad y = \epsilon\ \text{ or }\ \epsilon - \tilde x_0",
        answers=3,
        right=1,
        claims=("converted", "unchanged", "works", "same_total", "step_for_step", "first_point"),
        decided_by=("works", "same_total"),
        hoped=("first_point",),
        settings=(settings("vp", prediction=PREDICTION),),
        experiment=convert_first,
        trains=(PRETRAINED, CONVERTED, *(called(kind, steps) for kind in PATHS for steps in BUDGETS)),
        pieces=160,
        lab={"view_steps": 1},
    ),
)
