"""What people miss, as rows in SQL: one for each person and question."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, delete, func, select, update
from sqlalchemy.orm import Session

from retrieval.adapters.sql.database import SqlDatabase, insert_into
from retrieval.adapters.sql.receipt_rows import scope_as_json, scope_from_json
from retrieval.adapters.sql.tables import GapNoteRow
from retrieval.domain.gaps import Gap, GapNote
from retrieval.domain.scope import EVERYTHING, Scope

_COUNTED, _LATEST = func.count(), func.max(GapNoteRow.noted_at)


class SqlGapBook:
    """The `GapBook` port."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def put(self, note: GapNote) -> None:
        row = {
            "gap_id": note.gap_id,
            "person": note.person,
            "guild_id": note.guild_id,
            "question": note.question,
            "scope": scope_as_json(note.scope),
            "receipt_id": note.receipt_id,
            "noted_at": note.noted_at,
        }
        with self._database.writing() as session:
            session.execute(insert_into(session, GapNoteRow).on_conflict_do_nothing(), [row])

    def note_again(self, note: GapNote) -> bool:
        again = update(GapNoteRow).where(_is_of(note.gap_id, note.person)).values(noted_at=note.noted_at)
        with self._database.writing() as session:
            return bool(session.scalars(again.returning(GapNoteRow.gap_id)).all())

    def take_back(self, gap_id: str, person: str) -> bool:
        with self._database.writing() as session:
            gone = delete(GapNoteRow).where(_is_of(gap_id, person)).returning(GapNoteRow.gap_id)
            was_there = bool(session.scalars(gone).all())
        self._database.scrub()
        return was_there

    def people(self, guild_id: int, since: datetime) -> list[tuple[str, str]]:
        noted = select(GapNoteRow.gap_id, GapNoteRow.person)
        with self._database.reading() as session:
            rows = session.execute(noted.where(GapNoteRow.guild_id == guild_id, GapNoteRow.noted_at >= since))
            return [(row.gap_id, row.person) for row in rows]

    def most_missed(
        self, guild_id: int | None, scope: Scope, since: datetime, limit: int, skip: int = 0
    ) -> Sequence[Gap]:
        with self._database.reading() as session:
            found = _gaps(session, guild_id, scope, since)
            ordered = found.order_by(_COUNTED.desc(), _LATEST.desc(), GapNoteRow.gap_id)
            return [_gap_of(row) for row in session.execute(ordered.limit(limit).offset(skip))]

    def find(self, gap_id: str, guild_id: int | None, scope: Scope, since: datetime) -> Gap | None:
        with self._database.reading() as session:
            found = _gaps(session, guild_id, scope, since).where(GapNoteRow.gap_id == gap_id)
            row = session.execute(found).one_or_none()
            return None if row is None else _gap_of(row)

    def drop(self, gap_id: str) -> None:
        with self._database.writing() as session:
            session.execute(delete(GapNoteRow).where(GapNoteRow.gap_id == gap_id))
        self._database.scrub()


def noted_before(before: datetime) -> Delete:
    """Return what forgets what was noted before then."""
    return delete(GapNoteRow).where(GapNoteRow.noted_at < before)


def noted_of(receipt_id: str) -> Delete:
    """Return what forgets what was noted of a receipt."""
    return delete(GapNoteRow).where(GapNoteRow.receipt_id == receipt_id)


def _is_of(gap_id: str, person: str) -> ColumnElement[bool]:
    return (GapNoteRow.gap_id == gap_id) & (GapNoteRow.person == person)


def _gaps(session: Session, guild_id: int | None, scope: Scope, since: datetime) -> Select[*tuple[Any, ...]]:
    """Return what selects a row for each gap that those know of who see a scope in a guild."""
    where = [GapNoteRow.noted_at >= since]
    if guild_id is not None:
        where.append(GapNoteRow.guild_id == guild_id)
    if scope != EVERYTHING:
        scopes = session.scalars(select(GapNoteRow.scope).where(*where).distinct())
        where.append(GapNoteRow.scope.in_([text for text in scopes if scope_from_json(text) <= scope]))
    columns = (
        GapNoteRow.gap_id,
        GapNoteRow.guild_id,
        func.min(GapNoteRow.question).label("question"),
        _COUNTED.label("people"),
        func.min(GapNoteRow.noted_at).label("first_at"),
        _LATEST.label("last_at"),
    )
    return select(*columns).where(*where).group_by(GapNoteRow.gap_id, GapNoteRow.guild_id)


def _gap_of(row: Any) -> Gap:  # noqa: ANN401 what the columns above are
    return Gap(
        id=row.gap_id,
        guild_id=row.guild_id,
        question=row.question,
        people=row.people,
        first_at=row.first_at,
        last_at=row.last_at,
    )
