"""What a run tells while it goes on, in order; plain data that may cross processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rdlab.sd.errors import Sentence
from rdlab.sd.meters import Meters


@dataclass(frozen=True)
class Loading:
    """A model is being loaded. what: "download" or "weights"; share: 0 to 1 of it."""

    model: str
    what: str
    share: float


@dataclass(frozen=True)
class Encoded:
    """The prompt is encoded. cut: it was longer than the encoder reads; remembered: it was encoded before."""

    seconds: float
    cut: bool
    remembered: bool


@dataclass(frozen=True, eq=False)
class Stepped:
    """A step of the loop is done.

    index     from 0
    preview   x0_hat, uint8 (n, h, w, 3): if asked for, and not where the safety checker flags one
    """

    index: int
    steps: int
    seeds: tuple[int, ...]
    preview: np.ndarray | None


@dataclass(frozen=True)
class Times:
    """Seconds for all images of the run together; text is 0 where the prompt was remembered."""

    text: float = 0.0
    unet: float = 0.0
    vae: float = 0.0

    @property
    def all(self) -> float:
        """Their sum."""
        return self.text + self.unet + self.vae


@dataclass(frozen=True, eq=False)
class Picture:
    """An image is done.

    pixels   uint8 (h, w, 3), None where the safety checker flagged it
    png      the file, with its settings (see ``images``)
    """

    seed: int
    pixels: np.ndarray | None
    png: bytes | None
    settings: dict[str, Any]
    flagged: bool = False


@dataclass(frozen=True, eq=False)
class Done:
    """The run is over.

    stopped   it was asked to stop: pictures are then missing
    latents   the final ones, float32 (n, c, h, w), for gaps between runs; None when stopped
    meters    if asked for
    decoder   "vae", or "taesd" where the small decoder made the pictures
    """

    times: Times
    stopped: bool = False
    latents: np.ndarray | None = None
    meters: Meters | None = None
    decoder: str = "vae"


@dataclass(frozen=True)
class Failed:
    """The run ended with an error, as a sentence: a key of ``rdlab.words.diffusion`` and its arguments."""

    sentence: Sentence = field(default_factory=lambda: Sentence("sd.error.unknown"))


Event = Loading | Encoded | Stepped | Picture | Done | Failed
