"""A visitor's own data: a drawing, a CSV text or a mixture of Gaussians, read, kept for the visit, shown.

They cross from the page to the server once (`read`); from then on settings name them "own", and a session
in a worker that has not got them (yet, or any more) asks with `NotHeld`. Knows no Gradio.
"""

from __future__ import annotations

import base64
import binascii
import pickle
import warnings
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

import toy
from rdlab.stage import wire
from toy.data.csv import MAX_CHARACTERS, MAX_ROWS, read_csv_in_pieces
from toy.data.datasets import DIFFERENT
from toy.pieces import drained

OWN = "own"  # stands where settings hold the key of a preset
MOST_DRAWN = 5_000  # points
MOST_COMPONENTS = 40
FEW = 8  # Gaussians that stand in for data without a mixture of at most MOST_COMPONENTS
FITTED_POINTS, MOST_FITS = 800, 60
THUMBNAIL = 260  # points


class NotHeld(LookupError):
    """The session has no such own data: send them with its ``hold``, and ask again."""


class OwnDataGone(LookupError):
    """The page speaks of own data that this process has not got (any more): the page has to send them."""


@dataclass(frozen=True, eq=False)
class OwnData:
    """What one visitor has brought.

    number  counts what came in this visit: other data, another number
    data    for ``toy.Config.from_dict``: {"points": float32 (n, 2)} or {"mixture": {...}}
    shown   for the page: {"kind": "drawn" | "csv" | "mixture", "count": of points or Gaussians, "points": a
            few of them packed, standardised}
    """

    number: int
    data: dict[str, Any]
    shown: dict[str, Any]


class Held:
    """The own data that a session holds, under their number; none at first."""

    def __init__(self) -> None:
        self._number: int | None = None
        self._dataset: toy.Dataset | None = None
        self._packed: bytes | None = None

    def keep(self, number: int, data: dict) -> None:
        """Hold these (as ``toy.Config.from_dict`` reads them) instead of those before."""
        self._number, self._dataset = number, toy.Config.from_dict({"data": data}).dataset
        self._packed = None

    @property
    def dataset(self) -> toy.Dataset | None:
        """The data, if there are any."""
        return self._dataset

    @property
    def packed(self) -> bytes:
        """Data and number for `unpack`; the same object until others come."""
        if self._packed is None:
            self._packed = pickle.dumps((self._number, self._dataset), pickle.HIGHEST_PROTOCOL)
        return self._packed

    def unpack(self, packed: bytes) -> None:
        """Hold what was packed elsewhere."""
        self._packed = packed
        self._number, self._dataset = pickle.loads(packed)

    def in_place(self, config: dict) -> dict:
        """The settings with the data themselves where they name them; raises NotHeld for another number."""
        data = config.get("data")
        if not isinstance(data, dict) or OWN not in data:
            return config
        if self._dataset is None or self._number != data[OWN]:
            raise NotHeld(data[OWN])
        return config | {"data": self._dataset}


def read(sent: Any, number: int) -> OwnData:
    """Own data from what the page sends, at one go; see ``read_in_pieces``."""
    return drained(read_in_pieces(sent, number))


def read_in_pieces(sent: Any, number: int) -> Generator[None, None, OwnData]:
    """Own data from what the page sends; raises toy.InvalidInput.

    sent  {"kind": "drawn", "points": base64 of little-endian float32 (n, 2)}, {"kind": "csv", "text"} or
          {"kind": "mixture", "means", "covariances", "weights"}
    """
    kind = sent.get("kind") if isinstance(sent, Mapping) else None
    if kind == "mixture":
        data: dict[str, Any] = {
            "mixture": {name: sent.get(name) for name in ("means", "covariances", "weights")}
        }
        means = sent.get("means")
        if not isinstance(means, list) or not 1 <= len(means) <= MOST_COMPONENTS:
            raise toy.InvalidInput("means", means, f"1 to {MOST_COMPONENTS} points")
    elif kind == "csv":
        data = {"points": (yield from read_csv_in_pieces(sent.get("text"))).astype(np.float32)}
    elif kind == "drawn":
        data = {"points": _drawn(sent.get("points"))}
    else:
        raise toy.InvalidInput("kind", kind, "drawn, csv or mixture")
    yield None
    dataset = toy.Config.from_dict({"data": data}).dataset
    yield None
    some = dataset.sample_standardised(THUMBNAIL, torch.Generator().manual_seed(0)).numpy()
    count = len(data["points"]) if "points" in data else len(means)
    shown = {"kind": kind, "count": count, "points": wire.pack({}, {"points": some})}
    return OwnData(number, data, shown)


def _drawn(text: Any) -> np.ndarray:
    allowed = f"2 to {MOST_DRAWN:,} points as base64 of float32"
    if not isinstance(text, str) or len(text) > 12 * MOST_DRAWN:
        raise toy.InvalidInput("points", type(text).__name__, allowed)
    try:
        numbers = np.frombuffer(base64.b64decode(text, validate=True), dtype="<f4")
        return numbers.reshape(-1, 2).copy()
    except (binascii.Error, ValueError):
        raise toy.InvalidInput("points", "something else", allowed) from None


def problem(error: toy.InvalidInput) -> dict[str, Any]:
    """Own data that cannot be used, in words: {"key": of a text, "args"}."""
    if isinstance(error, toy.InvalidCsv):
        args = {"row": error.row, "line": error.line, "most": MAX_ROWS, "most_characters": MAX_CHARACTERS}
        return {"key": f"csv.{error.problem}", "args": args}
    if error.allowed == DIFFERENT:
        return {"key": "own.same", "args": {}}
    args = {"field": error.field, "value": error.value, "allowed": error.allowed}
    return {"key": "error.invalid", "args": args}


def gaussians(dataset: toy.Dataset) -> Generator[None, None, toy.GaussianMixture]:
    """A mixture to begin editing with, standardised: the data's own where it has few components.

    Else a few Gaussians fitted to its points (expectation maximisation, one round between two yields).
    """
    own = dataset.standard_mixture
    if own is not None and len(own.means) <= MOST_COMPONENTS:
        return own
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    yield None
    points = (
        dataset.sample_standardised(FITTED_POINTS, torch.Generator().manual_seed(0), balanced=True)
        .double()
        .numpy()
    )
    count = max(1, min(FEW, len(np.unique(points, axis=0)) // 5))
    fit = GaussianMixture(
        count, init_params="k-means++", random_state=0, reg_covar=1e-4, max_iter=1, warm_start=True
    )
    for _ in range(MOST_FITS):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # after one round: of course not
            fit.fit(points)
        if fit.converged_:
            break
        yield None
    return toy.GaussianMixture(fit.means_, fit.covariances_, fit.weights_)


def as_lists(mixture: toy.GaussianMixture, dataset: toy.Dataset) -> dict[str, Any]:
    """A standardised mixture for the page's editor, and the place of the data it belongs to."""
    parts = {name: getattr(mixture, name).tolist() for name in ("means", "covariances", "weights")}
    return parts | {"center": [float(c) for c in dataset.center], "scale": float(dataset.scale)}
