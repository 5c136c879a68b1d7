"""The tables of the records. A change to them, or to `outcome_json`, changes `RECORDS_SCHEMA`."""

from datetime import UTC, date, datetime

from sqlalchemy import BigInteger, Date, DateTime, Dialect, ForeignKey, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

RECORDS_SCHEMA = 10
UPGRADES: dict[int, tuple[str, ...]] = {
    5: ("ALTER TABLE kept_documents ADD COLUMN first_line INTEGER",),
    6: (),
    7: (
        "ALTER TABLE receipts ADD COLUMN guild_id BIGINT",
        "ALTER TABLE receipts ADD COLUMN asker TEXT",
        "ALTER TABLE receipts ADD COLUMN scope TEXT",
        # The servers of before go on seeing all: see `sql/servers`.
        "CREATE TABLE servers_from_before (number INTEGER NOT NULL PRIMARY KEY)",
        "INSERT INTO servers_from_before (number) VALUES (1)",
    ),
    # Answers of before are not known to follow one another, or to be anybody's.
    8: ("DROP TABLE IF EXISTS posted_messages",),
    9: (),
}
"""The statements that make the tables of an earlier schema those of the next, by the earlier one. Tables that are new
as a whole are made besides."""


class _Utc(TypeDecorator[datetime]):
    """A moment in UTC: SQLite keeps no time zone, so every one is kept without and given one back."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class _Words(TypeDecorator[str]):
    """Text: half of a character, which no database takes, is written out as a mark, so that the rest is kept."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else value.encode("utf-8", errors="backslashreplace").decode("utf-8")


class Table(DeclarativeBase):
    """The base class of all tables."""

    type_annotation_map = {str: _Words(), datetime: _Utc(), date: Date()}  # noqa: RUF012 as the library declares it


class SchemaRow(Table):
    """The version of the schema that the tables were written by, in one row."""

    __tablename__ = "footnote_schema"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class LookRow(Table):
    """The time at which somebody last looked for what is too old, and the time at which such a look last found that
    the clock had made a step.
    """

    __tablename__ = "looks"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class DocumentRow(Table):
    """A version of a document, whole. `extra` is a JSON object, and `pages` a JSON list."""

    __tablename__ = "kept_documents"

    record_hash: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    publisher: Mapped[str | None]
    date: Mapped[str | None]
    url: Mapped[str | None]
    language: Mapped[str | None]
    kind: Mapped[str | None]
    path: Mapped[str]
    extra: Mapped[str]
    pages: Mapped[str]
    first_line: Mapped[int | None]
    kept_at: Mapped[datetime] = mapped_column(index=True)


class PassageRow(Table):
    """A passage of a version, by the id that buttons hold."""

    __tablename__ = "kept_passages"

    id: Mapped[str] = mapped_column(primary_key=True)
    record_hash: Mapped[str] = mapped_column(ForeignKey(DocumentRow.record_hash), index=True)
    start: Mapped[int]
    end: Mapped[int]
    kind: Mapped[str]
    section: Mapped[str]
    kept_at: Mapped[datetime] = mapped_column(index=True)


class ReceiptRow(Table):
    """An answer or a refusal. `outcome` is as in `outcome_json`; what is a mapping or a list is JSON. `guild_id`,
    `asker` and `scope`, which is null for everything, are its origin; all three are missing where it has none.
    """

    __tablename__ = "receipts"

    id: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str]
    documents: Mapped[str]
    probability: Mapped[float | None]
    threshold: Mapped[float | None]
    timings_ms: Mapped[str]
    generation: Mapped[str]
    reader: Mapped[str]
    reader_weights_sha256: Mapped[str]
    embedding_model: Mapped[str]
    embedding_weights_sha256: Mapped[str]
    strictness: Mapped[str]
    prompts: Mapped[str]
    version: Mapped[str]
    guild_id: Mapped[int | None] = mapped_column(BigInteger)
    asker: Mapped[str | None]
    scope: Mapped[str | None]


class ReceiptTraceRow(Table):
    """The share that a language model had in a receipt's outcome, where it had one: a JSON object."""

    __tablename__ = "receipt_traces"

    receipt_id: Mapped[str] = mapped_column(ForeignKey(ReceiptRow.id, ondelete="CASCADE"), primary_key=True)
    trace: Mapped[str]


class TokenUseRow(Table):
    """The tokens that language models have read and written for a guild on a day (UTC)."""

    __tablename__ = "token_use"

    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    tokens: Mapped[int] = mapped_column(BigInteger)


class ServersFromBeforeRow(Table):
    """A row is here where the records are of an earlier version and no server has been noted since."""

    __tablename__ = "servers_from_before"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class ServerRow(Table):
    """A Discord server, or with the id 0 all direct messages. `lent` are the collections that it may see, `chosen`
    those of them that its own people chose: JSON lists, or null for all. `is_first` is whether it may lend.
    """

    __tablename__ = "servers"

    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    lent: Mapped[str]
    chosen: Mapped[str]
    language: Mapped[str | None]
    is_first: Mapped[bool]


class ChannelRow(Table):
    """A channel or forum of a server that differs from it. `chosen` is as in `servers`; `unasked` is set where the bot
    answers by itself, and is what it does in place of refusing.
    """

    __tablename__ = "channels"

    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    guild_id: Mapped[int] = mapped_column(BigInteger, index=True)
    chosen: Mapped[str]
    unasked: Mapped[str | None]


class ReceiptDocumentRow(Table):
    """A version of a document that a receipt refers to. It is kept for as long as the receipt is."""

    __tablename__ = "receipt_documents"

    receipt_id: Mapped[str] = mapped_column(ForeignKey(ReceiptRow.id, ondelete="CASCADE"), primary_key=True)
    record_hash: Mapped[str] = mapped_column(ForeignKey(DocumentRow.record_hash), primary_key=True, index=True)


class ChangeRow(Table):
    """An entry of the log of changes. `ids` is a JSON object of lists."""

    __tablename__ = "changes"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str]
    discord_id: Mapped[int | None] = mapped_column(BigInteger)
    what: Mapped[str]
    ids: Mapped[str]
    generation_before: Mapped[str]
    generation_after: Mapped[str]


class PostedMessageRow(Table):
    """A message in Discord that an answer stands in: the answer is called by the id of its first."""

    __tablename__ = "posted_messages"

    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    answer_id: Mapped[int] = mapped_column(BigInteger, index=True)
    number: Mapped[int]
    channel_id: Mapped[int] = mapped_column(BigInteger, index=True)
    guild_id: Mapped[int] = mapped_column(BigInteger)
    asker: Mapped[str]
    trigger_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    continues_id: Mapped[int | None] = mapped_column(BigInteger)
    receipt_id: Mapped[str | None] = mapped_column(index=True)
    is_private: Mapped[bool]
    posted_at: Mapped[datetime] = mapped_column(index=True)


class GapNoteRow(Table):
    """That somebody misses an answer to a question of a guild. `scope` is as in `receipts`."""

    __tablename__ = "gap_notes"

    gap_id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    guild_id: Mapped[int] = mapped_column(BigInteger, index=True)
    question: Mapped[str]
    scope: Mapped[str]
    receipt_id: Mapped[str] = mapped_column(index=True)
    noted_at: Mapped[datetime] = mapped_column(index=True)
