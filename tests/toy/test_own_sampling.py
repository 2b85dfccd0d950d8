"""Solvers and grids of one's own, any dimension, what a citation promises, and what is refused."""

import math
import re
from dataclasses import dataclass
from itertools import pairwise

import pytest
import torch

from toy import sampling
from toy.data import DATASETS
from toy.errors import InvalidInput
from toy.forms import FORMS
from toy.models.exact import ExactDenoiser
from toy.sampling import GRIDS, SOLVERS, Solver, Trajectory, as_solver, even_in_t, sample

RING = DATASETS["eight_gaussians"].standard_mixture


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def start(form, *shape):
    return form.norm(form.t_max) * normal(*shape)


# --- what a citation promises ------------------------------------------------------------------------------


def algorithm_1(denoise, x, sigmas):
    """Karras et al. 2022, algorithm 1, with sigma(t) = t and s(t) = 1; ``denoise(x, sigma)`` is their D."""
    for now, after in pairwise(sigmas):
        d = (x - denoise(x, now)) / now
        ahead = x + (after - now) * d
        if after != 0:
            d = (d + (ahead - denoise(ahead, after)) / after) / 2
            ahead = x + (after - now) * d
        x = ahead
    return x


@dataclass
class PlainNoise:
    """x = x0 + 80 t eps, down to no noise at all: VE on an even clock."""

    alpha = staticmethod(torch.ones_like)
    sigma = staticmethod(lambda t: 80 * t)
    d_alpha = staticmethod(torch.zeros_like)
    d_sigma = staticmethod(lambda t: 80 * torch.ones_like(t))
    t_of_phi = staticmethod(lambda phi: torch.tan(phi) / 80)


class FromSigma:
    """The exact denoiser told sigma, under a form of its own."""

    def __init__(self, form):
        self.form, self.exact = form, ExactDenoiser(RING, FORMS["edm"])

    def __call__(self, x, t):
        sigma = float(self.form.sigma(t))
        return self.exact.predict(x / math.hypot(1, sigma), torch.atan(torch.tensor(sigma)))


@pytest.mark.parametrize("steps", [1, 2, 20])
@pytest.mark.parametrize("key", ["edm", "ve"])
def test_heun_is_algorithm_1_of_karras(key, steps):
    form, model = FORMS[key], FromSigma(FORMS[key])
    grid, x = even_in_t(form, steps), start(form, 50, 2)
    sigmas = form.sigma(grid)
    theirs = algorithm_1(lambda x, s: FromSigma(PlainNoise())(x, s / 80)[0], x, sigmas.tolist())
    torch.testing.assert_close(SOLVERS["heun"].sample(model, x, steps).x[-1], theirs, rtol=1e-6, atol=1e-8)


def test_heun_ends_as_algorithm_1_does_where_a_grid_ends_without_noise():
    model = FromSigma(PlainNoise())
    sigmas = torch.cat([FORMS["edm"].sigma(even_in_t(FORMS["edm"], 9)), torch.zeros(1)])
    x = 80 * normal(50, 2)
    theirs = algorithm_1(lambda x, s: model(x, torch.tensor(s / 80))[0], x, sigmas.tolist())
    ours = sampling.heun(model, x, sigmas / 80).x[-1]
    assert ours.isfinite().all()
    torch.testing.assert_close(ours, theirs, rtol=1e-6, atol=1e-8)
    assert sampling.rk4(model, x, sigmas / 80).x.isfinite().all()


def test_every_solver_that_names_a_paper_is_held_against_it():
    """``heun`` above, the others against diffusers in test_sampling. A new citation needs its own test."""
    citing = {key for key, solver in SOLVERS.items() if re.search("arXiv", solver.run.__doc__)}
    assert citing == {"heun", "ddim", "dpmpp_2m", "ancestral"}


@pytest.mark.parametrize("key", FORMS)
def test_more_evaluations_a_step_are_worth_it_in_twenty_steps(key):
    """Against 1,000 steps. Under VP, whose t is coarse near the data, Heun is no better than Euler yet."""
    form = FORMS[key]
    model, x = ExactDenoiser(RING, form), start(form, 200, 2)
    truth = SOLVERS["rk4"].sample(model, x, 1000).x[-1]
    ends = {k: SOLVERS[k].sample(model, x, 20).x[-1] for k in ("euler", "heun", "rk4")}
    error = {k: (end - truth).square().mean().sqrt() for k, end in ends.items()}
    assert error["rk4"] < 0.003
    if key == "vp":
        assert error["heun"] < 0.04
    else:
        assert error["heun"] < 0.01 and 2 * error["heun"] < error["euler"]


