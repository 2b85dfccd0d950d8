"""What docstrings and comments name is there: modules, what they hold, and files."""

import ast
import importlib.util
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([ROOT / "app.py", *(ROOT / "rdlab").rglob("*.py"), *(ROOT / "toy").rglob("*.py")])
QUOTED = re.compile(r"(`{1,2})([^`\n]+)\1")
DOTTED = re.compile(r"(?:rdlab|toy)(?:\.\w+)+")
IN_FOLDER = re.compile(r"[\w.-]+(?:/[\w.-]+)+\.(?:py|js|mjs|css|md|json|txt|html)")
AT_HOME = (ROOT, ROOT / "rdlab", ROOT / "rdlab" / "static")  # what paths are given from


def prose(path: Path) -> list[tuple[int, str]]:
    """(line, text) of all docstrings and comments of a file."""
    source = path.read_text()
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node, clean=False)
            if text:
                found.append((node.body[0].lineno, text))
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return found + [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]


def named(text: str) -> set[str]:
    """Dotted names and files in a text: between backticks, files also without."""
    quoted = {match[2].strip().removesuffix("()") for match in QUOTED.finditer(text)}
    dotted = {match[0] for name in quoted if (match := DOTTED.match(name)) and not IN_FOLDER.match(name)}
    return dotted | set(IN_FOLDER.findall(text))


def exists(name: str, beside: Path) -> bool:
    if "/" in name:
        return any((home / name).exists() for home in (*AT_HOME, beside))
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        file = ROOT.joinpath(*parts[:count])
        for source in (file.with_suffix(".py"), file / "__init__.py"):
            if source.exists():
                return holds(source, parts[count:])
    return False


def holds(source: Path, names: list[str]) -> bool:
    """Whether a module has a name, and what it stands for the next, and so on."""
    scope: list[ast.stmt] | None = ast.parse(source.read_text()).body
    for name in names:
        if scope is None:
            return True  # of something made at run time
        inner = [node for node in scope if name in bound(node)]
        if not inner:
            return False
        scope = inner[0].body if isinstance(inner[0], ast.ClassDef) else None
    return True


def bound(node: ast.stmt) -> set[str]:
    """The names that a statement of a module or a class gives to something."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    stores = (n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return {n.id for n in stores}


def test_what_is_not_there_is_found():
    text = "See `toy.forms.Form`, ``rdlab.gone.Thing``, `toy.forms.Gone()`, kit/part.js, no/file.py."
    missing = {name for name in named(text) if not exists(name, ROOT)}
    assert missing == {"rdlab.gone.Thing", "toy.forms.Gone", "no/file.py"}
    assert importlib.util.find_spec("toy.forms")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_everything_named_is_there(path):
    missing = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for line, text in prose(path)
        for name in sorted(named(text))
        if not exists(name, path.parent)
    ]
    assert not missing, "\n".join(missing)
