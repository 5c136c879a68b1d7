"""`.footnoteignore` in the corpus folder: the files there that are no documents, by patterns as in `.gitignore`."""

import os
from pathlib import Path

from pathspec import GitIgnoreSpec

from retrieval.documents.formats.extracted import READ_FLAGS
from retrieval.errors import CorpusError, DocumentError
from retrieval.faults import CorpusFault, DocumentFault

IGNORE_FILE = ".footnoteignore"
MAX_IGNORE_BYTES = 1_000_000
"""So much of it is read."""


def ignored_in(folder: Path) -> GitIgnoreSpec:
    """Return the patterns of a corpus folder; none where it has no such file. Raises CorpusError where the file cannot
    be read: what it leaves out must not become a document for that.
    """
    try:
        with os.fdopen(os.open(folder / IGNORE_FILE, READ_FLAGS), "rb") as file:
            content = file.read(MAX_IGNORE_BYTES)
        return GitIgnoreSpec.from_lines(content.decode("utf-8-sig").splitlines())
    except FileNotFoundError:
        return GitIgnoreSpec.from_lines([])
    # A pattern that is none is a ValueError too.
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CorpusError(CorpusFault.IGNORE_FILE_UNREADABLE, file=IGNORE_FILE, reason=reason) from error


def check_not_ignored(folder: Path, name: str) -> None:
    """Raise DocumentError where a file of that name would be left out."""
    if ignored_in(folder).match_file(name):
        raise DocumentError(name, DocumentFault.IGNORED, file=IGNORE_FILE)
