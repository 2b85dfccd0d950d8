"""Config: nobody can change it, equal ones are equal everywhere, own objects are never swapped for others."""

import json
import pickle
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest
import torch

import toy
from toy import Config, Form, InvalidInput, forms
from toy.data.presets import moons
from toy.predictions import Prediction
from toy.training.loop import uniform_t
from toy.training.losses import min_snr_weight

V = toy.PREDICTIONS["v"]
POINTS = np.random.default_rng(0).normal(3, 2, (40, 2))
ROUNDS = ([[0.1, 0.2], [3, 1], [2, -1]], [np.eye(2) * 0.3] * 3, [0.3, 1.7, 2.9])


def own_times(form, n, generator):
    return form.phi_max * torch.rand(n, 1, generator=generator) ** 2


def own_space(c, s):
    return c, s.square()


def own_weight(c, s, a, b):
    return c.square()


def own_noise(n, d, generator):
    return (torch.rand(n, d, generator=generator) - 0.5) * 12**0.5


def own_network(u, phi):
    return u * phi


def own_alpha(t):
    return 1 - t**2


def own_sigma(t):
    return t


OWN_PREDICTION = Prediction("v", "mine", "", "", V.target, V.to_x0_eps, V.head, V.space)
OWN = {
    "data": toy.Dataset("moons", "Two moons", "Mine.", moons),
    "form": Form.of(own_alpha, own_sigma, key="vp"),
    "prediction": OWN_PREDICTION,
    "time_sampling": own_times,
    "loss_space": own_space,
    "loss_weight": own_weight,
    "noise": own_noise,
    "network": own_network,
}

PLAIN = [
    {},
    {"form": "ve", "form_params": {"sigma_max": 20, "sigma_min": 0.01}},
    {"form": forms.edm(rho=5)},
    {"form": toy.FORMS["sub_vp"], "prediction": toy.PREDICTIONS["x0"], "data": toy.DATASETS["petals"]},
    {"data": toy.from_points(POINTS)},
    {"data": toy.from_points(POINTS.astype(np.float32) / 3, title="Mine")},
    {"data": toy.from_mixture(*ROUNDS)},
    {"data": toy.from_mixture(*ROUNDS, title="Mine")},
    {"data": toy.GaussianMixture(*ROUNDS)},
    {"time_sampling": uniform_t, "loss_space": toy.PREDICTIONS["flow"].space, "loss_weight": min_snr_weight},
    {"steps": np.int64(7), "learning_rate": np.float32(0.1), "ema": 0, "seed": "5"},
]


@pytest.mark.parametrize("options", PLAIN, ids=lambda options: "-".join(options) or "default")
def test_plain_values_make_the_same_config_again(options):
    config = Config(**options)
    for again in (
        Config.from_dict(config.to_dict()),
        Config.from_dict(json.loads(json.dumps(config.to_dict()))),
        pickle.loads(pickle.dumps(config)),
        replace(config),
        Config(**options),
    ):
        assert again == config and hash(again) == hash(config)
        assert again.dataset == config.dataset and again.form_object == config.form_object
    assert config.own_fields == ()


@pytest.mark.parametrize("seed", range(20))
def test_mixtures_of_any_weights_travel_without_losing_a_digit(seed):
    rng = np.random.default_rng(seed)
    k = int(rng.integers(1, 30))
    data = toy.from_mixture(rng.normal(size=(k, 2)), [np.eye(2)] * k, rng.uniform(0.01, 100, k))
    config = Config(data=data)
    assert Config.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@pytest.mark.parametrize("name", OWN)
def test_an_own_object_is_kept_or_refused_but_never_swapped_for_the_librarys(name):
    config = Config(**{name: OWN[name]}, references=0)
    assert getattr(config, name) is OWN[name]
    assert config.own_fields == (name,)
    with pytest.raises(InvalidInput) as caught:
        config.to_dict()
    assert caught.value.field == name
    assert replace(config) == config and hash(replace(config)) == hash(config)
    if name != "prediction":  # whose library functions are lambdas
        again = pickle.loads(pickle.dumps(config))
        assert again == config and hash(again) == hash(config)
    assert config != Config(references=0)


def test_own_objects_are_what_an_experiment_gets():
    config = Config(**OWN, references=0)
    assert config.dataset is OWN["data"] and config.form_object is OWN["form"]
    assert config.prediction_object is OWN_PREDICTION
    assert config.time_sampling_object is own_times and config.loss_space_object is own_space
    assert config.loss_weight_object is own_weight and config.noise_object is own_noise


