"""What the page consists of, as its configuration says: its events, and what each of them takes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from rdlab.serving.refusals import malformed, not_found

Fits = Callable[[Any], bool]
SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)  # what a page may call itself
_OPTIONAL: dict[str, tuple[type, ...]] = {"event_id": (str,), "simple_format": (bool,), "oauth_token": (str,)}


@dataclass(frozen=True)
class Page:
    """What may be asked of the page.

    Attributes:
        inputs: number of an event -> what fits each of its inputs.
        public: name of an event that anyone may call by it -> its number.
        triggers: numbers of what may cause an event: the components, and the page itself.
        servers: number of a component -> the names of its functions that the browser may call.
    """

    inputs: Mapping[int, tuple[Fits, ...]]
    public: Mapping[str, int]
    triggers: frozenset[int]
    servers: Mapping[int, frozenset[str]]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Page:
        """From Gradio's configuration of the page."""
        fits = {each["id"]: _fits(each["type"], each["props"]) for each in config["components"]}
        events = [each for each in config["dependencies"] if each["backend_fn"]]
        servers = {
            each["id"]: frozenset(each["props"].get("server_fns") or ()) for each in config["components"]
        }
        return cls(
            {each["id"]: tuple(fits.get(id, _anything) for id in each["inputs"]) for each in events},
            {each["api_name"]: each["id"] for each in events if each["api_visibility"] == "public"},
            frozenset(fits) | {id for each in events for id, _ in each["targets"] if id is not None},
            {id: names for id, names in servers.items() if names},
        )

    def check_event(self, body: Mapping[str, Any]) -> None:
        """What joins the queue. Raises Refused, with a sentence that names the field."""
        index, trigger = body.get("fn_index"), body.get("trigger_id")
        if not _is_int(index) or index not in self.inputs:
            raise malformed("fn_index: allowed: the number of one of the page's events.")
        if trigger is not None and (not _is_int(trigger) or trigger not in self.triggers):
            raise malformed("trigger_id: allowed: the number of one of the page's components, or null.")
        for name, kinds in _OPTIONAL.items():
            if body.get(name) is not None and not isinstance(body[name], kinds):
                raise malformed(f"{name}: allowed: {kinds[0].__name__} or null.")
        if body.get("batched") or body.get("simple_format"):
            raise malformed("batched, simple_format: allowed: false.")
        self.check_data(body.get("data"), index)

    def check_call(self, name: str, body: Mapping[str, Any]) -> None:
        """What calls an event by its name. Raises Refused."""
        if name not in self.public:
            raise not_found()
        if "data" in body:
            self.check_data(body["data"], self.public[name])

    def check_data(self, data: Any, index: int) -> None:
        """The values of an event's inputs. Raises Refused."""
        fits = self.inputs[index]
        if not isinstance(data, list) or len(data) != len(fits):
            raise malformed(f"data: allowed: a list of {len(fits)} values.")
        for number, (value, fit) in enumerate(zip(data, fits, strict=True)):
            if not fit(value):
                raise malformed(f"data[{number}]: not a value that this control can have.")

    def check_server(self, body: Mapping[str, Any]) -> None:
        """What calls a component's function. Raises Refused."""
        id, name = body.get("component_id"), body.get("fn_name")
        if not _is_int(id) or not isinstance(name, str) or "data" not in body:
            raise malformed("component_id, fn_name, data: allowed: a number, a text, and a value.")
        if name not in self.servers.get(id, ()):
            raise not_found()


def session_of(value: Any) -> str:
    """What a page calls itself. Raises Refused."""
    if not isinstance(value, str) or not SESSION.fullmatch(value):
        raise malformed("session_hash: allowed: 1 to 64 letters, digits, - and _.")
    return value


def _is_int(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _anything(_: Any) -> bool:
    return True


def _is_number(value: Any) -> bool:
    """As a number's control sends it; null where it is empty."""
    if value is None:
        return True
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and abs(value) < 1e300 and math.isfinite(value)


def _fits(kind: str, props: Mapping[str, Any]) -> Fits:
    """What Gradio's component of this kind takes without raising anything."""
    if kind == "number":
        return _is_number
    if kind in ("radio", "dropdown", "checkboxgroup"):
        known = {(type(value), value) for _, value in props.get("choices") or ()}
        chosen = lambda value: (type(value), value) in known if _is_plain(value) else False  # noqa: E731
        if kind == "checkboxgroup":
            return lambda value: isinstance(value, list) and len(value) <= 1000 and all(map(chosen, value))
        return lambda value: value is None or chosen(value)
    return _anything


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float)
