"""What every style sheet keeps to: layers, one place for colours, no idle class, no name of a form."""

import re
from functools import cache

import pytest

import toy
from rdlab import app
from rdlab.page.parts import STATIC, STYLES
from rdlab.page.styles import PAGE_STYLES

SHEETS = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.css"))
UNLAYERED = "kit/gradio.css"  # only from outside the layers can Gradio's rules, in no layer, be undone
COLOURS = "kit/base.css"
MOST_IMPORTANT = 3  # what Gradio writes into the elements' own style
MOST_LINES = 350
COLOUR = re.compile(
    r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgba?|hsla?|oklch|oklab|lch|lab)\(", re.IGNORECASE
)
NAMED = re.compile(r":[^;{]*\b(?:white|black|red|green|blue|gr[ae]y|orange|purple|yellow)\b", re.IGNORECASE)
CLASS = re.compile(r"\.(rd-[\w-]+)")
MADE = re.compile(r"""[\s"'`.({>]\.?(rd-[a-z\d_-]*)(\$?\{)?""")  # with what follows, where it is put together
ROLES = {"rd-exact", "rd-base", "rd-rectified", "rd-data", "rd-first-order", "rd-muted"}
UNSTYLED = {  # names for scripts, tests and readers of the page
    "rd-ask",
    "rd-brand",
    "rd-card-chart",
    "rd-card-meters",
    "rd-charttabs",
    "rd-levels",
    "rd-lost",
    "rd-opencard",
    "rd-own",
    "rd-published-note",
    "rd-pulse",
    "rd-row-run",
    "rd-sd-model",
    "rd-sd-steps",
    "rd-sdexpect",
    "rd-sdgallery",
    "rd-sdpreview",
    "rd-sdstrip-one",
    "rd-unscaled",
    "rd-viewbar-more",
}


@cache
def text(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(), flags=re.DOTALL)


def selectors(css: str) -> list[str]:
    return [found.strip() for found in re.findall(r"([^{};]+)\{", css) if not found.strip().startswith("@")]


@cache
def sources() -> str:
    root = STATIC.parent
    files = [*STATIC.rglob("*.js"), *root.rglob("*.py")]
    return "\n".join(path.read_text() for path in files)


@cache
def made() -> tuple[frozenset[str], tuple[str, ...]]:
    """The classes that modules and components give, and the beginnings of those that they put together."""
    whole, begun = set(), set()
    for name, goes_on in MADE.findall(sources()):
        (begun if goes_on or name.endswith("-") else whole).add(name)
    return frozenset(whole | ROLES), tuple(begun - {"rd-"})


def styled() -> set[str]:
    sheets = (app.styles(), text("diffusion/diffusion.css"))
    return {name for css in sheets for rule in selectors(css) for name in CLASS.findall(rule)}


def test_every_sheet_is_loaded():
    loaded = [*STYLES, *PAGE_STYLES, "diffusion/diffusion.css"]  # the last by its tab
    assert sorted(loaded) == SHEETS


@pytest.mark.parametrize("sheet", SHEETS)
def test_length(sheet):
    assert len((STATIC / sheet).read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet not in (UNLAYERED, COLOURS)])
def test_all_rules_stand_in_the_layer_of_their_folder(sheet):
    css, depth, tops, start = text(sheet), 0, [], 0
    for place, sign in enumerate(css):
        if sign == "{":
            if depth == 0:
                tops.append(css[start:place].strip())
            depth += 1
        elif sign == "}":
            depth -= 1
            start = place + 1
    assert depth == 0
    folder = sheet.split("/")[0]
    assert set(tops) <= {f"@layer {name}" for name in (folder, "reset", "hidden")}
    assert {"reset", "hidden"}.isdisjoint(name.split()[-1] for name in tops) or sheet == "kit/reset.css"


def test_layers_have_one_order():
    order = re.search(r"@layer ([^;{]+);", text(COLOURS))[1].split(", ")
    used = {
        name
        for css in (app.styles(), text("diffusion/diffusion.css"))
        for name in re.findall(r"@layer (\w+) \{", css)
    }
    assert used == set(order)
    assert (order[0], order[-1]) == ("reset", "hidden")


def test_hardly_anything_is_important():
    counts = {sheet: text(sheet).count("!important") for sheet in SHEETS}
    assert counts.pop(UNLAYERED) <= MOST_IMPORTANT
    assert not any(counts.values())


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet != COLOURS])
def test_colours_live_in_one_sheet(sheet):
    values = re.findall(r"[\w-]+\s*:[^;{}]+;", text(sheet))
    assert not [value for value in values if COLOUR.search(value) or NAMED.search(value)]


def test_nothing_comes_from_another_host():
    for sheet in SHEETS:
        assert "@import" not in text(sheet)
        assert all(
            found.startswith(("data:", "var(")) for found in re.findall(r"url\([\"']?([^\"')]+)", text(sheet))
        )


def test_no_rule_names_a_form_or_a_slot():
    names = "|".join(map(re.escape, toy.FORMS))
    of_one = re.compile(rf"[-=\"](?:{names})(?![\w-])|rd-[a-z]+-\d")
    assert not [rule for sheet in SHEETS for rule in selectors(text(sheet)) if of_one.search(rule)]


def test_every_styled_class_is_given_by_something():
    whole, begun = made()
    assert not {name for name in styled() if name not in whole and not name.startswith(begun)}


def test_hardly_any_class_is_given_for_nothing():
    whole, _ = made()
    assert whole - styled() == UNSTYLED


def test_rules_by_name_show_what_the_tabs_name():
    css = app.styles()
    for form in toy.FORMS:
        assert f'[value="{form}"]:checked) .rd-for-{form} ' in css
    assert '[data-columns="6"] .rd-nth-5 ' in css
    assert '[data-columns="2"] .rd-nth-2 ' not in css
    assert "NAME" not in css and "COUNT" not in css and "NUMBER" not in css
