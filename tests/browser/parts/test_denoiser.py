"""A panel's denoiser in the browser gives what toy's gives, to the precision of the wire."""

import numpy as np
import pytest
import torch

import toy
from rdlab.stage import denoisers, wire
from toy.data.mixture import GaussianMixture
from toy.models.exact import ExactDenoiser
from toy.models.network import MLP, N_FEATURES, Denoiser

IMPORT = """const found = (end) => import(performance.getEntriesByType("resource").map((entry) => entry.name)
    .find((name) => name.endsWith(end)));
  const { unpack } = await found("/codec.js");
  const { denoiserOf, mixtureOf, walk, carry } = await found("/denoiser.js");"""
POSTERIOR = f"""async ([payload, u, angles]) => {{ {IMPORT}
  const {{ header, arrays }} = unpack(payload);
  const denoiser = denoiserOf(header, arrays);
  return angles.map((phi) => {{
    const [x0, eps] = [new Float32Array(u.length), new Float32Array(u.length)];
    denoiser.predict(Float32Array.from(u), phi, x0, eps);
    return [[...x0], [...eps]];
  }}); }}"""
ANGLES = [0.002, 0.15, 0.8, 1.3, 1.5707]


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


DENOISERS = {
    **{f"{key}": lambda key=key: network(key, 64, 4) for key in toy.PREDICTIONS},
    "small and odd": lambda: network("v", 7, 1),
    "large": lambda: network("v", 128, 6),
    "tilted": tilted,
    "eight_gaussians": lambda: preset("eight_gaussians"),
    "swiss_roll": lambda: preset("swiss_roll"),
    "checkerboard": lambda: preset("checkerboard"),
}


@pytest.mark.parametrize("name", DENOISERS)
def test_the_posterior_is_toys(parts, name):
    denoiser, u = DENOISERS[name](), points()
    payload = wire.pack({"model": denoisers.model_of(denoiser)[0]}, denoisers.model_of(denoiser)[1])
    found = parts.page.evaluate(POSTERIOR, [payload, u.ravel().tolist(), ANGLES])
    for phi, pair in zip(ANGLES, found, strict=True):
        wanted = denoiser.predict(torch.from_numpy(u), phi)
        for got, true in zip(pair, wanted, strict=True):
            np.testing.assert_allclose(np.reshape(got, (-1, 2)), true.numpy(), atol=2e-3)


def test_paths_walked_in_the_browser_are_those_of_the_panel(parts):
    """The panel's own model, from the panel's own noise, on the panel's own steps."""
    read = f"""async () => {{ {IMPORT}
      const stage = __rdlab.stages.find((s) => s.slot === "before");
      const {{ header, arrays }} = unpack(stage.payload);
      const count = 2 * header.arrays.u.shape[1];
      const nodes = walk(denoiserOf(header, arrays), arrays.u.data.subarray(0, count), header.phi);
      const last = header.phi.length - 1;
      return [[...nodes[20]], [...arrays.u.data.subarray(20 * count, 21 * count)],
              [...nodes[last]], [...arrays.u.data.subarray(last * count)]]; }}"""
    early, early_wanted, end, end_wanted = map(np.array, parts.page.evaluate(read))
    np.testing.assert_allclose(early, early_wanted, atol=1e-3)
    assert np.median(np.abs(end - end_wanted)) < 1e-3  # where paths part, the wire's last digit can decide


def test_carrying_back_undoes_carrying_forth(parts):
    """RK4 along the ODE, there and back; and there it is what toy's own integrator gives."""
    denoiser = preset("eight_gaussians")
    header, arrays = denoisers.model_of(denoiser)
    z = points(6)
    read = f"""async ([payload, z]) => {{ {IMPORT}
      const {{ header, arrays }} = unpack(payload);
      const denoiser = denoiserOf(header, arrays);
      const there = carry(denoiser, z, 1.57, 0.4, 40);
      return [[...there], [...carry(denoiser, there, 0.4, 1.57, 40)]]; }}"""
    there, back = parts.page.evaluate(read, [wire.pack({"model": header}, arrays), z.ravel().tolist()])
    wanted = toy.training.pairs.rk4(denoiser, torch.from_numpy(z).double(), 1.57, 0.4, 40)
    np.testing.assert_allclose(np.reshape(there, (-1, 2)), wanted, atol=2e-3)
    np.testing.assert_allclose(np.reshape(back, (-1, 2)), z, atol=1e-4)


def test_a_mixture_given_as_lists_is_the_same(parts):
    denoiser = tilted()
    own = denoiser.mixture
    model = {name: getattr(own, name).tolist() for name in ("means", "covariances", "weights")}
    read = f"""async ([model, u]) => {{ {IMPORT}
      const [x0, eps] = [new Float64Array(u.length), new Float64Array(u.length)];
      mixtureOf(model).predict(Float64Array.from(u), 0.3, x0, eps);
      return [...x0, ...eps]; }}"""
    u = points().astype(np.float64)
    found = np.reshape(parts.page.evaluate(read, [model, u.ravel().tolist()]), (2, -1, 2))
    wanted = denoiser.predict(torch.from_numpy(u), 0.3)
    np.testing.assert_allclose(found, np.stack([part.numpy() for part in wanted]), atol=1e-6)
