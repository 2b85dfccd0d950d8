"""The controls of the lab, one declarative table: which setting each one sets, what it allows, what it says.

The table drives the widgets of the Lab tab; whatever else speaks of settings (a link, a lesson) reads it too.
Defaults, names and ranges are the library's own: nothing is written down twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import gradio as gr

import toy
from rdlab.texts import i18n
from toy.config import CHOICES, FLOAT_RANGES, INT_RANGES

Value = str | int | float


@dataclass(frozen=True)
class Control:
    """One control.

    Attributes:
        field: the setting it sets: a field of ``toy.Config``; of the view if ``applies`` is "at once".
        kind: "thumbnails", "pills", "menu" or "number".
        default: its value when the page opens.
        choices: the allowed values, in display order; () for numbers.
        range: lowest and highest allowed number; None for choices.
        choice_text: the choices are named by the texts ``choice_text + choice``; "": by their values.
        help: whether ``text + ".help"`` is its one line of help.
        advanced: folded away under "Training, network, solver".
        applies: "new run" when a change starts over, "at once" when it only changes what is shown, "running"
            when it acts on what is running now.
    """

    field: str
    kind: str
    default: Value
    choices: tuple[Value, ...] = ()
    range: tuple[float, float] | None = None
    choice_text: str = ""
    help: bool = True
    advanced: bool = True
    applies: str = "new run"

    @property
    def text(self) -> str:
        """Key of its label."""
        return f"control.{self.field}"


_DEFAULTS = toy.Config()


def _choice(field: str, kind: str, choice_text: str, choices: Iterable[Value] = (), **rest) -> Control:
    default = getattr(_DEFAULTS, field)
    return Control(field, kind, default, tuple(choices or CHOICES[field]), None, choice_text, **rest)


def _number(field: str) -> Control:
    return Control(field, "number", getattr(_DEFAULTS, field), range=(INT_RANGES | FLOAT_RANGES)[field])


_front = {"help": False, "advanced": False}
CONTROLS: tuple[Control, ...] = (
    _choice("data", "thumbnails", "data.", **_front),
    _choice("form", "pills", "form.", **_front),
    _choice("prediction", "pills", "prediction.", **_front),
    _number("steps"),
    _choice("batch_size", "menu", "", (64, 128, 256, 512, 1024)),
    _number("learning_rate"),
    _choice("width", "menu", "", (16, 32, 64, 128)),
    _choice("depth", "menu", "", (1, 2, 3, 4, 5, 6)),
    _choice("time_sampling", "menu", "time_sampling."),
    _choice("loss_space", "menu", "prediction."),
    _number("ema"),
    _number("seed"),
    Control("solver", "menu", "ddim", tuple(toy.SOLVERS), None, "solver.", applies="at once"),
    Control("pace", "pills", "full", ("full", "slow", "step"), None, "pace.", True, False, "running"),
    Control("view_steps", "pills", 50, (1, 2, 4, 8, 25, 50), applies="at once", **_front),
)
BY_FIELD = {control.field: control for control in CONTROLS}


def config_of(values: dict[str, Value]) -> dict[str, Value]:
    """The ``toy.Config`` fields among the controls' values."""
    return {c.field: values[c.field] for c in CONTROLS if c.applies == "new run"}


def widget(field: str, **layout) -> gr.Radio | gr.Dropdown | gr.Number:
    """The Gradio component of a control. Numbers carry no range of their own: the library checks them,
    so that a wrong one is answered with a sentence in the page instead of a pop-up."""
    control = BY_FIELD[field]
    words = {"label": i18n(control.text), "info": i18n(f"{control.text}.help") if control.help else None}
    if control.kind == "number":
        return gr.Number(value=control.default, **words, **layout)
    prefix = control.choice_text
    names = [(i18n(f"{prefix}{choice}") if prefix else str(choice), choice) for choice in control.choices]
    if control.kind == "menu":
        return gr.Dropdown(names, value=control.default, filterable=False, **words, **layout)
    return gr.Radio(names, value=control.default, **words, **layout)


def explanation(field: str, choice: str) -> str:
    """Markdown beside a choice of form or prediction: the form's formula, and one line of words."""
    formula = f"${toy.FORMS[choice].latex}$\n\n" if field == "form" else ""
    return formula + i18n(f"{field}.{choice}.help")
