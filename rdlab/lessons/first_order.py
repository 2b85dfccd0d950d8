"""Lessons 5 to 8: what rectification aims at, the shape of its paths, and what it brings, form by form."""

from __future__ import annotations

from rdlab.lessons.measure import LEAST_GAP, Shape, floor, quality, shape
from rdlab.lessons.records import Claim, Drawing, Experiment, Lesson, Measured, Outcome, compared
from rdlab.lessons.shelf import Shelf, Work, both, settings

TWO = ("vp", "flow_matching")
FOUR = ("vp", "sub_vp", "flow_matching", "ve")
CURVED, STRAIGHT = ("vp", "sub_vp"), ("flow_matching", "ve")
STEPS = (1, 2, 4, 25)


def _shapes(shelf: Shelf, forms: tuple[str, ...]) -> Work:
    """By form: the shape before and the shape after."""
    found: dict[str, tuple[Shape, Shape]] = {}
    for form in forms:
        base, student = (yield from shelf.base(form)), (yield from shelf.rectified(form))
        found[form] = (yield from shape(shelf, base)), (yield from shape(shelf, student))
    return found


def _pairs(found: dict[str, tuple[Shape, Shape]], name: str, unit: str = "none") -> tuple[Measured, ...]:
    """Before and after of every form."""
    return tuple(
        Measured(name, getattr(shape, name), unit, f"{form}/{stage}")
        for form, shapes in found.items()
        for stage, shape in zip(("base", "rectified-1"), shapes, strict=True)
    )


def _falls(found: dict[str, tuple[Shape, Shape]], name: str) -> tuple[float, float]:
    """After and before of the form whose distance falls least."""
    pairs = [(getattr(after, name), getattr(before, name)) for before, after in found.values()]
    return max(pairs, key=lambda pair: pair[0] / max(pair[1], LEAST_GAP))


def constant(shelf: Shelf) -> Experiment:
    """Lesson 5: (x0_hat, eps_hat) along the paths, before and after."""
    found = yield from _shapes(shelf, TWO)
    worst = max(after.fo for _, after in found.values())
    return Outcome(
        "constant",
        (
            Claim("fo", worst, True, 0.05, "none", _pairs(found, "fo")),
            compared("drift", *_falls(found, "drift"), LEAST_GAP, True, 0.2, _pairs(found, "drift", "std")),
        ),
        (
            Drawing("vp/base", "vp", overlay="estimates"),
            Drawing("vp/rectified-1", "vp", overlay="estimates"),
        ),
    )


def same_form(shelf: Shelf) -> Experiment:
    """Lesson 6: the paths beside alpha x0 + sigma eps through their own ends."""
    found = yield from _shapes(shelf, TWO)
    worst = max(after.deviation for _, after in found.values())
    return Outcome(
        "same_form",
        (
            Claim("deviation", worst, True, 0.1, "std", _pairs(found, "deviation", "std")),
            compared(
                "falls",
                *_falls(found, "deviation"),
                LEAST_GAP,
                True,
                0.2,
                _pairs(found, "deviation", "std"),
            ),
        ),
        (Drawing("vp/base", "vp", overlay="ghost"), Drawing("vp/rectified-1", "vp", overlay="ghost")),
    )


def may_curve(shelf: Shelf) -> Experiment:
    """Lesson 7: the curvature of x after rectification, by form."""
    found = yield from _shapes(shelf, FOUR)
    part = lambda forms: {form: found[form] for form in forms}  # noqa: E731
    after = {form: shapes[1] for form, shapes in found.items()}
    return Outcome(
        "may_curve",
        (
            Claim("fo", max(s.fo for s in after.values()), True, 0.05, "none", _pairs(found, "fo")),
            Claim(
                "curved",
                min(after[form].arc for form in CURVED),
                False,
                0.1,
                "share",
                _pairs(part(CURVED), "arc", "share"),
            ),
            Claim(
                "straight",
                max(after[form].arc for form in STRAIGHT),
                True,
                0.02,
                "share",
                _pairs(part(STRAIGHT), "arc", "share"),
            ),
            Claim(
                "more_curved",
                found["vp"][1].arc - found["vp"][0].arc,
                False,
                0.05,
                "share",
                _pairs(part(("vp",)), "arc", "share"),
            ),
            Claim(
                "scaled",
                max(after[form].scaled for form in CURVED),
                True,
                0.02,
                "share",
                _pairs(part(CURVED), "scaled", "share"),
            ),
        ),
        (
            Drawing("vp/base", "vp"),
            Drawing("vp/rectified-1", "vp"),
            Drawing("vp/rectified-1", "vp", coordinates="x/alpha"),
            Drawing("flow_matching/rectified-1", "flow_matching"),
        ),
    )


