"""Which of the page's modules may import which: read from their text, by folder, also of a new file."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[1] / "rdlab" / "static"
BELOW = {  # what the modules of a folder may import, beside their own folder; a tab's folder is any other
    "kit": set(),
    "math": set(),
    "stage": {"kit", "math"},
    "data": {"kit", "math", "stage"},
    "charts": {"kit", "math", "stage"},
}
OF_A_TAB = {"kit", "math", "stage", "data", "charts"}
IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*|\bimport\(\s*)(["'])([^"']+)\1""")
PAGE_ONLY = re.compile(
    r"\b(document|window|navigator|location|localStorage|matchMedia|HTML\w*|Canvas\w*|OffscreenCanvas|Image\w*"
    r"|Path2D|Element|Node|Event|MutationObserver|ResizeObserver|(request|cancel)AnimationFrame|getComputedStyle"
    r"|createElement|getContext|canvas|context)\b"
)
MODULES = sorted(p for p in STATIC.rglob("*") if p.suffix in (".js", ".mjs", ".ts"))


def imported(path: Path) -> list[Path]:
    """The modules that one names in import, export ... from, import() and in the types of its comments."""
    found = [path.parent / name for _, name in IMPORT.findall(path.read_text()) if name.startswith(".")]
    return [each.resolve() for each in found]


def without_comments(text: str) -> str:
    """Code alone: neither comments nor what stands in quotes, but what is computed in a template."""
    kinds = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)
    return kinds.sub(" ", text)


def folder(path: Path) -> str:
    inside = path.relative_to(STATIC)
    return inside.parts[0] if len(inside.parts) > 1 else ""


def name(path: Path) -> str:
    return path.relative_to(STATIC).as_posix()


def test_the_reader_sees_all_kinds_of_imports(tmp_path):
    file = tmp_path / "a.js"
    file.write_text(
        'import { a } from "./a.js";\nimport "./b.js";\nexport * from "../c.js";\n'
        'const d = import("./d.js");\n'
        'import {\n  e,\n} from "./e.js";\n/** @type {import("./f.js").F} */\n'
    )
    names = [path.relative_to(tmp_path.parent).as_posix() for path in imported(file)]
    own = tmp_path.name
    assert names == [f"{own}/a.js", f"{own}/b.js", "c.js", *(f"{own}/{each}.js" for each in "def")]
    assert without_comments("a // document\n/* window\n */ b 'location' \"canvas\" c").split() == [
        "a",
        "b",
        "c",
    ]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_imports_what_its_folder_may(path):
    own = folder(path)
    if own:  # page.js joins the tabs
        allowed = BELOW.get(own, OF_A_TAB) | {own}
        assert not [name(each) for each in imported(path) if folder(each) not in allowed]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_what_a_module_imports_is_there(path):
    assert not [each for each in imported(path) if not each.exists()]
    assert re.search(r"^// @ts-check$", path.read_text(), re.MULTILINE) or path.name.endswith(".d.ts")


@pytest.mark.parametrize("path", sorted((STATIC / "math").glob("*")), ids=name)
def test_mathematics_touches_no_page(path):
    assert not PAGE_ONLY.search(without_comments(path.read_text()))


def test_no_module_imports_itself_in_a_circle():
    graph = {
        path: [each for each in imported(path) if each.suffix == ".js"]
        for path in MODULES
        if path.suffix == ".js"
    }
    done: set[Path] = set()

    def follow(path: Path, way: list[Path]) -> None:
        assert path not in way, " -> ".join(map(name, [*way[way.index(path) :], path]))
        if path not in done:
            for each in graph[path]:
                follow(each, [*way, path])
            done.add(path)

    for path in graph:
        follow(path, [])


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_are_short_and_say_what_they_are(path):
    lines = path.read_text().splitlines()
    assert len(lines) <= 350
    assert lines[0].startswith("// ") and lines[0] != "// @ts-check"
