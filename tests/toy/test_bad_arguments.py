"""Whatever is given to whatever public method: it works, or is an InvalidInput; and nothing has changed."""

import inspect
import math

import numpy as np
import pytest
import torch

import toy
from toy.experiment import Experiment

SMALL = {"steps": 2, "batch_size": 16, "width": 4, "depth": 1, "references": 0}
SMALL |= {"rectify_steps": 2, "rectify_batch_size": 16, "pairs": 16}

ODD = [
    None, True, False, -1, 0, 1.5, math.nan, math.inf, 2**63, 10**400, "a", "", "energy_distance", b"ab", [],
    (), {}, [1.5], ["foo"], ("foo",), [None], [True], [-1], [10**6], [[1]], object(), lambda *args: None,
    np.zeros(0), np.zeros((2, 3)), np.float64("nan"), torch.zeros(0), torch.zeros(3, 3),
    torch.tensor(math.nan),
    {"a": 1}, {1, 2}, 1j, range(0), "ddim\0", "exact\n",
]  # fmt: skip
RIGHT = {
    "sample": {"stage": "exact", "n": 4, "steps": 2},
    "trajectory": {"stage": "exact", "n": 4, "steps": 2},
    "standard_trajectory": {"stage": "exact", "n": 4, "steps": 2},
    "log_prob": {"stage": "exact", "x": [[0.0, 0.0]], "steps": 2},
    "metrics": {"stage": "exact", "steps": (1,), "n": 16, "draws": 1, "distances": ("sliced_w2",)},
    "measure": {"stage": "exact", "steps": (1,), "n": 16, "draws": 1, "distances": ("sliced_w2",)},
    "noise": {"n": 3},
    "start": {"n": 3},
    "denoiser": {"stage": "exact"},
    "rectify": {"teacher": "exact"},
    "run": {},
    "adjust": {"config": toy.Config(**SMALL)},
    "trained_alike": {"one": "base", "other": "base"},
    "save": {"path": ""},
    "load": {"path": ""},
    "restore": {"state": Experiment(toy.Config(**SMALL)).state()},
}
MORE = {"metrics": ["draws", "distances"], "measure": ["draws", "distances"]}
NO_ARGUMENTS = {"train", "stop", "reset", "state"}
CASES = [
    (name, argument)
    for name in RIGHT
    for argument in [*inspect.signature(getattr(Experiment, name)).parameters, *MORE.get(name, [])]
    if argument not in ("self", "options", "own")
]


@pytest.fixture(scope="module")
def exp():
    return Experiment(toy.Config(**SMALL)).run()


def methods():
    return {
        name
        for name, found in inspect.getmembers(Experiment, callable)
        if not name.startswith("_") and not isinstance(inspect.getattr_static(Experiment, name), property)
    }


def test_every_public_method_is_tried():
    assert methods() == set(RIGHT) | NO_ARGUMENTS


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # trainings that are made and dropped
@pytest.mark.parametrize(("name", "argument"), CASES)
def test_an_odd_argument_works_or_is_an_invalid_input(exp, name, argument, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = exp.stages
    refused = []
    for value in ODD:
        try:
            getattr(exp, name)(**(RIGHT[name] | {argument: value}))
        except toy.InvalidInput as error:
            refused.append(error)
        assert exp.stages == before
    assert all(error.field and error.allowed and str(error) for error in refused)
    assert len(refused) > len(ODD) / 3


@pytest.mark.parametrize("value", ODD)
def test_an_odd_config_or_device_is_an_invalid_input(value):
    with pytest.raises(toy.InvalidInput) as caught:
        Experiment(value)
    assert caught.value.field == "config"
    with pytest.raises(toy.InvalidInput) as caught:
        Experiment(toy.Config(), device=value)
    assert caught.value.field == "device"


@pytest.mark.parametrize("device", ["meta", "cuda:99", "gpu", "cpu:x", torch.device("meta")])
def test_a_device_that_cannot_compute_here_is_refused(device):
    with pytest.raises(toy.InvalidInput, match="device"):
        Experiment(toy.Config(), device=device)


@pytest.mark.parametrize("device", ["cpu", torch.device("cpu")])
def test_a_device_changes_no_sample(exp, device):
    again = Experiment(exp.config, device=device).run()
    assert again.device == torch.device("cpu")
    assert np.array_equal(again.sample("base", 9, 3), exp.sample("base", 9, 3))


def test_named_seeds_distances_and_steps_are_refused_where_they_were_promised_to_be(exp):
    for options in (
        {"seed": -1}, {"seed": 1.5}, {"seed": "a"}, {"seed": 2**63}, {"distances": ("foo",)},
        {"distances": "energy_distance"}, {"steps": []}, {"steps": None}, {"steps": [1.5]}, {"n": True},
    ):  # fmt: skip
        with pytest.raises(toy.InvalidInput) as caught:
            exp.metrics("exact", **options)
        assert caught.value.field == next(iter(options))
        with pytest.raises(toy.InvalidInput):
            exp.measure("exact", **options)  # at the call, before the first part
