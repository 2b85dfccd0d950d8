"""Writes docs/limits.md from the table of limits and from the controls: ``python -m docs.write_limits``."""

from __future__ import annotations

from pathlib import Path

from rdlab.compare.plan import FEWEST, MOST
from rdlab.constants import MOST_BYTES
from rdlab.limits import TABLE, Limit, Machine
from rdlab.page.controls import BY_FIELD
from rdlab.sd import requests
from rdlab.stage import own_data
from toy.data import csv

DOCUMENT = Path(__file__).resolve().parent / "limits.md"
SPACE = Machine(cores=2, memory=16 * 2**30)  # a small Space
_WHOSE = {"visitor": "a visitor", "house": "all", "address": "an address"}

_HEAD = """# Limits

Written by `python -m docs.write_limits` from the table in `rdlab/limits.py`; change it there.

A limit of *a visitor* holds for each of them, one of *an address* for all who share a network address, one of
*all* for everyone together. A variable of the environment sets a limit; a wrong value ends the app with one
sentence.

## The server

Values on a machine with two cores and 16 GB.

"""

_MIDDLE = """
Two more variables are words:

| variable | what it says | where it is not set |
|---|---|---|
| `RDLAB_HOSTS` | names under which the app is served, beyond addresses, names of a local network and `*.hf.space`: `lab.example.org`; `*` is any | only these; and the host of `GRADIO_ROOT_PATH` where that is a whole address |
| `RDLAB_FRAME_ANCESTORS` | sites that may show the page in a frame: `https://moodle.example.org`, `'none'` | any site |

A request under another name is answered with 421. Behind a proxy with a name of its own, set `RDLAB_HOSTS` to that
name, or `GRADIO_ROOT_PATH` to the whole address (`https://example.org/lab`).

Who asks too often is answered with 429 and the seconds to wait; what is too large with 413; what cannot be read with
400 or 422 and a sentence that names the field; what belongs to another visitor with 403, "not yours".

## The page

These are the ranges of the controls; a value outside is answered with a sentence in the page.

"""  # noqa: E501

_END = """
What a run costs is bounded by these together: its steps, its batch and its network are bounded here, and its
life ends after `RDLAB_RUN` seconds in any case. Visitors share no rooms and no links, so these
have no limits.
"""


def _shown(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"


def _row(limit: Limit) -> str:
    variable = f"`{limit.variable}`" if limit.variable else "–"
    allowed = f"{limit.least:,} – {limit.most:,}" if limit.variable else "–"
    what = f"{limit.what} ({limit.rule})" if limit.rule else limit.what
    value = f"{_shown(limit.on(SPACE))} {limit.unit}"
    return f"| {what} | {_WHOSE[limit.whose]} | {value} | {variable} | {allowed} |"


def _controls() -> list[tuple[str, str]]:
    """What is bounded in the page, and how; from where each is written once."""
    ranges = {name: control.range for name, control in BY_FIELD.items() if control.range}
    choices = {
        name: BY_FIELD[name].choices for name in ("width", "depth", "batch_size", "rectify_batch_size")
    }
    spans = {
        name: "{:,} – {:,}".format(*ranges[name])
        for name in ("steps", "rectify_steps", "pairs", "view_steps")
    }
    listed = {name: ", ".join(map(str, values)) for name, values in choices.items()}
    return [
        ("steps of a training", spans["steps"]),
        ("steps of a rectification", spans["rectify_steps"]),
        ("width of the network", listed["width"]),
        ("depth of the network", listed["depth"]),
        ("batch of a training", listed["batch_size"]),
        ("batch of a rectification", listed["rectify_batch_size"]),
        ("pairs of noise and sample", spans["pairs"]),
        ("steps of the solver in a view", spans["view_steps"]),
        ("points of a CSV file", f"2 – {csv.MAX_ROWS:,}"),
        ("size of a CSV file", f"{MOST_BYTES:,} bytes"),
        ("points drawn", f"2 – {own_data.MOST_DRAWN:,}"),
        ("components of a mixture", f"1 – {own_data.MOST_COMPONENTS}"),
        ("columns of a comparison", f"{FEWEST} – {MOST}"),
        ("images of a Stable Diffusion run", f"1 – {requests.MOST_IMAGES}"),
        ("side of an image", f"{requests.SMALLEST} – {requests.LARGEST} pixels"),
        ("guidance", f"up to {requests.MOST_GUIDANCE:g}"),
    ]


def written() -> str:
    """The document as the code is now."""
    server = "\n".join(
        ["| what | whose | value | variable | allowed |", "|---|---|---|---|---|", *map(_row, TABLE)]
    )
    page = "\n".join(["| what | allowed |", "|---|---|", *(f"| {a} | {b} |" for a, b in _controls())])
    return f"{_HEAD}{server}\n{_MIDDLE}{page}\n{_END}"


if __name__ == "__main__":
    DOCUMENT.write_text(written())
