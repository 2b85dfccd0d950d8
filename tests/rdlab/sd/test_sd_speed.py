"""What makes a GPU quick: recordings, channels last, quicker parts; the kernels themselves need one."""

import gc
import weakref

import pytest
import tiny
import torch
from torch.nn import functional

from rdlab.sd import group_norm, layout, small_decoder
from rdlab.sd.graphs import MOST, Graphs, Recording


class Tape:
    """In place of a CUDA graph: does the work again when replayed."""

    def __init__(self, work, inputs, out):
        self.work, self.inputs, self.out, self.played = work, inputs, out, 0

    def replay(self):
        self.played += 1
        self.out.copy_(self.work(*self.inputs))


class OnCpu(Graphs):
    """Records on the CPU; what it recorded, in order."""

    def __init__(self, fails=False):
        super().__init__()
        self.tapes, self.fails = [], fails

    def _reach(self, inputs):
        return True

    def _record(self, work, inputs):
        if self.fails:
            raise torch.OutOfMemoryError("CUDA out of memory.\nTried to allocate")
        mine = tuple(tensor.clone() for tensor in inputs)
        self.tapes.append(Tape(work, mine, torch.empty_like(work(*mine))))
        return Recording(self.tapes[-1], mine, self.tapes[-1].out)


def test_without_a_gpu_nothing_is_recorded():
    graphs, calls = Graphs(), []
    for _ in range(3):
        graphs.call(torch.nn.Identity(), lambda x: calls.append(x) or x, torch.ones(2))
    assert len(calls) == 3 and graphs.held == 0 and graphs.on


def test_each_network_and_size_is_recorded_once_and_replayed_then():
    graphs, one, two = OnCpu(), torch.nn.Linear(3, 3), torch.nn.Linear(3, 3)
    with torch.inference_mode():
        for network in (one, two, one):
            for rows in (1, 2, 1):
                x = torch.randn(rows, 3)
                first = graphs.call(network, network, x)
                again = graphs.call(network, network, x + 1)
                assert torch.equal(first, network(x)) and torch.equal(again, network(x + 1))
    assert [len(tape.inputs[0]) for tape in graphs.tapes] == [1, 2, 1, 2]
    assert sum(tape.played for tape in graphs.tapes) == 3 * 3 * 2 - 4


def test_what_is_large_is_not_recorded():
    graphs = OnCpu()
    for size, most in ((MOST + 1, MOST), (9, 8)):
        graphs.call(torch.nn.Identity(), torch.neg, torch.ones(size), most=most)
    assert not graphs.tapes


def test_recordings_leave_with_their_network():
    graphs, network = OnCpu(), torch.nn.Linear(3, 3)
    graphs.call(network, torch.neg, torch.ones(2))
    tape, gone = weakref.ref(graphs.tapes.pop()), weakref.ref(network)
    del network
    gc.collect()
    assert gone() is None and tape() is None


def test_what_cannot_be_recorded_is_called_as_it_is_and_said(caplog):
    graphs = OnCpu(fails=True)
    for _ in range(2):
        assert torch.equal(graphs.call(torch.nn.Identity(), torch.neg, torch.ones(2)), -torch.ones(2))
    assert not graphs.on and graphs.trouble == "OutOfMemoryError: CUDA out of memory."
    assert [record.getMessage() for record in caplog.records] == [
        "Stable Diffusion goes on without CUDA graphs: OutOfMemoryError: CUDA out of memory."
    ]


def plainly(x, groups, weight, bias, eps):
    """What the kernels do: x (n, rows, channels)."""
    assert x.is_contiguous()
    y = functional.group_norm(x.transpose(1, 2), groups, weight, bias, eps)
    return y.transpose(1, 2).contiguous()


@pytest.mark.parametrize("make", [tiny.unet, tiny.unet_xl])
def test_a_unet_with_quicker_parts_predicts_the_same(monkeypatch, make):
    seen = []
    monkeypatch.setattr(
        group_norm, "_works", lambda like: lambda x, *more: seen.append(x) or plainly(x, *more)
    )
    unet = make().requires_grad_(False)
    x, embeds = torch.randn(2, 4, 8, 8), torch.randn(2, 7, unet.config.cross_attention_dim)
    added = {"text_embeds": torch.randn(2, tiny.HIDDEN), "time_ids": torch.randn(2, 6)}

    def predict():
        return unet(x, 500, encoder_hidden_states=embeds, added_cond_kwargs=added, return_dict=False)[0]

    with torch.inference_mode():
        before = predict()
        layout.quicken(layout.channels_last(unet))
        after = predict()
    count = sum(isinstance(module, group_norm.ChannelsLastGroupNorm) for module in unet.modules())
    assert len(seen) == count > 10  # every one gets its input channels last
    assert torch.allclose(after, before, rtol=1e-4, atol=1e-5)


def test_a_vae_with_quicker_parts_decodes_the_same(monkeypatch):
    monkeypatch.setattr(group_norm, "_works", lambda like: plainly)
    vae, x = tiny.vae().requires_grad_(False), torch.randn(2, 4, 8, 8)
    with torch.inference_mode():
        before = vae.decode(x).sample
        layout.quicken(layout.channels_last(vae))
        assert torch.allclose(vae.decode(x).sample, before, rtol=1e-4, atol=1e-5)


def test_where_the_kernels_do_not_run_nothing_changes():
    for network in (tiny.unet(), tiny.vae(), tiny.tiny_decoder()):
        names = [type(module) for module in network.modules()]
        layout.quicken(layout.channels_last(network))
        assert [type(module) for module in network.modules()] == names
        assert all(p.is_contiguous() for p in network.parameters()) == (type(network) is type(tiny.vae()))


def test_the_small_decoder_with_fewer_passes_decodes_the_same(monkeypatch):
    def relu(x, weight, bias, *more):
        return functional.conv2d(x, weight, bias, *more).relu()

    def add_relu(x, weight, z, alpha, bias, *more):
        return (functional.conv2d(x, weight, bias, *more) + alpha * z).relu()

    monkeypatch.setattr(torch, "cudnn_convolution_relu", relu)
    monkeypatch.setattr(torch, "cudnn_convolution_add_relu", add_relu)
    plain = tiny.tiny_decoder().decoder.layers
    fused = small_decoder.fused(plain)
    x = torch.randn(2, 4, 8, 8)
    with torch.inference_mode():
        assert torch.allclose(fused(x), plain(x), rtol=1e-5, atol=1e-6)
    assert not any(isinstance(module, torch.nn.ReLU) for module in fused.modules())
