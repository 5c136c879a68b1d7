"""The log of changes, as rows in SQL."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from retrieval.adapters.sql.database import SqlDatabase
from retrieval.adapters.sql.tables import ChangeRow
from retrieval.domain.corpus_diff import CorpusDiff
from retrieval.domain.records import FORGOTTEN, Change, ChangeKind

_LISTS = [field.name for field in fields(CorpusDiff)]


class SqlChangeLog:
    """The `ChangeLog` port."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def write(self, change: Change) -> None:
        columns = asdict(change)
        ids = json.dumps({name: columns.pop(name) for name in _LISTS}, ensure_ascii=False)
        with self._database.writing() as session:
            session.add(ChangeRow(**columns, ids=ids))

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

    def forget_people(self, before: datetime) -> int:
        of_people = (ChangeRow.at < before) & ChangeRow.discord_id.is_not(None)
        with self._database.writing() as session:
            nameless = update(ChangeRow).where(of_people).values(who=FORGOTTEN, discord_id=None)
            count = len(session.scalars(nameless.returning(ChangeRow.number)).all())
        self._database.scrub()
        return count


def _lists_of(stored: Mapping[str, list[Any]]) -> dict[str, tuple[Any, ...]]:
    return {**{name: tuple(ids) for name, ids in stored.items()}, "renamed": tuple(map(tuple, stored["renamed"]))}
