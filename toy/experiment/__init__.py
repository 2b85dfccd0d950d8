"""The one place where settings become objects, and every stage of a run lives."""

from toy.experiment.arguments import MAX_SAMPLES
from toy.experiment.experiment import Experiment, UnfinishedTeacher
from toy.experiment.sampler import DEFAULT_STEPS
from toy.sampling import MAX_STEPS

__all__ = ["DEFAULT_STEPS", "MAX_SAMPLES", "MAX_STEPS", "Experiment", "UnfinishedTeacher"]
