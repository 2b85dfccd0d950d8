"""Loading: once, shared, safe, whole or not at all; the least recently used model leaves first."""

import os
import pickle

import pytest
import tiny
import torch
from safetensors.torch import load_file
from sd_help import request, said, walk_through

from rdlab import sd
from rdlab.sd import device, registry, sources, weights
from rdlab.sd.errors import explain
from rdlab.sd.registry import Source


def state_of(models, *path):
    return torch.load(models.joinpath(*path), weights_only=True)


def test_models_are_loaded_once_and_share_their_parts(library, load):
    rd, cm = load("rd"), load("cm")
    assert load("rd").unet is rd.unet and cm.unet is not rd.unet
    assert cm.parts is rd.parts and load("phasedxl").parts is not rd.parts
    assert library.held()[-1] == "phasedxl"


def test_a_checkpoint_is_loaded_as_it_is(models, load):
    file, unet = state_of(models, "Rectified-Diffusion", "weights", "rd.ckpt"), load("rd").unet.state_dict()
    assert file.keys() == unet.keys()
    assert all(torch.equal(file[name], unet[name]) for name in file)
    assert not any(p.requires_grad or p.is_meta for p in load("rd").unet.parameters())


def test_differences_are_added_to_the_base(models, load):
    delta = load_file(models / "perflow-sd15-delta-weights" / "diffusion_pytorch_model.v0-1.safetensors")
    base, unet = tiny.unet().state_dict(), load("perflow").unet.state_dict()
    assert all(torch.allclose(unet[name], base[name] + delta[name], atol=1e-6) for name in base)


@pytest.mark.parametrize(
    "name", ["down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q", "mid_block.resnets.0.conv1"]
)
def test_low_rank_weights_are_added_to_the_base(models, load, name):
    file = load_file(models / "lcm-lora-sdv1-5" / "pytorch_lora_weights.safetensors")
    key = f"lora_unet_{name.replace('.', '_')}"
    up, down = file[f"{key}.lora_up.weight"], file[f"{key}.lora_down.weight"]
    expected = tiny.unet().get_submodule(name).weight.detach().clone()
    expected += 2.0 / len(down) * torch.tensordot(up.flatten(1), down, 1)
    assert torch.allclose(load("lcm").unet.get_submodule(name).weight, expected, atol=1e-6)
    before = tiny.unet().time_embedding.linear_1.weight
    assert torch.equal(load("lcm").unet.time_embedding.linear_1.weight, before)


def test_half_precision_is_cast_once_and_read_from_the_cache_then(tmp_path, monkeypatch, models, cpu):
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    path = models / "Rectified-Diffusion" / "weights" / "cm.ckpt"
    model, kept, stat = registry.model("cm"), path.read_bytes(), path.stat()
    place = device.Where(cpu.device, torch.bfloat16)
    first = sd.Library(place).get(model)
    assert first.unet.dtype == torch.bfloat16 and first.parts.vae.dtype == torch.bfloat16
    (file,) = weights.cache_folder().iterdir()  # whole, under its own name, and nothing beside it
    assert file.suffix == ".safetensors" and "bfloat16" in file.name
    try:
        path.write_bytes(bytes(len(kept)))  # unreadable, of the same size and time
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        again = sd.Library(place).get(model).unet
        assert torch.equal(again.conv_in.weight, first.unet.conv_in.weight)
        file.write_bytes(file.read_bytes()[:1000])  # a cut cache is made anew, here from what is unreadable
        with pytest.raises(Exception) as error:  # noqa: PT011 - whatever torch raises
            sd.Library(place).get(model)
        assert explain(error.value, "cm").key == "sd.error.truncated" and not file.exists()
    finally:
        path.write_bytes(kept)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.mark.parametrize("key", ["rd", "phasedxl"])
def test_fused_projections_change_neither_results_nor_memory(cpu, load, key):
    plain, fused = load(key), sd.Library(cpu, fused=True).get(registry.model(key))
    assert any(name.endswith("to_qkv.weight") for name in fused.unet.state_dict())
    count, expected = (sum(p.numel() for p in loaded.unet.parameters()) for loaded in (fused, plain))
    assert count == expected
    ours, theirs = (walk_through(loaded, 4, 1.5, (1, 2))[-1].x for loaded in (fused, plain))
    assert torch.allclose(ours, theirs, rtol=1e-3, atol=1e-3)


def test_what_cannot_be_kept_is_still_loaded(tmp_path):
    (tmp_path / "full").write_text("a file where a folder should be")
    assert not weights.write({"a": torch.ones(2)}, tmp_path / "full" / "a.safetensors")
    assert weights.write({"a": torch.ones(2)}, tmp_path / "new" / "a.safetensors")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.safetensors"]


def test_the_least_recently_used_model_leaves_when_memory_is_short(cpu, library, load):
    load("rd"), load("phasedxl")
    sizes = {key: size for key, (size, _) in library._kept.items()}
    budget = sizes["sd15", ""] + 2.5 * sizes["sd15", "rd"]
    small = sd.Library(cpu, budget=budget)
    for key in ("rd", "cm", "rd", "phased"):
        small.get(registry.model(key))
    assert small.held() == ["rd", "phased"]
    kept = small.get(registry.model("rd")).parts
    assert small.get(registry.model("cm")).parts is kept and small.held() == ["rd", "cm"]
    small.get(registry.model("phasedxl"))  # another base: everything of the first one may go
    assert "phasedxl" in small.held() and len(small.held()) <= 2
    assert small.drop_others(registry.model("phasedxl")) and small.held() == ["phasedxl"]
    assert not small.drop_others(registry.model("phasedxl"))


