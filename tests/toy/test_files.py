"""Saving and loading: to the last bit, and nothing that save does not write."""

import builtins
import json
import pickle

import numpy as np
import pytest
import safetensors
import safetensors.torch
import torch

import toy
from toy import io
from toy.experiment import Experiment

SMALL = {"steps": 12, "batch_size": 32, "width": 8, "depth": 1, "references": 0}
SMALL |= {"rectify_steps": 12, "rectify_batch_size": 32, "pairs": 64}


def small(**options):
    return Experiment(toy.Config(**(SMALL | options)))


def same(one, other):
    assert one.stages == other.stages and one.unfinished == other.unfinished
    assert one.teacher == other.teacher and repr(one) == repr(other)
    for stage in [*one.stages, "empirical"]:
        for solver in ("ddim", "ancestral", "rk4"):
            assert np.array_equal(one.sample(stage, 50, 3, solver), other.sample(stage, 50, 3, solver)), stage
    for stage, losses in one.losses.items():
        assert np.array_equal(losses, other.losses[stage])


@pytest.fixture(scope="module")
def trained():
    exp = small(form="ve", form_params={"sigma_max": 7.0}, seed=3)
    exp.run(rectifications=2)
    exp.rectify(variant="phased", phases=3, teacher="base").run()
    exp.rectify(variant="consistency").run()
    exp.rectify(variant="consistency", teacher="consistency").run()
    for progress in exp.rectify(matching="random"):
        if progress.step == 4:
            break
    return exp


@pytest.fixture
def file(trained, tmp_path):
    path = tmp_path / "experiment.safetensors"
    trained.save(path)
    return path


def test_a_loaded_experiment_is_the_one_that_was_saved(trained, file):
    again = Experiment.load(file)
    same(trained, again)
    assert again.config == trained.config and again.pairs == {}
    parents = [[str(a.stage) for a in node.ancestors()] for node in trained._networks]
    assert [[str(a.stage) for a in node.ancestors()] for node in again._networks] == parents
    for exp in (trained, again):  # and what is trained from here is the same
        exp.rectify(teacher="phased-3").run()
    same(trained, again)
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_the_student_is_kept_and_files_from_before_the_choice_had_the_sharper(trained, file):
    for student in ("plain", "sharper"):
        trained.adjust(toy.Config(**(trained.config.to_dict() | {"student": student})))
        trained.save(file)
        assert Experiment.load(file).config.student == student
    trained.adjust(toy.Config(**(trained.config.to_dict() | {"student": "plain"})))
    tensors, metadata = parts(file)
    config = json.loads(metadata["config"])
    del config["student"]
    write(file, tensors, metadata | {"config": json.dumps(config)})
    old = Experiment.load(file)
    assert old.config.student == "sharper"
    old.rectify(teacher="base").run()  # goes on as whoever saved it would have
    trained.rectify(teacher="base", student="sharper").run()
    assert torch.equal(old._networks.nets["rectified-1"].flat, trained._networks.nets["rectified-1"].flat)


def test_pairs_are_kept_on_request(trained, tmp_path):
    trained.save(tmp_path / "a", pairs=True)
    again = Experiment.load(str(tmp_path / "a"))
    assert set(again.pairs) == set(trained.pairs) and "consistency" not in again.pairs
    for stage, pairs in trained.pairs.items():
        assert again.pairs[stage].at_top == pairs.at_top
        for part in io.PAIR_PARTS:
            assert torch.equal(getattr(again.pairs[stage], part), getattr(pairs, part))


@pytest.mark.parametrize(
    "data",
    [
        lambda g: toy.from_points(1e3 + 7.3 * g.normal(size=(40, 2))),
        lambda g: toy.from_mixture(g.normal(size=(5, 2)), [0.1 * np.eye(2)] * 5, g.uniform(1, 9, size=5)),
    ],
)
def test_own_data_come_back_to_the_last_bit(data, tmp_path):
    for seed in range(5):
        exp = small(data=data(np.random.default_rng(seed)), steps=2).run()
        exp.save(tmp_path / "own")
        same(exp, Experiment.load(tmp_path / "own"))


