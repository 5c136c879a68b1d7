"""The records as rows in SQL: receipts, what they quote, and the log of changes. The tables are in `sql_tables`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, delete, exists, select, update
from sqlalchemy.orm import Session

from retrieval.adapters import stored_outcome
from retrieval.adapters.sql_database import SqlDatabase, insert_into
from retrieval.adapters.sql_tables import (
    ChangeRow,
    DocumentRow,
    PassageRow,
    ReceiptDocumentRow,
    ReceiptRow,
    ReceiptTraceRow,
    TokenUseRow,
)
from retrieval.domain import Document, Passage, PassageKind
from retrieval.errors import RecordsError
from retrieval.fates import Fate, FateKind, Flaw, QuoteClass
from retrieval.records import Change, ChangeKind, Conditions, Floor, KeptPassage, Receipt, Trace
from retrieval.settings import Strictness

KEPT_AT_ONCE = 200
"""Passages kept in one transaction: a receipt that is written meanwhile waits for no more."""
_STATED = ("publisher", "date", "url", "language", "kind")
_LISTS = ("added", "changed", "renamed", "removed", "unreadable")


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
        self.close = database.close

    @classmethod
    def in_file(cls, file: Path) -> Self:
        return cls(URL.create("sqlite", database=str(file)))


class SqlReceiptBook:
    """The `ReceiptBook` port."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def put(self, receipt: Receipt) -> None:
        passages = stored_outcome.passages_of(receipt.outcome)
        versions = {passage.document.record_hash for passage in passages}
        with self._database.writing() as session:
            _keep(session, passages, receipt.asked_at)
            session.add(_row_of(receipt))
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
            return _receipt_of(row, versions, session.get(ReceiptTraceRow, receipt_id))

    def forget(self, before: datetime) -> int:
        with self._database.writing() as session:
            forgotten = session.scalars(delete(ReceiptRow).where(ReceiptRow.asked_at < before).returning(ReceiptRow.id))
            return len(forgotten.all())


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
        return count


class SqlTokenLedger:
    """The `TokenLedger` port."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def reserve(self, guild_id: int, day: date, tokens: int, limit: int) -> bool:
        where = {"guild_id": guild_id, "day": day}
        with self._database.writing() as session:
            session.execute(insert_into(session, TokenUseRow).on_conflict_do_nothing(), [where | {"tokens": 0}])
            fits = update(TokenUseRow).filter_by(**where).where(TokenUseRow.tokens + tokens <= limit)
            reserved = session.scalars(
                fits.values(tokens=TokenUseRow.tokens + tokens).returning(TokenUseRow.tokens),
            )
            return bool(reserved.all())

    def give_back(self, guild_id: int, day: date, tokens: int) -> None:
        with self._database.writing() as session:
            of_day = update(TokenUseRow).filter_by(guild_id=guild_id, day=day)
            session.execute(of_day.values(tokens=TokenUseRow.tokens - tokens))

    def used(self, guild_id: int, day: date) -> int:
        with self._database.reading() as session:
            row = session.get(TokenUseRow, (guild_id, day))
            return 0 if row is None else row.tokens


class SqlChangeLog:
    """The `ChangeLog` port."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def write(self, change: Change) -> None:
        told = asdict(change)
        ids = json.dumps({name: told.pop(name) for name in _LISTS}, ensure_ascii=False)
        with self._database.writing() as session:
            session.add(ChangeRow(**told, ids=ids))

    def latest(self, limit: int, skip: int = 0) -> list[Change]:
        with self._database.reading() as session:
            rows = session.scalars(select(ChangeRow).order_by(ChangeRow.number.desc()).limit(limit).offset(skip))
            return [
                Change(
                    at=row.at,
                    who=row.who,
                    discord_id=row.discord_id,
                    what=ChangeKind(row.what),
                    generation_before=row.generation_before,
                    generation_after=row.generation_after,
                    **_lists_of(json.loads(row.ids)),
                )
                for row in rows
            ]


