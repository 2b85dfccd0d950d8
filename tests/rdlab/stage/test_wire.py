"""The wire format: what is packed comes back, within the promised error and size."""

import numpy as np
import pytest

import toy
from rdlab.engine.protocol import drain
from rdlab.stage import wire
from rdlab.stage.panels import LIVE, Pictures


def random(*shape, seed=0, spread=3.0):
    return np.random.default_rng(seed).normal(scale=spread, size=shape).astype(np.float32)


def test_round_trip_within_half_a_level():
    arrays = {"u": random(26, 64, 2), "samples": random(600, 2, seed=1), "scalar": np.float32(2.5)}
    header, back = wire.unpack(wire.pack({"stage": "base", "steps": 25}, arrays))
    assert header["stage"] == "base" and header["steps"] == 25
    for name, array in arrays.items():
        assert back[name].shape == np.shape(array) and back[name].dtype == np.float32
        assert np.abs(back[name] - array).max() <= 0.5001 * np.abs(array).max() / 32767 + 1e-6


def test_arrays_keep_their_own_scale():
    small, large = 1e-4 * random(50, 2), 1e4 * random(50, 2)
    _, back = wire.unpack(wire.pack({}, {"large": large, "small": small}))
    assert np.allclose(back["small"], small, rtol=0, atol=1e-4 * np.abs(small).max())


def test_what_is_not_finite_comes_back_as_nan_and_spoils_nothing_else():
    array = np.array([[1.0, np.nan], [np.inf, -2.0]])
    _, back = wire.unpack(wire.pack({}, {"a": array}))
    assert np.isnan(back["a"]).tolist() == [[False, True], [True, False]]
    np.testing.assert_allclose(back["a"][[0, 1], [0, 1]], [1.0, -2.0], atol=1e-4)


@pytest.mark.parametrize("array", [np.zeros((0, 2)), np.zeros((3, 2)), np.full((2, 2), np.nan)])
def test_empty_zero_and_missing_arrays(array):
    _, back = wire.unpack(wire.pack({}, {"a": array}))
    np.testing.assert_array_equal(back["a"], array.astype(np.float32))


def test_the_extreme_values_do_not_wrap_around():
    _, back = wire.unpack(wire.pack({}, {"a": np.array([-7.0, 7.0])}))
    np.testing.assert_allclose(back["a"], [-7.0, 7.0], rtol=1e-6)


@pytest.mark.parametrize("array", [np.array(["x"]), np.array([1j]), np.array([True])])
def test_arrays_that_are_not_real_are_refused(array):
    with pytest.raises(ValueError, match="real numbers"):
        wire.pack({}, {"a": array})


def test_headers_hold_no_nan():
    with pytest.raises(ValueError, match="JSON compliant"):
        wire.pack({"loss": float("nan")}, {})


def live_panel():
    return wire.panel(
        stage="base", role="base", form="vp", prediction="v", phi=np.linspace(1.57, 0.002, 26),
        u=random(26, 64, 2), samples=random(600, 2), data=random(800, 2), live=True,
        train={"step": 100, "steps": 1200, "loss": 0.61},
    )  # fmt: skip


def test_a_live_frame_is_small():
    payload = live_panel()
    assert len(payload["b"]) < wire.size(payload) < 20_000


def test_a_loss_that_is_not_finite_is_left_out():
    train = {"step": 3, "steps": 10, "loss": float("inf")}
    two = {"stage": "base", "role": "base", "form": "vp", "phi": [1.5, 0], "u": random(2, 5, 2)}
    header, _ = wire.unpack(wire.panel(**two, data=random(5, 2), train=train))
    assert header["train"] == {"step": 3, "steps": 10, "loss": None}


def test_panel_header():
    header, arrays = wire.unpack(live_panel())
    assert header["steps"] == 25 and len(header["phi"]) == 26 and header["curve"] == "first-order"
    assert header["train"]["step"] == 100 and set(arrays) == {"u", "samples", "data"}


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"role": "teacher"}, "role"),
        ({"curve": "spline"}, "curve"),
        ({"phi": [1.5, 1.0, 0.1]}, "u"),
        ({"u": random(2, 5)}, "u"),
    ],
)
def test_panel_refuses_what_does_not_fit(bad, field):
    good = {"stage": "base", "role": "base", "form": "vp", "phi": [1.5, 0.1]}
    good |= {"u": random(2, 5, 2), "data": random(5, 2)}
    wire.panel(**good)
    with pytest.raises(ValueError, match=f"^{field}: got"):
        wire.panel(**{**good, **bad})


def test_hint_carries_its_words_and_the_data():
    header, arrays = wire.unpack(wire.hint("stage.hint", {"name": "x"}, random(10, 2)))
    assert header["empty"] == "stage.hint" and header["args"] == {"name": "x"}
    assert arrays["data"].shape == (10, 2)


@pytest.mark.parametrize("form", sorted(toy.FORMS))
def test_x_over_alpha_is_right_at_the_noise_end(form):
    """There u is divided by a cosine that may be 1e-5: the angle has to come over with all its digits."""
    experiment = toy.Experiment(toy.Config(form=form))
    picture, path = drain(Pictures(experiment).panel("exact", 10, "ddim", LIVE, None))
    header, arrays = wire.unpack(picture)
    phi = experiment.form.phi(path.t).numpy()
    assert header["phi"] == phi.tolist()
    sent = arrays["u"][0] / np.cos(header["phi"][0])
    right = (path.x[0] / experiment.form.alpha(path.t[0])).numpy()
    assert np.abs(sent - right).max() < 1e-4 * np.abs(right).max()
