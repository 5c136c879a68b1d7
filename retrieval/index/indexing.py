"""Brings the index in line with the corpus folder: read, compare with the manifest, embed what is new, flip, sweep.

Nothing that readers see changes before the flip, and the flip is one write. Whatever ends a reload before it, an error
or a power cut, leaves the old corpus serving; the next reload uses the vectors that were written and drops the rest.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from retrieval.chunking import CHUNKER, chunk
from retrieval.domain import Document, Outline, Passage, PassageKind
from retrieval.errors import (
    INDEX_COMMAND,
    DocumentError,
    EmptyCorpusError,
    IndexMismatchError,
    IndexMissingError,
    ModelError,
)
from retrieval.formats import SUFFIXES
from retrieval.loading import outline_corpus, read_corpus
from retrieval.planning import Plan, file_of, is_of, plan
from retrieval.ports import (
    UNIT_LENGTH_ERROR,
    Embedder,
    FileMemory,
    Head,
    IndexStamp,
    Manifest,
    ManifestEntry,
    PassageStore,
    Vectors,
    Version,
)

SCHEMA = "3"
"""Of what is stored and how: a change to it changes this, and indexes are built anew."""
EMBEDDED_AT_ONCE = 64
"""Passages embedded and written together: a step of the progress bar, and what an interruption costs."""
EMBEDDED_BETWEEN_QUESTIONS = 4
"""Passages: a tenth of a second on two cores, half as long as a question takes."""
TOLD_EVERY = 10
"""Documents read: where all are remembered, less than a millisecond; where each is a long PDF, some seconds."""
WRITTEN_AT_ONCE = 500
"""Documents of which nothing is embedded, since they differ in what they state alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a reload is: `done` of `total` documents, which is 0 where it is not known yet. Passages are known as
    documents are read: `embedded` have been, of those read so far.
    """

    stage: str
    done: int = 0
    total: int = 0
    embedded: int = 0


def stamp_of(embedder: Embedder) -> IndexStamp:
    """What an index built now would be stamped with."""
    return IndexStamp(
        schema=SCHEMA,
        chunker=CHUNKER,
        embedding_model=embedder.model_name,
        embedding_weights_sha256=embedder.weights_sha256,
    )


def nothing_indexed(embedder: Embedder) -> Head:
    """What readers see of a store before its first flip."""
    return Head(number=0, store="", flip="nothing", generation=generation_of({}), stamp=stamp_of(embedder))


def check_stamp(stored: IndexStamp | None, expected: IndexStamp) -> None:
    """Raises IndexMissingError or IndexMismatchError, which name the fix."""
    if stored is None:
        remedy = f"Build it: {INDEX_COMMAND}"
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
                remedy=f"Build it anew: {INDEX_COMMAND} --rebuild; or set EMBEDDING_MODEL back.",
            )


def generation_of(manifest: Manifest) -> str:
    """Names what a corpus holds: twelve hexadecimal digits over the ids and versions of its documents. Their hashes are
    summed up, so that no order has to be made of a hundred thousand of them.
    """
    total = 0
    for document_id, entry in manifest.items():
        version = f"{document_id}\0{entry.indexed_hash}".encode("utf-8", errors="surrogatepass")
        total += int.from_bytes(hashlib.sha256(version).digest())
    return hashlib.sha256(total.to_bytes(40)).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What now stands in the store for the next flip: the plan as far as it could be done, and what could not be read
    after all.
    """

    plan: Plan
    unreadable: tuple[DocumentError, ...]
    embedded: int
    reused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexing:
    """The steps of a reload before its flip. `manifest` is what readers see after flip `number`. `still_held` is asked
    before anything is written, and raises where another process reloads in this one's place.
    """

    folder: Path
    store: PassageStore
    embedder: Embedder
    number: int
    manifest: Manifest
    memory: Callable[[], AbstractContextManager[FileMemory]]
    on_progress: Callable[[Progress], None] = lambda _: None
    still_held: Callable[[], None] = lambda: None
    give_way: Callable[[], bool] = lambda: False
    """Asked before each step: waits a little while questions are answered, and says whether any were."""
    last_good: Callable[[Collection[str], Collection[str]], Iterator[Document]] = lambda *_: iter(())
    """Of files (paths) that cannot be read now, what the index that is about to be replaced holds, but for documents
    that were read elsewhere, by id. Of an index that is not, that stays where it is.
    """

    def plan(self) -> Plan:
        """Raises CorpusError, and EmptyCorpusError where nothing can be read: a folder out of reach empties nothing."""
        with self.memory() as memory:
            planned = plan(self._counted(outline_corpus(self.folder, memory)), self.manifest)
        if not planned.read:
            raise _nothing_to_index(self.folder, planned.unreadable)
        return planned

    def _counted(self, corpus: Iterator[Outline | DocumentError]) -> Iterator[Outline | DocumentError]:
        """How many there will be is not known before the end."""
        self.on_progress(Progress(stage="reading"))
        for number, one in enumerate(corpus, start=1):
            if number % TOLD_EVERY == 0:
                self.on_progress(Progress(stage="reading", done=number))
            yield one

    def passages_to_embed(self, planned: Plan) -> int:
        """Reads and cuts what is planned, and embeds nothing."""
        unreadable: list[DocumentError] = []
        hashes: set[str] = set()
        done = 0
        self.on_progress(Progress(stage="counting passages", total=len(planned.written)))
        for documents, passages in self._batches(self._read(planned, unreadable)):
            hashes |= self._to_embed(passages)[1].keys()
            done += len(documents)
            self.on_progress(Progress(stage="counting passages", done=done, total=len(planned.written)))
        return len(hashes)

    def write(self, planned: Plan) -> Written:
        """Writes all that the plan needs, which nobody sees before flip `number` + 1. A document that changed since it
        was planned is taken as it is now.
        """
        wanted = planned.written
        entries: dict[str, ManifestEntry] = {}
        unreadable: list[DocumentError] = []
        kept: list[str] = []
        embedded = reused = 0
        self.on_progress(Progress(stage="embedding", total=len(wanted)))
        for documents, passages in self._batches(
            chain(self._read(planned, unreadable), self._kept(planned, unreadable, kept))
        ):
            versions = [Version(document=one, passages=self._passages_of(one, passages)) for one in documents]
            self.give_way()
            self.still_held()
            self.store.write(self.number + 1, versions, (), _rows({}, ()))
            for some in _steps(passages):
                vectors, texts = self._to_embed(some)
                vectors |= dict(zip(texts, self._embedded(list(texts.values())), strict=True))
                self.give_way()
                self.still_held()
                self.store.write(self.number + 1, (), some, _rows(vectors, some))
                embedded, reused = embedded + len(texts), reused + len(some) - len(texts)
                if some[-1] is not passages[-1]:
                    self.on_progress(
                        Progress(stage="embedding", done=len(entries), total=len(wanted), embedded=embedded)
                    )
            entries |= {one.document.id: one.entry for one in versions}
            self.on_progress(Progress(stage="embedding", done=len(entries), total=len(wanted), embedded=embedded))
        self.still_held()
        self.store.undo(self.number, {i: entry.record_hash for i, entry in entries.items()})
        done = planned.of_written(entries.keys(), kept)
        self.store.retire(self.number + 1, [*done.changed, *done.removed])
        return Written(plan=done, unreadable=tuple(unreadable), embedded=embedded, reused=reused)

    def _read(self, planned: Plan, unreadable: list[DocumentError]) -> Iterator[Document]:
        """What is planned, as it is now."""
        wanted = planned.written
        files = {file_of(one.path) for one in wanted.values()}
        for read in read_corpus(self.folder, files) if wanted else ():
            if isinstance(read, DocumentError):
                unreadable.append(read)
            elif is_of(read, wanted) and not self._is_seen(read):
                yield read

    def _kept(self, planned: Plan, unreadable: list[DocumentError], kept: list[str]) -> Iterator[Document]:
        """Once all else is read."""
        paths = {error.path for error in (*planned.unreadable, *unreadable)}
        for document in self.last_good(paths, planned.written.keys()) if paths else ():
            kept.append(document.id)
            yield document

    def _batches(self, read: Iterable[Document]) -> Iterator[tuple[list[Document], list[Passage]]]:
        """Documents with the passages that are searched, about EMBEDDED_AT_ONCE of them at a time. Only body text is
        embedded and searched: headings are context, boilerplate and reference lists never answer.
        """
        documents: list[Document] = []
        passages: list[Passage] = []
        for one in read:
            documents.append(one)
            if self._embeds(one):
                passages += [piece for piece in chunk(one, self.embedder) if piece.kind is PassageKind.BODY]
            if len(passages) >= EMBEDDED_AT_ONCE or len(documents) >= WRITTEN_AT_ONCE:
                yield documents, passages
                documents, passages = [], []
        if documents:
            yield documents, passages

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        """Raises ModelError where they are no vectors: what is stored once is used again and again."""
        vectors = self._embedded_in_steps(texts)
        lengths = np.linalg.norm(vectors, axis=-1)
        if lengths.shape != (len(texts),) or not np.all(np.abs(lengths - 1.0) <= UNIT_LENGTH_ERROR):
            what = (
                f"The embedding model {self.embedder.model_name} gave something else than a vector of length 1 a text."
            )
            remedy = "Reload again; if it stays so, install the model again or name another in EMBEDDING_MODEL."
            raise ModelError(what, remedy=remedy)
        return vectors

    def _embedded_in_steps(self, texts: Sequence[str]) -> Vectors:
        """In small ones while questions are answered: each of these waits for one step at the most."""
        if not (texts and self.give_way()):
            return self.embedder.embed(texts)
        # Texts of about one length take the least time together.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        parts: list[Vectors] = []
        for first in range(0, len(order), EMBEDDED_BETWEEN_QUESTIONS):
            self.give_way()
            parts.append(
                self.embedder.embed([texts[place] for place in order[first : first + EMBEDDED_BETWEEN_QUESTIONS]])
            )
        return np.concatenate(parts)[np.argsort(order)]

    def _is_seen(self, document: Document) -> bool:
        entry = self.manifest.get(document.id)
        return entry is not None and entry.record_hash == document.record_hash

    def _embeds(self, document: Document) -> bool:
        entry = self.manifest.get(document.id)
        return entry is None or entry.indexed_hash != document.indexed_hash

    def _passages_of(self, document: Document, passages: Sequence[Passage]) -> int:
        if not self._embeds(document):
            return self.manifest[document.id].passages
        return sum(passage.document is document for passage in passages)

    def _to_embed(self, passages: Sequence[Passage]) -> tuple[dict[str, Vectors], dict[str, str]]:
        """The vectors that are stored, and the texts that have yet to be embedded, each by its hash."""
        texts = {passage.search_hash: passage.search_text for passage in passages}
        stored = self.store.reusable(texts) if texts else {}
        return stored, {key: text for key, text in texts.items() if key not in stored}


def _steps(passages: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    """About EMBEDDED_AT_ONCE at a time: a document may have thousands."""
    first = 0
    while len(passages) - first >= 2 * EMBEDDED_AT_ONCE:
        yield passages[first : first + EMBEDDED_AT_ONCE]
        first += EMBEDDED_AT_ONCE
    if passages[first:]:
        yield passages[first:]


def _rows(vectors: Mapping[str, Vectors], passages: Sequence[Passage]) -> Vectors:
    if not passages:
        return np.empty((0, 0), dtype=np.float32)
    return np.stack([vectors[passage.search_hash] for passage in passages])


def _nothing_to_index(folder: Path, unreadable: Sequence[DocumentError]) -> EmptyCorpusError:
    remedy = f"Add {', '.join(SUFFIXES)} files (corpus/README.md says how), or name another folder by --corpus."
    if unreadable:
        reasons = " ".join(error.what for error in unreadable)
        return EmptyCorpusError(f"No document in {folder} can be read. {reasons}", remedy=remedy)
    return EmptyCorpusError(f"There is no document in {folder}.", remedy=f"{remedy} The index stays as it was.")
