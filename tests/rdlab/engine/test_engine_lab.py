"""A lab whose worker is killed, in each phase, ends with the numbers of one that nothing happened to."""

import asyncio
import os
import signal

import pytest

from rdlab.engine.engine import Engine
from rdlab.engine.names import SessionName
from rdlab.engine.protocol import Limits
from rdlab.engine.run import Restored

CONFIG = {"steps": 1500, "batch_size": 64, "width": 16, "depth": 2, "references": 16, "seed": 4}
CONFIG |= {"rectify_steps": 400, "rectify_batch_size": 64, "pairs": 4000}


@pytest.fixture(scope="module")
def engine():
    limits = Limits(checkpoint=0.1, checkpoint_share=0.5)
    made = Engine("rdlab.lab.session:LabSession", 1, limits)
    yield made
    made.close()


def worker(engine, visitor):
    return engine._visitors[SessionName.of(visitor)].worker


def kill(engine, visitor):
    os.kill(worker(engine, visitor).process.pid, signal.SIGKILL)


def losses(messages):
    return [m["loss"] for m in messages if isinstance(m, dict) and m.get("loss")][-1]


async def trained(engine, visitor, method, when=None, paused=False):
    """All messages of a run, whose worker is killed when a message says so."""
    messages, killed = [], False
    run = engine.run(visitor, method)
    async for message in run:
        messages.append(message)
        if when and not killed and isinstance(message, dict) and when(message):
            killed = True
            if paused:
                await engine.pause(visitor)
            kill(engine, visitor)
            if paused:
                await asyncio.sleep(0.2)
                await engine.resume(visitor)
    assert killed == bool(when)
    assert sum(isinstance(m, Restored) for m in messages) == killed
    return messages


def in_phase(phase, step=0):
    def reached(message):
        status = message.get("status") or {}
        return status.get("phase") == phase and status["step"] >= step

    return reached


def test_a_lab_survives_its_worker_in_every_phase(engine):
    async def main():
        expected = {}
        await engine.call("whole", "open", config=CONFIG)
        for method in ("train", "rectify"):
            expected[method] = losses(await trained(engine, "whole", method))

        opening = asyncio.create_task(engine.call("a", "open", config=CONFIG))
        await asyncio.sleep(0)  # it has been asked for, and cannot have been answered
        kill(engine, "a")
        assert "before" in await asyncio.wait_for(opening, 60)

        run = await trained(engine, "a", "train", in_phase("training", 100))
        assert next(m for m in run if isinstance(m, Restored)).at["step"] > 0
        assert losses(run) == expected["train"]
        run = await trained(engine, "a", "rectify", in_phase("pairs"))
        assert losses(run) == expected["rectify"]

        await engine.call("a", "reset")
        run = await trained(engine, "a", "train", in_phase("training", 50), paused=True)
        assert losses(run) == expected["train"]
        run = await trained(engine, "a", "rectify", in_phase("measuring"))
        assert losses(run) == expected["rectify"]
        status = (await engine.call("a", "status"))["status"]
        assert status["phase"] == "idle" and status["step"] == 400

    asyncio.run(asyncio.wait_for(main(), 240))
