"""Brings the index in line with the corpus folder: read, compare with the manifest, embed what is new, flip, sweep."""

import hashlib
import json
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from retrieval.chunking import CHUNKER, chunk
from retrieval.domain import Document, Passage, PassageKind
from retrieval.errors import DocumentError, EmptyCorpusError, IndexMismatchError, IndexMissingError
from retrieval.formats import SUFFIXES
from retrieval.loading import load_corpus
from retrieval.ports import Embedder, IndexStamp, LexicalIndex, ManifestEntry, PassageStore

SCHEMA = "1"
"""Of what is stored and how: a change to it changes this, and indexes are built anew."""
EMBEDDED_AT_ONCE = 64
"""Passages embedded and written together: a step of the progress bar, and what an interruption costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a reload is: `done` of `total` passages."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReloadReport:
    """What a reload did, by document id. Of an unreadable document that was indexed before, the last good version
    stays: its id is in `kept`.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]
    unreadable: tuple[DocumentError, ...]
    passages_embedded: int
    seconds: float


def stamp_of(embedder: Embedder) -> IndexStamp:
    """What an index built now would be stamped with."""
    return IndexStamp(
        schema=SCHEMA,
        chunker=CHUNKER,
        embedding_model=embedder.model_name,
        embedding_weights_sha256=embedder.weights_sha256,
    )


def check_stamp(stored: IndexStamp | None, expected: IndexStamp) -> None:
    """Raises IndexMissingError or IndexMismatchError, which name the fix."""
    if stored is None:
        remedy = "Build it: python -m retrieval index."
        raise IndexMissingError("Nothing has been indexed here yet.", remedy=remedy)
    for name, what in (
        ("schema", "schema"),
        ("chunker", "chunker"),
        ("embedding_model", "embedding model"),
        ("embedding_weights_sha256", "weights of the embedding model"),
    ):
        if (then := getattr(stored, name)) != (now := getattr(expected, name)):
            raise IndexMismatchError(
                f"The index was built with another {what} ({then[:40]}) than the one running ({now[:40]}).",
                remedy="Build it anew: python -m retrieval index --rebuild; or set EMBEDDING_MODEL back.",
            )


def generation_of(manifest: Mapping[str, ManifestEntry]) -> str:
    """Names what a corpus holds: twelve hexadecimal digits over the ids and versions of its documents."""
    versions = sorted((document_id, entry.indexed_hash) for document_id, entry in manifest.items())
    return hashlib.sha256(json.dumps(versions).encode()).hexdigest()[:12]


def sync_lexical(store: PassageStore, lexical: LexicalIndex) -> None:
    """The lexical index is derived: where it is not of the store's generation, it is brought there."""
    generation = generation_of(store.manifest())
    if lexical.generation() != generation:
        lexical.sync(generation, store.passage_ids(), store.passages)


def reload(
    folder: Path,
    store: PassageStore,
    lexical: LexicalIndex,
    embedder: Embedder,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> ReloadReport:
    """Raises CorpusError, EmptyCorpusError (and leaves the index as it was), IndexMismatchError, StoreError."""
    began = time.perf_counter()
    stamp = stamp_of(embedder)
    if (stored := store.stamp()) is not None:
        check_stamp(stored, stamp)
    corpus = load_corpus(folder)
    if not corpus.documents:
        raise _nothing_to_index(folder, corpus.unreadable)
    manifest = dict(store.manifest())
    found = {document.id: document for document in corpus.documents}
    unreadable_paths = {error.path for error in corpus.unreadable}
    kept = {i for i, entry in manifest.items() if i not in found and _is_of(entry.path, unreadable_paths)}
    added = [document for i, document in found.items() if i not in manifest]
    known = [document for i, document in found.items() if i in manifest]
    changed = [document for document in known if document.record_hash != manifest[document.id].record_hash]
    rewritten = [document for document in changed if document.indexed_hash != manifest[document.id].indexed_hash]
    removed = manifest.keys() - found.keys() - kept

    embedded = 0
    if stored is None or added or changed or removed:
        embedded = _embed([*added, *rewritten], store, embedder, on_progress)
        store.flip(stamp, [*added, *changed], removed)
    sync_lexical(store, lexical)
    # More than is seen: what this reload has replaced, or one that was cut short has left behind.
    if store.size() != lexical.size():
        store.sweep()
    return ReloadReport(
        added=_ids(added),
        changed=_ids(changed),
        removed=tuple(sorted(removed)),
        unchanged=tuple(sorted(found.keys() - set(_ids(added)) - set(_ids(changed)))),
        kept=tuple(sorted(kept)),
        unreadable=corpus.unreadable,
        passages_embedded=embedded,
        seconds=time.perf_counter() - began,
    )


def _embed(
    documents: Sequence[Document],
    store: PassageStore,
    embedder: Embedder,
    on_progress: Callable[[Progress], None],
) -> int:
    """Only body text is embedded and searched: headings are context, boilerplate and reference lists never answer."""
    passages: list[Passage] = []
    for document in documents:
        passages += [passage for passage in chunk(document, embedder) if passage.kind is PassageKind.BODY]
    for first in range(0, len(passages), EMBEDDED_AT_ONCE):
        on_progress(Progress(stage="embedding", done=first, total=len(passages)))
        batch = passages[first : first + EMBEDDED_AT_ONCE]
        store.write_passages(batch, embedder.embed([passage.search_text for passage in batch]))
    on_progress(Progress(stage="embedding", done=len(passages), total=len(passages)))
    return len(passages)


def _is_of(path: str, unreadable: Collection[str]) -> bool:
    """Whether a document stood in one of these files or folders, or was the row (`file:line`) of one."""
    file = path.rpartition(":")[0]
    return any(one in unreadable for one in (path, file, *map(str, PurePosixPath(path).parents)))


def _nothing_to_index(folder: Path, unreadable: Sequence[DocumentError]) -> EmptyCorpusError:
    remedy = f"Add {', '.join(SUFFIXES)} files (corpus/README.md says how), or name another folder by --corpus."
    if unreadable:
        reasons = " ".join(error.what for error in unreadable)
        return EmptyCorpusError(f"No document in {folder} can be read. {reasons}", remedy=remedy)
    return EmptyCorpusError(f"There is no document in {folder}.", remedy=f"{remedy} The index stays as it was.")


def _ids(documents: Sequence[Document]) -> tuple[str, ...]:
    return tuple(sorted(document.id for document in documents))
