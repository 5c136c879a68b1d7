"""Some of many at a time, and the room that they take."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from retrieval.domain.documents import Document, Passage

T = TypeVar("T")
BYTES_A_CHARACTER, BYTES_A_PASSAGE = 20, 8192
"""Estimates of what the index takes, rather too high: 100,000 short documents took two thirds (docs/decisions/0020)."""


def batched(items: Iterable[T], most: int) -> Iterator[list[T]]:
    """Yield the items in order, in lists of `most`; the last may have fewer. As `itertools.batched` of Python 3.12."""
    left = iter(items)
    while batch := list(islice(left, most)):
        yield batch


def steps(items: Sequence[T], each: int) -> Iterator[Sequence[T]]:
    """Yield `each` at a time, and in the end what is over together with the last: fewer than twice as many, since a
    write costs as much by itself as some forty rows.
    """
    first = 0
    while len(items) - first >= 2 * each:
        yield items[first : first + each]
        first += each
    if items[first:]:
        yield items[first:]


def bytes_of(documents: Sequence[Document], passages: Sequence[Passage]) -> int:
    """Return about how much they take on the disk, in the store and in the catalogue."""
    return sum(len(document.text) for document in documents) * BYTES_A_CHARACTER + len(passages) * BYTES_A_PASSAGE
