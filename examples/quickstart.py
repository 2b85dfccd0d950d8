"""The paper's argument in one picture: rectified VP paths are more curved, and yet one step is enough.

python examples/quickstart.py [picture.png] [--quick]
"""

import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import torch

import toy

NAMES = [name for name in sys.argv[1:] if not name.startswith("-")]
PICTURE = Path(NAMES[0]) if NAMES else Path(tempfile.gettempdir(), "quickstart.png")
QUICK = {"steps": 30, "rectify_steps": 30, "pairs": 256} if "--quick" in sys.argv else {}

experiment = toy.Experiment(toy.Config(data="eight_gaussians", form="vp", prediction="v", **QUICK))
for _ in experiment.train():
    pass
for _ in experiment.rectify():
    pass

data = experiment.dataset.sample(2000, torch.Generator().manual_seed(0))
figure, axes = plt.subplots(1, 4, figsize=(16, 4.4), sharex=True, sharey=True, layout="constrained")
for pair, stage in ((axes[:2], "base"), (axes[2:], "rectified-1")):
    found = experiment.metrics(stage, steps=(1,), n=2000)
    toy.plot.paths(experiment.trajectory(stage, n=60, steps=50), stage, experiment.form, ax=pair[0])
    defect, arc = found["first_order_defect"], found["arc_over_chord"]
    pair[0].set_title(f"{stage}: arc/chord − 1 = {arc:.2f}, first-order defect = {defect:.2f}", fontsize=9)
    toy.plot.samples(experiment.sample(stage, n=2000, steps=1), stage, data, ax=pair[1])
    pair[1].set_title(f"{stage}: one step, sliced W2 = {found['quality'][1]['sliced_w2']:.2f}", fontsize=9)
figure.savefig(PICTURE, dpi=110)
print(PICTURE)
