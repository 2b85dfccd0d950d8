"""The table of limits: what it gives on a machine, what the environment may set, and its document."""

import dataclasses
import importlib.util
from pathlib import Path

import pytest

from rdlab import limits
from rdlab.engine.environment import WrongSetting
from rdlab.engine.protocol import Limits
from rdlab.limits import BY_NAME, TABLE, Machine

ROOT = Path(__file__).resolve().parents[1]
SPEC = importlib.util.spec_from_file_location("write_limits", ROOT / "docs" / "write_limits.py")
document = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(document)

SMALL, LARGE = Machine(2, 2 * 2**30), Machine(16, 64 * 2**30)
SET = [limit for limit in TABLE if limit.variable]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for limit in SET:
        monkeypatch.delenv(limit.variable, raising=False)


def test_the_document_is_up_to_date():
    assert document.DOCUMENT.read_text() == document.written(), "run: python -m docs.write_limits"


def test_each_limit_has_a_name_and_a_variable_of_its_own():
    assert len(BY_NAME) == len(TABLE)
    assert len({limit.variable for limit in SET}) == len(SET)
    assert all(limit.variable.startswith("RDLAB_") for limit in SET)


@pytest.mark.parametrize("machine", [SMALL, LARGE], ids=["small", "large"])
def test_what_a_machine_gives_is_what_a_variable_may_say(machine):
    for limit in SET:
        assert limit.least <= limit.on(machine) <= limit.most, limit.name


def test_a_larger_machine_carries_more():
    small, large = limits.read(SMALL), limits.read(LARGE)
    grown = {name for name in small if large[name] > small[name]}
    assert {"workers", "visitors", "known", "house_streams", "reading"} <= grown
    assert not [name for name in small if large[name] < small[name]]


@pytest.mark.parametrize("limit", SET, ids=lambda limit: limit.name)
def test_a_variable_sets_its_limit_and_a_wrong_one_is_said(monkeypatch, limit):
    monkeypatch.setenv(limit.variable, str(limit.most))
    assert limits.read(SMALL)[limit.name] == limit.most
    for wrong in ("-1", "many", "9" * 40, str(limit.most + 1)):
        monkeypatch.setenv(limit.variable, wrong)
        with pytest.raises(WrongSetting, match=f"^{limit.variable}: got .* allowed: a whole number from"):
            limits.read(SMALL)


def test_the_engine_and_the_guard_are_filled_from_it(monkeypatch):
    for variable, value in {
        "RDLAB_RUN": 77,
        "RDLAB_IDLE": 88,
        "RDLAB_GRACE": 99,
        "RDLAB_REQUEST": 123456,
    }.items():
        monkeypatch.setenv(variable, str(value))
    values = limits.read(SMALL)
    engine, http = limits.engine_limits(values), limits.http_limits(values)
    assert (engine.job, engine.idle) == (77, 88) and engine.silence > engine.idle
    assert (http.unheard, http.request) == (99, 123456)
    assert engine.kept_by_all == SMALL.memory // 16
    same = set(dataclasses.asdict(engine)) - {"job", "idle", "silence", "sessions", "kept_by_all"}
    assert all(getattr(engine, name) == getattr(Limits(), name) for name in same)


def test_names_of_hosts_and_of_sites(monkeypatch):
    monkeypatch.setenv("RDLAB_HOSTS", "lab.example.org, other.example.org")
    assert limits.own_hosts().knows("lab.example.org:8443")
    monkeypatch.setenv("RDLAB_FRAME_ANCESTORS", "https://moodle.example.org 'self'")
    assert limits.frame_ancestors() == "https://moodle.example.org 'self'"
    monkeypatch.setenv("RDLAB_FRAME_ANCESTORS", "*")
    assert limits.frame_ancestors() == ""


@pytest.mark.parametrize(
    ("variable", "value", "read"),
    [
        ("RDLAB_HOSTS", "https://lab.example.org/x", limits.own_hosts),
        ("RDLAB_FRAME_ANCESTORS", "https://a.example;script-src", limits.frame_ancestors),
    ],
)
def test_what_is_no_name_is_said(monkeypatch, variable, value, read):
    monkeypatch.setenv(variable, value)
    with pytest.raises(WrongSetting, match=f"^{variable}: got "):
        read()
