"""Who may import whom: read from the source, so that lazy imports inside functions count too."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def imports(path: Path, top_level_only: bool = False) -> set[str]:
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
            elif not (top_level_only and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)):
                visit(child)

    visit(ast.parse(path.read_text()))
    return found


def names(modules: set[str], *forbidden: str) -> set[str]:
    """The modules that are, or lie in, one of the packages ``forbidden``."""
    return {m for m in modules if any(m == name or m.startswith(name + ".") for name in forbidden)}


def sources(folder: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, f"no sources in {folder}"
    return found


def test_the_reader_of_imports_sees_all_kinds(tmp_path):
    file = tmp_path / "module.py"
    file.write_text("import a.b\nfrom c import d\n\nasync def f():\n    import e\n\n\nif a:\n    import g\n")
    assert imports(file) == {"a.b", "c", "c.d", "e", "g"}
    assert imports(file, top_level_only=True) == {"a.b", "c", "c.d", "g"}
    assert names({"a.b", "ab", "c"}, "a", "c") == {"a.b", "c"}


@pytest.mark.parametrize("path", sources("toy"), ids=lambda path: path.name)
def test_the_library_knows_no_user_interface(path):
    assert not names(imports(path), "rdlab", "gradio", "plotly", "diffusers")


@pytest.mark.parametrize(
    "path", [ROOT / "app.py", *sources("rdlab")], ids=lambda path: str(path.relative_to(ROOT))
)
def test_only_stable_diffusion_imports_diffusers_and_only_when_used(path):
    in_sd = path.is_relative_to(ROOT / "rdlab" / "sd")
    assert not names(imports(path, top_level_only=in_sd), "diffusers", "transformers")


@pytest.mark.parametrize("path", sources("rdlab/sd"), ids=lambda path: path.name)
def test_stable_diffusion_knows_no_page(path):
    assert not names(imports(path), "gradio", "fastapi", "plotly", "rdlab.page", "rdlab.words")


@pytest.mark.parametrize("path", sorted((ROOT / "rdlab").glob("*/tab.py")), ids=lambda path: path.parent.name)
def test_tabs_hold_no_logic(path):
    assert not names(imports(path), "torch", "numpy", "sklearn", "plotly", "toy")


@pytest.mark.parametrize("path", sources("rdlab/engine"), ids=lambda path: path.name)
def test_workers_start_without_the_web_framework(path):
    assert not names(imports(path), "gradio", "fastapi", "toy")


@pytest.mark.parametrize("path", sources("rdlab/engine"), ids=lambda path: path.name)
def test_the_engine_knows_nothing_of_ours_nor_names_it(path):
    ours = names(imports(path), "rdlab", "toy")
    assert not ours - names(ours, "rdlab.engine")
    constants = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
    text = " ".join(node.value for node in constants if isinstance(node.value, str))
    assert set(re.findall(r"\b(?:rdlab|toy)\.\w+", text)) <= {"rdlab.engine"}


@pytest.mark.parametrize(
    "path", sorted([*(ROOT / "rdlab").glob("*/session.py"), *sources("rdlab/stage")]), ids=str
)
def test_a_session_knows_no_gradio(path):
    assert not names(imports(path), "gradio")


@pytest.mark.parametrize("path", sources("rdlab/lessons"), ids=lambda path: path.name)
def test_lessons_know_no_page(path):
    assert not names(imports(path), "gradio", "fastapi", "rdlab.page", "rdlab.words")


def test_importing_the_entry_point_does_nothing():
    """A docstring and one `if __name__ == "__main__"`, no more: any process may import it again."""
    docstring, guard = ast.parse((ROOT / "app.py").read_text()).body
    assert isinstance(docstring, ast.Expr) and isinstance(docstring.value, ast.Constant)
    assert isinstance(guard, ast.If) and ast.unparse(guard.test) == "__name__ == '__main__'"
