"""What decides a run beside data and network: form parameters, rates under way, and where pairs come from."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

import toy
from toy.experiment import jobs as module
from toy.models.network import MLP
from toy.stages import Lineage
from toy.training.adam import Adam
from toy.training.loop import RandomPairs, Recipe, learning_rate, train
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
    """What the training of a plain student is given, and the weights that it starts from."""
    seen = {}
    learn = module.TrainingLoop

    def spy(net, prediction, source, recipe, generator, name, rate, shown):
        seen.update(
            start=net.flat.clone(), source=source, recipe=recipe, random=generator.get_state(), name=name
        )
        return learn(net, prediction, source, recipe, generator, name, rate, shown)

    monkeypatch.setattr(module, "TrainingLoop", spy)
    run(exp.rectify(**options))
    monkeypatch.setattr(module, "TrainingLoop", learn)
    return seen


def weights(exp, stage):
    return exp.denoiser(stage).net.flat


@pytest.mark.parametrize("form", ["vp", "ve"])
def test_random_and_matched_pairs_differ_in_the_pairing_alone(monkeypatch, form):
    exp = quick(form=form)
    run(exp.train())
    matched = trained_on(monkeypatch, exp, teacher="base")
    random = trained_on(monkeypatch, exp, teacher="base", matching="random")
    assert (matched["name"], random["name"]) == ("rectified-1", "unpaired")
    assert matched["recipe"] == random["recipe"] and matched["recipe"].loss.huber == 0
    for one in (matched, random):
        assert torch.equal(one["start"], weights(exp, "base"))  # the teacher's network, before its first step
    assert torch.equal(matched["random"], random["random"])  # and the same batches after it
    a, b = matched["source"].pairs, random["source"].pairs
    assert torch.equal(a.eps, b.eps)
    order = lambda x: x[x[:, 0].argsort()]  # noqa: E731
    assert torch.equal(order(a.x0), order(b.x0))
    assert (a.x0 != b.x0).any(1).float().mean() > 0.9
    assert exp.trained_alike("rectified-1", "unpaired")


OWN = {
    "loss_space": lambda c, s: (c + 2, s),
    "loss_weight": lambda c, s, a, b: 1 + s * a,
    "time_sampling": lambda form, n, g: 0.3 + 0.9 * torch.rand(n, 1, generator=g) ** 2,
}


@pytest.mark.parametrize("options", [{}, {"loss_weight": "min_snr", "time_sampling": "uniform"}, OWN])
def test_a_plain_student_is_the_base_s_training_on_other_pairs(options):
    """Algorithm 4 to the letter: what algorithm 2 does with its pairs, step for step."""
    exp = quick(form="flow_matching", prediction="flow", references=0, **options)
    run(exp.train())
    job = exp.rectify()
    losses = [progress.loss for progress in job if progress.step]
    config, pairs, draws = exp.config, exp.pairs["rectified-1"], iter(range(10**6))

    class Given(RandomPairs):
        """Random pairs, but for where they come from."""

        def draw_in_pieces(self, n, generator):
            next(draws)
            index = torch.randint(len(pairs), (n,), generator=generator)
            known = replace(self, sample=lambda n, g: pairs.x0[index], noise=lambda n, d, g: pairs.eps[index])
            return RandomPairs.draw_in_pieces(known, n, generator)

    net, generator = exp.denoiser("base").net.copy(), exp._jobs._generator("rectified-1")
    config.noise_object(config.pairs, 2, generator)  # of the pairs
    source = Given(
        None,
        exp.form,
        config.time_sampling_object,
        config.loss_space_object,
        config.loss_weight_object,
        references=0,
    )
    recipe = Recipe(config.rectify_steps, config.rectify_batch_size, config.rectify_learning_rate)
    assert [p.loss for p in train(net, exp.prediction, source, recipe, generator)] == losses
    assert next(draws) and torch.equal(net.flat, weights(exp, "rectified-1"))


def test_a_retraining_has_the_base_s_batch_and_rates_unless_told():
    config = toy.Config()
    retraining = config.rectify_batch_size, config.rectify_learning_rate
    assert retraining == (config.batch_size, config.learning_rate)


def test_students_of_an_exact_teacher_and_the_sharper_one_begin_anew(monkeypatch):
    exp = quick()
    run(exp.train())
    nowhere = toy.Config(**(exp.config.to_dict() | {"rectify_learning_rate": 1e-6}))
    exp.adjust(nowhere)
    start = {}
    for name, options in {
        "plain": {"teacher": "base"},
        "exact": {"teacher": "exact"},
        "sharper": {"teacher": "base", "student": "sharper"},
        "phased": {"teacher": "base", "variant": "phased"},
        "phased sharper": {"teacher": "base", "variant": "phased", "student": "sharper"},
        "consistency": {"teacher": "base", "variant": "consistency"},
    }.items():
        run(exp.rectify(**options))
        start[name] = (weights(exp, exp.stages[-1]) - weights(exp, "base")).abs().max() < 1e-3
    went_on = {"plain", "phased", "consistency"}
    assert {name for name, near in start.items() if near} == went_on


def test_a_second_rectification_goes_on_from_the_first():
    exp = quick(rectify_learning_rate=1e-6)
    exp.run(rectifications=2)
    assert (weights(exp, "rectified-2") - weights(exp, "base")).abs().max() < 1e-3


def test_the_student_is_the_configs_unless_told(monkeypatch):
    exp = quick(student="sharper")
    run(exp.train())
    run(exp.rectify())
    sharper = weights(exp, "rectified-1").clone()
    run(exp.rectify(teacher="base", student="plain"))
    assert not torch.equal(sharper, weights(exp, "rectified-1"))
    exp.adjust(toy.Config(**(exp.config.to_dict() | {"student": "plain"})))
    run(exp.rectify(teacher="base", student="sharper"))
    assert torch.equal(sharper, weights(exp, "rectified-1"))


def test_stages_are_trained_alike_if_nothing_but_their_pairing_differs():
    exp = quick()
    run(exp.train())
    run(exp.rectify(teacher="base"))
    job = exp.rectify(teacher="base", matching="random")
    next(p for p in job if p.step == 50)
    assert not exp.trained_alike("rectified-1", "unpaired")  # it has not come to its end
    run(job)
    assert exp.trained_alike("rectified-1", "unpaired") and exp.trained_alike("unpaired", "rectified-1")
    assert toy.Experiment.restore(exp.state()).trained_alike("rectified-1", "unpaired")
    for other in ({"steps": 61}, {"pairs": 300}, {"student": "sharper"}, {"teacher": "exact"}):
        run(exp.rectify(**({"teacher": "base"} | other)))
        assert not exp.trained_alike("rectified-1", "unpaired")
    exp.adjust(toy.Config(**(exp.config.to_dict() | {"rectify_learning_rate": 0.02})))
    run(exp.rectify(teacher="base"))
    assert not exp.trained_alike("rectified-1", "unpaired")
    assert not exp.trained_alike("exact", "base") and not exp.trained_alike("base", "base")


def test_pairs_at_random_leave_paths_as_far_from_first_order_as_the_teachers():
    exp = toy.Experiment(toy.Config(steps=300, rectify_steps=300, pairs=4096))
    run(exp.train())
    run(exp.rectify(teacher="base"))
    run(exp.rectify(teacher="base", matching="random"))
    defect = {s: exp.metrics(s, steps=(1,), n=512)["first_order_defect"] for s in exp.stages[1:]}
    assert defect["rectified-1"] < 0.15 and defect["unpaired"] > 0.6


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"matching": "random", "student": "sharper"}, "student"),
        ({"matching": "random", "loss": "pseudo_huber"}, "loss"),
        ({"matching": "random", "variant": "phased"}, "matching"),
        ({"student": "other"}, "student"),
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