def test_an_experiment_without_networks_is_saved_too(tmp_path):
    small().save(tmp_path / "a")
    assert Experiment.load(tmp_path / "a").stages == ["exact"]


def test_objects_of_ones_own_are_asked_for(tmp_path):
    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(3, 2)

        def forward(self, u, phi):
            return self.layer(torch.cat([u, phi], 1))

    def weight(c, s, a, b):
        return torch.ones_like(c)

    exp = small(network=Net, loss_weight=weight).run(rectifications=1)
    exp.save(tmp_path / "a")
    for own in ({}, {"network": Net}, {"network": Net, "loss_weight": weight, "loss_space": "v"}):
        with pytest.raises(toy.InvalidInput, match="network"):
            Experiment.load(tmp_path / "a", **own)
    same(exp, Experiment.load(tmp_path / "a", network=Net, loss_weight=weight))
    with pytest.raises(toy.InvalidInput, match="weights"):
        Experiment.load(tmp_path / "a", network=lambda: Wider(), loss_weight=weight)


class Wider(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.Linear(5, 2))

    def forward(self, u, phi):
        return self.layer(torch.cat([u, phi], 1))


# --- refusals ---------------------------------------------------------------------------------------------


def parts(path):
    with safetensors.safe_open(path, "pt") as opened:
        return {name: opened.get_tensor(name) for name in opened.keys()}, dict(opened.metadata())  # noqa: SIM118


def write(path, tensors, metadata):
    """As someone would who knows the format: with the digest of what is written."""
    metadata = metadata | {
        "digest": io._digest({k: v for k, v in metadata.items() if k != "digest"}, tensors)
    }
    safetensors.torch.save_file(tensors, path, metadata)


def refused(path, match=None, **options):
    with pytest.raises(toy.InvalidInput, match=match):
        Experiment.load(path, **options)


def edit(stages, i, **changes):
    records = json.loads(stages)
    records[i] |= changes
    return json.dumps(records)


TENSORS = {
    "missing": lambda t: t.pop("0.weights"),
    "missing losses": lambda t: t.pop("1.losses"),
    "extra": lambda t: t.update({"9.weights": torch.zeros(3)}),
    "a name": lambda t: t.update({"code": torch.zeros(3)}),
    "shape": lambda t: t.update({"0.weights": t["0.weights"][:-1].clone()}),
    "two axes": lambda t: t.update({"0.weights": t["0.weights"][None].clone()}),
    "type": lambda t: t.update({"0.weights": t["0.weights"].double()}),
    "integers": lambda t: t.update({"0.weights": t["0.weights"].long()}),
    "nan": lambda t: t["0.weights"].__setitem__(3, torch.nan),
    "infinite": lambda t: t["1.losses"].__setitem__(0, torch.inf),
    "losses of two axes": lambda t: t.update({"1.losses": t["1.losses"][None].clone()}),
}
META = {
    "other format": {"format": "model"},
    "other version": {"version": "1"},
    "no version": {"version": None},
    "extra": {"more": "1"},
    "config no json": {"config": "{"},
    "config deep": {"config": "[" * 100_000},
    "config list": {"config": "[]"},
    "config null": {"config": "null"},
    "config field": {"config": '{"colour": "red"}'},
    "config value": {"config": '{"steps": -1}'},
    "config nan": {"config": '{"learning_rate": NaN}'},
    "config data": {"config": '{"data": {"points": [["a", 1]]}}'},
    "config network": {"config": '{"network": "os.system"}'},
    "config width": {"config": '{"width": 9}'},
    "own": {"own": '["network"]'},
    "own no list": {"own": "3"},
    "own no field": {"own": '["__class__"]'},
    "stages none": {"stages": "null"},
    "stages numbers": {"stages": "[1, 2]"},
    "stages fewer": {"stages": "[]"},
    "order": {"order": "[0, 0]"},
    "order none": {"order": "null"},
    "order text": {"order": '["0"]'},
}
STAGES = {
    "unknown": {"stage": "rectified"},
    "exact": {"stage": "exact"},
    "no text": {"stage": 3},
    "parent itself": {"parent": 1},
    "parent later": {"parent": 2},
    "parent negative": {"parent": -1},
    "parent true": {"parent": True},
    "parent text": {"parent": "0"},
    "finished": {"finished": "yes"},
    "kept": {"kept": False},
    "kept 1": {"kept": 1},
    "at_top": {"at_top": 0.5},
    "at_top text": {"at_top": "x"},
    "twice": {"stage": "base"},
    "more": {"more": 1},
}


