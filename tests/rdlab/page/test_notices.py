"""What is said of errors, as they come from a worker."""

import numpy as np
import pytest
import torch

import toy
from rdlab.engine.errors import pack_error, unpack_error
from rdlab.page.updates import notice_of
from rdlab.words import TEXTS

MUCH = 2**50


def error_of(work):
    """The error of some work, by way of a worker."""
    with pytest.raises(Exception) as raised:  # noqa: PT011 - whichever it is
        work()
    return unpack_error(pack_error(raised.value))


@pytest.mark.parametrize("allocate", [torch.empty, np.empty, bytearray], ids=["torch", "numpy", "python"])
def test_memory_that_ran_out_is_said_in_a_sentence(allocate):
    notice = notice_of(error_of(lambda: allocate(MUCH)))
    assert notice == {"kind": "error", "key": "error.memory", "args": {}}


def test_every_sentence_has_what_it_needs():
    def diverges():
        raise toy.Diverged("base", 1234, 1200)

    notice = notice_of(error_of(diverges))
    for text in TEXTS[notice["key"]]:
        said = text.format(**notice["args"])
        assert "1,234" in said and "1,200" in said