def test_shared_parts_stay_while_a_model_uses_them(cpu, library, load):
    load("rd"), load("phasedxl")
    sizes = {key: size for key, (size, _) in library._kept.items()}
    needed = [("sd15", ""), ("sd15", "rd"), ("sdxl", ""), ("sdxl", "phasedxl")]
    small = sd.Library(cpu, budget=sum(sizes[key] for key in needed) - 1)
    for key in ("rd", "phasedxl"):
        small.get(registry.model(key))
    assert small.held() == ["phasedxl"]  # the parts of rd are older, but of no use to go first


class Evil:
    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return os.mkdir, (str(self.marker),)


def spoilt(tmp_path, models, name):
    """A folder of models in which rd's file is another; returns the file."""
    for path in models.iterdir():
        if path.name != "Rectified-Diffusion":
            (tmp_path / path.name).symlink_to(path)
    file = tmp_path / "Rectified-Diffusion" / "weights" / "rd.ckpt"
    file.parent.mkdir(parents=True)
    good = models / "Rectified-Diffusion" / "weights" / "rd.ckpt"
    state = torch.load(good, weights_only=True)
    match name:
        case "malicious":
            torch.save({**state, "conv_in.weight": Evil(tmp_path / "marker")}, file)
        case "pickle":
            file.write_bytes(pickle.dumps(Evil(tmp_path / "marker")))
        case "truncated":
            file.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
        case "missing":
            torch.save(dict(list(state.items())[3:]), file)
        case "other":
            torch.save(tiny.unet_xl().state_dict(), file)
        case "empty":
            file.write_bytes(b"")
        case "page":
            file.write_text("<html>not found</html>")
        case "numbers":
            torch.save({"epoch": 3}, file)
    return file


@pytest.mark.parametrize(
    ("name", "key", "words"),
    [
        ("malicious", "unsafe", "not opened"),
        ("pickle", "unsafe", "not opened"),
        ("truncated", "truncated", "cut short"),
        ("empty", "truncated", "cut short"),
        ("page", "unsafe", "something else"),
        ("missing", "architecture", "3 tensors"),
        ("other", "architecture", "do not fit"),
        ("numbers", "architecture", "do not fit"),
    ],
)
def test_a_spoilt_file_is_refused_with_one_sentence(tmp_path, models, monkeypatch, cpu, name, key, words):
    file = spoilt(tmp_path, models, name)
    monkeypatch.setenv("RDLAB_SD_MODELS", str(tmp_path))
    studio = sd.Studio(sd.Library(cpu))
    *_, last = studio.generate(request("rd", steps=1))
    assert isinstance(last, sd.Failed) and last.sentence.key == f"sd.error.{key}"
    assert words in said(last.sentence)
    assert not (tmp_path / "marker").exists()  # nothing in the file ran
    assert file.exists()  # the user's own file is not deleted
    *_, last = studio.generate(request("cm", steps=1))
    assert last.sentence.key == "sd.error.absent"  # this folder has no cm.ckpt; the studio goes on


def test_a_damaged_file_of_the_hub_is_fetched_once_more(tmp_path):
    good, bad = tmp_path / "good.ckpt", tmp_path / "bad.ckpt"
    torch.save({"a": torch.arange(1000.0)}, good)
    bad.write_bytes(good.read_bytes()[:2000])
    fetched = []

    def again():
        fetched.append(1)
        assert not bad.exists()
        return good

    assert torch.equal(weights.read_twice(bad, again)["a"], torch.arange(1000.0))
    assert len(fetched) == 1


def test_offline_and_not_there_is_one_sentence(monkeypatch, cpu):
    monkeypatch.setenv("RDLAB_SD_MODELS", "")
    *_, last = sd.Studio(sd.Library(cpu)).generate(request("rd", steps=1))
    assert last.sentence.key == "sd.error.absent" and "connect to the internet" in said(last.sentence)


@pytest.mark.parametrize(
    "setting", ["/no/such/folder", "no-such-folder", "x/y=z, /no=such", "x/y=/no/such", "x/y=z,w"]
)
def test_a_wrong_setting_is_one_sentence_and_no_crash(setting, monkeypatch, cpu):
    monkeypatch.setenv("RDLAB_SD_MODELS", setting)
    *_, last = sd.Studio(sd.Library(cpu)).generate(request("rd", steps=1))
    told = said(last.sentence)
    assert last.sentence.key == "sd.error.setting" and told.startswith("RDLAB_SD_MODELS says")
    assert last.sentence.args["value"] in setting
    assert sd.offer(cpu).kind == "cpu" and sd.to_download([registry.MODELS["rd"]], cpu) > 0


def test_other_repositories_and_folders_can_be_named(tmp_path, monkeypatch):
    source = Source("owner/name", ("a.ckpt", "b.ckpt"))
    (tmp_path / "name").mkdir()
    (tmp_path / "name" / "b.ckpt").write_text("b")
    monkeypatch.setenv("RDLAB_SD_MODELS", str(tmp_path))
    assert sources.file(source) == tmp_path / "name" / "b.ckpt" and sources.is_own(source)
    monkeypatch.setenv("RDLAB_SD_MODELS", f"x/y=z, owner/name={tmp_path / 'name'}")
    assert sources.file(source).name == "b.ckpt"
    there = sources.place(source, "owner/name=me/copy@abc123, x/y=z/w")
    assert (there.folder, there.source.repo, there.source.revision) == (None, "me/copy", "abc123")
    assert sources.place(source, "").source == source
