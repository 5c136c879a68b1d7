"""The answers that were posted in Discord, as rows in SQL: one for each message."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Delete, Update, delete, select, update

from retrieval.adapters.sql.database import SqlDatabase, insert_into
from retrieval.adapters.sql.tables import PostedMessageRow
from retrieval.domain.posted_answers import PostedAnswer


class SqlPostedAnswers:
    """The `PostedAnswers` port."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def put(self, answer: PostedAnswer) -> None:
        rows = [
            {
                "message_id": message_id,
                "answer_id": answer.id,
                "number": number,
                "channel_id": answer.channel_id,
                "guild_id": answer.guild_id,
                "asker": answer.asker,
                "trigger_id": answer.trigger_id,
                "continues_id": answer.continues_id,
                "receipt_id": answer.receipt_id,
                "is_private": answer.is_private,
                "posted_at": answer.posted_at,
            }
            for number, message_id in enumerate(answer.message_ids)
        ]
        with self._database.writing() as session:
            session.execute(delete(PostedMessageRow).where(PostedMessageRow.answer_id == answer.id))
            session.execute(insert_into(session, PostedMessageRow).on_conflict_do_nothing(), rows)

    def find(self, message_id: int) -> PostedAnswer | None:
        of_message = select(PostedMessageRow.answer_id).where(PostedMessageRow.message_id == message_id)
        return next(iter(self._answers(PostedMessageRow.answer_id.in_(of_message))), None)

    def to(self, trigger_ids: Collection[int]) -> list[PostedAnswer]:
        return self._answers(PostedMessageRow.trigger_id.in_(trigger_ids))

    def latest(self, channel_id: int, limit: int, since: datetime) -> list[PostedAnswer]:
        first_ones = (
            select(PostedMessageRow.answer_id)
            .where(PostedMessageRow.channel_id == channel_id, PostedMessageRow.posted_at >= since)
            .where(PostedMessageRow.number == 0)
            .order_by(PostedMessageRow.answer_id.desc())
            .limit(limit)
        )
        return self._answers(PostedMessageRow.answer_id.in_(first_ones))

    def drop(self, message_ids: Collection[int]) -> None:
        with self._database.writing() as session:
            session.execute(delete(PostedMessageRow).where(PostedMessageRow.answer_id.in_(message_ids)))

    def _answers(self, where: ColumnElement[bool]) -> list[PostedAnswer]:
        """Return the answers of rows, the earliest first."""
        with self._database.reading() as session:
            found = select(PostedMessageRow).where(where)
            rows = session.scalars(found.order_by(PostedMessageRow.answer_id, PostedMessageRow.number)).all()
            return [_answer_of(list(group)) for _, group in groupby(rows, key=lambda row: row.answer_id)]


def posted_before(before: datetime) -> Delete:
    """Return what forgets the answers that were posted before then."""
    return delete(PostedMessageRow).where(PostedMessageRow.posted_at < before)


def without_receipt(receipt_id: str) -> Update:
    """Return what forgets of the answers that a receipt is kept of that it is."""
    return update(PostedMessageRow).where(PostedMessageRow.receipt_id == receipt_id).values(receipt_id=None)


def _answer_of(rows: Sequence[PostedMessageRow]) -> PostedAnswer:
    first = rows[0]
    return PostedAnswer(
        message_ids=tuple(row.message_id for row in rows),
        channel_id=first.channel_id,
        guild_id=first.guild_id,
        asker=first.asker,
        posted_at=first.posted_at,
        trigger_id=first.trigger_id,
        continues_id=first.continues_id,
        receipt_id=first.receipt_id,
        is_private=first.is_private,
    )
