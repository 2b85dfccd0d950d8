"""What the README promises to Spaces and to its reader."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def front_matter(name: str) -> str:
    return re.search(rf"^{name}: *(.+)$", README.split("---")[1], re.MULTILINE)[1].strip('"')


def test_spaces_installs_the_version_that_is_pinned():
    pinned = re.search(r"^gradio==(.+)$", (ROOT / "requirements.txt").read_text(), re.MULTILINE)[1]
    assert front_matter("sdk_version") == pinned
    assert (ROOT / front_matter("app_file")).exists()
    assert len(front_matter("short_description")) <= 60  # Spaces refuses longer ones


def test_every_file_that_the_readme_names_exists():
    named = re.findall(r"`((?:toy|rdlab|tests|\.ci)/[\w./-]*)`", README)
    assert len(named) > 10
    assert not [name for name in named if not (ROOT / name).exists()]
