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
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from rdlab.engine import environment
from rdlab.engine.errors import EngineError, WorkerDied, unpack_error
from rdlab.engine.names import NOBODY
from rdlab.engine.protocol import Limits, receive, send

MOST_WORKERS = 256

# A fresh interpreter that imports nothing of the parent's main module, whatever that is: a script without a
# guard, a notebook, pytest. (multiprocessing.Process would import it; its Connection does the rest.)
_BOOT = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]);"
    "from rdlab.engine.worker import main; main(*map(int, sys.argv[2:]))"
)
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


class WorkerProcess:
    """A worker process with one thread that reads from it and one that writes to it.

    Args:
        sessions: ``package.module:Class`` of the sessions of each kind, see `rdlab.engine.engine.Engine`.
        limits: the engine's tunables.
        on_message: called with the worker and (kind, id, data) in the reading thread.
        on_end: called with the worker and an error in the reading thread, once, when the process has ended.
    """

    def __init__(
        self,
        sessions: dict[str, str],
        limits: Limits,
        on_message: Callable[[WorkerProcess, str, int, Any], None],
        on_end: Callable[[WorkerProcess, EngineError], None],
    ) -> None:
        self.limits, self.on_message, self.on_end = limits, on_message, on_end
        self.ready = False
        self.portable: frozenset[str] = frozenset()  # kinds of sessions that can go on elsewhere, once ready
        self.unanswered = 0  # signs of life asked for since the last message
        self._outbox: queue.SimpleQueue[tuple | None] = queue.SimpleQueue()
        self._outbox.put((sessions, limits))
        its_inbox, self._out = Pipe(duplex=False)  # two pipes: one socket for both ways is slower
        self._in, its_outbox = Pipe(duplex=False)
        handles = its_inbox.fileno(), its_outbox.fileno()
        own_group: dict[str, Any]  # ctrl-C in the terminal reaches the parent only
        if sys.platform == "win32":
            for handle in handles:
                os.set_handle_inheritable(handle, True)
            own_group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP, "close_fds": False}
        else:
            own_group = {"start_new_session": True, "pass_fds": handles}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _BOOT, json.dumps([str(path) for path in sys.path]), *map(str, handles)],
            stdin=subprocess.DEVNULL,
            env=os.environ | _ONE_THREAD,
            **own_group,
        )
        for end in (its_inbox, its_outbox):
            end.close()  # the worker's alone: that it ends is seen at the other one
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
            self.send("ping", 0, NOBODY)

    def _write(self) -> None:
        with self._out, suppress(OSError):  # the process has gone; the reader notices too
            while (message := self._outbox.get()) is not None:
                send(self._out, message)

    def _read(self) -> None:
        error: EngineError = WorkerDied("The process that computed this has ended; please start again.")
        with suppress(EOFError, OSError, ValueError):
            while True:
                kind, id, data = receive(self._in)
                self.unanswered = 0
                if kind == "ready":
                    self.ready, self.portable = True, data
                elif kind == "failed":
                    failure = unpack_error(data)
                    error = failure if isinstance(failure, EngineError) else error
                else:
                    self.on_message(self, kind, id, data)
        self._outbox.put(None)
        self.kill()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=5)
        self._in.close()
        self.on_end(self, error)


def usable_cores() -> int:
    """Cores that this process may use: its affinity, and the container's quota where there is one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        cores = min(cores, math.ceil(int(quota) / int(period)))
    return max(1, cores)


def default_workers() -> int:
    """RDLAB_WORKERS where it is set, else one for each usable core, at most eight. Raises WrongSetting."""
    return environment.number("RDLAB_WORKERS", 1, MOST_WORKERS) or workers_for(usable_cores())


def workers_for(cores: int) -> int:
    """How many serve so many cores."""
    return min(cores, 8)
