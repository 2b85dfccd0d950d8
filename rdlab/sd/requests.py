"""What can be asked for, checked before anything is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rdlab.sd import registry
from rdlab.sd.errors import SdError
from rdlab.sd.registry import Model

MOST_IMAGES = 16
SMALLEST, LARGEST = 64, 1536  # pixels a side
MULTIPLE = 8  # of which a side is one: pixels of a latent's
MOST_GUIDANCE = 20.0
SEEDS = 2**63  # below this, as torch.Generator takes them


@dataclass(frozen=True)
class Request:
    """Images of one prompt with one model; None is the model's own choice. Seed i gives image i.

    guidance  CFG; 1 is none
    preview   show x0_hat of every step
    measure   give the meters at the end
    """

    model: str
    prompt: str
    negative: str = ""
    steps: int | None = None
    guidance: float | None = None
    width: int | None = None
    height: int | None = None
    seeds: tuple[int, ...] = (0,)
    preview: bool = True
    measure: bool = False


@dataclass(frozen=True)
class Job:
    """A request with every choice made."""

    request: Request
    model: Model
    steps: int
    guidance: float
    width: int
    height: int

    @property
    def guided(self) -> bool:
        """As in diffusers: a guidance of 1 or less is none, and costs no second call of the network."""
        return self.guidance > 1

    def settings(self, seed: int) -> dict[str, Any]:
        """What a picture's file tells of how it was made."""
        return {
            "app": "RD Lab",
            "model": self.model.key,
            "name": self.model.name,
            "licence": self.model.terms,
            "prompt": self.request.prompt,
            "negative": self.request.negative if self.guided else "",
            "steps": self.steps,
            "guidance": self.guidance,
            "width": self.width,
            "height": self.height,
            "seed": seed,
        }


def job(request: Request) -> Job:
    """The request with the model's choices filled in; raises SdError naming what does not fit."""
    model = registry.model(request.model)
    steps = model.steps[0] if request.steps is None else request.steps
    if steps not in model.steps:
        allowed = ", ".join(map(str, sorted(model.steps)))
        raise SdError("sd.error.steps", name=model.name, steps=steps, allowed=allowed)
    guidance = model.guidance if request.guidance is None else float(request.guidance)
    if not 0 <= guidance <= MOST_GUIDANCE:
        raise SdError("sd.error.guidance", guidance=guidance, most=f"{MOST_GUIDANCE:g}")
    width, height = (model.base.size if side is None else side for side in (request.width, request.height))
    if width % MULTIPLE or height % MULTIPLE:
        raise SdError("sd.error.size", width=width, height=height)
    if not all(SMALLEST <= side <= LARGEST for side in (width, height)):
        raise SdError("sd.error.sides", width=width, height=height, least=SMALLEST, most=LARGEST)
    if not request.prompt.strip():
        raise SdError("sd.error.prompt")
    if not 1 <= len(request.seeds) <= MOST_IMAGES or not all(0 <= seed < SEEDS for seed in request.seeds):
        raise SdError("sd.error.seeds", most=MOST_IMAGES)
    return Job(request, model, steps, guidance, width, height)
