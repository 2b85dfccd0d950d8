"""What is measured of paths: are they first order, are they straight?"""

from __future__ import annotations

import math
from typing import Protocol

import torch
from torch import Tensor

from toy.errors import InvalidInput
from toy.forms import Form
from toy.metrics.inputs import Array, angles, clock, like, paths, points, positive

STILL = 0.02  # of the ends' spread; 50 DDIM steps move paths by as much that should not move at all


class Path(Protocol):
    """A ``toy.Trajectory``, of tensors or arrays: t (K+1,), x (K+1, n, d), x0 and eps (K, n, d)."""

    @property
    def t(self) -> Array:
        """Falling times (K+1,)."""
        ...

    @property
    def x(self) -> Array:
        """The states (K+1, n, d)."""
        ...

    @property
    def x0(self) -> Array:
        """The data predicted where each step began (K, n, d)."""
        ...

    @property
    def eps(self) -> Array:
        """The noise predicted where each step began (K, n, d)."""
        ...


def end_pair(u: Array, phi: Array) -> tuple[Tensor, Tensor]:
    """The one pair (x0, eps) whose first-order path has both ends of the paths ``u``.

    Solves cos(phi) x0 + sin(phi) eps = u at phi[0] and phi[K] (Rectified Diffusion, arXiv 2410.07303v2,
    eq. 4, in angle coordinates).

    Args:
        u: (K+1, n, d), the paths x / hypot(alpha, sigma).
        phi: (K+1,), angles atan2(sigma, alpha) in radians, falling.

    Returns:
        x0 and eps, float64 (n, d) each.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    u = paths("u", u)
    return _end_pair(u, angles("phi", phi, len(u)))


def _end_pair(u: Tensor, phi: Tensor) -> tuple[Tensor, Tensor]:
    c, s = torch.cos(phi), torch.sin(phi)
    between = torch.sin(phi[0] - phi[-1])
    x0 = (s[0] * u[-1] - s[-1] * u[0]) / between
    eps = (c[-1] * u[0] - c[0] * u[-1]) / between
    return x0, eps


def first_order_defect(u: Array, phi: Array, v: Array) -> float:
    """How far a model's velocity is from one constant (x0, eps) along each path: 0 is first order.

    sum_k w_k |v_hat - v*|^2 / sum_k w_k |v*|^2, where w = |dphi| and v* = cos(phi) eps - sin(phi) x0 for the
    pair that joins the path's two ends (``end_pair``). It is the same for a path in every form, since u and
    phi are. 1 is as far from the constant pair's velocity as standing still is; it is not bounded by 1, and
    it is no share of a variance. What it measures: arXiv 2410.07303v2, section 2.2, eq. 1 to 3.

    Args:
        u: (K+1, n, d), the paths x / hypot(alpha, sigma).
        phi: (K+1,), angles atan2(sigma, alpha) in radians, falling.
        v: (K, n, d), the velocity cos(phi) eps_hat - sin(phi) x0_hat at u[k], phi[k].

    Raises:
        InvalidInput: an argument that does not fit.
    """
    u = paths("u", u)
    phi = angles("phi", phi, len(u))
    v = like("v", v, (len(u) - 1, *u.shape[1:]))
    x0, eps = _end_pair(u, phi)
    c, s = torch.cos(phi[:-1, None, None]), torch.sin(phi[:-1, None, None])
    ideal = c * eps - s * x0
    weight = (phi[:-1] - phi[1:])[:, None, None]
    return _ratio((weight * (v - ideal) ** 2).sum(), (weight * ideal**2).sum())


def first_order_deviation(u: Array, phi: Array) -> float:
    """Mean over paths of the largest distance between a path and the first-order path joining its ends.

    Args:
        u: (K+1, n, d), the paths x / hypot(alpha, sigma).
        phi: (K+1,), angles in radians, falling.

    Returns:
        A distance in units of u.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    u = paths("u", u)
    phi = angles("phi", phi, len(u))
    x0, eps = _end_pair(u, phi)
    ghost = torch.cos(phi)[:, None, None] * x0 + torch.sin(phi)[:, None, None] * eps
    return float((u - ghost).norm(dim=-1).amax(0).mean())


