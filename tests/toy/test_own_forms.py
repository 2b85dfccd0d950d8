"""A researcher's own form: two functions; what else is given is compared with them."""

import math
import pickle

import numpy as np
import pytest
import torch

import toy
from toy import Form, InvalidInput, forms
from toy.forms.frozen_mapping import FrozenMapping


def alpha(t):
    return (1 - t) ** 2


def sigma(t):
    return t * (2 - t) / 2 + t / 2


def d_alpha(t):
    return -2 * (1 - t)


GRID = torch.linspace(0, 1, 101, dtype=torch.float64)


@pytest.mark.parametrize("library", toy.FORMS.values(), ids=toy.FORMS)
def test_two_functions_are_enough_to_find_the_rest_of_a_form(library):
    own = Form.of(library.alpha, library.sigma)
    t = library.t_min + (library.t_max - library.t_min) * GRID
    phi = library.phi_min + (library.phi_max - library.phi_min) * GRID
    assert (own.phi_min, own.phi_max) == (library.phi_min, library.phi_max)
    torch.testing.assert_close(own.d_alpha(t), library.d_alpha(t), rtol=1e-9, atol=1e-12)
    torch.testing.assert_close(own.d_sigma(t), library.d_sigma(t), rtol=1e-9, atol=1e-12)
    torch.testing.assert_close(own.t_of_phi(phi), library.t_of_phi(phi), rtol=1e-6, atol=1e-9)
    assert (
        own.t_of_phi(phi[:, None].float()).shape == (101, 1) and own.d_alpha(t.float()).dtype == torch.float32
    )
    with torch.inference_mode():  # as a solver may be called
        torch.testing.assert_close(own.d_sigma(t[1:-1]), library.d_sigma(t[1:-1]))
    with torch.no_grad():
        torch.testing.assert_close(own.d_alpha(t), library.d_alpha(t))


def test_an_own_form_samples_the_data_with_every_solver():
    own = toy.Experiment(toy.Config(form=Form.of(alpha, sigma)))
    known = toy.Experiment(toy.Config(form="vp"))
    wanted = known.sample("exact", 200, 200, "heun")
    for solver in ("ddim", "heun", "rk4", "dpmpp_2m"):
        assert np.abs(own.sample("exact", 200, 200, solver) - wanted).mean() < 0.03, solver


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("alpha", {"alpha": lambda t: 0.5 - t}),  # negative
        ("alpha", {"alpha": lambda t: 1 - t + torch.nan * t}),
        ("alpha", {"alpha": lambda t: 1 / t}),  # infinite
        ("alpha", {"alpha": lambda t: 1.0}),
        ("alpha", {"alpha": lambda t: torch.ones(3)}),
        ("alpha", {"alpha": lambda t: t.missing}),
        ("alpha", {"alpha": lambda t: t < 2}),
        ("alpha", {"alpha": None}),
        ("alpha", {"alpha": 1.0}),
        ("sigma", {"sigma": lambda t: -t}),
        ("sigma", {"sigma": lambda t: t.log()}),
        ("sigma", {"sigma": lambda: 1}),
        ("alpha, sigma", {"alpha": lambda t: t, "sigma": lambda t: 1 - t}),  # from noise to data
        ("alpha, sigma", {"sigma": lambda t: 0.3 * t, "alpha": torch.ones_like}),  # never noise
        ("alpha, sigma", {"sigma": lambda t: t + 0.2 * torch.sin(20 * t).square()}),  # back and forth
        (
            "alpha, sigma",
            {"alpha": torch.ones_like, "sigma": lambda t: 9 * (t - 0.3).clamp_min(0) + t.clamp_max(0.1)},
        ),  # stands still
        (
            "alpha, sigma",
            {"alpha": lambda t: (0.5 - t).clamp_min(0), "sigma": lambda t: (t - 0.5).clamp_min(0)},
        ),
        ("d_alpha", {"d_alpha": lambda t: 2 * (1 - t)}),
        ("d_alpha", {"d_alpha": lambda t: -2.02 * (1 - t)}),  # one percent off
        ("d_alpha", {"d_alpha": torch.zeros_like}),
        ("d_alpha", {"d_alpha": lambda t: torch.full_like(t, torch.nan)}),
        ("d_sigma", {"d_sigma": torch.ones_like}),
        ("d_sigma", {"d_sigma": "sigma"}),
        ("t_of_phi", {"t_of_phi": lambda phi: phi / (math.pi / 2)}),
        ("t_of_phi", {"t_of_phi": lambda phi: phi * torch.nan}),
        ("t_of_phi", {"t_of_phi": lambda phi: 0.5}),
        ("t_of_phi", {"t_of_phi": lambda phi: 7 + phi}),
        ("params", {"params": [1]}),
        ("params", {"params": {3: 4}}),
        ("power", {"params": {"power": math.nan}}),
        ("title", {"title": None}),
        ("key", {"key": 5}),
    ],
)
def test_a_form_that_cannot_be_is_refused_by_the_name_of_what_is_wrong(field, changes):
    with pytest.raises(InvalidInput) as caught:
        Form.of(**({"alpha": alpha, "sigma": sigma} | changes))
    assert caught.value.field == field
    assert caught.value.allowed


