"""Solvers: what is exact is exact, the rest converges at its order, and diffusers' schedulers agree."""

import math

import numpy as np
import pytest
import torch

from toy.data import DATASETS, GaussianMixture
from toy.errors import InvalidInput
from toy.forms import FORMS
from toy.metrics import sliced_w2
from toy.models.exact import ExactDenoiser
from toy.sampling import GRIDS, SOLVERS, ddim, dpmpp_2m, even_in_log_snr, even_in_phi, even_in_t, rk4

SMOOTH = GaussianMixture([[0.8, 0.5], [-0.8, -0.2]], [[[0.3, 0.1], [0.1, 0.2]], [[0.2, 0.0], [0.0, 0.4]]])


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=seeded(seed), dtype=torch.float64)


def noise(form, n, seed=0):
    """The state at the noise end that holds the same standard normal draw in every form."""
    return form.norm(form.t_max) * normal(n, 2, seed=seed)


class FirstOrder:
    """A denoiser whose paths are first order: it knows each path's pair."""

    def __init__(self, form, x0, eps):
        self.form, self.x0, self.eps, self.calls = form, x0, eps, 0

    def __call__(self, xt, t):
        self.calls += 1
        return self.x0, self.eps


# --- exact cases -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize("steps", [1, 2, 3, 17])
def test_ddim_is_exact_on_first_order_paths_in_any_number_of_steps(key, steps):
    form, x0, eps = FORMS[key], normal(9, 2), normal(9, 2, seed=1)
    x = lambda t: form.alpha(t) * x0 + form.sigma(t) * eps  # noqa: E731
    for grid in GRIDS.values():
        t = grid(form, steps)
        path = ddim(FirstOrder(form, x0, eps), x(t[0]), t)
        torch.testing.assert_close(path.x, torch.stack([x(time) for time in t]))


@pytest.mark.parametrize("key", FORMS)
def test_dpm_solver_is_exact_on_first_order_paths_too_and_euler_only_on_straight_even_ones(key):
    form, x0, eps = FORMS[key], normal(9, 2), normal(9, 2, seed=1)
    t = even_in_phi(form, 6)
    start, end = (form.alpha(time) * x0 + form.sigma(time) * eps for time in (t[0], t[-1]))
    model = FirstOrder(form, x0, eps)
    torch.testing.assert_close(dpmpp_2m(model, start, t).x[-1], end)
    error = (SOLVERS["euler"].run(model, start, t).x[-1] - end).abs().max()
    assert (error < 1e-9) == (key == "flow_matching")


def test_same_noise_reaches_the_same_endpoint_in_every_form():
    """All forms are one ODE; VE and EDM only begin a little nearer to the data than the others."""
    mixture = DATASETS["eight_gaussians"].standard_mixture
    ends = {}
    for key, form in FORMS.items():
        ends[key] = SOLVERS["rk4"].sample(ExactDenoiser(mixture, form), noise(form, 200), 100).x[-1]
    for key, end in ends.items():
        apart = (end - ends["vp_cosine"]).square().mean().sqrt()
        assert apart < (0.05 if key == "ve" else 0.01), key


ORDERS = {"ddim": 1, "euler": 1, "dpmpp_2m": 2, "heun": 2, "rk4": 4}


@pytest.mark.parametrize("key", ORDERS)
@pytest.mark.parametrize("form", ["vp_cosine", "flow_matching"])
def test_solvers_converge_at_their_order(key, form):
    form = FORMS[form]
    model, start = ExactDenoiser(SMOOTH, form), noise(form, 40)
    truth = rk4(model, start, even_in_t(form, 256)).x[-1]
    # DPM-Solver's order is one in log SNR: only there do its first and last steps shrink with the others
    grid = even_in_log_snr if key == "dpmpp_2m" else even_in_t
    errors = [(SOLVERS[key].sample(model, start, k, grid=grid).x[-1] - truth).norm() for k in (32, 64)]
    assert math.log2(errors[0] / errors[1]) == pytest.approx(ORDERS[key], abs=0.2)


