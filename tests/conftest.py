"""The order of the tests, and which of them run beside each other.

Tests of the library run in one process (`pytest-xdist`), and in another, one after the other, those that
start servers, workers or browsers and want the machine. Of these the ones with a browser come last, since
Playwright's loop, once it runs, keeps others in the same thread from running loops of their own.
"""

import os

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"  # read once, when huggingface_hub is first imported: no test needs the hub

ENGINE = "engine", "own_data_engine", "comparing", "learning", "leaving", "places", "classroom"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def browser(item: pytest.Item) -> bool:
        return "browser" in item.path.parts

    def machine(item: pytest.Item) -> bool:
        return browser(item) or any(item.path.stem.startswith(f"test_{name}") for name in ENGINE)

    for item in items:
        if machine(item):
            item.add_marker(pytest.mark.xdist_group("machine"))
    items.sort(key=lambda item: (not machine(item), browser(item)))
