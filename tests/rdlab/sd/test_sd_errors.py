"""Every failure is one clear sentence, made from the real error."""

import diffusers
import gradio
import pytest
import torch
from huggingface_hub.errors import LocalEntryNotFoundError
from sd_help import pipeline, request, said

from rdlab import sd
from rdlab.sd.errors import explain, is_out_of_memory


def provoke(action) -> sd.Sentence:
    with pytest.raises(Exception) as error:  # noqa: PT011 - whatever the library raises
        action()
    sentence = explain(error.value, "the model")
    assert said(sentence)
    return sentence


def test_memory():
    assert provoke(lambda: torch.empty(10**15)).key == "sd.error.memory"
    assert is_out_of_memory(torch.OutOfMemoryError("CUDA out of memory."))


def test_size(load):
    told = provoke(lambda: pipeline(load("rd"))("a cat", height=60, width=68))
    assert told == sd.Sentence("sd.error.size", {"height": "60", "width": "68"})


def test_low_rank_weights_without_peft(models, load):
    pipe = pipeline(load("rd"))
    file = models / "lcm-lora-sdv1-5" / "pytorch_lora_weights.safetensors"
    assert provoke(lambda: pipe.load_lora_weights(str(file))).key == "sd.error.peft"


def test_not_there_and_offline(tmp_path):
    from huggingface_hub import hf_hub_download

    def hub():
        hf_hub_download("owner/none", "a.ckpt", cache_dir=tmp_path)

    with pytest.raises(LocalEntryNotFoundError):
        hub()
    assert provoke(hub).key == "sd.error.absent"
    folder = str(tmp_path / "none")
    assert provoke(lambda: diffusers.AutoencoderKL.from_pretrained(folder)).key == "sd.error.absent"


def test_a_lent_gpu_whose_quota_is_used_up():
    def refuse():
        raise gradio.Error("You have exceeded your GPU quota (60s requested vs. 12s left).")

    assert provoke(refuse).key == "sd.error.quota"


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_gpu_that_is_not_there():
    assert provoke(lambda: torch.zeros(1).cuda()).key == "sd.error.driver"


def test_the_telling_error_may_be_the_cause():
    def wrapped():
        try:
            torch.empty(10**15)
        except RuntimeError as error:
            raise ValueError("could not run") from error

    assert provoke(wrapped).key == "sd.error.memory"


def test_what_nobody_foresaw_is_told_as_it_is():
    def odd():
        raise KeyError("what\nis this")

    assert provoke(odd).key == "sd.error.unknown"
    assert "ZeroDivisionError" in said(explain(ZeroDivisionError()))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": "none"}, "no model “none”"),
        ({"steps": 3}, "1, 2, 4, 8, 25 steps, not 3"),
        ({"width": 60}, "multiples of 8"),
        ({"height": 8}, "64 to 1536"),
        ({"guidance": -1.0}, "0 to 20"),
        ({"prompt": " "}, "Write what"),
        ({"seeds": ()}, "1 to 16 images"),
        ({"seeds": (-1,)}, "at least 0"),
    ],
)
def test_a_request_that_does_not_fit_says_what(studio, changes, words):
    (last,) = studio.generate(request(**{"model": "rd", **changes}))
    assert isinstance(last, sd.Failed) and words in said(last.sentence)
