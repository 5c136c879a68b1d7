"""The records as rows in SQL: receipts, what they quote, and the log of changes. The tables are in `sql/tables`."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Self

from sqlalchemy import URL, delete, exists, select, update
from sqlalchemy.orm import Session

from retrieval.adapters.sql import outcome_json
from retrieval.adapters.sql.change_log import SqlChangeLog
from retrieval.adapters.sql.database import SqlDatabase, insert_into
from retrieval.adapters.sql.gap_notes import SqlGapBook, noted_before, noted_of
from retrieval.adapters.sql.posted_answers import SqlPostedAnswers, posted_before, without_receipt
from retrieval.adapters.sql.receipt_rows import receipt_of, row_of
from retrieval.adapters.sql.servers import SqlServerBook
from retrieval.adapters.sql.tables import (
    DocumentRow,
    LookRow,
    PassageRow,
    ReceiptDocumentRow,
    ReceiptRow,
    ReceiptTraceRow,
)
from retrieval.adapters.sql.token_ledger import SqlTokenLedger
from retrieval.domain.documents import STATED_FIELDS, Document, Passage, PassageKind
from retrieval.domain.records import KeptPassage, Receipt
from retrieval.errors import RecordsError
from retrieval.faults import RecordsFault

_LAST_LOOK, _LAST_STEP = 1, 2
KEPT_AT_ONCE = 200
"""The passages kept in one transaction: a receipt that is written meanwhile waits for no more."""


class SqlRecords:
    """All of them in one database, which is opened when it is first used. Its methods may be called from several
    threads at once.
    """

    def __init__(self, url: str | URL) -> None:
        database = SqlDatabase(url)
        self.book = SqlReceiptBook(database)
        self.archive = SqlArchive(database)
        self.changes = SqlChangeLog(database)
        self.tokens = SqlTokenLedger(database)
        self.posted = SqlPostedAnswers(database)
        self.servers = SqlServerBook(database)
        self.gaps = SqlGapBook(database)
        self.close = database.close

    @classmethod
    def in_file(cls, file: Path) -> Self:
        return cls(URL.create("sqlite", database=str(file)))


class SqlReceiptBook:
    """The `ReceiptBook` port."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def put(self, receipt: Receipt) -> None:
        passages = outcome_json.passages_of(receipt.outcome)
        versions = {passage.document.record_hash for passage in passages}
        with self._database.writing() as session:
            _keep(session, passages, receipt.asked_at)
            session.add(row_of(receipt))
            session.flush()
            if receipt.trace is not None:
                session.add(ReceiptTraceRow(receipt_id=receipt.id, trace=json.dumps(asdict(receipt.trace))))
            session.add_all(ReceiptDocumentRow(receipt_id=receipt.id, record_hash=version) for version in versions)

    def get(self, receipt_id: str) -> Receipt | None:
        with self._database.reading() as session:
            row = session.get(ReceiptRow, receipt_id)
            if row is None:
                return None
            cited = select(ReceiptDocumentRow.record_hash).where(ReceiptDocumentRow.receipt_id == receipt_id)
            kept = session.scalars(select(DocumentRow).where(DocumentRow.record_hash.in_(cited)))
            versions = {version.record_hash: _document_of(version) for version in kept}
            return receipt_of(row, versions, session.get(ReceiptTraceRow, receipt_id))

    def forget(self, before: datetime) -> int:
        with self._database.writing() as session:
            forgotten = session.scalars(delete(ReceiptRow).where(ReceiptRow.asked_at < before).returning(ReceiptRow.id))
            count = len(forgotten.all())
            session.execute(posted_before(before))
            session.execute(noted_before(before))
        self._database.scrub()
        return count

    def drop(self, receipt_id: str) -> bool:
        of_it = select(ReceiptDocumentRow.record_hash).where(ReceiptDocumentRow.receipt_id == receipt_id)
        with self._database.writing() as session:
            # Rows are locked as those who keep a receipt lock them: the documents first, in order.
            taken = select(DocumentRow.record_hash).where(DocumentRow.record_hash.in_(of_it))
            cited = session.scalars(taken.order_by(DocumentRow.record_hash).with_for_update()).all()
            dropped = session.scalars(delete(ReceiptRow).where(ReceiptRow.id == receipt_id).returning(ReceiptRow.id))
            if not dropped.all():
                return False
            session.execute(without_receipt(receipt_id))
            session.execute(noted_of(receipt_id))
            of_others = select(ReceiptDocumentRow.record_hash)
            for table in (PassageRow, DocumentRow):
                its_own = table.record_hash.in_(cited) & table.record_hash.not_in(of_others)
                session.execute(delete(table).where(its_own))
        self._database.scrub()
        return True

    def look(self, now: datetime, apart: timedelta, unlikely: timedelta) -> datetime | None:
        with self._database.writing() as session:
            noted = {row.number: row.at for row in session.scalars(select(LookRow).with_for_update())}
            before, stepped = noted.get(_LAST_LOOK), noted.get(_LAST_STEP)
            if before is not None and timedelta(0) <= now - before < apart:
                return None
            _note(session, _LAST_LOOK, now)
            if before is None or before > now:
                return None
            if now - before > unlikely:
                _note(session, _LAST_STEP, now)
            is_doubtful = stepped is not None and timedelta(0) <= now - stepped < unlikely
            return None if is_doubtful else before


