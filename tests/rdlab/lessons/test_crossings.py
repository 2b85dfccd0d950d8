"""Crossings in space and at one time, against a count that walks along the lines."""

import pytest
import torch
from torch import Tensor

from rdlab.lessons.crossings import NEAR_AN_END, WITHIN, crossings


def lines(n: int, seed: int, spread: float = 1.0) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    draw = lambda: spread * torch.randn(n, 2, generator=generator, dtype=torch.float64)  # noqa: E731
    return draw(), draw()


def walked(x0: Tensor, eps: Tensor, steps: int = 4000) -> int:
    """Pairs of lines whose points come within WITHIN of each other, nearest at a time that is not an end."""
    times = torch.linspace(0, 1, steps + 1, dtype=torch.float64)
    inside = (times > NEAR_AN_END) & (times < 1 - NEAR_AN_END)
    found = 0
    for i in range(len(x0)):
        for j in range(i):
            start, end = x0[i] - x0[j], eps[i] - eps[j]
            apart = ((1 - times)[:, None] * start + times[:, None] * end).norm(dim=1)
            found += bool(apart.min() <= WITHIN and inside[apart.argmin()])
    return found


def solved(x0: Tensor, eps: Tensor) -> int:
    """Pairs of segments with a common point, by solving for it."""
    found = 0
    for i in range(len(x0)):
        for j in range(i):
            matrix = torch.stack([eps[i] - x0[i], x0[j] - eps[j]], dim=1)
            share = torch.linalg.solve(matrix, x0[j] - x0[i])
            found += bool(((share > 0) & (share < 1)).all())
    return found


@pytest.mark.parametrize("seed", [0, 1])
def test_both_counts_are_those_of_brute_force(seed: int):
    x0, eps = lines(40, seed, spread=0.3)
    found = crossings(x0, eps)
    assert (found.in_space, found.at_one_time) == (solved(x0, eps), walked(x0, eps))
    assert found.in_space > found.at_one_time > 5


def test_the_time_decides_not_the_place():
    x0, eps = torch.tensor([[0.0, 0.0], [0.0, 1.0]]), torch.tensor([[1.0, 1.0], [1.0, 0.0]])
    found = crossings(x0, eps)
    assert (found.in_space, found.at_one_time) == (1, 1)
    late = crossings(x0, torch.tensor([[1.0, 1.0], [3.0, -2.0]]))
    assert (late.in_space, late.at_one_time) == (1, 0)
    beside = crossings(torch.tensor([[0.0, 0.0], [0.0, 0.01]]), torch.tensor([[1.0, 0.0], [1.0, 0.01]]))
    assert (beside.in_space, beside.at_one_time) == (0, 0)


def test_lines_to_where_a_monotone_map_takes_them_never_meet():
    eps = lines(100, 3)[1]
    assert crossings(0.5 * eps + 1.0, eps).at_one_time == 0 < crossings(*lines(100, 3)).at_one_time