def test_names_are_what_an_experiment_gets_as_objects():
    config = Config(time_sampling="uniform", loss_space="x0", loss_weight="min_snr")
    assert config.time_sampling_object is uniform_t and config.loss_weight_object is min_snr_weight
    assert config.loss_space_object is toy.PREDICTIONS["x0"].space
    noise = config.noise_object(5, 3, torch.Generator().manual_seed(1))
    assert torch.equal(noise, torch.randn(5, 3, generator=torch.Generator().manual_seed(1)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time_sampling", lambda form, n, generator: torch.rand(n, generator=generator)),
        ("time_sampling", lambda form, n, generator: 9 * torch.rand(n, 1, generator=generator)),
        ("time_sampling", lambda form, n, generator: torch.full((n, 1), torch.nan)),
        ("time_sampling", lambda form, n, generator: torch.rand(n, 1, generator=generator).double()),
        ("time_sampling", lambda: 1),
        ("loss_space", lambda c, s: c),
        ("loss_space", lambda c, s: (0 * c, 0 * s)),
        ("loss_space", lambda c, s: (c, 1 / (0 * s))),
        ("loss_weight", lambda c, s, a, b: -c),
        ("loss_weight", lambda c, s, a, b: 0 * c),
        ("loss_weight", lambda c, s, a, b: 1.0),
        ("noise", lambda n, d, generator: torch.rand(n, d, generator=generator)),
        ("noise", lambda n, d, generator: torch.zeros(n, d)),
        ("noise", lambda n, d, generator: torch.randn(n, 1, generator=generator)),
        ("prediction", replace(OWN_PREDICTION, to_x0_eps=toy.PREDICTIONS["x0"].to_x0_eps)),
        ("prediction", replace(OWN_PREDICTION, head=lambda c, s: (c, s))),
        ("network", "mlp"),
    ],
)
def test_an_own_object_that_does_not_fit_is_refused_by_its_field(name, value):
    with pytest.raises(InvalidInput) as caught:
        Config(**{name: value}, references=0)
    assert caught.value.field == name and caught.value.allowed


def test_sharpened_targets_need_normal_noise():
    with pytest.raises(InvalidInput, match="references"):
        Config(noise=own_noise)


@pytest.mark.parametrize("form", [Form.of(own_alpha, own_sigma), toy.FORMS["ve"]], ids=["own", "library"])
def test_parameters_beside_a_form_object_are_refused_not_ignored(form):
    with pytest.raises(InvalidInput) as caught:
        Config(form=form, form_params={"sigma_max": 20})
    assert caught.value.field == "form_params"


def test_a_library_form_out_of_the_ranges_is_kept_but_does_not_travel():
    config = Config(form=forms.vp(3, 3))
    assert config.form_object.params == {"beta_min": 3, "beta_max": 3}
    with pytest.raises(InvalidInput, match="form"):
        config.to_dict()
    assert pickle.loads(pickle.dumps(config)) == config


def test_nobody_can_change_a_config():
    config = Config(form="ve", form_params={"sigma_max": 20})
    for name in (f.name for f in fields(Config)):
        with pytest.raises(FrozenInstanceError):
            setattr(config, name, getattr(config, name))
    with pytest.raises(TypeError):
        config.form_params["sigma_max"] = 5
    given = {"sigma_max": 20.0}
    copied = Config(form="ve", form_params=given)
    given["sigma_max"] = 30.0
    assert copied == config and config.to_dict()["form_params"] == {"sigma_max": 20.0}
    assert {config: 1}[copied] == 1


def test_an_own_object_without_a_hash_still_hashes():
    class Weight:
        def __eq__(self, other):
            return isinstance(other, Weight)

        __hash__ = None

        def __call__(self, c, s, a, b):
            return torch.ones_like(c)

    assert Config(loss_weight=Weight()) == Config(loss_weight=Weight())
    assert hash(Config(loss_weight=Weight())) == hash(Config(loss_weight=Weight()))


def test_the_version_is_said():
    assert toy.__version__.count(".") == 2


def test_own_noise_is_what_an_experiment_trains_and_starts_with():
    """Uniform noise reaches no further than its root of three; nothing known of N(0, I) is offered for it."""
    options = {"steps": 30, "references": 0, "rectify_steps": 20, "pairs": 64, "width": 8}
    experiment = toy.Experiment(Config(noise=own_noise, **options))
    assert experiment.stages == []
    assert np.abs(np.asarray(experiment.noise(2000))).max() <= 3**0.5 + 1e-6
    for options_of_it in (None, {}, {"variant": "phased"}, {"variant": "consistency"}):
        job = experiment.train() if options_of_it is None else experiment.rectify(**options_of_it)
        assert all(np.isfinite(progress.loss) or progress.step == 0 for progress in job)
    assert experiment.sample("rectified-1", 100, 2).shape == (100, 2)
    normal = toy.Experiment(Config(**options))
    losses = [[p.loss for p in e.train()] for e in (experiment, normal)]
    assert losses[0] != losses[1]
