"""What a training costs before it is begun: seconds of one core, and memory. What is too much is refused.

The seconds are those of one core of a server of 2021 with nobody beside; benchmarks/quanta.py, with --cost,
sets them beside what was measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import toy
from toy.models.cost import microseconds_a_point
from toy.models.network import n_features
from toy.training.pairs import PAIR_STEPS
from toy.training.rectify import REWEIGHTS
from toy.training.students import STUDENTS

LONGEST = 600.0  # seconds that a run may live: rdlab.engine.protocol.Limits.job
STEP = 0.02  # seconds that one training step may take: it cannot be interrupted
MOST_BYTES = 60 * 2**20  # that a run may need: its place is counted by as much (rdlab.engine.admission)
MOST_GAUSSIANS = 1_000  # of a mixture: a few steps through more of them take longer than a turn

PRODUCTS = 4.0e10  # floating-point operations a second of a training step's products of matrices
STEP_CALLS = 0.0003  # seconds of a step, however small
EXAMPLE, REFERENCE = 0.8e-6, 0.006e-6  # seconds to draw one example, and for each of its references
PICTURES = 1.15  # with the snapshots that are made meanwhile


class TooMuch(toy.InvalidInput):
    """A run that would take too long or too much memory; it is said before it begins.

    Attributes:
        most: the highest value of ``field`` with which it is allowed, all else being equal.
        why: "time", "step" or "memory".
    """

    def __init__(self, field: str, value: object, most: int, why: str) -> None:
        self.most, self.why, self._value = most, why, value
        super().__init__(field, value, f"at most {most:,} with the other settings as they are")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.field, self._value, self.most, self.why)

    @property
    def key(self) -> str:
        """Key of the text that says so."""
        return {"time": "error.too_long", "step": "error.too_large", "memory": "error.too_much"}[self.why]


@dataclass(frozen=True)
class Order:
    """One training as its cost sees it: so many steps of so many examples, and pairs made before them.

    Attributes:
        names: of the fields that say how many: steps, examples a step, pairs.
        example: seconds to draw one example.
        pair: seconds to make one pair, its later weighing included; 0 where there are none.
    """

    names: tuple[str, str, str]
    steps: int
    batch_size: int
    pairs: int
    parameters: int
    activations: int
    example: float
    pair: float = 0.0

    @property
    def step(self) -> float:
        """Seconds of a step's own products."""
        return STEP_CALLS + 6 * self.parameters * self.batch_size / PRODUCTS

    @property
    def seconds(self) -> float:
        """Of the whole."""
        return PICTURES * self.steps * (self.step + self.batch_size * self.example) + self.pairs * self.pair

    @property
    def bytes(self) -> float:
        """Memory, beside what every session has."""
        drawn = max(16_384, self.batch_size) * 700
        return (
            drawn
            + 8 * self.batch_size * self.activations
            + 24 * self.parameters
            + 90 * self.pairs
            + 48 * self.steps
        )


def training(config: toy.Config) -> Order:
    """The base training of a config."""
    parameters, activations = _network(config)
    example = EXAMPLE + REFERENCE * config.references
    names = ("steps", "batch_size", "")
    return Order(names, config.steps, config.batch_size, 0, parameters, activations, example)


def retraining(config: toy.Config, teacher: object = None, variant: str = "rectified") -> Order:
    """A retraining of a config; ``teacher``: a denoiser, by default a network like the one to be trained."""
    parameters, activations = _network(config)
    own = 1e-6 * (0.25 + parameters / 28_000)
    theirs = own if teacher is None else 1e-6 * microseconds_a_point(teacher)
    names = ("rectify_steps", "rectify_batch_size", "pairs")
    steps, batch_size = config.rectify_steps, config.rectify_batch_size
    if variant == "consistency":
        example = EXAMPLE + own + theirs
        return Order(names, steps, batch_size, 0, parameters, activations, example)
    weighings = REWEIGHTS if STUDENTS[config.student].loss.robust else 0
    pair = 4 * PAIR_STEPS * theirs + weighings * own
    return Order(names, steps, batch_size, config.pairs, parameters, activations, EXAMPLE, pair)


def check(*orders: Order) -> None:
    """Raises TooMuch where a step, the memory of any of these, or the time of all together is too much."""
    for order in orders:
        steps, batch, pairs = order.names
        if order.step > STEP:
            most = int((STEP - STEP_CALLS) * PRODUCTS / (6 * order.parameters))
            raise TooMuch(batch, order.batch_size, _rounded(most), "step")
        if (over := order.bytes - MOST_BYTES) > 0:
            by_pairs = order.pairs - int(over / 90) - 1
            if by_pairs >= 16:
                raise TooMuch(pairs, order.pairs, _rounded(by_pairs), "memory")
            raise TooMuch(steps, order.steps, _rounded(max(1, order.steps - int(over / 48) - 1)), "memory")
    left = LONGEST
    for order in orders:
        if order.seconds > left:
            steps, _, pairs = order.names
            each = (order.seconds - order.pairs * order.pair) / order.steps
            room = int((left - order.pairs * order.pair) / each)
            if room >= 1:
                raise TooMuch(steps, order.steps, _rounded(room), "time")
            raise TooMuch(pairs, order.pairs, _rounded(int(left / 2 / order.pair)), "time")
        left -= order.seconds


def check_data(dataset: toy.Dataset) -> None:
    """Raises toy.InvalidInput for a mixture of so many Gaussians that a few steps take longer than a turn."""
    mixture = dataset.mixture
    if mixture is not None and len(mixture.means) > MOST_GAUSSIANS:
        raise toy.InvalidInput("means", f"{len(mixture.means):,} points", f"1 to {MOST_GAUSSIANS:,} points")


def _network(config: toy.Config) -> tuple[int, int]:
    """Parameters of a config's network, and what it keeps of an example: all layers' outputs."""
    sizes = (n_features(config.dataset.dim), *(config.width,) * config.depth, config.dataset.dim)
    parameters = sum(out * (fan_in + 1) for fan_in, out in pairwise(sizes))
    return parameters, sum(sizes)


def _rounded(number: int) -> int:
    """Down to two digits, as an estimate deserves."""
    unit = 10 ** max(0, len(str(max(1, number))) - 2)
    return max(1, number // unit * unit)
