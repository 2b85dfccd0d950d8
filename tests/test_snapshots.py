"""What others build on, as it was last agreed: the library's public face, and what travels to the page.

A difference is a message: either something broke, or the change is meant, is in the change log, and
``python -m tests.test_snapshots`` writes the files anew.
"""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import toy
from rdlab.compare.session import CompareSession
from rdlab.engine.protocol import drain
from rdlab.lab.session import LabSession
from rdlab.learn.session import LearnSession
from rdlab.stage import cache, wire

FOLDER = Path(__file__).resolve().parent / "snapshots"
QUICK = {"steps": 20, "rectify_steps": 20, "pairs": 64, "seed": 0}


def signature(found: Any) -> str:
    try:
        return str(inspect.signature(found))
    except (TypeError, ValueError):
        return "?"


def public_face() -> dict[str, Any]:
    """Every public name of ``toy``: what it is, its signature, and a class's own public members."""
    face: dict[str, Any] = {}
    for name in sorted(toy.__all__):
        found = getattr(toy, name)
        if inspect.isclass(found):
            members = {
                key: signature(getattr(found, key)) if callable(getattr(found, key)) else "value"
                for key in sorted(dir(found))
                if not key.startswith("_") and key not in dir(ValueError) and key not in dir(tuple)
            }
            face[name] = {"kind": "class", "signature": signature(found), "members": members}
        elif inspect.ismodule(found):
            functions = inspect.getmembers(found, inspect.isfunction)
            mine = [(k, f) for k, f in functions if f.__module__.startswith(found.__name__)]
            own = {k: signature(f) for k, f in mine if k[0] != "_"}
            face[name] = {"kind": "module", "functions": own}
        elif isinstance(found, dict):
            face[name] = {"kind": "names", "names": list(found)}
        else:
            face[name] = {"kind": type(found).__name__, "signature": signature(found)}
    return face


def outline(value: Any) -> Any:
    """The shape of a message: names, kinds, lengths of arrays; numbers differ between machines."""
    if isinstance(value, dict) and set(value) == {"h", "b"}:
        header, _ = wire.unpack(value)
        shapes = {name: entry["shape"] for name, entry in header.pop("arrays").items()}
        return {"header": outline(header), "arrays": shapes}
    if isinstance(value, dict):
        return {str(key): outline(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [outline(value[0]), "…"] if value else []
    if isinstance(value, bool) or value is None:
        return "bool" if isinstance(value, bool) else None
    return "number" if isinstance(value, int | float | np.number) else "text"


def merged(messages: Iterator[dict | None]) -> dict:
    """The last value of every part that a job's messages name, one level into its columns."""
    whole: dict[str, Any] = {}
    for message in messages:
        for key, value in (message or {}).items():
            deep = key in ("columns", "stages") and isinstance(value, dict)
            whole[key] = whole.get(key, {}) | value if deep else value
    return whole


def payloads() -> dict[str, Any]:
    """One message of each kind at seed 0."""
    for kept in (cache.PICTURES, cache.METRICS):  # of tests before this one
        kept.clear()
    found: dict[str, Any] = {}
    lab = LabSession()
    found["lab.open"] = outline(drain(lab.open(toy.Config(**QUICK).to_dict())))
    training = lab.train()
    while not lab._reached:
        next(training)
    found["lab.snapshot"] = outline(drain(lab.snapshot(final=False)))
    found["lab.train"] = outline(merged(training))
    found["lab.rectify"] = outline(merged(lab.rectify()))
    found["lab.compare"] = outline(merged(lab.compare()))
    found["lab.final"] = outline(drain(lab.snapshot(final=True)))
    blurred = LabSession()
    found["lab.empirical"] = outline(
        drain(blurred.open(toy.Config(data="checkerboard", **QUICK).to_dict()))["before"]
    )
    compare = CompareSession()
    config = toy.Config(**QUICK).to_dict()
    found["compare.open"] = outline(drain(compare.open(config, {"0": "ddim", "1": "euler"}, 10)))
    job = compare.compare()
    while not compare._reached:
        next(job)
    found["compare.snapshot"] = outline(drain(compare.snapshot(final=False)))
    found["compare.run"] = outline(merged(job))
    learn = LearnSession()
    learn.effort = 0.01
    found["learn.open"] = outline(drain(learn.open("same_paths", "eight_gaussians", 0)))
    found["learn.run"] = outline(merged(learn.run()))
    return found


def numbers() -> dict[str, Any]:
    """Some numbers of the one picture that needs no training, so that its meaning is held too."""
    lab = LabSession()
    message = drain(lab.open(toy.Config(**QUICK).to_dict()))
    header, arrays = wire.unpack(message["before"])
    first = {name: np.round(arrays[name].reshape(-1)[:6], 3).tolist() for name in ("u", "data", "samples")}
    last = np.round(arrays["u"][-1].reshape(-1)[:6], 3).tolist()
    return {"phi": np.round(header["phi"][::10], 3).tolist(), "first": first, "last": last}


SNAPSHOTS = {"public_face": public_face, "payloads": payloads, "numbers": numbers}


@pytest.mark.parametrize("name", ["public_face", "payloads"])
def test_nothing_changed_unnoticed(name):
    assert json.loads(json.dumps(SNAPSHOTS[name]())) == json.loads((FOLDER / f"{name}.json").read_text())


def test_the_exact_paths_at_seed_0_are_where_they_were():
    kept, now = json.loads((FOLDER / "numbers.json").read_text()), numbers()
    assert now["phi"] == pytest.approx(kept["phi"], abs=2e-3)
    assert now["last"] == pytest.approx(kept["last"], abs=5e-3)
    for name, values in kept["first"].items():
        assert now["first"][name] == pytest.approx(values, abs=5e-3)


if __name__ == "__main__":
    for name, make in SNAPSHOTS.items():
        text = json.dumps(make(), indent=1, ensure_ascii=False, sort_keys=True)
        (FOLDER / f"{name}.json").write_text(text + "\n")
