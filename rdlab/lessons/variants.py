"""Lessons 10 and 11: what else can be made of pairs, and what a solver makes of a path."""

from __future__ import annotations

from rdlab.lessons.measure import floor, gap, over, quality, walk
from rdlab.lessons.records import Claim, Drawing, Experiment, Lesson, Measured, Outcome
from rdlab.lessons.shelf import Shelf, Work, both, settings

FORM, PHASES = "vp", 4
FLOW = "flow_matching"
MANY = 100  # steps that stand for the whole path
END_PATHS = 400


def phases(shelf: Shelf) -> Experiment:
    """Lesson 10: phased against whole paths, and consistency distillation from two teachers."""
    base, student = (yield from shelf.base(FORM)), (yield from shelf.rectified(FORM))
    phased = yield from shelf.phased(FORM, PHASES)
    distilled = {}
    for teacher in (base, student):
        distilled[teacher] = yield from shelf.consistency(teacher)
    least = Measured("floor", (yield from floor(shelf)), "std")

    def at(model: str, steps: int) -> Work:
        return Measured("sw2", (yield from quality(shelf, model, steps)), "std", model, steps)

    four, four_base = (yield from at(phased, PHASES)), (yield from at(base, PHASES))
    one, whole = (yield from at(phased, 1)), (yield from at(student, 1))
    cd_base, cd_student = (yield from at(distilled[base], 1)), (yield from at(distilled[student], 1))
    return Outcome(
        "phases",
        (
            Claim("four", over(four.value, four_base.value), True, 0.75, "ratio", (four, four_base, least)),
            Claim(
                "one",
                over(one.value, whole.value),
                False,
                3.0,
                "ratio",
                (one, whole, four, least),
            ),
            Claim(
                "start",
                over(cd_student.value, cd_base.value),
                True,
                0.5,
                "ratio",
                (cd_student, cd_base, least),
            ),
            Claim(
                "distilled",
                over(cd_student.value, whole.value),
                True,
                0.95,
                "ratio",
                (cd_student, whole, cd_base, least),
                hoped=True,
            ),
        ),
        (
            Drawing(phased, FORM, steps=PHASES),
            Drawing(phased, FORM, steps=1),
            Drawing(distilled[student], FORM, steps=1),
        ),
        (one, four, whole, four_base, cd_base, cd_student, least),
    )


def solvers(shelf: Shelf) -> Experiment:
    """Lesson 11: Euler and DDIM on the same first-order paths."""
    models = {FORM: (yield from shelf.rectified(FORM)), FLOW: (yield from shelf.rectified(FLOW))}
    gaps: dict[tuple[str, str, int], Measured] = {}
    for form, model in models.items():
        noise = shelf.noise(END_PATHS)
        end = (yield from walk(shelf, model, noise, MANY)).x[-1]
        for solver in ("ddim", "euler"):
            for steps in (1, 4, 25):
                path = yield from walk(shelf, model, noise, steps, solver)
                value = gap(path.x[-1], end)
                gaps[form, solver, steps] = Measured(f"gap_{solver}", value, "std", model, steps)
    ddim, euler = gaps[FORM, "ddim", 4], gaps[FORM, "euler", 4]
    return Outcome(
        "solvers",
        (
            Claim(
                "ddim",
                gaps[FORM, "ddim", 1].value,
                True,
                0.1,
                "std",
                tuple(gaps[FORM, "ddim", steps] for steps in (1, 4, 25)),
            ),
            Claim(
                "euler",
                over(euler.value, ddim.value),
                False,
                5.0,
                "ratio",
                (euler, ddim, gaps[FORM, "euler", 1], gaps[FORM, "euler", 25]),
            ),
            Claim(
                "flow",
                gaps[FLOW, "euler", 4].value,
                True,
                0.1,
                "std",
                (gaps[FLOW, "euler", 4], gaps[FLOW, "ddim", 4], gaps[FLOW, "euler", 1]),
            ),
        ),
        (
            Drawing(models[FORM], FORM, "ddim", 4),
            Drawing(models[FORM], FORM, "euler", 4),
            Drawing(models[FLOW], FLOW, "euler", 4),
        ),
        tuple(gaps.values()),
    )


LESSONS = (
    Lesson(
        key="phases",
        number=10,
        formula=r"\epsilon_k = \left(\frac{x_e}{\alpha_e} - \frac{x_s}{\alpha_s}\right) \Big/ "
        r"\left(\frac{\sigma_e}{\alpha_e} - \frac{\sigma_s}{\alpha_s}\right)"
        r",\quad k = 1, \dots, M",
        answers=3,
        right=0,
        claims=("four", "one", "start", "distilled"),
        settings=(settings(FORM),),
        experiment=phases,
        trains=(*both(FORM), f"{FORM}/phased-{PHASES}", f"{FORM}/cd-base", f"{FORM}/cd-rectified-1"),
        pieces=60,
        lab={"variant": "phased", "phases": PHASES, "view_steps": PHASES},
    ),
    Lesson(
        key="solvers",
        number=11,
        formula=r"\text{Euler:}\quad x_t = x_s + (t-s)\,(\dot\alpha_s\,\hat x_0 + \dot\sigma_s\,\hat\epsilon)"
        r"\qquad\qquad \text{DDIM:}\quad x_t = \alpha_t\,\hat x_0 + \sigma_t\,\hat\epsilon",
        answers=3,
        right=2,
        claims=("ddim", "euler", "flow"),
        settings=(settings(FORM), settings(FLOW)),
        experiment=solvers,
        trains=both(FORM, FLOW),
        pieces=26,
        lab={"solver": "euler", "view_steps": 4},
    ),
)