def few_steps(shelf: Shelf) -> Experiment:
    """Lesson 8: quality against the number of steps, before and after, in four forms."""
    least = yield from floor(shelf)
    numbers: list[Measured] = []
    sw2: dict[tuple[str, str, int], float] = {}
    for form in FOUR:
        names = (yield from shelf.base(form)), (yield from shelf.rectified(form))
        for name in names:
            for steps in STEPS:
                value = yield from quality(shelf, name, steps)
                sw2[(*name.split("/"), steps)] = value
                numbers.append(Measured("sw2", value, "std", name, steps))
    one = {form: (sw2[form, "base", 1], sw2[form, "rectified-1", 1]) for form in FOUR}
    students = [value for _, value in one.values()]
    least_better = max(one.values(), key=lambda pair: pair[1] / max(pair[0], least))[::-1]
    ends = Measured("floor", least, "std")
    single = tuple(number for number in numbers if number.steps == 1)
    full = tuple(n for n in numbers if n.steps == STEPS[-1] and n.model.endswith("base"))
    return Outcome(
        "few_steps",
        (
            compared("better", *least_better, least, True, 0.25, (*single, ends)),
            Claim(
                "as_many",
                max(one[f][1] / max(sw2[f, "base", 25], least) for f in FOUR),
                True,
                1.5,
                "ratio",
                (*(n for n in single if n.model.endswith("rectified-1")), *full, ends),
            ),
            Claim(
                "any_form",
                max(students) / max(min(students), least),
                True,
                1.5,
                "ratio",
                tuple(number for number in single if number.model.endswith("rectified-1")),
            ),
        ),
        tuple(Drawing(f"{form}/rectified-1", form, steps=1) for form in FOUR),
        (*numbers, ends),
    )


def _settings(forms: tuple[str, ...]) -> tuple[dict, ...]:
    return tuple(settings(form) for form in forms)


LESSONS = (
    Lesson(
        key="constant",
        number=5,
        formula=r"x_t = \frac{\alpha_t}{\alpha_s} x_s - \alpha_t \int_{\lambda_s}^{\lambda_t} e^{-\lambda}\,"
        r"\hat\epsilon\,\mathrm{d}\lambda \qquad\xrightarrow{\ \hat\epsilon = \mathrm{const}\ }\quad "
        r"x_t = \frac{\alpha_t}{\alpha_s} x_s + \alpha_t\,\hat\epsilon\left(\frac{\sigma_t}{\alpha_t} - "
        r"\frac{\sigma_s}{\alpha_s}\right),\qquad \lambda = \ln\frac{\alpha}{\sigma}",
        answers=3,
        right=1,
        claims=("fo", "drift"),
        decided_by=("fo", "drift"),
        settings=_settings(TWO),
        experiment=constant,
        trains=both(*TWO),
    ),
    Lesson(
        key="same_form",
        number=6,
        formula=r"x_t = \alpha_t\, x_0^\ast + \sigma_t\, \epsilon^\ast \quad \forall\, t",
        answers=3,
        right=0,
        claims=("deviation", "falls"),
        decided_by=("deviation", "falls"),
        settings=_settings(TWO),
        experiment=same_form,
        trains=both(*TWO),
    ),
    Lesson(
        key="may_curve",
        number=7,
        formula=r"x_t = \alpha_t x_0 + \sigma_t \epsilon \quad\Rightarrow\quad "
        r"\frac{x_t}{\alpha_t} = x_0 + \frac{\sigma_t}{\alpha_t}\,\epsilon",
        answers=3,
        right=2,
        claims=("fo", "curved", "straight", "more_curved", "scaled"),
        decided_by=("more_curved",),
        settings=_settings(FOUR),
        experiment=may_curve,
        trains=both(*FOUR),
        pieces=24,
    ),
    Lesson(
        key="few_steps",
        number=8,
        formula=r"x_0 \approx \hat x_0(x_T, T) \qquad "
        r"\hat x_0 = \cos\varphi\,u - \sin\varphi\,\hat v(u, \varphi)",
        answers=3,
        right=1,
        claims=("better", "as_many", "any_form"),
        decided_by=("any_form",),
        settings=_settings(FOUR),
        experiment=few_steps,
        trains=both(*FOUR),
        pieces=310,
        lab={"view_steps": 1},
    ),
)
