"""What decides a run beside data and network: form parameters, rates under way, and where pairs come from."""

import math

import numpy as np
import pytest
import torch

import toy
from toy.experiment import jobs as module
from toy.models.network import MLP
from toy.stages import Lineage
from toy.training.adam import Adam
from toy.training.loop import Recipe, learning_rate
from toy.training.rectify import Retraining


def quick(**options):
    small = {"steps": 60, "batch_size": 64, "width": 16, "depth": 2}
    small |= {"rectify_steps": 60, "rectify_batch_size": 64, "pairs": 256}
    return toy.Experiment(toy.Config(**(small | options)))


def run(job):
    return list(job)


# --- form parameters ----------------------------------------------------------------------------------------


def test_a_form_takes_its_parameters_from_the_config():
    config = toy.Config(form="ve", form_params={"sigma_max": 20})
    assert float(config.form_object.sigma(torch.tensor(1.0))) == pytest.approx(20)
    assert toy.Experiment(config).form.params["sigma_max"] == 20
    again = toy.Config.from_dict(config.to_dict())
    assert again == config and again.form_object.params == config.form_object.params


def test_the_forms_own_parameters_are_the_same_as_none():
    assert toy.Config(form="vp", form_params=dict(toy.FORMS["vp"].params)) == toy.Config(form="vp")


@pytest.mark.parametrize(
    ("form", "params", "field"),
    [
        ("ve", {"beta_min": 0.1}, "form_params"),
        ("vp_cosine", {"beta_min": 0.1}, "form_params"),
        ("ve", {"sigma_max": math.nan}, "sigma_max"),
        ("edm", {"sigma_min": 0}, "sigma_min"),
        ("vp", {"beta_max": "many"}, "beta_max"),
        ("vp", [1], "form_params"),
    ],
)
def test_a_wrong_parameter_is_named(form, params, field):
    with pytest.raises(toy.InvalidInput) as caught:
        toy.Config(form=form, form_params=params)
    assert caught.value.field == field and caught.value.allowed


def test_another_beta_is_another_clock_of_the_same_paths():
    """In (u, phi) all forms are one ODE, so that parameters change x and t but not where a path ends."""
    ends = [
        toy.Experiment(toy.Config(form="vp", form_params=params)).sample("exact", 50, 200, "heun", 1)
        for params in ({}, {"beta_min": 1.0, "beta_max": 40.0})
    ]
    assert np.abs(ends[0] - ends[1]).max() < 0.02


# --- while a training runs ----------------------------------------------------------------------------------


def rates_used(monkeypatch):
    used = []
    step = Adam.step
    monkeypatch.setattr(Adam, "step", lambda self, grad, rate: (used.append(rate), step(self, grad, rate)))
    return used


def test_a_learning_rate_acts_on_the_training_under_way(monkeypatch):
    exp, used = quick(learning_rate=0.01), rates_used(monkeypatch)
    job = exp.train()
    for _ in range(30):
        next(job)
    exp.adjust(toy.Config(**(exp.config.to_dict() | {"learning_rate": 0.002})))
    run(job)
    schedule = [learning_rate(Recipe(60, 64, 0.01), step) for step in range(60)]
    assert used[:30] == pytest.approx(schedule[:30]) and used[30:] == pytest.approx(
        [0.2 * rate for rate in schedule[30:]]
    )


def test_what_needs_another_network_cannot_be_adjusted():
    exp = quick()
    with pytest.raises(toy.InvalidInput):
        exp.adjust(toy.Config(**(exp.config.to_dict() | {"width": 32})))
    run(exp.train())
    exp.adjust(toy.Config(**(exp.config.to_dict() | {"pairs": 512, "rectify_steps": 7})))
    assert exp.stages == ["exact", "base"]
    assert max(p.step for p in exp.rectify()) == 7


# --- pairs: from whom, matched or at random -----------------------------------------------------------------


