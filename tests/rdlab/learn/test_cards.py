"""The cards below the lessons: each is there as a module, in words, and under a heading."""

import json
import re

import pytest

from rdlab.learn.cards import CARDS, all_of_them
from rdlab.page.parts import STATIC
from rdlab.words import ON_PAGE, TEXTS

FOLDER = STATIC / "learn" / "cards"


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.key)
def test_a_card_has_a_module_an_address_and_its_words(card):
    assert re.fullmatch(r"[a-z_]+", card.key)
    assert re.search(r"^export function mount\(", (FOLDER / f"{card.key}.js").read_text(), re.MULTILINE)
    assert {f"card.{card.key}.title", f"card.group.{card.group}"} <= ON_PAGE.keys()
    given = all_of_them()
    assert card.key in given["more"]
    mine = {key for key in TEXTS if key.startswith(f"card.{card.key}.")}
    assert len(mine) > 2 and mine <= given["words"].keys()


def test_words_of_cards_travel_with_their_card_but_what_the_list_shows():
    there = {key for key in ON_PAGE if key.startswith("card.")}
    headings = {key for key in there if key.startswith("card.group.")}
    assert there - headings == {f"card.{card.key}.title" for card in CARDS}


def test_cards_of_a_group_stand_together():
    groups = [card.group for card in CARDS]
    assert groups == sorted(groups, key=groups.index)
    assert len({card.key for card in CARDS}) == len(CARDS)


def test_what_travels_is_plain():
    given = all_of_them()
    assert json.loads(json.dumps(given, allow_nan=False))["more"] == given["more"]
