"""The words of the lessons: questions before answers, and every symbol and term explained once."""

import re

import pytest

from rdlab.lessons import LESSONS
from rdlab.words import TEXTS
from rdlab.words.glossary import GLOSSARY, NOTATION, SYMBOLS, TERMS
from rdlab.words.lessons import LESSON_TEXTS

GREEK = re.compile("[α-ωΑ-Ω]")
COLUMNS = ("what", "rd", "rf", "here")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_a_lesson_asks_before_it_answers(lesson):
    title, setup, question = (TEXTS[f"lesson.{lesson.key}.{part}"] for part in ("title", "setup", "question"))
    assert title[0].endswith("?") and title[1].endswith("？")
    assert question[0].rstrip().endswith("?") and question[1].rstrip().endswith("？")
    assert len(re.findall(r"[.?!](?=\s|$)", setup[0])) == 2
    assert len(re.findall("[。？！]", setup[1])) == 2
    for language in (0, 1):  # what names the right answer names them all
        answers = [TEXTS[f"lesson.{lesson.key}.answer.{i}"][language].lower() for i in range(lesson.answers)]
        for before in (title, setup):
            named = [answer in before[language].lower() for answer in answers]
            assert all(named) or not named[lesson.right]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_a_lesson_goes_on_in_both_languages(lesson):
    english, chinese = TEXTS[f"lesson.{lesson.key}.proof"]
    assert len(english.split("\n")) == len(chinese.split("\n")) >= 3
    assert all("{goal}" in words for words in TEXTS[f"lesson.{lesson.key}.challenge"])
    said = [TEXTS[f"lesson.{lesson.key}.feedback.{i}"] for i in range(lesson.answers)]
    assert len(set(said)) == lesson.answers


def test_every_entry_of_the_glossary_is_whole():
    for table in (SYMBOLS, TERMS):
        names = {key.removesuffix(".name") for key in table if key.endswith(".name")}
        assert {f"{name}.means" for name in names} <= table.keys()
        assert {key.rsplit(".", 1)[0] for key in table} == names
    rows = {key.rsplit(".", 1)[0] for key in NOTATION if key.startswith("glossary.row.")}
    assert {f"{row}.{column}" for row in rows for column in COLUMNS} <= NOTATION.keys()
    assert GLOSSARY == SYMBOLS | TERMS | NOTATION


@pytest.mark.parametrize("language", [0, 1], ids=["en", "zh"])
def test_no_phrase_means_two_things(language):
    phrases = [
        phrase
        for key, words in (SYMBOLS | TERMS).items()
        if key.endswith(".found")
        or (key.endswith(".name") and key.replace(".name", ".found") not in GLOSSARY)
        for phrase in words[language].split("|")
    ]
    assert len(phrases) == len(set(phrases)) and all(phrase == phrase.strip() for phrase in phrases)


@pytest.mark.parametrize("language", [0, 1], ids=["en", "zh"])
def test_every_greek_letter_of_the_lessons_is_explained(language):
    used = {sign for words in LESSON_TEXTS.values() for sign in GREEK.findall(words[language])}
    names = "".join(words[language] for key, words in SYMBOLS.items() if key.endswith(".name"))
    assert used <= set(GREEK.findall(names))