def test_the_same_checks_hold_for_a_form_that_is_given_in_full():
    parts = {
        name: getattr(toy.FORMS["vp"], name) for name in ("alpha", "sigma", "d_alpha", "d_sigma", "t_of_phi")
    }
    names = {"key": "mine", "title": "", "latex": "", "description": ""}
    assert Form(**names, **parts).phi_max == toy.FORMS["vp"].phi_max
    with pytest.raises(InvalidInput, match="d_sigma"):
        Form(**names, **(parts | {"d_sigma": parts["d_alpha"]}))


def test_functions_that_autograd_cannot_follow_need_their_derivatives():
    through_numpy = lambda t: torch.as_tensor(1 - t.detach().numpy())  # noqa: E731
    with pytest.raises(InvalidInput, match="d_alpha"):
        Form.of(through_numpy, lambda t: t)
    own = Form.of(through_numpy, lambda t: t, d_alpha=lambda t: -torch.ones_like(t))
    assert float(own.d_alpha(torch.tensor(0.5))) == -1


def test_schedules_with_kinks_are_allowed():
    own = Form.of(lambda t: 1 - 0.5 * t - 0.5 * (2 * t - 1).clamp_min(0), lambda t: t)
    assert own.phi(own.t_of_phi(torch.tensor(1.0))).item() == pytest.approx(1.0)


# --- values -------------------------------------------------------------------------------------------------


def test_library_forms_are_equal_by_value_and_own_ones_by_their_functions():
    assert forms.ve(sigma_max=20) == forms.ve(sigma_max=20.0) != forms.ve()
    assert forms.ve() == toy.FORMS["ve"] and hash(forms.ve()) == hash(toy.FORMS["ve"])
    assert len({*toy.FORMS.values(), *(make() for make in forms.FAMILIES.values())}) == len(toy.FORMS)
    own, again = Form.of(alpha, sigma), Form.of(alpha, sigma)
    assert own == again and hash(own) == hash(again)
    assert own != Form.of(alpha, sigma, d_alpha=d_alpha)
    assert own != Form.of(lambda t: 1 - t, lambda t: t)
    assert own != "own"


@pytest.mark.parametrize(
    "form", [*toy.FORMS.values(), forms.vp(3, 3), forms.edm(rho=5), Form.of(alpha, sigma)]
)
def test_forms_are_picklable(form):
    again = pickle.loads(pickle.dumps(form))
    assert again == form and hash(again) == hash(form)
    assert torch.equal(again.t_of_phi(GRID[10:90]), form.t_of_phi(GRID[10:90]))


def test_a_form_of_lambdas_says_so_when_it_is_pickled():
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(Form.of(lambda t: 1 - t, lambda t: t))


def test_only_what_the_library_made_is_of_its_families():
    from dataclasses import replace

    vp = toy.FORMS["vp"]
    assert vp.family == "vp"
    assert Form.of(vp.alpha, vp.sigma, key="vp").family is None
    assert replace(vp, title="mine").family is None


def test_parameters_cannot_be_changed():
    params = forms.ve(sigma_max=20).params
    assert params == {"sigma_min": 0.002, "sigma_max": 20} and isinstance(params, FrozenMapping)
    with pytest.raises(TypeError):
        params["sigma_max"] = 5
    with pytest.raises(AttributeError):
        params._pairs = ()
    with pytest.raises(AttributeError):
        del params._pairs
    with pytest.raises(KeyError):
        params["rho"]
    assert pickle.loads(pickle.dumps(params)) == params


def test_forms_say_what_they_are_in_one_line():
    assert repr(forms.ve(sigma_max=20)) == "Form(ve, sigma_min=0.002, sigma_max=20)"
    assert repr(Form.of(alpha, sigma)) == "Form(own)"
    assert repr(toy.PREDICTIONS["v"]) == "Prediction(v)"
