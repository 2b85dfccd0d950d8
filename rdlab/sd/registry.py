"""The models: the only place that knows ids, revisions, files, sizes, schedulers, guidance, steps, licences.

Files, sizes and licences are those of the hub's own pages. A revision is pinned where its commit was at hand,
else it is the branch "main"; ``RDLAB_SD_MODELS`` (see ``rdlab.sd.sources``) pins others, and also points to
other repositories or a local folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rdlab.sd import weights_merge
from rdlab.sd.errors import SdError
from rdlab.sd.samplers import Ddim, FlowEuler, FromDiffusers, PerFlow, Sampler


@dataclass(frozen=True)
class Source:
    """Files of a repository on the Hugging Face hub.

    files     one is enough: the first of these names that exists; for a folder of a pipeline, see ``Base``
    size      bytes of the first of them, roughly
    """

    repo: str
    files: tuple[str, ...] = ()
    revision: str = "main"
    size: float = 0.0

    @property
    def link(self) -> str:
        """Its page on the hub."""
        return f"https://huggingface.co/{self.repo}"


@dataclass(frozen=True)
class Base:
    """What several models share: text encoder(s), VAE, the UNet's shape and, for some, its weights.

    size      pixels a side at which the models were trained
    unet      its own UNet's weights, which low-rank and difference files start from
    unet_flops, vae_flops   of one call for one image at ``size``
    parts_size   bytes of text encoders and VAE in half precision
    name, licence   as shown
    """

    key: str
    name: str
    licence: str
    source: Source
    unet: Source
    preview: Source
    size: int
    unet_flops: float
    vae_flops: float
    preview_flops: float
    parts_size: float
    vae: Source | None = None
    xl: bool = False


@dataclass(frozen=True)
class Model:
    """One choice of the list.

    weights     None: the base's own UNet
    combine     (base weights or None, file's weights) -> the UNet's; see ``rdlab.sd.weights_merge``
    guidance    classifier-free guidance (CFG) it is meant for; 1 is none, and skipped
    steps       allowed numbers of steps, the first is the default
    licence     "" where its card names none; that of the base beneath it applies all the same
    rectified   one of the four of Rectified Diffusion
    on_cpu      numbers of steps that are bearable without a GPU
    """

    key: str
    name: str
    base: Base
    sampler: Sampler
    steps: tuple[int, ...]
    guidance: float
    licence: str
    link: str
    weights: Source | None = None
    combine: weights_merge.Combine = weights_merge.whole
    rectified: bool = False
    on_cpu: tuple[int, ...] = ()

    @property
    def terms(self) -> str:
        """The licence, in one line of English."""
        return self.licence or f"not stated; {self.base.name} beneath it: {self.base.licence}"


SD15_REPO = "stable-diffusion-v1-5/stable-diffusion-v1-5"
XL_REPO = "stabilityai/stable-diffusion-xl-base-1.0"
UNET_FILES = ("unet/diffusion_pytorch_model.safetensors", "unet/diffusion_pytorch_model.bin")
UNET_FP16_FIRST = ("unet/diffusion_pytorch_model.fp16.safetensors", *UNET_FILES)
SAFETY_CHECKER = Source("CompVis/stable-diffusion-safety-checker")

SD15 = Base(
    key="sd15",
    name="Stable Diffusion 1.5",
    licence="CreativeML OpenRAIL-M",
    source=Source(SD15_REPO),
    unet=Source(SD15_REPO, UNET_FP16_FIRST, size=1.72e9),
    preview=Source("madebyollin/taesd"),
    size=512,
    unet_flops=0.80e12,
    vae_flops=2.5e12,
    preview_flops=0.14e12,
    parts_size=0.42e9,
)
SDXL = Base(
    key="sdxl",
    name="SDXL 1.0",
    licence="CreativeML OpenRAIL++-M",
    source=Source(XL_REPO),
    unet=Source(XL_REPO, UNET_FP16_FIRST, size=5.14e9),
    preview=Source("madebyollin/taesdxl"),
    size=1024,
    unet_flops=6.76e12,
    vae_flops=10.5e12,
    preview_flops=0.56e12,
    parts_size=1.97e9,
    vae=Source("madebyollin/sdxl-vae-fp16-fix"),  # SDXL's own overflows in fp16
    xl=True,
)
BASES = {base.key: base for base in (SD15, SDXL)}

RD_REPO = "wangfuyun/Rectified-Diffusion"
RD_REVISION = "bffa9c2296b1f95d8c820b100106e9026aa3ad7f"
NOT_STATED = ""
LINEAR, SCALED = Ddim("linear"), Ddim("scaled_linear")


def _rectified(
    key: str, name: str, base: Base, sampler: Ddim, steps: tuple[int, ...], guidance: float, **more: Any
) -> Model:
    return Model(
        key=key,
        name=name,
        base=base,
        sampler=sampler,
        steps=steps,
        guidance=guidance,
        licence=NOT_STATED,
        weights=Source(RD_REPO, (f"weights/{key}.ckpt",), RD_REVISION, size=10.3e9 if base.xl else 3.44e9),
        link=f"https://huggingface.co/{RD_REPO}",
        rectified=True,
        **more,
    )


def _published(
    key: str,
    name: str,
    base: Base,
    sampler: Sampler,
    steps: tuple[int, ...],
    guidance: float,
    licence: str,
    weights: Source | None,
    combine: weights_merge.Combine = weights_merge.whole,
) -> Model:
    link = (weights or base.source).link
    return Model(key, name, base, sampler, steps, guidance, licence, link, weights, combine)


MODELS: dict[str, Model] = {
    model.key: model
    for model in (
        _rectified("rd", "Rectified Diffusion", SD15, LINEAR, (1, 2, 4, 8, 25), 1.5, on_cpu=(1,)),
        _rectified("cm", "Rectified Diffusion (CD)", SD15, LINEAR, (1, 2, 4), 1.0, on_cpu=(1,)),
        _rectified("phased", "Rectified Diffusion (Phased)", SD15, SCALED, (4, 8, 20), 1.5),
        _rectified(
            "phasedxl",
            "Rectified Diffusion XL (Phased)",
            SDXL,
            SCALED,
            (4,),
            1.5,
        ),
        _published(
            "sd15",
            "SD 1.5 + DPM-Solver++",
            SD15,
            FromDiffusers("DPMSolverMultistepScheduler", (("steps_offset", 1),)),
            (25, 1, 2, 4, 8, 50),
            7.5,
            "CreativeML OpenRAIL-M",
            None,
        ),
        _published(
            "instaflow",
            "InstaFlow 0.9B",
            SD15,
            FlowEuler(),
            (1,),
            1.0,  # distilled for one call without guidance
            "CC BY-NC 4.0",
            Source(
                "XCLiu/instaflow_0_9B_from_sd_1_5",
                UNET_FILES,
                "5095524f30694797f224357bc4eaaff75925ffa8",
                size=3.44e9,
            ),
        ),
        _published(
            "rectified_flow",
            "2-Rectified Flow",
            SD15,
            FlowEuler(),
            (25, 1, 2, 4, 8),
            1.5,
            "CC BY-NC 4.0",
            Source(
                "XCLiu/2_rectified_flow_from_sd_1_5",
                UNET_FILES,
                "934962eb1054b67883fabb3e0860b851baf31142",
                size=3.44e9,
            ),
        ),
        _published(
            "perflow",
            "PeRFlow",
            SD15,
            PerFlow(window_noise=True),
            (4, 8, 16),
            4.5,
            "CC BY-NC 4.0",
            Source(
                "hansyan/perflow-sd15-delta-weights",
                ("diffusion_pytorch_model.v0-1.safetensors",),
                "04816c73aee64aadbae133a5053e78fed2c6ac8f",
                size=1.72e9,
            ),
            weights_merge.add,
        ),
        _published(
            "perflowxl",
            "PeRFlow XL",
            SDXL,
            PerFlow(window_noise=False),
            (4, 8),
            2.0,
            "CC BY-NC 4.0",
            Source(
                "hansyan/perflow-sdxl-base",
                ("unet/diffusion_pytorch_model.v0-fix.safetensors", *UNET_FILES),
                size=5.14e9,
            ),
        ),
        _published(
            "lcm",
            "LCM-LoRA",
            SD15,
            FromDiffusers(
                "LCMScheduler", (("clip_sample", False), ("set_alpha_to_one", False), ("steps_offset", 1))
            ),
            (4, 1, 2, 8),
            1.0,
            "CreativeML OpenRAIL++-M",
            Source(
                "latent-consistency/lcm-lora-sdv1-5",
                ("pytorch_lora_weights.safetensors",),
                "cf2fced511dbe7e26c8d1d397e728fbab875db4b",
                size=0.135e9,
            ),
            weights_merge.add_low_rank,
        ),
        _published(
            "pcm",
            "PCM",
            SD15,
            FromDiffusers("TCDScheduler", (("timestep_spacing", "trailing"), ("steps_offset", 1))),
            (4,),
            1.0,
            NOT_STATED,
            Source(
                "wangfuyun/PCM_Weights",
                ("sd15/pcm_sd15_smallcfg_4step_converted.safetensors",),
                "be60d4c3b22ff74dc88b8701d6745ef921896cc2",
                size=0.135e9,
            ),
            weights_merge.add_low_rank,
        ),
    )
}


def model(key: str) -> Model:
    """The model of that key; raises SdError where there is none."""
    if key not in MODELS:
        raise SdError("sd.error.model", name=key, names=", ".join(MODELS))
    return MODELS[key]
