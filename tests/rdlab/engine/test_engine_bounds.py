"""What ends, is lost or is refused on the engine: workers, sessions, jobs, room."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from engine_help import has_jobs, has_sessions, no_jobs, read, total, until

from rdlab.engine.errors import EngineError, EngineFull, NoAnswer, SessionDropped, TimeLimit, WorkerDied

ROOT = Path(__file__).resolve().parents[3]


def test_a_killed_worker_is_replaced_and_the_others_go_on(engines):
    engine = engines(workers=2)

    async def main():
        await engine.call("a", "add", number=10**6)
        await engine.call("b", "add", number=10**6)
        pids = {v: (await engine.call(v, "state"))["pid"] for v in "ab"}
        messages = {"a": [], "b": []}
        a, b = (asyncio.create_task(read(engine.run(v, "train"), messages[v])) for v in "ab")
        await until(lambda: asyncio.sleep(0, messages["a"] and messages["b"]))
        call = asyncio.create_task(engine.call("a", "long_call", quanta=10**6))
        await asyncio.sleep(0.1)
        os.kill(pids["a"], signal.SIGKILL)
        with pytest.raises(WorkerDied):
            await asyncio.wait_for(a, 10)
        with pytest.raises(WorkerDied):
            await asyncio.wait_for(call, 10)
        assert not engine.holds("a") and engine.holds("b")

        async def replaced():
            now = {stats["pid"] for stats in await engine.stats()}
            return len(now) == 2 and pids["a"] not in now

        await until(replaced)  # before anyone asks for it
        assert await engine.call("a", "add") == 1  # a fresh session
        assert (await engine.call("a", "state"))["pid"] not in pids.values()
        assert not b.done()
        seen = len(messages["b"])
        await until(lambda: asyncio.sleep(0, len(messages["b"]) > seen + 2))
        await engine.stop("b")
        await b
        assert messages["b"][-1]["count"] > 10**6

    asyncio.run(main())


def test_a_worker_that_ends_itself_is_replaced_too(engines):
    engine = engines()

    async def main():
        for _ in range(2):
            await engine.call("a", "add")
            with pytest.raises(WorkerDied):
                await engine.call("a", "die")
        assert await engine.call("b", "add") == 1

    asyncio.run(main())


def test_a_worker_that_hangs_is_replaced(engines):
    engine = engines(hang=2.0)

    async def main():
        await engine.call("b", "add")
        await asyncio.sleep(3)
        assert await engine.call("b", "add") == 2  # idle is not hanging
        with pytest.raises(WorkerDied):
            await asyncio.wait_for(engine.call("a", "hang"), 20)
        assert await engine.call("b", "add") == 1

    asyncio.run(main())


def test_dropping_frees_the_session_and_ends_what_waits(engines):
    engine = engines()

    async def main():
        await engine.call("b", "add")
        reader = asyncio.create_task(read(engine.run("a", "train"), []))
        await until(lambda: has_jobs(engine, 1))
        call = asyncio.create_task(engine.call("a", "long_call", quanta=10**6))
        await asyncio.sleep(0.1)
        assert (await total(engine, "sessions"), await total(engine, "alive")) == (2, 2)
        assert await engine.drop("a")
        for waiting in (reader, call):
            with pytest.raises(SessionDropped):
                await asyncio.wait_for(waiting, 10)
        assert (await total(engine, "sessions"), await total(engine, "alive")) == (1, 1)
        assert await total(engine, "jobs") == 0
        assert await engine.drop("a") is False
        assert await engine.call("a", "add") == 1
        assert await engine.call("b", "add") == 2

    asyncio.run(main())


def test_idle_sessions_are_dropped_and_busy_ones_kept(engines):
    engine = engines(idle=1.0)

    async def main():
        await engine.call("idle", "add")
        paused = asyncio.create_task(read(engine.run("paused", "train"), []))
        busy = asyncio.create_task(read(engine.run("busy", "train"), []))
        await until(lambda: has_jobs(engine, 2))
        await engine.pause("paused")
        await until(lambda: has_sessions(engine, 1))
        assert engine.holds("busy") and not engine.holds("idle")
        assert await total(engine, "alive") == 1
        with pytest.raises(SessionDropped):
            await asyncio.wait_for(paused, 10)
        assert not busy.done()
        busy.cancel()

    asyncio.run(main())


def test_a_job_has_a_longest_life(engines):
    engine = engines(job=0.5)

    async def main():
        messages = []
        with pytest.raises(TimeLimit) as caught:
            await asyncio.wait_for(read(engine.run("a", "train"), messages), 20)
        assert caught.value.seconds == 0.5
        assert messages[-1]["final"]
        assert (await engine.call("a", "state"))["closed"] == 1
        run = engine.run("a", "train")  # a reader who stays but does not read does not keep it alive
        await anext(run)
        await until(lambda: no_jobs(engine))
        paused = asyncio.create_task(read(engine.run("a", "train"), []))
        await until(lambda: has_jobs(engine, 1))
        await engine.pause("a")
        await asyncio.sleep(0.8)
        assert await total(engine, "jobs") == 1  # a pause does not count
        await engine.resume("a")
        with pytest.raises(TimeLimit):
            await asyncio.wait_for(paused, 20)

    asyncio.run(main())


def test_no_wait_is_without_an_end(engines):
    engine = engines(answer=5.0, silence=1.0)

    async def main():
        await until(lambda: has_sessions(engine, 0))  # it has started
        with pytest.raises(NoAnswer, match="within 5 s"):
            await engine.call("a", "long_call", quanta=10**6)
        assert await engine.call("a", "add") == 1  # and nobody computes the other on
        with pytest.raises(NoAnswer):
            await asyncio.wait_for(read(engine.run("a", "long_call_without_a_word"), []), 20)
        await until(lambda: no_jobs(engine))

    asyncio.run(main())


def test_a_full_house_says_so_and_has_room_again(engines):
    engine = engines(workers=2, sessions=2, requests=3)

    async def main():
        for visitor in "abcd":
            await engine.call(visitor, "add")
        with pytest.raises(EngineFull) as caught:
            await engine.call("e", "add")
        assert (caught.value.what, caught.value.count, caught.value.limit) == ("sessions", 4, 4)
        with pytest.raises(EngineFull):
            await anext(engine.run("e", "train"))
        assert await engine.call("a", "add") == 2
        await engine.drop("c")
        assert await engine.call("e", "add") == 1
        waiting = [asyncio.create_task(engine.call("a", "long_call")) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(EngineFull, match="3 requests, at most 3"):
            await engine.call("a", "add")
        assert await asyncio.gather(*waiting) == ["done"] * 3

    asyncio.run(main())


def test_closing_ends_the_workers_and_what_waits(engines):
    engine = engines(workers=2)

    async def main():
        reader = asyncio.create_task(read(engine.run("a", "train"), []))
        await until(lambda: has_jobs(engine, 1))
        pids = [stats["pid"] for stats in await engine.stats()]
        await asyncio.to_thread(engine.close)
        with pytest.raises(EngineError, match="closed"):
            await asyncio.wait_for(reader, 10)
        with pytest.raises(EngineError, match="closed"):
            await engine.call("a", "add")
        assert not any(map(alive, pids))

    asyncio.run(main())


def alive(pid):
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_their_parent_and_a_script_needs_no_guard(tmp_path, ending):
    """A script that makes an engine at its top level: imported by no worker, and no worker outlives it."""
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent(f"""
        import faulthandler, signal, sys
        faulthandler.dump_traceback_later(8)  # where it hangs, should it ever
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's & ignores it
        sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).resolve().parents[1])!r}]
        print("top", flush=True)
        import asyncio
        from rdlab.engine.engine import Engine

        engine = Engine("engine_sessions:Counter", workers=2)

        async def main():
            async for _ in engine.run("a", "train", seconds=0.005):
                print(*(stats["pid"] for stats in await engine.stats()), flush=True)

        asyncio.run(main())
        """)
    )
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert parent.stdout.readline() == "top\n"
        pids = parent.stdout.readline().split()
        assert len(pids) == 2 and all(map(alive, pids))
        if ending == signal.SIGINT:
            os.killpg(parent.pid, ending)  # as a terminal does
        else:
            os.kill(parent.pid, ending)
        end = time.monotonic() + 10
        while any(map(alive, pids)) and time.monotonic() < end:
            time.sleep(0.05)
        left = [pid for pid in pids if alive(pid)]
        if left:
            ended = parent.poll()
            parent.kill()
            pytest.fail(f"alive: {left}; their parent ended with {ended}: {parent.communicate()[1]}")
        _, words = parent.communicate(timeout=10)
        assert "rdlab.engine.worker" not in words and words.count("Traceback") <= 2  # asyncio's own on ctrl-C
        if ending == signal.SIGKILL:
            assert words == ""
    finally:
        parent.kill()
        parent.wait()
