"""The names of parameters in the ids of tests: the same text in each process that collects them, at any time.

Processes that run tests side by side must have collected the same ones. An id that is made of the bytes of an archive
holds the time at which that was packed, and one that is made of an object the place where it lies in memory.
"""

import re
from collections.abc import Sequence

import pytest

LONGEST_CHARS = 60
"""Of a text in an id: enough to tell which one failed."""
LONGEST_BYTES = 20
"""Of bytes that stand in an id as they are: fewer than the smallest archive has."""
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}", re.IGNORECASE)
_BYTES = re.compile(r"\[(?:.*-)?b['\"]")


def named(value: object, argument: str) -> str | None:
    """What stands in the id for a parameter's value, or None for what pytest says of it (a number, the name of a
    function, or else the argument's name with its place in the list).
    """
    if isinstance(value, str) and len(value) > LONGEST_CHARS:
        return f"{value[: LONGEST_CHARS - 1]}…"
    if isinstance(value, bytes) and len(value) > LONGEST_BYTES:
        return f"{argument} of {len(value)} bytes"
    return None


def refuse_ids_that_change(ids: Sequence[str]) -> None:
    """Raises UsageError for ids that hold an address in memory, or bytes as they are written in Python."""
    wrong = [name for name in ids if _ADDRESS.search(name) or _BYTES.search(name)]
    if wrong:
        raise pytest.UsageError(
            "These ids are others each time; name their parameters, as with `pytest.param(…, id=…)`: "
            + ", ".join(wrong)
        )
