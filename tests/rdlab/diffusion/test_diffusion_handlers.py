"""The Stable Diffusion tab's handlers, on tiny models of the real kind."""

import asyncio
import base64
import threading
from contextlib import aclosing, contextmanager

import pytest
import torch

from rdlab import sd
from rdlab.diffusion.handlers import DiffusionHandlers
from rdlab.diffusion.parts import START
from rdlab.diffusion.runs import StudioHolder
from rdlab.sd import device, registry
from rdlab.words import TEXTS
from tests.rdlab.sd import tiny

FORM = START | {"prompt": "a cat", "width": 64, "height": 64}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tiny.write(tmp_path_factory.mktemp("models"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RDLAB_SD_MODELS", str(folder))
        patch.setenv("HF_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("SPACE_ID", raising=False)
        yield sd.Library(device.Where(torch.device("cpu"), torch.float32))


@pytest.fixture
def play(library):
    """Runs ``test(handlers)`` in a loop of its own; the offer is that of the folder unless given."""

    def play(test, offer=None, **studio):
        async def main():
            found = offer or sd.offer(library.where)
            made = sd.Studio(library, everything=offer is None, **studio), found
            await test(DiffusionHandlers(StudioHolder(lambda: made)))

        asyncio.run(asyncio.wait_for(main(), 120))

    return play


def asking(**changes):
    return {"form": FORM | changes}


async def told(updates, into=None):
    """All updates of a handler, and what the page shows in the end."""
    everything, page = [] if into is None else into, {}
    async with aclosing(updates):
        async for update in updates:
            everything.append(update)
            page |= update
    return everything, page


def phases(updates):
    return [(u["progress"] or {}).get("phase") for u in updates if "progress" in u]


class Gate:
    """Holds every call of a network until it is let through."""

    def __init__(self, network):
        self.came, self.open = threading.Semaphore(0), threading.Semaphore(0)
        self.hook = network.register_forward_pre_hook(self.hold)

    def hold(self, network, args):
        self.came.release()
        self.open.acquire()

    async def wait(self):
        assert await asyncio.to_thread(self.came.acquire, timeout=60)

    def let(self, calls):
        self.open.release(calls)


@contextmanager
def held(library, key="rd"):
    gate = Gate(library.get(registry.model(key)).unet)
    try:
        yield gate
    finally:
        gate.hook.remove()
        gate.let(1000)


async def settled(handlers):
    """No run holds the place any more."""
    while handlers._places.taken:
        await asyncio.sleep(0.01)


def test_from_the_prompt_to_the_pictures_and_how_their_paths_went(play):
    async def test(handlers):
        _, page = await told(handlers.open("a", asking()))
        assert page["about"]["kind"] == "folder" and len(page["about"]["models"]) == len(sd.MODELS)
        assert not page["published"] and page["run"]["interactive"]
        all_of_it, page = await told(handlers.run("a", asking(steps=4, count=2, seed=7)))
        assert phases(all_of_it)[-1] == "done" and "decode" in phases(all_of_it)
        previews = [
            t["preview"]
            for u in all_of_it
            if u.get("gallery")
            for t in u["gallery"]["tiles"]
            if "preview" in t
        ]
        assert previews and all(url.startswith("data:image/jpeg;base64,") for url in previews)
        gallery = page["gallery"]
        assert (gallery["model"], gallery["steps"], gallery["guidance"]) == ("rd", 4, 1.5)
        assert [tile["seed"] for tile in gallery["tiles"]] == [7, 8] and gallery["times"]["unet"] > 0
        for tile in gallery["tiles"]:
            settings = sd.read_settings(base64.b64decode(await handlers.picture(tile["id"])))
            assert (settings["seed"], settings["steps"], settings["prompt"]) == (tile["seed"], 4, "a cat")
        assert len(page["strip"]["steps_seen"]) == 4 and page["strip"]["one"]["steps"] == 1
        assert (
            sd.read_settings(base64.b64decode(await handlers.picture(page["strip"]["one"]["id"])))["steps"]
            == 1
        )
        numbers = page["numbers"]
        assert (numbers["fewest"], numbers["steps"]) == (1, 4)
        assert 0 < numbers["gap"] < 2 and 0 < numbers["first_order_defect"] < 1
        assert len(page["chart_cosines"]["successive"]) == 3 and len(page["chart_drift"]["drift"]) == 4
        assert page["run"]["interactive"] and not page["stop"]["interactive"] and page["notice"] is None
        first = gallery["tiles"][0]["id"]
        _, page = await told(handlers.run("a", asking(steps=1)))
        assert await handlers.picture(first) == ""  # the last run's pictures alone are kept
        assert page["chart_cosines"] is None and page["numbers"]["gap"] is None

    play(test)


def test_a_grid_is_filled_and_what_a_model_is_not_made_for_stays_blank(play):
    async def test(handlers):
        wish = asking(mode="compare", rows=["rd", "phased", "phasedxl"], columns=[4, 1])
        all_of_it, page = await told(handlers.run("a", wish))
        grid = page["grid"]
        assert [row["key"] for row in grid["rows"]] == ["rd", "phased", "phasedxl"]
        assert tuple(grid["columns"]) == (1, 4)
        assert {place: cell["state"] for place, cell in grid["cells"].items()} == dict.fromkeys(
            ("0-0", "0-1", "1-1", "2-1"), "done"
        )
        assert 0 < grid["cells"]["0-0"]["gap"] < 2 and grid["cells"]["0-1"]["gap"] is None
        done = [u["grid"]["done"] for u in all_of_it if "grid" in u]
        assert done == sorted(done) and done[0] == 0 and done[-1] == 4
        files = [base64.b64decode(await handlers.picture(cell["id"])) for cell in grid["cells"].values()]
        found = [sd.read_settings(file) for file in files]
        assert {settings["seed"] for settings in found} == {0}
        assert [settings["width"] for settings in found] == [
            64,
            64,
            64,
            128,
        ]  # a share of what each is made for
        assert phases(all_of_it)[-1] == "compared"

    play(test)


def test_one_at_a_time_in_order_each_told_their_number(play, library):
    async def test(handlers):
        with held(library) as gate:
            heard = {name: [] for name in "abc"}
            runs = {}
            for name in "abc":
                runs[name] = asyncio.create_task(told(handlers.run(name, asking(steps=2)), heard[name]))
                await (gate.wait() if name == "a" else until(lambda name=name: "line" in phases(heard[name])))
            numbers = [
                u["progress"]["number"]
                for u in heard["c"]
                if (u.get("progress") or {}).get("phase") == "line"
            ]
            assert numbers == [2] and handlers._places.taken == 1
            await handlers.leave("b")  # a page in the line is closed: who stands behind moves up
            await until(lambda: heard["c"][-1].get("progress", {}).get("number") == 1)
            await asyncio.wait_for(runs["b"], 20)
            assert "step" not in phases(heard["c"])
            gate.let(1000)
            for name in "ac":
                _, page = await asyncio.wait_for(runs[name], 60)
                assert page["gallery"]["tiles"][0]["id"] and page["progress"]["phase"] == "done"
        await settled(handlers)

    play(test)


async def until(look):
    async with asyncio.timeout(60):
        while not look():
            await asyncio.sleep(0.01)


def test_stop_ends_a_run_within_a_step_and_leaves_the_line(play, library):
    async def test(handlers):
        with held(library) as gate:
            heard, waiting = [], []
            run = asyncio.create_task(told(handlers.run("a", asking(steps=25)), heard))
            await gate.wait()
            other = asyncio.create_task(told(handlers.run("b", asking()), waiting))
            await until(lambda: "line" in phases(waiting))
            _, page = await told(handlers.stop("b", asking()))
            assert not page["stop"]["interactive"]
            _, page = await asyncio.wait_for(other, 20)
            assert page["progress"]["phase"] == "stopped" and page["run"]["interactive"]
            await told(handlers.stop("a", asking()))
            await until(lambda: phases(heard)[-1] == "stopping")
            gate.let(1)
            _, page = await asyncio.wait_for(run, 20)
            assert phases(heard)[-2:] == ["stopping", "stopped"]
            assert gate.came.acquire(blocking=False) is False  # no second step was begun
            assert page["progress"]["phase"] == "stopped" and page["run"]["interactive"]
            assert page["gallery"] is None and handlers._album._files == {"a": {}, "b": {}}
            await settled(handlers)
        _, page = await told(handlers.run("a", asking()))
        assert page["gallery"]["tiles"][0]["id"]

    play(test)


def test_a_closed_page_ends_its_run_and_keeps_nothing(play, library):
    async def test(handlers):
        _, page = await told(handlers.run("a", asking()))
        name = page["gallery"]["tiles"][0]["id"]
        assert await handlers.picture(name)
        with held(library) as gate:
            run = asyncio.create_task(told(handlers.run("a", asking(steps=25))))
            await gate.wait()
            other = asyncio.create_task(told(handlers.run("b", asking(steps=2))))
            await until(lambda: handlers._places.waiting == 1)
            await handlers.leave("a")
            assert await handlers.picture(name) == ""
            gate.let(1000)
            _, page = await asyncio.wait_for(other, 60)
            assert page["gallery"]["tiles"][0]["id"]
            await asyncio.wait_for(run, 20)
        await settled(handlers)
        assert handlers._album._files.keys() == {"b"}

    play(test)


def test_each_wrong_wish_is_one_sentence_and_the_tab_stays_usable(play):
    wrong = {
        "sd.error.prompt": {"prompt": "  "},
        "sd.error.size": {"width": 100, "height": 64},
        "sd.error.sides": {"width": 8},
        "sd.error.steps": {"steps": 3},
        "sd.error.model": {"model": "nothing"},
        "sd.error.seeds": {"seed": -1},
        "sd.error.guidance": {"guidance": None},
        "sd.error.cells": {"mode": "compare", "rows": []},
    }

    async def test(handlers):
        for key, changes in wrong.items():
            _, page = await told(handlers.run("a", asking(**changes)))
            assert page["notice"]["key"] == key and page["run"]["interactive"], key
            for text in TEXTS[key]:
                assert "{" not in text.format(**page["notice"]["args"])
        for empty in ("seed", "count", "width"):
            _, page = await told(handlers.run("a", asking(**{empty: None})))
            assert page["notice"]["key"] in ("sd.error.seeds", "sd.error.size")
        _, page = await told(handlers.run("a", asking(steps=1)))
        assert page["notice"] is None and page["gallery"]["tiles"][0]["id"]

    play(test)


def test_a_model_that_cannot_be_loaded_is_said(play, library, monkeypatch):
    def broken(model, progress=None):
        raise OSError("rd.ckpt is not a local folder")

    async def test(handlers):
        with monkeypatch.context() as patch:
            patch.setattr(library, "get", broken)
            _, page = await told(handlers.run("a", asking()))
            assert page["notice"]["key"] == "sd.error.absent" and page["run"]["interactive"]
            assert page["gallery"] is None
            _, page = await told(handlers.run("a", asking(mode="compare")))
            assert {cell["state"] for cell in page["grid"]["cells"].values()} == {"failed"}
        _, page = await told(handlers.run("a", asking()))
        assert page["notice"] is None and page["progress"]["phase"] == "done"

    play(test)


def test_what_the_safety_checker_flags_is_said_and_nowhere_shown(play):
    async def test(handlers):
        all_of_it, page = await told(handlers.run("a", asking(steps=2)))
        assert page["gallery"]["tiles"] == [{"seed": 0, "flagged": True}]
        assert page["strip"]["steps_seen"] == [] and page["strip"]["one"] is None
        assert not any("preview" in t for u in all_of_it if u.get("gallery") for t in u["gallery"]["tiles"])
        assert handlers._album._files == {"a": {}}

    play(test, safety=True)


def test_without_a_gpu_the_cost_is_said_first(play):
    offer = sd.Offer("cpu", {"rd": (1,), "cm": (1,)})

    async def test(handlers):
        _, page = await told(handlers.open("a", asking()))
        assert page["published"] and [model["key"] for model in page["about"]["models"]] == ["rd", "cm"]
        wish = asking(steps=1)
        _, page = await told(handlers.run("a", wish))
        assert page["confirm"]["seconds"] > 0 and page["confirm"]["bytes"] == 0 and "gallery" not in page
        _, page = await told(handlers.agree("a", wish, {"agree": False}))
        assert page == {"confirm": None}
        await told(handlers.run("a", wish))
        _, page = await told(handlers.agree("a", wish, {"agree": True}))
        assert page["gallery"]["tiles"][0]["id"] and page["confirm"] is None
        _, page = await told(handlers.run("a", asking(steps=1, seed=5)))  # costs the same: not asked again
        assert page["gallery"]["tiles"][0]["id"]
        _, page = await told(handlers.run("a", asking(steps=1, count=2)))
        assert page["confirm"]
        for changes, key in (({"steps": 25}, "no_gpu"), ({"model": "sd15", "steps": 25}, "not_here")):
            _, page = await told(handlers.run("a", asking(**changes)))
            assert page["notice"]["key"] == f"sd.error.{key}"

    play(test, offer)


def test_a_space_without_a_gpu_computes_nothing_for_its_visitors(play):
    async def test(handlers):
        _, page = await told(handlers.open("a", asking()))
        assert page["about"]["kind"] == "none" and page["published"] and not page["run"]["interactive"]
        _, page = await told(handlers.run("a", asking(steps=1)))
        assert page["notice"]["key"] == "sd.error.nowhere"

    play(test, sd.Offer("none", {}))


def test_a_machine_whose_gpu_fails_says_so():
    async def main():
        def make():
            raise RuntimeError("Found no NVIDIA driver on your system.")

        handlers = DiffusionHandlers(StudioHolder(make))
        _, page = await told(handlers.open("a", asking()))
        assert page["notice"]["key"] == "sd.error.driver" and page["about"]["words"]

    asyncio.run(main())
