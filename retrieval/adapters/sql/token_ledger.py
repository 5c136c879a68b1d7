"""The tokens that language models may still be asked for today, as rows in SQL."""

from datetime import date

from sqlalchemy import update

from retrieval.adapters.sql.database import SqlDatabase, insert_into
from retrieval.adapters.sql.tables import TokenUseRow


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