def trained_on(monkeypatch, exp, **options):
    """The arguments that the training of a retraining is given, and the network it starts from."""
    seen = {}
    learn = module.PairsLoop

    def spy(student, pairs, recipe, generator, name, rate, shown):
        seen.update(
            start=student.net.flat.clone(),
            x0=pairs.x0.clone(),
            eps=pairs.eps.clone(),
            recipe=recipe,
            random=generator.get_state(),
            name=name,
        )
        return learn(student, pairs, recipe, generator, name, rate, shown)

    monkeypatch.setattr(module, "PairsLoop", spy)
    run(exp.rectify(**options))
    monkeypatch.setattr(module, "PairsLoop", learn)
    return seen


@pytest.mark.parametrize("form", ["vp", "ve"])
def test_random_and_matched_pairs_differ_in_the_pairing_alone(monkeypatch, form):
    exp = quick(form=form)
    run(exp.train())
    matched = trained_on(monkeypatch, exp, teacher="base", loss="squared")
    random = trained_on(monkeypatch, exp, teacher="base", loss="squared", matching="random")
    assert (matched["name"], random["name"]) == ("rectified-1", "unpaired")
    assert matched["recipe"] == random["recipe"] and matched["recipe"].loss.huber == 0
    assert torch.equal(matched["start"], random["start"])  # the same network, before its first step
    assert torch.equal(matched["random"], random["random"])  # and the same batches after it
    assert torch.equal(matched["eps"], random["eps"])
    order = lambda x: x[x[:, 0].argsort()]  # noqa: E731
    assert torch.equal(order(matched["x0"]), order(random["x0"]))
    assert (matched["x0"] != random["x0"]).any(1).float().mean() > 0.9


def test_pairs_at_random_leave_paths_as_far_from_first_order_as_the_teachers():
    exp = toy.Experiment(toy.Config(steps=300, rectify_steps=600, pairs=4096))
    run(exp.train())
    run(exp.rectify(teacher="base", loss="squared"))
    run(exp.rectify(teacher="base", loss="squared", matching="random"))
    defect = {s: exp.metrics(s, steps=(1,), n=512)["first_order_defect"] for s in exp.stages[1:]}
    assert defect["rectified-1"] < 0.15 and defect["unpaired"] > 0.6


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"matching": "random"}, "loss"),
        ({"matching": "random", "loss": "squared", "variant": "phased"}, "matching"),
        ({"matching": "other"}, "matching"),
        ({"loss": "other"}, "loss"),
        ({"phases": 65, "variant": "phased"}, "phases"),
    ],
)
def test_what_cannot_be_retrained_is_said(options, field):
    with pytest.raises(toy.InvalidInput) as caught:
        quick().rectify(**options)
    assert caught.value.field == field


def test_any_stage_can_be_the_teacher_and_names_count_rectifications():
    exp = quick()
    run(exp.train())
    for options in (
        {},
        {},
        {"variant": "phased", "phases": 3, "teacher": "exact"},
        {"variant": "consistency"},
    ):
        run(exp.rectify(**options))
    assert exp.stages == ["exact", "base", "rectified-1", "rectified-2", "phased-3", "consistency"]
    run(exp.rectify(teacher="consistency"))  # which came from rectified-2
    assert exp.stages[-1] == "rectified-3"
    run(exp.rectify(teacher="base"))  # in place of the first, and of what came from it
    assert exp.stages == ["exact", "base", "phased-3", "rectified-1"] and exp.teacher == "rectified-1"


def test_a_lineage_forgets_what_came_from_a_network_that_went():
    family, net = Lineage(), MLP((2, 2), torch.Generator())
    for name, parent in (("base", None), ("rectified-1", "base"), ("phased-4", "rectified-1")):
        family.add(name, net, parent)
    assert family.depth("phased-4") == 1 and family.rectified() == []
    family.finish("rectified-1")
    assert family.rectified() == ["rectified-1"]
    family.remove("rectified-1")
    assert list(family.nets) == ["base"] and family.unfinished == {"base"}


def test_an_order_is_checked():
    assert Retraining("base", 16.0, 1).pairs == 16
    with pytest.raises(toy.InvalidInput, match="pairs"):
        Retraining("base", 1, 1)