def arc_over_chord(x: Array) -> float:
    """Arc/chord - 1: the length of the paths over the distance between their ends, minus 1. 0 is straight.

    Lengths and distances are each summed over the paths, so that a path which ends near where it began does
    not count without bound. It does not depend on the clock (figure 3 of Rectified Diffusion, arXiv
    2410.07303v2: 0.404 for one pair under VP, 0 under flow matching).

    The chord has a floor (``_chord``): of paths that all turn back it says nothing, and straight there and
    straight back is 3. Paths that stand still are straight.

    Args:
        x: (K+1, n, d), the paths, in any coordinates.

    Raises:
        InvalidInput: x is something else.
    """
    x = paths("x", x)
    arc = (x[1:] - x[:-1]).norm(dim=-1).sum()
    return max(0.0, _ratio(arc, _chord(x, 1)) - 1) if arc > 0 else 0.0


def straightness(t: Array, x: Array) -> float:
    """S of Liu et al. 2022 (arXiv 2209.03003, eq. 4) over the squared chord: 0 is straight at even speed.

    T sum_k |(x_K - x_0)/T - dx_k/dt_k|^2 dt_k / |x_K - x_0|^2, sums over paths too. Unlike ``arc_over_chord``
    it depends on the clock: a straight path travelled unevenly scores more than 0. The chord has the same
    floor.

    Args:
        t: (K+1,), times, rising or falling throughout.
        x: (K+1, n, d), the paths.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    x = paths("x", x)
    t = clock("t", t, len(x), either=True)
    dt, total = (t[:-1] - t[1:])[:, None, None], t[0] - t[-1]
    chord = x[-1] - x[0]
    speed = (x[1:] - x[:-1]) / dt
    return _ratio(total * (dt * (chord / total - speed) ** 2).sum(), _chord(x, 2))


def _chord(x: Tensor, power: int) -> Tensor:
    """Sum over paths of the chord to a power, or what it is floored by where that is more.

    The floors: half of how far from its beginning a path gets (nearer ends make it one that turns back), and
    STILL of how far the paths' ends are from their middle (what moves less stands still).
    """
    chord, reach = (x[-1] - x[0]).norm(dim=-1), (x - x[0]).norm(dim=-1).amax(0)
    spread = [(end - end.mean(0)).norm(dim=-1).pow(power).sum() for end in (x[0], x[-1])]
    floors = (reach / 2).pow(power).sum(), STILL**power * max(spread)
    return torch.stack([chord.pow(power).sum(), *floors]).max()


def path_metrics(trajectory: Path, form: Form) -> dict[str, float]:
    """The three path metrics of a Trajectory in standardised units, sampled under ``form``.

    The first-order defect uses the model's (x0_hat, eps_hat) kept in the trajectory; a one-step DDIM path is
    first order by construction, so measure with many steps.

    Args:
        trajectory: a ``toy.Trajectory``.
        form: the ``toy.Form`` it was sampled under.

    Returns:
        "first_order_defect", "arc_over_chord" (minus 1), "straightness".

    Raises:
        InvalidInput: an argument that does not fit.
    """
    u, phi, v = angle_path(trajectory, form)
    return {
        "first_order_defect": first_order_defect(u, phi, v),
        "arc_over_chord": arc_over_chord(trajectory.x),
        "straightness": straightness(trajectory.t, trajectory.x),
    }


def angle_path(trajectory: Path, form: Form) -> tuple[Tensor, Tensor, Tensor]:
    """A Trajectory in angle coordinates, in which every form is the same ODE.

    Args:
        trajectory: a ``toy.Trajectory``.
        form: the ``toy.Form`` it was sampled under.

    Returns:
        u (K+1, n, d), phi (K+1,), v (K, n, d): float64, as ``first_order_defect`` takes them.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    if not all(hasattr(trajectory, name) for name in ("t", "x", "x0", "eps")):
        raise InvalidInput("trajectory", trajectory, "a toy.Trajectory, with t, x, x0 and eps")
    if not all(callable(getattr(form, name, None)) for name in ("alpha", "sigma")):
        raise InvalidInput("form", form, "a toy.Form, with alpha and sigma")
    x = paths("trajectory.x", trajectory.x)
    t = clock("trajectory.t", trajectory.t, len(x))
    pair = trajectory.x0, trajectory.eps
    return _in_angles(x, form.alpha(t), form.sigma(t), *pair)


