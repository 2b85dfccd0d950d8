"""The recipes of CONTRIBUTING.md: what is added fails here until it stands in all places of its recipe.

Each test goes through what the code itself lists (``toy.FORMS``, ``CONTROLS``, ...): a new key is tested too.
"""

import ast
import importlib
import re
from pathlib import Path

import pytest

import toy
from rdlab.lessons import LESSONS
from rdlab.lessons import forms as lessons_on_forms
from rdlab.page.charts import SYMBOLS
from rdlab.page.controls import BY_FIELD, CONTROLS, KNOBS
from rdlab.sd.registry import MODELS
from rdlab.sd.samplers import FromDiffusers
from rdlab.words import TEXTS
from toy.forms import PARAM_RANGES

ROOT = Path(__file__).resolve().parents[1]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
RECIPES = ("A form", "A solver", "A control", "A view", "A text", "A lesson", "A card below the lessons")
RECIPES += ("A Stable Diffusion model",)


def missing_words(*keys: str) -> list[str]:
    """Those without an English and a Chinese text."""
    return [key for key in keys if not all(text.strip() for text in TEXTS.get(key, ("", "")))]


def rows(file: str, name: str) -> dict[str, str]:
    """Key -> value of a JavaScript file's ``const name = { key: value, ... }``."""
    source = re.sub(r"//.*", "", (ROOT / file).read_text())
    start = re.search(rf"const {name}\b[^=]*=[^{{]*{{", source)
    assert start, f"{file} has no {name}"
    depth, parts = 1, [""]
    for letter in source[start.end() :]:
        depth += (letter in "{([") - (letter in "})]")
        if depth == 0:
            break
        if depth == 1 and letter == ",":
            parts.append("")
        else:
            parts[-1] += letter
    pairs = [re.match(r'\s*"?([\w/]+)"?\s*:\s*(.*)', part, re.DOTALL) for part in parts]
    return {pair[1]: pair[2].strip().strip('"') for pair in pairs if pair}


def test_rows_are_read_from_javascript(tmp_path):
    file = tmp_path / "a.js"
    file.write_text(
        'const A = {\n  one: (c, s) => ({ a: c, b: [s] }), // two: 3\n  "x/y": "z",\n};\nconst B = {};\n'
    )
    assert rows(file, "A") == {"one": "(c, s) => ({ a: c, b: [s] })", "x/y": "z"}
    assert rows(file, "B") == {}


# --- that the recipes are there -----------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", RECIPES)
def test_there_is_a_recipe_and_its_places_exist(recipe):
    _, _, rest = CONTRIBUTING.partition(f"### {recipe}\n")
    text = rest.partition("\n### ")[0].partition("\n## ")[0]
    named = re.findall(r"`((?:toy|rdlab|tests|docs)/[\w./-]*|README\.md)`", text)
    assert len(named) >= 3, "a recipe names the places"
    assert not [name for name in named if not (ROOT / name).exists()]


# --- one a recipe -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", toy.FORMS)
def test_a_form_stands_everywhere(key):
    form = toy.FORMS[key]
    parameters = [name for name in form.params if name != "rho"]  # EDM's 7 stands in the formula
    assert not missing_words(f"form.{key}", f"form.{key}.help", *(f"control.{name}" for name in parameters))
    assert not [name for name in parameters if f"{key}_{name}" not in BY_FIELD]
    assert form.latex
    assert form.params.keys() <= PARAM_RANGES.keys()
    assert key in BY_FIELD["form"].choices
    assert key in rows("rdlab/static/math/norm.js", "NORMS"), "its norm in the browser"
    assert key in rows("rdlab/static/math/norm.js", "RATES"), "its clock in the browser"
    assert key in lessons_on_forms.FORMS, "the first lesson compares all forms"
    assert set(toy.FORMS) == set(rows("rdlab/static/math/norm.js", "NORMS")), "and none that is gone"


