"""Stable Diffusion's cost: python -m benchmarks.stable_diffusion [--quick] [--no-xl] [--repeats 5].

On a GPU: the networks at full size with random weights (speed does not depend on them), SD 1.5 at 512 with
1, 2, 4 and 25 steps and SDXL at 1024 with 4, batches of 1, 4 and 16: latency and its split, images a second,
peak memory; beside diffusers' plain pipeline on the same networks in the same run; what channels last, fused
projections, quicker parts and CUDA graphs win, and how far each moves the result. Without a GPU it says so
and measures the loop's own cost on tiny networks.
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
from rdlab.sd import decoding, device, layout, prompts, sampling
from rdlab.sd.graphs import Graphs
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


def ours(loaded: Loaded, case: Case) -> tuple[float, float, float, float]:
    """Seconds of text encoder, UNet (with everything around it), VAE and TAESD; nothing remembered."""
    loaded.parts.seen.clear()
    start = now()
    prompt = encoded(loaded, case)
    text = now()
    x = walk_to_the_end(loaded, case, prompt)
    unet = now()
    decoding.full(loaded.parts, x)
    vae = now()
    decoding.tiny(loaded.parts, x)
    return text - start, unet - text, vae - unet, now() - vae


def whole(loaded: Loaded, case: Case) -> float:
    """Seconds from a prompt never seen to pixels of the VAE."""
    loaded.parts.seen.clear()
    start = now()
    decoding.full(loaded.parts, walk_to_the_end(loaded, case, encoded(loaded, case)))
    return now() - start


def again(loaded: Loaded, case: Case) -> float:
    """Seconds from a prompt that was encoded before, and another seed, to pixels of TAESD."""
    encoded(loaded, case)
    start = now()
    decoding.tiny(loaded.parts, walk_to_the_end(loaded, case, encoded(loaded, case)))
    return now() - start


def encoded(loaded: Loaded, case: Case) -> Prompt:
    """The prompt, for the whole batch."""
    return prompts.encode(loaded.parts, PROMPT, "", case.guidance > 1)[0].repeat(case.batch)


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
    graphs = loaded.parts.graphs
    for step in sampling.denoise(loaded.unet, walk, prompt, x, case.guidance, chances, graphs=graphs):
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
    prompt = encoded(loaded, case)
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
            table(loaded, model, cases_of(model, quick), repeats)
            del loaded
            gc.collect()
            torch.cuda.empty_cache()


def cases_of(model: Model, quick: bool) -> list[Case]:
    """The lines of a model's table."""
    size = model.base.size
    if model.base.xl:
        found = [Case(model, 4, n, size) for n in ((1,) if quick else (1, 4))]
    elif quick:
        found = [Case(model, 1, n, size) for n in (1, 16)]
    else:
        found = [Case(model, k, n, size) for k in (1, 2, 4) for n in (1, 4, 16)]
        found += [Case(model, 25, n, size) for n in (1, 4)]
    return found + [replace(case, model=replace(model, guidance=1.0)) for case in found if case.batch == 1]