def latent_path(
    x: Array, x0: Array, sigma: Array, alpha: Array | None = None, eps: Array | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """Plain latents in angle coordinates, as any sampler leaves them: x = alpha x0 + sigma eps.

    Args:
        x: (K+1, n, ...), the latents before each step and after the last; further axes are flattened.
        x0: (K, n, ...), x0_hat where each step began.
        sigma: (K+1,), noise levels, of which only the last may be 0.
        alpha: (K+1,), signal levels; all 1 where left out, as in VE, EDM and k-diffusion.
        eps: (K, n, ...), eps_hat; (x - alpha x0)/sigma where left out.

    Returns:
        u (K+1, n, d), phi (K+1,), v (K, n, d): float64, as ``first_order_defect`` takes them.

    Raises:
        InvalidInput: an argument that does not fit.
    """
    x = paths("x", flat("x", x))
    x0 = like("x0", flat("x0", x0), (len(x) - 1, *x.shape[1:]))
    s = _levels("sigma", sigma, len(x))
    a = torch.ones_like(s) if alpha is None else _levels("alpha", alpha, len(x))
    if (s[:-1] == 0).any():
        raise InvalidInput("sigma", s.tolist(), "noise levels above 0, but for the last")
    if eps is None:
        eps = (x[:-1] - a[:-1, None, None] * x0) / s[:-1, None, None]
    return _in_angles(x, a, s, x0, flat("eps", eps), ("sigma", "x0", "eps"))


def flat(field: str, values: Array) -> Array:
    """``values`` (K, n, ...) as (K, n, d): a tensor or an array with more axes, else unchanged."""
    shape = getattr(values, "shape", None)
    reshape = getattr(values, "reshape", None)
    if shape is None or reshape is None or len(shape) <= 3 or 0 in shape:
        return values
    flattened: Array = reshape(shape[0], shape[1], -1)
    return flattened


def _levels(field: str, values: Array, length: int) -> Tensor:
    allowed = f"{length} numbers from 0 upwards, one for each point of a path"
    levels = points(field, [values] if isinstance(values, list | tuple) else _row(values))[0]
    if len(levels) != length or (levels < 0).any():
        raise InvalidInput(field, levels.tolist(), allowed)
    return levels


def _row(values: Array) -> Array:
    """A vector as the one row of a table."""
    return values[None] if getattr(values, "ndim", 0) == 1 else values  # type: ignore[index]


def _in_angles(
    x: Tensor,
    alpha: Tensor,
    sigma: Tensor,
    x0: Array,
    eps: Array,
    names: tuple[str, str, str] = ("trajectory.t", "trajectory.x0", "trajectory.eps"),
) -> tuple[Tensor, Tensor, Tensor]:
    phi = angles(names[0], torch.atan2(sigma, alpha), len(x))
    c, s = torch.cos(phi[:-1, None, None]), torch.sin(phi[:-1, None, None])
    shape = (len(x) - 1, *x.shape[1:])
    v = c * like(names[2], eps, shape) - s * like(names[1], x0, shape)
    return x / torch.hypot(alpha, sigma)[:, None, None], phi, v


def step_gap(one: Array, many: Array, std: float = 1.0) -> float:
    """RMS difference per coordinate of one-step and many-step samples from the same noise, over ``std``.

    Args:
        one: (n, d), of one step.
        many: (n, d), of many steps; row i is from the same noise as row i of ``one``.
        std: the data's deviation (1 in standardised units).

    Raises:
        InvalidInput: an argument that does not fit, or the shapes differ.
    """
    one, many = points("one", one), points("many", many)
    if one.shape != many.shape:
        raise InvalidInput("many", f"shape {tuple(many.shape)}", f"shape {tuple(one.shape)}, as one has")
    return float((one - many).square().mean().sqrt()) / positive("std", std)


def _ratio(over: Tensor, under: Tensor) -> float:
    """over / under, where paths that do not move at all (0 / 0) count as perfect."""
    if under == 0:
        return 0.0 if over == 0 else math.inf
    return float(over / under)