@pytest.mark.parametrize("key", toy.SOLVERS)
def test_a_solver_stands_everywhere(key):
    assert not missing_words(f"solver.{key}")
    assert key in BY_FIELD["solver"].choices
    assert key in SYMBOLS and len(set(SYMBOLS.values())) == len(SYMBOLS), "a mark of its own in the charts"
    assert set(SYMBOLS) == set(toy.SOLVERS), "and none that is gone"
    numbers = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
    assert f"{numbers[len(toy.SOLVERS)]} solvers" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.field)
def test_a_control_stands_everywhere(control):
    assert not missing_words(control.text, *([f"{control.text}.help"] if control.help else []))
    choices = [f"{control.choice_text}{choice}" for choice in control.choices if control.choice_text]
    assert not missing_words(*choices)
    on_tab = re.search(rf'"{control.field}"', (ROOT / "rdlab/lab/tab.py").read_text())
    assert control in KNOBS or on_tab, "its place on the Lab's tab"
    if control.default is not None and control.choices:
        assert control.default in control.choices
    if control.default is not None and control.range:
        assert control.range[0] <= control.default <= control.range[1]


VIEW_BAR = "rdlab/static/stage/view_bar.js"
SHOWN = rows(VIEW_BAR, "BASIC") | rows(VIEW_BAR, "MORE")
COORDINATES = rows(VIEW_BAR, "COORDS")


@pytest.mark.parametrize("name", [*SHOWN, *COORDINATES])
def test_a_view_stands_everywhere(name):
    key = (SHOWN | COORDINATES)[name]
    assert not missing_words(f"view.{key}", f"view.{key}.help")
    if name in ("own", "x"):  # as the panel asks, and as it is
        return
    folders = ("stage", "math")
    sources = [path for folder in folders for path in (ROOT / "rdlab/static" / folder).glob("*.js")]
    drawn = [path for path in sources if path != ROOT / VIEW_BAR and name in path.read_text()]
    assert drawn, "what draws it"
    tested = [path for path in (ROOT / "tests" / "browser").rglob("test_*.py") if name in path.read_text()]
    assert tested, "a test in a browser"


def words_of(path: Path) -> dict[str, int]:
    """The keys of a file of words, and how often each is written there."""
    found: dict[str, int] = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Tuple):
                    found[key.value] = found.get(key.value, 0) + 1
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "rdlab/words").glob("*.py")), ids=lambda path: path.name)
def test_a_text_is_in_the_table_once_and_in_two_languages(path):
    """That it is used, and that every text that is used exists, is tested in tests/rdlab/words."""
    found = words_of(path)
    importlib.import_module(f"rdlab.words.{path.stem}")
    assert not [key for key, times in found.items() if times > 1]
    assert not missing_words(*found)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_a_lesson_stands_everywhere(lesson):
    assert not missing_words(*lesson.words())
    assert [each.number for each in LESSONS] == list(range(len(LESSONS)))
    texts = [key for key in TEXTS if key.startswith(f"lesson.{lesson.key}.")]
    assert set(texts) == set(lesson.words()), "no words of a claim or an answer that is gone"
    assert not [field for field in lesson.lab if field not in BY_FIELD], "what it sets in the Lab"
    numbers = {11: "eleven", 12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen"}
    assert f"{numbers[len(LESSONS)]} lessons" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("key", MODELS)
def test_a_stable_diffusion_model_stands_everywhere(key):
    from rdlab.diffusion.handlers import FAMILIES

    found = MODELS[key]
    assert found.name and found.terms and found.link
    assert key in FAMILIES or key == "sd15", "what its first-order view is expected to show"
    source = found.weights or found.base.unet
    stand_in = (ROOT / "tests/rdlab/sd/tiny.py").read_text()
    assert source.repo.split("/")[1] in stand_in, "small weights under its name, for the tests"
    tests = (ROOT / "tests/rdlab/sd/test_sd_sampling.py").read_text()
    alike = [f'"{other.key}"' for other in MODELS.values() if other.sampler == found.sampler]
    by_name = [] if isinstance(found.sampler, FromDiffusers) else [f"{type(found.sampler).__name__}("]
    assert any(name in tests for name in alike + by_name), "a test of its walk"
