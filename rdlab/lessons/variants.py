"""Lessons 10 and 11: what else can be made of pairs, and what a solver makes of a path."""

from __future__ import annotations

from rdlab.lessons.measure import LEAST_FO, LEAST_GAP, floor, gap, quality, walk
from rdlab.lessons.records import Claim, Drawing, Experiment, Lesson, Measured, Outcome, compared
from rdlab.lessons.shelf import Shelf, Work, both, settings
from toy import metrics
from toy.sampling.grids import GRIDS, even_in_phi

FORM, PHASES = "vp", 4
FLOW = "flow_matching"
MANY = 100  # steps that stand for the whole path
END_PATHS = 400
PHASE_STEPS = 12  # in each phase, of the paths whose defect is measured
TIMES = ("phi", "t")  # even in the angle, DDIM's usual ones; even in t, Euler's
RULES = ("ddim", "euler")


def defects(shelf: Shelf, model: str) -> Work:
    """First-order defect of a model's paths within each phase, from noise to data.

    In each phase, the pair that joins the path's two points at the phase's edges is the one it is compared
    with (arXiv 2410.07303v2, section 2.3).
    """
    grid = even_in_phi(shelf.form_of(model), PHASES * PHASE_STEPS)  # phases are even in the angle
    path = yield from walk(shelf, model, shelf.noise(END_PATHS), len(grid) - 1, "ddim", grid)
    u, phi, v = metrics.angle_path(path, shelf.form_of(model))
    found = []
    for k in range(PHASES):
        a, b = k * PHASE_STEPS, (k + 1) * PHASE_STEPS
        found.append(metrics.first_order_defect(u[a : b + 1], phi[a : b + 1], v[a:b]))
    return found


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

    def against(
        key: str, a: Measured, b: Measured, at_most: bool, bound: float, beside: tuple, hoped: bool = False
    ) -> Claim:
        return compared(key, a.value, b.value, least.value, at_most, bound, beside, hoped)

    four, four_base = (yield from at(phased, PHASES)), (yield from at(base, PHASES))
    one, whole = (yield from at(phased, 1)), (yield from at(student, 1))
    cd_base, cd_student = (yield from at(distilled[base], 1)), (yield from at(distilled[student], 1))
    inside = {}
    for model in (phased, base):
        found = yield from defects(shelf, model)
        inside[model] = [Measured(f"fo_phase_{k}", fo, "none", model) for k, fo in enumerate(found, 1)]
    worst = max(
        zip(inside[phased], inside[base], strict=True),
        key=lambda pair: pair[0].value / max(pair[1].value, LEAST_FO),
    )
    return Outcome(
        "phases",
        (
            compared(
                "pieces",
                worst[0].value,
                worst[1].value,
                LEAST_FO,
                True,
                0.75,
                (*inside[phased], *inside[base]),
            ),
            against("four", four, four_base, True, 0.75, (four, four_base, least)),
            against("one", one, whole, False, 3.0, (one, whole, four, least)),
            against("start", cd_student, cd_base, True, 0.5, (cd_student, cd_base, least)),
            against(
                "distilled", cd_student, whole, True, 0.95, (cd_student, whole, cd_base, least), hoped=True
            ),
        ),
        (
            Drawing(phased, FORM, steps=PHASES * PHASE_STEPS, overlay="phases"),
            Drawing(phased, FORM, steps=PHASES),
            Drawing(phased, FORM, steps=1),
            Drawing(distilled[student], FORM, steps=1),
        ),
        (one, four, whole, four_base, cd_base, cd_student, least),
    )


def solvers(shelf: Shelf) -> Experiment:
    """Lesson 11: Euler and DDIM on the same first-order paths, at the same times."""
    models = {FORM: (yield from shelf.rectified(FORM)), FLOW: (yield from shelf.rectified(FLOW))}
    gaps: dict[tuple[str, str, str, int], Measured] = {}
    apart = []  # under flow matching: the two rules' ends, at the same times
    for form, model in models.items():
        noise = shelf.noise(END_PATHS)
        end = (yield from walk(shelf, model, noise, MANY)).x[-1]
        for times in TIMES:
            for steps in (1, 4, 25):
                grid, ends = GRIDS[times](shelf.form_of(model), steps), []
                for rule in RULES:
                    ends.append((yield from walk(shelf, model, noise, steps, rule, grid)).x[-1])
                    number = Measured(f"gap_{rule}_{times}", gap(ends[-1], end), "std", model, steps)
                    gaps[form, rule, times, steps] = number
                if form == FLOW:
                    apart.append(Measured("gap_rules", gap(*ends), "std", model, steps))
    four = {times: [gaps[FORM, rule, times, 4] for rule in RULES] for times in TIMES}
    closest = min(four.values(), key=lambda pair: pair[1].value / max(pair[0].value, LEAST_GAP))
    flow = tuple(gaps[FLOW, rule, times, 4] for times in TIMES for rule in RULES)
    return Outcome(
        "solvers",
        (
            Claim(
                "ddim",
                gaps[FORM, "ddim", "phi", 1].value,
                True,
                0.1,
                "std",
                tuple(gaps[FORM, "ddim", "phi", steps] for steps in (1, 4, 25)),
            ),
            compared(
                "euler",
                closest[1].value,
                closest[0].value,
                LEAST_GAP,
                False,
                3.0,
                tuple(number for pair in four.values() for number in pair),
            ),
            Claim("same_rule", max(n.value for n in apart), True, 0.001, "std", tuple(apart)),
            Claim("flow", max(n.value for n in flow), True, 0.1, "std", flow),
        ),
        (
            Drawing(models[FORM], FORM, "ddim", 4, times="phi"),
            Drawing(models[FORM], FORM, "euler", 4, times="phi"),
            Drawing(models[FLOW], FLOW, "euler", 4, times="phi"),
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
        claims=("pieces", "four", "one", "start", "distilled"),
        decided_by=("four", "one"),
        hoped=("distilled",),
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
        claims=("ddim", "euler", "same_rule", "flow"),
        decided_by=("ddim", "euler"),
        settings=(settings(FORM), settings(FLOW)),
        experiment=solvers,
        trains=both(FORM, FLOW),
        pieces=26,
        lab={"solver": "euler", "view_steps": 4},
    ),
)
