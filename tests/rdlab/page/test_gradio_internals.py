"""What the app relies on inside Gradio: a test for each thing, so that an update of Gradio fails here."""

import ast
import asyncio
import inspect
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest
from gradio.blocks import Block, Blocks
from gradio.components.base import _Keywords
from gradio.queueing import Event, Queue
from gradio.server_messages import ProcessGeneratingMessage
from gradio.state_holder import SessionState, StateHolder
from gradio_client import Client

from rdlab.page.gradio_internals import IDLE, NO_PROGRESS, PageBlocks, sent_with
from rdlab.page.parts import Sentence
from rdlab.serving.outbox import Outbox, Outboxes, Update

ROOT = Path(__file__).resolve().parents[3]


def parameters(method) -> list[str]:
    return list(inspect.signature(method).parameters)


# --- what is there ----------------------------------------------------------------------------------------


def test_no_interface_file_is_written_beside_our_parts():
    writes = "gradio.component_meta.create_or_modify_pyi.__module__"
    run = f"import rdlab.app, gradio.component_meta; assert {writes} == 'rdlab.page.no_stubs'"
    subprocess.run([sys.executable, "-c", run], cwd=ROOT, check=True)
    assert not list((ROOT / "rdlab").rglob("*.pyi"))


def test_what_an_event_has_sent_is_kept_whole():
    assert sent_with(gr.EventData(None, {"rate": 3})) == {"rate": 3}
    assert sent_with(gr.EventData(None, None)) is None


def test_the_methods_that_are_overridden_take_what_they_took():
    assert parameters(Blocks.postprocess_data) == ["self", "block_fn", "predictions", "state"]
    taken = parameters(Blocks.process_api)
    assert taken[:3] == ["self", "block_fn", "inputs"] and {"state", "iterator", "event_id"} <= set(taken)
    assert inspect.iscoroutinefunction(Blocks.process_api)
    assert inspect.iscoroutinefunction(Blocks.postprocess_data)
    assert issubclass(PageBlocks, Blocks) and "process_api" in inspect.getsource(gr.route_utils)
    assert "iterator=" in inspect.getsource(gr.route_utils.call_process_api)


def test_a_handler_that_has_ended_is_known_by_a_word_of_gradios():
    assert _Keywords.FINISHED_ITERATING in _Keywords
    assert "FINISHED_ITERATING" in inspect.getsource(Blocks.call_function)


def test_the_queue_rests_as_long_as_it_is_told():
    with PageBlocks() as demo:
        gr.Markdown("")
    queue = demo.queue()._queue
    assert (queue.sleep_when_free, queue.progress_update_sleep_when_free) == (IDLE, NO_PROGRESS)
    source = inspect.getsource(Queue)
    assert "asyncio.sleep(self.sleep_when_free)" in source
    assert "asyncio.sleep(self.progress_update_sleep_when_free)" in source


def test_the_queue_knows_its_events_and_sends_them_messages():
    assert parameters(Queue.send_message)[:3] == ["self", "event", "event_message"]
    source = inspect.getsource(Queue)
    assert "self.event_ids_to_events: dict[str, Event]" in source and "event.alive" in source
    assert "self.alive = True" in inspect.getsource(Event)


def test_every_part_has_a_number_and_says_whether_it_keeps_state():
    with PageBlocks():
        plain, state = gr.Markdown(""), gr.State(0)
    assert isinstance(plain, Block) and isinstance(plain._id, int) and plain._id != state._id
    assert state.stateful and not plain.stateful


def test_skip_is_a_value_that_equals_itself():
    assert gr.skip() == gr.skip() and gr.skip() is not None


def test_what_is_kept_of_a_page_can_be_freed():
    with PageBlocks() as demo:
        gr.Markdown("")
    demo.queue()
    holder = demo.state_holder
    assert isinstance(holder, StateHolder)
    holder.set_blocks(demo)
    holder["page"]
    assert "page" in holder.session_data and "page" in holder.time_last_used
    demo.forget("page")
    assert "page" not in holder.session_data and "page" not in holder.time_last_used
    demo.forget("page")  # twice does no harm


def test_what_is_kept_of_a_page_is_slim_and_serves_its_events():
    with PageBlocks() as demo:
        words = gr.Textbox("as it was")
        words.submit(lambda text: text, words, words)
    app = SimpleNamespace()
    demo.slim(app)
    state = app.state_holder["page"]
    assert demo.state_holder is app.state_holder and state[words._id] is not None
    state._update_value_in_config(words._id, "changed")
    assert not state.config_values and state.state_data == {} and not list(state.state_components)
    whole = set(vars(SessionState(demo)))
    assert set(vars(state)) == whole


