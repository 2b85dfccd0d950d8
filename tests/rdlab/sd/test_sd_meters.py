"""The meters: those of the 2-D lab, in latent space."""

import math

import pytest
import torch

from rdlab.sd import meters
from rdlab.sd.samplers import Ddim
from rdlab.sd.sampling import Step
from toy import metrics


def trace_of(steps, x0s, epss, betas="linear"):
    """A DDIM run that saw these (x0_hat, eps_hat) (K tensors (n, c, h, w)), from the noise of the first."""
    walk = Ddim(betas).walk(steps, "cpu")
    trace = meters.Trace(walk).start(walk.alpha[0] * x0s[0] + walk.sigma[0] * epss[0])
    for k, (x0, eps) in enumerate(zip(x0s, epss, strict=True)):
        trace.add(Step(k, walk.alpha[k + 1] * x0 + walk.sigma[k + 1] * eps, x0, eps))
    return trace


def test_they_are_the_meters_of_the_2d_lab():
    generator = torch.Generator().manual_seed(0)
    x0s, epss = torch.randn(2, 8, 50, 2, 1, 1, generator=generator, dtype=torch.float64)
    trace = trace_of(8, list(x0s), list(epss))
    x = torch.stack(trace.x)[..., 0, 0]
    alpha, sigma = (torch.tensor(part, dtype=torch.float64) for part in (trace.walk.alpha, trace.walk.sigma))
    phi = torch.atan2(sigma, alpha)
    c, s = phi[:-1, None, None].cos(), phi[:-1, None, None].sin()
    u = x / torch.hypot(alpha, sigma)[:, None, None]
    v = c * epss[..., 0, 0] - s * x0s[..., 0, 0]
    ours = meters.measure(trace)
    assert ours.first_order_defect == pytest.approx(metrics.first_order_defect(u, phi, v), rel=1e-6)
    assert ours.arc_over_chord == pytest.approx(metrics.arc_over_chord(x), rel=1e-6)
    one, many = x[-1], x[0]
    assert meters.step_gap(one, many) == pytest.approx(
        metrics.step_gap(one, many, many.std().item()), rel=1e-6
    )


def test_their_numbers_are_what_they_were_before_they_came_from_the_library():
    """Frozen from the formulas that stood here: a drifting run of three images of (4, 8, 8)."""
    generator = torch.Generator().manual_seed(3)
    x0, eps, turn = torch.randn(3, 3, 4, 8, 8, generator=generator, dtype=torch.float64)
    x0s, epss = ([part + k / 6 * turn for k in range(6)] for part in (x0, eps))
    found = meters.measure(trace_of(6, x0s, epss, "scaled_linear"))
    frozen = {
        "successive": (0.98523208, 0.987236917, 0.989949313, 0.992561463, 0.994677967),
        "to_end": (0.998086211, 0.972760235, 0.923443898, 0.859939265, 0.791478874, 0.724389233),
        "drift": (0.696591487, 0.561491763, 0.426392039, 0.291292315, 0.156192591, 0.021092867),
        "first_order_defect": 0.403991919,
        "arc_over_chord": 0.172256001,
        "step_gap": 1.366840411,
    }
    assert found.first_order_defect == pytest.approx(frozen["first_order_defect"], rel=1e-6)
    assert found.arc_over_chord == pytest.approx(frozen["arc_over_chord"], rel=1e-6)
    assert found.drift == pytest.approx(frozen["drift"], rel=1e-6)
    assert found.to_end == pytest.approx(frozen["to_end"], rel=1e-6)
    assert found.successive == pytest.approx(frozen["successive"], rel=1e-6)
    assert meters.step_gap(x0, eps) == pytest.approx(frozen["step_gap"], rel=1e-6)


def test_latents_that_overflowed_measure_nan():
    x0, eps = torch.randn(2, 3, 4, 8, 8, dtype=torch.float64)
    found = meters.measure(trace_of(2, [x0, x0], [eps, math.inf * eps]))
    assert math.isnan(found.first_order_defect) and math.isnan(found.arc_over_chord)
    assert len(found.successive) == 1 and len(found.to_end) == len(found.drift) == 2
    assert math.isnan(meters.step_gap(x0, math.nan * x0))


@pytest.mark.parametrize("betas", ["linear", "scaled_linear"])
def test_a_first_order_path_reads_perfect(betas):
    x0, eps = torch.randn(2, 3, 4, 8, 8, dtype=torch.float64)
    found = meters.measure(trace_of(5, [x0] * 5, [eps] * 5, betas))
    assert found.successive == pytest.approx([1] * 4) and found.to_end == pytest.approx([1] * 5)
    assert max(found.drift) < 1e-4 and found.first_order_defect < 1e-6
    assert found.arc_over_chord > 0.05  # and yet it is curved


def test_the_noise_turning_round_is_seen():
    x0, eps = torch.randn(2, 3, 4, 8, 8, dtype=torch.float64)
    found = meters.measure(trace_of(2, [x0, 2 * x0], [eps, -eps]))
    assert found.successive == pytest.approx([-1])
    assert found.drift[0] == pytest.approx(0.5, abs=0.02) and found.drift[1] < 0.05
    assert found.first_order_defect > 0.1


def test_batches_are_measured_as_one():
    x0, eps = torch.randn(2, 2, 4, 4, 8, 8, dtype=torch.float64)
    whole = meters.measure(trace_of(2, list(x0), list(eps)))
    halves = [trace_of(2, list(x0[:, rows]), list(eps[:, rows])) for rows in (slice(0, 2), slice(2, 4))]
    joined = meters.measure(meters.join(halves))
    assert joined.first_order_defect == pytest.approx(whole.first_order_defect)
    assert joined.to_end == pytest.approx(whole.to_end)


def test_what_cannot_be_measured_says_so():
    with pytest.raises(ValueError, match="without steps"):
        meters.measure(meters.Trace(Ddim("linear").walk(2, "cpu")))
    with pytest.raises(ValueError, match="don't compare"):
        meters.step_gap(torch.ones(1, 4, 8, 8), torch.ones(2, 4, 8, 8))
