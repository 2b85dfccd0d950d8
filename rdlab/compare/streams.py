"""Several runs of the engine read as one stream of messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Iterable
from typing import Any

from rdlab.engine.run import Restored

PERIOD = 0.2  # seconds: pictures of several columns come together, and small ones need not come oftener


async def merged(runs: Iterable[AsyncIterator[dict]]) -> AsyncGenerator[dict | Restored, None]:
    """The messages {"columns": {column: {part: value}}} of all runs, joined.

    Of a part that came twice since the last look, the newer; where runs have moved to another worker, one
    Restored. Ends with the last of them; an error of one ends
    all.
    """
    came = asyncio.Event()
    moved: list[Restored] = []
    columns: dict[str, dict[str, Any]] = {}

    async def read(run: AsyncIterator[dict]) -> None:
        try:
            async for message in run:
                if isinstance(message, Restored):
                    moved.append(message)
                else:
                    join(columns, message["columns"])
                came.set()
        finally:
            came.set()

    tasks = [asyncio.create_task(read(run)) for run in runs]
    try:
        while True:
            came.clear()
            over = all(task.done() for task in tasks)
            for task in tasks:
                if task.done():
                    task.result()
            if moved:
                yield moved.pop()
                moved.clear()  # several were lost with one worker: it is said once
            if columns:
                taken = {"columns": dict(columns)}
                columns.clear()  # before the reader has it: what comes while it is busy is kept for the next
                yield taken
                await asyncio.sleep(PERIOD)
            elif over:
                return
            else:
                await came.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def as_they_come(calls: Iterable[Awaitable[dict]]) -> AsyncGenerator[dict, None]:
    """The answers in the order in which they come; those that nobody waits for any more are given up."""
    tasks = [asyncio.ensure_future(call) for call in calls]
    try:
        for answer in asyncio.as_completed(tasks):
            yield await answer
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def join(columns: dict[str, dict[str, Any]], newer: dict[str, dict[str, Any]]) -> None:
    """Take over newer parts of columns; the meters of one slot leave the other's as they are."""
    for name, parts in newer.items():
        mine = columns.setdefault(name, {})
        meters = mine.get("meters", {}) | parts.get("meters", {})
        mine.update(parts)
        if meters:
            mine["meters"] = meters
