"""Tiny random models in a folder, and a library and a studio that read them."""

from pathlib import Path

import pytest
import tiny
import torch

from rdlab import sd
from rdlab.sd import device, registry


@pytest.fixture(scope="session", autouse=True)
def models(tmp_path_factory) -> Path:
    """The folder that RDLAB_SD_MODELS names while these tests run; its caches are thrown away too."""
    folder = tiny.write(tmp_path_factory.mktemp("models"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RDLAB_SD_MODELS", str(folder))
        patch.setenv("HF_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("SPACE_ID", raising=False)
        yield folder


@pytest.fixture
def cpu() -> device.Where:
    return device.Where(torch.device("cpu"), torch.float32)


@pytest.fixture(scope="session")
def library(models) -> sd.Library:
    """Keeps what is once loaded for all tests; on the CPU, also where there is a GPU."""
    return sd.Library(device.Where(torch.device("cpu"), torch.float32))


@pytest.fixture
def studio(library) -> sd.Studio:
    return sd.Studio(library, everything=True)


@pytest.fixture
def load(library):
    return lambda key: library.get(registry.model(key))
