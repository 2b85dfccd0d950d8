"""No quantum is long: a choice of the cases that ``benchmarks.quanta`` measures all of."""

import pytest

from benchmarks.quanta import MOST, measured
from benchmarks.quanta_cases import arrivals, cases

# One of each kind that takes seconds; the largest networks and data take minutes, and are for the bench.
CHOSEN = (
    "lab: default",
    "lab: references 512",
    "lab: rk4 200 steps",
    "compare: default",
    "read: csv of 100,000 rows",
)
SLACK = 1.5  # a machine that is busy, or slower than the one the pieces were cut for


@pytest.mark.parametrize("name", CHOSEN)
def test_no_quantum_is_long(name):
    case = next(case for case in [*cases(), *arrivals()] if case.name == name)
    meter = measured(case, repeats=3, enough=MOST)
    longest = max(zip(meter.milliseconds, meter.names, strict=True))
    assert longest[0] <= SLACK * MOST, longest
