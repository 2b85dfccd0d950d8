"""The controls of the lab, one declarative table: which setting each one sets, what it allows, what it says.

The table drives the widgets of the Lab tab; whatever else speaks of settings (a link, a lesson) reads it too.
Defaults and names are the library's own: nothing is written down twice. Ranges lie within the library's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import gradio as gr

import toy
from rdlab.page.i18n import i18n
from rdlab.page.parts import DataMenu
from rdlab.stage.slots import MOST_VIEW_STEPS
from toy.config import CHOICES, LATER
from toy.errors import InvalidInput
from toy.forms import PARAM_RANGES
from toy.training.rectify import MATCHINGS, MOST_PHASES, VARIANTS

Value = str | int | float


@dataclass(frozen=True)
class Control:
    """One control.

    Attributes:
        field: the setting it sets: a field of ``toy.Config``, an argument of ``toy.Experiment.rectify``, or
            one of the page's own.
        kind: "thumbnails", "pills", "menu", "number", "steps" or "stage".
        default: its value when the page opens.
        choices: the allowed values, in display order; () for numbers.
        range: lowest and highest allowed number; None for choices.
        choice_text: the choices are named by the texts ``choice_text + choice``; "": by their values.
        help: whether ``text + ".help"`` is its one line of help.
        applies: "new run" when a change starts over; "later" when it acts on what is trained from now on, a
            training under way included; "next" when the next retraining takes it; "at once" when it only
            changes what is shown; "running" when it acts on what runs now; "preset" when it fills others.
        knob: whether it stands among the settings, out of the way.
        parameter: of the form ``form`` that it sets; "" for all other controls.
    """

    field: str
    kind: str
    default: Any
    choices: tuple[Value, ...] = ()
    range: tuple[float, float] | None = None
    choice_text: str = ""
    help: bool = True
    applies: str = "new run"
    knob: bool = True
    form: str = ""
    parameter: str = ""

    @property
    def text(self) -> str:
        """Key of its label."""
        return f"control.{self.parameter or self.field}"


_DEFAULTS = toy.Config()


def _choice(field: str, kind: str, choice_text: str, choices: Iterable[Value] = (), **rest: Any) -> Control:
    applies = "later" if field in LATER else "new run"
    choices = tuple(choices or CHOICES[field])
    return Control(
        field, kind, getattr(_DEFAULTS, field), choices, None, choice_text, **({"applies": applies} | rest)
    )


def _number(field: str, low: float, high: float) -> Control:
    applies = "later" if field in LATER else "new run"
    return Control(field, "number", getattr(_DEFAULTS, field), range=(low, high), applies=applies)


def _parameters() -> list[Control]:
    return [
        Control(
            f"{form.key}_{name}", "number", value, range=PARAM_RANGES[name], form=form.key, parameter=name
        )
        for form in toy.FORMS.values()
        for name, value in form.params.items()
        if name != "rho"  # its 7 stands in the formula
    ]


_front: dict[str, Any] = {"help": False, "knob": False}
CONTROLS: tuple[Control, ...] = (
    _choice("data", "thumbnails", "data.", **_front),
    _choice("form", "pills", "form.", **_front),
    _choice("prediction", "pills", "prediction.", **_front),
    Control("variant", "pills", "rectified", VARIANTS, None, "variant.", applies="next", knob=False),
    Control("phases", "number", 4, range=(1, MOST_PHASES), applies="next", knob=False),
    Control("teacher", "stage", None, applies="next", knob=False),
    Control("matching", "pills", "matched", MATCHINGS, None, "matching.", applies="next", knob=False),
    Control("pace", "pills", "full", ("full", "slow", "step"), None, "pace.", applies="running", knob=False),
    Control("solver", "pills", "ddim", tuple(toy.SOLVERS), None, "solver.", applies="at once", knob=False),
    Control("view_steps", "steps", 50, range=(1, MOST_VIEW_STEPS), applies="at once", knob=False),
    Control("preset", "pills", "default", tuple(toy.PRESETS), None, "preset.", applies="preset", knob=False),
    _choice("student", "menu", "student."),
    _number("learning_rate", 1e-4, 0.1),
    _number("rectify_learning_rate", 1e-4, 0.1),
    _number("pairs", 256, 200_000),
    _number("rectify_steps", 1, 100_000),
    _choice("rectify_batch_size", "menu", "", (64, 128, 256, 512, 1024)),
    *_parameters(),
    _choice("width", "menu", "", (16, 32, 64, 96, 128)),
    _choice("depth", "menu", "", (1, 2, 3, 4, 5, 6)),
    _number("steps", 1, 100_000),
    _choice("batch_size", "menu", "", (64, 128, 256, 512, 1024)),
    _choice("time_sampling", "menu", "time_sampling."),
    _choice("loss_space", "menu", "prediction."),
    _choice("loss_weight", "menu", "loss_weight."),
    _choice("references", "menu", "", (0, 32, 64, 128, 256, 512)),
    _number("ema", 0.0, 0.9999),
    _number("seed", 0, 2**31 - 1),
)
BY_FIELD = {control.field: control for control in CONTROLS}
KNOBS = tuple(control for control in CONTROLS if control.knob)
RETRAINING = ("variant", "phases", "teacher", "matching")  # of `toy.Experiment.rectify`


def control_of(name: str, form: str = "") -> Control | None:
    """The control of a setting; of a form's parameter that of the form, if it is named."""
    of_form = [c for c in CONTROLS if c.parameter == name and form in ("", c.form)]
    return BY_FIELD.get(name) or next(iter(of_form), None)


