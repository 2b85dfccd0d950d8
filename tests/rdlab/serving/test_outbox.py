"""What an open page is still to hear, whatever becomes of its connection."""

import asyncio
import json

import gradio as gr
import pytest
from gradio.server_messages import ProcessCompletedMessage, ProcessStartsMessage
from hypothesis import given, settings
from hypothesis import strategies as st

from rdlab.serving.outbox import UNREAD, Outbox, Outboxes, Update

SKIP = gr.skip()


def update(event: str, *data, parts=(1, 2, 3)) -> Update:
    made = Update.of(parts, list(data))
    made.event_id = event
    return made


def started(event: str) -> ProcessStartsMessage:
    return ProcessStartsMessage(event_id=event)


def ended(event: str) -> ProcessCompletedMessage:
    return ProcessCompletedMessage(event_id=event, output={}, success=True)


async def read_all(outbox: Outbox, patience: float = 0.01) -> list[dict]:
    found = []
    while message := await outbox.read(patience):
        outbox.confirm(message[0])
        found.append(json.loads(message[1]))
    return found


class Page:
    """What a browser makes of the messages, as Gradio's client does: edits of each event's last values."""

    def __init__(self):
        self.shown: dict[int, object] = {}
        self._known: dict[str, list] = {}

    def take(self, message: dict, parts=(1, 2, 3)) -> None:
        if message["msg"] != "process_generating":
            return
        known = self._known.setdefault(message["event_id"], [None] * len(parts))
        for i, edits in enumerate(message["output"]["data"]):
            for action, path, value in edits:
                assert (action, path) == ("replace", [])
                known[i] = value
            if known[i] is not None and known[i] != SKIP:
                self.shown[parts[i]] = known[i]


def test_messages_come_in_order_under_rising_numbers():
    async def run():
        outbox = Outbox("page", {"page": {"a", "b"}})
        for message in (started("a"), update("a", 1, SKIP, SKIP), ended("a")):
            outbox.put_nowait(message)
        numbers = [(await outbox.read(1))[0] for _ in range(3)]
        assert numbers == list(range(numbers[0], numbers[0] + 3))
        assert await outbox.read(0.01) is None  # "b" is under way: the stream stays open
        outbox.put_nowait(ended("b"))
        kinds = [json.loads((await outbox.read(1))[1])["msg"] for _ in range(2)]
        assert kinds == ["process_completed", "close_stream"]

    asyncio.run(run())


def test_a_reader_that_comes_back_gets_what_it_has_not_seen():
    async def run():
        outbox = Outbox("page", {})
        for k in range(5):
            outbox.put_nowait(started(str(k)))
        sent = [await outbox.read(1) for _ in range(5)]
        assert outbox.again(sent[1][0]) == sent[2:]
        assert outbox.again(sent[4][0]) == []

    asyncio.run(run())


def test_who_was_waiting_on_a_connection_that_is_left_takes_nothing_from_the_next():
    """What it took after the next one had asked would reach nobody."""

    async def run():
        outbox = Outbox("page", {})
        outbox.again(0, "left")
        waiting = asyncio.create_task(outbox.read(5, "left"))
        await asyncio.sleep(0.01)
        assert outbox.again(0, "newest") == []
        outbox.put_nowait(started("a"))
        assert await waiting is None
        assert json.loads((await outbox.read(1, "newest"))[1])["event_id"] == "a"

    asyncio.run(run())


def test_a_stream_is_not_closed_when_something_has_begun_since():
    async def run():
        events = {"page": {"a"}}
        outbox = Outbox("page", events)
        outbox.put_nowait(ended("a"))
        assert json.loads((await outbox.read(1))[1])["event_id"] == "a"
        events["page"].add("b")
        assert await outbox.read(0.01) is None
        outbox.put_nowait(ended("b"))
        assert [message["msg"] for message in await read_all(outbox)] == ["process_completed", "close_stream"]

    asyncio.run(run())


def test_updates_that_wait_are_joined_and_nothing_newer_is_undone():
    async def run():
        outbox = Outbox("page", {"page": {"a", "b"}})
        outbox.put_nowait(update("a", "old", "kept", SKIP))
        outbox.put_nowait(update("b", "b's", SKIP, SKIP))
        outbox.put_nowait(update("a", SKIP, SKIP, "new"))
        page = Page()
        messages = await read_all(outbox)
        for message in messages:
            page.take(message)
        assert len(messages) == 2
        assert page.shown == {1: "b's", 2: "kept", 3: "new"}

    asyncio.run(run())


def test_what_waits_for_a_page_that_is_cut_off_stays_small():
    async def run():
        outbox = Outbox("page", {"page": {"a"}})
        for k in range(10_000):
            outbox.put_nowait(update("a", f"{k}" * 1000, SKIP, SKIP))
        (message,) = await read_all(outbox)
        assert message["output"]["data"][0][0][2] == "9999" * 1000

    asyncio.run(run())


def test_no_more_than_so_much_is_on_its_way():
    async def run():
        outbox = Outbox("page", {})
        for k in range(3 * UNREAD):
            outbox.put_nowait(started(str(k)))
        count = 0
        while last := await outbox.read(0.01):
            count, number = count + 1, last[0]
        assert count == UNREAD
        outbox.confirm(number)
        assert await outbox.read(0.01)

    asyncio.run(run())


def test_a_page_that_was_left_hears_nothing_and_keeps_nothing():
    outboxes = Outboxes({})
    outboxes["page"] = None
    known = outboxes["page"]
    outboxes.drop("page")
    outboxes.drop("page")
    for outbox in (known, outboxes["page"]):
        outbox.put_nowait(started("a"))
        assert not outbox._waiting
    assert "page" not in outboxes


DATA = st.lists(st.integers(0, 9) | st.none(), min_size=3, max_size=3)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from("ab"), DATA),
        st.tuples(st.just("read"), st.integers(1, 4)),
        st.tuples(st.just("cut"), st.booleans()),
    ),
    max_size=40,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(MOVES)
def test_however_it_is_read_and_cut_the_page_ends_with_the_newest_values(moves):
    async def run():
        outbox, page, newest, seen = Outbox("page", {"page": {"a", "b"}}), Page(), {}, 0
        for what, *rest in moves:
            if what == "put":
                event, values = rest
                data = [SKIP if value is None else value for value in values]
                newest |= {part: v for part, v in zip((1, 2, 3), data, strict=True) if v != SKIP}
                outbox.put_nowait(update(event, *data))
            elif what == "read":
                for _ in range(rest[0]):
                    if message := await outbox.read(0.0):
                        seen = message[0]
                        page.take(json.loads(message[1]))
            else:  # the last messages may have arrived although they were not confirmed
                for number, text in outbox.again(seen if rest[0] else 0):
                    if number > seen:
                        page.take(json.loads(text))
                        seen = number
        for message in await read_all(outbox, 0.0):
            page.take(message)
        assert page.shown == newest

    asyncio.run(run())


@pytest.mark.parametrize("count", [1, 3])
def test_programs_read_the_same_messages_with_gradios_own_call(count):
    async def run():
        outbox, page = Outbox("page", {"page": {"a"}}), Page()
        for k in range(count):
            outbox.put_nowait(update("a", k, SKIP, SKIP))
            page.take((await outbox.get()).model_dump())
        assert page.shown == {1: count - 1}

    asyncio.run(run())
