"""A reload, from the plan to the sweep, while questions are answered.

What readers see changes once, with the flip. Before the flip, nothing that they read is changed. After it, retired
versions are dropped only when nobody reads them any more.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from retrieval.documents.parsed import ParsedFiles
from retrieval.domain.corpus_diff import CorpusDiff
from retrieval.domain.documents import Passage, PassageKind
from retrieval.errors import DocumentError, RecordsError, ReloadUnderWayError
from retrieval.faults import ReloadFault
from retrieval.index.generations import Generations, open_generation
from retrieval.index.indexing import Indexing, Progress, Written
from retrieval.index.rebuilding import Replaced
from retrieval.index.stamping import check_stamp, stamp_of
from retrieval.ports import CatalogueBuilder, CatalogueStore, Embedder, FileMemory, Generation, Head, PassageStore

OnProgress = Callable[[Progress], None]
StillHeld = Callable[[], None]

_log = logging.getLogger(__name__)

READ_ON_SECONDS = 30.0
"""The seconds that a sweep waits for questions that began before the flip, since they read what it drops. A question
takes a second or two."""
OTHERS_READ_ON_SECONDS = 120.0
"""The seconds that a sweep waits after a flip where other processes use the store. Each process must see the flip,
build its catalogue and end the questions that read the old one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview(CorpusDiff[DocumentError]):
    """The changes that a reload would make, and the number of passages that it would embed. `same_text` are pairs of
    ids, as planned.
    """

    unchanged: int
    same_text: tuple[tuple[str, str], ...] = ()
    passages_to_embed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReloadReport(CorpusDiff[DocumentError]):
    """The changes that a reload made. `same_text` are pairs of ids, as planned. Where nothing changed, the generation
    is the same `before` and `after`; before the first there is none (""). `characters` are those of the text that it
    indexed, by kind: only body text is searched.
    """

    unchanged: int
    same_text: tuple[tuple[str, str], ...] = ()
    passages_embedded: int
    passages_reused: int
    before: str
    after: str
    seconds: float
    characters: Mapping[PassageKind, int] = field(default_factory=dict)


