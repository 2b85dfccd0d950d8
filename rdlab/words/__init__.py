"""Every visible word of the app, English and Simplified Chinese side by side; a file a tab.

A text may hold ``{name}`` placeholders, ``**bold**`` and, after a placeholder, "(s)" that is there unless its
number is 1. An argument {"key": ...} stands for the words of
that text, a string for itself, whatever it is: a visitor may have typed it.
Gradio's own labels get the table by ``rdlab.page.i18n``; everything drawn in the browser gets it as JSON
(``as_json``).
"""

import json

from rdlab.words.by_hand import HAND_TEXTS
from rdlab.words.cards import CARD_TEXTS, CARDS_AT_START
from rdlab.words.compare import COMPARE_TEXTS
from rdlab.words.data import DATA_TEXTS
from rdlab.words.diffusion import SD_AT_START, SD_TEXTS
from rdlab.words.findings import SAID_TEXTS
from rdlab.words.glossary import GLOSSARY
from rdlab.words.lab import LAB_TEXTS
from rdlab.words.learn import LEARN_TEXTS
from rdlab.words.lessons import AT_START, LESSON_TEXTS
from rdlab.words.levels import LEVEL_TEXTS
from rdlab.words.page import PAGE_TEXTS
from rdlab.words.stage import STAGE_TEXTS
from rdlab.words.views import VIEW_TEXTS

LANGUAGES = ("en", "zh")


def merged(*tables: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The tables as one; raises ValueError when two hold the same key."""
    table: dict[str, tuple[str, str]] = {}
    for part in tables:
        if twice := table.keys() & part.keys():
            raise ValueError(f"texts defined twice: {', '.join(sorted(twice))}")
        table |= part
    return table


TEXTS = merged(
    PAGE_TEXTS,
    LAB_TEXTS,
    DATA_TEXTS,
    SAID_TEXTS,
    STAGE_TEXTS,
    VIEW_TEXTS,
    COMPARE_TEXTS,
    LEARN_TEXTS,
    LEVEL_TEXTS,
    HAND_TEXTS,
    LESSON_TEXTS,
    GLOSSARY,
    CARD_TEXTS,
    SD_AT_START,
    SD_TEXTS,
)
LATER = (LESSON_TEXTS.keys() | GLOSSARY.keys() | CARD_TEXTS.keys() | SD_TEXTS.keys()) - (
    AT_START.keys() | CARDS_AT_START.keys()
)
ON_PAGE = {key: text for key, text in TEXTS.items() if key not in LATER}


def as_json() -> str:
    """What the page has from the start, {key: [english, chinese]}, safe inside a <script> element.

    A lesson, a card and the Stable Diffusion tab bring their own words when they are opened.
    """
    return json.dumps(ON_PAGE, ensure_ascii=False).replace("</", "<\\/")
