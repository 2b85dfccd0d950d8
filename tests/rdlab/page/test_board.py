"""A page that is loaded anew has again what its tab showed."""

import asyncio
from contextlib import aclosing
from types import SimpleNamespace

import gradio as gr

from rdlab.page.board import Board, joined, served
from rdlab.page.parts import Backpressure, OwnData, Sentence

with gr.Blocks():
    PARTS = {
        "choice": gr.Radio(["a", "b"]),
        "run": gr.Button(),
        "said": Sentence(),
        "pulse": Backpressure(),
        "own": OwnData(),
    }


def nothing(visitor, held, values):
    return None


async def read(updates) -> list[dict]:
    async with aclosing(updates) as found:
        return [update async for update in found]


def test_the_properties_of_a_component_are_joined_and_values_replaced():
    one, two = gr.update(interactive=False), gr.update(value="x")
    assert joined(one, two) == {**one, **two}
    assert joined({"key": "a"}, {"args": {}}) == {"args": {}}
    assert joined(one, "x") == "x"


def test_what_lasts_is_kept_and_what_was_for_a_moment_is_not():
    board = Board(PARTS)
    board.put({"said": 1, "pulse": 12.3, "own": {"wanted": 1}}, "p")
    board.put({"own": {"kind": "csv"}, "said": None}, "p")
    assert board.whole() == {"said": None, "own": {"kind": "csv"}}


def test_a_widget_holds_what_was_said_or_chosen_last():
    board = Board(PARTS)
    board.take({"choice": "a"})
    board.put({"choice": "b"}, "p")
    assert board.whole() == {"choice": "b"} == board.values
    board.take({"choice": "a"})
    assert board.whole() == {"choice": "a"}


def test_a_page_loaded_anew_gets_all_and_follows_what_goes_on():
    async def test():
        board, going, calls = Board(PARTS), asyncio.Event(), []

        async def run(visitor, values):
            calls.append((visitor, values))
            yield {"said": 1, "run": gr.update(interactive=False)}
            await going.wait()
            yield {"said": 2}
            yield {"said": 3}

        async def opened(visitor, values):
            raise AssertionError("it is open")
            yield

        first = asyncio.create_task(read(served(board, "one", run, "v", {"choice": "b"}, (), None)))
        await asyncio.sleep(0.01)
        again = asyncio.create_task(read(served(board, "two", opened, "v", {"choice": "a"}, (), nothing)))
        await asyncio.sleep(0.01)
        assert await read(served(board, "one", run, "v", {"choice": "a"}, (), None)) == []  # it was left
        going.set()
        whole, *rest = await asyncio.wait_for(again, 5)
        assert whole == {"choice": "b", "said": 1, "run": gr.update(interactive=False)}
        assert rest[-1] == {"said": 3}
        assert len(await first) == 3 and calls == [("v", {"choice": "b"})]

    asyncio.run(test())


def test_a_page_loaded_anew_may_ask_for_something_else():
    async def test():
        board = Board(PARTS)

        async def opened(visitor, values):
            yield {"said": values["choice"]}

        await read(served(board, "one", opened, "v", {"choice": "a"}, (), nothing))
        other = SimpleNamespace(held=None)

        def resumed(visitor, held, values):
            other.held = held
            return held | {"choice": "b"}

        updates = await read(served(board, "two", opened, "v", {"choice": "b"}, (), resumed))
        assert updates == [{"choice": "a", "said": "a"}, {"said": "b"}] and other.held == {"choice": "a"}

    asyncio.run(test())
