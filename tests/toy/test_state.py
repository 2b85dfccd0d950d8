"""An experiment that is put down in the middle of a training and gone on with elsewhere: nothing is lost."""

import pickle
from itertools import islice

import numpy as np
import pytest
import torch
from torch import nn

import toy
from toy.training.loop import FOLLOWS

STEPS = 300  # 256 batches of 64 are drawn at once: more than one draw
SMALL = {"steps": STEPS, "batch_size": 64, "width": 12, "depth": 2, "references": 16}
SMALL |= {"rectify_steps": STEPS, "rectify_batch_size": 64, "pairs": 300}
HOW = {
    "rectified": {},
    "sharper": {"student": "sharper"},
    "unpaired": {"matching": "random"},
    "phased": {"variant": "phased", "phases": 2},
    "consistency": {"variant": "consistency"},
}


class Own(nn.Module):
    """A network of one's own, with what it keeps beside its parameters."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))

    def forward(self, u, phi):
        return self.layers(torch.cat([u, phi], dim=1))


def elsewhere(exp):
    return toy.Experiment.restore(pickle.loads(pickle.dumps(exp.state())))


def same(a, b):
    assert a.stages == b.stages and a.unfinished == b.unfinished
    for stage, losses in a.losses.items():
        assert np.array_equal(losses, b.losses[stage]), stage
        assert torch.equal(a._networks.nets[stage].flat, b._networks.nets[stage].flat), stage
        x = [exp.sample(stage, 20, 3) for exp in (a, b)]
        assert np.array_equal(*x), stage


@pytest.mark.parametrize("ema", [0.0, 0.95])
@pytest.mark.parametrize("at", [1, 137, 256, 257, STEPS])  # also where batches are drawn, and at the end
def test_a_training_goes_on_elsewhere_to_the_last_bit(at, ema):
    config = toy.Config(**SMALL, ema=ema)
    whole, left = toy.Experiment(config), toy.Experiment(config)
    losses = [p.loss for p in whole.train()]
    first = [p.loss for p in islice(left.train(), at)]
    there = elsewhere(left)
    same(left, there)
    assert first + [p.loss for p in there.train()] == losses
    same(whole, there)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("at", [1, 40, 270])  # 40: the pairs' weights have changed since they were drawn
def test_a_retraining_goes_on_elsewhere_to_the_last_bit(how, at):
    whole = toy.Experiment(toy.Config(**SMALL, ema=0.9 if at == 40 else 0.0))
    whole.train().run()
    left = elsewhere(whole)
    losses = [p.loss for p in whole.rectify(**HOW[how]) if p.step]
    first = []
    for progress in left.rectify(**HOW[how]):
        first += [progress.loss] if progress.step else []
        if progress.step == at:
            break
    there = elsewhere(elsewhere(left))  # and on to yet another place before it has moved
    same(left, there)
    assert first + [p.loss for p in there.rectify(**HOW[how]) if p.step] == losses
    same(whole, there)


def test_pairs_that_are_being_made_are_made_again():
    whole, left = toy.Experiment(toy.Config(**SMALL)), toy.Experiment(toy.Config(**SMALL))
    list(whole.rectify())
    next(iter(left.rectify()))
    there = elsewhere(left)
    assert there.stages == ["exact"]
    list(there.rectify())
    same(whole, there)


def test_own_networks_go_on_too():
    config = toy.Config(**SMALL, network=Own, ema=0.9)
    whole, left = toy.Experiment(config), toy.Experiment(config)
    whole.train().run()
    next(islice(left.train(), 99, None))
    there = elsewhere(left)
    there.train().run()
    same(whole, there)


def test_two_trainings_under_way_and_the_teacher_as_it_was():
    """The base's training goes on after pairs were taken from it: they come from what it was."""
    whole, left = (toy.Experiment(toy.Config(**SMALL)) for _ in range(2))
    ends = []
    for exp, move in ((whole, lambda exp: exp), (left, elsewhere)):
        next(islice(exp.train(), 50, None))
        with pytest.warns(toy.experiment.UnfinishedTeacher):
            job = exp.rectify(teacher="base")
        next(p for p in job if p.step == 20)
        next(islice(exp.train(), 60, None))
        exp = move(exp)
        exp.train().run()
        exp.rectify(teacher="base").run()
        ends.append(exp)
    same(*ends)


