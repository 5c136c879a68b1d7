"""Documents that were parsed and are not indexed yet, kept so that a reload parses no file twice."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import NamedTuple, Self

from retrieval.domain.documents import Document
from retrieval.errors import DocumentError

IN_MEMORY_BYTES = 32 << 20
"""The most bytes of parsed documents that are kept in memory. Beyond that, all of them go into a temporary file."""
_DOCUMENT_FIELDS = [field.name for field in fields(Document) if field.init]


class _Place(NamedTuple):
    """The place of a document in the file that keeps it, in bytes."""

    start: int
    length: int


class ParsedFiles:
    """The documents that files were parsed as, for one thread at a time. It closes with its context.

    Where the disk is full, nothing more is kept: those files are parsed again.
    """

    def __init__(self, folder: Path | None = None, *, memory_bytes: int = IN_MEMORY_BYTES) -> None:
        """`folder` is where the temporary file is made; None for the system's own."""
        self._content = SpooledTemporaryFile(max_size=memory_bytes, dir=None if folder is None else str(folder))  # noqa: SIM115 closed by `close`
        self._by_file: dict[tuple[str, bytes], list[_Place]] = {}
        self._by_version: dict[tuple[str, str], _Place] = {}
        self._is_full = False

    def keep(
        self, file: str, digest: bytes, parsed: Iterable[Document | DocumentError]
    ) -> Iterator[Document | DocumentError]:
        """Yield what a file was parsed as, and keep it. `file` is its path in the corpus folder, `digest` the SHA-256
        of what was parsed. A file with errors is parsed again for them.
        """
        places: list[_Place | None] = []
        for document in parsed:
            places.append(self._put(document) if isinstance(document, Document) else None)
            yield document
        kept = [place for place in places if place is not None]
        if len(kept) == len(places):
            self._by_file[file, digest] = kept

    def of_file(self, file: str, digest: bytes) -> Iterator[Document] | None:
        """Return the documents that a file of these bytes was parsed as; None where they are not kept."""
        places = self._by_file.get((file, digest))
        return None if places is None else map(self._document_at, places)

    def version(self, document_id: str, record_hash: str) -> Document | None:
        """Return a document in this version; None where it is not kept."""
        place = self._by_version.get((document_id, record_hash))
        return None if place is None else self._document_at(place)

    def _put(self, document: Document) -> _Place | None:
        if self._is_full:
            return None
        stated = {name: getattr(document, name) for name in _DOCUMENT_FIELDS} | {"extra": dict(document.extra)}
        content = json.dumps(stated, ensure_ascii=False).encode("utf-8")
        try:
            start = self._content.seek(0, 2)
            self._content.write(content)
        except OSError:
            self._is_full = True
            return None
        place = self._by_version[document.id, document.record_hash] = _Place(start, len(content))
        return place

    def _document_at(self, place: _Place) -> Document:
        self._content.seek(place.start)
        stated = json.loads(self._content.read(place.length))
        return Document(**{**stated, "pages": tuple(stated["pages"])})

    def close(self) -> None:
        """Forget everything, and remove the temporary file."""
        self._content.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