@dataclass(kw_only=True)
class Reloading:
    """The use case of reloading. Its methods may be called from several threads; one reload runs at a time."""

    folder: Path
    store: PassageStore
    catalogues: CatalogueStore
    embedder: Embedder
    generations: Generations
    memory: Callable[[], AbstractContextManager[FileMemory]]
    """Opens what is remembered of files that were read before, for use in one thread."""
    scratch: Path
    """The folder in which temporary files are made."""
    lease: Callable[[], AbstractContextManager[Callable[[], None]]]
    """Takes the lease, which one process holds at a time. Its context gives a function that raises ReloadUnderWayError
    where the lease was lost."""
    others_read_on_seconds: float
    """The seconds after a flip in which nothing is swept: 0 where no other process reads this store."""
    anew: bool = False
    """True to build the index anew. The index that it replaces is then not served, and its vectors are not used."""
    replaced: Replaced | None = None
    """The index that is replaced where one is built anew, if it can be read."""
    retire: Callable[[Sequence[Passage]], None]
    room: Callable[[int], None] = lambda _: None
    """Called before anything is written, with the bytes that it takes. Raises StoreUnwritableError where there is no
    room."""
    read_on_seconds: float = READ_ON_SECONDS
    on_other: Callable[[], None] = lambda: None
    """Called by whoever follows the store, once another process's generation is served."""
    _reload_lock: threading.Lock = field(default_factory=threading.Lock)
    _added: ParsedFiles | None = None
    _adding: threading.Lock = field(default_factory=threading.Lock)
    _replacing: threading.Lock = field(default_factory=threading.Lock)

    def refresh(self) -> bool:
        """Serve what the store shows, where another process has flipped it, and return whether one had."""
        if self.anew:
            return False
        with self._replacing:
            head = self.store.head()
            if head is None or head.flip == self.generations.current.head.flip:
                return False
            check_stamp(head.stamp, stamp_of(self.embedder))
            self.store.follow(head)
            self._serve(head)
        self.generations.wait_until_unread(self.read_on_seconds)
        return True

    def tidy(self) -> None:
        """Sweep what a flip left for others to read on. Do nothing where a reload is under way, nor take the lease
        where there is nothing to sweep yet: whoever wants to reload would find it taken.
        """
        if not self._may_sweep(self._head()):
            return
        with suppress(ReloadUnderWayError), self._alone() as still_held:
            self.refresh()
            self._sweep(still_held)

    def preview(self, on_progress: OnProgress = lambda _: None) -> Preview:
        """Return what a reload would do. Raises as `reload` does, and changes nothing."""
        with self.generations.lent() as generation, ParsedFiles(self.scratch) as parsed, self.memory() as memory:
            indexing = self._indexing(generation, parsed, memory, on_progress, lambda: None)
            planned = indexing.plan()
            return Preview(
                **planned.diff.lists,
                unchanged=planned.unchanged,
                same_text=planned.same_text,
                passages_to_embed=indexing.passages_to_embed(planned),
            )

    def reload(self, on_progress: OnProgress = lambda _: None) -> ReloadReport:
        """Bring the index in line with the corpus folder. Raises CorpusError, EmptyCorpusError, IndexMismatchError,
        StoreError, ReloadUnderWayError, and whatever `on_progress` raises: until the flip, readers then go on with what
        they had.
        """
        with self._alone() as still_held, self._take_added() as parsed, self.memory() as memory:
            self.refresh()
            return self._reload(parsed, memory, on_progress, still_held)

    def add_parsed(self, parsed: ParsedFiles) -> None:
        """Hand a file over to the next reload, which need not parse it then, and which closes it."""
        with self._adding:
            before, self._added = self._added, parsed
        if before is not None:
            before.close()

    def close(self) -> None:
        """Close what is served, and forget what was handed over."""
        self.generations.close()
        self._take_added().close()

    def _take_added(self) -> ParsedFiles:
        with self._adding:
            parsed, self._added = self._added, None
        return parsed or ParsedFiles(self.scratch)

    @contextmanager
    def _alone(self) -> Iterator[Callable[[], None]]:
        """Keep other reloads out. Raises ReloadUnderWayError."""
        if not self._reload_lock.acquire(blocking=False):
            raise ReloadUnderWayError(ReloadFault.UNDER_WAY)
        try:
            with self.lease() as still_held:
                yield still_held
        finally:
            self._reload_lock.release()

    def _reload(
        self, parsed: ParsedFiles, memory: FileMemory, on_progress: OnProgress, still_held: StillHeld
    ) -> ReloadReport:
        began = time.perf_counter()
        generation = self.generations.current
        if generation.head.number:
            check_stamp(generation.head.stamp, stamp_of(self.embedder))
        self._sweep(still_held)
        indexing = self._indexing(generation, parsed, memory, on_progress, still_held)
        planned = indexing.plan()
        written = Written(plan=planned, unreadable=(), embedded=0, reused=0)
        if planned.changes_anything or not generation.head.number:
            head = self._next_head()
            self.room(self.catalogues.latest_bytes())
            with self.catalogues.build(head, self.store) as building:
                written = indexing.write(planned, building)
                on_progress(Progress(stage="putting it in place"))
                self.room(0)
                self._flip(head, building, still_held)
            indexing.settle(head, written)
            self._sweep(still_held)
        else:
            # A reload that was cut short may have left something.
            still_held()
            self.store.undo(generation.head.number, {})
        before, now = generation.name if generation.head.number else "", self.generations.current
        if self.replaced is not None:
            before = self.replaced.generation
            written = replace(written, plan=self.replaced.compared(now.view.manifest(), written.plan))
        return _report(written, before, now.name, time.perf_counter() - began)

    def _next_head(self) -> Head:
        now = self._head()
        return Head(
            number=now.number + 1,
            store=self.store.name,
            flip=uuid.uuid4().hex,
            generation="",
            stamp=stamp_of(self.embedder),
            swept=now.swept if now.store == self.store.name else 0,
        )

    def _flip(self, head: Head, building: CatalogueBuilder, still_held: StillHeld) -> None:
        building.complete().close()
        head = replace(head, generation=building.generation, flipped_at=time.time())
        with self._replacing:
            still_held()
            self.store.flip(head)
            building.finish()
            self._serve(head)

    def _serve(self, head: Head) -> None:
        """Have questions answered from the generation that `head` names, from now on."""
        self.generations.replace(open_generation(head, self.store, self.catalogues))

    def _head(self) -> Head:
        """Return the head of the generation that is served. A sweep writes `swept` into the stored head, so that one is
        returned where it is of the same flip.
        """
        served, stored = self.generations.current.head, self.store.head()
        return stored if stored is not None and stored.flip == served.flip else served

    def _may_sweep(self, head: Head) -> bool:
        return head.swept != head.number and time.time() - head.flipped_at >= self.others_read_on_seconds

    def _sweep(self, still_held: StillHeld) -> None:
        """Drop what nobody sees or reads any more, once it has been handed on to be kept for those who were shown it.
        Where somebody reads on, the next reload does.
        """
        head, unread = self._head(), self.generations.wait_until_unread(self.read_on_seconds)
        if not (self._may_sweep(head) and unread):
            return
        try:
            for passages in self.store.retired(head.number):
                self.retire(passages)
        except RecordsError as error:
            # Passages that cannot be kept are not dropped either: nobody sees them, and the next reload tries again.
            _log.warning("what the reload retired could not be kept, and stays in the index for now: %s", error)
            return
        still_held()
        self.store.sweep(head.number)
        self.store.drop_others()
        still_held()
        self.store.flip(replace(head, swept=head.number))

    def _indexing(
        self, generation: Generation, parsed: ParsedFiles, memory: FileMemory, on_progress: OnProgress, held: StillHeld
    ) -> Indexing:
        return Indexing(
            folder=self.folder,
            store=self.store,
            embedder=self.embedder,
            number=generation.head.number,
            flip=generation.head.flip,
            manifest=generation.view.manifest(),
            memory=memory,
            parsed=parsed,
            on_progress=on_progress,
            still_held=held,
            give_way=self.generations.give_way,
            room=self.room,
            kept=partial(self.catalogues.reusable, stamp=stamp_of(self.embedder)),
            **({"last_good": self.replaced.last_good} if self.replaced else {}),
        )


def _report(written: Written, before: str, after: str, seconds: float) -> ReloadReport:
    done = written.plan
    # A file may be read twice, to be planned and to be written: what is wrong with it is told once.
    errors = {(error.path, error.what): error for error in (*done.unreadable, *written.unreadable)}
    return ReloadReport(
        **{**done.diff.lists, "unreadable": tuple(errors.values())},
        unchanged=done.unchanged,
        same_text=done.same_text,
        passages_embedded=written.embedded,
        passages_reused=written.reused,
        before=before,
        after=after,
        seconds=seconds,
        characters=dict(written.characters),
    )
