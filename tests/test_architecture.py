"""The picture of docs/architecture.md is what the imports are."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SPEC = importlib.util.spec_from_file_location("draw_architecture", ROOT / "docs" / "draw_architecture.py")
draw = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(draw)


def test_the_picture_is_up_to_date():
    document = draw.DOCUMENT.read_text()
    assert document == draw.renewed(document), "run: python docs/draw_architecture.py"


def test_a_module_belongs_to_its_folder():
    assert draw.box("rdlab.page.parts.Stage") == "rdlab/page"
    assert draw.box("rdlab.app.build") == "rdlab/app.py"
    assert draw.box("toy.errors") == "toy" and draw.box("toy.data.csv") == "toy/data"


def test_arrows_that_follow_from_others_are_left_out():
    arrows = {"a": {"b", "c"}, "b": {"c"}, "c": set()}
    assert draw.reduced(arrows) == {"a": {"b"}, "b": {"c"}, "c": set()}


def test_a_circle_is_refused():
    with pytest.raises(ValueError, match="cycle"):
        draw.reduced({"a": {"b"}, "b": {"a"}})
