"""Group normalisation for channels last on a GPU.

torch's own turns its input around to channels first, and back for the convolution that follows: half the time
of a VAE, a quarter of a UNet's. It also gives each group of an image to one block of threads, too few for one
image. ``install`` puts in its place one that reads the channels as they lie.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import torch
from torch import Tensor, nn

log = logging.getLogger(__name__)

Normalise = Callable[[Tensor, int, Tensor, Tensor, float], Tensor]


class ChannelsLastGroupNorm(nn.Module):
    """Another's weights; what does not come channels last is left to it."""

    def __init__(self, plain: nn.GroupNorm, normalise: Normalise) -> None:
        super().__init__()
        self.plain, self.normalise = plain, normalise

    def forward(self, x: Tensor) -> Tensor:
        """x: (n, channels, ...)."""
        plain = self.plain
        seen = x.flatten(2).transpose(1, 2)
        if x.requires_grad or not seen.is_contiguous():
            return plain(x)
        y = self.normalise(seen, plain.num_groups, plain.weight, plain.bias, plain.eps)
        return y.transpose(1, 2).unflatten(2, x.shape[2:])


def install(network: nn.Module) -> bool:
    """Put it in the place of each of ``network``'s group normalisations; False where it does not run here.

    Needs Triton, and a GPU for which it can build kernels.
    """
    places = [
        (module, name, child)
        for module in network.modules()
        for name, child in module.named_children()
        if isinstance(child, nn.GroupNorm) and child.affine
    ]
    normalise = _works(places[0][2].weight) if places else None
    if normalise is None:
        return False
    for module, name, child in places:
        setattr(module, name, ChannelsLastGroupNorm(child, normalise))
    return True


def _works(like: Tensor) -> Normalise | None:
    """The kernels, if they give here what torch gives, for tensors like this one."""
    if not like.is_cuda:
        return None
    try:
        from rdlab.sd.group_norm_triton import normalise

        x = torch.linspace(-1, 2, 2 * 70 * 96, device=like.device).view(2, 70, 96).to(like.dtype)
        weight, bias = x[0, 0] + 2, x[0, 1]
        found = normalise(x, 32, weight, bias, 1e-5)
        plain = nn.functional.group_norm(x.transpose(1, 2).float(), 32, weight.float(), bias.float())
        if not torch.allclose(found.float(), plain.transpose(1, 2), atol=0.05):
            raise RuntimeError("its kernels give other numbers here")
    except Exception as error:  # no Triton, no compiler for it, a GPU too old, ...
        log.warning("Stable Diffusion normalises as torch does, without Triton: %s", error)
        return None
    return normalise
