"""The page's modules: Biome's rules, their types, and their mathematics under Node's own test runner."""

import fcntl
import json
import os
import subprocess
from pathlib import Path

import pytest
from from_toy import write
from node_here import node, npm

ROOT = Path(__file__).resolve().parents[2]


def installed() -> bool:
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    have = {name: ROOT / "node_modules" / name / "package.json" for name in wanted}
    return all(
        path.exists() and json.loads(path.read_text())["version"] == wanted[name]
        for name, path in have.items()
    )


@pytest.fixture(scope="session")
def run():
    """``run(script, *arguments)``: with Node, in the project's folder; the tools are there."""
    with (ROOT / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several test processes one installs
        if not installed():
            subprocess.run([*npm(), "ci", "--no-audit", "--no-fund"], cwd=ROOT, check=True)

    def run(*arguments: str | Path, **environment: str) -> None:
        done = subprocess.run(
            [node(), *arguments], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
        )
        assert done.returncode == 0, (done.stdout + done.stderr)[-8000:]

    return run


def test_biome_has_nothing_to_say(run):
    run("node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "rdlab/static", "tests/js")


def test_the_types_agree(run):
    run("node_modules/typescript/bin/tsc")


def test_the_mathematics_agrees_with_itself_and_with_toy(run, tmp_path):
    write(tmp_path / "toy.json")
    files = sorted((ROOT / "tests" / "js").glob("*.test.mjs"))
    run("--test", *files, TOY_NUMBERS=str(tmp_path / "toy.json"))


def test_the_lock_names_no_registry():
    """npm then takes the packages from the registry that it is set up for."""
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
