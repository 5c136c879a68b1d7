"""Where frequent words stand, as arrays in a table of the catalogue: FTS5 takes a microsecond a passage, and for
frequent words of a large corpus a second. Derived from what FTS5 holds.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FREQUENT = 2_000
"""The passages that a word stands in from which on it is frequent: reading fewer from FTS5 takes a millisecond."""
ANEW_SHARE = 0.2
"""The share of passages that came or went from which on all arrays are made anew."""
_AT_ONCE = 10_000
TABLE = """
CREATE TABLE frequent (term TEXT PRIMARY KEY, passages INTEGER NOT NULL, numbers BLOB NOT NULL, counts BLOB NOT NULL);
"""
_ROW_TYPE, _COUNT_TYPE = "<u4", "<u2"
_LARGEST_COUNT = np.iinfo(_COUNT_TYPE).max


class Places(NamedTuple):
    """The numbers of the passages that a word stands in, in order, and how often it stands in each."""

    numbers: NDArray[np.int64]
    counts: NDArray[np.int64]


def places_of(connection: sqlite3.Connection, term: str) -> Places:
    """Return where a term stands: from the arrays, or from FTS5 where it is not frequent."""
    row = connection.execute("SELECT numbers, counts FROM frequent WHERE term = ?", (term,)).fetchone()
    if row is not None:
        return Places(
            np.frombuffer(row[0], dtype=_ROW_TYPE).astype(np.int64),
            np.frombuffer(row[1], dtype=_COUNT_TYPE).astype(np.int64),
        )
    return _places_in_words(connection, term)


def passages_with(connection: sqlite3.Connection, terms: Collection[str]) -> dict[str, int]:
    """Return by term how many passages it stands in; those that stand in none are left out."""
    frequent = dict(_rows_of(connection, "SELECT term, passages FROM frequent WHERE term", terms))
    others = [term for term in terms if term not in frequent]
    return {**frequent, **dict(_rows_of(connection, "SELECT term, doc FROM vocabulary WHERE term", others))}


def bring_in_line(connection: sqlite3.Connection, changed: Collection[int]) -> None:
    """Bring the arrays in line with FTS5 after passages of these numbers came, went, or gave their number to others."""
    (passages,) = connection.execute("SELECT count(*) FROM passages").fetchone()
    if not changed:
        return
    if len(changed) >= passages * ANEW_SHARE:
        connection.execute("DELETE FROM frequent")
        if passages >= FREQUENT:
            terms = connection.execute("SELECT term FROM vocabulary WHERE doc >= ?", (FREQUENT,)).fetchall()
            _enter_from_words(connection, [term for (term,) in terms])
        return
    numbers = np.array(sorted(changed), dtype=np.int64)
    come = _places_of_passages(connection, changed)
    known = [term for (term,) in connection.execute("SELECT term FROM frequent").fetchall()]
    for term in known:
        before = places_of(connection, term)
        kept = ~np.isin(before.numbers, numbers, assume_unique=True)
        added = come.pop(term, None)
        if added is not None or not kept.all():
            _enter(connection, term, _merged(Places(before.numbers[kept], before.counts[kept]), added))
    counts = passages_with(connection, list(come))
    _enter_from_words(connection, [term for term, count in counts.items() if count >= FREQUENT])


def _enter_from_words(connection: sqlite3.Connection, terms: Iterable[str]) -> None:
    for term in terms:
        _enter(connection, term, _places_in_words(connection, term))


def _enter(connection: sqlite3.Connection, term: str, places: Places) -> None:
    if len(places.numbers) < FREQUENT:
        connection.execute("DELETE FROM frequent WHERE term = ?", (term,))
        return
    numbers, counts = places.numbers.astype(_ROW_TYPE), np.minimum(places.counts, _LARGEST_COUNT).astype(_COUNT_TYPE)
    connection.execute(
        "INSERT OR REPLACE INTO frequent VALUES (?, ?, ?, ?)", (term, len(numbers), numbers.tobytes(), counts.tobytes())
    )


def _places_in_words(connection: sqlite3.Connection, term: str) -> Places:
    rows = connection.execute("SELECT doc FROM occurrences WHERE term = ?", (term,)).fetchall()
    numbers, counts = np.unique(
        np.fromiter((number for (number,) in rows), dtype=np.int64, count=len(rows)), return_counts=True
    )
    return Places(numbers, counts)


def _places_of_passages(connection: sqlite3.Connection, numbers: Collection[int]) -> dict[str, Places]:
    """Return by term where it stands in the passages of these numbers, so far as they are there."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    ordered = sorted(numbers)
    for first in range(0, len(ordered), _AT_ONCE):
        rows = connection.execute(
            "SELECT rowid, stems FROM words WHERE rowid IN (SELECT value FROM json_each(?))",
            (json.dumps(ordered[first : first + _AT_ONCE]),),
        )
        for number, stems in rows:
            for term, count in Counter(stems.split(" ")).items():
                found[term].append((number, count))
    return {term: Places(*np.array(sorted(places), dtype=np.int64).T) for term, places in found.items()}


def _merged(places: Places, others: Places | None) -> Places:
    if others is None:
        return places
    numbers = np.concatenate([places.numbers, others.numbers])
    order = np.argsort(numbers, kind="stable")
    return Places(numbers[order], np.concatenate([places.counts, others.counts])[order])


def _rows_of(connection: sqlite3.Connection, query: str, terms: Collection[str]) -> list[tuple[str, int]]:
    wanted = json.dumps(sorted(terms))
    return connection.execute(query + " IN (SELECT value FROM json_each(?))", (wanted,)).fetchall()  # noqa: S608 fixed texts
