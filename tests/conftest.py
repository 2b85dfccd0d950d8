"""The order of the tests: those with a browser come last, since Playwright's loop, once it runs, keeps others
in the same thread from running loops of their own."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: "browser" in item.path.parts)
