"""Own data on their way: from what a page sends to a session in a worker, again where it has lost them."""

import asyncio
import base64
import os
import signal

import numpy as np
import pytest
import torch

import toy
from rdlab.engine.admission import Places
from rdlab.engine.engine import Engine
from rdlab.engine.names import SessionName
from rdlab.engine.protocol import drain
from rdlab.lab.handlers import LabHandlers
from rdlab.lab.session import LabSession
from rdlab.page.controls import CONTROLS
from rdlab.stage import own_data, wire

VALUES = {control.field: control.default for control in CONTROLS} | {"steps": 30}
RING = 5 + np.array([[np.cos(a), np.sin(a)] for a in np.linspace(0, 6.2, 400)], dtype=np.float32)
PAIR = {
    "kind": "mixture",
    "means": [[0.0, 0.0], [4.0, 0.0]],
    "covariances": [[[0.1, 0.0], [0.0, 0.1]], [[0.3, 0.1], [0.1, 0.2]]],
    "weights": [0.25, 0.75],
}


def drawn(points) -> dict:
    return {"kind": "drawn", "points": base64.b64encode(np.asarray(points, "<f4").tobytes()).decode()}


def csv(text: str) -> dict:
    return {"kind": "csv", "text": text}


# --- read --------------------------------------------------------------------------------------------------


def test_what_is_read_is_what_was_sent_and_the_thumbnail_shows_it():
    own = own_data.read(drawn(RING), 3)
    np.testing.assert_array_equal(own.data["points"], RING)
    assert (own.number, own.shown["kind"], own.shown["count"]) == (3, "drawn", 400)
    _, arrays = wire.unpack(own.shown["points"])
    assert arrays["points"].shape == (own_data.THUMBNAIL, 2)
    np.testing.assert_allclose(np.hypot(*arrays["points"].T), np.sqrt(2), rtol=0.03)  # a ring, standardised


def test_a_hundred_thousand_rows_are_kept_in_a_megabyte():
    rows = np.random.default_rng(0).normal(size=(100_000, 2)).round(4)
    own = own_data.read(csv("\n".join(f"{x},{y}" for x, y in rows.tolist())), 1)
    assert own.shown["count"] == 100_000 and own.data["points"].nbytes == 800_000


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        (csv("1,2\n3"), "csv.columns"),
        (csv("1,2\na,b"), "csv.text"),
        (csv("1,2\nnan,1"), "csv.size"),
        (csv("1,2\n1e308,1"), "csv.size"),
        (csv("x,y\n1,2"), "csv.few"),
        (csv(""), "csv.empty"),
        (csv("1,2\n" * 100_001), "csv.rows"),
        (csv("1" * 20_000_001), "csv.long"),
        (csv("3,3\n" * 50), "own.same"),
        (csv(None), "csv.type"),
        (drawn([]), "error.invalid"),
        (drawn([[1.0, 2.0]]), "error.invalid"),
        (drawn([[1.0, 2.0]] * 9), "own.same"),
        (drawn([[np.nan, 2.0], [1.0, 2.0]]), "error.invalid"),
        (drawn(np.zeros((6000, 2))), "error.invalid"),
        (drawn([1.0, 2.0, 3.0]), "error.invalid"),
        ({"kind": "drawn", "points": "§§§"}, "error.invalid"),
        ({"kind": "drawn", "points": [[1, 2], [3, 4]]}, "error.invalid"),
        (PAIR | {"means": [[0.0, float("nan")], [4.0, 0.0]]}, "error.invalid"),
        (PAIR | {"means": [[0.0, 0.0]] * 41}, "error.invalid"),
        (PAIR | {"means": "many"}, "error.invalid"),
        (PAIR | {"covariances": [[[1.0, 2.0], [2.0, 1.0]]] * 2}, "error.invalid"),
        (PAIR | {"weights": [1.0, -1.0]}, "error.invalid"),
        ({"kind": "magic"}, "error.invalid"),
        ({}, "error.invalid"),
        (None, "error.invalid"),
        ([1, 2], "error.invalid"),
    ],
)
def test_hostile_input_gets_one_sentence(sent, key):
    with pytest.raises(toy.InvalidInput) as error:
        own_data.read(sent, 1)
    said = own_data.problem(error.value)
    assert said["key"] == key
    assert len(str(said["args"])) < 400  # one sentence, not the whole file


# --- a session ---------------------------------------------------------------------------------------------


def test_a_session_opens_on_what_it_holds_and_asks_for_what_it_does_not():
    session = LabSession()
    with pytest.raises(own_data.NotHeld):
        drain(session.open({"data": {"own": 1}}))
    session.hold(1, own_data.read(drawn(RING), 1).data)
    opened = drain(session.open({"data": {"own": 1}}))
    header, _arrays = wire.unpack(opened["before"])
    assert header["stage"] == "empirical" and header["center"] == pytest.approx(RING.mean(0), abs=1e-4)
    assert drain(session.open({"data": {"own": 1}})) == {}  # the same data: nothing begins anew
    session.hold(2, own_data.read(PAIR, 2).data)
    assert wire.unpack(drain(session.open({"data": {"own": 2}}))["before"])[0]["stage"] == "exact"
    with pytest.raises(own_data.NotHeld):
        drain(session.open({"data": {"own": 1}}))


