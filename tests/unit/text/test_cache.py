"""What is kept of texts is bounded in characters, and goes with what it belongs to."""

import gc
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from random import Random

import pytest

from retrieval.documents.body import layout_of
from retrieval.documents.context import body_of
from retrieval.domain.documents import Document
from retrieval.text.cache import ENTRY_CHARS, LastUsed, once_a_document, remembered
from retrieval.text.matching import find_in, folded_text_of
from retrieval.writing.grounding.evidence import _stems_of
from tests.building import document_of

DERIVED = (layout_of, folded_text_of, _stems_of)


def test_what_is_kept_stays_below_its_bound_whatever_is_put_there() -> None:
    random, kept = Random(1), LastUsed[int, int](10_000)

    for _ in range(5_000):
        kept.put(random.randrange(300), 1, random.choice([0, 10, 1_000, 20_000]))

        assert kept.chars <= 10_000
        assert len(kept) <= 10_000 // ENTRY_CHARS
    assert kept.chars == sum(chars for _, chars in kept._entries.values())


def test_what_was_used_longest_ago_goes_first() -> None:
    kept = LastUsed[str, str](3 * (ENTRY_CHARS + 10))
    for key in "abc":
        kept.put(key, key.upper(), 10)

    assert kept.get("a") == "A"
    kept.put("d", "D", 10)

    assert [kept.get(key) for key in "abcd"] == ["A", None, "C", "D"]


def test_what_is_longer_than_the_bound_drops_nothing_else() -> None:
    kept = LastUsed[str, str](1_000)
    kept.put("short", "kept", 10)
    kept.put("long", "not kept", 1_000)

    assert (kept.get("short"), kept.get("long")) == ("kept", None)


def test_threads_share_what_is_kept() -> None:
    kept = LastUsed[int, int](50 * ENTRY_CHARS)

    def use(seed: int) -> bool:
        random = Random(seed)
        keys = [random.randrange(100) for _ in range(2_000)]
        found = []
        for key in keys:
            found.append((kept.get(key), key))
            kept.put(key, -key, random.randrange(500))
        return all(value in (None, -key) for value, key in found)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(use, range(8)))
    assert kept.chars == sum(chars for _, chars in kept._entries.values())


def test_a_function_remembers_short_texts_and_no_long_one() -> None:
    made: list[str] = []

    @remembered(1_000)
    def shout(text: str) -> str:
        made.append(text)
        return text.upper()

    assert [shout("a"), shout("a"), shout("b" * 1_000), shout("b" * 1_000)] == ["A", "A", "B" * 1_000, "B" * 1_000]

    assert [len(entry) for entry in made] == [1, 1_000, 1_000]


def test_what_is_derived_of_a_document_is_derived_once_and_is_no_part_of_it() -> None:
    made: list[str] = []

    @once_a_document
    def length(document: Document) -> int:
        made.append(document.text)
        return len(document.text)

    document = document_of("Iran denied it.")

    assert (length(document), length(document)) == (15, 15)
    assert made == ["Iran denied it."]
    fresh = document_of("Iran denied it.")
    assert (fresh, hash(fresh), repr(fresh)) == (document, hash(document), repr(document))
    assert replace(document, text="Iran did.").derived == {}
    assert "derived" not in {entry.name for entry in fields(document) if entry.init or entry.compare or entry.repr}


@pytest.fixture
def no_collector_of_cycles() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector_of_cycles")
def test_what_is_derived_goes_with_its_document_at_once() -> None:
    document = document_of("Iran denied it. The Revolutionary Guard Corps (RGC) and the Guard of Iran did not.")
    for derive in DERIVED:
        derive(document)
    body_of(document)
    find_in("denied it", document)
    # These derive others in turn.
    assert len(document.derived) > len(DERIVED)
    # A set can be referred to without being kept.
    known = weakref.ref(_stems_of(document)[0])

    del document

    assert known() is None, "something that is derived of a document refers to it"
