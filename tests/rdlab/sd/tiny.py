"""Tiny pipelines with random weights, in the layout of the hub: all that the real ones do, in milliseconds.

``write(folder)`` saves a Stable Diffusion and an SDXL pipeline, a tiny decoder for each, a safety checker,
and one file of weights for every model of the registry: RDLAB_SD_MODELS=<folder> serves the whole library.
"""

import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, AutoencoderTiny, UNet2DConditionModel
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

HIDDEN = 32
SIZE = 64  # pixels: latents of 8 x 8


def write(folder: Path) -> Path:
    """Everything, about 20 MB, below ``folder`` (repository names without their owner); returns it."""
    torch.manual_seed(0)
    write_sd(folder / "stable-diffusion-v1-5")
    write_xl(folder / "stable-diffusion-xl-base-1.0")
    vae().save_pretrained(folder / "sdxl-vae-fp16-fix")
    for name in ("taesd", "taesdxl"):
        tiny_decoder().save_pretrained(folder / name)
    write_checker(folder / "stable-diffusion-safety-checker")
    sd, xl = unet().state_dict(), unet_xl().state_dict()
    rectified = folder / "Rectified-Diffusion" / "weights"
    rectified.mkdir(parents=True)
    for seed, name in enumerate(("rd", "cm", "phased")):
        torch.save(noisy(sd, seed), rectified / f"{name}.ckpt")
    torch.save(noisy(xl, 3), rectified / "phasedxl.ckpt")
    for seed, name in enumerate(("instaflow_0_9B_from_sd_1_5", "2_rectified_flow_from_sd_1_5"), 4):
        (folder / name / "unet").mkdir(parents=True)
        torch.save(noisy(sd, seed), folder / name / "unet" / "diffusion_pytorch_model.bin")
    one_file(
        folder / "perflow-sd15-delta-weights", "diffusion_pytorch_model.v0-1.safetensors", noisy(sd, 6, 0.0)
    )
    one_file(
        folder / "perflow-sdxl-base" / "unet", "diffusion_pytorch_model.v0-fix.safetensors", noisy(xl, 7)
    )
    one_file(folder / "lcm-lora-sdv1-5", "pytorch_lora_weights.safetensors", lora(8))
    one_file(folder / "PCM_Weights" / "sd15", "pcm_sd15_smallcfg_4step_converted.safetensors", lora(9))
    return folder


def one_file(folder, name, state):
    folder.mkdir(parents=True, exist_ok=True)
    save_file({key: tensor.contiguous() for key, tensor in state.items()}, folder / name)


def noisy(state, seed, keep=1.0):
    """``keep`` times the state dict plus a little noise of its own."""
    generator = torch.Generator().manual_seed(seed)
    return {
        name: keep * value + 0.02 * torch.randn(value.shape, generator=generator)
        for name, value in state.items()
    }


def lora(seed, rank=4):
    """Low-rank weights for the attentions of the tiny UNet, named as LCM-LoRA names them."""
    generator, found = torch.Generator().manual_seed(seed), {}
    for name, module in unet().named_modules():
        if name.endswith(("to_q", "to_k", "to_v", "to_out.0", "conv1", "proj_in")):
            key, weight = f"lora_unet_{name.replace('.', '_')}", module.weight
            down = torch.randn((rank, *weight.shape[1:]), generator=generator) * 0.1
            up = torch.randn((weight.shape[0], rank) + (1,) * (weight.ndim - 2), generator=generator) * 0.1
            found |= {f"{key}.lora_down.weight": down, f"{key}.lora_up.weight": up}
            found[f"{key}.alpha"] = torch.tensor(2.0)
    return found


# --- the two pipelines -------------------------------------------------------------------------------------


def write_sd(folder):
    unet().save_pretrained(folder / "unet")
    vae().save_pretrained(folder / "vae")
    CLIPTextModel(text_config()).save_pretrained(folder / "text_encoder")
    write_tokenizer(folder / "tokenizer")


def write_xl(folder):
    unet_xl().save_pretrained(folder / "unet")
    vae().save_pretrained(folder / "vae")
    CLIPTextModel(text_config()).save_pretrained(folder / "text_encoder")
    CLIPTextModelWithProjection(text_config()).save_pretrained(folder / "text_encoder_2")
    for name in ("tokenizer", "tokenizer_2"):
        write_tokenizer(folder / name)


def unet(**changes):
    torch.manual_seed(1)
    return UNet2DConditionModel(
        **{
            "block_out_channels": (32, 64),
            "layers_per_block": 1,
            "sample_size": SIZE // 8,
            "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
            "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
            "cross_attention_dim": HIDDEN,
            "attention_head_dim": 4,
            "norm_num_groups": 8,
            **changes,
        }
    ).eval()


def unet_xl():
    return unet(
        cross_attention_dim=2 * HIDDEN,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=6 * 8 + HIDDEN,
        transformer_layers_per_block=(1, 2),
        use_linear_projection=True,
    )


def vae():
    torch.manual_seed(2)
    return AutoencoderKL(
        block_out_channels=(8, 8, 16, 16),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        norm_num_groups=4,
        sample_size=SIZE,
        force_upcast=False,
    ).eval()


def tiny_decoder():
    torch.manual_seed(3)
    return AutoencoderTiny(
        encoder_block_out_channels=(8,) * 4,
        decoder_block_out_channels=(8,) * 4,
        num_encoder_blocks=(1,) * 4,
        num_decoder_blocks=(1,) * 4,
    ).eval()


def text_config():
    torch.manual_seed(4)
    return CLIPTextConfig(
        vocab_size=1000,
        hidden_size=HIDDEN,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        projection_dim=HIDDEN,
        bos_token_id=0,
        eos_token_id=2,
    )


def write_tokenizer(folder):
    """Byte-level: each byte alone and at the end of a word, two merges, start and end."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in kept]
    letters = [chr(byte) for byte in kept] + [chr(256 + i) for i in range(len(rest))]
    merges = ["a t</w>", "c at</w>"]
    words = ["<|startoftext|>", "!", "<|endoftext|>", *letters, *(letter + "</w>" for letter in letters)]
    words += [merge.replace(" ", "") for merge in merges]
    vocabulary = {word: i for i, word in enumerate(dict.fromkeys(words))}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges, ""]))
    config = {
        "tokenizer_class": "CLIPTokenizer",
        "model_max_length": 77,
        "bos_token": "<|startoftext|>",
        "eos_token": "<|endoftext|>",
        "pad_token": "<|endoftext|>",
        "unk_token": "<|endoftext|>",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config))


def write_checker(folder):
    """A safety checker that flags everything: all its thresholds are -2, below any cosine."""
    small = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 4}
    vision = {**small, "image_size": 32, "patch_size": 8}
    config = CLIPConfig(text_config=small, vision_config=vision, projection_dim=8)
    checker = StableDiffusionSafetyChecker(config)
    checker.concept_embeds_weights.data.fill_(-2.0)
    checker.save_pretrained(folder)
