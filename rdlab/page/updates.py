"""What an update of the page is made of: a session's message or an error, in words and buttons."""

import logging
import secrets
from typing import Any

import gradio as gr

import toy
from rdlab.engine.errors import EngineFull, SessionDropped, TimeLimit, WorkerDied
from rdlab.page.controls import control_of, filled
from rdlab.page.i18n import i18n

Update = dict[str, Any]  # part of the page -> its new value

PASSED_ON = ("before", "after", "loss", "meters", "sentence", "race", "chart", "drift", "notice", "pulse")
FROM_STATUS = ("status", "paused", "train", "step", "pause", "stop", "reset", "rectify", "compare")
FROM_STAGES = ("pick_before", "pick_after", "teacher")
FILLED = tuple(filled("default"))  # the controls that a preset fills
OWN = ("seed", "data", "own", "preset", "student_loss", "matching")  # that handlers change by themselves
ANSWERED = (*PASSED_ON, *FROM_STATUS, *FROM_STAGES, *FILLED, *OWN)  # all parts that an update can change

RUNS = ("training", "pairs", "rectifying")  # phases that Stop ends; measuring gives way by itself

log = logging.getLogger(__name__)


def page_update(message: Update, variant: str = "rectified") -> Update:
    """A message of the session as an update of the page: its status becomes words and the buttons' states.

    variant: of the retraining that the page would begin now.
    """
    update = {part: message[part] for part in PASSED_ON if part in message}
    if status := message.get("status"):
        update |= {"status": status_line(status), "paused": status["paused"], **buttons(status, variant)}
    if stages := message.get("stages"):
        update |= dict.fromkeys(("pick_before", "pick_after"), stages) | {"teacher": {"all": stages["all"]}}
    return update


def status_line(status: dict) -> dict:
    """The words of the status line, {"key", "args"}."""
    phase = "paused" if status["paused"] else status["phase"]
    if phase == "idle" and status["step"]:
        phase = "done"
    args = {
        "step": f"{status['step']:,}",
        "steps": f"{status['steps']:,}",
        "seconds": f"{status['seconds']:.1f}",
        "seed": str(status["seed"]),
        "number": str(status.get("number", "")),
    }
    return {"key": f"status.{phase}", "args": args}


def wanted() -> dict:
    """Asks the page for the visitor's own data, which it has sent before."""
    return {"wanted": secrets.token_hex(4)}


def retrain_words(variant: str, again: bool = False) -> object:
    """What the button that retrains says."""
    key = "rectify_again" if again else "rectify"
    return i18n(f"lab.{key}" if variant == "rectified" else f"lab.{variant}")


def buttons(status: dict, variant: str) -> Update:
    """Which buttons do something in this state; the others are greyed."""
    waiting, paused = status["phase"] == "waiting", status["paused"]
    busy = waiting or status["phase"] in RUNS
    again = status["stage"].startswith("rectified")
    return {
        "train": gr.update(interactive=not busy),
        "step": gr.update(interactive=not busy or paused),
        "pause": gr.update(
            interactive=busy and not waiting, value=i18n("lab.resume" if paused else "lab.pause")
        ),
        "stop": gr.update(interactive=busy),
        "reset": gr.update(interactive=status["stage"] not in ("exact", "empirical")),
        "rectify": gr.update(
            interactive=not busy and status["can_rectify"],
            value=retrain_words(variant, again),
        ),
        "compare": gr.update(interactive=status["phase"] == "idle" and status["can_compare"]),
    }


def notice_of(error: Exception) -> dict:
    """One sentence for an error, {"kind", "key", "args"}."""
    if isinstance(error, toy.InvalidInput):
        control = control_of(error.field)
        field = {"key": control.text} if control else error.field
        allowed = "{:,} – {:,}".format(*control.range) if control and control.range else error.allowed
        args = {"field": field, "value": error.value, "allowed": allowed}
        return {"kind": "error", "key": "error.invalid", "args": args}
    if isinstance(error, EngineFull):
        return {"kind": "error", "key": "error.full", "args": {}}
    if isinstance(error, WorkerDied | SessionDropped):
        return {"kind": "error", "key": "error.worker", "args": {}}
    if isinstance(error, TimeLimit):
        return {"kind": "error", "key": "error.time_limit", "args": {"seconds": error.seconds}}
    log.error("a handler failed", exc_info=error)
    reason = f"{type(error).__name__}: {error}"[:200]
    return {"kind": "error", "key": "error.unknown", "args": {"reason": reason}}
