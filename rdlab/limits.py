"""Every limit of the app, in one table: its value here, what for, for whom, and how to set it.

`read` gives the values for this machine under this environment; the engine, the places and the guard are
filled from them. ``python -m docs.write_limits`` writes docs/limits.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from rdlab.engine import environment
from rdlab.engine.admission import (
    LONGEST_WAIT,
    MOST_RUNS,
    RUN_BYTES,
    RUNS_PER_CORE,
    places_for,
    usable_memory,
)
from rdlab.engine.process import MOST_WORKERS, usable_cores, workers_for
from rdlab.engine.protocol import Limits
from rdlab.serving.hosts import Hosts, hosts
from rdlab.serving.limits import HttpLimits

SESSION_BYTES = 4 * 2**20  # what a visitor keeps in a worker who looks and does not train
Whose = Literal["visitor", "house", "address"]

_ENGINE, _HTTP = Limits(), HttpLimits()


@dataclass(frozen=True)
class Machine:
    """What the app runs on: cores, and bytes of memory."""

    cores: int
    memory: int


@dataclass(frozen=True)
class Limit:
    """One row of the table.

    Attributes:
        name: in `read`'s answer.
        value: where nothing sets it: a number, or what the machine gives.
        unit: of the value.
        whose: each visitor's, everyone's behind one network address, or of all together.
        what: what it bounds.
        rule: how the machine gives the value, in words.
        variable: of the environment, that may set it; "": none.
        least: smallest value that the variable may have.
        most: and the largest.
    """

    name: str
    value: float | Callable[[Machine], float]
    unit: str
    whose: Whose
    what: str
    rule: str = ""
    variable: str = ""
    least: int = 1
    most: int = 1_000_000

    def on(self, machine: Machine) -> float:
        """The value on a machine where nothing sets it."""
        return self.value(machine) if callable(self.value) else self.value


def _places(machine: Machine) -> int:
    return places_for(machine.cores, machine.memory)


def _sessions(machine: Machine) -> int:
    """On each worker: what a quarter of the memory holds, within what is sensible."""
    room = machine.memory // 4 // SESSION_BYTES // workers_for(machine.cores)
    return int(min(1_000, max(50, room)))


def _visitors(machine: Machine) -> int:
    return 2 * _sessions(machine) * workers_for(machine.cores)


DAY = 86_400

TABLE: tuple[Limit, ...] = (
    Limit("workers", lambda machine: workers_for(machine.cores), "processes", "house", "worker processes",
          "one for each core, at most 8", "RDLAB_WORKERS", 1, MOST_WORKERS),
    Limit("visitors", _places, "runs", "house", "runs that train at once; more wait in line",
          f"{RUNS_PER_CORE} for each core, one for each {RUN_BYTES // 2**20} MB beyond 1,000 MB, at least 2",
          "RDLAB_VISITORS", 1, MOST_RUNS),
    Limit("sessions", _sessions, "sessions", "house", "sessions on each worker: visitors who look, and runs",
          "what a quarter of the memory holds at 4 MB each, 50 to 1,000", "RDLAB_SESSIONS", 1, 100_000),
    Limit("known", _visitors, "visitors", "house", "visitors whom the server remembers",
          "twice the sessions on all workers", "RDLAB_KNOWN", 10, 1_000_000),
    Limit("run", _ENGINE.job, "s", "visitor", "life of a run, pauses not counted", "", "RDLAB_RUN", 10, DAY),
    Limit("idle", 7_200.0, "s", "visitor", "life of a visit, and of its sessions, that nothing is asked of",
          "", "RDLAB_IDLE", 10, DAY),
    Limit("grace", 120.0, "s", "visitor", "time that a visit outlives its connection",
          "", "RDLAB_GRACE", 1, DAY),
    Limit("wait", LONGEST_WAIT, "s", "visitor", "time in line for a run", "", "RDLAB_WAIT", 10, DAY),
    Limit("asked", _ENGINE.requests, "calls", "visitor", "calls of a session that wait for an answer",
          "", "RDLAB_ASKED", 4, 10_000),
    Limit("checkpoint", _ENGINE.kept, "bytes", "visitor",
          "what is kept of a session, should its worker be lost; one that needs more is lost with it"),
    Limit("checkpoints", lambda machine: max(_ENGINE.kept, machine.memory // 16), "bytes", "house",
          "the same of all together: the sessions longest unused lose theirs",
          "a 16th of the memory, at least one", "RDLAB_CHECKPOINTS", 4_000_000, 2**40),
    Limit("unread", _ENGINE.unread, "messages", "visitor", "messages of a run that wait before the run does"),
    Limit("calls", _HTTP.calls, "a second", "visitor", "requests that do something",
          "", "RDLAB_CALLS", 1, 10_000),
    Limit("burst", _HTTP.burst, "requests", "visitor", "of these at once", "", "RDLAB_BURST", 1, 100_000),
    Limit("address_calls", _HTTP.address_calls, "a second", "address",
          "the same: a class may share one address", "", "RDLAB_ADDRESS_CALLS", 1, 100_000),
    Limit("address_burst", _HTTP.address_burst, "requests", "address", "of these at once",
          "", "RDLAB_ADDRESS_BURST", 1, 1_000_000),
    Limit("streams", _HTTP.streams, "connections", "visitor", "connections that stay open",
          "", "RDLAB_STREAMS", 2, 1_000),
    Limit("house_streams", lambda machine: 4 * _visitors(machine), "connections", "house",
          "connections that stay open", "four for each visitor whom the server remembers",
          "RDLAB_HOUSE_STREAMS", 2, 1_000_000),
    Limit("request", _HTTP.request, "bytes", "visitor", "size of a request; the largest is a CSV file",
          "", "RDLAB_REQUEST", 100_000, 2**30),
    Limit("reading", lambda machine: max(4 * _HTTP.request, machine.memory // 32), "bytes", "house",
          "size of all requests that are being read", "a 32nd of the memory, at least four of the largest",
          "RDLAB_READING", 100_000, 2**40),
    Limit("arrival", _HTTP.arrival, "s", "visitor", "time for a request's body to arrive",
          "", "RDLAB_ARRIVAL", 1, 3_600),
    Limit("depth", _HTTP.depth, "levels", "visitor", "lists and objects within one another, in a request"),
    Limit("values", _HTTP.values, "values", "visitor", "numbers, texts, lists and objects in a request"),
    Limit("digits", _HTTP.digits, "digits", "visitor", "of one number in a request"),
    Limit("upload", 0, "bytes", "visitor", "files sent to Gradio's upload route: no control takes any"),
    Limit("events", _HTTP.events, "events", "house", "events whose owner the server remembers"),
)  # fmt: skip
BY_NAME = {limit.name: limit for limit in TABLE}

_HOST_WORD = r"\*|[A-Za-z0-9_.-]{1,253}(:[0-9]{1,5})?"
_SITE_WORD = r"\*|'self'|'none'|https?:|(https?://)?(\*\.)?[A-Za-z0-9_.-]{1,253}(:([0-9]{1,5}|\*))?"

Values = Mapping[str, float]


def here() -> Machine:
    """This machine, as far as this process may use it."""
    return Machine(usable_cores(), usable_memory())


def read(machine: Machine | None = None) -> Values:
    """The value of every limit, by name. Raises WrongSetting for a variable that holds something else."""
    machine = machine or here()
    return {limit.name: _set(limit) or limit.on(machine) for limit in TABLE}


def _set(limit: Limit) -> int | None:
    return environment.number(limit.variable, limit.least, limit.most) if limit.variable else None


def engine_limits(values: Values) -> Limits:
    """The engine's tunables."""
    idle = values["idle"]
    return Limits(
        job=values["run"],
        idle=idle,
        sessions=int(values["sessions"]),
        requests=int(values["asked"]),
        unread=int(values["unread"]),
        kept=int(values["checkpoint"]),
        kept_by_all=int(values["checkpoints"]),
        silence=idle + 100.0,  # a run that is paused says nothing until its session is idle
    )


