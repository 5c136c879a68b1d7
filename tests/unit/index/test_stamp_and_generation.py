import hashlib
from dataclasses import replace

import pytest

from retrieval.errors import IndexMismatchError, IndexMissingError
from retrieval.index.stamping import CHUNKER, INDEX_SCHEMA, check_stamp, generation_of, stamp_of
from retrieval.ports import IndexStamp, ManifestEntry
from tests.fakes import WordHashEmbedder

STAMP = IndexStamp(schema="1", chunker="sentences/1", embedding_model="model", embedding_weights_sha256="0" * 64)


def entry(indexed: str, record: str = "r", path: str = "a.md") -> ManifestEntry:
    return ManifestEntry(content_hash="c", indexed_hash=indexed, record_hash=record, path=path, passages=1)


def test_an_index_of_ones_own_passes() -> None:
    check_stamp(STAMP, replace(STAMP))


def test_no_index_is_missing_and_the_remedy_builds_it() -> None:
    with pytest.raises(IndexMissingError) as caught:
        check_stamp(None, STAMP)
    assert "Build it" in caught.value.remedy


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("schema", "another schema"),
        ("chunker", "another chunker"),
        ("embedding_model", "another embedding model"),
        ("embedding_weights_sha256", "other weights|another weights"),
    ],
)
def test_an_index_of_anothers_making_is_named_with_the_way_out(field: str, named: str) -> None:
    with pytest.raises(IndexMismatchError, match=named) as caught:
        check_stamp(replace(STAMP, **{field: "theirs"}), STAMP)
    assert "theirs" in caught.value.what
    assert getattr(STAMP, field)[:40] in caught.value.what
    assert "Build it anew" in caught.value.remedy


def test_the_stamp_is_of_what_runs() -> None:
    assert stamp_of(WordHashEmbedder(name="a model", weights=b"weights")) == IndexStamp(
        schema=INDEX_SCHEMA,
        chunker=CHUNKER,
        embedding_model="a model",
        embedding_weights_sha256=hashlib.sha256(b"weights").hexdigest(),
    )


def test_a_generation_is_twelve_digits_and_the_same_every_time() -> None:
    generation = generation_of({"a": entry("1"), "b": entry("2")})
    assert len(generation) == 12
    assert int(generation, 16) >= 0
    assert generation == generation_of({"b": entry("2"), "a": entry("1")})


@pytest.mark.parametrize(
    "other",
    [
        {"a": entry("1")},
        {"a": entry("1"), "b": entry("3")},
        {"a": entry("1"), "c": entry("2")},
        {"a": entry("2"), "b": entry("1")},
        {},
    ],
)
def test_a_generation_names_which_documents_and_which_versions(other: dict[str, ManifestEntry]) -> None:
    assert generation_of(other) != generation_of({"a": entry("1"), "b": entry("2")})


def test_what_is_only_stated_does_not_make_a_generation() -> None:
    """Whoever compares two of them asks whether the same is searched."""
    stated_otherwise = {"a": entry("1", record="other", path="elsewhere.md")}
    assert generation_of({"a": entry("1")}) == generation_of(stated_otherwise)
