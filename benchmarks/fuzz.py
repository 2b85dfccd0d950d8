"""Whatever comes in: python -m benchmarks.fuzz [--cases 10000] [--only NAME] [--seed 0].

Each door of the library and of the sessions is given junk of every kind. All that may come of it is a good
answer or an InvalidInput that names the field and what is allowed. A few hundred cases of each run as tests
(tests/test_fuzz.py); this runs as many as asked for. A new door is one more entry of DOORS.
"""

from __future__ import annotations

import argparse
import base64
import json
import pickle
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import toy
from rdlab.stage import own_data, wire
from toy.config import CHOICES, FLOAT_RANGES, INT_RANGES
from toy.forms import PARAM_RANGES

HUGE = 10**5000  # more digits than Python prints
DEEP: Any = []
for _ in range(10_000):
    DEEP = [DEEP]
LONG = "9" * 5000

# --- what may come ----------------------------------------------------------------------------------------


def hidden(*values: Any) -> st.SearchStrategy[Any]:
    """One of these, which have no repr or a very long one: hypothesis would ask for it."""
    return st.integers(0, len(values) - 1).map(lambda i: values[i])


text = st.text(st.characters(), max_size=40)  # NULs and lone surrogates among them
numbers = st.one_of(
    st.integers(),
    st.integers(-3, 40),
    st.floats(),
    hidden(HUGE, -HUGE),
    st.sampled_from([2**31, 2**63, 1e308, 5e-324, -0.0, True, False]),
    st.sampled_from([np.float64("nan"), np.int8(7), np.float32(2.5), np.bool_(True), np.str_("vp")]),
)
leaves = st.one_of(
    st.none(),
    numbers,
    text,
    st.binary(max_size=20),
    st.complex_numbers(),
    hidden(LONG, DEEP, {"a": DEEP}),
    st.sampled_from(["12", "1e3", " 7 ", "nan", "inf", "١٢", "1_000", "\x00", "\ud800"]),
    st.sampled_from([object(), ..., int, print, b"vp", torch.ones(()), np.array([3])]),
)
junk = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(st.one_of(text, st.integers()), inner, max_size=3),
    ),
    max_leaves=8,
)
arrays = st.one_of(
    npst.arrays(
        st.one_of(npst.floating_dtypes(), npst.integer_dtypes(), npst.complex_number_dtypes()),
        npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=7),
    ),
    npst.arrays(
        np.float64,
        st.tuples(st.integers(0, 9), st.sampled_from([1, 2, 3])),
        elements=st.sampled_from([0.0, 1.0, -2.5, 1e-300, 5e-324, 1e15, 1e16, 1e300, np.nan, np.inf]),
    ),
    npst.arrays(np.float32, st.tuples(st.integers(2, 9), st.just(2)), elements=st.floats(-9, 9, width=32)),
    npst.arrays(np.dtype("O"), st.integers(0, 3), elements=leaves),
)
points = st.one_of(arrays, junk, arrays.map(lambda array: array.tolist()))
names = sorted({name for choices in CHOICES.values() for name in choices})
fields = st.sampled_from([*INT_RANGES, *FLOAT_RANGES, *CHOICES, "form_params", "network"])
params = st.dictionaries(st.one_of(st.sampled_from([*PARAM_RANGES]), text), junk, max_size=3)
value = st.one_of(junk, st.sampled_from(names), params, arrays)
configs = st.dictionaries(st.one_of(fields, fields, text), value, max_size=3)
cells = st.one_of(st.floats(), st.integers(-(10**9), 10**9), st.sampled_from(["", "x", "1e999"]))
rows = st.lists(st.tuples(cells, cells), max_size=6).map(
    lambda found: "\n".join(f"{a},{b}" for a, b in found)
)
csv = st.one_of(
    junk,
    st.text(max_size=200),
    rows,
    st.text("0123456789.,;-+eE\t \r\n\"'nan\ufeff\x00\x0b\u2028_", max_size=120),
    hidden("1," * 10_000, "1\r" * 500, LONG + "," + LONG, "1,2\n" * 3 + LONG, "\n" * 3000),
    st.sampled_from(["1;2,5\n3,1;4", "x,y\n1,2\n3,4", "1 2\n\n3 4"]),
)
mixtures = st.fixed_dictionaries({"means": points, "covariances": points, "weights": points})
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), text, hidden(HUGE, LONG)),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(text, inner, max_size=4)),
    max_leaves=12,
)
plane = st.lists(st.lists(st.floats(-1e16, 1e16), min_size=1, max_size=3), max_size=42)
square = st.lists(plane, max_size=3)
drawn = st.binary(max_size=64).map(lambda raw: base64.b64encode(raw).decode())
sent = st.one_of(
    json_values,
    hidden(DEEP),
    st.fixed_dictionaries({"kind": st.just("csv"), "text": csv}),
    st.fixed_dictionaries({"kind": st.just("drawn"), "points": st.one_of(json_values, drawn)}),
    st.fixed_dictionaries({
        "kind": st.just("mixture"),
        "means": st.one_of(plane, json_values, hidden(DEEP)),
        "covariances": st.one_of(square, json_values, hidden(DEEP)),
        "weights": st.one_of(st.none(), st.lists(st.floats(), max_size=4), json_values),
    }),
)  # fmt: skip
packed = st.dictionaries(text, npst.arrays(
    st.one_of(npst.floating_dtypes(), npst.integer_dtypes(), npst.boolean_dtypes()),
    npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5),
), max_size=3)  # fmt: skip


