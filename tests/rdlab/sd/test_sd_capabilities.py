"""What a machine can run, and what it would have to fetch first."""

import shutil

import pytest
import torch

from rdlab import sd
from rdlab.sd import device
from rdlab.sd.registry import MODELS


@pytest.fixture
def no_cache(monkeypatch, tmp_path):
    """A machine that has fetched nothing yet."""
    monkeypatch.setenv("RDLAB_SD_MODELS", "")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))


def test_a_gpu_runs_all_and_a_lent_one_too():
    for shared, kind in ((False, "gpu"), (True, "zero")):
        found = sd.offer(device.Where(torch.device("cuda"), torch.float16, shared))
        assert found.kind == kind and found.models == {key: model.steps for key, model in MODELS.items()}


def test_a_folder_offers_on_the_cpu_what_is_in_it(cpu, models, monkeypatch, tmp_path):
    found = sd.offer(cpu)
    assert found.kind == "folder" and set(found.models) == set(MODELS)
    assert found.models["rd"] == MODELS["rd"].steps
    assert sd.to_download(list(MODELS.values()), cpu) == 0
    for name in ("stable-diffusion-v1-5", "lcm-lora-sdv1-5"):
        shutil.copytree(models / name, tmp_path / name)
    (tmp_path / "Rectified-Diffusion" / "weights").mkdir(parents=True)
    shutil.copy(models / "Rectified-Diffusion/weights/cm.ckpt", tmp_path / "Rectified-Diffusion/weights")
    monkeypatch.setenv("RDLAB_SD_MODELS", str(tmp_path))
    assert set(sd.offer(cpu).models) == {"sd15", "lcm", "cm"}


def test_without_a_gpu_a_machine_of_ones_own_runs_two_with_one_step_and_a_space_none(
    cpu, no_cache, monkeypatch
):
    assert sd.offer(cpu) == sd.Offer("cpu", {"rd": (1,), "cm": (1,)})
    monkeypatch.setenv("SPACE_ID", "someone/rd-lab")
    assert sd.offer(cpu) == sd.Offer("none", {})


def test_the_download_counts_what_models_share_once(cpu, no_cache):
    rd, cm, lcm, sd15 = (MODELS[key] for key in ("rd", "cm", "lcm", "sd15"))
    one = sd.to_download([rd], cpu)
    assert one == pytest.approx(4.3e9, rel=0.03)  # a UNet, text encoder and VAE in single precision
    assert sd.to_download([rd, cm], cpu) - one == rd.weights.size
    assert sd.to_download([lcm, sd15], cpu) - sd.to_download([sd15], cpu) == lcm.weights.size
    half = device.Where(torch.device("cuda"), torch.float16)
    assert sd.to_download([rd], half) < one
