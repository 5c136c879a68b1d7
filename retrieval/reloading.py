"""A reload, from the plan to the sweep, while questions are answered.

What readers see changes once, with the flip. Before it nothing of theirs is touched; after it, what was retired goes
only when nobody reads it any more.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from retrieval.domain import Passage
from retrieval.errors import DocumentError, RecordsError, ReloadUnderWayError
from retrieval.indexing import Indexing, Progress, Written, check_stamp, generation_of, stamp_of
from retrieval.planning import Plan
from retrieval.ports import Catalogue, Catalogues, Embedder, FileMemory, Head, PassageStore
from retrieval.rebuilding import Replaced
from retrieval.serving import Serving, Servings

_log = logging.getLogger(__name__)

READ_ON_SECONDS = 30.0
"""For questions that began before a flip: what they read is not swept before. One takes a second or two."""


OTHERS_READ_ON_SECONDS = 120.0
"""For other processes on the same store, to see the flip, build their catalogue and end what they read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a reload would do, and how many passages it would embed."""

    plan: Plan
    passages_to_embed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReloadReport:
    """What a reload did, by document id; what is renamed is told as pairs, before and after. Of an unreadable document
    that was indexed before, the last good version stays: its id is in `kept`. `same_text` are pairs of ids, as planned.
    Where nothing changed, the generation is the same `before` and `after`.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    unchanged: int
    kept: tuple[str, ...]
    unreadable: tuple[DocumentError, ...]
    passages_embedded: int
    passages_reused: int
    before: str
    after: str
    seconds: float
    same_text: tuple[tuple[str, str], ...] = ()

    @property
    def changed_anything(self) -> bool:
        return bool(self.added or self.changed or self.renamed or self.removed)


