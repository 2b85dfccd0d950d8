"""What a page sees when the server's processes, its disk or its file descriptors give out."""

from __future__ import annotations

import http.client
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect

from tests.faults.conftest import (
    Server,
    after,
    alive,
    begins_slowly,
    open_files,
    server_with,
    step,
    trained,
    trains,
    visiting_with_faults,
)

ROOT = Path(__file__).resolve().parents[2]
# No file may be longer than nothing, as on a disk that is full; the log goes through a pipe, as servers' do.
FULL = ("bash", "-c", 'exec prlimit --fsize=0 "$@" > >(cat) 2>&1', "full")


@pytest.fixture
def started(tmp_path, profiles):
    """``started(under, **environment)``: a server of a test's own, and how its visitors come."""
    with ExitStack() as stack:

        def start(under: tuple[str, ...] = (), **environment: str) -> tuple[Server, Callable]:
            server = stack.enter_context(server_with(tmp_path, under, **environment))
            return server, stack.enter_context(visiting_with_faults(profiles, server.address))

        yield start


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL], ids=["terminated", "killed"])
def test_a_server_that_ends_while_several_train_leaves_nothing_behind(started, sign):
    server, visit = started()
    labs = [visit(), visit(), visit()]
    for lab in labs:
        begins_slowly(lab)
    workers = server.workers()
    assert len(workers) == 2
    assert server.end(sign) < 5
    after(30, lambda: not alive(workers), "the workers leave by themselves")
    for lab in labs:  # the page says so, and keeps what it shows
        expect(lab.page.locator(".rd-connection")).to_contain_text("No connection just now", timeout=60_000)
        assert step(lab) > 10
        assert lab.stage("before")["paths"] == 200


def test_a_disk_that_is_full_at_the_start(started, tmp_path):
    _, visit = started(FULL, TMPDIR="/proc", GRADIO_TEMP_DIR=str(tmp_path), HF_HOME="/proc/none")
    works(visit())


@pytest.mark.parametrize("setting", [{"GRADIO_TEMP_DIR": "/proc/none"}, {"TMPDIR": "/proc"}], ids=list)
def test_without_a_temporary_folder_it_says_so_and_does_not_start(setting):
    environment = {key: value for key, value in os.environ.items() if key != "GRADIO_TEMP_DIR"}
    command = [*FULL, sys.executable, "app.py"]
    run = subprocess.run(
        command, cwd=ROOT, env=environment | setting, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 2
    said = (run.stdout + run.stderr).strip()
    assert said.startswith("There is no folder for temporary files") and said.count("\n") == 0


def test_a_disk_that_fills_up_under_way(started):
    server, visit = started()
    lab = visit()
    for process in (psutil.Process(server.process.pid), *server.workers()):
        process.rlimit(resource.RLIMIT_FSIZE, (0, process.rlimit(resource.RLIMIT_FSIZE)[1]))
    works(lab)
    works(visit())


def works(lab) -> None:
    """Training and own data work: nothing of them is written to a disk."""
    trained(lab)
    lab.shows("after", stage="base")
    lab.part("own").locator("[data-open=csv]").click()
    lab.page.locator(".rd-dialog-csv textarea").fill("0, 0\n1, 0\n0.5, 1\n2, 2")
    lab.page.locator(".rd-dialog-csv [data-do=done]").click()
    lab.shows("before", stage="empirical")
    expect(lab.part("notice")).to_be_hidden()


def test_without_free_file_descriptors_those_who_are_there_go_on(started):
    server, visit = started()
    lab = visit()
    begins_slowly(lab)
    usual, hard = psutil.Process(server.process.pid).rlimit(resource.RLIMIT_NOFILE)
    few = open_files(server) + 6
    psutil.Process(server.process.pid).rlimit(resource.RLIMIT_NOFILE, (few, hard))
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]  # and say nothing
    after(60, lambda: open_files(server) >= few - 1, "there are none left")
    before = step(lab)
    trains(lab, beyond=before + 30)  # by the connection that it has
    assert server.process.poll() is None and len(server.workers()) == 2
    for each in idle:
        each.close()
    after(60, lambda: answers(server), "newcomers are served again")
    psutil.Process(server.process.pid).rlimit(resource.RLIMIT_NOFILE, (usual, hard))
    trained(visit())
    lab.click("stop")
    lab.status("steps in", seconds=60)
    expect(lab.part("notice")).to_be_hidden()


def answers(server: Server) -> bool:
    """Whether a newcomer gets the page."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    return False