@pytest.mark.parametrize("name", TENSORS)
def test_wrong_tensors_are_refused(file, name):
    tensors, metadata = parts(file)
    TENSORS[name](tensors)
    write(file, tensors, metadata)
    refused(file)


@pytest.mark.parametrize("name", META)
def test_wrong_metadata_is_refused(file, name):
    tensors, metadata = parts(file)
    metadata = {key: text for key, text in (metadata | META[name]).items() if text is not None}
    write(file, tensors, metadata)
    refused(file)


@pytest.mark.parametrize("name", STAGES)
def test_wrong_stages_are_refused(file, name):
    tensors, metadata = parts(file)
    write(file, tensors, metadata | {"stages": edit(metadata["stages"], 1, **STAGES[name])})
    refused(file)


@pytest.mark.parametrize("part", io.PAIR_PARTS)
def test_wrong_pairs_are_refused(trained, tmp_path, part):
    trained.save(tmp_path / "a", pairs=True)
    tensors, metadata = parts(tmp_path / "a")
    tensors[f"1.{part}"] = tensors[f"1.{part}"][:-1].clone()
    write(tmp_path / "a", tensors, metadata)
    refused(tmp_path / "a", "shape")


def test_what_is_no_such_file_is_refused(file, tmp_path):
    whole = file.read_bytes()
    for size in (0, 4, 8, 100, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:size])
        refused(file)
    file.write_bytes(whole + b"more")
    refused(file)
    header = int.from_bytes(whole[:8], "little")
    for i in [*range(8 + header), *range(8 + header, len(whole), 97)]:  # a byte changed, wherever
        file.write_bytes(whole[:i] + bytes([whole[i] ^ 0x15]) + whole[i + 1 :])
        refused(file)
    for content in (pickle.dumps({"a": 1}), b"PK\x03\x04" + 100 * b"\0", b"\xff" * 64):
        file.write_bytes(content)
        refused(file)
    torch.save({"0.weights": torch.zeros(3)}, file)
    refused(file)
    safetensors.torch.save_file({"a": torch.zeros(3)}, file)  # nor a file of another kind
    refused(file, "no experiment")
    for path in (tmp_path, tmp_path / "none", "", None, 3, "a\0b"):
        refused(path)


def test_a_file_has_a_size_limit(file):
    size = file.stat().st_size
    Experiment.load(file, limit=size)
    refused(file, "bytes", limit=size - 1)


def test_what_cannot_be_saved_says_so(tmp_path):
    exp = small().run()
    for path in (tmp_path, tmp_path / "no" / "folder", None, ""):
        with pytest.raises(toy.InvalidInput, match="path"):
            exp.save(path)
    exp.denoiser("base").net.flat[0] = torch.nan
    with pytest.raises(toy.InvalidInput, match="NaN"):
        exp.save(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_without_safetensors_the_error_says_what_to_install(monkeypatch, tmp_path):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("safetensors"):
            raise ImportError(name)
        return real(name, *rest)

    exp = small()
    monkeypatch.setattr(builtins, "__import__", without)
    for call in (lambda: exp.save(tmp_path / "a"), lambda: Experiment.load(tmp_path / "a")):
        with pytest.raises(ImportError, match="pip install safetensors"):
            call()
