"""The list of models says what the paper's repository does."""

import dataclasses
import subprocess
import sys

import pytest

from rdlab.sd.registry import MODELS, SD15, SDXL, model
from rdlab.sd.samplers import Ddim


@pytest.mark.parametrize(
    ("key", "betas", "guidance", "steps", "base"),
    [
        ("rd", "linear", 1.5, (1, 2, 4, 8, 25), SD15),
        ("cm", "linear", 1.0, (1, 2, 4), SD15),
        ("phased", "scaled_linear", 1.5, (4, 8, 20), SD15),
        ("phasedxl", "scaled_linear", 1.5, (4,), SDXL),
    ],
)
def test_the_four_rectified_models(key, betas, guidance, steps, base):
    found = model(key)
    assert found.rectified and found.sampler == Ddim(betas) and found.base is base
    assert (found.guidance, found.steps) == (guidance, steps)
    assert found.weights.repo == "wangfuyun/Rectified-Diffusion"
    assert found.weights.files == (f"weights/{key}.ckpt",)
    config = found.sampler.config()
    assert (config["beta_start"], config["beta_end"]) == (0.00085, 0.012)
    assert config["timestep_spacing"] == "trailing" and config["steps_offset"] == 1
    assert not config["clip_sample"] and not config["set_alpha_to_one"]


@pytest.mark.parametrize("key", MODELS)
def test_every_record_is_complete_and_frozen(key):
    found = model(key)
    assert (
        found.key == key
        and found.terms
        and found.base.name
        and found.link.startswith("https://huggingface.co/")
    )
    assert set(found.on_cpu) <= set(found.steps) and found.base.size in (512, 1024)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.guidance = 2.0
    for steps in found.steps:
        walk = found.sampler.walk(steps, "cpu")
        assert len(walk.times) == steps and len(walk.alpha) == len(walk.sigma) == steps + 1
        assert walk.times[0] >= 999 and walk.sigma[0] > walk.sigma[-1] < 0.05
        assert all(later < earlier for earlier, later in zip(walk.sigma, walk.sigma[1:], strict=False))


def test_the_app_starts_without_the_libraries_of_stable_diffusion():
    code = """
import sys, rdlab.sd
assert "gradio" not in sys.modules
import rdlab.app
assert not {"diffusers", "transformers"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