def table(loaded: Loaded, model: Model, cases: Sequence[Case], repeats: int) -> None:
    """Print a model's table: all cases before and after all changes to the networks, some in between."""
    loaded.parts.graphs = Graphs(on=False)
    plain = {case: timed(theirs, loaded, case, repeats) for case in cases}
    same = {
        case: loop_ratio(loaded, case, repeats)[0] for case in cases if case.batch == 1 and case.steps <= 8
    }
    print(f"\n{model.name} at {model.base.size}: milliseconds of a batch")
    print("plain = diffusers' pipeline as it comes, from a prompt to pixels of the VAE")
    print("all = from a new prompt to pixels of the VAE; again = the same prompt once more, pixels of TAESD")
    print(
        f"{'':20}{'steps':>6}{'CFG':>5}{'batch':>6}{'text':>7}{'UNet':>8}{'VAE':>7}{'TAESD':>7}{'all':>8}"
        f"{'images/s':>9}{'again':>8}{'images/s':>9}{'GB':>6}{'plain':>8}{'images/s':>9}{'GB':>6}"
        f"{'plain/all':>10}{'loop ratio':>11}"
    )
    changes = {
        "as they come": lambda: None,
        "channels last": lambda: each(loaded, layout.channels_last),
        "+ fused projections": lambda: fuse(loaded.unet),
        "+ quick parts": lambda: each(loaded, layout.quicken),
        "+ CUDA graphs": lambda: setattr(loaded.parts, "graphs", Graphs()),
    }
    some = [case for case in cases if case.steps == cases[0].steps and case.batch != 4]
    first: list[torch.Tensor] | None = None
    for name, change in changes.items():
        change()
        shown = [case for case in cases if first is None or "graphs" in name or case in some]
        for case in shown:
            (text, unet, vae, small), _ = timed(ours, loaded, case, repeats)
            (new,), peak = timed(whole, loaded, case, repeats)
            (old,), _ = timed(again, loaded, case, repeats)
            (other,), other_peak = plain[case]
            print(
                f"{name:20}{case.steps:6}{case.guidance:5g}{case.batch:6}{text:7.1f}{unet:8.1f}{vae:7.1f}"
                f"{small:7.1f}{new:8.1f}{1000 * case.batch / new:9.2f}{old:8.1f}"
                f"{1000 * case.batch / old:9.2f}{peak:6.1f}{other:8.1f}{1000 * case.batch / other:9.2f}"
                f"{other_peak:6.1f}{other / new:10.2f}"
                + (f"{same[case]:11.3f}" if case in same and first is None else ""),
                flush=True,
            )
        if first is None:
            first = results(loaded, cases[0])
        else:
            tell_difference(name, first, results(loaded, cases[0]))
    print("loop ratio: our loop over the pipeline's, UNet alone, on the very same networks (at most 1.02)")
    print(f"with and without graphs, over all lines: differences of at most {graphs_change(loaded, cases):g}")


def graphs_change(loaded: Loaded, cases: Sequence[Case]) -> float:
    """The greatest difference of latents or pixels between replayed graphs and the same networks without."""
    graphs, off, most = loaded.parts.graphs, Graphs(on=False), 0.0
    for case in cases:
        loaded.parts.graphs = graphs
        results(loaded, case)  # records
        replayed = results(loaded, case)
        loaded.parts.graphs = off
        for a, b in zip(replayed, results(loaded, case), strict=True):
            most = max(most, (a - b).abs().max().item())
    loaded.parts.graphs = graphs
    print(f"memory of the graphs {graphs.held / 1e9:.2f} GB; {graphs.trouble or 'all recorded'}")
    return most


def each(loaded: Loaded, change: Callable[[torch.nn.Module], object]) -> None:
    """Change UNet, VAE and TAESD."""
    for network in (loaded.unet, loaded.parts.vae, loaded.parts.preview):
        change(network)


def results(loaded: Loaded, case: Case) -> list[torch.Tensor]:
    """Final latents, and the pixels of both decoders in 0..1."""
    x = walk_to_the_end(loaded, case, encoded(loaded, case))
    pixels = [decode(loaded.parts, x) for decode in (decoding.full, decoding.tiny)]
    return [x.float().cpu(), *(torch.from_numpy(part).float() / 255 for part in pixels)]


def tell_difference(name: str, before: list[torch.Tensor], after: list[torch.Tensor]) -> None:
    """Print how far two results are from each other."""
    told = []
    for part, a, b in zip(("latents", "VAE", "TAESD"), before, after, strict=True):
        unit = a.square().mean().sqrt() if part == "latents" else 1.0  # theirs is their RMS
        gap = (a - b).abs() / unit
        told.append(f"{part} {gap.mean():.1e}, at most {gap.max():.1e}")
    print(f"   {name}, mean differences from the first: {'; '.join(told)}")


def timed(run: Callable, loaded: Loaded, case: Case, repeats: int) -> tuple[list[float], float]:
    """(medians in milliseconds of each part, peak memory in GB); the first two runs warm up.

    Many steps are measured once: they take long, and differ little.
    """
    warm, repeats = (1, 1) if case.steps > 8 else (2, repeats)
    loaded.parts.graphs.clear()
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    found = []
    for i in range(repeats + warm):
        parts = run(loaded, case)
        if i >= warm:
            found.append(parts if isinstance(parts, tuple) else (parts,))
    return [1000 * statistics.median(part) for part in zip(*found, strict=True)], (
        torch.cuda.max_memory_reserved() / 1e9
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
