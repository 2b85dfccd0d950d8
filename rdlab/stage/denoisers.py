"""A denoiser on the wire, so that the browser can evaluate it: ``static/math/denoiser.js`` is the other half.

A network travels as its weights, a mixture as its parameters; both are small (the default network 30 KB).
"""

import numpy as np
import torch

from toy.models.exact import ExactDenoiser
from toy.models.network import DIRECTIONS, MLP, POSITION_FREQUENCIES, TIME_FREQUENCIES, Denoiser
from toy.predictions import EPSILON_SKIP, X0_SKIP

Model = tuple[dict, dict[str, np.ndarray]]


def model_of(denoiser: Denoiser | ExactDenoiser) -> Model:
    """(header, arrays) of a trained or an exact denoiser, for ``wire.panel(model=...)``.

    A network: {"kind": "mlp", "prediction", "sizes", "features", "skips"} with "w0" (out, in), "b0" (out,)...
    A mixture: {"kind": "mixture"} with "means" (k, 2), "roots" (k, 3) and "log_weights" (k,), standardised
    units.  The roots are the lower triangle (l11, l21, l22) of the covariances' Cholesky factors: the wire
    keeps the digits of a thin component's width better than those of its square.

    Raises:
        TypeError: a network that is no MLP, which the browser could not evaluate.
    """
    if isinstance(denoiser, ExactDenoiser):
        mixture = denoiser.mixture
        root = torch.linalg.cholesky(torch.as_tensor(mixture.covariances, dtype=torch.float64))
        return {"kind": "mixture"}, {
            "means": _array(mixture.means),
            "roots": _array(root[:, (0, 1, 1), (0, 0, 1)]),
            "log_weights": _array(mixture.weights.log()),
        }
    net = denoiser.net
    if not isinstance(net, MLP):
        raise TypeError(f"net: got {type(net).__name__}; allowed: an MLP, which the browser can evaluate.")
    header = {
        "kind": "mlp",
        "prediction": denoiser.prediction.key,
        "sizes": list(net.sizes),
        "features": {"time": TIME_FREQUENCIES, "position": POSITION_FREQUENCIES, "directions": DIRECTIONS},
        "skips": {"epsilon": EPSILON_SKIP, "x0": X0_SKIP},
    }
    arrays = {f"w{layer}": _array(weight) for layer, weight in enumerate(net.weights)}
    return header, arrays | {f"b{layer}": _array(bias) for layer, bias in enumerate(net.biases)}


def _array(values: torch.Tensor) -> np.ndarray:
    return values.detach().to(torch.float64).cpu().numpy()
