"""Some of many at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], most: int) -> Iterator[list[T]]:
    """Yield the items in order, in lists of `most`; the last may have fewer. As `itertools.batched` of Python 3.12."""
    left = iter(items)
    while batch := list(islice(left, most)):
        yield batch
