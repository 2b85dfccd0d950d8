"""Lessons 1, 2 and 12: what needs no training. Forms, exact paths, and the paths of single pairs."""

from __future__ import annotations

import torch

import toy
from rdlab.lessons.doing import Doing
from rdlab.lessons.measure import LEAST_ARC, LEAST_FLOOR, distance, floor, gap, quality, shape, walk
from rdlab.lessons.records import Claim, Drawing, Experiment, Lesson, Measured, Outcome, compared
from rdlab.lessons.shelf import REFERENCE, Shelf, Work, settings
from toy import metrics

FORMS = ("vp", "vp_cosine", "sub_vp", "ve", "edm", "flow_matching")
LESS_BENT = ("vp", "sub_vp", "ve")
SHOWN = ("vp", "sub_vp", "ve", "flow_matching")
LEFT = "ve"  # it ends at sigma/alpha = 10: a little signal is left in what the others begin with as noise
COMMON = 1.45  # every form's clock passes this angle; from there on they are compared


def same_paths(shelf: Shelf, steps: int = 160, solver: str = "rk4") -> Experiment:
    """Lesson 1: every form, in its own x and its own t, from the same noise."""
    noise, paths = shelf.noise(200), {}
    for key in FORMS:
        name, form = shelf.exact(key), toy.FORMS[key]
        down = torch.linspace(form.phi_max, COMMON, max(2, steps // 8), dtype=torch.float64)
        common = torch.linspace(COMMON, toy.FORMS[LEFT].phi_min, steps + 1, dtype=torch.float64)
        grid = form.t_of_phi(torch.cat([down, common[1:]]))
        path = yield from walk(shelf, name, noise, steps, solver, grid)
        paths[key] = metrics.angle_path(path, form)[0][-steps - 1 :]
    others = {key: path for key, path in paths.items() if key != "vp"}
    ends = {key: gap(path[-1], paths["vp"][-1]) for key, path in others.items() if key != LEFT}
    left = (paths[LEFT][-1] - paths["vp"][-1]).norm(dim=-1).median().item()
    ways = {key: (path - paths["vp"]).norm(dim=-1).amax(0).mean().item() for key, path in others.items()}
    mixed = gap(paths["vp"][-1], paths["vp"][-1].roll(1, 0))
    return Outcome(
        "same_paths",
        (
            Claim(
                "ends",
                max(ends.values()),
                True,
                0.01,
                "std",
                (
                    *(Measured("end_gap", value, "std", f"{key}/exact") for key, value in ends.items()),
                    Measured("other_noise", mixed, "std"),
                ),
            ),
            Claim(
                "ve",
                left,
                True,
                0.02,
                "std",
                (
                    Measured("end_gap", gap(paths[LEFT][-1], paths["vp"][-1]), "std", f"{LEFT}/exact"),
                    Measured("other_noise", mixed, "std"),
                ),
            ),
            Claim(
                "ways",
                max(ways.values()),
                True,
                0.02,
                "std",
                tuple(Measured("way_gap", value, "std", f"{key}/exact") for key, value in ways.items()),
            ),
        ),
        tuple(Drawing(f"{key}/exact", key, coordinates="x-u") for key in SHOWN),
    )


def not_straight(shelf: Shelf) -> Experiment:
    """Lesson 2: the exact paths of flow matching."""
    name = shelf.exact("flow_matching")
    found = yield from shape(shelf, name)
    others = {}
    for key in LESS_BENT:
        others[shelf.exact(key)] = (yield from shape(shelf, shelf.exact(key))).arc
    one = yield from quality(shelf, name, 1, "euler")
    many = yield from quality(shelf, name, 50, "euler")
    least = yield from floor(shelf)
    pairs = pair_lines(shelf)
    return Outcome(
        "not_straight",
        (
            Claim(
                "bent",
                found.arc,
                False,
                0.1,
                "share",
                (
                    Measured("arc_pairs", metrics.arc_over_chord(pairs), "share"),
                    Measured("straightness", found.straightness, "none", name),
                ),
            ),
            compared(
                "one_step",
                one,
                least,
                least,
                False,
                3.0,
                (
                    Measured("sw2", one, "std", name, 1),
                    Measured("sw2", many, "std", name, 50),
                    Measured("floor", least, "std"),
                ),
            ),
            compared(
                "most_bent",
                found.arc,
                max(others.values()),
                LEAST_ARC,
                False,
                1.5,
                tuple(
                    Measured("arc", arc, "share", model)
                    for model, arc in ({name: found.arc} | others).items()
                ),
            ),
        ),
        (
            Drawing(name, "flow_matching", overlay="lines"),
            Drawing(name, "flow_matching"),
            Drawing(name, "flow_matching", "euler", 1),
        ),
    )


def pair_lines(shelf: Shelf, form: str = "flow_matching", n: int = 400, steps: int = 50) -> torch.Tensor:
    """Paths (K+1, n, 2) ``alpha x0 + sigma eps`` of single pairs of data and noise, in the form's x."""
    generator = torch.Generator().manual_seed(shelf.seed)
    x0, eps = shelf.dataset.sample_standardised(n, generator), torch.randn(n, 2, generator=generator)
    chosen = toy.FORMS[form]
    t = toy.SOLVERS["ddim"].grid(chosen, steps)
    return chosen.alpha(t).reshape(-1, 1, 1) * x0 + chosen.sigma(t).reshape(-1, 1, 1) * eps


def conditional(shelf: Shelf) -> Experiment:
    """Lesson 12: single pairs against the model's own paths."""
    form, key = toy.FORMS["flow_matching"], "flow_matching"
    name = shelf.exact(key)
    model = shelf.models[name]
    lines = pair_lines(shelf)
    found = yield from shape(shelf, name)
    path = yield from walk(shelf, name, shelf.noise(REFERENCE), 48)
    middle = 24
    c, s = (float(f(path.t[middle])) for f in (form.alpha, form.sigma))
    generator = torch.Generator().manual_seed(shelf.seed)
    clouds = []
    for _ in range(2):
        x0 = model.mixture.sample(REFERENCE, generator, balanced=True)
        clouds.append(c * x0.float() + s * torch.randn(REFERENCE, 2, generator=generator))
        yield Doing("measure", name)
    apart = yield from distance(path.x[middle], clouds[0])
    own = yield from distance(clouds[1], clouds[0])
    spread = yield from distance(path.x[0], clouds[0])
    error, single = yield from _mean_of_pairs(shelf, name)
    return Outcome(
        "conditional",
        (
            Claim(
                "bent",
                found.arc - metrics.arc_over_chord(lines),
                False,
                0.1,
                "share",
                (
                    Measured("arc_pairs", metrics.arc_over_chord(lines), "share"),
                    Measured("arc", found.arc, "share", name),
                ),
            ),
            Claim(
                "mean",
                error,
                True,
                0.1,
                "share",
                (Measured("single_pair", single, "share"),),
            ),
            Claim(
                "clouds",
                apart / max(own, LEAST_FLOOR),
                True,
                2.0,
                "ratio",
                (
                    Measured("cloud_gap", apart, "std"),
                    Measured("cloud_floor", own, "std"),
                    Measured("cloud_noise", spread, "std"),
                ),
            ),
        ),
        (Drawing(name, key, overlay="conditional"), Drawing(name, key, overlay="clouds")),
    )


def _mean_of_pairs(shelf: Shelf, name: str, points: int = 60, n: int = 20_000) -> Work:
    """Error of the mean velocity of the pairs that pass a point, and of one such pair's, over a pair's speed.

    At each of some points of the cloud at t = 1/2, pairs that pass it are weighed: an x0 drawn from the data
    passes through x with the one eps = (x - alpha x0) / sigma, and as often as that eps is.
    """
    model, generator = shelf.models[name], torch.Generator().manual_seed(shelf.seed + 7)
    form, t = model.form, 0.5
    c, s = float(form.alpha(torch.tensor(t))), float(form.sigma(torch.tensor(t)))
    draw = lambda count: model.mixture.sample(count, generator).double()  # noqa: E731
    x = c * draw(points) + s * torch.randn(points, 2, generator=generator, dtype=torch.float64)
    x0 = draw(n)
    yield Doing("measure", name)
    x0_hat, eps_hat = model(x, t)
    true = eps_hat - x0_hat
    means, picks = [], []
    for row in x.split(6):
        eps = (row[:, None] - c * x0) / s
        weight = torch.softmax(-0.5 * eps.square().sum(-1), dim=1)
        velocity = eps - x0
        means.append((weight[..., None] * velocity).sum(1))
        pick = torch.multinomial(weight, 1, generator=generator)
        picks.append(velocity[torch.arange(len(row)), pick[:, 0]])
        yield Doing("measure", name)
    size = torch.stack([v.square().mean() for v in picks]).mean()  # the mean's may be 0
    return tuple(((torch.cat(v) - true).square().mean() / size).sqrt().item() for v in (means, picks))


LESSONS = (
    Lesson(
        key="same_paths",
        number=1,
        formula=r"x_t = \alpha_t x_0 + \sigma_t \epsilon,\qquad u = \frac{x_t}{\sqrt{\alpha_t^2+\sigma_t^2}},"
        r"\quad \varphi = \arctan\frac{\sigma_t}{\alpha_t},\qquad "
        r"\frac{\mathrm{d}u}{\mathrm{d}\varphi} = \cos\varphi\,\hat\epsilon - \sin\varphi\,\hat x_0",
        answers=3,
        right=0,
        claims=("ends", "ve", "ways"),
        decided_by=("ends", "ve"),
        settings=tuple(settings(form) for form in SHOWN),
        experiment=same_paths,
        pieces=220,
    ),
    Lesson(
        key="not_straight",
        number=2,
        formula=r"\frac{\mathrm{d}x_t}{\mathrm{d}t} = \mathbb{E}\left[\,\epsilon - x_0 \mid x_t\,\right]",
        answers=3,
        right=1,
        claims=("bent", "one_step", "most_bent"),
        decided_by=("bent",),
        settings=(settings("flow_matching"),),
        experiment=not_straight,
        pieces=60,
    ),
)
CONDITIONAL = Lesson(
    key="conditional",
    number=12,
    formula=r"v(x, t) = \int v(x, t \mid x_0)\, p(x_0 \mid x_t = x)\,\mathrm{d}x_0,\qquad "
    r"v(x, t \mid x_0) = \frac{x - x_0}{t}",
    answers=3,
    right=2,
    claims=("bent", "mean", "clouds"),
    decided_by=("bent", "mean"),
    settings=(settings("flow_matching"),),
    experiment=conditional,
    pieces=35,
)
