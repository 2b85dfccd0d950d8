"""One torch thread around small networks.

A product of matrices of these sizes is over before a second thread has woken up; on a machine whose cores are
busy elsewhere a step then waits for that thread, many times as long as it works. So what this library
computes runs on one thread, and the caller's number of threads is back whenever the caller is.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import torch

SMALL = 1_000_000  # parameters of a network, from which on a second thread may pay

Asked = ParamSpec("Asked")
Item = TypeVar("Item")
Result = TypeVar("Result")


@contextmanager
def one_thread(wanted: bool = True) -> Iterator[None]:
    """torch computes on one thread inside; its number of threads before is restored, on an error too.

    Args:
        wanted: False changes nothing.
    """
    before = torch.get_num_threads() if wanted else 1
    if before == 1:  # nothing to switch: a switch takes half a microsecond, asking a tenth of one
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def steps_on_one_thread(
    steps: Generator[Item, None, Result], wanted: bool = True
) -> Generator[Item, None, Result]:
    """Each step of a generator under ``one_thread``.

    Between them the caller's own setting is in force, so that leaving the generator for good leaves nothing
    changed.
    """
    try:
        while True:
            try:
                with one_thread(wanted):
                    item = next(steps)
            except StopIteration as end:
                result: Result = end.value
                return result
            yield item
    finally:
        steps.close()


def on_one_thread(function: Callable[Asked, Result]) -> Callable[Asked, Result]:
    """``function``, run under ``one_thread``."""

    @wraps(function)
    def guarded(*args: Asked.args, **kwargs: Asked.kwargs) -> Result:
        with one_thread():
            return function(*args, **kwargs)

    return guarded


def each_on_one_thread(
    function: Callable[Asked, Generator[Item, None, Result]],
) -> Callable[Asked, Generator[Item, None, Result]]:
    """A generator function, each of whose steps runs under ``one_thread``."""

    @wraps(function)
    def guarded(*args: Asked.args, **kwargs: Asked.kwargs) -> Generator[Item, None, Result]:
        return steps_on_one_thread(function(*args, **kwargs))

    return guarded
