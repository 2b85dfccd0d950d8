"""Every citation of the paper names something that is there, and for what it is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rdlab.lessons import LESSONS
from rdlab.words import TEXTS
from rdlab.words.paper import NUMBERING, PAPER

ROOT = Path(__file__).parents[3]
CODE = [
    file
    for part in ("toy", "rdlab", "examples", "benchmarks", "docs")
    for file in (ROOT / part).rglob("*.py")
]
PROSE = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "CITATION.cff", ROOT / "pyproject.toml"]

MENTION = re.compile(r"2410\.07303|Rectified Diffusion|\b[Pp]aper\b|论文")
# where a sentence turns to another source
TURNS = re.compile(r"[;；]|(?<=[.。])\s+(?=[A-Z])|。|et al\.|等，")
KINDS = {"eq": "equation", "appendi": "appendix"}
ENGLISH = re.compile(
    r"\b(section|figure|table|eq|equation|algorithm|theorem|appendi)(?:s|\.|x|ces)?\s+"
    r"([\d.]*\d|[IVX]+)(?:(\s+to\s+|\s+and\s+|, | - )([\d.]*\d|[IVX]+))?\b"
)
CHINESE = {
    "section": r"第 ([\d.]+) 节",
    "equation": r"式 \((\d)\)(?:–\((\d)\))?",
    "figure": r"图 (\d)",
    "table": r"表 (\d)",
    "algorithm": r"算法 (\d)",
    "theorem": r"定理 (\d)",
    "appendix": r"附录 ([IVX]+)",
}


def cited(text: str) -> set[tuple[str, str]]:
    """What a text cites of the paper: (kind, number)."""
    found: set[tuple[str, str]] = set()
    for piece in TURNS.split(text):
        if not MENTION.search(piece):
            continue
        for kind, first, way, last in ENGLISH.findall(piece):
            numbers = {first, last} - {""}
            if way.strip() == "to":
                numbers = {str(k) for k in range(int(first), int(last) + 1)}
            found |= {(KINDS.get(kind, kind), number) for number in numbers}
        for kind, pattern in CHINESE.items():
            for match in re.finditer(pattern, piece):
                ends = [number for number in match.groups() if number]
                if kind == "equation" and len(ends) == 2:
                    ends = [str(k) for k in range(int(ends[0]), int(ends[1]) + 1)]
                found |= {(kind, number) for number in ends}
    return found


def wrong(text: str) -> list[tuple[str, str]]:
    """Citations in a text that name nothing, or that do not say what is there."""
    return sorted(c for c in cited(text) if not any(word in text for word in NUMBERING.get(c, ())))


def texts() -> Iterator[tuple[str, str]]:
    """(where, text) of every word of the page, every string and docstring of the code, every paragraph."""
    for key, languages in TEXTS.items():
        yield from ((key, text) for text in languages)
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{file.relative_to(ROOT)}:{node.lineno}", " ".join(node.value.split())
    for file in PROSE:
        for paragraph in re.split(r"\n\s*\n", file.read_text()):
            yield file.name, " ".join(paragraph.split())


def test_every_citation_is_in_the_paper_and_says_what_is_there():
    found = [(where, text) for where, text in texts() if cited(text)]
    assert len(found) > 25
    assert not [(where, wrong(text)) for where, text in found if wrong(text)]


def test_it_is_always_the_same_version():
    assert PAPER.endswith("v2")
    for where, text in texts():
        assert not re.search(r"2410\.07303(?!v2)", text), where


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_both_languages_cite_the_same(lesson):
    english, chinese = (cited(text) for text in TEXTS[f"lesson.{lesson.key}.source"])
    assert english == chinese


def test_a_wrong_citation_is_seen():
    assert ("section", "3.3") not in NUMBERING
    for text in (
        "arXiv 2410.07303v2, sections 3.2 and 3.3 (the first-order ODE as the target).",
        "arXiv 2410.07303v2 第 3.3 节（一阶）。",
        "arXiv 2410.07303v2, equation 4 (the first-order ODE).",
        "the paper's figure 2, of one pair",
        "arXiv 2410.07303v2, equations 1 to 5 (the first-order ODE)",
    ):
        assert wrong(text), text
    assert not cited("arXiv 2410.07303v2; DDIM: Song et al., arXiv 2010.02502, equation 12.")
    assert cited("arXiv 2410.07303v2 第 2.2 节式 (1)–(3)") == {
        ("section", "2.2"), ("equation", "1"), ("equation", "2"), ("equation", "3"),
    }  # fmt: skip
