"""Files of the corpus folder that are no documents, such as pictures: they are counted, and not named one by one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from retrieval.documents.file_names import suffix_of
from retrieval.documents.formats import SUFFIXES
from retrieval.errors import DocumentError, EmptyCorpusError
from retrieval.faults import CorpusFault, DocumentFault


def of_documents(errors: Iterable[DocumentError]) -> tuple[DocumentError, ...]:
    """Return the errors of files that are, by their endings, documents."""
    return tuple(error for error in errors if error.fault is not DocumentFault.UNKNOWN_KIND)


def other_files(errors: Iterable[DocumentError]) -> Mapping[str, int]:
    """Return the number of files that are no documents by their endings, the most frequent first. One without an
    ending has the empty one.
    """
    others = [error.path for error in errors if error.fault is DocumentFault.UNKNOWN_KIND]
    counts = Counter(suffix_of(path).lower() for path in others)
    return dict(sorted(counts.items(), key=lambda counted: (-counted[1], counted[0])))


def nothing_to_index(folder: Path, errors: Sequence[DocumentError]) -> EmptyCorpusError:
    """Return the error of a folder in which nothing can be read. It names one file, and counts the others."""
    suffixes = ", ".join(SUFFIXES)
    documents = of_documents(errors)
    if not documents:
        return EmptyCorpusError(CorpusFault.NO_DOCUMENT, folder=folder, suffixes=suffixes)
    first, more = documents[0].what, len(documents) - 1
    reasons = f"{first} {more:,} more cannot be read either." if more else first
    return EmptyCorpusError(CorpusFault.NONE_READABLE, folder=folder, reasons=reasons, suffixes=suffixes)
