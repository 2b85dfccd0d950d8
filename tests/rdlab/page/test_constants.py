"""The page's limits are Python's: it carries them in its head, and no module writes them down again."""

import json
import re

import numpy as np
import pytest

from rdlab import constants
from rdlab.app import head
from rdlab.engine.protocol import Limits
from rdlab.page.parts import STATIC
from rdlab.sd import requests
from rdlab.stage import own_data, wire
from toy.data import csv
from toy.predictions import EPSILON_SKIP, X0_SKIP
from toy.stages import KINDS, Stage

CODE = {path: path.read_text() for path in STATIC.rglob("*.js")}
ALONE = {  # numbers that mean nothing else anywhere on the page
    "rows of a CSV": csv.MAX_ROWS,
    "bytes of a CSV": constants.MOST_BYTES,
    "what is missing on the wire": abs(wire.MISSING),
    "the wire's largest number": wire.LARGEST,
    "pixels of a side": requests.LARGEST,
}
IN = {  # others, where they were once
    "math/gauss.js": [own_data.MOST_COMPONENTS],
    "diffusion/knobs.js": [
        requests.MOST_IMAGES,
        requests.MOST_GUIDANCE,
        requests.SMALLEST,
        requests.MULTIPLE,
    ],
    "kit/backpressure.js": [Limits().max_fps],
    "math/mlp.js": [X0_SKIP**2],
    "math/preview.js": [1e-5, 0.002],
}


def numbers(text: str) -> set[float]:
    code = re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)
    return {
        float(found.replace("_", ""))
        for found in re.findall(r"(?<![\w.#])\d[\d_]*(?:\.\d+)?(?:e-?\d+)?", code)
    }


def test_the_page_carries_them():
    held = re.search(r'<script type="application/json" id="rdlab-constants">(.*?)</script>', head())
    assert json.loads(held[1]) == json.loads(json.dumps(constants.constants()))


@pytest.mark.parametrize("what", ALONE)
def test_no_module_writes_them_down(what):
    assert not [path.name for path, text in CODE.items() if ALONE[what] in numbers(text)]


@pytest.mark.parametrize("name", IN)
def test_nor_does_the_module_that_uses_them(name):
    assert not numbers(CODE[STATIC / name]) & set(IN[name])


def test_the_reader_sees_numbers():
    assert numbers("const a = 10_000_000, b = [0.25, 1e-5]; // 7\nx1 = c.d2 - 40") == {1e7, 0.25, 1e-5, 40}


def test_every_constant_is_used_and_typed():
    code = "\n".join(CODE.values())
    types = (STATIC / "kit" / "types.d.ts").read_text()
    declared = types[types.index("interface Constants") :]
    for key in constants.constants():
        assert re.search(rf"\b{key}\b", code) and re.search(rf"^  {key}:", declared, re.MULTILINE)


def test_a_stages_role_is_the_table_that_the_page_has():
    assert {stage: wire.role_of(stage) for stage in wire.ROLE_OF} == constants.constants()["roles"]
    numbered = {str(Stage(kind, 3)) for kind in KINDS if kind not in wire.ROLE_OF}
    assert numbered == {"rectified-3", "phased-3"}
    assert {wire.role_of(stage) for stage in numbered} == {"rectified"}  # what the page takes others to be


def test_the_wire_says_what_is_missing_only_where_something_is():
    header = json.loads(wire.pack({}, {"whole": np.ones(3), "holes": np.array([1.0, np.nan])})["h"])
    assert "missing" not in header["arrays"]["whole"]
    assert header["arrays"]["holes"]["missing"] == wire.MISSING


def test_a_network_brings_its_own_numbers():
    import torch

    import toy
    from rdlab.stage.denoisers import model_of
    from toy.models.network import MLP, N_FEATURES, Denoiser

    net = MLP((N_FEATURES, 8, 2), torch.Generator().manual_seed(0))
    header, _ = model_of(Denoiser(net, toy.FORMS["vp"], toy.PREDICTIONS["x0"]))
    assert header["skips"] == {"epsilon": EPSILON_SKIP, "x0": X0_SKIP}
    with pytest.raises(TypeError, match="net: got Linear; allowed: an MLP"):
        model_of(Denoiser(torch.nn.Linear(2, 2), toy.FORMS["vp"], toy.PREDICTIONS["x0"]))
