"""From a request to pictures."""

import sys
from types import ModuleType

import numpy as np
import pytest
import torch
from sd_help import PROMPT, calls, request, run, said

from rdlab import sd
from rdlab.sd import device
from rdlab.sd.registry import MODELS


def test_a_run_tells_everything_in_order(studio):
    events = list(studio.generate(request("rd", steps=4, seeds=(1, 2), measure=True)))
    kinds = [type(event) for event in events if not isinstance(event, sd.Loading)]
    assert kinds == [sd.Encoded, *[sd.Stepped] * 4, *[sd.Picture] * 2, sd.Done]
    steps = [event for event in events if isinstance(event, sd.Stepped)]
    assert [step.index for step in steps] == [0, 1, 2, 3]
    assert all(step.preview.shape == (2, 64, 64, 3) for step in steps)
    done = events[-1]
    assert done.latents.shape == (2, 4, 8, 8) and done.times.unet > 0 and done.times.vae > 0
    assert len(done.meters.successive) == 3 and len(done.meters.to_end) == 4
    assert done.decoder == "taesd"  # without a GPU


def test_a_picture_carries_its_settings(studio):
    picture = run(studio, request("rd", steps=2, seeds=(7,)))[sd.Picture][0]
    told = sd.read_settings(picture.png)
    assert told.pop("seconds").keys() == {"unet", "vae"}
    assert told.items() <= picture.settings.items()
    assert (told["decoder"], told["batch"]) == ("taesd", 1)
    assert (told["model"], told["prompt"], told["steps"], told["seed"]) == ("rd", PROMPT, 2, 7)
    assert (told["guidance"], told["width"], told["height"]) == (1.5, 64, 64)


def test_loading_is_told_and_the_prompt_remembered(cpu):
    studio = sd.Studio(sd.Library(cpu))
    first = run(studio, request("rd", steps=1))
    assert first[sd.Loading][-1] == sd.Loading("rd", "weights", 1.0) and first[sd.Encoded][0].seconds > 0
    second = run(studio, request("rd", steps=1, seeds=(9,)))
    assert sd.Loading not in second
    assert second[sd.Encoded][0].remembered and second[sd.Done][0].times.text == 0
    assert not first[sd.Encoded][0].cut
    assert run(studio, request("rd", steps=1, prompt="x " * 100))[sd.Encoded][0].cut


@pytest.mark.parametrize("key", MODELS)
def test_every_model_of_the_list_makes_pictures(studio, key):
    done = run(studio, request(key, measure=True, preview=False))[sd.Done][0]
    assert np.isfinite(done.latents).all() and np.isfinite(done.meters.first_order_defect)
    assert len(done.meters.to_end) == MODELS[key].steps[0]


def test_a_grid_starts_every_cell_from_the_same_noise(studio):
    cells = [
        request("rd", steps=1, preview=False),
        request("sd15", steps=4, preview=False),
        request("rd", steps=3, preview=False),  # fails
        request("rd", steps=4, preview=False, guidance=1.0),
        request("rd", steps=1, preview=False),
    ]
    told = list(studio.compare(cells))
    order = list(dict.fromkeys(i for i, _ in told))
    assert order == [0, 2, 3, 4, 1]  # a model's cells come together
    ends = {i: event for i, event in told if isinstance(event, sd.Done | sd.Failed)}
    assert said(ends[2].sentence) and set(ends) == set(range(5))
    assert np.array_equal(ends[0].latents, ends[4].latents)
    gap = sd.step_gap(ends[0].latents, ends[3].latents)
    assert 0 < gap < 2 and sd.step_gap(ends[0].latents, ends[4].latents) == 0
    assert list(studio.compare(cells, stop=lambda: True)) == []


def test_what_the_checker_flags_is_withheld_and_said(library):
    asked = request("rd", steps=1, seeds=(1, 2))
    studio = sd.Studio(library, safety=True)
    pictures = run(studio, asked)[sd.Picture]
    assert [(p.flagged, p.pixels, p.png) for p in pictures] == [(True, None, None)] * 2
    assert all(step.preview is None for step in run(studio, asked)[sd.Stepped])
    studio.checker.network.concept_embeds_weights.data.fill_(2.0)  # above any cosine
    pictures = run(studio, asked)[sd.Picture]
    assert not any(p.flagged for p in pictures) and all(p.pixels.std() > 1 for p in pictures)
    assert all(p.png for p in run(sd.Studio(library, safety=False), asked)[sd.Picture])