def _lists_of(stored: Mapping[str, list[Any]]) -> dict[str, tuple[Any, ...]]:
    """Pairs were written as one text at first."""
    pairs = (one.partition(" → ")[::2] if isinstance(one, str) else one for one in stored["renamed"])
    return {**{name: tuple(ids) for name, ids in stored.items()}, "renamed": tuple(map(tuple, pairs))}


def _keep(session: Session, passages: Sequence[Passage], at: datetime) -> None:
    """What is kept already is only kept for longer: its text is not sent again. All rows are taken in order, so that
    two who keep the same do not wait for each other.
    """
    by_id = {passage.id: passage for passage in passages}
    versions = {passage.document.record_hash: passage.document for passage in passages}
    among = DocumentRow.record_hash.in_(versions)
    # As an update takes them: rows that refer to them may be written meanwhile.
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
        **{name: getattr(document, name) for name in _STATED},
        "path": document.path,
        "extra": json.dumps(dict(document.extra), ensure_ascii=False),
        "pages": json.dumps(document.pages),
        "kept_at": at,
    }


def _document_of(row: DocumentRow) -> Document:
    """Raises RecordsError where it is not the text that was kept."""
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
    )
    if document.record_hash != row.record_hash:
        raise _altered(f"The kept text of {row.document_id!r}")
    return document


def _row_of(receipt: Receipt) -> ReceiptRow:
    conditions = receipt.conditions
    return ReceiptRow(
        id=receipt.id,
        asked_at=receipt.asked_at,
        outcome=stored_outcome.as_json(receipt.outcome),
        documents=json.dumps(receipt.documents, ensure_ascii=False),
        probability=receipt.probability,
        threshold=receipt.threshold,
        timings_ms=json.dumps(dict(receipt.timings_ms)),
        generation=conditions.generation,
        reader=conditions.reader,
        reader_weights_sha256=conditions.reader_weights_sha256,
        embedding_model=conditions.embedding_model,
        embedding_weights_sha256=conditions.embedding_weights_sha256,
        strictness=conditions.strictness.value,
        prompts=json.dumps(dict(conditions.prompts)),
        version=conditions.version,
    )


def _receipt_of(row: ReceiptRow, versions: Mapping[str, Document], traced: ReceiptTraceRow | None) -> Receipt:
    """Raises RecordsError where it is not what was written."""
    try:
        documents = json.loads(row.documents)
        return Receipt(
            id=row.id,
            asked_at=row.asked_at,
            outcome=stored_outcome.from_json(row.outcome, versions),
            documents=None if documents is None else tuple(documents),
            probability=row.probability,
            threshold=row.threshold,
            timings_ms=json.loads(row.timings_ms),
            conditions=Conditions(
                generation=row.generation,
                reader=row.reader,
                reader_weights_sha256=row.reader_weights_sha256,
                embedding_model=row.embedding_model,
                embedding_weights_sha256=row.embedding_weights_sha256,
                strictness=Strictness(row.strictness),
                prompts=json.loads(row.prompts),
                version=row.version,
            ),
            trace=None if traced is None else _trace_of(json.loads(traced.trace)),
        )
    except (ValueError, LookupError, TypeError) as error:
        raise _altered(f"The receipt {row.id}") from error


def _trace_of(told: dict[str, Any]) -> Trace:
    """Raises ValueError or TypeError where it is not what was written."""
    # Before each fate was kept they were counted.
    told.pop("drafted", None)
    fates = tuple(
        Fate(
            kind=FateKind(one["kind"]),
            flaws=tuple(map(Flaw, one["flaws"])),
            quotes=tuple(map(QuoteClass, one["quotes"])),
        )
        for one in (told["fates"] if isinstance(told["fates"], list) else [])
    )
    return Trace(**told | {"floor": None if told["floor"] is None else Floor(told["floor"]), "fates": fates})


def _altered(what: str) -> RecordsError:
    remedy = "Somebody or something has changed it since: put a good copy of the records in their place."
    return RecordsError(f"{what} is not what was written.", remedy=remedy)
