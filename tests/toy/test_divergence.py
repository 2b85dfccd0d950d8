"""A training that comes to numbers that are not finite ends there, with parameters that are."""

import math
import pickle

import pytest
import torch

import toy
from toy.forms import FORMS
from toy.models.network import MLP, N_FEATURES
from toy.training.loop import KEEPING, Recipe, TrainingLoop, learning_rate, uniform_phi
from toy.training.losses import LOSS_SPACES, uniform_weight
from toy.training.sources import RandomPairs

STEPS = 60


def loop(rate, **options):
    data = toy.Config().dataset
    source = RandomPairs(
        sample=data.sample_standardised,
        form=FORMS["vp"],
        time_sampling=uniform_phi,
        space=LOSS_SPACES["v"],
        weighting=uniform_weight,
        references=0,
    )
    net = MLP((N_FEATURES, 8, 2), torch.Generator().manual_seed(1))
    recipe, generator = Recipe(STEPS, 16, 0.01, **options), torch.Generator().manual_seed(2)
    return TrainingLoop(net, toy.PREDICTIONS["v"], source, recipe, generator, "base", rate)


def breaks(at):
    """The usual rate, but for one step that throws the parameters out of all bounds."""
    return lambda recipe, step: math.inf if step == at else learning_rate(recipe, step)


@pytest.mark.parametrize("at", [0, 5, KEEPING - 1, KEEPING, 40, STEPS - 1])
@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_the_network_has_the_parameters_of_a_step_before(at, ema):
    broken, done = loop(breaks(at), ema=ema), []
    with pytest.raises(toy.Diverged) as raised:
        done.extend(broken.steps())
    error = raised.value
    assert error.stage == "base" and error.step == len(done) == at + 1
    assert all(math.isfinite(progress.loss) for progress in done)
    assert 0 <= at - error.kept < KEEPING
    sound = loop(learning_rate, ema=ema)
    for progress in sound.steps() if error.kept else ():
        if progress.step == error.kept:
            break
    assert torch.equal(broken.net.flat, sound.net.flat)
    if ema:
        assert torch.equal(broken._shown.flat, sound._shown.flat)


def test_a_loss_that_is_not_finite_ends_an_experiment_too():
    wrong = []

    def weight(c, s, a, b):
        return torch.full_like(c, math.nan if wrong else 1.0)

    exp = toy.Experiment(toy.Config(loss_weight=weight, steps=300, width=8, depth=1, references=0))
    training = exp.train()
    next(training)
    wrong.append(True)
    with pytest.raises(toy.Diverged):
        list(training)
    losses = exp.losses["base"]
    assert len(losses) and all(map(math.isfinite, losses))
    assert torch.tensor(exp.sample("base", 20, 5)).isfinite().all()
    wrong.clear()
    exp.stop()
    exp.run()  # and it can be trained again
    assert not exp.unfinished and len(exp.losses["base"]) == 300


def test_the_error_travels():
    error = pickle.loads(pickle.dumps(toy.Diverged("base", 7, 3)))
    assert (error.stage, error.step, error.kept) == ("base", 7, 3) and "7 steps" in str(error)
