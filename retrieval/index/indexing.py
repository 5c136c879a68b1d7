"""Brings the index in line with the corpus folder: read, compare with the manifest, embed what is new, flip, sweep.

Nothing that readers see changes before the flip, and the flip is one write. Whatever ends a reload before it, an error
or a power cut, leaves the old corpus serving; the next reload uses the vectors that were written and drops the rest.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import numpy as np

from retrieval.documents.chunking import chunk
from retrieval.documents.folder_state import FolderState, look_at
from retrieval.documents.loading import outline_corpus, read_corpus
from retrieval.documents.parsed import ParsedFiles
from retrieval.documents.reading_text import search_hash_of, search_text_of
from retrieval.domain.documents import Document, Outline, Passage, PassageKind
from retrieval.errors import DocumentError
from retrieval.index.batches import bytes_of, steps
from retrieval.index.differing import plan_of_differing
from retrieval.index.embedding import embed_texts
from retrieval.index.other_kinds import nothing_to_index
from retrieval.index.planning import Plan, Planned, file_of, is_due, nothing_to_do, plan
from retrieval.ports import (
    CatalogueBuilder,
    Embedder,
    FileMemory,
    Head,
    Manifest,
    ManifestEntry,
    PassageStore,
    Settled,
    Vectors,
    Version,
)

EMBEDDED_AT_ONCE = 128
"""The passages embedded and written together, a step of the progress bar. What is over goes into the last step: an
interruption loses fewer than twice as many, a few seconds' work. A write costs as much by itself as some forty rows."""
CUT_AT_ONCE = 256
"""The passages that are cut before their documents are written."""
TOLD_EVERY = 10
"""Documents read between two reports of progress: remembered ones in under a millisecond, long PDFs in some seconds."""
FEW = 1000
"""The files that may differ for a plan over them alone, however small the folder: what is held of them is little."""
WRITTEN_AT_ONCE = 500
"""The documents that are written together where none of their text is embedded: only what they state has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The progress of a reload: `done` of `total` documents; `total` is 0 where it is not known yet. Passages become
    known as documents are read: `embedded` have been embedded, of those read so far.
    """

    stage: str
    done: int = 0
    total: int = 0
    embedded: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The state of the store for the next flip: the plan as far as it could be done, and what could not be read after
    all. `characters` are those of the text that was cut into passages, by kind.
    """

    plan: Plan
    unreadable: tuple[DocumentError, ...]
    embedded: int
    reused: int
    as_planned: bool = False
    characters: Mapping[PassageKind, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexing:
    """The steps of a reload before its flip. `manifest` is what readers see after flip `number`, whose name is `flip`.
    `still_held` is asked before anything is written, and raises where another process reloads in this one's place.
    """

    folder: Path
    store: PassageStore
    embedder: Embedder
    number: int
    flip: str
    manifest: Manifest
    memory: FileMemory
    parsed: ParsedFiles
    on_progress: Callable[[Progress], None] = lambda _: None
    still_held: Callable[[], None] = lambda: None
    give_way: Callable[[], bool] = lambda: False
    """Called before each step. Waits a little while questions are answered, and returns whether any were."""
    kept: Callable[[Collection[str]], Mapping[str, Vectors]] = lambda _: {}
    """Returns vectors that the store does not hold but another place does, by the hash of the embedded text."""
    room: Callable[[int], None] = lambda _: None
    """Called before each batch with the bytes that it takes. Raises StoreUnwritableError where there is no room."""
    last_good: Callable[[Collection[str], Collection[str]], Iterator[Document]] = lambda *_: iter(())
    """Takes paths of files that cannot be read now, and ids of documents read elsewhere. Yields what the index that is
    about to be replaced holds of these files, without those documents. An index that stays keeps its own.
    """

    def plan(self) -> Plan:
        """Return the plan. Raises CorpusError, and EmptyCorpusError where nothing can be read: that empties nothing."""
        state = look_at(self.folder)
        settled = self.memory.recall_settled(self.flip) if self.number else None
        if settled is not None and settled.digest == state.digest != b"":
            return nothing_to_do(settled)
        planned = replace(self._planned(state, settled), digest=state.digest)
        self.memory.flush()
        if not planned.read:
            raise nothing_to_index(self.folder, planned.unreadable)
        if self.number and not planned.changes_anything:
            self._settle(self.flip, planned)
        return planned

    def _planned(self, state: FolderState, settled: Settled | None) -> Plan:
        """Return the plan over the files that differ, where no others have to do with them, or else over all."""
        memory, states = self.memory, state.states
        differing = memory.differing(states)
        before: dict[str, Outline] = {}
        few = settled is not None and len(differing.changed) + len(differing.gone) <= max(FEW, len(states) // 10)
        if few:
            known = filter(None, map(memory.recall, sorted([*differing.changed, *differing.gone])))
            before = {outline.id: outline for read in known for outline in read.outlines}
        memory.forget(differing.gone)
        if settled is not None and few and len(states) == len(state.files):
            read = self._counted(outline_corpus(state, memory, set(differing.changed), self.parsed))
            if planned := plan_of_differing(read, before, self.manifest, settled, memory.ids_of_texts):
                return planned
            memory.flush()
        return plan(self._counted(outline_corpus(state, memory, parsed=self.parsed)), self.manifest)

    def settle(self, head: Head, written: Written) -> None:
        """Remember that the folder as it was planned over stands in the index, after the flip to this head."""
        if written.as_planned:
            self._settle(head.flip, written.plan)

    def _settle(self, flip: str, planned: Plan) -> None:
        if settled := planned.settles:
            self.memory.settle(flip, settled)

    def _counted(self, corpus: Iterator[Outline | DocumentError]) -> Iterator[Outline | DocumentError]:
        """Yield the documents, and report how many have come: how many there will be is not known before the end."""
        self.on_progress(Progress(stage="reading"))
        for number, outline in enumerate(corpus, start=1):
            if number % TOLD_EVERY == 0:
                self.on_progress(Progress(stage="reading", done=number))
            yield outline

    def passages_to_embed(self, planned: Plan) -> int:
        """Return how many passages of the plan have no vector yet. Nothing is embedded."""
        unreadable: list[DocumentError] = []
        hashes: set[str] = set()
        done = 0
        self.on_progress(Progress(stage="counting passages", total=len(planned.written)))
        for documents, passages in self._batches(self._read(planned, unreadable), Counter()):
            hashes |= self._to_embed(passages)[1].keys()
            done += len(documents)
            self.on_progress(Progress(stage="counting passages", done=done, total=len(planned.written)))
        return len(hashes)

    def write(self, planned: Plan, catalogue: CatalogueBuilder) -> Written:
        """Write all that the plan needs into the store and the catalogue, which nobody sees before flip `number` + 1. A
        document is taken as it was parsed for the plan; one that was remembered, and so not parsed, as it is now.
        """
        wanted = planned.written
        entries: dict[str, ManifestEntry] = {}
        unreadable: list[DocumentError] = []
        kept: list[str] = []
        characters: Counter[PassageKind] = Counter()
        embedded = reused = 0
        self.on_progress(Progress(stage="embedding", total=len(wanted)))
        read = chain(self._read(planned, unreadable), self._kept(planned, unreadable, kept))
        for documents, passages in self._batches(read, characters):
            versions = [Version(document=each, passages=self._passages_of(each, passages)) for each in documents]
            self.room(bytes_of(documents, passages))
            self.give_way()
            self.still_held()
            self.store.write(self.number + 1, versions, (), _rows({}, ()))
            catalogue.enter(versions, (), ())
            written = 0
            for some in steps(passages, EMBEDDED_AT_ONCE):
                vectors, texts = self._to_embed(some)
                embedding = embed_texts(self.embedder, list(texts.values()), self.give_way)
                vectors |= dict(zip(texts, embedding, strict=True))
                self.give_way()
                self.still_held()
                stored = self.store.write(self.number + 1, (), some, _rows(vectors, some))
                catalogue.enter((), some, stored)
                embedded, reused = embedded + len(texts), reused + len(some) - len(texts)
                written += len(some)
                if written < len(passages):
                    whole = next(n for n, each in enumerate(documents) if each is passages[written].document)
                    self.on_progress(
                        Progress(stage="embedding", done=len(entries) + whole, total=len(wanted), embedded=embedded)
                    )
            entries |= {version.document.id: version.entry for version in versions}
            self.on_progress(Progress(stage="embedding", done=len(entries), total=len(wanted), embedded=embedded))
        self.still_held()
        self.store.undo(self.number, {i: entry.record_hash for i, entry in entries.items()})
        done = planned.of_written(entries.keys(), kept)
        self.store.retire(self.number + 1, [*done.changed, *done.removed])
        return Written(
            plan=done,
            unreadable=tuple(unreadable),
            embedded=embedded,
            reused=reused,
            as_planned={i: entry.record_hash for i, entry in entries.items()}
            == {i: each.record_hash for i, each in wanted.items()},
            characters=characters,
        )

    def _read(self, planned: Plan, unreadable: list[DocumentError]) -> Iterator[Document]:
        """Yield the documents that are planned."""
        unparsed: dict[str, Planned] = {}
        for document_id, wanted in planned.written.items():
            document = self.parsed.version(document_id, wanted.record_hash)
            if document is None:
                unparsed[document_id] = wanted
            else:
                yield document
        files = {file_of(wanted.path) for wanted in unparsed.values()}
        for read in read_corpus(self.folder, files, self.parsed) if files else ():
            if isinstance(read, DocumentError):
                unreadable.append(read)
            elif is_due(read, unparsed) and not self._is_seen(read):
                yield read

    def _kept(self, planned: Plan, unreadable: list[DocumentError], kept: list[str]) -> Iterator[Document]:
        """Once all else is read."""
        paths = {error.path for error in (*planned.unreadable, *unreadable)}
        for document in self.last_good(paths, planned.written.keys()) if paths else ():
            kept.append(document.id)
            yield document

    def _batches(
        self, read: Iterable[Document], characters: Counter[PassageKind]
    ) -> Iterator[tuple[list[Document], list[Passage]]]:
        """Yield documents with the passages that are searched, about CUT_AT_ONCE of them at a time, and count the
        characters of each kind. Only body text is embedded and searched: headings are context, boilerplate and
        reference lists never answer.
        """
        documents: list[Document] = []
        passages: list[Passage] = []
        for document in read:
            documents.append(document)
            if self._embeds(document):
                for piece in chunk(document, self.embedder):
                    characters[piece.kind] += piece.end - piece.start
                    if piece.kind is PassageKind.BODY:
                        passages.append(piece)
            if len(passages) >= CUT_AT_ONCE or len(documents) >= WRITTEN_AT_ONCE:
                yield documents, passages
                documents, passages = [], []
        if documents:
            yield documents, passages

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
        """Return the vectors that are stored, and the texts that have yet to be embedded, each by its hash."""
        texts = {search_hash_of(passage): search_text_of(passage) for passage in passages}
        stored = self.store.reusable(texts) if texts else {}
        # A store that readers see has all that its catalogues have.
        if not self.number and (missing := texts.keys() - stored.keys()):
            stored |= self.kept(missing)
        return stored, {key: text for key, text in texts.items() if key not in stored}


def _rows(vectors: Mapping[str, Vectors], passages: Sequence[Passage]) -> Vectors:
    rows = [vectors[search_hash_of(passage)] for passage in passages]
    return np.stack(rows) if rows else np.empty((0, 0), dtype=np.float32)
