"""An index at a glance: how it stands, and which documents it holds, without its texts, its passages and its models.

An index in a folder tells that by two files: Chroma's says which head readers see, and the catalogue of that head the
rest. Neither Chroma nor what answers questions is imported for it, which takes three times as long as all of this.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

from retrieval.adapters.chroma.stored_head import head_in_file
from retrieval.adapters.data_folder import DataFolder
from retrieval.adapters.indexed_corpus import status_of
from retrieval.adapters.models.embedder_card import read_embedder_card
from retrieval.adapters.models.reader_card import read_reader_card
from retrieval.adapters.opening_store import locked_to_read, not_indexed
from retrieval.adapters.sqlite.catalogue_file import counts_in, head_of, reading_whole
from retrieval.adapters.sqlite.stored_documents import StoredDocuments
from retrieval.adapters.tracers import to_collector, to_langsmith
from retrieval.documents.links import SourceLinks
from retrieval.domain.documents import DocumentSummary, title_order
from retrieval.domain.scope import Scope, Viewer
from retrieval.domain.status import Status
from retrieval.index.stamping import stamp_with
from retrieval.settings import DEFAULT_EMBEDDING_MODEL, DEFAULT_READER_MODEL, RetrievalSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The documents of an index, or those in a scope, as long as it is open. What it gives is what a `Footnote` over
    that index gives. Raises StoreError where the catalogue is damaged.
    """

    stands: Status
    documents: StoredDocuments
    links: SourceLinks
    close: Callable[[], None]
    scope: Scope | None = None

    def status(self) -> Status:
        """Return what the index holds and what it was built with."""
        return self.stands

    def collections(self) -> dict[str | None, int]:
        """Return how many documents each collection has; None stands for those whose place is not known."""
        return self.documents.collections()

    def list_documents(self) -> tuple[DocumentSummary, ...]:
        """Return all documents without their texts, by title."""
        return tuple(sorted(self.documents.summaries(), key=title_order))

    def seen_by(self, viewer: Viewer) -> "Overview":
        """Return the corpus as a viewer sees it, who sees no more of it than is seen here."""
        scope = viewer.scope if self.scope is None else viewer.scope & self.scope
        return replace(self, documents=self.documents.within(scope), scope=scope)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def at_a_glance(settings: RetrievalSettings) -> Overview | None:
    """Open the overview of an index that is opened to be read. Raises FootnoteError as `open_footnote` does.

    None where that has to be asked: on a server, with other models than the packaged ones, where a language model
    writes or somebody traces, and where the index is not as it was left, whatever is wrong with it.
    """
    if not _needs_no_more(settings):
        return None
    folder = DataFolder(settings.data_dir)
    if not folder.holds_an_index:
        raise not_indexed(settings)
    folder.make()
    stamp = stamp_with(DEFAULT_EMBEDDING_MODEL, read_embedder_card().weights_sha256)
    with ExitStack() as held:
        held.enter_context(locked_to_read(settings, folder))
        head = head_in_file(folder.chroma)
        if head is None or head.stamp != stamp:
            return None
        file = folder.catalogues / f"{head.flip}.sqlite3"
        if head_of(file) != (head.store, head.number) or (counts := counts_in(file)) is None:
            return None
        # Younger, it is left alone when catalogues are cleared away.
        with suppress(OSError):
            file.touch()
        folder.keep_private()
        read_reader_card()
        return Overview(
            stands=status_of(
                settings, head, documents=counts.documents, passages=counts.passages, reader=DEFAULT_READER_MODEL
            ),
            documents=StoredDocuments(partial(reading_whole, file)),
            links=SourceLinks(settings.source_url),
            close=held.pop_all().close,
        )


def _needs_no_more(settings: RetrievalSettings) -> bool:
    """Return whether nothing is set that has to be opened to tell whether it can be."""
    models = (settings.embedding_model, settings.reader_model, settings.language_model)
    return (
        settings.chroma_url is None
        and models == (DEFAULT_EMBEDDING_MODEL, DEFAULT_READER_MODEL, None)
        and not (to_collector(os.environ) or to_langsmith(os.environ))
    )