def http_limits(values: Values) -> HttpLimits:
    """The guard's."""
    return HttpLimits(
        request=int(values["request"]),
        reading=int(max(values["reading"], values["request"])),
        arrival=values["arrival"],
        depth=int(values["depth"]),
        values=int(values["values"]),
        digits=int(values["digits"]),
        calls=values["calls"],
        burst=values["burst"],
        address_calls=values["address_calls"],
        address_burst=values["address_burst"],
        streams=int(values["streams"]),
        house_streams=int(values["house_streams"]),
        visitors=int(values["known"]),
        events=int(values["events"]),
        unheard=values["grace"],
    )


def own_hosts() -> Hosts:
    """The server's names: RDLAB_HOSTS, and what Gradio and Spaces are told of them. Raises WrongSetting."""
    allowed = "names of hosts apart by commas, such as lab.example.org, or * for any"
    return hosts(
        environment.words("RDLAB_HOSTS", _HOST_WORD, allowed),
        os.environ.get("GRADIO_ROOT_PATH", ""),
        os.environ.get("SPACE_HOST", ""),
        os.environ.get("GRADIO_SERVER_NAME", ""),
    )


def frame_ancestors() -> str:
    """Sites that may show the page in a frame, as CSP writes them; "": any. Raises WrongSetting."""
    allowed = "sites apart by blanks, such as https://moodle.example.org, or 'none', 'self', *"
    found = environment.words("RDLAB_FRAME_ANCESTORS", _SITE_WORD, allowed)
    return "" if "*" in found else " ".join(found)
