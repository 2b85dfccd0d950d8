"""From a request to pictures: loads, encodes, denoises, decodes, and tells about each as it happens."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rdlab.sd import decoding, device, images, meters, prompts, requests, sampling
from rdlab.sd.conditions import Prompt
from rdlab.sd.errors import explain, is_out_of_memory
from rdlab.sd.events import Done, Encoded, Event, Failed, Loading, Picture, Stepped, Times
from rdlab.sd.loading import Library
from rdlab.sd.parts import Loaded
from rdlab.sd.registry import MODELS, Model
from rdlab.sd.requests import Job, Request
from rdlab.sd.safety import Checker

Stop = Callable[[], bool]
LOOK = 0.1  # seconds between two looks at stop() while a model is loaded


def never() -> bool:
    """The stop of a run that nobody stops."""
    return False


class Studio:
    """One for a process: it keeps the models. One run at a time; what queues runs is the caller's.

    library     None: one for the best place on this machine
    safety      withhold what the safety checker flags; None: on a public Space
    everything  run also what takes minutes without a GPU
    """

    def __init__(
        self, library: Library | None = None, safety: bool | None = None, everything: bool = False
    ) -> None:
        self.library = library or Library(device.here())
        public = bool(os.environ.get("SPACE_ID")) if safety is None else safety
        self.checker = Checker(self.library.where) if public else None
        self.everything = everything
        self._lent = device.gpu(_duration)(self._run)

    @property
    def where(self) -> device.Where:
        """Where the models run."""
        return self.library.where

    def estimate(self, request: Request) -> float:
        """Seconds the run should take here once the model is loaded; raises SdError as ``generate`` tells."""
        job = self._job(request)
        return device.seconds(*_work(job), where=self.where)

    def generate(self, request: Request, stop: Stop = never) -> Iterator[Event]:
        """Events of a run; the last one is Done or Failed. Raises nothing but what closing it raises.

        Ends within one step of ``stop()`` becoming true, as it does when the generator is closed.
        """
        try:
            job = self._job(request)
            loaded = yield from self._load(job, stop)
            if loaded is None:
                yield Done(Times(), stopped=True)
            elif self.where.shared:
                yield from _until(stop, self._lent(job))
            else:
                yield from self._run(job, stop)
        except Exception as error:
            known = MODELS.get(request.model)
            yield Failed(explain(error, known.name if known else request.model))

    def compare(self, cells: Sequence[Request], stop: Stop = never) -> Iterator[tuple[int, Event]]:
        """Several runs, each event with the index of its cell; cells of one model come together.

        With the same seeds and size every cell starts from the same noise. A cell that fails says so, and the
        next goes on.
        """
        order = {key: i for i, key in enumerate(dict.fromkeys(cell.model for cell in cells))}
        for i in sorted(range(len(cells)), key=lambda i: order[cells[i].model]):
            if stop():
                return
            for event in self.generate(cells[i], stop):
                yield i, event

    # --- parts of a run ------------------------------------------------------------------------------------

    def _job(self, request: Request) -> Job:
        job = requests.job(request)
        if not self.everything:
            device.check(job.model, job.steps, self.where)
        return job

    def _load(self, job: Job, stop: Stop) -> Generator[Loading, None, Loaded | None]:
        """Events while the model is loaded by a thread; gives it, or None when stopped first."""
        told: queue.SimpleQueue[Loading | None] = queue.SimpleQueue()
        outcome: list[Loaded | BaseException] = []

        def load() -> None:
            try:
                if self.checker:
                    self.checker.load()
                outcome.append(
                    self.library.get(job.model, lambda *news: told.put(Loading(job.model.key, *news)))
                )
            except BaseException as error:  # handed on below
                outcome.append(error)
            told.put(None)

        threading.Thread(target=load, daemon=True).start()
        while True:
            try:
                event = told.get(timeout=LOOK)
            except queue.Empty:
                if stop():
                    return None  # it goes on and is there the next time
                continue
            if event is None:
                break
            yield event
        if isinstance(outcome[0], BaseException):
            raise outcome[0]
        return outcome[0]

    def _run(self, job: Job, stop: Stop = never) -> Iterator[Event]:
        """On the device, where everything is loaded; smaller batches where memory runs out."""
        loaded = self.library.get(job.model)
        start = _now(loaded)
        prompt, remembered = prompts.encode(
            loaded.parts, job.request.prompt, job.request.negative, job.guided
        )
        text = 0.0 if remembered else _now(loaded) - start
        yield Encoded(text, prompt.cut, remembered)
        todo, size = list(job.request.seeds), len(job.request.seeds)
        batches: list[_Made] = []
        relief = _relief(self.library, loaded)
        while todo:
            batch = _Batch(job, loaded, prompt, tuple(todo[:size]), self.checker)
            try:
                made = yield from batch.run(stop)
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
                error.__traceback__ = None  # it holds the tensors that are too many
                short = error
            else:
                if made is None:
                    yield Done(_times(text, batches), stopped=True)
                    return
                batches.append(made)
                todo = todo[size:]
                continue
            del batch
            if next(relief, None) is None:
                if size == 1:
                    raise short
                size = (size + 1) // 2
        yield Done(
            _times(text, batches),
            latents=torch.cat([batch.x.float().cpu() for batch in batches]).numpy(),
            meters=meters.measure(meters.join([batch.trace for batch in batches]))
            if job.request.measure
            else None,
            decoder=_name(batches[0].decoder),
        )


@dataclass(frozen=True, eq=False)
class _Made:
    """What is left of a batch: x, its final latents (n, c, h, w); unet and vae, seconds."""

    x: Tensor
    trace: meters.Trace
    decoder: decoding.Decoder
    unet: float
    vae: float


class _Batch:
    """Images that go through the network together."""

    def __init__(
        self, job: Job, loaded: Loaded, prompt: Prompt, seeds: tuple[int, ...], checker: Checker | None
    ) -> None:
        self.job, self.loaded, self.seeds, self.checker = job, loaded, seeds, checker
        self.prompt = prompt.repeat(len(seeds))

    def run(self, stop: Stop) -> Generator[Event, None, _Made | None]:
        """Their events; gives what is left of them, None when stopped."""
        job, loaded = self.job, self.loaded
        small = loaded.device.type == "cpu" and loaded.parts.preview is not None
        decoder = decoding.tiny if small else decoding.full
        chances = sampling.generators(self.seeds)
        x = sampling.noise(chances, loaded.unet.config.in_channels, job.height, job.width, loaded.unet)
        walk = job.model.sampler.walk(job.steps, loaded.device)
        trace = meters.Trace(walk).start(x)
        preview = decoding.previewer(loaded.parts) if job.request.preview else None
        looking, start = 0.0, _now(loaded)
        graphs = loaded.parts.graphs
        steps = sampling.denoise(loaded.unet, walk, self.prompt, x, job.guidance, chances, stop, graphs)
        done = 0
        for step in steps:
            x, done = step.x, step.index + 1
            if job.request.measure:
                trace.add(step)
            before = _now(loaded)  # what the caller does with the event is not the network's time
            shown = preview(loaded.parts, step.x0) if preview else None
            if shown is not None and self.checker and any(self.checker.flags(shown)):
                shown = None
            yield Stepped(step.index, job.steps, self.seeds, shown)
            looking += time.perf_counter() - before
        unet = _now(loaded) - start - looking
        if done < job.steps or stop():
            return None
        start = _now(loaded)
        pixels = decoder(loaded.parts, x)
        vae = _now(loaded) - start
        flags = self.checker.flags(pixels) if self.checker else [False] * len(pixels)
        for seed, image, flagged in zip(self.seeds, pixels, flags, strict=True):
            settings = job.settings(seed) | {"decoder": _name(decoder)}
            settings["seconds"] = {"unet": unet, "vae": vae}  # of the batch
            settings["batch"] = len(self.seeds)
            png = None if flagged else images.to_png(image, settings)
            yield Picture(seed, None if flagged else image, png, settings, flagged)
        return _Made(x, trace, decoder, unet, vae)


def _relief(library: Library, loaded: Loaded) -> Iterator[str]:
    """What can be tried, once each, when memory runs out; then the batch is halved."""
    loaded.parts.graphs.stop("memory is short")
    loaded.parts.vae.enable_slicing()  # one image at a time: the same pictures
    library.drop_others(loaded.model)
    yield "others gone"
    library.offload_text(loaded)
    loaded.parts.vae.enable_tiling()  # in pieces, whose seams may show faintly
    yield "text encoders gone"


def _name(decoder: decoding.Decoder) -> str:
    return "vae" if decoder is decoding.full else "taesd"


def _times(text: float, batches: Sequence[_Made]) -> Times:
    return Times(text, sum(batch.unet for batch in batches), sum(batch.vae for batch in batches))


def _now(loaded: Loaded) -> float:
    """The clock, once the device has done what it was told."""
    if loaded.device.type == "cuda":
        torch.cuda.synchronize(loaded.device)
    return time.perf_counter()


def _until(stop: Stop, events: Generator[Event, None, None]) -> Iterator[Event]:
    """The events until stop() (a lent GPU runs in another process and cannot ask it)."""
    for event in events:
        yield event
        if stop():
            yield Done(Times(), stopped=True)
            events.close()  # returns when the other process has come to its end
            return


def _work(job: Job) -> tuple[Model, int, float, int, int]:
    return job.model, job.steps, job.guidance, job.width * job.height, len(job.request.seeds)


def _duration(job: Job, *rest: object) -> int:
    return device.duration(*_work(job))
