"""Config: everything that decides a run, as plain values that survive a link, a file or a queue.

Names are for those; wherever a name stands, an object of one's own may stand too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from toy.config import own_functions
from toy.data import DATASETS, Dataset, Sampler, as_dataset, from_value
from toy.errors import InvalidInput, require_choice, require_float, require_int
from toy.forms import FORMS, Form, make_form
from toy.forms.frozen_mapping import FrozenMapping
from toy.predictions import PREDICTIONS, Prediction
from toy.training.loop import TIME_SAMPLINGS, TimeSampling
from toy.training.losses import LOSS_SPACES, LOSS_WEIGHTS, Space, Weighting
from toy.training.noise import NOISES, Noise
from toy.training.students import STUDENTS

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
    "noise": NOISES,
    "student": STUDENTS,
}
# fields that leave the networks trained so far as they are: they act on what is trained from now on
LATER = (
    "learning_rate",
    "student",
    "pairs",
    "rectify_steps",
    "rectify_batch_size",
    "rectify_learning_rate",
)


@dataclass(frozen=True)
class Config:
    """A run. Names are keys of ``toy.DATASETS``, ``toy.FORMS``, ``toy.PREDICTIONS`` and of ``CHOICES``.

    Nobody can change a config; equal ones have the same hash. The library's own objects are kept by their
    names, so that ``Config(form=toy.FORMS["ve"]) == Config(form="ve")``. Objects of one's own are kept as
    they are, and tried before anything is computed with them.

    Attributes:
        data: what is learned: a name, a Dataset, or any object with ``sample(n, generator)``.
        form: how data and noise are mixed: a name, or a Form (``Form.of(alpha, sigma)``).
        prediction: what the network predicts: a name or a Prediction.
        form_params: parameters of a form that is given by name (``toy.FORMS[form].params`` are the defaults):
            "beta_min" and "beta_max" of VP and sub-VP, "sigma_min" and "sigma_max" of VE and EDM, and "rho".
        seed: of all training randomness.
        steps, batch_size, learning_rate: of the base training (Adam, warm-up and cosine).
        width, depth: of the hidden layers.
        time_sampling: "uniform_phi" (even in the angle), "uniform" (even in t), "logit_normal", or a function
            ``(form, n, generator) -> phi (n, 1)``.
        loss_space: where the error is taken: a prediction's name, or a function
            ``(cos phi, sin phi) -> (a, b)`` for the error of ``a x0 + b eps``.
        loss_weight: how angles are weighed: "uniform", "min_snr", or ``(cos phi, sin phi, a, b) -> (n, 1)``.
        references: other samples that sharpen each target; 0 trains on the plain pairs.
        ema: decay of the parameters' average, 0 for none.
        student: how a network learns from pairs (``toy.training.students``): "plain", the paper's algorithm
            4, goes on from the teacher's weights with the base training's loss and noise levels, so that only
            the pairs differ; "sharper" begins anew, with a loss, noise levels and drawing of its own.
        pairs, rectify_steps, rectify_batch_size, rectify_learning_rate: of the rectification, whose batches
            and rates are those of the base training unless told.
        noise: "normal", or a function ``(n, d, generator) -> eps (n, d)`` of mean 0 and variance 1; an own
            one needs ``references=0``, since targets are sharpened with the density of N(0, I).
        network: None for the built-in one, else a module ``(u, phi) -> (n, d)`` or a function that makes one.

    Raises:
        InvalidInput: (a ValueError) a field out of range, an unknown name, or an object that does not fit.
    """

    data: str | Dataset | Sampler = "eight_gaussians"
    form: str | Form = "vp"
    prediction: str | Prediction = "v"
    form_params: Mapping[str, float] = field(default_factory=FrozenMapping)
    seed: int = 0
    steps: int = 1200
    batch_size: int = 512
    learning_rate: float = 0.01
    width: int = 64
    depth: int = 4
    time_sampling: str | TimeSampling = "uniform_phi"
    loss_space: str | Space = "v"
    loss_weight: str | Weighting = "uniform"
    references: int = 128
    ema: float = 0.0
    student: str = "plain"
    pairs: int = 20_000
    rectify_steps: int = 1500
    rectify_batch_size: int = 512
    rectify_learning_rate: float = 0.01
    noise: str | Noise = "normal"
    network: Callable[..., Any] | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in INT_RANGES.items():
            self._set(name, require_int(name, getattr(self, name), low, high))
        for name, (lowest, highest) in FLOAT_RANGES.items():
            self._set(name, require_float(name, getattr(self, name), lowest, highest))
        self._settle_data()
        self._settle_form()
        self._settle_prediction()
        if not self._settled("time_sampling", own_functions.TIME_SAMPLING):
            own_functions.check_time_sampling(self.time_sampling_object, self.form_object)
        if not self._settled("loss_space", own_functions.SPACE):
            own_functions.check_space(self.loss_space_object)
        if not self._settled("loss_weight", own_functions.WEIGHTING):
            own_functions.check_weighting(self.loss_weight_object, self.loss_space_object)
        if not self._settled("noise", own_functions.NOISE):
            own_functions.check_noise(self.noise_object, self.dataset.dim)
            if self.references:
                raise InvalidInput("references", self.references, "0 with own noise: others assume N(0, I)")
        require_choice("student", self.student, STUDENTS)
        if self.network is not None and not callable(self.network):
            raise InvalidInput("network", self.network, "a module, a function that makes one, or None")

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _settle_data(self) -> None:
        if isinstance(self.data, str):
            require_choice("data", self.data, DATASETS)
        else:
            data = as_dataset(self.data)
            self._set("data", data.key if data.named else data)

    def _settle_form(self) -> None:
        form, params = self.form, self.form_params
        if isinstance(form, Form):
            if params is not None and (not isinstance(params, Mapping) or len(params)):
                raise InvalidInput("form_params", params, "nothing beside a Form object, which has its own")
            if not _in_ranges(form):
                self._set("form_params", FrozenMapping())
                return
            key, params = form.key, form.params
            self._set("form", key)
        else:
            key = require_choice("form", form, FORMS)
        # only what differs from the form's own, so that equal settings are equal
        values, own = make_form(key, params).params, FORMS[key].params
        self._set("form_params", FrozenMapping({k: v for k, v in values.items() if v != own[k]}))

    def _settle_prediction(self) -> None:
        if not isinstance(self.prediction, Prediction):
            require_choice("prediction", self.prediction, PREDICTIONS)
        elif self.prediction.named:
            self._set("prediction", self.prediction.key)
        else:
            own_functions.check_prediction(self.prediction)

    def _settled(self, name: str, allowed: str) -> bool:
        """Whether a field that takes functions holds a name (now, if not before). Raises InvalidInput."""
        value, choices = getattr(self, name), CHOICES[name]
        if isinstance(value, str):
            require_choice(name, value, choices)
            return True
        known = [key for key, function in choices.items() if function is value]
        if known:
            self._set(name, known[0])
        elif not callable(value):
            raise InvalidInput(name, value, f"one of {', '.join(choices)}, or {allowed}")
        return bool(known)

    def __hash__(self) -> int:
        return hash(tuple(_hashable(getattr(self, f.name)) for f in fields(self)))

    def __getstate__(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(self)}  # not what was made of them

    @cached_property
    def dataset(self) -> Dataset:
        """The data."""
        return DATASETS[self.data] if isinstance(self.data, str) else as_dataset(self.data)

    @cached_property
    def form_object(self) -> Form:
        """The form, with its parameters."""
        return self.form if isinstance(self.form, Form) else make_form(self.form, self.form_params)

    @cached_property
    def prediction_object(self) -> Prediction:
        """The prediction type."""
        return self.prediction if isinstance(self.prediction, Prediction) else PREDICTIONS[self.prediction]

    @cached_property
    def time_sampling_object(self) -> TimeSampling:
        """How angles are drawn: (form, n, generator) -> phi (n, 1), radians."""
        chosen = self.time_sampling
        return TIME_SAMPLINGS[chosen] if isinstance(chosen, str) else chosen

    @cached_property
    def loss_space_object(self) -> Space:
        """(cos phi, sin phi) -> (a, b), the error being that of ``a x0 + b eps``."""
        return LOSS_SPACES[self.loss_space] if isinstance(self.loss_space, str) else self.loss_space

    @cached_property
    def loss_weight_object(self) -> Weighting:
        """How much an angle counts: (cos phi, sin phi, a, b) -> weight (n, 1)."""
        return LOSS_WEIGHTS[self.loss_weight] if isinstance(self.loss_weight, str) else self.loss_weight

    @cached_property
    def noise_object(self) -> Noise:
        """How noise is drawn: (n, d, generator) -> eps (n, d)."""
        return NOISES[self.noise] if isinstance(self.noise, str) else self.noise

    @property
    def own_fields(self) -> tuple[str, ...]:
        """The fields that hold an object which no plain value stands for; ``to_dict`` is refused for them."""
        own = [name for name in CHOICES if name != "data" and not isinstance(getattr(self, name), str)]
        data = () if self.dataset.plain else ("data",)
        return (*data, *own, *(() if self.network is None else ("network",)))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, of which ``from_dict`` makes an equal config.

        Given points and mixtures travel as lists.

        Raises:
            InvalidInput: naming a field whose object no plain value stands for (``own_fields``).
        """
        for name in self.own_fields:
            allowed = "what has a name in the library: objects of one's own have no plain value"
            raise InvalidInput(name, getattr(self, name), allowed)
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "network"}
        values["data"] = self.dataset.to_value()
        values["form_params"] = dict(self.form_params)
        return values

    def changes_later(self, other: Config) -> bool:
        """Whether ``other`` differs in nothing but LATER, so that an experiment may go on with it."""
        differing = {f.name for f in fields(self) if getattr(self, f.name) != getattr(other, f.name)}
        return differing <= set(LATER)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Config:
        """The inverse of ``to_dict``.

        Args:
            values: fields left out keep their defaults; objects of one's own may stand for names.

        Raises:
            InvalidInput: an unknown field, or a value that does not fit.
        """
        if not isinstance(values, Mapping):
            raise InvalidInput("config", values, "a mapping of fields to values")
        names = [f.name for f in fields(cls)]
        known = {require_choice("config", name, names): value for name, value in values.items()}
        if isinstance(known.get("data"), Mapping):
            known["data"] = from_value(known["data"])
        return cls(**known)


def _in_ranges(form: Form) -> bool:
    """Whether name and parameters make this form again (``toy.forms.PARAM_RANGES``)."""
    if form.family is None:
        return False
    try:
        return make_form(form.family, form.params) == form
    except InvalidInput:
        return False


def _hashable(value: object) -> object:
    """``value``, or its type where it has no hash: equal configs have equal ones of both."""
    try:
        hash(value)
    except TypeError:
        return type(value)
    return value


# Named settings, fields of Config: "patient" takes about 10 CPU seconds where the others take 3. The sharper
# student has the batch and rate that it was tuned with.
SHARPER = {"student": "sharper", "rectify_batch_size": 256, "rectify_learning_rate": 0.02}
PRESETS: dict[str, dict[str, Any]] = {
    "default": {},
    "sharper": {**SHARPER, "rectify_steps": 3000},
    "patient": {
        "steps": 2000,
        "depth": 6,
        "loss_weight": "min_snr",
        **SHARPER,
        "pairs": 40_000,
        "rectify_steps": 9000,
    },
}
