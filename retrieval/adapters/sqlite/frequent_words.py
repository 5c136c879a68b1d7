"""Where frequent words stand, as arrays in a table of the catalogue: FTS5 takes a microsecond a passage, and for
frequent words of a large corpus a second. Derived from what FTS5 holds.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FREQUENT = 2_000
"""The passages that a word stands in from which on it is frequent: reading fewer from FTS5 takes a millisecond."""
ANEW_SHARE = 0.2
"""The share of passages that came or went from which on all arrays are made anew."""
COUNTED_SHARE = 0.25
"""How common a word must be in the changed passages, as a share of what is frequent in all, to be counted, which reads
all of its places. A frequent word that was not counted is only slower to search.
"""
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
    for (term,) in connection.execute("SELECT term FROM frequent").fetchall():
        before, added = places_of(connection, term), come.pop(term, None)
        gone = _where(before.numbers, numbers)
        if added or len(gone):
            kept = Places(np.delete(before.numbers, gone), np.delete(before.counts, gone))
            _enter(connection, term, _merged(kept, added) if added else kept)
    least = len(changed) * FREQUENT / passages * COUNTED_SHARE
    counts = passages_with(connection, [term for term, places in come.items() if len(places) >= least])
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
    # All in one text: a row for each takes twice as long.
    (found,) = connection.execute("SELECT group_concat(doc) FROM occurrences WHERE term = ?", (term,)).fetchone()
    docs = np.fromstring(found or "", dtype=np.int64, sep=",")
    # FTS5 lists them in order, so that where each ends tells how often it comes. `diff` with something before or after
    # takes three times as long.
    ends = np.append(np.flatnonzero(docs[1:] != docs[:-1]) + 1, len(docs)) if len(docs) else docs
    counts = ends.copy()
    counts[1:] -= ends[:-1]
    return Places(docs[ends - 1], counts)


def _places_of_passages(connection: sqlite3.Connection, numbers: Collection[int]) -> dict[str, list[tuple[int, int]]]:
    """Return by term the passages of these numbers that it stands in, so far as they are there, in order, and how often
    it stands in each.
    """
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    ordered = sorted(numbers)
    for first in range(0, len(ordered), _AT_ONCE):
        rows = connection.execute(
            "SELECT rowid, stems FROM words WHERE rowid IN (SELECT value FROM json_each(?)) ORDER BY rowid",
            (json.dumps(ordered[first : first + _AT_ONCE]),),
        )
        for number, stems in rows:
            for term, count in Counter(stems.split(" ")).items():
                found[term].append((number, count))
    return found


def _where(numbers: NDArray[np.int64], some: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where those that are among `some` stand in `numbers`; both are in order."""
    places = np.searchsorted(numbers, some)
    within = places < len(numbers)
    found: NDArray[np.int64] = places[within][numbers[places[within]] == some[within]]
    return found


def _merged(places: Places, others: Sequence[tuple[int, int]]) -> Places:
    """Return both, in order; none of the others' numbers is among those of `places`."""
    numbers, counts = np.array(others, dtype=np.int64).T
    at = np.searchsorted(places.numbers, numbers)
    return Places(np.insert(places.numbers, at, numbers), np.insert(places.counts, at, counts))


def _rows_of(connection: sqlite3.Connection, query: str, terms: Collection[str]) -> list[tuple[str, int]]:
    wanted = json.dumps(sorted(terms))
    return connection.execute(query + " IN (SELECT value FROM json_each(?))", (wanted,)).fetchall()  # noqa: S608 fixed texts