@pytest.mark.parametrize("key", FORMS)
def test_euler_over_sigma_is_ddim(key):
    form = FORMS[key]
    model, x = ExactDenoiser(RING, form), start(form, 20, 2)
    grid = GRIDS["phi"](form, 7)
    torch.testing.assert_close(
        sampling.euler(model, x, grid, variable="sigma").x,
        sampling.ddim(model, x, grid).x,
        rtol=1e-6,
        atol=1e-8,
    )


@pytest.mark.parametrize("method", [sampling.heun, sampling.rk4])
def test_over_sigma_methods_are_exact_on_first_order_paths(method):
    form, x0, eps = FORMS["vp"], normal(9, 2), normal(9, 2, seed=1)
    x = lambda t: form.alpha(t) * x0 + form.sigma(t) * eps  # noqa: E731
    grid = GRIDS["phi"](form, 3)
    path = method(Constant(form, x0, eps), x(grid[0]), grid, variable="sigma")
    torch.testing.assert_close(path.x[-1], x(grid[-1]))


def test_what_a_step_is_taken_over_is_told():
    over = {solver: [SOLVERS[solver].variable(FORMS[form]) for form in ("vp", "edm")] for solver in SOLVERS}
    assert over == {
        "ddim": ["sigma", "sigma"],
        "euler": ["t", "t"],
        "heun": ["t", "sigma"],
        "rk4": ["t", "t"],
        "dpmpp_2m": ["sigma", "sigma"],
        "ancestral": ["sigma", "sigma"],
    }


# --- one's own ---------------------------------------------------------------------------------------------


@dataclass
class Constant:
    """A denoiser that knows its pair, in any number of dimensions: a callable with a form is enough."""

    form: object
    x0: torch.Tensor
    eps: torch.Tensor

    def __call__(self, xt, t):
        return self.x0, self.eps


def own(denoiser, x_T, grid, generator):
    """DDIM, as someone else might write it."""
    x, xs, seen = x_T, [x_T], []
    for t, s in pairwise(grid):
        seen.append(denoiser(x, t))
        x = denoiser.form.alpha(s) * seen[-1][0] + denoiser.form.sigma(s) * seen[-1][1]
        xs.append(x)
    return Trajectory(grid, torch.stack(xs), *map(torch.stack, zip(*seen, strict=True)))


def test_an_own_solver_is_sampled_like_any_other():
    form = FORMS["vp"]
    model, x = ExactDenoiser(RING, form), start(form, 30, 2)
    theirs = sample(model, x, 10)
    torch.testing.assert_close(sample(model, x, 10, own).x, theirs.x)
    named = Solver("mine", "Mine", "", 1, even_in_t, own)
    torch.testing.assert_close(sample(model, x, 10, named).x, sample(model, x, 10, grid="t").x)
    assert as_solver(own).nfe(10) == 10 and as_solver("heun") is SOLVERS["heun"]


def test_an_own_grid_is_a_function_or_the_times_themselves():
    form = FORMS["flow_matching"]
    model, x = ExactDenoiser(RING, form), start(form, 30, 2)
    squared = lambda form, steps: torch.linspace(0.999, 0.05, steps + 1).double() ** 2  # noqa: E731
    path = sample(model, x, 6, grid=squared)
    assert torch.equal(path.t, squared(form, 6))
    assert torch.equal(sample(model, x, grid=path.t).x, path.x)
    assert torch.equal(sample(model, x, 6, grid=path.t).x, path.x)
    assert torch.equal(SOLVERS["ddim"].sample(model, x, 6, grid=path.t).x, path.x)


@pytest.mark.parametrize("shape", [(5, 1), (5, 3), (2, 4, 8, 8)])
@pytest.mark.parametrize("key", SOLVERS)
def test_points_have_any_number_of_dimensions(shape, key):
    for form in FORMS.values():
        x0, eps = normal(*shape), normal(*shape, seed=1)
        t = torch.tensor(form.t_max, dtype=torch.float64)
        x_T = form.alpha(t) * x0 + form.sigma(t) * eps
        path = sample(Constant(form, x0, eps), x_T, 4, key, generator=torch.Generator())
        assert path.x.shape == (5, *shape) and path.x0.shape == path.eps.shape == (4, *shape)
        assert path.x.isfinite().all()


