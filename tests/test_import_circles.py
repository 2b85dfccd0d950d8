"""No circle of imports in the library or the app: those inside functions and for types alone count too."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("toy", "rdlab")

Graph = dict[str, set[str]]  # module -> the modules it imports


def modules(root: Path) -> dict[str, Path]:
    """Dotted name -> file of every module of ours; a package is its ``__init__``."""
    found = {}
    for path in sorted(path for package in PACKAGES for path in (root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def graph(root: Path) -> Graph:
    known = modules(root)
    found: Graph = {}
    for name, path in known.items():
        imported: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0 and node.module, f"{path}:{node.lineno}: relative import"
                inside = {f"{node.module}.{alias.name}" for alias in node.names}
                imported |= inside & known.keys()
                if inside - known.keys():  # something that the module itself holds
                    imported.add(node.module)
        found[name] = imported & known.keys() - {name}
    return found


def circles(found: Graph) -> list[set[str]]:
    """Groups of modules of which each imports, maybe through others, each (Tarjan)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    groups: list[set[str]] = []

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        stack.append(name)
        for other in sorted(found[name]):
            if other not in order:
                visit(other)
            if other in stack:
                lowest[name] = min(lowest[name], lowest[other])
        if lowest[name] == order[name]:
            group = set(stack[(start := stack.index(name)) :])
            del stack[start:]
            if len(group) > 1:
                groups.append(group)

    for name in sorted(found):
        if name not in order:
            visit(name)
    return groups


def test_circles_are_found(tmp_path):
    (tmp_path / "toy").mkdir()
    (tmp_path / "rdlab").mkdir()
    files = {
        "toy/__init__.py": "from toy.a import x",  # a package that gathers its modules is none
        "toy/a.py": "from toy import b",
        "toy/b.py": "def f():\n    import toy.c",
        "toy/c.py": "if TYPE_CHECKING:\n    from toy.a import x",
        "rdlab/d.py": "from toy import x",
        "rdlab/e.py": "import rdlab.d",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert circles(graph(tmp_path)) == [{"toy.a", "toy.b", "toy.c"}]


def test_there_are_none():
    assert not circles(graph(ROOT))
