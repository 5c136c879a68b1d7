"""What is set for Discord servers and their channels, as rows in SQL."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, select

from retrieval.adapters.sql.database import SqlDatabase, insert_into
from retrieval.adapters.sql.receipt_rows import scope_as_json, scope_from_json
from retrieval.adapters.sql.tables import ChannelRow, ServerRow, ServersFromBeforeRow
from retrieval.domain.scope import EVERYTHING, SEES_NOTHING, Scope
from retrieval.domain.servers import DIRECT, ChannelChoices, ServerSettings, WhenUnsure


class SqlServerBook:
    """The `ServerBook` port."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def all(self) -> dict[int, ServerSettings]:
        with self._database.reading() as session:
            channels: dict[int, dict[int, ChannelChoices]] = {}
            for row in session.scalars(select(ChannelRow)):
                channels.setdefault(row.guild_id, {})[row.channel_id] = ChannelChoices(
                    channel_id=row.channel_id,
                    chosen=scope_from_json(row.chosen),
                    unasked=None if row.unasked is None else WhenUnsure(row.unasked),
                )
            return {
                row.guild_id: ServerSettings(
                    guild_id=row.guild_id,
                    lent=scope_from_json(row.lent),
                    chosen=scope_from_json(row.chosen),
                    language=row.language,
                    is_first=row.is_first,
                    channels=channels.get(row.guild_id, {}),
                )
                for row in session.scalars(select(ServerRow).order_by(ServerRow.guild_id))
            }

    def note(self, present: Collection[int], named: Collection[int]) -> Sequence[ServerSettings]:
        with self._database.writing() as session:
            # Whoever notes servers at once waits here.
            from_before = session.scalars(select(ServersFromBeforeRow).with_for_update()).all()
            known = set(session.scalars(select(ServerRow.guild_id)))
            new = sorted(set(present) - known)
            is_only = len(set(present)) == 1 and not known - {DIRECT}
            noted = []
            for guild_id in new:
                is_first = guild_id in named or (is_only and not named)
                sees_all = is_first or bool(from_before)
                lent = EVERYTHING if sees_all else SEES_NOTHING
                noted.append(ServerSettings(guild_id=guild_id, lent=lent, is_first=is_first))
            if noted:
                insert = insert_into(session, ServerRow).on_conflict_do_nothing()
                session.execute(insert, [_row_of(server) for server in noted])
                session.execute(delete(ServersFromBeforeRow))
            return noted

    def lend(self, guild_id: int, scope: Scope) -> None:
        self._set(guild_id, lent=scope_as_json(scope))

    def choose(self, guild_id: int, scope: Scope) -> None:
        self._set(guild_id, chosen=scope_as_json(scope))

    def speak(self, guild_id: int, language: str | None) -> None:
        self._set(guild_id, language=language)

    def put_channel(self, guild_id: int, channel: ChannelChoices) -> None:
        of_it = ChannelRow.channel_id == channel.channel_id
        with self._database.writing() as session:
            session.execute(delete(ChannelRow).where(of_it))
            if not channel.says_nothing:
                session.add(
                    ChannelRow(
                        channel_id=channel.channel_id,
                        guild_id=guild_id,
                        chosen=scope_as_json(channel.chosen),
                        unasked=channel.unasked,
                    )
                )

    def _set(self, guild_id: int, **values: Any) -> None:  # noqa: ANN401 what the columns hold
        row = _row_of(ServerSettings(guild_id=guild_id)) | values
        with self._database.writing() as session:
            insert = insert_into(session, ServerRow).values(**row)
            session.execute(insert.on_conflict_do_update(index_elements=[ServerRow.guild_id], set_=values))


def _row_of(server: ServerSettings) -> dict[str, Any]:
    return {
        "guild_id": server.guild_id,
        "lent": scope_as_json(server.lent),
        "chosen": scope_as_json(server.chosen),
        "language": server.language,
        "is_first": server.is_first,
    }