def test_an_adjusted_rate_and_a_stop_survive():
    whole, left = (toy.Experiment(toy.Config(**SMALL)) for _ in range(2))
    ends = []
    for exp, move in ((whole, lambda exp: exp), (left, elsewhere)):
        next(islice(exp.train(), 50, None))
        exp.adjust(toy.Config(**SMALL | {"learning_rate": 0.002}))
        next(islice(exp.train(), 10, None))
        exp = move(exp)
        next(islice(exp.train(), 10, None))
        exp.stop()
        ends.append(move(exp))
    same(*ends)
    assert left.config.learning_rate == 0.002


def test_lineage_and_losses_travel():
    exp = toy.Experiment(toy.Config(**SMALL | {"rectify_steps": 20, "steps": 20}))
    exp.run(rectifications=2)
    exp.rectify(variant="consistency").run()
    exp.rectify(variant="consistency", teacher="consistency").run()  # whose teacher's name is its own now
    there = elsewhere(exp)
    same(exp, there)
    old, new = (e._networks.get("consistency") for e in (exp, there))
    assert [str(n.stage) for n in old.ancestors()] == [str(n.stage) for n in new.ancestors()]
    there.rectify(teacher="rectified-2").run()
    assert "rectified-3" in there.stages


def test_the_state_is_small():
    exp = toy.Experiment(toy.Config(steps=20))
    next(exp.train())
    assert len(pickle.dumps(exp.state())) < 250_000  # the network, and two moments of it


# --- what is shown of an average, and names used again ---------------------------------------------------


def test_the_stage_is_the_average_while_it_trains_and_after_a_stop():
    plain, exp = (toy.Experiment(toy.Config(**SMALL, ema=ema)) for ema in (0.0, 0.99))
    for one in (plain, exp):
        next(islice(one.train(), 120, None))
    raw = exp._course(exp._base).loop.net.flat
    assert torch.equal(raw, plain._networks.nets["base"].flat)  # averaging changes nothing of the training
    shown = exp._networks.nets["base"].flat.clone()
    assert not torch.allclose(shown, raw)
    steadier = (shown - plain._networks.nets["base"].flat).norm()
    assert 0 < steadier < raw.norm()
    exp.stop()
    assert torch.equal(exp._networks.nets["base"].flat, shown)


def test_a_new_base_removes_only_what_came_from_the_old_one():
    exp = toy.Experiment(toy.Config(**SMALL | {"rectify_steps": 20, "steps": 20}))
    exp.rectify(teacher="exact").run()  # rectified-1, of the closed form
    exp.train().run()
    assert exp.stages == ["exact", "rectified-1", "base"]
    exp.rectify(teacher="base", variant="phased").run()
    exp.rectify(teacher="exact", variant="consistency").run()
    job = exp.rectify(teacher="exact", steps=30)
    next(p for p in job if p.step == 10)
    exp.train().run()
    assert exp.stages == ["exact", "consistency", "rectified-1", "base"]  # phased-4 came from the base
    assert [p.step for p in job][-1] == 30  # and this has nothing to do with it


def test_consistency_targets_follow_the_student_at_every_step(monkeypatch):
    exp = toy.Experiment(toy.Config(**SMALL))
    exp.train().run()
    seen = []
    job = exp.rectify(variant="consistency")
    next(iter(job))
    loop = exp._course(exp._retraining).loop
    answer, target = loop._answering.answer, loop._target.flat
    monkeypatch.setattr(loop._answering, "answer", lambda *at: (seen.append(target.clone()), answer(*at))[1])
    expected = []
    for _ in range(3):
        expected.append(target.clone())
        next(job)
        assert torch.equal(target, expected[-1].lerp(loop.net.flat, FOLLOWS))
    assert all(torch.equal(a, b) for a, b in zip(seen, expected, strict=True))
    assert not torch.equal(expected[0], expected[1])