def test_editing_begins_with_the_data_s_own_mixture_or_one_fitted_to_it():
    session = LabSession()
    drain(session.open({"data": "unbalanced"}))
    few = drain(session.gaussians())
    assert sorted(few["weights"]) == pytest.approx([0.05, 0.25, 0.7])
    drain(session.open({"data": "moons"}))
    fitted = drain(session.gaussians())
    assert len(fitted["means"]) == own_data.FEW
    moons = toy.DATASETS["moons"]
    again = toy.from_mixture(fitted["means"], fitted["covariances"], fitted["weights"])

    def sample(dataset, seed):
        return dataset.source.sample(3000, torch.Generator().manual_seed(seed), balanced=True)

    theirs = moons.standardise(sample(moons, 0))
    assert toy.metrics.sliced_w2(sample(again, 1).float(), theirs.float()) < 0.12
    assert (fitted["center"], fitted["scale"]) == (moons.center.tolist(), moons.scale)


@pytest.mark.parametrize("points", [[[0.0, 0.0], [1.0, 1.0]], [[0.0, 0.0]] * 99 + [[1.0, 0.0]]])
def test_the_poorest_points_still_give_a_mixture_to_edit(points):
    session = LabSession()
    session.hold(1, {"points": points})
    drain(session.open({"data": {"own": 1}}))
    fitted = drain(session.gaussians())
    toy.from_mixture(fitted["means"], fitted["covariances"], fitted["weights"])


# --- the engine --------------------------------------------------------------------------------------------


class Visitor:
    """One page: what it shows after everything its events brought."""

    def __init__(self, handlers: LabHandlers, name: str):
        self.handlers, self.name, self.shown = handlers, name, {}

    async def do(self, handler: str, *sent, **values) -> dict:
        self.shown["notice"] = None
        data = {"data": self.shown.get("data", VALUES["data"])}
        async for update in getattr(self.handlers, handler)(self.name, VALUES | data | values, *sent):
            self.shown |= update
        return self.shown

    def stage(self, slot: str) -> str | None:
        return wire.unpack(self.shown[slot])[0].get("stage")


@pytest.fixture
def visits():
    """Runs a coroutine function on (engine, a visitor)."""
    engine = Engine("rdlab.lab.session:LabSession", workers=1)

    def run(main):
        async def visit():
            await main(engine, Visitor(LabHandlers(engine, Places(2)), "one"))

        asyncio.run(asyncio.wait_for(visit(), 90))

    yield run
    engine.close()


def test_own_data_open_the_lab_train_and_stay_when_a_preset_was_chosen_between(visits):
    async def main(engine, one):
        await one.do("open")
        shown = await one.do("own", drawn(RING))
        assert shown["data"] == "own" and shown["own"]["count"] == 400 and not shown["notice"]
        assert one.stage("before") == "empirical"
        first = one.shown["before"]
        await one.do("train")
        assert one.stage("after") == "base" and one.shown["status"]["key"] == "status.done"
        await one.do("open", data="moons")
        assert one.stage("before") == "exact"
        await one.do("open", data="own")
        assert one.shown["before"] == first

    visits(main)


def test_own_data_are_sent_again_to_a_session_that_was_lost_or_moved(visits):
    async def main(engine, one):
        await one.do("own", PAIR)
        mine = one.shown["before"]
        await engine.drop("one")  # as idle sessions are
        await one.do("set_view")
        assert one.shown["before"] == mine and not one.shown["notice"]
        os.kill((await engine.stats())[0]["pid"], signal.SIGKILL)
        while engine._visitors[SessionName("one")].worker:
            await asyncio.sleep(0.01)
        await one.do("train")
        assert one.stage("after") == "base"
        assert one.shown["before"] == mine and not one.shown["notice"]

    visits(main)


def test_wrong_own_data_say_so_and_leave_the_lab_as_it_was(visits):
    async def main(engine, one):
        await one.do("own", drawn(RING))
        before = one.shown["before"]
        shown = await one.do("own", csv("1,2\n3,four"))
        assert shown["own"]["error"]["key"] == "csv.text" and shown["own"]["error"]["args"]["row"] == 2
        assert shown["data"] == "own" and shown["before"] == before
        await one.do("train")
        assert one.stage("after") == "base"

    visits(main)


def test_a_visit_that_was_forgotten_asks_the_page_for_its_data(visits):
    async def main(engine, one):
        await one.do("own", drawn(RING))
        mine = one.shown["before"]
        await one.handlers.leave("one")  # a break in the line looks like a closed page
        shown = await one.do("train")
        assert shown["own"]["wanted"] and not shown["notice"]
        await one.do("own", drawn(RING))
        assert one.shown["before"] == mine

    visits(main)


def test_the_data_themselves_are_not_in_what_every_event_sends(visits):
    async def main(engine, one):
        await one.do("own", drawn(RING))
        page = one.handlers._pages["one"]
        assert len(repr(page.values)) < 2000 and len(repr(page.config)) < 2000
        assert page.config["data"] == {"own": 1}

    visits(main)
