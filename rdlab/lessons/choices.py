"""Lesson 9: is it the form, or the settings that come with it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import torch

import toy
from rdlab.lessons.measure import LEAST_GAP, floor, gap, quality, walk
from rdlab.lessons.records import Claim, Drawing, Experiment, Lesson, Measured, Outcome, compared
from rdlab.lessons.shelf import Shelf, Steps, Work, settings
from toy.forms import Form
from toy.models.network import MLP, N_FEATURES
from toy.training.loop import RandomPairs, Recipe, train_in_pieces, uniform_t
from toy.training.losses import LOSS_SPACES, uniform_weight

FLOW = "flow_matching"
STEPS, BATCH = 200, 256  # of a training that is too short to learn all: then it shows how well it is set
REFERENCES = 64
SEEDS = 3  # trainings whose results are averaged
SAMPLE_STEPS, PATHS = 50, 800


@dataclass(frozen=True)
class Habit:
    """The settings that usually come with a form.

    The form on whose clock times are even, and what the network predicts; the loss is the plain squared error
    of that.
    """

    clock: str
    prediction: str


HABITS = {"vp": Habit("vp", "epsilon"), "ve": Habit("ve", "epsilon"), FLOW: Habit(FLOW, "flow")}
OTHERS = ("vp", "ve")
PAIRED = (*((f, f) for f in HABITS), *((f, FLOW) for f in OTHERS), *((FLOW, f) for f in OTHERS))


def on_clock(clock: Form, form: Form, n: int, generator: torch.Generator) -> torch.Tensor:
    """Angles phi (n, 1) as times even on ``clock`` have them, within what ``form`` has."""
    return uniform_t(clock, n, generator).clamp(form.phi_min, form.phi_max)


def called(form: str, habit: str, run: int = 0) -> str:
    """Name of a model on the shelf."""
    return f"{form}/as-{habit}" + (f"-{run}" if run else "")


def trained(shelf: Shelf, form: str, habit: str, run: int = 0) -> Work:
    """Train ``form`` with the settings that usually come with ``habit``; the model's name.

    ``run`` 0, 1, ...: from another start with other draws, the same for all forms and habits.
    """
    config, chosen, name = shelf.config(form), HABITS[habit], called(form, habit, run)
    prediction, shape = toy.PREDICTIONS[chosen.prediction], toy.FORMS[form]
    generator = torch.Generator().manual_seed(31 + SEEDS * shelf.seed + run)
    net = MLP((N_FEATURES, *(config.width,) * config.depth, 2), generator)

    def start() -> Steps:
        clock = toy.FORMS[chosen.clock]
        source = RandomPairs(
            sample=partial(shelf.dataset.draw, balanced=True),
            form=shape,
            time_sampling=lambda _, n, g: on_clock(clock, shape, n, g),
            space=LOSS_SPACES[chosen.prediction],
            weighting=uniform_weight,
            references=REFERENCES,
        )
        steps = max(16, round(shelf.effort * STEPS))
        recipe = Recipe(steps, BATCH, config.learning_rate)
        return train_in_pieces(net, prediction, source, recipe, generator, name)

    return (yield from shelf.keep(name, start, lambda: toy.Denoiser(net, shape, prediction)))


def form_or_settings(shelf: Shelf) -> Experiment:
    """Three forms, each with its own settings; two with those of flow matching; flow matching with theirs.

    The error of a short training is how far its samples are from those of a network trained long, from the
    same noise. Two networks trained long tell how small it can become.
    """
    noise, ends = shelf.noise(PATHS), {}
    for form in ("vp", FLOW):
        long = yield from shelf.base(form)
        ends[long] = (yield from walk(shelf, long, noise, SAMPLE_STEPS)).x[-1]
    truth = ends["vp/base"]
    agreement = gap(ends[f"{FLOW}/base"], truth)
    reached, least = (yield from quality(shelf, "vp/base", SAMPLE_STEPS)), (yield from floor(shelf))
    error: dict[tuple[str, str], Measured] = {}
    for form, habit in PAIRED:
        gaps = []
        for run in range(SEEDS):
            name = yield from trained(shelf, form, habit, run)
            path = yield from walk(shelf, name, noise, SAMPLE_STEPS)
            gaps.append(gap(path.x[-1], truth))
        model = called(form, habit)
        error[form, habit] = Measured("error", sum(gaps) / SEEDS, "std", model, SAMPLE_STEPS)
    long_trained = Measured("error_long", agreement, "std")
    least_error = max(agreement, LEAST_GAP)
    own = [error[form, form] for form in HABITS]
    shared = [error[form, FLOW] for form in HABITS]
    swapped = [(error[FLOW, form], error[form, form]) for form in OTHERS]
    return Outcome(
        "form_or_settings",
        (
            Claim(
                "yardstick",
                reached / least,
                True,
                2.0,
                "ratio",
                (Measured("sw2", reached, "std", "vp/base", SAMPLE_STEPS), Measured("floor", least, "std")),
            ),
            compared("own", *_apart(own), least_error, False, 1.25, (*own, long_trained)),
            Claim("shared", _ratio(shared, least_error), True, 1.15, "ratio", (*shared, long_trained)),
            Claim(
                "swapped",
                max(_ratio(pair, least_error) for pair in swapped),
                True,
                1.15,
                "ratio",
                (*(number for pair in swapped for number in pair), long_trained),
            ),
        ),
        tuple(
            Drawing(error[form, habit].model, form, steps=SAMPLE_STEPS)
            for form, habit in (("ve", "ve"), (FLOW, FLOW), ("ve", FLOW), (FLOW, "ve"))
        ),
        (*error.values(), long_trained),
    )


def _apart(numbers: Iterable[Measured]) -> tuple[float, float]:
    """The largest and the smallest."""
    values = [number.value for number in numbers]
    return max(values), min(values)


def _ratio(numbers: Iterable[Measured], least: float) -> float:
    """The largest over the smallest."""
    largest, smallest = _apart(numbers)
    return largest / max(smallest, least)


SHORT = {"steps": STEPS, "batch_size": BATCH, "references": REFERENCES, "time_sampling": "uniform"}
LESSONS = (
    Lesson(
        key="form_or_settings",
        number=9,
        formula=r"\min_\theta\ \mathbb{E}_{\varphi \sim p(\varphi)}\; w(\varphi)\,"
        r"\big\| \hat y_\theta(u, \varphi) - y \big\|^2,\qquad u = \cos\varphi\,x_0 + \sin\varphi\,\epsilon",
        answers=3,
        right=1,
        claims=("yardstick", "own", "shared", "swapped"),
        decided_by=("yardstick", "own", "shared"),
        settings=(
            settings("ve", prediction="epsilon", loss_space="epsilon", **SHORT),
            settings("vp", prediction="epsilon", loss_space="epsilon", **SHORT),
            settings(FLOW, loss_space="flow", **SHORT),
        ),
        experiment=form_or_settings,
        trains=("vp/base", f"{FLOW}/base", *(called(*pair, run) for pair in PAIRED for run in range(SEEDS))),
        pieces=150,
    ),
)
