"""Draws docs/architecture.md's picture from the imports: ``python docs/draw_architecture.py`` writes it anew.

A box is a folder (or a file that stands alone), an arrow "imports". An arrow that follows from others (a → c
beside a → b → c) is left out of the picture; the table below it holds them all.
"""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "architecture.md"
START, END = "<!-- drawn from the imports -->", "<!-- end -->"
TABS = ("lab", "compare", "learn", "diffusion")

Graph = dict[str, set[str]]


def box(module: str) -> str:
    """The folder that a module belongs to: "rdlab.page.parts" -> "rdlab/page", "toy.errors" -> "toy"."""
    parts = module.split(".")
    if parts[0] == "rdlab" and ROOT.joinpath(*parts[:2]).with_suffix(".py").is_file():
        return "rdlab/app.py"  # with the tables beside it
    inside = ROOT.joinpath(*parts[:2])
    return "/".join(parts[:2] if len(parts) > 1 and inside.is_dir() else parts[:1])


def own(module: str) -> bool:
    """Whether it is one of ours."""
    return module.split(".")[0] in ("toy", "rdlab")


def imports(path: Path) -> set[str]:
    """Our modules that a file imports anywhere, inside functions and for types only included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {module for module in found if own(module)}


def graph() -> Graph:
    """Box -> the boxes that it imports."""
    found: Graph = {"app.py": {box(module) for module in imports(ROOT / "app.py")}}
    for package in ("rdlab", "toy"):
        for path in sorted((ROOT / package).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found.setdefault(box(module), set()).update(map(box, imports(path)))
    return {name: others - {name} for name, others in found.items() if others or name != "rdlab"}


def reach(arrows: Graph, start: str) -> set[str]:
    """All boxes that can be come to from ``start``."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        for other in arrows.get(todo.pop(), set()) - seen:
            seen.add(other)
            todo.append(other)
    return seen


def reduced(arrows: Graph) -> Graph:
    """Without the arrows that follow from others. Raises graphlib.CycleError where there is a circle."""
    tuple(TopologicalSorter(arrows).static_order())
    return {
        name: {other for other in others if not any(other in reach(arrows, way) for way in others - {other})}
        for name, others in arrows.items()
    }


def together(arrows: Graph) -> Graph:
    """The library as one box: its own folders know one another, which is nobody else's matter."""
    outside = {name: others for name, others in arrows.items() if not name.startswith("toy")}
    short = {
        name: {"toy" if other.startswith("toy/") else other for other in others}
        for name, others in outside.items()
    }
    return short | {"toy": set()}


def identifier(name: str) -> str:
    """A name that Mermaid takes."""
    return re.sub(r"\W", "_", name)


def mermaid(arrows: Graph) -> str:
    """The picture."""
    lines = ["```mermaid", "flowchart TD"]
    tabs = [f"rdlab/{name}" for name in TABS if f"rdlab/{name}" in arrows]
    rest = [name for name in sorted(arrows) if name not in tabs]
    lines += [f'  {identifier(name)}["{name}"]' for name in rest]
    lines += [
        '  subgraph tabs["a tab each"]',
        *(f'    {identifier(name)}["{name}"]' for name in tabs),
        "  end",
    ]
    small = reduced(arrows)
    for name in sorted(small):
        lines += [f"  {identifier(name)} --> {identifier(other)}" for other in sorted(small[name])]
    return "\n".join([*lines, "```"])


def table(arrows: Graph) -> str:
    """Every arrow, as Markdown."""
    rows = []
    for name in sorted(arrows):
        others = ", ".join(f"`{other}`" for other in sorted(arrows[name]))
        rows.append(f"| `{name}` | {others or '–'} |")
    return "\n".join(["| folder | imports |", "|---|---|", *rows])


def drawn() -> str:
    """What stands between the two marks of the document."""
    arrows = together(graph())
    return f"{START}\n\n{mermaid(arrows)}\n\n{table(arrows)}\n\n{END}"


def renewed(text: str) -> str:
    """The document with the picture as the code is now."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return before + drawn() + after


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text()))
