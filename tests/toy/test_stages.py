"""Stages by kind and number, and a lineage that goes by identity."""

import dataclasses
import itertools
import math
import pickle
import warnings

import numpy as np
import pytest
import torch

import toy
from toy.experiment import UnfinishedTeacher
from toy.models.network import MLP
from toy.stages import Lineage, Stage

SMALL = {"steps": 12, "batch_size": 32, "width": 8, "depth": 1, "references": 0}
SMALL |= {"rectify_steps": 12, "rectify_batch_size": 32, "pairs": 64}
TEXTS = ["exact", "empirical", "base", "unpaired", "rectified-1", "rectified-2", "phased-4", "consistency"]


def small(**options):
    return toy.Experiment(toy.Config(**(SMALL | options)))


# --- Stage ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_a_stage_is_its_text_and_back(text):
    stage = Stage.parse(text)
    assert str(stage) == text and Stage.parse(str(stage)) == stage and Stage.parse(stage) is stage
    assert pickle.loads(pickle.dumps(stage)) == stage and len({stage, Stage.parse(text)}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        stage.kind = "base"


def test_stages_have_an_order_and_a_role():
    shuffled = ["phased-4", "rectified-10", "base", "rectified-2", "consistency", "exact"]
    ordered = ["exact", "base", "rectified-2", "rectified-10", "phased-4", "consistency"]
    assert [str(stage) for stage in sorted(map(Stage.parse, shuffled))] == ordered
    roles = [Stage.parse(text).role for text in TEXTS]
    assert roles == ["exact", "exact", "base", "base"] + 4 * ["rectified"]


@pytest.mark.parametrize(
    "text",
    ["", "rectified", "rectified-0", "rectified-01", "rectified--1", "rectified-1.0", "base-1", "Base",
     "base ", "rectified-²", "rectified-" + 99 * "9", None, 3, ["base"], b"base"],
)  # fmt: skip
def test_what_is_no_stage_is_refused(text):
    with pytest.raises(toy.InvalidInput) as caught:
        Stage.parse(text)
    assert caught.value.field == "stage"


@pytest.mark.parametrize(
    ("kind", "number"), [("base", 1), ("rectified", 0), ("phased", -1), ("other", 0), (3, 0)]
)
def test_a_number_fits_its_kind(kind, number):
    with pytest.raises(toy.InvalidInput):
        Stage(kind, number)


def test_methods_take_a_text_or_a_stage():
    exp = small().run()
    base = Stage("base")
    assert np.array_equal(exp.sample("base", 9, 2), exp.sample(base, 9, 2))
    assert exp.denoiser(base).net is exp.denoiser("base").net
    exp.rectify(teacher=base).run()
    assert exp.stages == ["exact", "base", "rectified-1"]  # texts, as ever
    assert exp.metrics(Stage("rectified", 1), steps=(1,), n=64)["quality"]


# --- lineage by identity -----------------------------------------------------------------------------------

VARIANTS = (
    {"variant": "rectified"},
    {"variant": "phased", "phases": 2},
    {"variant": "consistency"},
    {"matching": "random"},
)


@pytest.mark.parametrize("options", itertools.product(VARIANTS, VARIANTS, VARIANTS), ids=lambda o: "")
def test_no_student_deletes_its_own_teacher(options):
    """Every chain of three methods, each from the stage before: the name of a stage may come again."""
    exp = small()
    exp.run()
    teacher = "base"
    for one in options:
        net = exp.denoiser(teacher).net
        exp.rectify(teacher=teacher, **one).run()
        student = exp._networks.get(exp.stages[-1])
        assert student.finished and student.parent is not None
        same_name = str(student.stage) == teacher
        assert same_name or exp.denoiser(teacher).net is net, exp.stages
        teacher = exp.stages[-1]
    assert np.isfinite(exp.sample(teacher, 9, 2)).all()


def test_a_reused_name_keeps_its_teacher_and_drops_the_others_that_came_from_it():
    exp = small().run()
    exp.rectify(variant="consistency").run()
    exp.rectify(teacher="consistency").run()  # rectified-1, whose parent is this consistency
    exp.rectify(teacher="consistency", variant="phased", phases=2).run()
    exp.rectify(teacher="rectified-1", variant="consistency").run()
    assert exp.stages == ["exact", "base", "rectified-1", "consistency"]
    again = exp._networks.get("consistency")
    assert [str(node.stage) for node in again.ancestors()] == ["rectified-1", "consistency", "base"]
    assert exp._networks.get("rectified-1").parent.net is None  # the old one takes no memory
    exp.rectify(teacher="consistency").run()
    assert exp.stages[-1] == "rectified-2"  # once rectified before


def test_a_name_used_again_and_again_does_not_pile_up_networks():
    exp = small().run()
    for _ in range(5):
        exp.rectify(teacher=exp.stages[-1], variant="consistency").run()
    node = exp._networks.get("consistency")
    assert [one.net is None for one in node.ancestors()] == [True] * 4 + [False]


def test_an_unfinished_stage_that_is_begun_again_keeps_its_own_ancestors():
    exp = small().run()
    options = {"matching": "random"}
    for progress in exp.rectify(**options):
        if progress.step == 3:
            break
    exp.stop()
    with pytest.warns(UnfinishedTeacher):
        exp.rectify(teacher="unpaired").run()
    exp.rectify(teacher="rectified-1", **options).run()
    assert "rectified-1" in exp.stages and exp.stages[-1] == "unpaired"


def test_a_lineage_takes_names_and_identities():
    family, nets = Lineage(), [MLP((2, 2), torch.Generator()) for _ in range(3)]
    base = family.add("base", nets[0])
    first = family.add(Stage("rectified", 1), nets[1], base)
    assert family.get("rectified-1") is first and first in family and family.depth("phased-9") == 0
    other = family.add("base", nets[2], first)  # the name of its own ancestor
    assert family.nets == {"rectified-1": nets[1], "base": nets[2]} and base not in family
    family.finish(other)
    assert family.unfinished == {"rectified-1"}
    family.remove("rectified-1")
    assert family.nets == {}


# --- unfinished, paused, never begun ----------------------------------------------------------------------


def test_a_rectification_of_what_has_only_begun_says_so_and_keeps_its_training():
    whole = small(steps=40).run()
    exp = small(steps=40)
    for progress in exp.train():
        if progress.step == 5:
            break
    assert exp.unfinished == ["base"] and "unfinished" in repr(exp)
    with pytest.warns(UnfinishedTeacher, match="base"):
        exp.rectify().run()
    assert exp.unfinished == ["base"] and exp.stages == ["exact", "base", "rectified-1"]
    assert [p.step for p in exp.train()] == list(range(6, 41))
    assert exp.unfinished == [] and "rectified-1" in exp.stages
    assert np.array_equal(exp.sample("base", 20, 3), whole.sample("base", 20, 3))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exp.rectify().run()


def test_both_trainings_can_be_left_and_gone_on_with_in_turn():
    exp = small(steps=20, rectify_steps=20)
    next(exp.train())
    with pytest.warns(UnfinishedTeacher):
        job = exp.rectify()
    while next(job).step < 4:
        pass
    assert next(exp.train()).step == 2
    assert next(exp.rectify()).step == 5  # with no second warning
    exp.stop()  # the one gone on with last
    assert next(exp.train()).step == 3
    with pytest.warns(UnfinishedTeacher):
        assert next(exp.rectify()).step == 0
    exp.train().run(), exp.train().run()  # afresh: its students go, the one under way too
    assert exp.stages == ["exact", "base"]
    assert next(exp.rectify()).step == 0


def test_a_training_that_is_never_iterated_says_so():
    exp = small()
    with pytest.warns(RuntimeWarning, match=r"train\(\) was never iterated"):
        exp.train()
    with pytest.warns(RuntimeWarning, match=r"rectify\(\) was never iterated"):
        exp.rectify()
    job = exp.train()
    assert "train(), not begun: iterate over it" in repr(job)
    next(job)
    assert "base: step 1 of 12" in repr(job)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in exp.train():
            break
        exp.train().run()
        exp.train().close()
        iter(exp.rectify()).run()


def test_run_trains_what_is_missing_and_no_more():
    exp = small().run(rectifications=2)
    assert exp.stages == ["exact", "base", "rectified-1", "rectified-2"] and exp.unfinished == []
    nets = {name: exp.denoiser(name).net for name in exp.stages[1:]}
    assert exp.run(rectifications=2) is exp.run()
    assert all(exp.denoiser(name).net is net for name, net in nets.items())
    by_hand = small()
    for job in (by_hand.train, by_hand.rectify, by_hand.rectify):
        for _ in job():
            pass
    assert np.array_equal(exp.sample("rectified-2", 30, 2), by_hand.sample("rectified-2", 30, 2))
    paused = small()
    next(paused.train())
    assert np.array_equal(paused.run().sample("base", 30, 2), exp.sample("base", 30, 2))


def test_losses_are_kept_and_the_repr_says_what_it_is():
    exp = small()
    seen = [p.loss for p in exp.train()]
    assert exp.losses["base"].dtype == np.float64 and exp.losses["base"].tolist() == seen
    rectifying = [p.loss for p in exp.rectify() if not math.isnan(p.loss)]
    assert list(exp.losses) == ["base", "rectified-1"] and exp.losses["rectified-1"].tolist() == rectifying
    assert repr(exp) == (
        "Experiment(data='eight_gaussians', form='vp', prediction='v', "
        "stages: exact, base (12 steps), rectified-1 (12 steps))"
    )
    exp.reset()
    assert exp.losses == {} and exp.pairs == {}
    own = toy.Experiment(toy.Config(data="checkerboard"))
    assert "stages: none" in repr(own)


def test_a_step_that_fails_leaves_no_training_under_way():
    to_fail = []

    def weight(c, s, a, b):
        if to_fail:
            to_fail.pop()
            raise OSError("once")
        return torch.ones_like(c)

    exp = small(loss_weight=weight)  # tries it once
    to_fail.append(True)
    with pytest.raises(OSError, match="once"):
        next(exp.train())
    assert [p.step for p in exp.train()] == list(range(1, 13))