def config_of(values: dict[str, Any]) -> dict[str, Any]:
    """The ``toy.Config`` fields among the controls' values. Raises InvalidInput for a number out of range."""
    kept = [c for c in CONTROLS if c.applies in ("new run", "later") and c.form in ("", values["form"])]
    for control in kept:
        _check(control, values[control.field])
    config = {c.field: values[c.field] for c in kept if not c.parameter}
    return config | {"form_params": {c.parameter: values[c.field] for c in kept if c.parameter}}


def retraining_of(values: dict[str, Any]) -> dict[str, Any]:
    """The arguments of ``toy.Experiment.rectify`` among the values, without those not shown."""
    for name in RETRAINING:
        _check(BY_FIELD[name], values[name])
    chosen = {name: values[name] for name in RETRAINING}
    chosen["teacher"] = (values["teacher"] or {}).get("chosen")
    if chosen["variant"] != "phased":
        chosen.pop("phases")
    if chosen["variant"] != "rectified":
        chosen.pop("matching")
    return chosen


def preset_of(values: dict[str, Any]) -> str | None:
    """Which preset the values are those of, if any."""
    known = set().union(*toy.PRESETS.values())
    same = lambda fill: all(values[name] == fill.get(name, BY_FIELD[name].default) for name in known)  # noqa: E731
    return next((name for name, fill in toy.PRESETS.items() if same(fill)), None)


def filled(preset: str) -> dict[str, Any]:
    """What the controls hold under a preset: all that any preset names."""
    known = set().union(*toy.PRESETS.values())
    return {name: toy.PRESETS[preset].get(name, BY_FIELD[name].default) for name in known}


def _check(control: Control, value: Any) -> None:
    """Raises InvalidInput for a number out of the control's range."""
    if control.range is None:
        return
    low, high = control.range
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not low <= value <= high:
        raise InvalidInput(control.field, value, "{:,} – {:,}".format(*control.range))


def widget(field: str, **layout: Any) -> gr.Radio | gr.Dropdown | gr.Number:
    """The Gradio component of a control.

    Numbers carry no range of their own: they are checked when they come, so that a wrong one is answered with
    a sentence in the page instead of a pop-up.
    """
    control = BY_FIELD[field]
    words = {"label": i18n(control.text), "info": i18n(f"{control.text}.help") if control.help else None}
    if control.kind == "number":
        return gr.Number(value=control.default, **words, **layout)
    prefix = control.choice_text
    names = [(i18n(f"{prefix}{choice}") if prefix else str(choice), choice) for choice in control.choices]
    if control.kind == "menu":
        return gr.Dropdown(names, value=control.default, filterable=False, **words, **layout)
    return gr.Radio(names, value=control.default, **words, **layout)


def data_menu(tab: str, words: str = "control.data") -> DataMenu:
    """The data sets, and what the visitor has brought to the lab. words: key of its label."""
    control, css = BY_FIELD["data"], ["rd-same", "rd-same-data"]
    choices = tuple(map(str, control.choices))
    return DataMenu(control.default, choices=choices, words=words, elem_id=f"{tab}-data", elem_classes=css)


def explanation(field: str, choice: str) -> str:
    """Markdown beside a choice of form or prediction: the form's formula, and one line of words."""
    formula = f"${toy.FORMS[choice].latex}$\n\n" if field == "form" else ""
    return formula + i18n(f"{field}.{choice}.help")
