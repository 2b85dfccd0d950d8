"""Every test is quick unless tests/conftest.py says why not, and a quick one that is slow is found out."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import NOT_QUICK, TESTS, belongs


def test_whatever_is_not_quick_exists_and_says_why():
    assert not [entry for entry in NOT_QUICK if not (TESTS / entry).exists()]
    assert all(NOT_QUICK.values())


def test_a_file_falls_under_its_folder_or_its_own_name():
    assert belongs(TESTS / "browser" / "parts" / "test_clock.py") == "browser"
    assert belongs(TESTS / "toy" / "test_training.py") == "toy/test_training.py"
    assert belongs(TESTS / "toy" / "test_forms.py") == ""
    assert belongs(TESTS / "loading" / "test_x.py") == ""


def test_a_quick_test_that_is_slow_fails_under_a_limit(tmp_path: Path):
    """With this conftest in another folder, where all tests count as quick."""
    (tmp_path / "conftest.py").write_text((TESTS / "conftest.py").read_text())
    (tmp_path / "test_it.py").write_text(
        "import time\n\ndef test_slow():\n    time.sleep(0.3)\n\ndef test_fast():\n    pass\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = quick\n")
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "quick", str(tmp_path)]
    limited = subprocess.run([*run, "--quick-limit", "0.2"], capture_output=True, text=True, check=False)
    assert "1 failed, 1 passed" in limited.stdout, limited.stdout + limited.stderr
    assert "more than a quick test may (0.2 s)" in limited.stdout
    free = subprocess.run(run, capture_output=True, text=True, check=False)
    assert "2 passed" in free.stdout, free.stdout + free.stderr
