"""The types of both packages hold, as pyproject.toml asks; nothing is exempt as a whole."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_mypy_has_nothing_to_say():
    """Half a minute of a free core the first time, some seconds once it has its cache."""
    run = subprocess.run(
        [sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_nothing_is_exempt_as_a_whole():
    """An ignored error is named: ``# type: ignore[code]``."""
    blanket = re.compile(r"# *type: *ignore(?!\[)|# *mypy: *ignore-errors")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("toy", "rdlab")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if blanket.search(line)
    ]
    assert not found
