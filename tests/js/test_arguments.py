"""What stands for a placeholder: only what the server says is a key is one."""

import json
import subprocess
from pathlib import Path

import pytest
from node_here import node

import toy
from rdlab.lab.conclusion import conclusion
from rdlab.page.updates import notice_of

TEXTS = Path(__file__).resolve().parents[2] / "rdlab" / "static" / "kit" / "texts.js"
TYPED = ("@lab.train", "lab.train", "{value}", '{"key": "lab.train"}')


def filled(arguments: list) -> list[str]:
    """The arguments as the page writes them, in English, with one text: "lab.train" is "Train"."""
    script = f"""
    const textContent = JSON.stringify({{"lab.train": ["Train", "训练"], "lab.of": ["of {{what}}", ""]}});
    globalThis.document = {{ getElementById: () => ({{ textContent }}) }};
    const {{ fill, setLanguage }} = await import({json.dumps(TEXTS.as_uri())});
    setLanguage("en");
    console.log(JSON.stringify({json.dumps(arguments)}.map(fill)));
    """
    command = [node(), "--input-type=module", "-e", script]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(found.stdout)


def test_what_a_visitor_typed_is_never_a_key():
    assert filled([*TYPED, list(TYPED)]) == [*TYPED, ", ".join(TYPED)]
    key = {"key": "lab.train"}
    assert filled([key, [key, "x"], {"key": "lab.of", "args": {"what": key}}, 1.5, None]) == [
        "Train",
        "Train, x",
        "of Train",
        "1.50",
        "–",
    ]


@pytest.mark.parametrize("typed", TYPED)
def test_a_wrong_value_is_shown_as_it_came(typed):
    args = notice_of(toy.InvalidInput("something", typed, "a number"))["args"]
    assert isinstance(args["value"], str) and typed in args["value"]
    known = notice_of(toy.InvalidInput("steps", typed, "a number"))
    assert known["args"]["field"] == {"key": "control.steps"}


def test_the_servers_own_words_are_keys():
    assert conclusion("vp", ("exact", None))["args"]["form"] == {"key": "form.vp"}
