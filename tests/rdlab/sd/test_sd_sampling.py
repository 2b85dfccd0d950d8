"""The loop: equal to diffusers' pipelines, to the definitions they lack, and to itself in any batch."""

import numpy as np
import pytest
import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from sd_help import NEGATIVE, PROMPT, SIDE, Always, calls, pipeline, request, run, walk_through

from rdlab import sd
from rdlab.sd import prompts, sampling
from rdlab.sd.prompts import Prompt
from rdlab.sd.samplers import Ddim, PerFlow, alphas_cumprod


def by_pipeline(loaded, steps, guidance, seeds, kind, negative=NEGATIVE):
    return pipeline(loaded)(
        PROMPT,
        negative_prompt=negative,
        num_inference_steps=steps,
        guidance_scale=guidance,
        num_images_per_prompt=len(seeds),
        generator=sampling.generators(seeds),
        height=SIDE,
        width=SIDE,
        output_type=kind,
    ).images


@pytest.mark.parametrize(
    ("key", "steps", "guidance"),
    [
        ("rd", 1, 1.5),  # DDIM linear
        ("rd", 25, 1.5),
        ("cm", 4, 1.0),
        ("phased", 4, 1.5),  # DDIM scaled_linear
        ("phasedxl", 4, 1.5),
        ("sd15", 5, 7.5),
        ("lcm", 4, 1.0),  # adds noise on the way
        ("pcm", 4, 1.0),
    ],
)
def test_latents_equal_those_of_diffusers_exactly(load, key, steps, guidance):
    loaded, seeds = load(key), (3, 4)
    ours = walk_through(loaded, steps, guidance, seeds)
    assert torch.equal(ours[-1].x, by_pipeline(loaded, steps, guidance, seeds, "latent"))
    assert [step.index for step in ours] == list(range(steps))


@pytest.mark.parametrize("key", ["rd", "phasedxl"])
def test_no_negative_prompt_is_none(load, key):
    theirs = by_pipeline(load(key), 2, 1.5, (1,), "latent", negative=None)
    assert torch.equal(walk_through(load(key), 2, 1.5, (1,), negative="")[-1].x, theirs)


@pytest.mark.parametrize("key", ["rd", "phasedxl"])
def test_pictures_equal_those_of_diffusers_exactly(studio, load, key):
    seeds = (5, 6)
    theirs = by_pipeline(load(key), 4, 1.5, seeds, "pil")
    small, load(key).parts.preview = load(key).parts.preview, None  # without it the VAE makes the pictures
    try:
        ours = run(studio, request(key, steps=4, seeds=seeds))[sd.Picture]
    finally:
        load(key).parts.preview = small
    for mine, other in zip(ours, theirs, strict=True):
        assert np.array_equal(mine.pixels, np.asarray(other))
        assert mine.pixels.std() > 1  # not a flat one


@pytest.mark.parametrize("betas", ["linear", "scaled_linear"])
@pytest.mark.parametrize("steps", [1, 3, 7, 25])
def test_ddim_follows_a_first_order_path_exactly_in_any_number_of_steps(betas, steps):
    walk = Ddim(betas).walk(steps, "cpu")
    x0, eps = torch.randn(2, 1, 4, 8, 8, dtype=torch.float64)
    start = walk.alpha[0] * x0 + walk.sigma[0] * eps
    steps_taken = list(sampling.denoise(Always(eps), walk, Prompt(None, None, False), start))
    for k, step in enumerate(steps_taken, 1):
        assert torch.allclose(step.x, walk.alpha[k] * x0 + walk.sigma[k] * eps, atol=1e-5)
        assert torch.allclose(step.x0, x0, atol=1e-4)


