"""The code in docs/library.md runs as it stands, from top to bottom."""

import re
from pathlib import Path

import matplotlib
import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.parametrize("name", ["library.md"])
def test_every_block_of_code_runs(name):
    matplotlib.use("Agg")
    text = (DOCS / name).read_text()
    blocks = [(found.start(), found[1]) for found in re.finditer(r"```python\n(.*?)```", text, re.DOTALL)]
    assert len(blocks) > 5
    names: dict[str, object] = {"__name__": "docs"}
    for start, block in blocks:
        line = text[:start].count("\n") + 1  # so that a traceback names the document's own lines
        exec(compile("\n" * line + block, str(DOCS / name), "exec"), names)
