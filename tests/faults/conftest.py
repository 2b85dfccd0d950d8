"""The browser tests' Chromium, on servers that are cut off, filled up and killed."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (  # noqa: F401 - fixtures
    Lab,
    Profiles,
    browser,
    free_port,
    profiles,
    start,
    visiting,
    wait_for,
)
from tests.faults.proxy import Proxy

BARE = {"CUDA_VISIBLE_DEVICES": "", "RDLAB_SD_MODELS": "", "SPACE_ID": "", "RDLAB_WORKERS": "2"}
SMALL = {"width": 1100, "height": 800}
# What a browser itself says of a request that was refused; no script can keep it from that.
REFUSED = r"Failed to load resource|net::ERR_|WebSocket connection to .* failed"


class Server:
    """A real ``python app.py`` on a port of its own, which can be ended and started again.

    Attributes:
        address: where it serves.
        process: of the web server; its workers are the children of that.
    """

    def __init__(self, folder: Path, under: tuple[str, ...] = (), **environment: str) -> None:
        self.port, self.log, self.under = free_port(), folder / "log.txt", under
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = BARE | environment
        self.start()

    def start(self) -> None:
        """Start it, and wait until it serves."""
        self.process = start(self.port, self.log, self.under, **self.environment)
        wait_for(self.address, self.process, self.log)

    def workers(self) -> list[psutil.Process]:
        """Its worker processes."""
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children()
        return []

    def end(self, sign: int = signal.SIGTERM, seconds: float = 30) -> float:
        """Send a signal that ends it; after how many seconds it was gone."""
        began = monotonic()
        self.process.send_signal(sign)
        self.process.wait(seconds)
        return monotonic() - began

    def close(self) -> None:
        """End it, whatever is left of it."""
        workers = self.workers()
        if self.process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                self.end()
            self.process.kill()
        for worker in workers:
            with suppress(psutil.NoSuchProcess):
                worker.kill()


@contextmanager
def server_with(folder: Path, under: tuple[str, ...] = (), **environment: str) -> Iterator[Server]:
    """A server with these settings, until the end of the block."""
    server = Server(folder, under, **environment)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    """The server of a file's tests, which they leave as it was."""
    with server_with(tmp_path_factory.mktemp("server")) as server:
        yield server


@contextmanager
def through_a_network(server: Server) -> Iterator[Proxy]:
    """A network before the server."""
    proxy = Proxy(server.port)
    try:
        yield proxy
    finally:
        proxy.close()


@contextmanager
def visiting_with_faults(profiles: Profiles, address: str) -> Iterator[Callable[..., Lab]]:  # noqa: F811
    """``visit(…)`` as in the browser tests: there must be no error in a console, but for the browser's own
    about requests that were refused."""
    with visiting(profiles, address, forgiven=REFUSED) as visit:
        yield lambda **options: visit(**(SMALL | options))


@pytest.fixture
def network(server) -> Iterator[Proxy]:
    """What is between browser and server."""
    with through_a_network(server) as proxy:
        yield proxy


@pytest.fixture
def visit(profiles, network) -> Iterator[Callable[..., Lab]]:  # noqa: F811
    with visiting_with_faults(profiles, network.address) as visit:
        yield visit


# --- what is looked at ------------------------------------------------------------------------------------


def step(lab: Lab) -> int:
    """The training step that the right-hand stage shows."""
    return lab.stage("after").get("step") or 0


def trains(lab: Lab, beyond: int = 10, seconds: float = 120) -> int:
    """Waits until the training is beyond a step; the step."""
    return lab.until(lambda: step(lab), lambda now: now > beyond, seconds)


def begins_slowly(lab: Lab, steps: int = 50_000) -> None:
    """A training that lasts, at a pace that leaves the machine to others."""
    lab.choose("pace", "Slow")
    lab.type("steps", str(steps))
    lab.settings(close=True)
    lab.click("train")
    trains(lab)


def trained(lab: Lab, steps: int = 40) -> None:
    """A short training, to its end."""
    lab.type("steps", str(steps))
    lab.settings(close=True)
    lab.click("train")
    lab.status(f"{steps} steps in", seconds=120)


def without_connection(page: Page, seconds: float = 60) -> None:
    """The page says that it has no connection."""
    line = page.locator(".rd-connection")
    expect(line).to_contain_text("No connection just now", timeout=1000 * seconds)


def connected_again(page: Page, seconds: float = 60) -> None:
    """The page no longer says that it has no connection."""
    expect(page.locator(".rd-connection[data-state=cut]")).to_have_count(0, timeout=1000 * seconds)


def after(seconds: float, check: Callable[[], object], what: str) -> object:
    """Looks again and again, outside of any page, until what is seen is true; fails after so many seconds."""
    end = monotonic() + seconds
    while not (seen := check()):
        assert monotonic() < end, f"{what}: not within {seconds} s"
        sleep(0.1)
    return seen


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run."""
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def open_files(server: Server) -> int:
    """How many file descriptors the web process holds."""
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))  # noqa: PTH208 - as /proc has them


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is waited for here takes its time, on a machine that others use too."""
    for item in items:
        if item.get_closest_marker("timeout") is None and "faults" in item.path.parts:
            item.add_marker(pytest.mark.timeout(900))