def test_the_checker_is_on_for_the_public(library, monkeypatch):
    assert sd.Studio(library).checker is None
    monkeypatch.setenv("SPACE_ID", "someone/rd-lab")
    assert sd.Studio(library).checker is not None


def test_where_memory_runs_out_the_batch_is_halved_and_the_pictures_stay_the_same(studio, load):
    asked = request("rd", steps=2, seeds=(1, 2, 3), guidance=1.0, measure=True)
    expected = run(studio, asked)[sd.Done][0]
    unet = load("rd").unet

    def short(module, args):
        if len(args[0]) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory.")

    hook = unet.register_forward_pre_hook(short)
    try:
        with calls(unet) as rows:
            found = run(studio, asked)
    finally:
        hook.remove()
        load("rd").parts.vae.disable_slicing(), load("rd").parts.vae.disable_tiling()
    assert rows == [2, 2, 1, 1]
    assert [p.seed for p in found[sd.Picture]] == [1, 2, 3]
    done = found[sd.Done][0]
    assert np.allclose(done.latents, expected.latents, rtol=1e-4, atol=1e-4)
    assert done.meters.first_order_defect == pytest.approx(expected.meters.first_order_defect, rel=1e-3)


def test_where_one_image_is_too_much_it_says_so(studio, load):
    def short(module, args):
        raise torch.OutOfMemoryError("CUDA out of memory.")

    hook = load("rd").unet.register_forward_pre_hook(short)
    try:
        *_, last = studio.generate(request("rd", steps=2, seeds=(1, 2)))
    finally:
        hook.remove()
        load("rd").parts.vae.disable_slicing(), load("rd").parts.vae.disable_tiling()
    assert last.sentence.key == "sd.error.memory"
    assert run(studio, request("rd", steps=2))[sd.Picture]  # and goes on


def test_without_a_gpu_only_what_is_bearable_runs(library):
    studio = sd.Studio(library)
    assert run(studio, request("rd", steps=1))[sd.Picture]
    for key, steps in (("rd", 25), ("phased", 4), ("phasedxl", 4), ("sd15", 1)):
        (last,) = studio.generate(request(key, steps=steps))
        assert "needs a GPU" in said(last.sentence)


def test_the_estimate_grows_with_the_work(studio):
    one, more = (studio.estimate(request("rd", steps=steps)) for steps in (1, 25))
    assert 0 < one < more
    assert studio.estimate(request("rd", steps=1, width=512, height=512)) == pytest.approx(64 * one)
    assert studio.estimate(request("rd", steps=1, guidance=1.0)) < one


def test_a_lent_gpu_is_asked_for_little_and_only_there(monkeypatch, cpu, models):
    def function():
        return 3

    assert device.gpu(lambda: 5)(function) is function
    rd, xl = MODELS["rd"], MODELS["phasedxl"]
    assert device.duration(rd, 1, 1.5, 512**2, 1) <= 5
    assert (
        5 < device.duration(xl, 4, 1.5, 1024**2, 4) <= 30 and device.duration(xl, 4, 1.5, 1024**2, 99) <= 120
    )
    spaces, asked = ModuleType("spaces"), []  # what a Space on ZeroGPU provides
    spaces.GPU = lambda duration: (
        lambda wrapped: lambda *args: asked.append(duration(*args)) or wrapped(*args)
    )
    monkeypatch.setitem(sys.modules, "spaces", spaces)
    monkeypatch.setenv("SPACES_ZERO_GPU", "true")
    there = sd.here()
    assert there.shared and there.device.type == "cuda" and there.dtype == torch.float16
    lent = sd.Library(device.Where(cpu.device, cpu.dtype, shared=True))  # all but the GPU itself
    found = run(sd.Studio(lent, everything=True), request("rd", steps=4))
    assert found[sd.Picture] and asked == [device.duration(rd, 4, 1.5, 64**2, 1)]
    seen: list = []
    for event in sd.Studio(lent, everything=True).generate(request("rd", steps=25), lambda: len(seen) >= 3):
        seen.append(event)  # noqa: PERF402 - the run asks meanwhile how many there are
    assert event.stopped and len(seen) == 4
