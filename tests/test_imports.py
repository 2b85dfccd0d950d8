"""Who may import whom, by folder: read from the source, so that lazy imports inside functions count too.

A new file is watched without being named here; a new folder of the app has to be given its place.
"""

import ast
import re
from collections.abc import Set
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RDLAB = ROOT / "rdlab"

TABS = ("lab", "compare", "learn", "images", "diffusion")
BELOW_A_TAB = {"toy", "rdlab.page", "rdlab.stage", "rdlab.words", "rdlab.engine", "rdlab.lessons", "rdlab.sd"}
# folder of rdlab -> what of ours it may import, itself apart
ALLOWED: dict[str, set[str]] = {
    "engine": set(),
    "words": set(),
    "stage": {"toy"},
    "lessons": {"toy"},
    "sd": {"toy"},
    "page": {"toy", "rdlab.stage", "rdlab.words", "rdlab.engine"},
    "serving": {"rdlab.engine"},
    **dict.fromkeys(TABS, BELOW_A_TAB),
}
# the web app's frameworks -> the folders that may know them; "" is rdlab's own files
KNOWN_TO = {
    "gradio": {"", "page", *TABS},
    "fastapi": {"page"},
    "starlette": {"serving"},
    "plotly": {"page", *TABS},
    "diffusers": {"sd"},
    "transformers": {"sd"},
}
LAZY = ("diffusers", "transformers", "plotly")  # slow to import: only inside functions, or in charts*.py


FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def for_types_alone(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


@cache
def imports(path: Path, top_level_only: bool = False) -> frozenset[str]:
    """Dotted names of the modules that a file imports (``from a import b`` counts as a and a.b)."""
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                found.update(alias.name for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}:{child.lineno}: relative import"
                found.add(child.module)
                found.update(f"{child.module}.{alias.name}" for alias in child.names)
            elif not (top_level_only and (isinstance(child, FUNCTIONS) or for_types_alone(child))):
                visit(child)

    visit(ast.parse(path.read_text()))
    return frozenset(found)


def names(modules: Set[str], *packages: str) -> set[str]:
    """The modules that are, or lie in, one of the packages."""
    return {m for m in modules if any(m == name or m.startswith(name + ".") for name in packages)}


def ours(path: Path) -> set[str]:
    """What a file imports of the app and the library; ``from rdlab import page`` is rdlab.page alone."""
    return names(imports(path), "rdlab", "toy") - {"rdlab"}


def sources(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*.py"))
    assert found, f"no sources in {folder}"
    return found


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


FOLDERS = sorted(path.name for path in RDLAB.iterdir() if path.is_dir() and any(path.rglob("*.py")))
APP = [ROOT / "app.py", *sources(RDLAB)]


def folder_of(path: Path) -> str:
    """The folder of rdlab that a file lies in, "" for a file of rdlab's own and the entry point."""
    return path.relative_to(RDLAB).parts[0] if path.is_relative_to(RDLAB) and path.parent != RDLAB else ""


def test_the_reader_of_imports_sees_all_kinds(tmp_path):
    file = tmp_path / "module.py"
    file.write_text("import a.b\nfrom c import d\n\nasync def f():\n    import e\n\n\nif a:\n    import g\n")
    assert imports(file) == {"a.b", "c", "c.d", "e", "g"}
    assert imports(file, top_level_only=True) == {"a.b", "c", "c.d", "g"}
    assert names({"a.b", "ab", "c"}, "a", "c") == {"a.b", "c"}


def test_every_folder_of_the_app_has_its_place():
    assert set(FOLDERS) <= set(ALLOWED)


@pytest.mark.parametrize("path", sources(ROOT / "toy"), ids=named)
def test_the_library_knows_no_user_interface(path):
    assert not names(imports(path), "rdlab", "gradio", "plotly", "diffusers")


@pytest.mark.parametrize("path", [path for path in APP if folder_of(path)], ids=named)
def test_a_folder_imports_what_lies_below_it_alone(path):
    folder = folder_of(path)
    assert not ours(path) - names(ours(path), f"rdlab.{folder}", *ALLOWED[folder])


@pytest.mark.parametrize("path", APP, ids=named)
def test_a_framework_is_known_where_it_belongs(path):
    folder = folder_of(path)
    forbidden = [name for name, folders in KNOWN_TO.items() if folder not in folders]
    assert not names(imports(path), *forbidden)
    heavy = ("diffusers", "transformers") if path.stem.startswith("charts") else tuple(LAZY)
    assert not names(imports(path, top_level_only=True), *heavy)


@pytest.mark.parametrize("path", sorted(RDLAB.glob("*/tab.py")), ids=named)
def test_tabs_hold_no_logic(path):
    assert not names(imports(path), "torch", "numpy", "sklearn", "plotly", "toy")


@pytest.mark.parametrize("path", sources(RDLAB / "engine"), ids=named)
def test_the_engine_does_not_name_what_it_runs(path):
    constants = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
    text = " ".join(node.value for node in constants if isinstance(node.value, str))
    assert set(re.findall(r"\b(?:rdlab|toy)\.\w+", text)) <= {"rdlab.engine"}


@pytest.mark.parametrize("path", sorted(RDLAB.glob("*/session.py")), ids=named)
def test_a_session_knows_no_page(path):
    assert not names(imports(path), "gradio", "rdlab.page", "rdlab.words")


def test_importing_the_entry_point_does_nothing():
    """A docstring and one `if __name__ == "__main__"`, no more: any process may import it again."""
    docstring, guard = ast.parse((ROOT / "app.py").read_text()).body
    assert isinstance(docstring, ast.Expr) and isinstance(docstring.value, ast.Constant)
    assert isinstance(guard, ast.If) and ast.unparse(guard.test) == "__name__ == '__main__'"
