"""What one call of a denoiser costs, so that long work is cut into pieces of a few milliseconds."""

from __future__ import annotations

from toy.models.exact import ExactDenoiser

PIECE = 8_000.0  # microseconds between two yields: half of what they may be, as machines differ
CALL = 200.0  # of any call, however few points


def microseconds_a_point(model: object) -> float:
    """What a point costs in a call of a denoiser, measured on one core of a server of 2021.

    A network is known by its parameters, a mixture by its components; what is neither counts as a default
    network.
    """
    if isinstance(model, ExactDenoiser):
        k, d = model.mixture.means.shape
        return 0.3 + k * d * d / 240
    flat = getattr(getattr(model, "net", None), "flat", None)
    return 0.25 + (flat.numel() / 28_000 if flat is not None else 0.55)


def points_at_once(model: object, calls: int, most: int, least: int = 16) -> int:
    """So many points, ``most`` at most, fit in a piece in which each goes through ``calls`` calls."""
    room = (PIECE / calls - CALL) / microseconds_a_point(model)
    return min(most, max(least, int(room)))


def calls_at_once(model: object, points: int) -> int:
    """So many calls, at least one, with so many points each fit in a piece."""
    return max(1, int(PIECE / (CALL + points * microseconds_a_point(model))))
