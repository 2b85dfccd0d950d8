"""Pictures: the roles' colours, what is drawn, what is refused, and no matplotlib before it is needed."""

import math
import subprocess
import sys
from types import SimpleNamespace

import matplotlib
import pytest
import torch

import toy
from toy.errors import InvalidInput

matplotlib.use("Agg")
from matplotlib import pyplot
from matplotlib.colors import to_hex

EXPERIMENT = toy.Experiment(toy.Config(data="eight_gaussians", form="vp"))
PATHS = EXPERIMENT.trajectory("exact", n=30, steps=8)
POINTS = PATHS.x[-1]
MEASURED = {
    "base": {"quality": {1: {"sliced_w2": 0.9}, 25: {"sliced_w2": 0.06}}, "floor": {"sliced_w2": 0.05}},
    "rectified-1": {"quality": {1: {"sliced_w2": 0.08}, 25: {"sliced_w2": 0.07}}},
}


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def test_matplotlib_is_loaded_by_the_first_picture_alone():
    code = "import sys, toy, toy.plot; toy.plot.colour('base'); print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_without_matplotlib_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ImportError, match=r'pip install "rd-lab\[plot\]"'):
        toy.plot.samples(POINTS)


def test_colours_are_the_apps_and_follow_the_stage():
    roles = {"data": "#009E73", "exact": "#0072B2", "base": "#0072B2", "empirical": "#0072B2"}
    roles |= dict.fromkeys(("rectified-1", "rectified-12", "phased-4", "consistency", "unpaired"), "#D55E00")
    roles |= {"first_order": "#CC79A7", "noise": "#8A8D93"}
    assert {name: toy.plot.colour(name) for name in roles} == roles


def test_paths_are_drawn_from_noise_to_sample():
    ax = toy.plot.paths(PATHS, "rectified-1", n=20)
    (lines,) = ax.collections[:1]
    assert len(lines.get_segments()) == 20 and to_hex(lines.get_color()[0]).upper() == "#D55E00"
    assert torch.allclose(torch.tensor(lines.get_segments()[3]).float(), torch.tensor(PATHS.x[:, 3]))
    noise, ends = ax.collections[1:]
    assert len(noise.get_offsets()) == len(ends.get_offsets()) == 20
    assert ax.get_title() == "rectified-1"


def test_first_order_paths_join_the_ends():
    ax = toy.plot.paths(PATHS, "exact", form=EXPERIMENT.form)
    own, ghosts = ax.collections[:2]
    for line, ghost in zip(own.get_segments(), ghosts.get_segments(), strict=True):
        assert line[[0, -1]] == pytest.approx(ghost[[0, -1]], abs=1e-5)
    assert to_hex(ghosts.get_color()[0]).upper() == "#CC79A7"


def test_pictures_go_where_they_are_told():
    _, axes = pyplot.subplots(1, 4)
    assert toy.plot.paths(PATHS, ax=axes[0]) is axes[0]
    assert toy.plot.samples(POINTS, "base", data=POINTS, ax=axes[1]) is axes[1]
    assert toy.plot.field(EXPERIMENT.denoiser("exact"), 0.5, ax=axes[2]) is axes[2]
    assert toy.plot.quality(MEASURED, ax=axes[3]) is axes[3]
    assert [len(ax.collections) for ax in axes[:2]] == [3, 2]
    lines = axes[3].get_lines()
    assert [to_hex(line.get_color()).upper() for line in lines] == ["#0072B2", "#D55E00", "#009E73"]
    assert list(lines[0].get_xdata()) == [1, 25] and list(lines[0].get_ydata()) == [0.9, 0.06]


def test_the_field_points_to_the_data():
    """Of one narrow mode at the origin, every arrow points inwards."""
    mode = toy.from_mixture([[0.0, 0.0]], [[[1e-4, 0.0], [0.0, 1e-4]]]).mixture
    for form in toy.FORMS.values():
        ax = toy.plot.field(toy.ExactDenoiser(mode, form), float(form.t_of_phi(torch.tensor(0.8).double())))
        (arrows,) = ax.collections
        assert ((arrows.U * arrows.X + arrows.V * arrows.Y) <= 1e-4).all()


BAD = [
    None,
    -1,
    math.nan,
    "text",
    b"",
    [],
    [[1.0]],
    {},
    object(),
    torch.ones(4, 3),
    torch.ones(3, 4, 5),
    {1: 2},
]


@pytest.mark.parametrize(
    ("call", "also"),
    [
        (lambda bad: toy.plot.paths(bad), None),
        (lambda bad: toy.plot.paths(PATHS, bad), "text"),
        (lambda bad: toy.plot.paths(PATHS, form=bad), None),
        (lambda bad: toy.plot.paths(PATHS, n=bad), None),
        (lambda bad: toy.plot.paths(PATHS, ax=bad), None),
        (lambda bad: toy.plot.paths(SimpleNamespace(x=bad)), None),
        (lambda bad: toy.plot.samples(bad), None),
        (lambda bad: toy.plot.samples(POINTS, data=bad), None),
        (lambda bad: toy.plot.field(bad, 0.5), None),
        (lambda bad: toy.plot.field(EXPERIMENT.denoiser("exact"), bad), None),
        (lambda bad: toy.plot.field(EXPERIMENT.denoiser("exact"), 0.5, n=bad), None),
        (lambda bad: toy.plot.quality(bad), None),
        (lambda bad: toy.plot.quality({"base": bad}), None),
        (lambda bad: toy.plot.quality({"base": {"quality": bad}}), None),
        (lambda bad: toy.plot.quality({"base": {"quality": {1: bad}}}), None),
        (lambda bad: toy.plot.quality(MEASURED, bad), None),
        (lambda bad: toy.plot.colour(bad), "text"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(call, also):
    optional = 0
    for value in BAD:
        if isinstance(value, str) and value == also:
            call(value)
            continue
        try:
            call(value)
        except InvalidInput:
            continue
        assert value is None, value  # left out, where that is allowed
        optional += 1
    assert optional <= 1
