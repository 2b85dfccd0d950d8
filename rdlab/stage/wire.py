"""What travels to the browser's canvases: one JSON header and one base64 string of little-endian Int16.

Lists of floats are never sent: the page's streaming differ would turn thousands of numbers into thousands of
edits.  The browser's half of this file is ``static/math/codec.js``.
"""

import base64
import json
import math
from collections.abc import Mapping, Sequence

import numpy as np

from toy.stages import KINDS, Stage

MISSING = -32768  # NaN and infinity on the wire; they come back as NaN
LARGEST = 32767
ROLES = ("exact", "base", "rectified")
CURVES = ("first-order", "straight")
ROLE_OF = {kind: Stage(kind).role for kind, numbered in KINDS.items() if not numbered}  # numbered: rectified


def role_of(stage: str) -> str:
    """The colour of a stage: the closed form, a network trained on random pairs, or on a model's pairs."""
    return Stage.parse(stage).role


def pack(header: dict, arrays: dict[str, np.ndarray]) -> dict[str, str]:
    """Quantise arrays and join them with a header.

    Args:
        header: anything JSON can hold; the key "arrays" is added here.
        arrays: name -> real array of any shape.  Each gets its own scale, so its error is at most
            half of max|value| / 32767.

    Returns:
        {"h": JSON text, "b": base64 text}; h["arrays"][name] = {"shape", "scale", "offset"}, with value =
        integer * scale and offset counted in Int16 elements from the start of b; "missing", where there
        are any, is the integer that stands for what is not finite.

    Raises:
        ValueError: an array is not real, or the header holds NaN or infinity.
    """
    index, parts, offset = {}, [], 0
    for name, array in arrays.items():
        array = np.asarray(array)
        if array.dtype.kind not in "fiu":
            raise ValueError(f"arrays[{name!r}]: got dtype {array.dtype}; allowed: real numbers.")
        values = array.astype(np.float64)
        largest = float(np.abs(values).max(initial=0.0))
        finite = None if math.isfinite(largest) else np.isfinite(values)
        if finite is not None:
            largest = float(np.abs(values[finite]).max(initial=0.0))
        scale = largest / LARGEST or 1.0
        with np.errstate(invalid="ignore"):
            whole = np.array(np.rint(values / scale))  # of no dimension, it would come as a plain number
        if finite is not None:
            whole[~finite] = MISSING
        parts.append(whole.astype("<i2").tobytes())
        index[name] = {"shape": list(array.shape), "scale": scale, "offset": offset}
        if finite is not None:
            index[name]["missing"] = MISSING
        offset += array.size
    text = json.dumps({**header, "arrays": index}, allow_nan=False, separators=(",", ":"))
    return {"h": text, "b": base64.b64encode(b"".join(parts)).decode("ascii")}


def unpack(payload: dict[str, str]) -> tuple[dict, dict[str, np.ndarray]]:
    """The header and the arrays (float32) of a payload made by :func:`pack`."""
    header = json.loads(payload["h"])
    whole = np.frombuffer(base64.b64decode(payload["b"]), dtype="<i2")
    arrays = {}
    for name, entry in header["arrays"].items():
        shape, start = entry["shape"], entry["offset"]
        part = whole[start : start + int(np.prod(shape, dtype=np.int64))]
        values = np.where(part == MISSING, np.nan, part * entry["scale"])
        arrays[name] = values.astype(np.float32).reshape(shape)
    return header, arrays


