"""A ``python app.py`` of one's own, and what its processes use."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class App:
    """A running ``python app.py``."""

    port: int
    process: subprocess.Popen

    def pids(self) -> list[int]:
        """The server's and its workers'."""
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [self.process.pid, *sorted(int(pid) for file in children for pid in file.read_text().split())]

    def memory(self) -> float:
        """Resident megabytes of all processes."""
        return sum(self.memories())

    def memories(self) -> list[float]:
        """Resident megabytes of the server and of each worker."""
        return [int(_status(pid, "VmRSS").split()[0]) / 1024 for pid in self.pids()]

    def descriptors(self) -> list[int]:
        """Open files of the server and of each worker."""
        return [sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir()) for pid in self.pids()]

    def cpu(self) -> list[float]:
        """Seconds of computing so far, of the server and of each worker."""
        return [_cpu(pid) for pid in self.pids()]

    def computing(self) -> float:
        """Seconds of computing so far of all workers, to the microsecond."""
        return (
            sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in self.pids()[1:]) / 1e9
        )


def _status(pid: int, key: str) -> str:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith(key)), "0")


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running_app(*command: str, **environment: str) -> Iterator[App]:
    """Starts ``python app.py``, or another command, on a free port; ends it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = os.environ | {"GRADIO_SERVER_NAME": "127.0.0.1", "GRADIO_SERVER_PORT": str(port)} | environment
    process = subprocess.Popen(
        [sys.executable, *(command or ("app.py",))],
        cwd=ROOT,
        env=told,
        stdout=subprocess.DEVNULL,
        stderr=sys.stderr,
    )
    try:
        end = time.monotonic() + 300
        while True:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/config", timeout=5):
                break
            if time.monotonic() > end or process.poll() is not None:
                raise RuntimeError("The app did not start.")
            time.sleep(0.1)
        yield App(port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)
