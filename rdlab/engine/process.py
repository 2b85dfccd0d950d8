"""One worker process as the web process sees it: started, written to, listened to, ended."""

from __future__ import annotations

import json
import math
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from rdlab.engine.protocol import EngineError, Limits, WorkerDied, read_frame, unpack_error, write_frame

# A fresh interpreter that imports nothing of the parent's main module, whatever that is: a script without a
# guard, a notebook, pytest.
_BOOT = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from rdlab.engine.worker import main; main()"
)
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


class WorkerProcess:
    """A worker process with one thread that reads from it and one that writes to it.

    Args:
        sessions: ``package.module:Class`` of the sessions of each kind, see `rdlab.engine.engine.Engine`.
        limits: the engine's tunables.
        on_message: called with (kind, id, data) in the reading thread.
        on_end: called with the worker and an error in the reading thread, once, when the process has ended.
    """

    def __init__(
        self,
        sessions: dict[str, str],
        limits: Limits,
        on_message: Callable[[str, int, Any], None],
        on_end: Callable[[WorkerProcess, EngineError], None],
    ):
        self.limits, self.on_message, self.on_end = limits, on_message, on_end
        self.ready = False
        self.unanswered = 0  # signs of life asked for since the last message
        self._outbox: queue.SimpleQueue[tuple | None] = queue.SimpleQueue()
        self._outbox.put((sessions, limits))
        own_group: dict[str, Any] = (  # ctrl-C in the terminal reaches the parent only
            {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
            if sys.platform == "win32"
            else {"start_new_session": True}
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", _BOOT, json.dumps([str(path) for path in sys.path])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=os.environ | _ONE_THREAD,
            **own_group,
        )
        name = f"rdlab-worker-{self.process.pid}"
        self._reader = threading.Thread(target=self._read, name=name, daemon=True)
        self._reader.start()
        threading.Thread(target=self._write, name=name, daemon=True).start()

    def send(self, *message: Any) -> None:
        """Queue a message; never blocks, and may be called from anywhere, a finalizer too."""
        self._outbox.put(message)

    def kill(self) -> None:
        """End the process now, whatever it does."""
        with suppress(ProcessLookupError):
            self.process.kill()

    def join(self) -> None:
        """Wait, not for long, until the process has ended and all who waited for it have been told."""
        self._reader.join(timeout=5)

    def check(self, period: float) -> None:
        """Ask for a sign of life, every ``period`` seconds; kill the process when none has come for long."""
        self.unanswered += 1
        if self.unanswered * period > (self.limits.hang if self.ready else self.limits.start):
            self.kill()
        else:
            self.send("ping", 0, "")

    def _write(self) -> None:
        with suppress(OSError, ValueError):  # the process has gone; the reader notices too
            while (message := self._outbox.get()) is not None:
                write_frame(self.process.stdin, message)

    def _read(self) -> None:
        error: EngineError = WorkerDied("The process that computed this has ended; please start again.")
        with suppress(EOFError, OSError, ValueError):
            while True:
                kind, id, data = read_frame(self.process.stdout)
                self.unanswered = 0
                if kind == "ready":
                    self.ready = True
                elif kind == "failed":
                    error = unpack_error(data)  # type: ignore[assignment]
                else:
                    self.on_message(kind, id, data)
        self._outbox.put(None)
        self.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]
        self.on_end(self, error)


def usable_cores() -> int:
    """Cores that this process may use: its affinity, and the container's quota where there is one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        cores = min(cores, math.ceil(int(quota) / int(period)))
    return max(1, cores)


def default_workers() -> int:
    """RDLAB_WORKERS where it is set, else one for each usable core, at most eight."""
    return int(os.environ.get("RDLAB_WORKERS") or 0) or min(usable_cores(), 8)
