"""``python -m benchmarks.counted``: the app, for `soak`; GET /rdlab/counts says what it holds."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from rdlab.app import serve
from rdlab.engine.admission import Places, default_places
from rdlab.engine.engine import Engine
from rdlab.engine.process import default_workers, usable_cores
from rdlab.page.gradio_internals import PageBlocks
from rdlab.page.handlers import Handlers
from rdlab.page.wiring import Wiring
from rdlab.serving.arrivals import Arrivals
from rdlab.sessions import SESSIONS


def counts(demo: PageBlocks, engine: Engine, places: Places) -> dict[str, int]:
    """How many there are of all that comes and goes with visitors."""
    queue, app = demo._queue, demo.app
    known = [each for each in gc.get_objects() if issubclass(type(each), Wiring | Handlers | Arrivals)]
    return {
        "visits": len(demo.visits),
        "streams": sum(visit.streams for visit in demo.visits),
        "sessions": len(engine._visitors),
        "runs": len(engine._runs),
        "calls": len(engine._calls),
        "places": places.taken + places.waiting,
        "boards": sum(len(each._boards) for each in known if isinstance(each, Wiring)),
        "states": sum(len(each._pages) for each in known if isinstance(each, Handlers)),
        "outboxes": len(demo.outboxes),
        "messages": sum(len(each._waiting) + len(each._sent) for each in demo.outboxes.values()),
        "events": len(queue.event_ids_to_events),
        "pages with events": len(queue.pending_event_ids_session),
        "queued": sum(len(each.queue) for each in queue.event_queue_per_concurrency_id.values()),
        "iterators": len(app.iterators) + len(app.iterators_to_reset),
        "gradio's states": len(demo.state_holder.session_data),
        "tasks": len(asyncio.all_tasks()),
        "threads": threading.active_count(),
        "answers": sum(len(each._answers) for each in known if isinstance(each, Arrivals)),
    }


def main() -> None:
    """Serve until it is ended."""
    engine, places = Engine(SESSIONS, default_workers()), Places(default_places(usable_cores()))
    demo = serve(engine, places, prevent_thread_lock=True)

    guard = demo.app.middleware_stack  # which lets through what a page may ask

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/rdlab/counts":
            return await JSONResponse(counts(demo, engine, places))(scope, receive, send)
        return await guard(scope, receive, send)

    demo.app.middleware_stack = counted
    ended = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    ended.wait()
    engine.close()
    os._exit(0)  # whatever threads there are


if __name__ == "__main__":
    main()