# --- the doors --------------------------------------------------------------------------------------------


def answered(call: Callable[[], Any]) -> Any:
    """What a call gives, or the InvalidInput it raises, which can be told and sent on."""
    try:
        return call()
    except toy.InvalidInput as caught:
        error = caught
    said = str(error)
    assert error.field and error.allowed and isinstance(error.value, str) and len(said) < 2000
    assert str(pickle.loads(pickle.dumps(error))) == said
    return error


def config(values: dict[str, Any]) -> None:
    """``toy.Config`` of a mapping; one that is good survives a trip through JSON."""
    found = answered(lambda: toy.Config.from_dict(values))
    if isinstance(found, toy.Config) and not found.own_fields:
        assert toy.Config.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def dataset(values: Any) -> None:
    """Points of one's own; what is accepted can be sampled, standardised."""
    found = answered(lambda: toy.from_points(values))
    if isinstance(found, toy.Dataset):
        _sampled(found)


def mixture(parts: dict[str, Any]) -> None:
    """A mixture of one's own; what is accepted can be sampled, standardised."""
    found = answered(lambda: toy.from_mixture(**parts))
    if isinstance(found, toy.Dataset) and found.dim < 10:
        _sampled(found)


def _sampled(found: toy.Dataset) -> None:
    some = found.sample_standardised(64, torch.Generator().manual_seed(0))
    assert some.shape == (64, found.dim) and bool(some.isfinite().all())


def csv_text(given_text: Any) -> None:
    """The text of a file."""
    found = answered(lambda: toy.read_csv(given_text))
    if isinstance(found, np.ndarray):
        assert found.shape[1:] == (2,) and len(found) >= 2 and np.isfinite(found).all()


def own(message: Any) -> None:
    """Own data as a page sends them."""
    found = answered(lambda: own_data.read(message, 3))
    if isinstance(found, toy.InvalidInput):
        json.dumps(own_data.problem(found))
    else:
        json.dumps(found.shown, allow_nan=False)


def on_the_wire(named: dict[str, np.ndarray]) -> None:
    """Arrays for the browser: what is packed comes back within half a step."""
    try:
        payload = wire.pack({}, named)
    except ValueError:
        assert any(array.dtype.kind not in "fiu" for array in named.values())
        return
    _, back = wire.unpack(json.loads(json.dumps(payload)))
    for name, array in named.items():
        wide = array.astype(np.float64)
        finite = np.isfinite(wide)
        size = np.abs(wide[finite]).max(initial=0.0)
        assert back[name].shape == array.shape
        if size < 1e38:  # what comes back is float32
            assert (np.isnan(back[name]) == ~finite).all()
            np.testing.assert_allclose(
                back[name][finite], wide[finite], atol=size / 60_000 + 1e-44, rtol=1e-6
            )


DOORS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], None]]] = {
    "config": (configs, config),
    "points": (points, dataset),
    "mixture": (mixtures, mixture),
    "csv": (csv, csv_text),
    "own data": (sent, own),
    "wire": (packed, on_the_wire),
}


def knock(name: str, cases: int, first: int | None = None) -> None:
    """Give a door so many cases, always the same ones unless ``first``, a seed, is given."""
    strategy, check = DOORS[name]
    few = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    chosen = settings(
        max_examples=cases, deadline=None, derandomize=first is None, database=None, suppress_health_check=few
    )

    def case(found: Any) -> None:
        check(found)

    test = chosen(given(strategy)(case))
    (seed(first)(test) if first is not None else test)()


def main() -> None:
    """All doors, or one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--only", choices=sorted(DOORS))
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for name in [asked.only] if asked.only else DOORS:
        began = time.perf_counter()
        knock(name, asked.cases, asked.seed)
        print(f"{name:12}{asked.cases:8} cases{time.perf_counter() - began:8.1f} s", flush=True)


if __name__ == "__main__":
    main()
