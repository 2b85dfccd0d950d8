"""A message of the lab's session as an update of its tab: status line, buttons, stages that can be picked."""

import gradio as gr

from rdlab.page.controls import filled
from rdlab.page.i18n import i18n
from rdlab.page.updates import Update
from toy.stages import Stage

PASSED_ON = ("before", "after", "loss", "meters", "sentence", "race", "chart", "drift", "notice")
FROM_STATUS = ("status", "train", "step", "pause", "stop", "reset", "rectify", "compare")
FROM_STAGES = ("pick_before", "pick_after", "teacher")
FILLED = tuple(filled("default"))  # the controls that a preset fills
OWN = ("seed", "data", "own", "preset", "student", "matching")  # that handlers change by themselves
# all parts that an update can change
ANSWERED = (*PASSED_ON, "backpressure", *FROM_STATUS, *FROM_STAGES, *FILLED, *OWN)

RUNS = ("training", "pairs", "rectifying")  # phases that Stop ends; measuring gives way by itself


def page_update(message: Update, variant: str = "rectified") -> Update:
    """A message of the session as an update of the page: its status becomes words and the buttons' states.

    variant: of the retraining that the page would begin now.
    """
    update = {part: message[part] for part in PASSED_ON if part in message}
    if status := message.get("status"):
        update |= {"status": status_line(status), **buttons(status, variant)}
    if stages := message.get("stages"):
        update |= dict.fromkeys(("pick_before", "pick_after"), stages) | {
            "teacher": {"all": stages["all"], "held": stages["held"]}
        }
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


def retrain_words(variant: str, again: bool = False) -> object:
    """What the button that retrains says."""
    key = "rectify_again" if again else "rectify"
    return i18n(f"lab.{key}" if variant == "rectified" else f"lab.{variant}")


def buttons(status: dict, variant: str) -> Update:
    """Which buttons do something in this state; the others are greyed."""
    waiting, paused = status["phase"] == "waiting", status["paused"]
    busy = waiting or status["phase"] in RUNS
    stage = Stage.parse(status["stage"])
    return {
        "train": gr.update(interactive=not busy),
        "step": gr.update(interactive=not busy or paused),
        "pause": gr.update(
            interactive=busy and not waiting, value=i18n("lab.resume" if paused else "lab.pause")
        ),
        "stop": gr.update(interactive=busy),
        "reset": gr.update(interactive=stage.role != "exact"),
        "rectify": gr.update(
            interactive=not busy and status["can_rectify"],
            value=retrain_words(variant, again=stage.kind == "rectified"),
        ),
        "compare": gr.update(interactive=status["phase"] == "idle" and status["can_compare"]),
    }