def panel(
    *,
    stage: str,
    role: str,
    form: str,
    phi: np.ndarray | Sequence[float],
    u: np.ndarray,
    data: np.ndarray,
    samples: np.ndarray | None = None,
    prediction: str | None = None,
    solver: str = "ddim",
    curve: str | None = None,
    live: bool = False,
    train: dict | None = None,
    center: Sequence[float] = (0.0, 0.0),
    scale: float = 1.0,
    params: Mapping[str, float] | None = None,
    model: tuple[dict, dict[str, np.ndarray]] | None = None,
    coords: str = "",
    overlay: str = "",
) -> dict[str, str]:
    """One stage panel: everything a canvas needs to draw paths in any coordinates.

    Args:
        stage: "exact", "empirical", "base", "rectified-1", ...
        role: one of ROLES; it chooses the colour.
        form: key of the form; the browser only needs its norm n(phi), x = n u.
        phi: (K+1,) angles, noise first, falling. They keep all their digits: at the noise end cos(phi) may
            be 1e-5, and x/alpha is u over it.
        u: (K+1, n, 2) paths in angle coordinates u = x / n.
        data: (m2, 2) standardised data points, drawn as density.
        samples: (m, 2) standardised end points; without them the paths' own ends serve.
        prediction: what the network predicts, by its key; None for a denoiser without one.
        solver: key of the solver that made the paths.
        curve: how to draw between two nodes: "first-order" (the one curve alpha x0 + sigma eps through
            both, what a DDIM step follows) or "straight" in x.  By default the first for ddim only.
        live: more is coming (training); the clock then keeps running undisturbed.
        train: {"step", "steps", "loss"} while training.
        center: of the data in their own scale: a standardised p is p * scale + center there.
        scale: of the data, likewise.
        params: the form's own numbers (``toy.Form.params``), for its clock.
        model: (header, arrays) of the stage's denoiser (`rdlab.stage.denoisers.model_of`), which the browser
            then evaluates itself: fields, meshes, launched paths.  Left out while training.
        coords: the coordinates of this panel, where its group's stages are shown "as in the lesson"
            (`rdlab.lessons.records.Drawing`).
        overlay: what is drawn over it there: "" nothing, "ghost" the first-order paths, "conditional" the
            paths of single pairs, "pairs_random" or "pairs_model" lines between pairs, "lines_random" those
            without the model's paths, "estimates" x0_hat and eps_hat along one path, "phases_4" the borders
            of so many phases, "clouds" single pairs at the clock.

    Raises:
        ValueError: an unknown role or curve, or arrays whose shapes do not fit together.
    """
    u, data, phi = np.asarray(u), np.asarray(data), np.asarray(phi, dtype=np.float64)
    curve = curve or ("first-order" if solver == "ddim" else "straight")
    if role not in ROLES:
        raise ValueError(f"role: got {role!r}; allowed: {', '.join(ROLES)}.")
    if curve not in CURVES:
        raise ValueError(f"curve: got {curve!r}; allowed: {', '.join(CURVES)}.")
    if phi.ndim != 1 or len(phi) < 2 or u.ndim != 3 or u.shape[0] != len(phi) or u.shape[2] != 2:
        got = f"shape {u.shape} with {phi.size} angles"
        raise ValueError(f"u: got {got}; allowed: (K+1, n, 2) with K+1 angles, K >= 1.")
    if train is not None and not np.isfinite(train.get("loss") or 0.0):
        train = {**train, "loss": None}
    header = {
        "stage": stage, "role": role, "form": form, "prediction": prediction, "solver": solver,
        "steps": len(phi) - 1, "phi": phi.tolist(), "curve": curve, "live": live,
        "train": train, "center": [float(c) for c in center], "scale": float(scale), "empty": None,
        "params": dict(params or {}), "model": model and model[0], "coords": coords, "overlay": overlay,
    }  # fmt: skip
    arrays = {"u": u, "data": data}
    if samples is not None:
        arrays["samples"] = np.asarray(samples)
    if model is not None:
        arrays |= model[1]
    return pack(header, arrays)


def hint(key: str, args: dict | None = None, data: np.ndarray | None = None) -> dict[str, str]:
    """A panel without paths: a calm sentence (a text key) over the data's density if data (m, 2) is given."""
    return pack({"empty": key, "args": args or {}}, {} if data is None else {"data": data})


def size(payload: dict[str, str]) -> int:
    """Bytes of a payload as it is sent."""
    return len(json.dumps(payload, separators=(",", ":")))
