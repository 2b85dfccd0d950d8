"""Fixtures of the app's tests."""

import pytest

from rdlab.engine.engine import Engine
from rdlab.engine.protocol import Limits


@pytest.fixture
def engines():
    """Makes engines and closes them."""
    made = []

    def make(workers=1, session="Counter", **limits):
        made.append(Engine(f"engine_sessions:{session}", workers, Limits(**limits)))
        return made[-1]

    yield make
    for engine in made:
        engine.close()
