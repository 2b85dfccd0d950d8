"""When one step counts as good."""

from rdlab.stage.criteria import GOOD, one_step_is_good


def test_one_step_is_measured_against_many_or_against_the_data_themselves():
    assert one_step_is_good(0.14, many=0.1, floor=0.01) and not one_step_is_good(0.16, many=0.1, floor=0.01)
    assert one_step_is_good(0.14, many=0.01, floor=0.1) and GOOD == 1.5