class SqlArchive:
    """The `Archive` port."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def keep(self, passages: Sequence[Passage], at: datetime) -> None:
        for first in range(0, len(passages), KEPT_AT_ONCE):
            with self._database.writing() as session:
                _keep(session, passages[first : first + KEPT_AT_ONCE], at)

    def passage(self, passage_id: str) -> KeptPassage | None:
        with self._database.reading() as session:
            row = session.get(PassageRow, passage_id)
            if row is None:
                return None
            version = session.get_one(DocumentRow, row.record_hash)
            passage = Passage(
                document=_document_of(version),
                start=row.start,
                end=row.end,
                kind=PassageKind(row.kind),
                section=row.section,
            )
            return KeptPassage(passage=passage, kept_at=row.kept_at)

    def forget(self, before: datetime) -> int:
        referred_to = (
            exists().where(PassageRow.record_hash == DocumentRow.record_hash)
            | exists().where(ReceiptDocumentRow.record_hash == DocumentRow.record_hash)
        )  # fmt: skip
        gone = select(PassageRow.id).where(PassageRow.kept_at < before).order_by(PassageRow.id).with_for_update()
        with self._database.writing() as session:
            forgotten = session.scalars(delete(PassageRow).where(PassageRow.id.in_(gone)).returning(PassageRow.id))
            count = len(forgotten.all())
        # Apart from the passages: whoever keeps one takes its document first.
        with self._database.writing() as session:
            session.execute(delete(DocumentRow).where(DocumentRow.kept_at < before, ~referred_to))
        self._database.scrub()
        return count


def _note(session: Session, number: int, at: datetime) -> None:
    noted = insert_into(session, LookRow).values(number=number, at=at)
    session.execute(noted.on_conflict_do_update(index_elements=[LookRow.number], set_={"at": at}))


def _keep(session: Session, passages: Sequence[Passage], at: datetime) -> None:
    """Keep passages; what is kept already is kept for longer, and its text not sent again. All rows are taken in order,
    so that two who keep the same do not wait for each other.
    """
    by_id = {passage.id: passage for passage in passages}
    versions = {passage.document.record_hash: passage.document for passage in passages}
    among = DocumentRow.record_hash.in_(versions)
    # Rows are locked as an update locks them: rows that refer to them may be written meanwhile.
    taken = select(DocumentRow.record_hash).where(among).order_by(DocumentRow.record_hash)
    known = set(session.scalars(taken.with_for_update(key_share=True)))
    session.execute(update(DocumentRow).where(among).values(kept_at=at))
    if new := [_values_of(versions[version], at) for version in sorted(versions.keys() - known)]:
        session.execute(insert_into(session, DocumentRow).on_conflict_do_nothing(), new)
    if by_id:
        insert = insert_into(session, PassageRow)
        last = {name: insert.excluded[name] for name in ("record_hash", "section", "kept_at")}
        session.execute(
            insert.on_conflict_do_update(index_elements=[PassageRow.id], set_=last),
            [
                {
                    "id": passage_id,
                    "record_hash": passage.document.record_hash,
                    "start": passage.start,
                    "end": passage.end,
                    "kind": passage.kind.value,
                    "section": passage.section,
                    "kept_at": at,
                }
                for passage_id, passage in sorted(by_id.items(), key=itemgetter(0))
            ],
        )


def _values_of(document: Document, at: datetime) -> dict[str, object]:
    return {
        "record_hash": document.record_hash,
        "document_id": document.id,
        "title": document.title,
        "text": document.text,
        **{name: getattr(document, name) for name in STATED_FIELDS},
        "path": document.path,
        "extra": json.dumps(dict(document.extra), ensure_ascii=False),
        "pages": json.dumps(document.pages),
        "first_line": document.first_line,
        "kept_at": at,
    }


def _document_of(row: DocumentRow) -> Document:
    """Return the document of a row. Raises RecordsError where its text is not the one that was kept."""
    document = Document(
        id=row.document_id,
        title=row.title,
        text=row.text,
        publisher=row.publisher,
        date=row.date,
        url=row.url,
        language=row.language,
        kind=row.kind,
        path=row.path,
        extra=json.loads(row.extra),
        pages=tuple(json.loads(row.pages)),
        first_line=row.first_line,
    )
    if document.record_hash != row.record_hash:
        raise RecordsError(RecordsFault.TEXT_ALTERED, id=row.document_id)
    return document
