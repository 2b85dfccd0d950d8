"""Stable Diffusion's cost: python -m benchmarks.stable_diffusion [--quick] [--no-xl] [--repeats 5].

On a GPU: the networks at full size with random weights (speed does not depend on them), SD 1.5 at 512 with
1, 2, 4 and 25 steps and SDXL at 1024 with 4, batches of 1, 4 and 16: latency and its split, images a second,
peak memory; beside diffusers' plain pipeline on the same networks in the same run; and what channels last and
fused projections win. Without a GPU it says so and measures the loop's own cost on tiny networks.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from benchmarks.sd_networks import assembled, networks
from rdlab.sd import decoding, device, prompts, sampling
from rdlab.sd.parts import Loaded, Prompt, fuse
from rdlab.sd.registry import MODELS, Model
from tests.rdlab.sd import tiny

PROMPT = "a photograph of an astronaut riding a horse"


@dataclass(frozen=True)
class Case:
    """One cell of the table: a model, its steps, the batch and the side in pixels."""

    model: Model
    steps: int
    batch: int
    side: int

    @property
    def guidance(self) -> float:
        """The model's own."""
        return self.model.guidance


# --- one run -----------------------------------------------------------------------------------------------


def now() -> float:
    """Seconds of the clock once the GPU is done; without one, seconds of this process."""
    if not torch.cuda.is_available():
        return time.process_time()
    torch.cuda.synchronize()
    return time.perf_counter()


def ours(loaded: Loaded, case: Case) -> tuple[float, float, float]:
    """Seconds of text encoder, UNet (with everything around it) and VAE; nothing remembered."""
    loaded.parts.seen.clear()
    start = now()
    prompt, _ = prompts.encode(loaded.parts, PROMPT, "", case.guidance > 1)
    prompt = prompt.repeat(case.batch)
    text = now()
    x = walk_to_the_end(loaded, case, prompt)
    unet = now()
    decoding.full(loaded.parts, x)
    return text - start, unet - text, now() - unet


def theirs(loaded: Loaded, case: Case) -> float:
    """Seconds of diffusers' pipeline from prompt to pixels."""
    start = now()
    loaded.parts.pipe(
        PROMPT,
        num_inference_steps=case.steps,
        guidance_scale=case.guidance,
        num_images_per_prompt=case.batch,
        height=case.side,
        width=case.side,
        generator=sampling.generators(range(case.batch)),
        output_type="np",
    )
    return now() - start


def loop_ours(loaded: Loaded, case: Case, prompt: Prompt) -> float:
    """Seconds of our loop around the UNet, from an encoded prompt to a latent."""
    start = now()
    walk_to_the_end(loaded, case, prompt)
    return now() - start


def walk_to_the_end(loaded: Loaded, case: Case, prompt: Prompt) -> torch.Tensor:
    """The latent at which our loop ends."""
    chances = sampling.generators(range(case.batch))
    x = sampling.noise(chances, 4, case.side, case.side, loaded.unet)
    walk = case.model.sampler.walk(case.steps, loaded.device)
    for step in sampling.denoise(loaded.unet, walk, prompt, x, case.guidance, chances):
        x = step.x
    return x


def loop_theirs(loaded: Loaded, case: Case, prompt: Prompt) -> float:
    """Seconds of the pipeline's loop around the UNet, from an encoded prompt to a latent."""
    rows = prompt.embeds[-case.batch :], prompt.embeds[: case.batch]
    told = {"prompt_embeds": rows[0], "negative_prompt_embeds": rows[1] if prompt.guided else None}
    if prompt.pooled is not None:
        told["pooled_prompt_embeds"] = prompt.pooled[-case.batch :]
        told["negative_pooled_prompt_embeds"] = prompt.pooled[: case.batch] if prompt.guided else None
    chances = sampling.generators(range(case.batch))
    start = now()
    loaded.parts.pipe(
        **told,
        num_inference_steps=case.steps,
        guidance_scale=case.guidance,
        height=case.side,
        width=case.side,
        generator=chances,
        output_type="latent",
    )
    return now() - start


def loop_ratio(loaded: Loaded, case: Case, repeats: int) -> tuple[float, float]:
    """(our loop's time over the pipeline's loop on the same networks, our seconds): medians, in turns."""
    prompt, _ = prompts.encode(loaded.parts, PROMPT, "", case.guidance > 1)
    prompt = prompt.repeat(case.batch)
    mine, other = [], []
    for i in range(repeats + 2):
        a, b = loop_ours(loaded, case, prompt), loop_theirs(loaded, case, prompt)
        if i >= 2:  # the first two warm up
            mine.append(a), other.append(b)
    return statistics.median(mine) / statistics.median(other), statistics.median(mine)


# --- tables ------------------------------------------------------------------------------------------------


