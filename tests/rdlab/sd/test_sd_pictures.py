"""Previews, and files that carry their settings."""

import io
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from rdlab import sd
from rdlab.sd import decoding

SETTINGS = {
    "prompt": "一只猫 — “a cat”",
    "steps": 4,
    "guidance": 1.5,
    "seed": 2**62,
    "seconds": {"unet": 0.25},
}


def test_settings_come_back_from_the_file_and_pixels_too():
    pixels = np.random.default_rng(0).integers(0, 256, (16, 24, 3), np.uint8)
    png = sd.to_png(pixels, SETTINGS)
    assert sd.read_settings(png) == SETTINGS
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png))), pixels)


def test_a_file_without_settings_has_none():
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    assert sd.read_settings(file.getvalue()) is None
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    assert sd.read_settings(file.getvalue()) is None
    with pytest.raises(OSError):
        sd.read_settings(b"no picture")


def test_each_way_to_look_gives_pictures_of_its_size(load):
    parts, latents = load("rd").parts, torch.randn(2, 4, 8, 8)
    for decoder, side in (
        (decoding.full, 64),
        (decoding.tiny, 64),
        (decoding.linear, 8),
        (decoding.small, 16),
    ):
        seen = decoder(parts, latents)
        assert seen.shape == (2, side, side, 3) and seen.dtype == np.uint8
        assert not np.array_equal(seen[0], seen[1])
    assert decoding.previewer(parts) is decoding.tiny


class LinearVae(torch.nn.Module):
    """A decoder that is a linear map: the fitted preview must find it."""

    config = SimpleNamespace(latent_channels=4, scaling_factor=0.2)
    device, dtype = torch.device("cpu"), torch.float32
    kernel = torch.tensor([[0.4, 0, 0.1], [0, 0.3, 0], [-0.2, 0, 0.2], [0, 0, 0.1]])

    def decode(self, latents, return_dict):
        image = torch.einsum("nchw,cd->ndhw", latents * self.config.scaling_factor, self.kernel) + 0.1
        return (torch.nn.functional.interpolate(image, scale_factor=8),)


def test_the_linear_preview_is_fitted_to_the_vae():
    parts = SimpleNamespace(vae=LinearVae(), preview=None, linear=None)
    latents = torch.randn(3, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    seen = decoding.linear(parts, latents).astype(int)
    assert np.abs(seen - decoding.full(parts, latents)[:, ::8, ::8].astype(int)).max() <= 1
    assert decoding.previewer(parts) is decoding.linear
