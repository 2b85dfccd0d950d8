"""The code keeps the rules of pyproject.toml."""

import subprocess
import sys
from pathlib import Path


def test_ruff_has_nothing_to_say():
    root = Path(__file__).resolve().parents[1]
    found = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "."], cwd=root, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stdout + found.stderr
