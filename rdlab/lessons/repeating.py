"""Lesson 14: rectified once, twice, three times."""

from __future__ import annotations

from rdlab.lessons.measure import LEAST_GAP, floor, gap, quality, times_apart, walk
from rdlab.lessons.records import Claim, Drawing, Experiment, Lesson, Measured, Outcome, compared
from rdlab.lessons.retraining import CHECKED, NOISE, compared_with, on_pairs, one_step_error, share
from rdlab.lessons.shelf import BUDGET, Shelf, settings

FORM, BASE = "vp", "vp/base"
ROUNDS = 3
FEW = 64  # pairs of the student that is to memorise them
FEW_NAME = f"{FORM}/few-{FEW}"
MANY, PATHS = 50, 800
FRESH = NOISE + ROUNDS + 1  # draw of the noise on which no student was trained


def called(k: int) -> str:
    """Name on the shelf after k rectifications."""
    return f"{FORM}/round-{k}" if k else BASE


def rounds(shelf: Shelf) -> Experiment:
    """Each round on pairs that the model of the round before has made, of new noise (algorithm 4).

    Measured of each: how far its samples are from the data, in many steps and in one; how far its one step is
    from where its teacher's path ends, on the noise of its own pairs and on noise that is new to it.
    """
    yield from shelf.base(FORM)
    steps, pairs = BUDGET["rectify_steps"], BUDGET["pairs"]
    students = {called(k): (called(k - 1), pairs, NOISE + k) for k in range(1, ROUNDS + 1)}
    students[FEW_NAME] = (BASE, FEW, NOISE + 1)
    for name, (teacher, count, draw) in students.items():
        yield from on_pairs(shelf, teacher, name, steps, count, draw)
    least = Measured("floor", (yield from floor(shelf)), "std")
    error: dict[str, tuple[Measured, Measured]] = {}
    for name, (teacher, count, draw) in students.items():
        missed = []
        for kind, noise in (
            ("own", shelf.noise(share(shelf, count), draw)[:CHECKED]),
            ("fresh", shelf.noise(CHECKED, FRESH)),
        ):
            found = yield from compared_with(shelf, teacher, noise)
            missed.append(Measured(f"error_{kind}", one_step_error(shelf, name, found), "std", name))
        error[name] = missed[0], missed[1]
    sw2: dict[tuple[str, int], Measured] = {}
    for name in (BASE, *students):
        for count in (1, MANY):
            sw2[name, count] = Measured("sw2", (yield from quality(shelf, name, count)), "std", name, count)
    noise, ends = shelf.noise(PATHS), {}
    for name in (BASE, *students):
        ends[name] = (yield from walk(shelf, name, noise, MANY)).x[-1]
    moved = [Measured("moved", gap(ends[name], ends[BASE]), "std", name) for name in students]
    first, last = called(1), called(ROUNDS)
    one = {name: sw2[name, 1] for name in (BASE, *students)}
    repeated = [error[called(k)] for k in range(1, ROUNDS + 1)]
    worst = max(repeated, key=lambda pair: pair[1].value / max(pair[0].value, LEAST_GAP))

    def against(key: str, a: Measured, b: Measured, at_most: bool, bound: float, beside: tuple) -> Claim:
        return compared(key, a.value, b.value, least.value, at_most, bound, (*beside, least))

    def ratio(a: Measured, b: Measured) -> float:
        return a.value / max(b.value, least.value)

    each = tuple(one[called(k)] for k in range(1, ROUNDS + 1))
    return Outcome(
        "rounds",
        (
            against("first", one[first], one[BASE], True, 0.15, (one[BASE], one[first])),
            Claim(
                "same",
                times_apart(one[last].value, one[first].value, least.value),
                True,
                1.5,
                "ratio",
                (*each, least),
            ),
            Claim(
                "drift",
                ratio(sw2[last, MANY], sw2[BASE, MANY]),
                True,
                1.8,
                "ratio",
                (*(sw2[called(k), MANY] for k in range(ROUNDS + 1)), *moved[:ROUNDS], least),
            ),
            compared(
                "closer",
                error[last][1].value,
                error[first][1].value,
                LEAST_GAP,
                True,
                0.85,
                tuple(fresh for _, fresh in repeated),
            ),
            compared(
                "memory",
                worst[1].value,
                worst[0].value,
                LEAST_GAP,
                True,
                1.4,
                tuple(number for pair in repeated for number in pair),
            ),
            compared(
                "few",
                error[FEW_NAME][1].value,
                error[FEW_NAME][0].value,
                LEAST_GAP,
                False,
                3.0,
                (*error[FEW_NAME], one[FEW_NAME], one[first]),
            ),
            Claim("again", ratio(one[last], one[first]), True, 0.9, "ratio", (*each, least), hoped=True),
        ),
        (
            Drawing(BASE, FORM, steps=MANY),
            Drawing(first, FORM, steps=1),
            Drawing(last, FORM, steps=1),
            Drawing(FEW_NAME, FORM, steps=1),
        ),
        (*sw2.values(), *moved, least),
    )


LESSONS = (
    Lesson(
        key="rounds",
        number=14,
        formula=r"\theta_{k+1} = \arg\min_\theta\ \mathbb{E}_{\epsilon}\,\big\| "
        r"\hat y_\theta(\alpha_t \tilde x_0^{(k)} + \sigma_t \epsilon, t) - y \big\|^2,\qquad "
        r"\tilde x_0^{(k)} = \mathrm{ODE}_{\theta_k}(\epsilon)",
        answers=3,
        right=2,
        claims=("first", "same", "drift", "closer", "memory", "few", "again"),
        decided_by=("first", "same", "drift"),
        hoped=("again",),
        settings=(settings(FORM),),
        experiment=rounds,
        trains=(BASE, *(called(k) for k in range(1, ROUNDS + 1)), FEW_NAME),
        pieces=300,
        lab={"view_steps": 1},
    ),
)
