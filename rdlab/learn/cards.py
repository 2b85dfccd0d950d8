"""What stands below the lessons in the list: cards, which have no experiment on the server.

A card is a row of ``CARDS``, a module ``static/learn/cards/<key>.js`` and its words, ``card.<key>....``. Its
address is ``#learn/<key>``. Words and what else they need travel when the Learn tab is first looked at.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import toy
from rdlab.learn.snippets import SNIPPETS
from rdlab.page.published import COSTS, SOURCE_ONE_STEP, TABLE_ONE_STEP
from rdlab.words import TEXTS


@dataclass(frozen=True)
class Card:
    """An entry of the list.

    Attributes:
        key: of its address, its module and its words; letters and underscores.
        group: under which heading it stands, ``card.group.<group>``; cards of one group stand together.
        more: what its module gets beside the words, as plain values.
    """

    key: str
    group: str
    more: Callable[[], Any] = lambda: None

    def words(self) -> dict[str, tuple[str, str]]:
        """All of its words."""
        return {key: words for key, words in TEXTS.items() if key.startswith(f"card.{self.key}.")}


def published() -> dict[str, Any]:
    """The paper's table 2 (COCO-2014) and what the trainings cost, with their source."""
    rows = [asdict(row) for row in TABLE_ONE_STEP]
    return {"rows": rows, "costs": [asdict(cost) for cost in COSTS], "source": SOURCE_ONE_STEP}


def ring() -> dict[str, Any]:
    """The data that cards compute with, eight Gaussians in standardised units, and the forms' own numbers."""
    mixture = toy.DATASETS["eight_gaussians"].standard_mixture
    assert mixture is not None
    parts = ("means", "covariances", "weights")
    return {
        "mixture": {name: getattr(mixture, name).tolist() for name in parts},
        "params": {key: dict(form.params) for key, form in toy.FORMS.items()},
    }


def forms() -> dict[str, dict[str, dict[str, float]]]:
    """The forms with their own numbers (``toy.Form.params``), in display order."""
    return {"forms": {key: dict(form.params) for key, form in toy.FORMS.items()}}


CARDS: tuple[Card, ...] = (
    Card("algorithms", "beside", lambda: ring() | {"snippets": list(SNIPPETS)}),
    Card("first_order", "beside", ring),
    Card("figure_three", "beside", forms),
    Card("critics", "beside", published),
)


def all_of_them() -> dict[str, Any]:
    """What the page needs to open any: {"words": {key of a text: [English, Chinese]}, "more": by card}."""
    words = {key: text for card in CARDS for key, text in card.words().items()}
    return {"words": words, "more": {card.key: card.more() for card in CARDS}}
