"""Opens the store that the settings name: a folder under its lock, or a server; the old index, or an empty one."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TYPE_CHECKING

from retrieval.adapters.data_folder import DataFolder
from retrieval.adapters.data_folder_lock import StoreLock
from retrieval.domain.heads import IndexStamp
from retrieval.errors import IndexMissingError, StoreLockedError
from retrieval.faults import IndexFault
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from retrieval.adapters.chroma.store import ChromaStore


@contextmanager
def open_store(
    settings: RetrievalSettings, folder: DataFolder, stamp: IndexStamp, *, exclusive: bool, anew: bool = False
) -> Iterator["ChromaStore"]:
    """Open the store; with `anew` an empty one, which takes the other's place once its first flip has been made and the
    context is left. Raises StoreLockedError, and IndexMissingError where there is nothing to read.
    """
    from retrieval.adapters.chroma.store import ChromaStore

    if settings.chroma_url:
        with closing(store_on_server(settings, stamp, anew=anew, writable=exclusive)) as store:
            yield store
        return
    with ExitStack() as held:
        if exclusive:
            held.callback(StoreLock(settings.data_dir, exclusive=True).release)
            folder.mend()
        else:
            held.enter_context(locked_to_read(settings, folder))
        chroma = folder.chroma_new if anew else folder.chroma
        with closing(ChromaStore.in_folder(chroma, stamp, writable=exclusive)) as store:
            yield store
        if anew:
            folder.swap()


@contextmanager
def locked_to_read(settings: RetrievalSettings, folder: DataFolder) -> Iterator[None]:
    """Hold the lock of those who read the index in a folder. Raises StoreLockedError, and IndexMissingError where there
    is nothing to read.
    """
    _mend_before_reading(folder)
    lock = StoreLock(settings.data_dir, exclusive=False)
    try:
        if not folder.holds_an_index:
            raise not_indexed(settings)
        yield
    finally:
        lock.release()


def _mend_before_reading(folder: DataFolder) -> None:
    """Mend the folder under the lock for this process alone: several that mended at once would take from one another.
    Where others read, one of them has mended what must be.
    """
    if folder.is_untidy:
        with suppress(StoreLockedError):
            lock = StoreLock(folder.path, exclusive=True, wait_seconds=0)
            try:
                folder.mend()
            finally:
                lock.release()


def store_on_server(
    settings: RetrievalSettings, stamp: IndexStamp, *, anew: bool = False, writable: bool
) -> "ChromaStore":
    """Open the store on the server that the settings name."""
    from retrieval.adapters.chroma.store import ChromaStore

    token = settings.chroma_token.get_secret_value() if settings.chroma_token else None
    return ChromaStore.on_server(settings.chroma_url or "", token, stamp, anew=anew, writable=writable)


def not_indexed(settings: RetrievalSettings) -> IndexMissingError:
    """Return the error of a data folder without an index."""
    corpus = settings.corpus_dir
    fault = IndexFault.MISSING if corpus.exists() else IndexFault.MISSING_WITH_CORPUS
    return IndexMissingError(fault, data_dir=settings.data_dir, corpus=corpus)
