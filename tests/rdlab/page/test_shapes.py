"""Values that no page sends are told from those that one does."""

import json

import gradio as gr
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdlab.diffusion.parts import START, SdForm
from rdlab.lab.parts import TeacherMenu
from rdlab.learn.parts import LessonList
from rdlab.page.parts import DataMenu, DataPicker, Part, StepsPicker

with gr.Blocks():
    PARTS = (SdForm(), TeacherMenu(), LessonList(), DataMenu(), DataPicker(), StepsPicker())
OF_A_PAGE = (
    (SdForm, START),
    (SdForm, START | {"width": None, "model": None}),
    (TeacherMenu, {"all": ["exact", "base"], "held": "x", "chosen": None}),
    (TeacherMenu, None),
    (LessonList, {"number": 3, "turn": 1}),
    (DataMenu, "moons"),
    (DataPicker, "own"),
    (StepsPicker, 50),
    (StepsPicker, None),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(("kind", "value"), OF_A_PAGE)
def test_what_a_page_sends_goes_through(kind, value):
    part = next(part for part in PARTS if type(part) is kind)
    assert part.preprocess(json.loads(json.dumps(value))) == value


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.data())
def test_anything_else_is_refused_in_one_sentence(part, data):
    sent = data.draw(JSON)
    if isinstance(part, SdForm) and data.draw(st.booleans()):
        sent = START | {data.draw(st.sampled_from(sorted(START))): sent}
    if part.accepts(sent):
        assert part.preprocess(sent) is sent
    else:
        with pytest.raises(gr.Error, match="than a page sends") as refused:
            part.preprocess(sent)
        assert not refused.value.print_exception


def test_whole_numbers_beyond_any_use_are_refused():
    assert not LessonList.accepts(PARTS[2], {"number": 10**5000, "turn": 0})
    assert isinstance(PARTS[0], Part)
