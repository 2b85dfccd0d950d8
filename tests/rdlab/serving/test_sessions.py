"""Whose session and whose event it is: another's is "not yours", and what nobody has is not there."""

import asyncio
import json
import secrets

from benchmarks.fuzz_http import API, JSON, Case, ask
from benchmarks.visitors import Visitor

VISIT = "X-RDLab-Visit"


def post(served, path, body, visit=None):
    headers = (JSON, (VISIT, visit)) if visit else (JSON,)
    answer = ask(served.port, Case("POST", f"{API}/{path}", headers, json.dumps(body).encode()))
    return answer.status, json.loads(answer.body)


def get(served, path, visit=None):
    answer = ask(served.port, Case("GET", f"{API}/{path}", ((VISIT, visit),) if visit else ()))
    return answer.status, answer.body


def joining(served, session):
    page = served.page
    index = page.handlers["page.load"]
    data = [None if key is None else page.values.get(key) for key in page.inputs[index]]
    return {"data": data, "fn_index": index, "session_hash": session, "event_data": None, "trigger_id": None}


def greeted(served, page):
    """What a page of a new visit calls itself in the header."""
    said = {"visit": secrets.token_urlsafe(24), "page": page, "epoch": "", "ack": 0}
    answer = ask(served.port, Case("POST", "/rdlab/hello", (JSON,), json.dumps(said).encode()))
    return f"{said['visit']}.{json.loads(answer.body)['epoch']}"


NOT_YOURS = (403, {"detail": "not yours"})


def test_a_session_belongs_to_the_visit_that_used_it_first(served):
    for greets, others in ((True, ("theirs", None)), (False, ("theirs",))):
        session = secrets.token_hex(5)
        mine = greeted(served, session) if greets else None
        body = joining(served, session)
        status, said = post(served, "queue/join", body, mine)
        assert status == 200, said
        number, _ = next(iter(served.guard.rules.page.servers.items()))
        called = {"component_id": number, "fn_name": "sd_picture", "session_hash": session, "data": "x"}
        cancelled = {"session_hash": session, "fn_index": body["fn_index"], "event_id": said["event_id"]}
        for other in others:
            assert post(served, "queue/join", body, other) == NOT_YOURS
            assert post(served, "cancel", cancelled, other) == NOT_YOURS
            assert post(served, "component_server", called, other) == NOT_YOURS
            assert get(served, f"queue/data?session_hash={session}", other)[0] == 403
            assert get(served, f"heartbeat/{session}", other)[0] == 403
        assert post(served, "component_server", called, mine) == (200, "")
        assert post(served, "cancel", cancelled, mine)[0] == 200
        assert get(served, f"queue/data?session_hash={session}", mine)[0] == 200


def test_anothers_event_is_not_to_be_cancelled_or_reset(served):
    sessions = [secrets.token_hex(5) for _ in range(2)]
    events = [post(served, "queue/join", joining(served, name))[1]["event_id"] for name in sessions]
    for session, event in zip(sessions, reversed(events), strict=True):
        assert (
            post(served, "cancel", {"session_hash": session, "fn_index": 1, "event_id": event}) == NOT_YOURS
        )
    made_up = {"session_hash": sessions[0], "fn_index": 1, "event_id": secrets.token_hex(16)}
    assert post(served, "cancel", made_up) == NOT_YOURS
    assert post(served, "reset", {"event_id": secrets.token_hex(16)}) == NOT_YOURS
    assert post(served, "reset", {"event_id": events[0]})[0] == 200


def test_a_session_that_nobody_has_is_not_there(served):
    name = secrets.token_hex(5)
    assert get(served, f"queue/data?session_hash={name}") == (404, b'{"detail": "Not found"}')
    assert post(served, "cancel", {"session_hash": name, "fn_index": 1, "event_id": "x"}) == NOT_YOURS
    assert get(served, f"call/train/{secrets.token_hex(16)}")[0] == 403
    assert get(served, "queue/data")[0] == 422


def test_events_have_names_that_cannot_be_guessed(served):
    sessions = [secrets.token_hex(5) for _ in range(5)]
    events = [post(served, "queue/join", joining(served, name))[1]["event_id"] for name in sessions]
    assert len(set(events)) == 5 and all(len(event) == 32 and int(event, 16) for event in events)


def test_who_asks_and_never_listens_is_gone_after_the_grace(served):
    """Nothing is kept of them: not what they would have heard, not their session in the engine."""

    async def main():
        for _ in range(5):
            post(served, "queue/join", joining(served, secrets.token_hex(5)))
        assert len(served.guard.sessions) >= 5
        for _ in range(300):
            await asyncio.sleep(0.1)
            stats = await served.engine.stats()
            queues = served.demo._queue.pending_messages_per_session
            if not len(served.guard.sessions) and not queues and not any(each["sessions"] for each in stats):
                return
        raise AssertionError((len(served.guard.sessions), list(queues), stats))

    asyncio.run(main())


def test_who_listens_stays_beyond_the_grace(served):
    async def main():
        visitor = Visitor(served.page, keep=True)
        event = await visitor.open()
        await asyncio.wait_for(event.done.wait(), 60)
        await asyncio.sleep(5)
        again = await visitor.do("page.load")
        await asyncio.wait_for(again.done.wait(), 60)
        assert again.ok
        await visitor.close()

    asyncio.run(main())


def test_a_visitor_has_only_so_many_connections(served):
    async def main():
        name, open_ones = secrets.token_hex(5), []
        for _ in range(served.guard.limits.streams):
            reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
            writer.write(f"GET {API}/heartbeat/{name} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert b" 200 " in await reader.readline()
            open_ones.append(writer)
        status, body = await asyncio.to_thread(get, served, f"heartbeat/{name}")
        assert status == 429 and b"connections" in body
        for writer in open_ones:
            writer.close()
        for _ in range(100):
            await asyncio.sleep(0.05)
            if (await asyncio.to_thread(get, served, f"heartbeat/{name}"))[0] == 200:
                return
        raise AssertionError("a connection that ended still counts")

    asyncio.run(main())
