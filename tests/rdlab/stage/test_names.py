"""Names of stages: taken apart in one place."""

import pytest

from rdlab.stage.criteria import GOOD, one_step_is_good
from rdlab.stage.names import ORDER, StageName, parse


def test_kind_number_and_role():
    assert parse("exact") == StageName("exact") and parse("base").role == "base"
    assert parse("rectified-12") == ("rectified", 12) and parse("rectified-12").role == "rectified"
    assert parse("phased-4").number == 4 and parse("unpaired").role == "base"
    assert {parse(kind).role for kind in ORDER} == {"exact", "base", "rectified"}


def test_stages_stand_in_the_order_in_which_they_are_made():
    names = ["phased-4", "rectified-10", "rectified-2", "rectified-1", "base", "exact"]
    assert sorted(names, key=lambda name: parse(name).order) == names[::-1]


@pytest.mark.parametrize("wrong", ["", "basis", "rectified-", "rectified-x", "-1", "rectified--1"])
def test_what_is_no_stage_is_refused(wrong):
    with pytest.raises(ValueError, match="stage"):
        parse(wrong)


def test_one_step_is_measured_against_many_or_against_the_data_themselves():
    assert one_step_is_good(0.14, many=0.1, floor=0.01) and not one_step_is_good(0.16, many=0.1, floor=0.01)
    assert one_step_is_good(0.14, many=0.01, floor=0.1) and GOOD == 1.5