@dataclass(kw_only=True)
class Reloading:
    """The use case. Its methods may be called from several threads; one reload runs at a time."""

    folder: Path
    store: PassageStore
    catalogues: Catalogues
    embedder: Embedder
    servings: Servings
    serve: Callable[[Head, Catalogue], Serving]
    memory: Callable[[], AbstractContextManager[FileMemory]]
    """What files were read as before, for one thread."""
    lease: Callable[[], AbstractContextManager[Callable[[], None]]]
    """Held by one process at a time; what it gives raises ReloadUnderWayError where it was lost."""
    others_read_on_seconds: float
    """After a flip, before anything is swept: 0 where no other process reads this store."""
    anew: bool = False
    """Whether the index is built anew: what stands in its place until then is not served, nor are its vectors used."""
    replaced: Replaced | None = None
    """What stands there until then, where it can be read."""
    retire: Callable[[Sequence[Passage]], None]
    read_on_seconds: float = READ_ON_SECONDS
    on_other: Callable[[], None] = lambda: None
    """Called by whoever follows the store, once another process's generation is served."""
    _one: threading.Lock = field(default_factory=threading.Lock)
    _replacing: threading.Lock = field(default_factory=threading.Lock)

    def refresh(self) -> bool:
        """Serves what the store shows, where another process has flipped it; says whether one had."""
        if self.anew:
            return False
        with self._replacing:
            head = self.store.head()
            if head is None or head.flip == self.servings.current.head.flip:
                return False
            check_stamp(head.stamp, stamp_of(self.embedder))
            self.store.follow(head)
            self._serve(head)
        self.servings.wait_until_unread(self.read_on_seconds)
        return True

    def tidy(self) -> None:
        """Sweeps what a flip left for others to read on. Does nothing where a reload is under way, nor takes the lease
        where there is nothing to sweep yet: whoever wants to reload would find it taken.
        """
        if not self._may_sweep(self._head()):
            return
        with suppress(ReloadUnderWayError), self._alone() as still_held:
            self.refresh()
            self._sweep(still_held)

    def preview(self, on_progress: Callable[[Progress], None] = lambda _: None) -> Preview:
        """Raises as `reload` does, and changes nothing."""
        with self.servings.lent() as serving:
            indexing = self._indexing(serving, on_progress, lambda: None)
            planned = indexing.plan()
            return Preview(plan=planned, passages_to_embed=indexing.passages_to_embed(planned))

    def reload(self, on_progress: Callable[[Progress], None] = lambda _: None) -> ReloadReport:
        """Raises CorpusError, EmptyCorpusError, IndexMismatchError, StoreError, ReloadUnderWayError, and whatever
        `on_progress` raises: until the flip, readers then go on with what they had.
        """
        with self._alone() as still_held:
            self.refresh()
            return self._reload(on_progress, still_held)

    @contextmanager
    def _alone(self) -> Iterator[Callable[[], None]]:
        """Raises ReloadUnderWayError."""
        if not self._one.acquire(blocking=False):
            raise ReloadUnderWayError("Another reload is under way.", remedy="Wait until it is done, or cancel it.")
        try:
            with self.lease() as still_held:
                yield still_held
        finally:
            self._one.release()

    def _reload(self, on_progress: Callable[[Progress], None], still_held: Callable[[], None]) -> ReloadReport:
        began = time.perf_counter()
        serving = self.servings.current
        if serving.head.number:
            check_stamp(serving.head.stamp, stamp_of(self.embedder))
        self._sweep(still_held)
        indexing = self._indexing(serving, on_progress, still_held)
        planned = indexing.plan()
        written = Written(plan=planned, unreadable=(), embedded=0, reused=0)
        if planned.changes_anything or not serving.head.number:
            written = indexing.write(planned)
            on_progress(Progress(stage="putting it in place"))
            self._flip(still_held)
        else:
            # What a reload that was cut short has left, if any did.
            still_held()
            self.store.undo(serving.head.number, {})
        before, now = serving.head.generation, self.servings.current
        if self.replaced is not None:
            before = self.replaced.generation
            written = replace(written, plan=self.replaced.told(now.view.manifest(), written.plan))
        return _report(written, before, now.head.generation, time.perf_counter() - began)

    def _flip(self, still_held: Callable[[], None]) -> None:
        now = self._head()
        head = Head(
            number=now.number + 1,
            store=self.store.name,
            flip=uuid.uuid4().hex,
            generation="",
            stamp=stamp_of(self.embedder),
            swept=now.swept if now.store == self.store.name else 0,
            flipped_at=time.time(),
        )
        with self.catalogues.build(head, self.store) as building:
            with closing(self.catalogues.opened(building)) as catalogue:
                head = replace(head, generation=generation_of(catalogue.manifest()))
            with self._replacing:
                still_held()
                self.store.flip(head)
                self.catalogues.finish(building, head)
                self._serve(head)
        self._sweep(still_held)

    def _serve(self, head: Head) -> None:
        """From now on."""
        self.servings.replace(self.serve(head, self.catalogues.of(head, self.store)))

    def _head(self) -> Head:
        """Of what is served, as the store has it: a sweep moves it on."""
        served, stored = self.servings.current.head, self.store.head()
        return stored if stored is not None and stored.flip == served.flip else served

    def _may_sweep(self, head: Head) -> bool:
        return head.swept != head.number and time.time() - head.flipped_at >= self.others_read_on_seconds

    def _sweep(self, still_held: Callable[[], None]) -> None:
        """Drops what nobody sees or reads any more, once it has been handed on to be kept for those who were shown it.
        Where somebody reads on, the next reload does.
        """
        head, unread = self._head(), self.servings.wait_until_unread(self.read_on_seconds)
        if not (self._may_sweep(head) and unread):
            return
        try:
            for passages in self.store.retired(head.number):
                self.retire(passages)
        except RecordsError as error:
            # What cannot be kept is not dropped either: nobody sees it, and the next reload tries again.
            _log.warning("what the reload retired could not be kept, and stays in the index for now: %s", error)
            return
        still_held()
        self.store.sweep(head.number)
        self.store.drop_others()
        still_held()
        self.store.flip(replace(head, swept=head.number))

    def _indexing(
        self, serving: Serving, on_progress: Callable[[Progress], None], still_held: Callable[[], None]
    ) -> Indexing:
        return Indexing(
            folder=self.folder,
            store=self.store,
            embedder=self.embedder,
            number=serving.head.number,
            manifest=serving.view.manifest(),
            memory=self.memory,
            on_progress=on_progress,
            still_held=still_held,
            give_way=self.servings.give_way,
            **({"last_good": self.replaced.last_good} if self.replaced else {}),
        )


def _report(written: Written, before: str, after: str, seconds: float) -> ReloadReport:
    done = written.plan
    return ReloadReport(
        added=done.added,
        changed=done.edited,
        renamed=done.other_names,
        removed=done.gone,
        unchanged=done.unchanged,
        kept=done.kept,
        # A file may be read twice, to be planned and to be written: what is wrong with it is told once.
        unreadable=tuple({(one.path, one.what): one for one in (*done.unreadable, *written.unreadable)}.values()),
        passages_embedded=written.embedded,
        passages_reused=written.reused,
        before=before,
        after=after,
        seconds=seconds,
        same_text=done.same_text,
    )
