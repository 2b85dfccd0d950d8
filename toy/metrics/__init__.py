"""What is measured: of paths (first order? straight?) and of samples (how far from the data?).

Pure functions. Points (n, d) and paths (K+1, n, d), in any dimension d, come as lists, NumPy arrays
or torch tensors; results are plain floats. Paths run from noise (index 0) to data (index K). What does not
fit raises InvalidInput naming the argument.
"""

from toy.metrics.paths import (
    angle_path,
    arc_over_chord,
    end_pair,
    first_order_defect,
    first_order_deviation,
    latent_path,
    path_metrics,
    step_gap,
    straightness,
)
from toy.metrics.samples import (
    DISTANCES,
    OFF_MODE_SIGMAS,
    energy_distance,
    floor,
    off_mode_fraction,
    quality,
    sliced_w2,
)

__all__ = [
    "DISTANCES",
    "OFF_MODE_SIGMAS",
    "angle_path",
    "arc_over_chord",
    "end_pair",
    "energy_distance",
    "first_order_defect",
    "first_order_deviation",
    "floor",
    "latent_path",
    "off_mode_fraction",
    "path_metrics",
    "quality",
    "sliced_w2",
    "step_gap",
    "straightness",
]