# --- what travels -----------------------------------------------------------------------------------------


def test_an_update_is_a_message_as_gradio_makes_it():
    value, skip = {"key": "a", "args": {}}, gr.skip()
    mine = Update.of(range(5), [value, skip, None, None, skip])
    mine.event_id, mine.before = "e", [..., skip, None, value, value]
    edits = [[["replace", [], value]], [], [], [["replace", [], None]], [["replace", [], skip]]]
    output = {"data": edits, "is_generating": True}
    theirs = ProcessGeneratingMessage(output=output, success=True, event_id="e")
    assert mine.model_dump() == theirs.model_dump()


def test_the_queue_puts_what_a_page_is_to_hear_where_it_is_told():
    with PageBlocks() as demo:
        gr.Markdown("")
    queue = demo.queue()._queue
    assert queue.pending_messages_per_session is demo.outboxes and isinstance(demo.outboxes, Outboxes)
    source = inspect.getsource(Queue)
    assert "self.pending_messages_per_session[body.session_hash] = AsyncQueue()" in source
    assert "self.pending_messages_per_session[event.session_hash]" in source
    assert "self.pending_event_ids_session: dict[str, set[str]]" in source
    demo.outboxes["page"] = None
    assert isinstance(demo.outboxes["page"], Outbox)
    taken = set(re.findall(r"messages\.(\w+)\(|queue\.(\w+)\(HeartbeatMessage", inspect.getsource(gr.routes)))
    assert {name for pair in taken for name in pair if name} <= set(dir(Outbox))


def handlers_of(demo_class):
    """A page with a handler that changes parts one by one, leaves others, and ends without a word."""
    with demo_class() as demo:
        button, first, second = gr.Button(), Sentence(), gr.Textbox("as it was")

        async def three():
            yield {first: {"key": "one", "args": {}}}
            await asyncio.sleep(0.05)
            yield {second: "changed"}
            await asyncio.sleep(0.05)
            yield {first: {"key": "two", "args": {}}}

        async def nothing():
            if False:
                yield {}

        button.click(three, None, [first, second], api_name="three")
        button.click(nothing, None, [first, second], api_name="nothing")
    return demo


@pytest.fixture(scope="module")
def client():
    demo = handlers_of(PageBlocks).queue()
    demo.launch(
        prevent_thread_lock=True, quiet=True, server_name="127.0.0.1", ssr_mode=False, run_history=False
    )
    yield Client(demo.local_url, verbose=False)
    demo.close()


def test_updates_arrive_in_order_and_leave_the_other_parts_alone(client):
    job = client.submit(api_name="/three")
    job.result(timeout=30)
    first, second = zip(*job.outputs(), strict=True)
    words = [value.get("key", "untouched") for value in first if isinstance(value, dict)]
    assert next(word for word in words if word != "untouched") == "one" and "two" in words
    assert "changed" in second


def test_a_handler_with_nothing_to_say_empties_no_part(client):
    first, second = client.predict(api_name="/nothing")
    assert first == gr.skip() and second == gr.skip()


# --- and nowhere else -------------------------------------------------------------------------------------

PUBLIC = ("gradio", "gradio.components")  # what Gradio documents
INSIDE = re.compile(
    r"\b(event_ids_to_events|session_data|time_last_used|state_holder|process_api|postprocess_data"
    r"|sleep_when_free|progress_update_sleep_when_free|server_messages|FINISHED_ITERATING)\b"
)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "rdlab").rglob("*.py")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_what_is_private_to_gradio_is_used_in_two_files_only(path):
    source = path.read_text()
    if path.name in ("gradio_internals.py", "outbox.py") or "gradio" not in source:
        return
    assert not INSIDE.search(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gradio"):
            found = [node.module, *(alias.name for alias in node.names)]
            assert node.module in PUBLIC and not any(name.startswith("_") for name in found), found
        elif isinstance(node, ast.Import):
            assert not [alias.name for alias in node.names if alias.name.startswith("gradio.")]
        elif isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            owner = ast.unparse(node.value)
            assert owner in ("self", "cls", "super()"), f"{path.name}:{node.lineno}: {ast.unparse(node)}"
