"""Everything that provides data: mixtures, presets, drawings and files."""

from toy.data.csv import InvalidCsv, read_csv
from toy.data.datasets import Dataset, Points, Shape, from_mixture, from_points, from_value
from toy.data.mixture import GaussianMixture
from toy.data.presets import DATASETS

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
