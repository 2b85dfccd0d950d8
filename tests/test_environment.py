"""What the environment may set: a wrong value is one sentence and no traceback."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rdlab.engine.admission import default_places
from rdlab.engine.environment import WrongSetting, number
from rdlab.engine.process import default_workers

ROOT = Path(__file__).resolve().parents[1]
READERS = {"RDLAB_WORKERS": default_workers, "RDLAB_VISITORS": lambda: default_places(2)}
WRONG = ("-1", "0", "abc", "1.5", "nan", "1e3", "9" * 30)


@pytest.mark.parametrize("variable", READERS)
@pytest.mark.parametrize("value", WRONG)
def test_a_wrong_number_is_said(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    with pytest.raises(WrongSetting, match=rf"^{variable}: got '{value}'; allowed: a whole number from 1 to"):
        READERS[variable]()


@pytest.mark.parametrize("variable", READERS)
def test_a_right_number_is_taken_and_nothing_is_the_default(monkeypatch, variable):
    monkeypatch.setenv(variable, "3")
    assert READERS[variable]() == 3
    for unset in ("", "  "):
        monkeypatch.setenv(variable, unset)
        assert number(variable, 1, 9) is None and READERS[variable]() >= 1


@pytest.mark.parametrize(("variable", "value"), [("RDLAB_WORKERS", "-1"), ("RDLAB_VISITORS", "abc")])
def test_the_app_does_not_start_with_a_wrong_one(variable, value):
    environment = os.environ | {variable: value}
    command = [sys.executable, "app.py"]
    found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert found.returncode == 2 and found.stdout == ""
    sentence = rf"{variable}: got '{value}'; allowed: a whole number from 1 to [\d,]+\.\n"
    assert re.fullmatch(sentence, found.stderr)


def test_numbers_are_read_in_one_place():
    """No other file turns a variable of the environment into a number."""
    reading = re.compile(r"(?:int|float)\([^\n]*(?:environ|getenv)")
    files = [ROOT / "app.py", *(ROOT / "rdlab").rglob("*.py"), *(ROOT / "toy").rglob("*.py")]
    assert not [str(path) for path in files if reading.search(path.read_text())]
