"""An experiment as one file: safetensors, which holds numbers and text and runs nothing when read.

The header's metadata holds the config and the stages as JSON; the tensors are each stage's weights and
losses, and on request the pairs it learned from. What is read is checked to the last key before it is used,
and against a digest of the whole, so that a file changed by accident is never another experiment.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from toy.config import Config
from toy.errors import InvalidInput
from toy.models.denoiser import Network
from toy.stages import Lineage, Stage, Trained
from toy.training.pairs import ModelPairs

FORMAT, VERSION = "toy-experiment", "2"
LIMIT = 20_000_000  # bytes that ``load`` reads unless told
MOST_STAGES = 10_000
PAIR_PARTS = ("x0", "eps", "low", "high")
NETWORK_STAGES = ("base", "unpaired", "rectified", "phased", "consistency")

PathLike = str | os.PathLike[str]


def _safetensors() -> ModuleType:
    """The package, imported when first used: the library runs without it."""
    try:
        import safetensors.torch
    except ImportError as error:
        raise ImportError(
            "saving and loading need the package safetensors: pip install safetensors"
        ) from error
    return safetensors


def wrong(came: str, allowed: str) -> InvalidInput:
    """The error of a file that cannot be loaded."""
    return InvalidInput("file", came, allowed)


# --- writing -----------------------------------------------------------------------------------------------


def save(path: PathLike, config: Config, networks: Lineage, pairs: bool = False) -> None:
    """Write an experiment to one file, all of it or, on an error, nothing.

    Args:
        path: of the file; one that is there is replaced.
        config: its settings. Objects of the caller's own (a network, a form, …) have no place in a file:
            their names are kept, and ``load`` asks for them.
        networks: its stages, with parents and losses.
        pairs: whether to keep the pairs that each stage learned from, too.

    Raises:
        InvalidInput: a network that holds NaN, or a path that cannot be written.
        ImportError: the package safetensors is not installed.
    """
    nodes = networks.ancestors_first()
    tensors: dict[str, Tensor] = {}
    stages = []
    for i, node in enumerate(nodes):
        kept = node in networks and node.net is not None
        with_pairs = kept and pairs and node.pairs is not None
        stages.append({
            "stage": str(node.stage),
            "parent": None if node.parent is None else nodes.index(node.parent),
            "finished": node.finished,
            "kept": kept,
            "at_top": node.pairs.at_top if with_pairs and node.pairs is not None else None,
        })  # fmt: skip
        if kept and node.net is not None:
            tensors[f"{i}.weights"] = node.net.flat.detach().cpu().clone()
            tensors[f"{i}.losses"] = torch.tensor(node.losses, dtype=torch.float64)
        if with_pairs and node.pairs is not None:
            for part in PAIR_PARTS:
                tensors[f"{i}.{part}"] = getattr(node.pairs, part).detach().cpu().contiguous()
    for name, tensor in tensors.items():
        if not tensor.isfinite().all():
            stage = stages[int(name.split(".")[0])]["stage"]
            raise InvalidInput("stage", f"{stage}, which holds NaN or infinite numbers", "finite networks")
    plain, own = _plain(config)
    metadata = {
        "format": FORMAT,
        "version": VERSION,
        "config": json.dumps(plain),
        "own": json.dumps(own),
        "stages": json.dumps(stages),
        "order": json.dumps([nodes.index(node) for node in networks]),
    }
    metadata["digest"] = _digest(metadata, tensors)
    data: bytes = _safetensors().torch.save(tensors, metadata)
    _write(path, data)


def _digest(metadata: Mapping[str, str], tensors: Mapping[str, Tensor]) -> str:
    """SHA-256 of all that a file says, in an order of its own: safetensors' changes from run to run."""
    digest = hashlib.sha256(json.dumps(sorted(metadata.items())).encode())
    for name in sorted(tensors):
        tensor = tensors[name]
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)} ".encode())
        digest.update(tensor.contiguous().numpy().data)
    return digest.hexdigest()


def _plain(config: Config) -> tuple[dict[str, Any], list[str]]:
    """The config's plain values, and the names of fields that hold objects of the caller's own."""
    default, own = Config(), list(config.own_fields)
    values = replace(config, **{field: getattr(default, field) for field in own}).to_dict()
    left_out = {*own, *(["form_params"] if "form" in own else [])}  # an own form brings its parameters
    return {name: value for name, value in values.items() if name not in left_out}, own


