"""What the tests of work on the corpus share."""

import pytest

from tests.unit.bot.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()
