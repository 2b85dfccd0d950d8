"""``pip install .``: the wheel holds ``toy`` alone, and works where the repository is not in sight."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import toy

ROOT = Path(__file__).resolve().parents[1]
SNIPPET = re.search(r"```python\n(import toy\n.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[1]


def run(*command: object, cwd: Path) -> str:
    """Output of a command that knows nothing of this checkout; fails with what it said."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from a copy so that nothing is left behind, without asking the network."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("toy", "rdlab", "tests"):
        shutil.copytree(
            ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
        )
    for name in ("pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "app.py", "requirements.txt"):
        shutil.copy(ROOT / name, copy)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", ".")
    run(*pip, "--no-deps", "--no-build-isolation", "--no-index", "-w", out, cwd=copy)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The Python of a clean environment with the wheel in it, which borrows torch from this one."""
    home = tmp_path_factory.mktemp("clean")
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, "install")
    run(*pip, "--no-deps", "--no-index", wheel, cwd=home)
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    (own / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def test_the_wheel_holds_the_library_alone(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        about = Parser().parsestr(archive.read(metadata).decode())
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"toy"}
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "toy").rglob("*.py")}
    assert modules | {"toy/py.typed"} == {name for name in names if name.startswith("toy/")}
    assert any(name.endswith("LICENSE") for name in names)
    assert about["Version"] == toy.__version__
    assert about["Requires-Python"] == ">=3.11" and about["License-Expression"] == "Apache-2.0"
    assert set(about.get_all("Provides-Extra")) == {"app", "sd", "plot", "test", "dev"}
    needed = {line.split(">=")[0] for line in about.get_all("Requires-Dist") if "extra" not in line}
    assert needed == {"numpy", "scikit-learn", "torch"}


def test_extras_allow_what_is_pinned():
    """requirements.txt and tests/requirements.txt pin versions within the ranges, and name nothing else."""
    import tomllib

    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    ranges = [
        *project["dependencies"],
        *(line for e in project["optional-dependencies"].values() for line in e),
    ]
    allowed = {found.name: found.specifier for found in map(Requirement, ranges) if not found.extras}
    for file in ("requirements.txt", "tests/requirements.txt"):
        for name, version in re.findall(r"^([\w-]+)==([\d.]+)", (ROOT / file).read_text(), re.MULTILINE):
            assert allowed[name].contains(version), (file, name)


def test_the_readmes_snippet_runs_where_only_the_wheel_is(installed, tmp_path):
    script = tmp_path / "snippet.py"
    script.write_text(SNIPPET + "\nprint(toy.__file__)\nprint(experiment.stages)\n")
    where, stages = run(installed, script, cwd=tmp_path).splitlines()
    assert Path(where).is_relative_to(installed.parents[1])
    assert stages == "['exact', 'base', 'rectified-1']"


def test_nothing_of_the_app_comes_along(installed, tmp_path):
    code = "import importlib.util as u; print([n for n in ('rdlab', 'tests', 'app') if u.find_spec(n)])"
    assert run(installed, "-c", code, cwd=tmp_path).strip() == "[]"
    code = "import sys, toy; print([n for n in ('matplotlib', 'gradio', 'diffusers') if n in sys.modules])"
    assert run(installed, "-c", code, cwd=tmp_path).strip() == "[]"
