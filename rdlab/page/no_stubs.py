"""Keeps Gradio from writing a ``.pyi`` beside each module that defines a component, when it is imported.

Two processes that start at once write it into each other, and type checkers then read what came of it; an
installed app may not write there at all.
"""

from typing import Any

from gradio import component_meta

_write = component_meta.create_or_modify_pyi


def _write_for_others(component_class: type, *about: Any) -> None:
    if not component_class.__module__.startswith("rdlab."):
        _write(component_class, *about)


component_meta.create_or_modify_pyi = _write_for_others