def _write(path: PathLike, data: bytes) -> None:
    try:
        target = Path(path)
        beside = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            beside.write_bytes(data)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, TypeError, ValueError) as error:
        raise InvalidInput("path", f"{path!r}: {error}", "a file that can be written") from error


# --- reading -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contents:
    """What a file holds, checked as far as it can be without a network.

    Attributes:
        config: the settings.
        stages: of every node, parents first.
        order: indices of the nodes that have a network, in the order of training.
        tensors: by "index.part".
    """

    config: Config
    stages: list[dict[str, Any]]
    order: list[int]
    tensors: dict[str, Tensor]

    def into(self, networks: Lineage, new_net: Callable[[], Network], d: int) -> None:
        """Put the stages into an empty lineage.

        Args:
            networks: of an experiment with this config.
            new_net: makes a network of the config's shape.
            d: dimension of the data.

        Raises:
            InvalidInput: weights or pairs of another shape.
        """
        nodes: list[Trained] = []
        for i, record in enumerate(self.stages):
            parent = None if record["parent"] is None else nodes[record["parent"]]
            node = Trained(Stage.parse(record["stage"]), None, parent, record["finished"])
            if record["kept"]:
                node.net = new_net()
                weights = self._of(i, "weights", torch.float32)
                if weights.shape != node.net.flat.shape:
                    raise wrong(
                        f"weights of {node.stage}, shape {tuple(weights.shape)}",
                        f"{tuple(node.net.flat.shape)}, as the config's network has",
                    )
                node.net.flat.copy_(weights)
                losses = self._of(i, "losses", torch.float64)
                if losses.ndim != 1:
                    raise wrong(f"losses of {node.stage}, shape {tuple(losses.shape)}", "one for each step")
                node.losses = losses.tolist()
            if record["at_top"] is not None:
                node.pairs = self._pairs(i, d, float(record["at_top"]), node)
            nodes.append(node)
        for i in self.order:
            networks.put(nodes[i])

    def _pairs(self, i: int, d: int, at_top: float, node: Trained) -> ModelPairs:
        assert node.net is not None
        parts = [self._of(i, part, torch.float32) for part in PAIR_PARTS]
        n = len(parts[0]) if parts[0].ndim else 0
        for part, tensor, width in zip(PAIR_PARTS, parts, (d, d, 1, 1), strict=True):
            if n < 1 or tuple(tensor.shape) != (n, width):
                raise wrong(f"{part} of {node.stage}, shape {tuple(tensor.shape)}", f"shape (N, {width})")
        x0, eps, low, high = (tensor.to(node.net.flat.device) for tensor in parts)
        return ModelPairs(x0, eps, low, high, at_top)

    def _of(self, i: int, part: str, dtype: torch.dtype) -> Tensor:
        tensor = self.tensors[f"{i}.{part}"]
        if tensor.dtype != dtype:
            raise wrong(f"{i}.{part} of type {tensor.dtype}", str(dtype))
        return tensor


def load(path: PathLike, limit: int = LIMIT, own: Mapping[str, Any] | None = None) -> Contents:
    """Read what ``save`` wrote.

    Args:
        path: of the file.
        limit: bytes that it may have.
        own: the objects that the config had and the file cannot hold, by field.

    Raises:
        InvalidInput: no such file, too large a file, or anything in it that ``save`` does not write.
        ImportError: the package safetensors is not installed.
    """
    metadata, tensors = _read(path, limit)
    if metadata.get("format") != FORMAT:
        raise wrong("no experiment", "a file that Experiment.save wrote")
    if metadata.get("version") != VERSION:
        raise wrong(f"version {metadata.get('version')}", f"version {VERSION}")
    keys = {"format", "version", "config", "own", "stages", "order", "digest"}
    if set(metadata) != keys:
        raise wrong("metadata " + ", ".join(sorted(metadata)), ", ".join(sorted(keys)))
    parsed = {name: _json(name, metadata[name]) for name in ("config", "own", "stages", "order")}
    stages = _stages(parsed["stages"])
    order = _order(parsed["order"], stages)
    _check_tensors(tensors, stages)
    contents = Contents(_config(parsed["config"], parsed["own"], own or {}), stages, order, tensors)
    digest = metadata.pop("digest")  # last: a sentence that names what is wrong says more
    if digest != _digest(metadata, tensors):
        raise wrong("numbers or settings changed since it was saved", "a file as Experiment.save wrote it")
    return contents


