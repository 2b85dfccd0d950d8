"""Config: everything that decides a run, as plain values that survive a link, a file or a queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from toy.data import DATASETS, Dataset, from_value
from toy.errors import InvalidInput, require_choice, require_float, require_int
from toy.forms import FORMS, Form, make_form
from toy.predictions import PREDICTIONS, Prediction
from toy.training.loop import TIME_SAMPLINGS, TimeSampling
from toy.training.losses import LOSS_SPACES, LOSS_WEIGHTS, Space, Weighting

# field -> (lowest, highest); both the library's checks and the page's sliders end here
INT_RANGES: dict[str, tuple[int, int]] = {
    "seed": (0, 2**31 - 1),
    "steps": (1, 1_000_000),
    "batch_size": (16, 16_384),
    "width": (4, 512),
    "depth": (1, 8),
    "references": (0, 2_048),
    "pairs": (16, 1_000_000),
    "rectify_steps": (1, 1_000_000),
    "rectify_batch_size": (16, 16_384),
}
FLOAT_RANGES: dict[str, tuple[float, float]] = {
    "learning_rate": (1e-6, 1.0),
    "rectify_learning_rate": (1e-6, 1.0),
    "ema": (0.0, 0.99999),
}
CHOICES: dict[str, Mapping[str, object]] = {
    "data": DATASETS,
    "form": FORMS,
    "prediction": PREDICTIONS,
    "time_sampling": TIME_SAMPLINGS,
    "loss_space": LOSS_SPACES,
    "loss_weight": LOSS_WEIGHTS,
}
OWN = ("time_sampling", "loss_space", "loss_weight")  # these may be functions of the caller's own
# fields that leave the networks trained so far as they are: they act on what is trained from now on
LATER = (
    "learning_rate",
    "pairs",
    "rectify_steps",
    "rectify_batch_size",
    "rectify_learning_rate",
)


@dataclass(frozen=True)
class Config:
    """A run. Names are keys of ``toy.DATASETS``, ``toy.FORMS``, ``toy.PREDICTIONS``; objects are taken too.

    Attributes:
        data, form, prediction: what is learned, mixed how, and what the network predicts.
        form_params: parameters of a form that is given by name (``toy.FORMS[form].params`` are the defaults):
            "beta_min" and "beta_max" of VP and sub-VP, "sigma_min" and "sigma_max" of VE and EDM.
        seed: of all training randomness.
        steps, batch_size, learning_rate: of the base training (Adam, warm-up and cosine).
        width, depth: of the hidden layers.
        time_sampling: "uniform_phi" (even in the angle), "uniform" (even in t), "logit_normal".
        loss_space, loss_weight: where the error is taken ("v", …) and how angles are weighed.
        references: other samples that sharpen each target; 0 trains on the plain pairs.
        ema: decay of the parameters' average, 0 for none.
        pairs, rectify_steps, rectify_batch_size, rectify_learning_rate: of the rectification.

    Raises:
        InvalidInput (a ValueError): a field out of range or an unknown name.
    """

    data: str | Dataset = "eight_gaussians"
    form: str | Form = "vp"
    prediction: str | Prediction = "v"
    form_params: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0
    steps: int = 1200
    batch_size: int = 512
    learning_rate: float = 0.01
    width: int = 64
    depth: int = 4
    time_sampling: str = "uniform_phi"
    loss_space: str = "v"
    loss_weight: str = "uniform"
    references: int = 128
    ema: float = 0.0
    pairs: int = 20_000
    rectify_steps: int = 3000
    rectify_batch_size: int = 256
    rectify_learning_rate: float = 0.02
    network: Any = None

    def __post_init__(self):
        for name, (low, high) in INT_RANGES.items():
            object.__setattr__(self, name, require_int(name, getattr(self, name), low, high))
        for name, (low, high) in FLOAT_RANGES.items():
            object.__setattr__(self, name, require_float(name, getattr(self, name), low, high))
        objects = {"data": Dataset, "form": Form, "prediction": Prediction}
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            own = name in OWN and callable(value)
            if not own and not (name in objects and isinstance(value, objects[name])):
                require_choice(name, value, choices)
        if isinstance(self.form, Form):
            object.__setattr__(self, "form_params", dict(self.form.params))
        else:  # only what differs from the form's own, so that equal settings are equal
            params, own = make_form(self.form, self.form_params).params, FORMS[self.form].params
            changed = {name: float(value) for name, value in params.items() if value != own[name]}
            object.__setattr__(self, "form_params", changed)

    @cached_property
    def dataset(self) -> Dataset:
        return self.data if isinstance(self.data, Dataset) else DATASETS[self.data]

    @cached_property
    def form_object(self) -> Form:
        return self.form if isinstance(self.form, Form) else make_form(self.form, self.form_params)

    @cached_property
    def prediction_object(self) -> Prediction:
        return self.prediction if isinstance(self.prediction, Prediction) else PREDICTIONS[self.prediction]

    @cached_property
    def time_sampling_object(self) -> TimeSampling:
        return self.time_sampling if callable(self.time_sampling) else TIME_SAMPLINGS[self.time_sampling]

    @cached_property
    def loss_space_object(self) -> Space:
        return self.loss_space if callable(self.loss_space) else LOSS_SPACES[self.loss_space]

    @cached_property
    def loss_weight_object(self) -> Weighting:
        return self.loss_weight if callable(self.loss_weight) else LOSS_WEIGHTS[self.loss_weight]

    def to_dict(self) -> dict:
        """Plain values for JSON. Own data travel as lists; an own Form travels by its key and parameters."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "network"}
        if isinstance(self.data, Dataset):
            values["data"] = self.data.to_value()
        for name in ("form", "prediction"):
            values[name] = getattr(values[name], "key", values[name])
        values["form_params"] = dict(self.form_params)
        return values

    def changes_later(self, other: Config) -> bool:
        """Whether ``other`` differs in nothing but LATER, so that an experiment may go on with it."""
        differing = {f.name for f in fields(self) if getattr(self, f.name) != getattr(other, f.name)}
        return differing <= set(LATER)

    @classmethod
    def from_dict(cls, values: Mapping) -> Config:
        """The inverse of ``to_dict``; fields left out keep their defaults. Raises InvalidInput."""
        if not isinstance(values, Mapping):
            raise InvalidInput("config", values, "a mapping of fields to values")
        names = [f.name for f in fields(cls)]
        for name in values:
            require_choice("config", name, names)
        values = dict(values)
        data = values.get("data")
        if isinstance(data, Mapping):
            values["data"] = from_value(data)
        return cls(**values)


# Named settings, fields of Config: "patient" takes about 10 CPU seconds where the default takes 3.
PRESETS: dict[str, dict] = {
    "default": {},
    "patient": {
        "steps": 2000,
        "depth": 6,
        "loss_weight": "min_snr",
        "pairs": 40_000,
        "rectify_steps": 9000,
    },
}
