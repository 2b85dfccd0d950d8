"""Everything that provides data: mixtures, presets, drawings and files."""

from toy.data.csv import InvalidCsv, read_csv
from toy.data.datasets import Dataset, as_dataset, from_mixture, from_points, from_sampler, from_value
from toy.data.mixture import GaussianMixture
from toy.data.presets import DATASETS
from toy.data.sources import Points, Sampler, Shape

__all__ = [
    "DATASETS",
    "Dataset",
    "GaussianMixture",
    "InvalidCsv",
    "Points",
    "Sampler",
    "Shape",
    "as_dataset",
    "from_mixture",
    "from_points",
    "from_sampler",
    "from_value",
    "read_csv",
]