@pytest.mark.parametrize("steps", [2, 4, 25])
def test_dpm_solver_ends_with_a_first_order_step(steps):
    """The last step crosses several units of log SNR; extrapolated, it would overshoot the data."""
    form = FORMS["vp"]
    model = ExactDenoiser(DATASETS["eight_gaussians"].standard_mixture, form)
    path = SOLVERS["dpmpp_2m"].sample(model, noise(form, 50), steps)
    torch.testing.assert_close(path.x[-2:], ddim(model, path.x[-2], path.t[-2:]).x)


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize("solver", SOLVERS)
def test_many_steps_reach_the_data_in_every_form(key, solver):
    form = FORMS[key]
    reference = SMOOTH.sample(1000, seeded(5), balanced=True)
    path = SOLVERS[solver].sample(ExactDenoiser(SMOOTH, form), noise(form, 1000), 100, seeded(6))
    assert sliced_w2(path.x[-1], reference) < 0.15


@pytest.mark.parametrize("key", FORMS)
def test_nothing_is_ever_infinite(key):
    form = FORMS[key]
    model = ExactDenoiser(DATASETS["eight_gaussians"].standard_mixture, form)
    start = noise(form, 20).float()
    for grid in GRIDS.values():
        for solver in SOLVERS.values():
            for steps in (1, 2, 3, 50):
                path = solver.sample(model, start, steps, seeded(), grid)
                assert path.x.dtype == torch.float32
                assert path.x.shape == (steps + 1, 20, 2)
                assert path.x0.shape == path.eps.shape == (steps, 20, 2)
                assert all(part.isfinite().all() for part in (path.x, path.x0, path.eps)), (grid, solver.key)


def test_trajectory_keeps_what_the_denoiser_saw():
    form = FORMS["vp"]
    model = ExactDenoiser(SMOOTH, form)
    for solver in SOLVERS.values():
        path = solver.sample(model, noise(form, 5), 4, seeded())
        assert torch.equal(path.t, solver.grid(form, 4))
        for k in range(4):
            x0, eps = model(path.x[k], path.t[k])
            assert torch.equal(path.x0[k], x0)
            assert torch.equal(path.eps[k], eps)


@pytest.mark.parametrize("key", SOLVERS)
def test_nfe_is_the_number_of_evaluations_made(key):
    form, solver = FORMS["vp"], SOLVERS[key]
    model = FirstOrder(form, normal(3, 2), normal(3, 2, seed=1))
    solver.sample(model, noise(form, 3), 7, seeded())
    assert solver.nfe(7) == model.calls


def test_ancestral_noise_comes_from_the_generator_alone():
    form = FORMS["vp"]
    model, start = ExactDenoiser(SMOOTH, form), noise(form, 5)

    def run(seed):
        return SOLVERS["ancestral"].sample(model, start, 9, seeded(seed)).x

    assert torch.equal(run(1), run(1))
    assert not torch.allclose(run(1)[1], run(2)[1])


# --- grids -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", FORMS)
def test_grids_run_from_the_noise_end_to_the_data_end_evenly(key):
    form = FORMS[key]
    log_snr = lambda t: torch.log(form.alpha(t) / form.sigma(t))  # noqa: E731
    for grid, clock in ((even_in_phi, form.phi), (even_in_t, lambda t: t), (even_in_log_snr, log_snr)):
        t = grid(form, 20)
        assert (t[0].item(), t[-1].item()) == (form.t_max, form.t_min)
        steps = clock(t).diff()
        torch.testing.assert_close(steps, steps.mean().expand(20), rtol=1e-3, atol=1e-6)


# --- against diffusers -------------------------------------------------------------------------------------


class Discrete:
    """A denoiser on a scheduler's own schedule; times are its timesteps, -1 the data end (alpha = 1)."""

    def __init__(self, scheduler):
        self.form, self.alphas_cumprod = self, scheduler.alphas_cumprod.double()

    def _alpha_squared(self, t):
        return torch.where(t < 0, 1.0, self.alphas_cumprod[t.clamp_min(0).long()])

    def alpha(self, t):
        return self._alpha_squared(t).sqrt()

    def sigma(self, t):
        return (1 - self._alpha_squared(t)).sqrt()

    def __call__(self, x, t):
        eps = torch.tanh(x.flip(-1) * (0.5 + t / 1000)) + 0.3 * x
        return (x - self.sigma(t) * eps) / self.alpha(t), eps