def test_a_grid_may_go_from_pure_noise_to_pure_data():
    form = FORMS["flow_matching"]
    model, x = ExactDenoiser(RING, form), normal(30, 2)
    for solver in SOLVERS:
        path = sample(model, x, None, solver, torch.linspace(1, 0, 9).double(), torch.Generator())
        assert path.x.isfinite().all()
        assert torch.equal(path.x[-1], path.x0[-1]) or solver in ("euler", "heun", "rk4")


# --- bad input ---------------------------------------------------------------------------------------------

VP = FORMS["vp"]
MODEL, X = ExactDenoiser(RING, VP), torch.ones(3, 2)
NASTY = [
    None,
    True,
    -1,
    0,
    2.5,
    10**400,
    math.nan,
    math.inf,
    "",
    "nothing of the kind",
    b"bytes",
    [],
    [1, 2],
    {},
    object(),
    1j,
    torch.tensor(1.0),
    torch.zeros(0, 2),
    torch.ones(3, 2, dtype=torch.long),
    torch.ones(3, 2, dtype=torch.complex64),
    torch.ones(3, dtype=torch.bool),
    torch.full((3, 2), math.nan),
    torch.eye(3).to_sparse(),
    torch.linspace(0.1, 0.9, 4),
    torch.linspace(5.0, 3.0, 4),
    torch.linspace(0.5, -1.0, 4),
]
ARGUMENTS = {"denoiser": MODEL, "x_T": X, "steps": 3, "solver": "ddim", "grid": None, "generator": None}


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("name", ARGUMENTS)
def test_nasty_arguments_of_sample_are_refused_in_words(name, solver):
    good = ARGUMENTS | {"solver": solver, "generator": torch.Generator()}
    for value in NASTY:
        only_ancestral_asks = name == "generator" and solver != "ancestral"
        if (name == "grid" and value is None) or (name == "solver" and value in list(SOLVERS)):
            continue
        if name == "steps" and isinstance(value, torch.Tensor) and value.ndim == 0:  # one number is a number
            continue
        if only_ancestral_asks:
            sample(**(good | {name: value}))
            continue
        with pytest.raises(InvalidInput, match=r"got .*; allowed: "):
            sample(**(good | {name: value}))


@pytest.mark.parametrize("run", [solver.run for solver in SOLVERS.values()])
@pytest.mark.parametrize("name", ["denoiser", "x_T", "grid"])
def test_nasty_arguments_of_solvers_are_refused_in_words(name, run):
    good = {"denoiser": MODEL, "x_T": X, "grid": torch.tensor([0.9, 0.1]), "generator": torch.Generator()}
    for value in NASTY:
        with pytest.raises(InvalidInput, match=r"got .*; allowed: "):
            run(**(good | {name: value}))


@pytest.mark.parametrize("grid", GRIDS.values())
def test_nasty_arguments_of_grids_are_refused_in_words(grid):
    for value in NASTY:
        one_number = isinstance(value, torch.Tensor) and value.ndim == 0
        for arguments in ((value, 3), (VP, value))[: 1 if one_number else 2]:
            with pytest.raises(InvalidInput, match=r"got .*; allowed: "):
                grid(*arguments)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("grid", {"grid": lambda form, steps: [0.9, 0.1]}),
        ("grid", {"grid": lambda form, steps: torch.tensor([0.9, 0.1])}),
        ("steps", {"grid": torch.tensor([0.9, 0.1])}),
        ("solver", {"solver": lambda denoiser, x_T, grid, generator: x_T}),
        ("denoiser", {"denoiser": lambda xt, t: (xt, xt)}),
        ("denoiser", {"denoiser": Constant(object(), X, X)}),
        ("denoiser", {"denoiser": Constant(VP, X, X[:1])}),
        ("denoiser", {"denoiser": Constant(VP, X, None)}),
    ],
)
def test_functions_of_ones_own_that_do_not_fit_are_named(field, changes):
    with pytest.raises(InvalidInput) as error:
        sample(**(ARGUMENTS | changes))
    assert error.value.field == field


def test_steps_over_sigma_do_not_begin_in_pure_noise():
    form = FORMS["flow_matching"]
    with pytest.raises(InvalidInput, match="alpha is not 0"):
        sampling.heun(ExactDenoiser(RING, form), X, torch.tensor([1.0, 0.1]), variable="sigma")
    with pytest.raises(InvalidInput, match="variable"):
        sampling.rk4(MODEL, X, torch.tensor([0.9, 0.1]), variable="phase")