def test_instaflow_is_the_loop_of_its_definition(load):
    loaded, steps, guidance = load("rectified_flow"), 5, 1.5
    ours = walk_through(loaded, steps, guidance, (7, 8))
    prompt = prompts.encode(loaded.parts, PROMPT, NEGATIVE, True)[0].repeat(2)
    x = sampling.noise(sampling.generators((7, 8)), 4, SIDE, SIDE, loaded.unet)
    scheduler = FlowMatchEulerDiscreteScheduler()
    scheduler.set_timesteps(sigmas=np.linspace(1, 1 / steps, steps))
    for i, step in enumerate(ours):
        t = (1 - i / steps) * 1000
        assert scheduler.timesteps[i].item() == pytest.approx(t, abs=1e-3)
        with torch.no_grad():
            v = loaded.unet(
                torch.cat([x, x]), torch.full((4,), t), encoder_hidden_states=prompt.embeds
            ).sample
        v_without, v_with = v.chunk(2)
        v = v_without + guidance * (v_with - v_without)
        assert torch.allclose(step.x0, x + (1 - i / steps) * v, atol=1e-5)
        assert torch.allclose((i / steps) * step.x0 + (1 - i / steps) * step.eps, x, atol=1e-5)
        by_scheduler = scheduler.step(-v, scheduler.timesteps[i], x, return_dict=False)[0]
        x = x + (1.0 / steps) * v
        assert torch.allclose(step.x, x, atol=1e-5) and torch.allclose(by_scheduler, x, atol=1e-5)


@pytest.mark.parametrize("steps", [4, 6, 9])
@pytest.mark.parametrize("window_noise", [True, False])
def test_perflow_is_exact_where_paths_are_straight_in_each_window(steps, window_noise):
    """A network that knows the path: straight between points alpha x0 + sigma eps at the windows' ends."""
    squared = alphas_cumprod("scaled_linear").double()
    x0, eps = torch.randn(2, 1, 4, 8, 8, dtype=torch.float64)

    def at(t):
        a = squared[max(round(1000 * t) - 1, 0)]
        return a, a.sqrt() * x0 + (1 - a).sqrt() * eps

    class Knows(torch.nn.Module):
        def forward(self, x, t, **told):
            end = min((3, 2, 1, 0), key=lambda q: (q * 250 >= t.item(), -q)) / 4
            (a, start_x), (b, end_x) = at(end + 0.25), at(end)
            gamma = (a / b).sqrt()
            return ((start_x - gamma * end_x) / (1 - gamma**2).sqrt() if window_noise else eps,)

    walk = PerFlow(window_noise).walk(steps, "cpu")
    assert walk.times.tolist()[0] == 1000 and len(walk.times) == steps
    taken = list(sampling.denoise(Knows(), walk, Prompt(None, None, False), at(1.0)[1]))
    for step in taken:
        assert torch.allclose(step.x0, x0, atol=1e-5) and torch.allclose(step.eps, eps, atol=1e-5)
    assert torch.allclose(taken[-1].x, at(0.0)[1], atol=1e-5)


@pytest.mark.parametrize("key", ["rd", "lcm", "perflow"])
def test_an_image_is_the_same_alone_and_in_a_batch(load, key):
    together = walk_through(load(key), 4, 1.5, (1, 2, 3))[-1].x
    alone = walk_through(load(key), 4, 1.5, (2,))[-1].x
    assert torch.allclose(together[1:2], alone, rtol=1e-4, atol=1e-4)
    assert not torch.allclose(together[0], together[1], atol=0.1)


@pytest.mark.parametrize(("guidance", "rows"), [(1.0, 3), (1.5, 6)])
def test_no_guidance_costs_no_second_half_of_the_batch(studio, load, guidance, rows):
    with calls(load("rd").unet) as seen:
        run(studio, request("rd", steps=2, seeds=(1, 2, 3), guidance=guidance))
    assert seen == [rows, rows]


def test_the_negative_prompt_acts_with_guidance_only(studio):
    def final(**changes):
        return run(studio, request("rd", steps=2, **changes))[sd.Done][0].latents

    assert not np.allclose(final(negative="a dog"), final(negative=""), atol=1e-4)
    assert np.array_equal(final(negative="a dog", guidance=1), final(negative="", guidance=1))


def test_stop_ends_within_one_step(studio, load):
    seen = []
    with calls(load("rd").unet) as rows:
        for event in studio.generate(request("rd", steps=25), stop=lambda: len(seen) >= 2):
            if isinstance(event, sd.Stepped):
                seen.append(event)
    assert len(rows) == 2
    assert isinstance(event, sd.Done) and event.stopped and event.latents is None


def test_closing_the_generator_ends_the_run_and_leaves_no_mode_behind(studio, load):
    with calls(load("rd").unet) as rows:
        events = studio.generate(request("rd", steps=25))
        while not isinstance(next(events), sd.Stepped):
            pass
        assert not torch.is_inference_mode_enabled()
        events.close()
    assert len(rows) == 1 and not torch.is_inference_mode_enabled()
