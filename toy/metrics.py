"""What is measured: of paths (first order? straight?) and of samples (how far from the data?).

Pure functions. Points and paths come as NumPy arrays or torch tensors, results are plain floats. Paths run
from noise (index 0) to data (index K). Whatever does not fit raises InvalidInput naming the argument.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from toy.data import checks
from toy.errors import InvalidInput, require_int

OFF_MODE_SIGMAS = 4.0  # exp(-8) = 0.03 % of a Gaussian mixture's own samples lie further out


# --- paths -------------------------------------------------------------------------------------------------


def end_pair(u: Tensor, phi: Tensor) -> tuple[Tensor, Tensor]:
    """The one pair (x0, eps), each (n, 2), whose first-order path has both ends of the paths ``u``.

    Solves cos(phi) x0 + sin(phi) eps = u at phi[0] and phi[K]; u (K+1, n, 2) = x / hypot(alpha, sigma).
    """
    c, s = torch.cos(phi), torch.sin(phi)
    between = torch.sin(phi[0] - phi[-1])
    x0 = (s[0] * u[-1] - s[-1] * u[0]) / between
    eps = (c[-1] * u[0] - c[0] * u[-1]) / between
    return x0, eps


def first_order_defect(u, phi, v) -> float:
    """How far a model's velocity is from one constant (x0, eps) along each path: 0 is first order.

    sum_k w_k |v_hat - v*|^2 / sum_k w_k |v*|^2, where w = |dphi| and v* = cos(phi) eps - sin(phi) x0 for the
    pair that joins the path's two ends. The same for a path in every form, since u and phi are.

    Args:
        u: (K+1, n, 2), the paths x / hypot(alpha, sigma).
        phi: (K+1,), angles atan2(sigma, alpha), falling.
        v: (K, n, 2), the velocity cos(phi) eps_hat - sin(phi) x0_hat at u[k], phi[k].
    """
    u, phi = _paths("u", u), _clock("phi", phi)
    v = _paths("v", v)
    _same_length("phi", phi, u)
    if v.shape != (len(u) - 1, *u.shape[1:]):
        raise InvalidInput("v", f"shape {tuple(v.shape)}", f"shape {(len(u) - 1, *u.shape[1:])}")
    x0, eps = end_pair(u, phi)
    c, s = torch.cos(phi[:-1, None, None]), torch.sin(phi[:-1, None, None])
    ideal = c * eps - s * x0
    weight = (phi[:-1] - phi[1:])[:, None, None]
    return _ratio((weight * (v - ideal) ** 2).sum(), (weight * ideal**2).sum())


def first_order_deviation(u, phi) -> float:
    """Mean over paths of the largest distance between a path and the first-order path joining its ends.

    u (K+1, n, 2) and phi (K+1,) as in ``first_order_defect``; in units of u.
    """
    u, phi = _paths("u", u), _clock("phi", phi)
    _same_length("phi", phi, u)
    x0, eps = end_pair(u, phi)
    ghost = torch.cos(phi)[:, None, None] * x0 + torch.sin(phi)[:, None, None] * eps
    return (u - ghost).norm(dim=-1).amax(0).mean().item()


def arc_over_chord(x) -> float:
    """Length of the paths over the distance between their ends, minus 1: 0 is straight.

    Lengths and distances are each summed over the paths ``x`` (K+1, n, 2), so that a path which ends near
    where it began does not count without bound.
    """
    x = _paths("x", x)
    arc = (x[1:] - x[:-1]).norm(dim=-1).sum()
    chord = (x[-1] - x[0]).norm(dim=-1).sum()
    return _ratio(arc, chord) - 1 if arc > 0 else 0.0


def straightness(t, x) -> float:
    """S of Liu et al. 2022 (arXiv 2209.03003, eq. 4) over the squared chord: 0 is straight at even speed.

    T sum_k |(x_K - x_0)/T - dx_k/dt_k|^2 dt_k / |x_K - x_0|^2, sums over paths too. Unlike ``arc_over_chord``
    it depends on the clock: a straight path travelled unevenly scores more than 0.

    Args:
        t: (K+1,), times, rising or falling throughout.
        x: (K+1, n, 2), the paths.
    """
    t, x = _clock("t", t, either=True), _paths("x", x)
    _same_length("t", t, x)
    dt, total = (t[:-1] - t[1:])[:, None, None], t[0] - t[-1]
    chord = x[-1] - x[0]
    speed = (x[1:] - x[:-1]) / dt
    return _ratio(total * (dt * (chord / total - speed) ** 2).sum(), chord.square().sum())


def path_metrics(trajectory, form) -> dict[str, float]:
    """The three path metrics of a Trajectory in standardised units, sampled under ``form``.

    The first-order defect uses the model's (x0_hat, eps_hat) kept in the trajectory; a one-step DDIM path is
    first order by construction, so measure with many steps.
    """
    u, phi, v = angle_path(trajectory, form)
    return {
        "first_order_defect": first_order_defect(u, phi, v),
        "arc_over_chord": arc_over_chord(trajectory.x),
        "straightness": straightness(trajectory.t, trajectory.x),
    }


def angle_path(trajectory, form) -> tuple[Tensor, Tensor, Tensor]:
    """A Trajectory in angle coordinates: u (K+1, n, 2), phi (K+1,), v (K, n, 2), float64."""
    t = torch.as_tensor(trajectory.t).double()
    x, x0, eps = (torch.as_tensor(part).double() for part in (trajectory.x, trajectory.x0, trajectory.eps))
    phi = form.phi(t)
    c, s = torch.cos(phi[:-1, None, None]), torch.sin(phi[:-1, None, None])
    return x / form.norm(t)[:, None, None], phi, c * eps - s * x0


def step_gap(one, many, std: float = 1.0) -> float:
    """RMS difference per coordinate of one-step and many-step samples from the same noise, over ``std``.

    one, many: (n, 2), row i from the same noise; std: the data's (1 in standardised units).
    """
    one, many = checks.points("one", one), checks.points("many", many)
    if one.shape != many.shape:
        raise InvalidInput("many", f"{len(many):,} points", f"{len(one):,} points, as in one")
    if not 0 < std < math.inf:
        raise InvalidInput("std", std, "a positive number")
    return (one - many).square().mean().sqrt().item() / std


# --- samples -----------------------------------------------------------------------------------------------


def energy_distance(a, b) -> float:
    """2 E|a - b| - E|a - a'| - E|b - b'| (Székely & Rizzo 2013) between points a (n, 2) and b (m, 2).

    The V-statistic: pairs of a point with itself count, so it is never negative and has a floor above 0 for
    two samples of one distribution. Time grows with n m, memory does not: 4,096 against 4,096 take 50 ms.
    """
    a, b = checks.points("a", a, most=100_000), checks.points("b", b, most=100_000)
    a, b = a - b.mean(0), b - b.mean(0)
    size = float(torch.maximum(a.abs().max(), b.abs().max()))
    if size == 0:
        return 0.0
    a, b = (a / size).float(), (b / size).float()  # near 1, float32 is exact enough
    return max(0.0, size * (2 * _mean_distance(a, b) - _mean_distance(a, a) - _mean_distance(b, b)))


def _mean_distance(a, b, rows=64):
    bx, by = b.T.contiguous()
    buffers = torch.empty(2, rows, len(b))  # small enough to stay in the cache
    total = 0.0
    for part in a.split(rows):
        dx, dy = buffers[:, : len(part)]
        torch.sub(part[:, :1], bx, out=dx)
        torch.sub(part[:, 1:], by, out=dy)
        total += dx.mul_(dx).addcmul_(dy, dy).sqrt_().sum().item()
    return total / len(a) / len(b)


def sliced_w2(a, b, directions: int = 64) -> float:
    """Sliced 2-Wasserstein distance between points a (n, 2) and b (m, 2), of any two sizes.

    The root of the mean of W2^2 over evenly spread directions; W2 on a line is exact, by sorting
    (Rabin et al. 2012; Bonneel et al. 2015). A shift by d measures |d| / sqrt(2).
    """
    a, b = checks.points("a", a), checks.points("b", b)
    directions = require_int("directions", directions, 1, 10_000)
    angle = math.pi * (torch.arange(directions, dtype=torch.float64) + 0.5) / directions
    lines = torch.stack([angle.cos(), angle.sin()])
    weight, i, j = _coupling(len(a), len(b))
    center, total = b.mean(0), 0.0
    for along_a, along_b in zip(((a - center) @ lines).T, ((b - center) @ lines).T, strict=True):
        apart = _ordered(along_a)[i] - _ordered(along_b)[j]
        total += (weight * apart.square_()).sum().item()
    return math.sqrt(total / directions)


def _ordered(values: Tensor) -> Tensor:
    """Values (n,) in rising order; NumPy's sort is several times as fast as torch's."""
    return torch.from_numpy(np.sort(values.numpy()))


def _coupling(n, m):
    """The monotone coupling of n and m sorted equal masses: masses (k,), and which points they join."""
    # In units of 1/(nm) all breaks are whole numbers, so that equal ones coincide exactly.
    breaks = np.union1d(np.arange(n + 1) * m, np.arange(m + 1) * n)
    starts = torch.from_numpy(breaks[:-1])
    return torch.from_numpy(np.diff(breaks)) / (n * m), starts // m, starts // n


def off_mode_fraction(samples, mixture, sigmas: float = OFF_MODE_SIGMAS) -> float:
    """The fraction of points (n, 2) further than ``sigmas`` deviations from every mode of ``mixture``."""
    samples = checks.points("samples", samples)
    rows = max(1, 1_000_000 // len(mixture.means))
    off = [(mixture.squared_distances(part).amin(1) > sigmas**2).sum() for part in samples.split(rows)]
    return sum(off).item() / len(samples)


DISTANCES = {"energy_distance": energy_distance, "sliced_w2": sliced_w2}


def quality(samples, reference, mixture=None, distances=tuple(DISTANCES)) -> dict[str, float]:
    """Distances of samples (n, 2) to a reference (m, 2), and the off-mode fraction given a mixture.

    ``distances``: names in DISTANCES.
    """
    result = {name: DISTANCES[name](samples, reference) for name in distances}
    if mixture is not None:
        result["off_mode_fraction"] = off_mode_fraction(samples, mixture)
    return result


def floor(dataset, n: int, generator, reference=None, repeats: int = 4) -> dict[str, float]:
    """``quality`` of the data themselves: the mean over fresh draws of ``n`` standardised points.

    The reference is a balanced draw of ``n`` points unless one is given. No model can be expected to go
    below these figures; a quality means something only beside them.
    """
    repeats = require_int("repeats", repeats, 1, 1000)
    reference = dataset.draw(n, generator, balanced=True) if reference is None else reference
    runs = [quality(dataset.draw(n, generator), reference, dataset.standard_mixture) for _ in range(repeats)]
    return {name: sum(run[name] for run in runs) / repeats for name in runs[0]}


# --- checks ------------------------------------------------------------------------------------------------


def _paths(field, values):
    allowed = "finite numbers in a (K+1, n, 2) array"
    paths = checks.floats(field, values, allowed)
    if paths.ndim != 3 or paths.shape[2] != 2 or paths.numel() == 0:
        raise InvalidInput(field, f"shape {tuple(paths.shape)}", allowed)
    if not paths.isfinite().all():
        raise InvalidInput(field, f"{int((~paths.isfinite()).sum()):,} NaN or infinite", allowed)
    return paths


def _clock(field, values, either=False):
    """Falling numbers (K+1,); rising ones count from the other end where ``either`` is allowed."""
    allowed = "two or more finite numbers in falling order" + (" or in rising order" if either else "")
    clock = checks.floats(field, values, allowed)
    if clock.ndim != 1 or len(clock) < 2 or not clock.isfinite().all():
        raise InvalidInput(field, clock.tolist(), allowed)
    falling = -clock if either and clock[0] < clock[-1] else clock
    if not (falling[:-1] > falling[1:]).all():
        raise InvalidInput(field, clock.tolist(), allowed)
    return falling


def _same_length(field, clock, paths):
    if len(clock) != len(paths):
        raise InvalidInput(field, f"{len(clock)} numbers", f"{len(paths)}, one for each point of a path")


def _ratio(over, under):
    """over / under, where paths that do not move at all (0 / 0) count as perfect."""
    if under == 0:
        return 0.0 if over == 0 else math.inf
    return (over / under).item()
