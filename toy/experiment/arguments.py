"""What callers give to an experiment, as objects: names or objects in, InvalidInput for what does not fit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from toy.data import checks
from toy.errors import InvalidInput, require_int, require_seed

MAX_SAMPLES = 100_000

NoiseLike = Tensor | np.ndarray | Callable[[int, torch.Generator], Tensor]


def device_of(device: str | torch.device) -> torch.device:
    """A device that can compute here. Raises InvalidInput."""
    allowed = "a device of this machine, such as cpu or cuda"
    if not isinstance(device, str | torch.device):
        raise InvalidInput("device", device, allowed)
    try:
        found = torch.device(device)
        if found.type == "meta":  # it keeps no numbers
            raise InvalidInput("device", device, allowed)
        torch.ones(1, device=found).sum().item()
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise InvalidInput("device", str(device), allowed) from error
    return found


def noise_of(noise: NoiseLike | None, n: int | None, d: int, seed: int) -> Tensor:
    """Standard normal noise, one row for each sample; the first rows do not depend on n.

    Args:
        noise: None for the seed's own; (n, d) numbers; or (n, generator) -> (n, d).
        n: rows, 1 to 100,000; None with given numbers.
        d: dimension of the data.
        seed: of the noise that is drawn.

    Returns:
        (n, d), float32, on the CPU.

    Raises:
        InvalidInput: another shape, or numbers that are not finite.
    """
    seed = require_seed(seed)
    drawn = noise is None or callable(noise)
    if drawn or n is not None:
        n = require_int("n", n, 1, MAX_SAMPLES)
    if noise is None:
        # NumPy's stream, since torch's normal draws change with the number asked for
        rows = np.random.default_rng(seed).standard_normal((n, d), dtype=np.float32)  # type: ignore[arg-type]
        return torch.from_numpy(rows)
    made = noise(n, torch.Generator().manual_seed(seed)) if callable(noise) else noise  # type: ignore[arg-type]
    allowed = f"finite numbers in a ({'n' if n is None else n}, {d}) array, 1 to {MAX_SAMPLES:,} rows"
    found = checks.floats("noise", made, allowed).float()
    shaped = found.ndim == 2 and found.shape[1] == d and 1 <= len(found) <= MAX_SAMPLES
    if not shaped or (n is not None and len(found) != n):
        raise InvalidInput("noise", f"shape {tuple(found.shape)}", allowed)
    if not found.isfinite().all():
        raise InvalidInput("noise", f"{int((~found.isfinite()).sum()):,} NaN or infinite", allowed)
    return found
