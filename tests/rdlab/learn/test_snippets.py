"""The Python that the card on the algorithms gives away: it runs as it stands, and it trains."""

import ast
from statistics import mean

import pytest

from rdlab.learn.snippets import SNIPPETS

STEPS = 150


def ran(number: int, form: str = "vp", prediction: str = "epsilon") -> list[float]:
    """The losses of a snippet's training, with fewer steps."""
    code = SNIPPETS[number - 1].replace("{form}", form).replace("{prediction}", prediction)
    assert code.count("1000") == 1
    names: dict = {}
    exec(compile(code.replace("1000", str(STEPS)), f"algorithm {number}", "exec"), names)
    assert len(names["losses"]) == STEPS
    return names["losses"]


@pytest.fixture(scope="module")
def losses() -> dict[int, list[float]]:
    return {number: ran(number) for number in range(1, 5)}


@pytest.mark.parametrize("number", range(1, 5))
def test_each_trains(losses, number):
    assert mean(losses[number][-20:]) < 0.9 * mean(losses[number][:5])


@pytest.mark.parametrize(("random", "matched"), [(1, 3), (2, 4)])
def test_on_matched_pairs_hardly_a_loss_is_left(losses, random, matched):
    assert mean(losses[matched][-20:]) < 0.5 * mean(losses[random][-20:])


@pytest.mark.parametrize(("fixed", "free"), [(1, 2), (3, 4)])
def test_with_flow_matching_and_flow_the_general_one_is_the_special_one(fixed, free):
    chosen = SNIPPETS[free - 1].replace("{form}", "flow_matching").replace("{prediction}", "flow")
    assert chosen == SNIPPETS[fixed - 1]


@pytest.mark.parametrize(("form", "prediction"), [("sub_vp", "x0"), ("vp_cosine", "v")])
def test_other_forms_and_predictions_train_too(form, prediction):
    found = ran(4, form, prediction)
    assert mean(found[-20:]) < 0.5 * mean(found[:5])


def test_they_are_short_and_only_use_the_library_and_torch():
    for snippet in SNIPPETS:
        code = snippet.replace("{form}", "vp").replace("{prediction}", "epsilon")
        imported = {
            alias.name
            for node in ast.walk(ast.parse(code))
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        assert imported == {"toy", "torch"} and len(code.splitlines()) <= 25
