"""What toy and the wire say, as JSON for the tests of the page's mathematics, which must agree."""

import json
import math
from pathlib import Path

import numpy as np
import torch

import toy
from rdlab.stage import denoisers, wire
from toy.data.mixture import GaussianMixture
from toy.forms import FAMILIES, PHI_CAP, PHI_MIN
from toy.models.exact import ExactDenoiser
from toy.models.network import MLP, N_FEATURES, Denoiser
from toy.training.pairs import rk4

ANGLES = (0.002, 0.15, 0.8, 1.3, 1.5707)
PARAMETERS = {  # other numbers than a form's own: its clock must follow them
    "vp": {"beta_min": 0.3, "beta_max": 12.0},
    "sub_vp": {"beta_min": 0.3, "beta_max": 12.0},
    "ve": {"sigma_min": 0.01, "sigma_max": 20.0},
    "edm": {"sigma_min": 0.01, "sigma_max": 20.0, "rho": 5.0},
}


def write(path: Path) -> None:
    path.write_text(json.dumps(numbers()))


def numbers() -> dict:
    return {
        "forms": [of_form(form) for form in toy.FORMS.values()]
        + [of_form(FAMILIES[key](**params)) for key, params in PARAMETERS.items()],
        "denoisers": {name: of_denoiser(denoiser) for name, denoiser in all_denoisers().items()},
        "mixture": of_mixture(),
        "codec": of_codec(),
        "paths": of_paths(),
        "targets": of_targets(),
        "angles": [PHI_CAP, PHI_MIN],
    }


def of_form(form: toy.Form) -> dict:
    """alpha, sigma and x = n u at times between the ends, and how fast the clock passes, by differences."""
    times = torch.linspace(form.t_min, form.t_max, 9, dtype=torch.float64)[1:-1]
    step = 1e-6
    rate = (form.phi(times + step) - form.phi(times - step)) / (2 * step)
    return {
        "form": form.key,
        "params": dict(form.params),
        "phi": form.phi(times).tolist(),
        "norm": form.norm(times).tolist(),
        "rate": rate.tolist(),
        "t": times.tolist(),
        "alpha": form.alpha(times).tolist(),
        "sigma": form.sigma(times).tolist(),
    }


def points(n: int = 23) -> np.ndarray:
    return 1.4 * np.random.default_rng(5).standard_normal((n, 2)).astype(np.float32)


def network(prediction: str, width: int, depth: int) -> Denoiser:
    net = MLP((N_FEATURES, *(width,) * depth, 2), torch.Generator().manual_seed(3))
    net.weights[-1].mul_(4)  # so that the network weighs as much as the part of u that passes by it
    return Denoiser(net, toy.FORMS["vp"], toy.PREDICTIONS[prediction])


def tilted() -> ExactDenoiser:
    means = torch.tensor([[1.0, 0.2], [-0.8, 0.5], [0.1, -1.2]])
    thin = torch.tensor(
        [[[0.2, 0.19], [0.19, 0.2]], [[0.001, 0.0], [0.0, 0.3]], [[0.05, 0.01], [0.01, 0.02]]]
    )
    return ExactDenoiser(GaussianMixture(means, thin, torch.tensor([0.7, 0.2999, 0.0001])), toy.FORMS["ve"])


def preset(name: str) -> ExactDenoiser:
    return ExactDenoiser(toy.DATASETS[name].preview_mixture(), toy.FORMS["vp"])


def all_denoisers() -> dict[str, Denoiser | ExactDenoiser]:
    return {
        **{key: network(key, 64, 4) for key in toy.PREDICTIONS},
        "small and odd": network("v", 7, 1),
        "large": network("v", 128, 6),
        "tilted": tilted(),
        **{key: preset(key) for key in ("eight_gaussians", "swiss_roll", "checkerboard")},
    }


def of_denoiser(denoiser: Denoiser | ExactDenoiser) -> dict:
    """A denoiser on the wire, and what it predicts of some points at some angles."""
    header, arrays = denoisers.model_of(denoiser)
    u = torch.from_numpy(points())
    pairs = [denoiser.predict(u, phi) for phi in ANGLES]
    return {
        "payload": wire.pack({"model": header}, arrays),
        "u": u.flatten().tolist(),
        "angles": ANGLES,
        "pairs": [[each.flatten().tolist() for each in pair] for pair in pairs],
    }


def of_mixture() -> dict:
    """A mixture as lists, its exact predictions, and points carried along its ODE."""
    denoiser, phi = tilted(), 0.3
    own, u = denoiser.mixture, torch.from_numpy(points().astype(np.float64))
    x0, eps = denoiser.predict(u, phi)
    carried = preset("eight_gaussians")
    return {
        "model": {name: getattr(own, name).tolist() for name in ("means", "covariances", "weights")},
        "phi": phi,
        "u": u.flatten().tolist(),
        "x0": x0.flatten().tolist(),
        "eps": eps.flatten().tolist(),
        "carry": {
            "from": 1.57,
            "to": 0.4,
            "steps": 40,
            "there": rk4(carried, u[:6], 1.57, 0.4, 40).flatten().tolist(),
        },
    }


def of_targets() -> dict:
    """What each prediction asks for, of one coordinate of a pair at one time."""
    x0, eps, alpha, sigma = (torch.tensor(value, dtype=torch.float64) for value in (0.7, -1.3, 0.6, 0.3))
    asked = {key: float(p.target(x0, eps, alpha, sigma)) for key, p in toy.PREDICTIONS.items()}
    return {"of": [0.7, -1.3, 0.6, 0.3], "asked": asked}


def of_codec() -> dict:
    """Arrays of several shapes and sizes, what is not finite among them, and what comes back of them."""
    random = np.random.default_rng(2)
    arrays = {
        "u": random.normal(size=(3, 4, 2)),
        "tiny": 1e-4 * random.normal(size=(5, 2)),
        "holes": np.array([[1.0, math.nan], [math.inf, -2.0]]),
        "lowest": np.array([-7.0, 7.0]),
        "zero": np.zeros((2, 2)),
        "none": np.zeros((0, 2)),
        "number": np.float32(2.5),
    }
    payload = wire.pack({"stage": "base", "words": "ε̂"}, arrays)
    back = {
        name: {"shape": list(array.shape), "data": [_plain(x) for x in array.flatten().tolist()]}
        for name, array in wire.unpack(payload)[1].items()
    }
    return {"payload": payload, "arrays": back}


def of_paths() -> list[dict]:
    """Exact paths of some forms on their way, a panel's nodes in angle coordinates."""
    denoiser = preset("eight_gaussians")
    found = []
    for key in ("vp", "ve", "flow_matching"):
        form = toy.FORMS[key]
        own = ExactDenoiser(denoiser.mixture, form)
        noise = torch.from_numpy(points(11)) * float(form.norm(form.t_max))
        path = toy.SOLVERS["ddim"].sample(own, noise, 20)
        u, phi, _ = toy.metrics.angle_path(path, form)
        found.append(
            {
                "form": key,
                "phi": torch.as_tensor(phi).flatten().tolist(),
                "u": torch.as_tensor(u).flatten().tolist(),
                "x": path.x.flatten().tolist(),
                "count": path.x.shape[1],
                "arc_over_chord": toy.metrics.arc_over_chord(path.x),
                "model": {n: getattr(own.mixture, n).tolist() for n in ("means", "covariances", "weights")},
            }
        )
    return found


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