def stable_diffusion(scheduler, **options):
    return scheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", **options)


def theirs(scheduler, model, x, steps, **options):
    """The states that a diffusers scheduler passes through, and its times with -1 for the data end."""
    scheduler.set_timesteps(steps)
    states = [x]
    for t in scheduler.timesteps:
        states.append(scheduler.step(model(states[-1], t)[1], t, states[-1], **options).prev_sample)
    return torch.stack(states), torch.cat([scheduler.timesteps, torch.tensor([-1])])


@pytest.mark.parametrize("steps", [1, 5, 50])
def test_ddim_is_diffusers(steps):
    from diffusers import DDIMScheduler

    scheduler, x = stable_diffusion(DDIMScheduler, clip_sample=False), normal(8, 2)
    model = Discrete(scheduler)
    states, grid = theirs(scheduler, model, x, steps)
    torch.testing.assert_close(ddim(model, x, grid).x, states, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("steps", [1, 5, 50])
def test_ancestral_is_diffusers_ddim_with_eta_1(steps):
    from diffusers import DDIMScheduler

    scheduler, x = stable_diffusion(DDIMScheduler, clip_sample=False), normal(8, 2)
    model = Discrete(scheduler)
    states, grid = theirs(scheduler, model, x, steps, eta=1.0, generator=seeded(1))
    torch.testing.assert_close(
        SOLVERS["ancestral"].run(model, x, grid, seeded(1)).x, states, rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize("steps", [1, 2, 10, 25])
def test_dpm_solver_is_diffusers(steps):
    from diffusers import DPMSolverMultistepScheduler

    scheduler, x = stable_diffusion(DPMSolverMultistepScheduler), normal(8, 2)
    model = Discrete(scheduler)
    states, grid = theirs(scheduler, model, x, steps)
    torch.testing.assert_close(dpmpp_2m(model, x, grid).x, states.double(), rtol=1e-3, atol=1e-4)


# --- bad input ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [0, -1, 1001, 2.5, "many", None])
@pytest.mark.parametrize("grid", GRIDS)
def test_impossible_numbers_of_steps_are_refused(steps, grid):
    with pytest.raises(InvalidInput, match=r"^steps: got .*; allowed: a whole number from 1 to 1,000"):
        GRIDS[grid](FORMS["vp"], steps)
    with pytest.raises(InvalidInput, match=r"^steps"):
        SOLVERS["heun"].nfe(steps)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("x_T", {"x_T": torch.zeros(0, 2)}),
        ("x_T", {"x_T": torch.tensor([[math.nan, 0.0]])}),
        ("x_T", {"x_T": torch.ones(3, 2, dtype=torch.long)}),
        ("x_T", {"x_T": np.zeros((3, 2))}),
        ("x_T", {"x_T": torch.ones(3)}),
        ("grid", {"grid": torch.tensor([0.1, 0.9])}),
        ("grid", {"grid": torch.tensor([0.9])}),
        ("grid", {"grid": torch.tensor([0.9, math.nan])}),
        ("grid", {"grid": torch.tensor([math.inf, 0.1])}),
        ("grid", {"grid": torch.tensor([0.9, -0.1])}),
        ("grid", {"grid": torch.tensor([0.9, 0.9])}),
        ("grid", {"grid": torch.tensor([[0.9, 0.1]])}),
        ("grid", {"grid": torch.linspace(0.9, 0.1, 1002)}),
        ("grid", {"grid": [0.9, 0.1]}),
        ("generator", {"generator": None}),
    ],
)
def test_bad_input_is_named(field, changes):
    form = FORMS["vp"]
    good = {"x_T": torch.ones(3, 2), "grid": torch.tensor([0.9, 0.1]), "generator": seeded()}
    with pytest.raises(InvalidInput) as error:
        SOLVERS["ancestral"].run(ExactDenoiser(SMOOTH, form), **(good | changes))
    assert error.value.field == field
