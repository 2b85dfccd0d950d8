"""What an update of the page is made of in every tab: errors in words, the buttons to run and to stop."""

import logging
import secrets
from typing import Any

import gradio as gr

import toy
from rdlab.engine.errors import EngineFull, NoAnswer, SessionDropped, TimeLimit, WorkerDied
from rdlab.page.controls import control_of
from rdlab.stage.cost import TooMuch
from rdlab.stage.own_data import NotHeld
from rdlab.stage.session import NotTheSame
from rdlab.stage.summaries import diverged_notice

Update = dict[str, Any]  # part of the page -> its new value

log = logging.getLogger(__name__)


def ask_for_own_data() -> dict:
    """Asks the page for the visitor's own data, which it has sent before."""
    return {"wanted": secrets.token_hex(4)}


def run_and_stop(running: bool | None) -> Update:
    """Which of a tab's two buttons does something; None: neither, as there is nothing to run."""
    return {"run": gr.update(interactive=running is False), "stop": gr.update(interactive=bool(running))}


def lost_notice(again: str = "") -> dict:
    """All was lost while the page was away. again: id of the button that does it again, if there is one."""
    return {"kind": "error", "key": "notice.lost", "args": {}, "press": again}


def restored_notice(at: dict) -> dict:
    """A worker was lost, and a run goes on in another. at: where from, {"step": ...}."""
    step = at.get("step", 0)
    args = {"step": f"{step:,}"} if step else {}
    return {"kind": "info", "key": "notice.restored" if step else "notice.restored_stage", "args": args}


def notice_of(error: Exception) -> dict:
    """One sentence for an error, {"kind", "key", "args"}."""
    if isinstance(error, TooMuch):
        control = control_of(error.field)
        field = {"key": control.text} if control else error.field
        args = {"field": field, "value": error.value, "allowed": f"{error.most:,}"}
        return {"kind": "error", "key": error.key, "args": args}
    if isinstance(error, toy.InvalidInput):
        control = control_of(error.field)
        field = {"key": control.text} if control else error.field
        allowed = "{:,} – {:,}".format(*control.range) if control and control.range else error.allowed
        args = {"field": field, "value": error.value, "allowed": allowed}
        return {"kind": "error", "key": "error.invalid", "args": args}
    if isinstance(error, EngineFull):
        key = "error.line" if error.what == "runs" else "error.full"
        return {"kind": "error", "key": key, "args": {}}
    if isinstance(error, NoAnswer):
        return {"kind": "error", "key": "error.no_answer", "args": {"seconds": error.seconds}}
    if isinstance(error, WorkerDied | SessionDropped | NotHeld):
        return {"kind": "error", "key": "error.worker", "args": {}}
    if isinstance(error, TimeLimit):
        return {"kind": "error", "key": "error.time_limit", "args": {"seconds": error.seconds}}
    if isinstance(error, NotTheSame):
        return {"kind": "error", "key": "error.not_the_same", "args": {}}
    if isinstance(error, toy.Diverged):
        return diverged_notice(error)
    if _memory_ran_out(error):
        log.warning("memory ran out: %s", error)
        return {"kind": "error", "key": "error.memory", "args": {}}
    log.error("a handler failed", exc_info=error)
    reason = f"{type(error).__name__}: {error}"[:200]
    return {"kind": "error", "key": "error.unknown", "args": {"reason": reason}}


def _memory_ran_out(error: Exception) -> bool:
    """As Python and NumPy say it, and PyTorch, which has no type of its own for it on a CPU."""
    return isinstance(error, MemoryError) or "can't allocate memory" in str(error)
