"""A network of one's own: any module from (u, phi) to as many numbers as u has.

python examples/own_network.py [picture.png] [--quick]
"""

import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn

import toy

NAMES = [name for name in sys.argv[1:] if not name.startswith("-")]
PICTURE = Path(NAMES[0]) if NAMES else Path(tempfile.gettempdir(), "own_network.png")
QUICK = {"steps": 30, "rectify_steps": 30, "pairs": 256} if "--quick" in sys.argv else {}


class Residual(nn.Module):
    """Two residual blocks on random Fourier features of u, and the angle's sine and cosine."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.register_buffer("waves", 2 * torch.randn(2, 16))
        self.inner = nn.Linear(2 + 32 + 2, width)
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width)) for _ in range(2)
        )
        self.outer = nn.Linear(width, 2)

    def forward(self, u: Tensor, phi: Tensor) -> Tensor:
        waves = u @ self.waves
        x = self.inner(torch.cat([u, waves.sin(), waves.cos(), phi.sin(), phi.cos()], dim=1))
        for block in self.blocks:
            x = x + block(x)
        return self.outer(x)


# autograd takes several times as long as the built-in network's own backward, so fewer steps do
rates = {"learning_rate": 0.005, "rectify_learning_rate": 0.005}
settings = rates | {"steps": 600, "rectify_steps": 800} | QUICK
experiment = toy.Experiment(toy.Config(data="pinwheel", form="flow_matching", network=Residual, **settings))
for _ in experiment.train():
    pass
for _ in experiment.rectify():
    pass

data = experiment.dataset.sample(2000, torch.Generator().manual_seed(0))
figure, axes = plt.subplots(1, 3, figsize=(13, 4.4), layout="constrained")
toy.plot.samples(experiment.sample("base", n=2000, steps=1), "base", data, ax=axes[0])
toy.plot.samples(experiment.sample("rectified-1", n=2000, steps=1), "rectified-1", data, ax=axes[1])
toy.plot.quality({stage: experiment.metrics(stage, n=2000) for stage in ("base", "rectified-1")}, ax=axes[2])
for ax, stage in zip(axes, ("base", "rectified-1"), strict=False):
    ax.set_title(f"{stage}: one step", fontsize="medium")
figure.savefig(PICTURE, dpi=110)
print(PICTURE)
