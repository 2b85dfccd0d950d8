"""Trainings in no experiment: on the data (algorithm 2), and on a model's matched pairs (algorithm 4)."""

from __future__ import annotations

from functools import partial

import torch

import toy
from rdlab.lessons.doing import Doing
from rdlab.lessons.shelf import Shelf, Steps, Work
from toy.models.network import MLP, N_FEATURES
from toy.training.loop import RandomPairs, Recipe, train_in_pieces
from toy.training.pairs import GivenPairs, ModelPairs, rectified_pairs
from toy.training.rectify import making

NOISE = 10  # draws of the shelf's noise from here on make pairs: those below it are measured with
CHECKED = 2048  # pairs on which a student is compared with its teacher


def on_data(shelf: Shelf, form: str, prediction: str, name: str, steps: int, start: str = "") -> Work:
    """A network that predicts ``prediction``, trained on random pairs with the form's recipe; its name.

    It goes on from the weights of ``start``, a model on the shelf, or begins with new ones.
    """
    config, shape, predicts = shelf.experiment(form).config, toy.FORMS[form], toy.PREDICTIONS[prediction]
    generator = torch.Generator().manual_seed(53 + shelf.seed)
    net = (
        shelf.models[start].net.copy()
        if start
        else MLP((N_FEATURES, *(config.width,) * config.depth, 2), generator)
    )

    def begin() -> Steps:
        source = RandomPairs(
            sample=partial(shelf.dataset.draw, balanced=True),
            form=shape,
            time_sampling=config.time_sampling_object,
            space=config.loss_space_object,
            weighting=config.loss_weight_object,
            references=config.references,
        )
        recipe = Recipe(share(shelf, steps), config.batch_size, config.learning_rate)
        return train_in_pieces(net, predicts, source, recipe, generator, name)

    return (yield from shelf.keep(name, begin, lambda: toy.Denoiser(net, shape, predicts)))


def on_pairs(shelf: Shelf, teacher: str, name: str, steps: int, pairs: int, draw: int = NOISE) -> Work:
    """A student of ``teacher``, going on from its weights on its own pairs (algorithm 4, plain); its name.

    ``draw``: of the shelf's noise, of which the pairs are made; the same ones are made once.
    """
    model = shelf.models[teacher]
    form, net = model.form, model.net.copy()
    config = shelf.experiment(form.key).config
    key = teacher, pairs, draw

    def begin() -> Steps:
        recipe = Recipe(share(shelf, steps), config.rectify_batch_size, config.rectify_learning_rate)
        if key not in shelf.pairs:
            noise = shelf.noise(share(shelf, pairs), draw)
            shelf.pairs[key] = yield from making(name, recipe.steps, rectified_pairs(model, form, noise))
        space, weighting = config.loss_space_object, config.loss_weight_object
        source = GivenPairs(shelf.pairs[key], form, config.time_sampling_object, space, weighting)
        generator = torch.Generator().manual_seed(71 + shelf.seed)
        yield from train_in_pieces(net, model.prediction, source, recipe, generator, name)

    return (yield from shelf.keep(name, begin, lambda: toy.Denoiser(net, form, model.prediction)))


def share(shelf: Shelf, count: int) -> int:
    """So many steps or pairs of the budget, as the shelf's effort has them."""
    return max(16, round(shelf.effort * count))


def compared_with(shelf: Shelf, teacher: str, noise: torch.Tensor) -> Work:
    """Pairs (noise, where ``teacher``'s path ends), to compare a student with."""
    pairs, model = None, shelf.models[teacher]
    for made in rectified_pairs(model, model.form, noise):
        pairs = made
        yield Doing("measure", teacher)
    return pairs


def one_step_error(shelf: Shelf, student: str, pairs: ModelPairs) -> float:
    """Root mean square distance per coordinate of the student's one step from the pairs' x0, in std."""
    model = shelf.models[student]
    return float(pairs.jump_error(model).square().mean().div(pairs.x0.shape[1]).sqrt())
