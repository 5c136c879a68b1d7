"""The stamp of an index: the models and rules that it was built with, and whether they are those of this process; and
the name of what it holds.
"""

from typing import TYPE_CHECKING

from retrieval.domain.heads import Head, IndexStamp, Manifest, name_of_generation, number_of_version
from retrieval.errors import IndexMismatchError, IndexMissingError
from retrieval.faults import IndexFault

if TYPE_CHECKING:
    from retrieval.ports import Embedder

INDEX_SCHEMA = "4"
"""The version of what is stored and how. A change to that changes this version, and indexes are built anew."""
CHUNKER = "blocks-60-180/7"
"""Name and version of `documents/chunking`, and of what is embedded of a passage: a change of their results changes
this name, and indexes are built anew."""


def stamp_with(model_name: str, weights_sha256: str) -> IndexStamp:
    """Return what an index built now with that embedding model would be stamped with."""
    return IndexStamp(
        schema=INDEX_SCHEMA, chunker=CHUNKER, embedding_model=model_name, embedding_weights_sha256=weights_sha256
    )


def stamp_of(embedder: "Embedder") -> IndexStamp:
    """Return what an index built now would be stamped with."""
    return stamp_with(embedder.model_name, embedder.weights_sha256)


def check_stamp(stored: IndexStamp | None, expected: IndexStamp) -> None:
    """Raise IndexMissingError or IndexMismatchError where an index was not built as this process would."""
    if stored is None:
        raise IndexMissingError(IndexFault.NOTHING_THERE)
    for name, what in (
        ("schema", "schema"),
        ("chunker", "chunker"),
        ("embedding_model", "embedding model"),
        ("embedding_weights_sha256", "weights of the embedding model"),
    ):
        if (then := getattr(stored, name)) != (now := getattr(expected, name)):
            raise IndexMismatchError(IndexFault.BUILT_OTHERWISE, part=what, stored=then[:40], running=now[:40])


def nothing_indexed(embedder: "Embedder") -> Head:
    """Return what readers see of a store before its first flip."""
    return Head(number=0, store="", flip="nothing", generation=generation_of({}), stamp=stamp_of(embedder))


def generation_of(manifest: Manifest) -> str:
    """Name what a corpus holds, by the ids and versions of its documents."""
    return name_of_generation(sum(number_of_version(i, entry.indexed_hash) for i, entry in manifest.items()))