def _read(path: PathLike, limit: int) -> tuple[dict[str, str], dict[str, Tensor]]:
    package = _safetensors()
    try:
        size = Path(path).stat().st_size
        if size > limit:
            raise wrong(f"{size:,} bytes", f"at most {limit:,} bytes")
        with package.safe_open(path, framework="pt") as file:
            metadata = dict(file.metadata() or {})
            tensors = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118
    except InvalidInput:
        raise
    except (OSError, TypeError, ValueError) as error:
        raise InvalidInput("path", f"{path!r}: {error}", "a file that can be read") from error
    except Exception as error:  # safetensors has a type of its own, and torch raises others for odd headers
        raise wrong(f"no safetensors file: {error}", "a file that Experiment.save wrote") from error
    return metadata, tensors


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise wrong(f"{name} that is not JSON", "JSON") from error


def _stages(records: Any) -> list[dict[str, Any]]:
    allowed = "stages with names, and parents before their children"
    if not isinstance(records, list) or len(records) > MOST_STAGES:
        raise wrong("stages that are no list", allowed)
    for i, record in enumerate(records):
        keys = {"stage", "parent", "finished", "kept", "at_top"}
        if not isinstance(record, dict) or set(record) != keys:
            raise wrong(f"stage {i}: {record!r}", "with " + ", ".join(sorted(keys)))
        if Stage.parse(record["stage"]).kind not in NETWORK_STAGES:
            raise wrong(f"stage {record['stage']}", allowed)
        if not isinstance(record["finished"], bool) or not isinstance(record["kept"], bool):
            raise wrong(f"stage {i}: {record!r}", "true or false for finished and kept")
        parent, top = record["parent"], record["at_top"]
        if parent is not None and (type(parent) is not int or not 0 <= parent < i):
            raise wrong(f"parent {parent!r} of stage {i}", allowed)
        if top is not None and (type(top) not in (int, float) or not 0 < top <= 1 or not record["kept"]):
            raise wrong(f"at_top {top!r} of stage {i}", "a share above 0 up to 1")
    return records


def _order(order: Any, stages: list[dict[str, Any]]) -> list[int]:
    kept = [i for i, record in enumerate(stages) if record["kept"]]
    numbers = isinstance(order, list) and all(type(i) is int for i in order)
    if not numbers or sorted(order) != kept:
        raise wrong(f"order {order!r}", "every stage that has a network, once")
    names = [stages[i]["stage"] for i in kept]
    if len(set(names)) != len(names):
        raise wrong("stages " + ", ".join(names), "a name for each")
    found: list[int] = order
    return found


def _check_tensors(tensors: dict[str, Tensor], stages: list[dict[str, Any]]) -> None:
    wanted = set()
    for i, record in enumerate(stages):
        parts = ("weights", "losses") if record["kept"] else ()
        wanted |= {f"{i}.{part}" for part in (*parts, *(PAIR_PARTS if record["at_top"] is not None else ()))}
    if set(tensors) != wanted:
        missing, extra = sorted(wanted - set(tensors)), sorted(set(tensors) - wanted)
        raise wrong(
            f"missing: {', '.join(missing) or '-'}; extra: {', '.join(extra) or '-'}", "what was saved"
        )
    for name, tensor in tensors.items():
        if not (tensor.is_floating_point() and bool(tensor.isfinite().all())):
            raise wrong(f"{name} with NaN or infinite numbers", "finite numbers")


def _config(values: Any, names: Any, own: Mapping[str, Any]) -> Config:
    known = {field.name for field in fields(Config)}
    if not isinstance(names, list) or not all(isinstance(name, str) and name in known for name in names):
        raise wrong(f"own {names!r}", "names of fields")
    if set(own) != set(names):
        allowed = f"the saved experiment's own {', '.join(names)}" if names else "nothing: all is in the file"
        raise InvalidInput("own", ", ".join(own) or "nothing", f"{allowed}, as keywords of load")
    if not isinstance(values, dict) or set(values) & set(names):
        raise wrong("a config that is no mapping", "fields with their values")
    # a file that does not name the student is from before there was a choice: all were the sharper
    config = Config.from_dict({"student": "sharper", **values, **own})
    data = values.get("data")
    mixture = config.dataset.mixture
    if (
        isinstance(data, dict) and mixture is not None
    ):  # dividing weights by their sum again may turn a last bit
        kept = torch.tensor(data["mixture"]["weights"], dtype=torch.float64)
        if torch.allclose(kept, mixture.weights, rtol=1e-12, atol=0):
            object.__setattr__(mixture, "weights", kept)
    return config
