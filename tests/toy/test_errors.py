"""Whatever comes from outside is taken or refused by name; nothing else is ever raised."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch

import toy
from toy.config import CHOICES, FLOAT_RANGES, INT_RANGES
from toy.errors import InvalidInput, require_choice, require_float, require_int


class Hostile:
    """Nothing works on it."""

    def __repr__(self):
        raise RuntimeError("no repr")

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    __hash__ = None

    def __float__(self):
        raise RuntimeError("no number")

    __int__ = __float__


NASTY = [
    None,
    True,
    np.True_,
    torch.tensor(True),
    "",
    "9" * 5000,
    "x" * 1_000_000,
    "NaN",
    b"5",
    10**5000,
    -(10**400),
    math.nan,
    math.inf,
    1j,
    np.complex128(1),
    [],
    [1, 2],
    (),
    {},
    {"a": 1},
    {1, 2},
    np.array([]),
    np.array([1.0, 2.0]),
    np.array(["a"]),
    np.array([[5]]),
    np.array(None, dtype=object),
    np.datetime64("2024-01-01"),
    torch.tensor([1.0, 2.0]),
    torch.zeros(3, 3),
    torch.empty(0),
    torch.empty((), device="meta"),
    torch.tensor(math.nan),
    object(),
    object,
    print,
    iter([1]),
    Ellipsis,
    NotImplemented,
    Hostile(),
    Hostile,
]


@pytest.mark.parametrize("value", NASTY, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize(
    "check",
    [
        lambda v: require_int("field", v, 100, 200),
        lambda v: require_float("field", v, 100, 200),
        lambda v: require_choice("field", v, ["one", "two"]),
    ],
    ids=["int", "float", "choice"],
)
def test_what_is_no_such_value_is_refused_in_words(check, value):
    with pytest.raises(InvalidInput) as caught:
        check(value)
    assert caught.value.field == "field"
    assert len(caught.value.value) <= 80


@pytest.mark.parametrize(
    "value", [5, 5.0, "5", " 5 ", np.int8(5), np.float32(5), np.array(5), torch.tensor(5.0), Fraction(5)]
)
def test_a_number_of_any_kind_is_one(value):
    assert require_int("field", value, 1, 9) == 5 and type(require_int("field", value, 1, 9)) is int
    assert require_float("field", value, 1, 9) == 5 and type(require_float("field", value, 1, 9)) is float


def test_what_is_no_whole_number_is_no_int():
    for value in (5.5, "5.5", Decimal("5.5"), Fraction(11, 2)):
        with pytest.raises(InvalidInput):
            require_int("field", value, 1, 9)


FIELDS = [*INT_RANGES, *FLOAT_RANGES, *CHOICES, "form_params", "network"]


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_of_a_config_takes_a_value_or_refuses_it_by_name(name):
    """None of them ever raises a TypeError, KeyError or RuntimeError."""
    refused = []
    for value in [*NASTY, toy.PREDICTIONS["v"], toy.FORMS["vp"], toy.DATASETS["moons"]]:
        try:
            config = toy.Config(**{name: value})
            hash(config)
        except InvalidInput as error:
            refused.append((value, error))
    for value, error in refused:
        assert error.field == name or (name == "form_params" and value), error
    assert len(refused) >= (1 if name == "network" else len(NASTY) - 6)


@pytest.mark.parametrize("value", NASTY, ids=lambda value: type(value).__name__)
def test_a_dictionary_that_is_no_config_is_refused(value):
    if isinstance(value, dict) and not value:
        assert toy.Config.from_dict(value) == toy.Config()
        return
    with pytest.raises(InvalidInput, match="config"):
        toy.Config.from_dict(value)
    with pytest.raises(InvalidInput):
        toy.Config.from_dict({"data": {"points": value}})
    with pytest.raises(InvalidInput):
        toy.Config.from_dict({"data": {"points": [[0, 1], [2, 3]], "title": 5, "dim": value}})


def test_the_number_of_fields_checked_is_all_of_them():
    from dataclasses import fields

    assert {f.name for f in fields(toy.Config)} == set(FIELDS)
