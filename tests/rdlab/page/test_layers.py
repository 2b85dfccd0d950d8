"""Who may import whom among the tabs and the page they share: read from the source."""

from pathlib import Path

import pytest

from tests.test_imports import ROOT, imports, names, sources

TABS = ("lab", "compare", "learn", "images", "diffusion")


def of_tabs(*, but: str = "") -> tuple[str, ...]:
    return tuple(f"rdlab.{tab}" for tab in TABS if tab != but)


def files(*folders: str) -> list[Path]:
    return [
        path
        for folder in folders
        if (ROOT / "rdlab" / folder).is_dir()
        for path in sources(f"rdlab/{folder}")
    ]


@pytest.mark.parametrize("path", files(*TABS), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_tab_knows_no_other_tab(path):
    assert not names(imports(path), "rdlab.app", *of_tabs(but=path.parent.name))


@pytest.mark.parametrize("path", files("page"), ids=lambda path: path.name)
def test_the_page_knows_no_tab_and_nothing_that_belongs_to_one(path):
    assert not names(imports(path), "rdlab.app", "rdlab.lessons", "rdlab.sd", *of_tabs())


@pytest.mark.parametrize("path", files("page", *TABS), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_files_stay_short(path):
    assert len(path.read_text().splitlines()) <= 350
