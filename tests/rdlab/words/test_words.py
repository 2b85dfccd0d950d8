"""The table of texts: complete in both languages, and what the code asks for is there."""

import ast
import json
import re
from pathlib import Path
from string import Formatter

import pytest

from rdlab.page.controls import CONTROLS
from rdlab.page.i18n import I18N, i18n
from rdlab.words import TEXTS, as_json, merged

RDLAB = Path(__file__).resolve().parents[3] / "rdlab"
NAMESPACES = {key.split(".")[0] for key in TEXTS}
ANY = r"[\w.-]+"  # what may stand for a part of a key that is only known at run time


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def as_pattern(parts: list[str | None]) -> str | None:
    """A pattern for keys made of fixed parts and unknown ones (None); None unless the namespace is fixed."""
    whole = "".join("\0" if part is None else part for part in parts)
    if not re.fullmatch(r"@?[a-z_]+\.[\w.\0-]*", whole) or whole.lstrip("@").split(".")[0] not in NAMESPACES:
        return None
    whole = whole.lstrip("@") + ("\0" if whole.endswith(".") else "")
    return re.escape(whole).replace("\\\0", ANY).replace("\0", ANY)


def in_python(path: Path) -> dict[str, int]:
    """Pattern -> line, for the strings and f-strings of a file that name a text."""
    found = {}
    tree = ast.parse(path.read_text())
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            parts = [node.value]
        else:
            continue
        if pattern := as_pattern(parts):
            found[pattern] = node.lineno
    return found


def in_javascript(path: Path) -> dict[str, int]:
    """The same for quoted strings and template literals."""
    found = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for quoted in re.findall(r'"([^"]*)"|`([^`]*)`', re.sub(r"^\s*(//|\*|/\*).*", "", line)):
            parts = re.split(r"(\$\{[^}]*\})", "".join(quoted))
            if pattern := as_pattern([None if part.startswith("${") else part for part in parts]):
                found[pattern] = number
    return found


def uses() -> dict[str, str]:
    """Pattern -> where it is used, over the whole app."""
    found = {}
    for path in sorted(RDLAB.rglob("*")):
        if (
            path.suffix in (".py", ".js")
            and "words" not in path.relative_to(RDLAB).parts
            and path.name != "texts.js"
        ):
            here = in_python(path) if path.suffix == ".py" else in_javascript(path)
            found |= {pattern: f"{path.relative_to(RDLAB)}:{line}" for pattern, line in here.items()}
    return found


FILES = re.compile(r".*\\?\.(js|css|py|json)")  # "stage.js" is a file, not a text


def test_every_text_that_is_used_exists():
    missing = {
        where: pattern
        for pattern, where in uses().items()
        if not FILES.fullmatch(pattern) and not any(re.fullmatch(pattern, key) for key in TEXTS)
    }
    assert not missing


def test_every_text_is_used():
    used = [re.compile(pattern) for pattern in uses()]
    assert not [key for key in TEXTS if not any(pattern.fullmatch(key) for pattern in used)]


def test_the_search_finds_literals_and_patterns(tmp_path):
    python, javascript = tmp_path / "a.py", tmp_path / "a.js"
    python.write_text('x = "lab.train"\ny = f"status.{phase}"\nz = "some words."\nw = "@form."\n')
    javascript.write_text('t("clock.play");\nt(`meter.${name}.help`);\n// "clock.nothing"\n')
    assert in_python(python) == {r"lab\.train": 1, rf"status\.{ANY}": 2, rf"form\.{ANY}": 4}
    assert in_javascript(javascript) == {r"clock\.play": 1, rf"meter\.{ANY}\.help": 2}


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_say_the_same(key):
    english, chinese = TEXTS[key]
    assert english.strip() and chinese.strip()
    assert placeholders(english) == placeholders(chinese)
    assert english.count("**") == chinese.count("**") and english.count("**") % 2 == 0
    if re.search(r"[a-z]{3,} [a-z]{2,}", english):  # words, not a name or a symbol
        assert re.search(r"[\u4e00-\u9fff]", chinese), "not translated"


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.field)
def test_every_control_has_its_words(control):
    assert control.text in TEXTS
    assert not control.help or f"{control.text}.help" in TEXTS
    if control.choice_text:
        assert not [choice for choice in control.choices if f"{control.choice_text}{choice}" not in TEXTS]
    if control.field in ("form", "prediction"):
        assert not [choice for choice in control.choices if f"{control.field}.{choice}.help" not in TEXTS]


def test_a_key_is_defined_once_and_unknown_ones_are_refused():
    with pytest.raises(ValueError, match="twice: a"):
        merged({"a": ("x", "y")}, {"a": ("x", "y")})
    with pytest.raises(KeyError):
        i18n("no.such.text")


def test_gradio_and_the_browser_get_the_same_table():
    in_browser = json.loads(as_json())
    for language, i in (("en", 0), ("zh-CN", 1)):
        assert I18N.translations[language] == {key: texts[i] for key, texts in in_browser.items()}
    assert "</" not in as_json()
