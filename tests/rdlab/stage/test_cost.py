"""What a training costs is known before it begins, and what is too much is refused with what is allowed."""

import pickle
from dataclasses import replace

import pytest

import toy
from rdlab.compare.session import CompareSession
from rdlab.engine.admission import RUN_BYTES
from rdlab.engine.protocol import Limits, drain
from rdlab.lab.session import LabSession
from rdlab.page.controls import BY_FIELD
from rdlab.stage import cost
from rdlab.stage.cost import TooMuch
from rdlab.words import TEXTS

LARGEST = {"width": 128, "depth": 6, "batch_size": 1024, "rectify_batch_size": 1024, "references": 512}
SHORT = {"steps": 40, "rectify_steps": 40, "pairs": 256}


def test_a_run_may_cost_what_the_engine_lets_it_live_and_its_place_accounts_for():
    assert Limits().job == cost.LONGEST
    assert RUN_BYTES >= cost.MOST_BYTES


def test_every_preset_and_the_largest_of_every_menu_are_allowed():
    for preset in toy.PRESETS.values():
        config = toy.Config(**preset)
        cost.check(cost.training(config), cost.retraining(config))
    for field in ("width", "depth", "batch_size", "rectify_batch_size", "references"):
        config = toy.Config(**{field: max(BY_FIELD[field].choices)})
        cost.check(cost.training(config), cost.retraining(config))
    together = toy.Config(**LARGEST, pairs=200_000)
    cost.check(cost.training(together))
    cost.check(cost.retraining(together))


def refused(config):
    """Why a config's trainings, each alone, are refused; None where they are not."""
    try:
        for order in (cost.training(config), cost.retraining(config)):
            cost.check(order)
    except TooMuch as error:
        return error
    return None


@pytest.mark.parametrize(
    ("fields", "named", "why"),
    [
        (LARGEST | {"steps": 100_000}, "steps", "time"),
        (LARGEST | {"rectify_steps": 100_000}, "rectify_steps", "time"),
        ({"steps": 1_000_000}, "steps", "time"),
        ({"batch_size": 16_384}, "batch_size", "step"),
        ({"width": 512, "depth": 8}, "batch_size", "step"),
        ({"rectify_batch_size": 16_384}, "rectify_batch_size", "step"),
        ({"pairs": 1_000_000}, "pairs", "memory"),
    ],
    ids=str,
)
def test_what_is_too_much_is_refused_and_what_is_said_to_be_allowed_is_allowed(fields, named, why):
    config = toy.Config(**fields)
    error = refused(config)
    assert (error.field, error.why) == (named, why) and error.key in TEXTS
    assert 1 <= error.most < getattr(config, named) and f"{error.most:,}" in error.allowed
    then = refused(replace(config, **{named: max(error.most, 16)}))
    assert then is None or (then.field, then.why) != (named, why)  # there may be another thing to lower
    again = pickle.loads(pickle.dumps(error))  # it crosses from a worker
    assert (str(again), again.most, again.why) == (str(error), error.most, error.why)


def test_an_expensive_teacher_and_a_variant_count():
    config = toy.Config(data="letters", pairs=200_000, rectify_steps=1000)
    exact = toy.Experiment(config).denoiser("exact")
    assert cost.retraining(config, exact).seconds > 1.5 * cost.retraining(config).seconds
    assert cost.retraining(config, variant="consistency").pairs == 0


def test_the_lab_refuses_before_anything_begins_and_keeps_what_it_has():
    lab = LabSession()
    drain(lab.open(toy.Config(**SHORT).to_dict()))
    held = lab._experiment
    for more in ({"batch_size": 16_384}, LARGEST | {"steps": 100_000}, {"rectify_steps": 1_000_000}):
        with pytest.raises(TooMuch):
            drain(lab.open(toy.Config(**SHORT | more).to_dict()))
    assert lab._experiment is held and held.config.rectify_steps == SHORT["rectify_steps"]


def test_the_lab_refuses_a_retraining_whose_teacher_is_too_slow(monkeypatch):
    lab = LabSession()
    drain(lab.open(toy.Config(**SHORT | {"data": "letters"}).to_dict()))
    monkeypatch.setattr(cost, "LONGEST", 0.01)
    with pytest.raises(TooMuch, match=r"pairs|rectify_steps"):
        next(lab.rectify(teacher="exact"))
    assert lab._experiment.stages == ["exact"] and not lab._experiment.pairs


def test_compare_counts_both_trainings():
    half = toy.Config(**LARGEST, steps=22_000, rectify_steps=22_000)
    cost.check(cost.training(half))
    cost.check(cost.retraining(half))
    with pytest.raises(TooMuch):
        drain(CompareSession().open(half.to_dict(), {"0": "ddim"}, 10))


def test_a_mixture_of_too_many_gaussians_is_refused():
    many = {"means": [[float(i), 0.0] for i in range(1001)], "covariances": [[[1.0, 0.0], [0.0, 1.0]]] * 1001}
    with pytest.raises(toy.InvalidInput, match="means"):
        drain(LabSession().open({"data": {"mixture": many}}))
