"""Wires the records to their database: what is kept beside the corpus, and is no part of the index."""

from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, Self

from retrieval.answering.receipts import Receipts
from retrieval.ports import Archive, ChangeLog, GapBook, PostedAnswers, ServerBook, TokenLedger
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from retrieval.adapters.sql.records import SqlRecords

RECORDS_FILE = "records.sqlite3"
"""The name of the records' file in the data folder. It lies beside the index: neither a rebuild nor the loss of the
index touches it."""


class Records:
    """Receipts, kept texts, the log of changes, and what language models were used. The database is opened when one of
    them is first used, by whichever thread; what is wrong with it, its address included, is told then.
    """

    def __init__(self, settings: RetrievalSettings) -> None:
        self._settings = settings
        self._wiring = Lock()
        self._wired: tuple[SqlRecords, Receipts] | None = None

    @property
    def receipts(self) -> Receipts:
        return self._wire()[1]

    @property
    def archive(self) -> Archive:
        return self._wire()[0].archive

    @property
    def changes(self) -> ChangeLog:
        return self._wire()[0].changes

    @property
    def tokens(self) -> TokenLedger:
        return self._wire()[0].tokens

    @property
    def posted(self) -> PostedAnswers:
        return self._wire()[0].posted

    @property
    def gaps(self) -> GapBook:
        return self._wire()[0].gaps

    @property
    def servers(self) -> ServerBook:
        return self._wire()[0].servers

    def close(self) -> None:
        if self._wired is not None:
            self._wired[0].close()

    def _wire(self) -> "tuple[SqlRecords, Receipts]":
        # SQLAlchemy takes a moment to import, and most commands keep nothing.
        from retrieval.adapters.sql.records import SqlRecords

        with self._wiring:
            if self._wired is None:
                url = self._settings.database_url
                rows = (
                    SqlRecords.in_file(self._settings.data_dir / RECORDS_FILE)
                    if url is None
                    else SqlRecords(url.get_secret_value())
                )
                kept_for = timedelta(days=self._settings.receipt_days)
                self._wired = (rows, Receipts(rows.book, rows.archive, rows.changes, kept_for))
            return self._wired

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
