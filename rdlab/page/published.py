"""Results published with Rectified Diffusion, to show beside ours (arXiv 2410.07303v2, ICLR 2025)."""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = (
    "Wang et al., Rectified Diffusion: Straightness Is Not Your Need in Rectified Flow, arXiv 2410.07303v2: "
    "table 1 (COCO-2017), figure 2 (FID over iterations)"
)


@dataclass(frozen=True)
class Published:
    """A row of the paper's table 1 (COCO-2017).

    Attributes:
        method: as the paper calls it.
        model: "SD1.5" or "SDXL", what it starts from.
        steps: sampling steps.
        fid: Fréchet inception distance, lower is better.
        clip: CLIP score, higher is better.
        ours: whether the row is of Rectified Diffusion, the paper's own method.
    """

    method: str
    model: str
    steps: int
    fid: float
    clip: float
    ours: bool = False


@dataclass(frozen=True)
class AtIteration:
    """One-step FID after so many training iterations (the paper's figure 2, FID over iterations)."""

    iterations: int
    fid: float


TABLE: tuple[Published, ...] = (
    Published("DPM-Solver", "SD1.5", 25, 20.1, 0.318),
    Published("Rectified Flow", "SD1.5", 1, 47.91, 0.272),
    Published("Rectified Flow", "SD1.5", 2, 31.35, 0.296),
    Published("Rectified Flow", "SD1.5", 25, 21.65, 0.315),
    Published("Rectified Diffusion", "SD1.5", 1, 27.26, 0.295, True),
    Published("Rectified Diffusion", "SD1.5", 2, 22.98, 0.309, True),
    Published("Rectified Diffusion", "SD1.5", 25, 21.28, 0.316, True),
    Published("Rectified Flow (distill)", "SD1.5", 1, 23.72, 0.302),
    Published("Rectified Flow (distill)", "SD1.5", 2, 73.49, 0.261),
    Published("Rectified Flow (distill)", "SD1.5", 4, 103.48, 0.245),
    Published("Rectified Diffusion (CD)", "SD1.5", 1, 22.83, 0.305, True),
    Published("Rectified Diffusion (CD)", "SD1.5", 2, 21.66, 0.312, True),
    Published("Rectified Diffusion (CD)", "SD1.5", 4, 21.43, 0.314, True),
    Published("PeRFlow", "SD1.5", 4, 22.97, 0.294),
    Published("Rectified Diffusion (Phased)", "SD1.5", 4, 20.64, 0.311, True),
    Published("PeRFlow", "SDXL", 4, 27.06, 0.335),
    Published("Rectified Diffusion (Phased)", "SDXL", 4, 25.81, 0.341, True),
)
ONE_STEP_FID: tuple[AtIteration, ...] = (
    AtIteration(20_000, 36.1),
    AtIteration(50_000, 32.7),
    AtIteration(100_000, 29.7),
    AtIteration(150_000, 28.5),
    AtIteration(200_000, 27.26),
)
RECTIFIED_FLOW_ONE_STEP = 47.91  # FID, the line that ONE_STEP_FID is compared with
# of training, as the paper states them; its own on A800 GPUs, the other on A100
GPU_DAYS = {"Rectified Diffusion": 20.0, "InstaFlow": 75.2}
