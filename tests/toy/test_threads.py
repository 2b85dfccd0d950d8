"""One torch thread while something small is computed, and the caller's number whenever the caller is."""

import os
import subprocess
import sys

import pytest
import torch

import toy
from toy.threads import each_on_one_thread, on_one_thread, one_thread

BEFORE = 3  # a number that nothing else would set


@pytest.fixture(autouse=True)
def threads():
    kept = torch.get_num_threads()
    torch.set_num_threads(BEFORE)
    yield
    torch.set_num_threads(kept)


def now():
    return torch.get_num_threads()


def noting(seen, name="uniform"):
    from toy.training.losses import LOSS_WEIGHTS

    def weight(*parts):
        seen.append(now())
        return LOSS_WEIGHTS[name](*parts)

    return weight


def small(**options):
    base = {"steps": 20, "batch_size": 16, "width": 8, "depth": 1, "references": 0, "rectify_steps": 20}
    return toy.Experiment(toy.Config(**(base | {"rectify_batch_size": 16, "pairs": 32} | options)))


def test_the_number_is_back_after_an_error_too():
    def failing():
        with one_thread():
            assert now() == 1
            raise OSError("inside")

    with pytest.raises(OSError, match="inside"):
        failing()
    assert now() == BEFORE
    with one_thread(), one_thread():
        assert now() == 1
    assert now() == BEFORE
    with one_thread(False):
        assert now() == BEFORE
    assert on_one_thread(now)() == 1 and now() == BEFORE


def test_a_generator_leaks_nothing_between_its_steps():
    closed = []

    @each_on_one_thread
    def steps():
        try:
            yield now()
            yield now()
            return "end"
        finally:
            closed.append(now())

    def around():
        return (yield from steps())

    whole = around()
    assert [next(whole), now(), next(whole), now()] == [1, BEFORE, 1, BEFORE]
    with pytest.raises(StopIteration) as end:
        next(whole)
    assert end.value.value == "end" and now() == BEFORE
    part = steps()
    next(part)
    part.close()
    assert len(closed) == 2 and now() == BEFORE


@pytest.mark.parametrize("call", ["train", "rectify", "phased", "consistency", "measure"])
def test_every_step_of_the_library_runs_on_one_thread(call, monkeypatch):
    seen = []
    exp = small(loss_weight=noting(seen))
    exp.run()
    assert set(seen) == {1} and now() == BEFORE
    net = type(exp.denoiser("base").net)
    raw = net.raw
    monkeypatch.setattr(net, "raw", lambda *args: (seen.append(now()), raw(*args))[1])
    jobs = {
        "train": exp.train,
        "rectify": lambda: exp.rectify(pairs=5000),
        "phased": lambda: exp.rectify(variant="phased"),
        "consistency": lambda: exp.rectify(variant="consistency"),
        "measure": lambda: exp.measure("base", steps=(1, 2), n=32),
    }
    del seen[:]
    for _ in jobs[call]():
        assert now() == BEFORE
    assert set(seen) == {1} and now() == BEFORE


def test_sampling_and_densities_run_on_one_thread(monkeypatch):
    seen = []
    exp = small().run()
    net = type(exp.denoiser("base").net)
    raw = net.raw
    monkeypatch.setattr(net, "raw", lambda *args: (seen.append(now()), raw(*args))[1])
    exp.sample("base", 9, 3), exp.trajectory("base", 9, 3), exp.log_prob("base", [[0.0, 0.0]], steps=2)
    assert set(seen) == {1} and now() == BEFORE
    with pytest.raises(OSError, match="inside"):
        exp.sample("base", 9, 3, solver=lambda *args: (_ for _ in ()).throw(OSError("inside")))
    assert now() == BEFORE


def test_a_large_network_keeps_its_threads():
    seen = []

    class Large(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = torch.nn.Sequential(torch.nn.Linear(3, 400_000), torch.nn.Linear(400_000, 2))

        def forward(self, u, phi):
            seen.append(now())
            return self.layers(torch.cat([u, phi], 1))

    exp = small(network=Large, steps=2)
    exp.run()
    exp.sample("base", 2, 1)
    assert seen[1:] == [BEFORE] * 3  # after the look at its shape


@pytest.mark.parametrize("variables", [{}, {"OMP_NUM_THREADS": "2"}])
def test_it_holds_in_a_process_of_its_own_with_torchs_own_number_of_threads(variables):
    code = """
import torch, toy
before, seen = torch.get_num_threads(), []
def weight(c, s, a, b):
    seen.append(torch.get_num_threads())
    return torch.ones_like(c)
exp = toy.Experiment(toy.Config(steps=3, batch_size=16, references=0, loss_weight=weight))
for p in exp.train():
    assert torch.get_num_threads() == before
assert set(seen) == {1} and torch.get_num_threads() == before, (seen, before)
print(before)
"""
    env = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")} | variables
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not variables or done.stdout.strip() == "2"
