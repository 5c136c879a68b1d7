"""The corpus folder that the index in a data folder is of, whether settings mean the same, and how the index stands."""

from pathlib import Path

from retrieval.adapters.data_folder import DataFolder
from retrieval.domain.heads import Head
from retrieval.domain.status import Status
from retrieval.errors import IndexMismatchError, SettingsError
from retrieval.faults import IndexFault, SettingsFault
from retrieval.settings import RetrievalSettings


def of_its_corpus(settings: RetrievalSettings, *, named: bool) -> RetrievalSettings:
    """Return the settings with the corpus folder that their data folder is of, where none was `named` for it."""
    indexed = None if named else DataFolder(settings.data_dir).indexed
    return settings if indexed is None else settings.model_copy(update={"corpus_dir": indexed})


def status_of(settings: RetrievalSettings, head: Head, *, documents: int, passages: int, reader: str) -> Status:
    """Return how the index stands that shows its readers `head`, in which so many documents and passages are."""
    return Status(
        corpus_dir=str((DataFolder(settings.data_dir).indexed or settings.corpus_dir).resolve()),
        data_dir=str(settings.data_dir.resolve()),
        chroma_url=settings.chroma_url,
        documents=documents,
        passages=passages,
        generation=head.generation,
        embedding_model=head.stamp.embedding_model,
        embedding_weights_sha256=head.stamp.embedding_weights_sha256,
        chunker=head.stamp.chunker,
        reader=reader,
    )


def check_indexed(settings: RetrievalSettings) -> None:
    """Raise IndexMismatchError where the index is of another corpus folder than the settings name."""
    _check(settings, IndexFault.OF_ANOTHER_CORPUS)


def check_writable(settings: RetrievalSettings) -> None:
    """Raise IndexMismatchError where a reload would put one corpus in the place of another."""
    _check(settings, IndexFault.WOULD_BE_REPLACED)


def check_named(settings: RetrievalSettings, *, is_empty: bool) -> None:
    """Raise SettingsError where a server holds documents, which may be others', and neither the settings nor their data
    folder name the corpus folder that they are of: the default is not taken for it.
    """
    noted = DataFolder(settings.data_dir).indexed is not None
    if settings.chroma_url and not is_empty and not (noted or settings.names_corpus):
        raise SettingsError(SettingsFault.CORPUS_NOT_NAMED, where=settings.chroma_url)


def other_corpus_of(settings: RetrievalSettings) -> Path | None:
    """Return the corpus folder that is indexed, where it is another than the settings name. An indexed folder that does
    not exist any more may have been moved: then the folder that they name is it.
    """
    indexed = DataFolder(settings.data_dir).indexed
    same = indexed is None or indexed.resolve() == settings.corpus_dir.resolve() or not indexed.is_dir()
    return None if same else indexed


def _check(settings: RetrievalSettings, fault: IndexFault) -> None:
    if indexed := other_corpus_of(settings):
        raise IndexMismatchError(fault, data_dir=settings.data_dir, indexed=indexed, corpus=settings.corpus_dir)