def on_gpu(repeats: int, quick: bool, xl: bool) -> None:
    """The tables at full size."""
    place = device.here()
    print(f"{torch.cuda.get_device_name()}, torch {torch.__version__}, {place.dtype}, full size")
    with tempfile.TemporaryDirectory() as folder:
        tiny.write_tokenizer(Path(folder))
        bases = ["rd", "phasedxl"] if xl else ["rd"]
        for key in bases:
            model = MODELS[key]
            loaded = networks(model.base, place, Path(folder))
            steps = (4,) if model.base.xl else (1, 25) if quick else (1, 2, 4, 25)
            batches = (1, 4) if quick else (1, 4, 16)
            table(loaded, model, steps, batches, repeats)
            del loaded
            gc.collect()
            torch.cuda.empty_cache()


def table(loaded: Loaded, model: Model, steps: Sequence[int], batches: Sequence[int], repeats: int) -> None:
    """Print a model's table: a line for each case and each change to the networks."""
    size = model.base.size
    cases = [Case(model, k, n, size) for k in steps for n in batches]
    cases += [replace(case, model=replace(model, guidance=1.0)) for case in cases if case.batch == 1]
    plain = {case: timed(theirs, loaded, case, repeats) for case in cases}
    same = {case: loop_ratio(loaded, case, repeats)[0] for case in cases if case.batch == 1}
    print(f"\n{model.name} at {size}: milliseconds of a batch; plain = diffusers' pipeline as it comes")
    print(
        f"{'':24}{'steps':>6}{'CFG':>5}{'batch':>6}{'text':>7}{'UNet':>8}{'VAE':>7}{'all':>8}{'images/s':>10}"
        f"{'peak GB':>9}{'plain':>8}{'images/s':>10}{'peak GB':>9}{'ours/plain':>11}{'loop ratio':>11}"
    )
    names = ("as they come", "channels last", "+ fused projections")
    changes = (lambda: None, lambda: channels_last(loaded), lambda: fuse(loaded.unet))
    for name, change in zip(names, changes, strict=True):
        change()
        for case in cases:
            ms, peak = timed(ours, loaded, case, repeats)
            all_of_it, (other, other_peak) = sum(ms), plain[case]
            print(
                f"{name:24}{case.steps:6}{case.guidance:5g}{case.batch:6}{ms[0]:7.1f}{ms[1]:8.1f}{ms[2]:7.1f}"
                f"{all_of_it:8.1f}{1000 * case.batch / all_of_it:10.2f}{peak:9.2f}{sum(other):8.1f}"
                f"{1000 * case.batch / sum(other):10.2f}{other_peak:9.2f}{all_of_it / sum(other):11.3f}"
                + (f"{same[case]:11.3f}" if case in same and name == names[0] else "")
            )
    print("loop ratio: our loop over the pipeline's, UNet alone, on the very same networks (at most 1.02)")


def channels_last(loaded: Loaded) -> None:
    """Lay the weights of UNet and VAE out channels last."""
    for module in (loaded.unet, loaded.parts.vae):
        module.to(memory_format=torch.channels_last)


def timed(run: Callable, loaded: Loaded, case: Case, repeats: int) -> tuple[list[float], float]:
    """(medians in milliseconds of each part, peak memory in GB); the first two runs warm up."""
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    found = []
    for i in range(repeats + 2):
        parts = run(loaded, case)
        if i >= 2:
            found.append(parts if isinstance(parts, tuple) else (parts,))
    return [1000 * statistics.median(part) for part in zip(*found, strict=True)], (
        torch.cuda.max_memory_allocated() / 1e9
    )


def on_cpu(repeats: int) -> None:
    """What our loop costs beside the pipeline's, on tiny networks."""
    print("no GPU here: only what our loop costs beside diffusers' pipeline, on tiny networks on the CPU,")
    print("where the work around the network weighs most; run this on a GPU for the figures that count")
    print(f"{'':32}{'steps':>6}{'CFG':>5}{'CPU ms':>8}{'ours / pipeline':>17}")
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        tiny.write_tokenizer(Path(folder))
        for key, net in (("rd", tiny.unet()), ("phasedxl", tiny.unet_xl())):
            model = MODELS[key]
            parts = {"text_encoder": CLIPTextModel(tiny.text_config()).eval(), "vae": tiny.vae()}
            parts["tokenizer"] = CLIPTokenizer.from_pretrained(folder)
            if model.base.xl:
                parts["text_encoder_2"] = CLIPTextModelWithProjection(tiny.text_config()).eval()
                parts["tokenizer_2"] = parts["tokenizer"]
            loaded = assembled(model.base, parts, net)
            for steps in model.steps:
                case = Case(model, steps, 1, tiny.SIZE)
                ratio, seconds = loop_ratio(loaded, case, repeats * 8)
                print(f"{model.name:32}{steps:6}{case.guidance:5g}{1000 * seconds:8.2f}{ratio:17.3f}")


def main() -> None:
    """Run it as the command line asks."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--repeats", type=int, default=5)
    asked.add_argument("--quick", action="store_true", help="fewer cases")
    asked.add_argument("--no-xl", action="store_true", help="SD 1.5 only")
    told = asked.parse_args()
    if torch.cuda.is_available():
        on_gpu(told.repeats, told.quick, not told.no_xl)
    else:
        on_cpu(told.repeats)


if __name__ == "__main__":
    main()
