"""Everything that provides data: mixtures, presets, drawings and files."""

from toy.csv_text import read_csv
from toy.dataset import Dataset, Points, Shape, from_points
from toy.mixture import GaussianMixture
from toy.presets import DATASETS

__all__ = ["DATASETS", "Dataset", "GaussianMixture", "Points", "Shape", "from_points", "read_csv"]
