"""Lesson 0: what a diffusion model is. The exact denoiser against draws and the score; one step and many."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from rdlab.lessons.doing import Doing
from rdlab.lessons.measure import floor, gap, quality, walk
from rdlab.lessons.records import Claim, Drawing, Experiment, Lesson, Measured, Outcome, compared
from rdlab.lessons.shelf import REFERENCE, Shelf, Work, settings
from toy.data.mixture import GaussianMixture

STEPS = (1, 2, 4, 8, 16, 50)
FORM = "vp"
POINTS, DRAWS, ROWS = 60, 20_000, 6  # of the comparison with draws: x, possible x0, x at a time
HALF_WAY = math.pi / 4  # where there is as much noise as data
TWEEDIE = (0.5, 0.8, 1.1, 1.4)  # angles at which the score is asked
STEP = 1e-4  # of the score's central differences; errors go with its square


def denoising(shelf: Shelf) -> Experiment:
    """Lesson 0: one step ends at the mean, many at the data; answers are means of what is possible."""
    name = shelf.exact(FORM)
    least = yield from floor(shelf)
    found = {}
    for steps in STEPS:
        found[steps] = yield from quality(shelf, name, steps)
    spread = {}
    for steps in (1, STEPS[-1]):
        path = yield from walk(shelf, name, shelf.noise(REFERENCE), steps)
        spread[steps] = _around(path.x[-1], shelf.reference)
    error, single = yield from _mean_of_draws(shelf, name)
    by_score, without = yield from _from_score(shelf, name)
    curve = tuple(Measured("sw2", value, "std", name, steps) for steps, value in found.items())
    ends = Measured("floor", least, "std")
    return Outcome(
        "denoising",
        (
            Claim(
                "middle",
                spread[1],
                True,
                0.1,
                "std",
                (
                    Measured("from_middle", spread[STEPS[-1]], "std", name, STEPS[-1]),
                    Measured("from_middle_data", _around(shelf.reference, shelf.reference), "std"),
                ),
            ),
            compared("steps", found[1], found[STEPS[-1]], least, False, 3.0, (*curve, ends)),
            Claim("mean", error, True, 0.1, "std", (Measured("single_draw", single, "std"),)),
            Claim("tweedie", by_score, True, 0.001, "std", (Measured("no_score", without, "std"),)),
        ),
        tuple(Drawing(name, FORM, steps=steps) for steps in (1, 4, STEPS[-1])),
        (*curve, ends),
    )


def _around(points: Tensor, data: Tensor) -> float:
    """Root mean square distance per coordinate of points (n, 2) from the middle of the data (m, 2)."""
    return gap(points, data.mean(0).expand_as(points))


def _noisy(shelf: Shelf, mixture: GaussianMixture, phi: float, generator: torch.Generator) -> Tensor:
    """POINTS noisy samples u (n, 2), float64, of the data's mixture."""
    x0 = mixture.sample(POINTS, generator).double()
    eps = torch.randn(POINTS, 2, generator=generator, dtype=torch.float64)
    return math.cos(phi) * x0 + math.sin(phi) * eps


def _mean_of_draws(shelf: Shelf, name: str) -> Work:
    """How far the weighted mean of DRAWS possible x0, and a single one of them, is from the exact x0_hat.

    Each x0 is weighed with the density N(x; alpha x0, sigma^2 I) of the noisy sample, given x0: Bayes' rule.
    """
    mixture, generator = shelf.models[name].mixture, torch.Generator().manual_seed(shelf.seed + 17)
    phi, (c, s) = HALF_WAY, (math.cos(HALF_WAY), math.sin(HALF_WAY))
    u = _noisy(shelf, mixture, phi, generator)
    x0 = mixture.sample(DRAWS, generator).double()
    yield Doing("measure", name)
    exact, _ = shelf.models[name].predict(u, phi)
    means, picks = [], []
    for row in u.split(ROWS):
        far = (row[:, None] - c * x0).square().sum(-1)
        weight = torch.softmax(-far / (2 * s * s), dim=1)
        means.append(weight @ x0)
        picks.append(x0[torch.multinomial(weight, 1, generator=generator)[:, 0]])
        yield Doing("measure", name)
    return gap(torch.cat(means), exact), gap(torch.cat(picks), exact)


def _from_score(shelf: Shelf, name: str) -> Work:
    """How far Tweedie's (x + sigma^2 grad log p(x)) / alpha, and x / alpha alone, is from the exact x0_hat.

    The score is a central difference of the logarithm of the noisy samples' density: it knows nothing of the
    denoiser. The root mean square over points and angles, of which TWEEDIE are asked.
    """
    model, generator = shelf.models[name], torch.Generator().manual_seed(shelf.seed + 18)
    ours, plain, exact = [], [], []
    for phi in TWEEDIE:
        c, s = math.cos(phi), math.sin(phi)
        u = _noisy(shelf, model.mixture, phi, generator)
        score = torch.empty_like(u)
        for axis in range(2):
            by = torch.zeros(2, dtype=u.dtype)
            by[axis] = STEP
            up, down = (_log_density(model.mixture, u + side * by, c, s) for side in (1, -1))
            score[:, axis] = (up - down) / (2 * STEP)
            yield Doing("measure", name)
        ours.append((u + s * s * score) / c)
        plain.append(u / c)
        exact.append(model.predict(u, phi)[0])
    return gap(torch.cat(ours), torch.cat(exact)), gap(torch.cat(plain), torch.cat(exact))


def _log_density(mixture: GaussianMixture, x: Tensor, c: float, s: float) -> Tensor:
    """log p (n,) of noisy samples c x0 + s eps at x (n, 2): the mixture, shrunk by c and blurred by s."""
    covariance = c * c * mixture.covariances.double() + s * s * torch.eye(2, dtype=x.dtype)  # (k, 2, 2)
    d = x[:, None] - c * mixture.means.double()  # (n, k, 2)
    (a, b), (_, e) = covariance[:, 0].T, covariance[:, 1].T
    det = a * e - b * b
    form = (e * d[..., 0] ** 2 - 2 * b * d[..., 0] * d[..., 1] + a * d[..., 1] ** 2) / det
    return torch.logsumexp(mixture.weights.double().log() - 0.5 * (form + det.log()), dim=1) - math.log(
        2 * math.pi
    )


LESSONS = (
    Lesson(
        key="denoising",
        number=0,
        formula=r"x_t = \alpha_t x_0 + \sigma_t \epsilon,\quad \epsilon \sim \mathcal N(0, I),\qquad "
        r"\hat x_0(x, t) = \mathbb{E}\left[\,x_0 \mid x_t = x\,\right] "
        r"= \frac{x + \sigma_t^2\,\nabla_x \log p_t(x)}{\alpha_t}",
        answers=3,
        right=1,
        claims=("middle", "steps", "mean", "tweedie"),
        decided_by=("middle",),
        settings=(settings(FORM),),
        experiment=denoising,
        pieces=130,
    ),
)
