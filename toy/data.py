"""Everything that provides data: mixtures, presets, drawings and files."""

from toy.csv_text import InvalidCsv, read_csv
from toy.dataset import Dataset, Points, Shape, from_mixture, from_points, from_value
from toy.mixture import GaussianMixture
from toy.presets import DATASETS

__all__ = [
    "DATASETS",
    "Dataset",
    "GaussianMixture",
    "InvalidCsv",
    "Points",
    "Shape",
    "from_mixture",
    "from_points",
    "from_value",
    "read_csv",
]
