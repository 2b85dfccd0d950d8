"""A visitor's own data, which the lab keeps, for the sessions of all tabs. Knows no Gradio."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rdlab.engine.engine import Engine
from rdlab.engine.names import Name
from rdlab.stage.own_data import OWN, NotHeld, OwnData, OwnDataGone

Data = str | OwnData  # key of a preset, or what a visitor has brought
OwnDataOf = Callable[[str], OwnData | None]  # of a visitor, what they have brought last


def in_place(values: Mapping[str, Any], own: OwnData | None) -> dict[str, Any]:
    """A page's choices with the visitor's own data themselves where "data" names them. Raises OwnDataGone."""
    if values["data"] != OWN:
        return dict(values)
    if own is None:
        raise OwnDataGone
    return {**values, "data": own}


def key_of(data: Data) -> str:
    """What the page calls the data."""
    return OWN if isinstance(data, OwnData) else data


def named(data: Data) -> str | dict[str, int]:
    """As a session is asked for them: the key of a preset, or the number under which it may hold them."""
    return {OWN: data.number} if isinstance(data, OwnData) else data


async def opened(engine: Engine, name: Name, data: Data, /, **arguments: Any) -> Any:
    """What the session's ``open`` answers; one that has not got the visitor's own data gets them first."""
    try:
        return await engine.call(name, "open", **arguments)
    except NotHeld:
        if not isinstance(data, OwnData):
            raise
        await engine.call(name, "hold", number=data.number, data=data.data)
        return await engine.call(name, "open", **arguments)  # raises NotHeld where it was lost between
