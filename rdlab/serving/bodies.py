"""The bodies of requests: read up to a size, and known to be small, sound JSON before anything parses them.

A parser holds the event loop for as long as it takes, and that grows with the number of values, not with the
length of a text. So they are counted first, outside the texts, with pauses.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any, NoReturn

from starlette.types import Message, Receive

from rdlab.serving.limits import HttpLimits
from rdlab.serving.refusals import Refused, malformed

_BRACKET = re.compile(rb"[\[\]{}]")
_PAUSE = 2_000  # texts looked over before others have a turn


async def read(receive: Receive, declared: int | None, limits: HttpLimits) -> bytes:
    """The whole body, whatever it declares about its size. Raises Refused."""
    if declared is not None and declared > limits.request:
        raise _too_large(limits)
    chunks, size = [], 0
    try:
        async with asyncio.timeout(limits.arrival):
            while True:
                message: Message = await receive()
                if message["type"] != "http.request":
                    raise Refused("left", 400, "The request ended early.")
                chunks.append(message.get("body", b""))
                size += len(chunks[-1])
                if size > limits.request:
                    raise _too_large(limits)
                if not message.get("more_body", False):
                    return b"".join(chunks)
    except TimeoutError:
        raise Refused("slow", 408, f"The request took longer than {limits.arrival:g} seconds.") from None


def _too_large(limits: HttpLimits) -> Refused:
    sentence = f"The request is larger than {limits.request:,} bytes."
    return Refused("too large", 413, sentence, {"connection": "close"})


async def parsed(body: bytes, limits: HttpLimits) -> dict[str, Any]:
    """The JSON object that the body is. Raises Refused."""
    await _look_over(body, limits)
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=_no_number)
        if b"\\u" in body:  # half of a surrogate pair is no text: nobody can send it on
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeError:
        raise malformed("The request is not UTF-8 text.", 400) from None
    except (ValueError, RecursionError):
        raise malformed("The request is not JSON.", 400) from None
    if not isinstance(found, dict):
        raise malformed("The request is not a JSON object.")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


async def _look_over(body: bytes, limits: HttpLimits) -> None:
    """Raises Refused for too many values, too deep a nesting, too long a number."""
    number = re.compile(rb"[0-9]{%d}" % (limits.digits + 1))
    values, depth, texts, at = 0, 0, 0, 0
    while at < len(body):
        quote = body.find(b'"', at)
        end = len(body) if quote < 0 else quote
        outside = body[at:end]
        values += outside.count(b",") + outside.count(b"[") + outside.count(b"{") + 1
        if values > limits.values:
            raise malformed(f"The request holds more than {limits.values:,} values.", 413)
        if number.search(outside):
            raise malformed(f"A number has more than {limits.digits} digits.")
        for bracket in _BRACKET.findall(outside):
            depth += 1 if bracket in b"[{" else -1
            if depth > limits.depth:
                raise malformed(f"The request is nested more than {limits.depth} deep.")
        if quote < 0:
            return
        at = _end_of_text(body, quote + 1)
        texts += 1
        if texts % _PAUSE == 0:
            await asyncio.sleep(0)


def _end_of_text(body: bytes, start: int) -> int:
    """Where a text ends, behind its quote: one with an even number of backslashes before it."""
    at = start
    while (at := body.find(b'"', at)) >= 0:
        before = at
        while before > start and body[before - 1] == 0x5C:
            before -= 1
        if (at - before) % 2 == 0:
            return at + 1
        at += 1
    return len(body)
