"""What several of these tests use."""

from collections.abc import Iterator
from contextlib import contextmanager
from string import Formatter

import diffusers
import torch

from rdlab import sd
from rdlab.sd import prompts, sampling
from rdlab.sd.samplers import Ddim
from rdlab.words import TEXTS

SIDE = 64  # pixels; latents of 8 x 8
PROMPT, NEGATIVE = "a cat", "a dog"


def request(model: str, **changes) -> sd.Request:
    return sd.Request(
        model, **{"prompt": PROMPT, "negative": NEGATIVE, "width": SIDE, "height": SIDE, **changes}
    )


def run(studio: sd.Studio, asked: sd.Request, **more) -> dict[type, list]:
    """The events of a run by their kind; fails where the run did."""
    found: dict[type, list] = {}
    for event in studio.generate(asked, **more):
        found.setdefault(type(event), []).append(event)
    assert sd.Failed not in found, found[sd.Failed]
    return found


def pipeline(loaded):
    """diffusers' own pipeline from the same parts, with the scheduler of the model."""
    sampler = loaded.model.sampler
    scheduler = (
        diffusers.DDIMScheduler(**sampler.config()) if isinstance(sampler, Ddim) else sampler.scheduler()
    )
    parts = loaded.parts.pipe.components | {"unet": loaded.unet, "scheduler": scheduler}
    more = {} if loaded.model.base.xl else {"requires_safety_checker": False}
    pipe = type(loaded.parts.pipe)(**parts, **more)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def walk_through(loaded, steps: int, guidance: float, seeds, negative=NEGATIVE) -> list[sampling.Step]:
    """All steps of our loop."""
    prompt, _ = prompts.encode(loaded.parts, PROMPT, negative, guidance > 1)
    chances = sampling.generators(seeds)
    x = sampling.noise(chances, 4, SIDE, SIDE, loaded.unet)
    walk = loaded.model.sampler.walk(steps, loaded.device)
    return list(sampling.denoise(loaded.unet, walk, prompt.repeat(len(seeds)), x, guidance, chances))


@contextmanager
def calls(unet) -> Iterator[list[int]]:
    """Rows of every call of the network."""
    rows: list[int] = []
    hook = unet.register_forward_pre_hook(lambda module, args: rows.append(len(args[0])))
    try:
        yield rows
    finally:
        hook.remove()


class Always(torch.nn.Module):
    """A network that predicts the same whatever it sees."""

    def __init__(self, out):
        super().__init__()
        self.out = out

    def forward(self, x, t, **told):
        return (self.out.expand_as(x),)


def said(sentence: sd.Sentence) -> str:
    """The sentence in English; fails unless its arguments are just the placeholders of both languages."""
    for text in TEXTS[sentence.key]:
        assert {name for _, name, _, _ in Formatter().parse(text) if name} == set(sentence.args)
    return TEXTS[sentence.key][0].format(**sentence.args)
