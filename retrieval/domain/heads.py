"""What an index holds as its readers may see it, and what it was built with."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStamp:
    """The models and rules that an index was built with. Two indexes with different stamps cannot be compared or
    mixed.
    """

    schema: str
    chunker: str
    embedding_model: str
    embedding_weights_sha256: str


class ManifestEntry(NamedTuple):
    """A document of the corpus as readers may see it. `content_hash` covers its text, `indexed_hash` what is searched
    of it, `record_hash` all that it states as well. A hundred thousand are made for a plan.
    """

    content_hash: str
    indexed_hash: str
    record_hash: str
    path: str
    passages: int


Manifest = Mapping[str, ManifestEntry]
"""Every document that readers may see, by its id."""


class ManifestOnDisk(Manifest, ABC):
    """A manifest that takes about as long to look up many documents as to look up one."""

    @abstractmethod
    def among(self, ids: Collection[str]) -> dict[str, ManifestEntry]:
        """Return the entries of these documents; those that are not there are left out."""


def entries_of(manifest: Manifest, ids: Collection[str]) -> dict[str, ManifestEntry]:
    """Return the entries of these documents in a manifest; those that are not there are left out."""
    if isinstance(manifest, ManifestOnDisk):
        return manifest.among(ids)
    return {document_id: entry for document_id in ids if (entry := manifest.get(document_id))}


def number_of_version(document_id: str, indexed_hash: str) -> int:
    """Return a number of 256 bits for a version of a document. The sum of those of a corpus tells what it holds,
    whatever the order, and what differs can be added and taken away.
    """
    version = f"{document_id}\0{indexed_hash}".encode("utf-8", errors="surrogatepass")
    return int.from_bytes(hashlib.sha256(version).digest())


def name_of_generation(versions: int) -> str:
    """Name what a corpus holds: twelve hexadecimal digits over the sum of the numbers of its versions."""
    return hashlib.sha256(versions.to_bytes(40)).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The part of a store that readers may see now, as one value that a flip replaces.

    `number` counts the flips of a store, and `store` names that among all stores; `flip` names this one among all that
    were ever tried, at `flipped_at` (seconds since 1970); `generation` names what the corpus holds. Of versions
    retired by flips up to `swept` nothing is left.
    """

    number: int
    store: str
    flip: str
    generation: str
    stamp: IndexStamp
    swept: int = 0
    flipped_at: float = 0.0
