"""The order of the tests: those with a browser come last, since Playwright's loop, once it runs, keeps others
in the same thread from running loops of their own."""

import os

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"  # read once, when huggingface_hub is first imported: no test needs the hub


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: "browser" in item.path.parts)
