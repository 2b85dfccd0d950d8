"""Stable Diffusion's networks at full size, as published, with random weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import diffusers
import torch
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from rdlab.sd import device
from rdlab.sd.parts import BaseParts, Loaded
from rdlab.sd.registry import MODELS, Base

PARAMETERS = {"sd15": 859_520_964, "sdxl": 2_567_463_684}  # of the published UNets


def networks(base: Base, place: device.Where, tokenizer: Path) -> Loaded:
    """The base's networks as published, with random weights, on the device."""
    unet = {"sample_size": base.size // 8, "cross_attention_dim": 768, "attention_head_dim": 8}
    unet["block_out_channels"] = (320, 640, 1280, 1280)
    if base.xl:
        unet = {
            "sample_size": 128,
            "block_out_channels": (320, 640, 1280),
            "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            "transformer_layers_per_block": (1, 2, 10),
            "attention_head_dim": (5, 10, 20),
            "cross_attention_dim": 2048,
            "use_linear_projection": True,
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 256,
            "projection_class_embeddings_input_dim": 2816,
        }
    vae = {
        "block_out_channels": (128, 256, 512, 512),
        "down_block_types": ("DownEncoderBlock2D",) * 4,
        "up_block_types": ("UpDecoderBlock2D",) * 4,
        "layers_per_block": 2,
        "sample_size": base.size,
        "force_upcast": False,
    }
    small = {"vocab_size": 49408, "projection_dim": 768, "bos_token_id": 0, "eos_token_id": 2}
    clip_l = CLIPTextConfig(
        hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12, **small
    )
    with place.device:
        torch.set_default_dtype(place.dtype)
        try:
            net = diffusers.UNet2DConditionModel(**unet)
            small = diffusers.AutoencoderTiny()  # TAESD as published
            parts = {"text_encoder": CLIPTextModel(clip_l), "vae": diffusers.AutoencoderKL(**vae)}
            if base.xl:
                clip_g = CLIPTextConfig(
                    hidden_size=1280,
                    intermediate_size=5120,
                    num_hidden_layers=32,
                    num_attention_heads=20,
                    hidden_act="gelu",
                    **{**small, "projection_dim": 1280},
                )
                parts["text_encoder_2"] = CLIPTextModelWithProjection(clip_g)
        finally:
            torch.set_default_dtype(torch.float32)
    count = sum(p.numel() for p in net.parameters())
    assert count == PARAMETERS[base.key], f"not the published UNet: {count:,} parameters"
    for name in ("tokenizer", "tokenizer_2") if base.xl else ("tokenizer",):
        parts[name] = CLIPTokenizer.from_pretrained(tokenizer)
    for module in (net, small, parts["vae"], parts["text_encoder"], parts.get("text_encoder_2")):
        if module is not None:
            module.requires_grad_(False).eval()
    return assembled(base, parts, net, small)


def assembled(
    base: Base, parts: dict[str, Any], net: torch.nn.Module, small: torch.nn.Module | None = None
) -> Loaded:
    """The networks as a pipeline and as the app's own parts."""
    cls = diffusers.StableDiffusionXLPipeline if base.xl else diffusers.StableDiffusionPipeline
    more = {} if base.xl else {"safety_checker": None, "requires_safety_checker": False}
    model = MODELS["phasedxl" if base.xl else "rd"]
    pipe = cls(
        **parts,
        **more,
        unet=net,
        scheduler=diffusers.DDIMScheduler(**model.sampler.config()),
        feature_extractor=None,
        image_encoder=None,
    )
    pipe.set_progress_bar_config(disable=True)
    return Loaded(model, BaseParts(base, pipe, parts["vae"], small), net)
