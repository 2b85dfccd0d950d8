"""Previews, and files that carry their settings."""

import io
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from rdlab import sd
from rdlab.sd import decoding, safety
from rdlab.sd.graphs import Graphs

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
    with pytest.raises(OSError, match="cannot identify image file"):
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


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_pixels_are_rounded_as_ever(dtype):
    """diffusers' image processor in place of: half, shift, clamp, 255 times, round."""
    image = torch.randn(2, 3, 16, 24, generator=torch.Generator().manual_seed(0)).to(dtype)
    image[0, 0, 0, :8] = torch.tensor([-1, 1, -1.5, 1.5, 0, 1 / 255, 2 / 255, 254 / 255])
    parts = SimpleNamespace(
        preview=SimpleNamespace(
            decode=lambda latents, return_dict: (latents,), parameters=lambda: iter([image])
        ),
        graphs=Graphs(),
    )
    plain = ((image * 0.5 + 0.5).clamp(0, 1).float().permute(0, 2, 3, 1) * 255).round().to(torch.uint8)
    assert np.array_equal(decoding.tiny(parts, image), plain.numpy())


@pytest.mark.parametrize(("height", "width"), [(64, 64), (64, 96), (160, 64)])
def test_the_checker_sees_as_clip_does(height, width):
    """transformers' processor in place of: bicubic, middle cut out, CLIP's mean and deviation."""
    pixels = np.random.default_rng(0).integers(0, 256, (2, height, width, 3), np.uint8)
    side, scale = 32, 32 / min(height, width)
    mean, deviation = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
    plain = []
    for image in pixels:
        size = (round(width * scale), round(height * scale))
        small = Image.fromarray(image).resize(size, Image.Resampling.BICUBIC)
        left, top = (small.width - side) // 2, (small.height - side) // 2
        cut = np.asarray(small.crop((left, top, left + side, top + side)), np.float32) / 255
        plain.append(((cut - mean) / deviation).transpose(2, 0, 1))
    seen = safety.clip_input(pixels, side)
    assert seen.shape == (2, 3, side, side)
    assert np.abs(seen.numpy() - np.stack(plain)).max() < 1e-6


class LinearVae(torch.nn.Module):
    """A decoder that is a linear map: the fitted preview must find it."""

    config = SimpleNamespace(latent_channels=4, scaling_factor=0.2)
    device, dtype = torch.device("cpu"), torch.float32

    def __init__(self):
        super().__init__()
        kernel = torch.tensor([[0.4, 0, 0.1], [0, 0.3, 0], [-0.2, 0, 0.2], [0, 0, 0.1]])
        self.kernel = torch.nn.Parameter(kernel, requires_grad=False)

    def decode(self, latents, return_dict):
        image = torch.einsum("nchw,cd->ndhw", latents * self.config.scaling_factor, self.kernel) + 0.1
        return (torch.nn.functional.interpolate(image, scale_factor=8),)


def test_the_linear_preview_is_fitted_to_the_vae():
    parts = SimpleNamespace(vae=LinearVae(), preview=None, linear=None, graphs=Graphs())
    latents = torch.randn(3, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    seen = decoding.linear(parts, latents).astype(int)
    assert np.abs(seen - decoding.full(parts, latents)[:, ::8, ::8].astype(int)).max() <= 1
    assert decoding.previewer(parts) is decoding.linear
