"""A form of one's own: two functions are enough, and the lesson holds for it too.

python examples/own_form.py [picture.png] [--quick]
"""

import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import torch

import toy

NAMES = [name for name in sys.argv[1:] if not name.startswith("-")]
PICTURE = Path(NAMES[0]) if NAMES else Path(tempfile.gettempdir(), "own_form.png")
QUICK = {"steps": 30, "rectify_steps": 30, "pairs": 256} if "--quick" in sys.argv else {}

# the signal goes in a cubic, the noise comes as a square root: a single pair travels on a bent line
form = toy.Form.of(lambda t: 1 - t**3, torch.sqrt, key="cubic", title="Cubic")
experiment = toy.Experiment(toy.Config(data="moons", form=form, **QUICK))
for _ in experiment.train():
    pass
for _ in experiment.rectify():
    pass

figure, axes = plt.subplots(1, 3, figsize=(13, 4.4), layout="constrained")
measured = {stage: experiment.metrics(stage, n=2000) for stage in ("base", "rectified-1")}
for ax, (stage, found) in zip(axes, measured.items(), strict=False):
    toy.plot.paths(experiment.trajectory(stage, n=60, steps=50), stage, form, ax=ax)
    ax.set_title(f"{stage}: first-order defect = {found['first_order_defect']:.2f}", fontsize="medium")
toy.plot.quality(measured, ax=axes[2])
figure.savefig(PICTURE, dpi=110)
print(PICTURE)
