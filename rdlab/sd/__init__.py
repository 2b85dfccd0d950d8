"""Stable Diffusion: the full rectified models and what stands beside them, with the meters of the 2-D lab.

The only part of the app that uses diffusers and transformers, imported when first needed. Its face:

    from rdlab import sd

    sd.MODELS                               # key -> Model: name, steps, guidance, licence, link, ...
    studio = sd.Studio()                    # keeps the models of this process; loads nothing yet
    studio.where.has_gpu, studio.where.shared
    request = sd.Request("rd", "a cat", steps=2, seeds=(1, 2), measure=True)
    sd.offer(studio.where)                  # what can run here: kind of place, models and their steps
    studio.estimate(request)                # seconds
    for event in studio.generate(request, stop=lambda: False):
        ...                                 # Loading*, Encoded, Stepped*, Picture*, then Done or Failed
    for cell, event in studio.compare([request, ...]):
        ...                                 # the same, with the index of the request it belongs to
    sd.step_gap(done_1.latents, done_25.latents)

``Failed.sentence`` is a key of the texts (``rdlab.words.diffusion``) and its arguments. ``RDLAB_SD_MODELS``
names a local folder or other repositories (``rdlab.sd.sources``); ``HF_HUB_OFFLINE=1`` keeps off the network.
"""

from rdlab.sd.capabilities import Offer, offer, to_download
from rdlab.sd.device import here, on_zero_gpu
from rdlab.sd.errors import SdError, Sentence, explain
from rdlab.sd.events import Done, Encoded, Event, Failed, Loading, Picture, Stepped, Times
from rdlab.sd.images import read_settings, to_png
from rdlab.sd.loading import Library
from rdlab.sd.meters import Meters, step_gap
from rdlab.sd.registry import MODELS, Model
from rdlab.sd.requests import Request
from rdlab.sd.studio import Studio

__all__ = [
    "MODELS",
    "Done",
    "Encoded",
    "Event",
    "Failed",
    "Library",
    "Loading",
    "Meters",
    "Model",
    "Offer",
    "Picture",
    "Request",
    "SdError",
    "Sentence",
    "Stepped",
    "Studio",
    "Times",
    "explain",
    "here",
    "offer",
    "on_zero_gpu",
    "read_settings",
    "step_gap",
    "to_download",
    "to_png",
]
