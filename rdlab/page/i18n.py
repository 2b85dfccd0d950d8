"""The words of Gradio's own labels, in the browser's language or the one that a visitor has chosen."""

from functools import cache

import gradio as gr

from rdlab.words import LANGUAGES, ON_PAGE

_columns = {language: {key: text[i] for key, text in ON_PAGE.items()} for i, language in enumerate(LANGUAGES)}
I18N = gr.I18n(**{"en": _columns["en"], "zh-CN": _columns["zh"]})


@cache  # the same object each time: two updates with one label are then equal
def i18n(key: str) -> gr.I18n:
    """The text ``key`` for a Gradio label; raises KeyError for a key that is not in the table."""
    if key not in ON_PAGE:
        raise KeyError(key)
    return I18N(key)
