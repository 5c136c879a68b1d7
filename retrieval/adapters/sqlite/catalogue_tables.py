"""The tables of a catalogue, and how documents and passages are entered in them and taken out."""

import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache

from retrieval.adapters.sqlite.frequent_words import TABLE as FREQUENT_WORDS
from retrieval.adapters.sqlite.terms import escape
from retrieval.documents.reading_text import search_hash_of, search_text_of
from retrieval.domain.documents import Passage
from retrieval.ports import Version
from retrieval.text.words import LONGEST_WORD_CHARS, UNSPACED, fold, stem, tokens

TABLES = (
    """
CREATE TABLE head (store TEXT NOT NULL, number INTEGER NOT NULL, versions TEXT NOT NULL);
CREATE TABLE model (name TEXT NOT NULL, weights_sha256 TEXT NOT NULL);
CREATE TABLE vectors (rows INTEGER NOT NULL, dimensions INTEGER NOT NULL, checksum INTEGER NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, content_hash TEXT NOT NULL, indexed_hash TEXT NOT NULL, record_hash TEXT NOT NULL,
    path TEXT NOT NULL, passages INTEGER NOT NULL, title TEXT NOT NULL, characters INTEGER NOT NULL, publisher TEXT,
    date TEXT, url TEXT, language TEXT, kind TEXT, extra TEXT NOT NULL, collection TEXT
) WITHOUT ROWID;
CREATE INDEX documents_of_collection ON documents (collection);
CREATE TABLE texts (id TEXT PRIMARY KEY, text TEXT NOT NULL, pages TEXT NOT NULL, first_line INTEGER);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL, search_hash TEXT NOT NULL,
    length INTEGER NOT NULL, section TEXT NOT NULL, begins INTEGER NOT NULL, ends INTEGER NOT NULL
);
CREATE INDEX passages_of_document ON passages (document_id);
CREATE INDEX passages_of_text ON passages (search_hash);
CREATE VIRTUAL TABLE words USING fts5 (stems, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
CREATE VIRTUAL TABLE occurrences USING fts5vocab (words, instance);
CREATE VIRTUAL TABLE written USING fts5 (folded, tokenize = "unicode61", detail = none);
CREATE VIRTUAL TABLE spellings USING fts5vocab (written, row);
CREATE VIRTUAL TABLE spelt USING fts5vocab (written, instance);
"""
    + FREQUENT_WORDS
)


def enter_document(connection: sqlite3.Connection, version: Version) -> None:
    """Enter what a document states, in place of what it stated before."""
    document, entry = version.document, version.entry
    row = (
        *(document.id, entry.content_hash, entry.indexed_hash, entry.record_hash, entry.path, entry.passages),
        *(document.title, len(document.text), document.publisher, document.date, document.url, document.language),
        *(document.kind, json.dumps(dict(document.extra), ensure_ascii=False), document.collection),
    )
    places = ", ".join("?" * len(row))
    connection.execute(f"INSERT OR REPLACE INTO documents VALUES ({places})", row)  # noqa: S608 a fixed text
    connection.execute(
        "INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?)",
        (document.id, document.text, json.dumps(document.pages), document.first_line),
    )


def drop_document(connection: sqlite3.Connection, document_id: str) -> Sequence[int]:
    """Take a document out, with its passages. Return the numbers that are free now."""
    connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
    connection.execute("DELETE FROM texts WHERE id = ?", (document_id,))
    return drop_passages(connection, document_id)


def enter_passage(connection: sqlite3.Connection, number: int, passage: Passage) -> None:
    """Enter the words of a passage under this number."""
    forms = [
        _kept_forms(token) if len(token) <= LONGEST_WORD_CHARS else _forms(token)
        for token in tokens(search_text_of(passage))
    ]
    row = (
        *(number, passage.id, passage.document.id, search_hash_of(passage), len(forms)),
        *(passage.section, passage.start, passage.end),
    )
    connection.execute("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    connection.execute(
        "INSERT INTO words (rowid, stems) VALUES (?, ?)", (number, " ".join([stem for stem, _ in forms]))
    )
    folded = " ".join([spelling for _, spelling in forms if spelling])
    connection.execute("INSERT INTO written (rowid, folded) VALUES (?, ?)", (number, folded))


def _forms(token: str) -> tuple[str, str]:
    """Return the stem of a token as FTS5 holds it, and its spelling. A number has none, nor have two characters of a
    word that is not set apart.
    """
    is_spelt = token.isalpha() and not UNSPACED.match(token)
    return escape(stem(token)), fold(token) if is_spelt else ""


_kept_forms = lru_cache(maxsize=32768)(_forms)
"""The forms of the last used words, at most some 8 MB: a catalogue has few words, each many times."""


def drop_passages(connection: sqlite3.Connection, document_id: str) -> Sequence[int]:
    """Take the passages of a document out, with their words. Return the numbers that are free now."""
    gone = connection.execute("DELETE FROM passages WHERE document_id = ? RETURNING number", (document_id,)).fetchall()
    connection.executemany("DELETE FROM words WHERE rowid = ?", gone)
    connection.executemany("DELETE FROM written WHERE rowid = ?", gone)
    return [number for (number,) in gone]
