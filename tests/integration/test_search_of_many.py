"""Search of a large catalogue: what is found by signs, and where frequent words stand, is what is found without."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.adapters.chroma.nearest_vectors import NearestVectors
from retrieval.adapters.chroma.sign_bits import SignBits
from retrieval.adapters.sqlite.catalogue_file import vectors_of
from retrieval.adapters.sqlite.catalogue_tables import TABLES
from retrieval.adapters.sqlite.frequent_words import FREQUENT, bring_in_line, passages_with, places_of
from retrieval.adapters.sqlite.fts5_index import Fts5Index
from retrieval.ports import Vectors

WORDS = "often seldom never always sometimes".split()


def vectors_around(draw: np.random.Generator, middles: Vectors, rows: int) -> Vectors:
    made = middles[draw.integers(len(middles), size=rows)] + draw.standard_normal((rows, middles.shape[1])) * 0.02
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize("dimensions", [7, 64, 100, 384])
def test_signs_nearest_to_a_row_are_its_own(dimensions: int) -> None:
    draw = np.random.default_rng(1)
    matrix = draw.standard_normal((500, dimensions)).astype(np.float32)
    signs = SignBits(matrix - matrix.mean(axis=0))
    for row in (0, 17, 499):
        vector = matrix[row] - matrix.mean(axis=0)
        assert row in signs.near(vector, 1)
        assert row in signs.near(vector, 5, np.array([3, row]))
        assert row not in signs.near(vector, 500, np.setdiff1d(np.arange(500), [row]))


def test_signs_bring_as_many_rows_as_are_asked_for_in_order() -> None:
    draw = np.random.default_rng(2)
    signs = SignBits(draw.standard_normal((300, 96)).astype(np.float32))
    for count in (1, 50, 299, 300, 1000):
        rows = signs.near(draw.standard_normal(96).astype(np.float32), count)
        assert len(rows) >= min(count, 300)
        assert rows.tolist() == sorted(set(rows.tolist()))


def test_what_is_nearest_by_signs_is_what_is_nearest_of_all(tmp_path: Path) -> None:
    draw = np.random.default_rng(3)
    file = tmp_path / "made.sqlite3"
    matrix = vectors_around(draw, draw.standard_normal((40, 384)) / 384**0.5, 30_000)
    vectors_of(file).write_bytes(matrix.astype("<f4").tobytes())
    with sqlite3.connect(file) as connection:
        connection.executescript(TABLES)
        connection.execute("INSERT INTO vectors VALUES (?, ?, 0)", matrix.shape)
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, '', 1, '', 0, 1)",
            ((number, f"p{number:05}", f"d{number % 3}") for number in range(1, len(matrix) + 1)),
        )
    index = Fts5Index(file)
    all_compared = NearestVectors(vectors_of(file), index.reading)
    by_signs = NearestVectors(vectors_of(file), index.reading, compared_rows=5_000)
    for question in vectors_around(draw, matrix[:20], 20):
        for documents in (None, ["d1", "d2"]):
            assert by_signs.nearest(question, 10, documents) == all_compared.nearest(question, 10, documents)
    index.close()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "words.sqlite3", isolation_level=None)
    # Each statement is a transaction: the disk need not be waited for.
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(TABLES)
    yield connection
    connection.close()


def enter(connection: sqlite3.Connection, texts: dict[int, str]) -> None:
    connection.executemany("INSERT INTO words (rowid, stems) VALUES (?, ?)", texts.items())
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, 'd', '', ?, '', 0, 1)",
        ((n, f"p{n}", len(text.split())) for n, text in texts.items()),
    )


def drop(connection: sqlite3.Connection, numbers: list[int]) -> None:
    for table, column in (("words", "rowid"), ("passages", "number")):
        connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", ((number,) for number in numbers))


def assert_in_line(connection: sqlite3.Connection, texts: dict[int, str]) -> None:
    counted = Counter(word for text in texts.values() for word in set(text.split()))
    assert passages_with(connection, [*WORDS, "nothing", "nobody"]) == counted
    frequent = {term for (term,) in connection.execute("SELECT term FROM frequent")}
    assert frequent == {word for word, n in counted.items() if n >= FREQUENT}
    for word in WORDS:
        numbers, counts = places_of(connection, word)
        having = {number: text.split().count(word) for number, text in texts.items() if word in text.split()}
        assert dict(zip(numbers.tolist(), counts.tolist(), strict=True)) == having
        assert numbers.tolist() == sorted(numbers.tolist())


def test_where_frequent_words_stand_is_kept_in_line_with_what_comes_and_goes(made: sqlite3.Connection) -> None:
    draw = np.random.default_rng(4)
    shares = np.array([0.9, 0.66, 0.02, 0.7, 0.3])

    def text() -> str:
        words = [word for word, share in zip(WORDS, shares, strict=True) if draw.random() < share]
        return " ".join(words + words[:1] * int(draw.integers(3))) or "nothing"

    texts = {number: text() for number in range(1, 3_031)}
    enter(made, texts)
    bring_in_line(made, texts)
    assert_in_line(made, texts)
    for _ in range(3):
        gone = sorted(draw.choice(sorted(texts), 40, replace=False).tolist())
        drop(made, gone)
        texts = {number: kept for number, kept in texts.items() if number not in gone}
        come = {number: text() for number in (*gone[:20], *range(max(texts) + 1, max(texts) + 31))}
        enter(made, come)
        texts |= come
        bring_in_line(made, {*gone, *come})
        assert_in_line(made, texts)
    drop(made, sorted(texts)[500:])
    bring_in_line(made, sorted(texts)[500:])
    assert_in_line(made, {number: texts[number] for number in sorted(texts)[:500]})


def by_fts5(index: Fts5Index, words: list[str], limit: int) -> list[tuple[str, float]]:
    query = " OR ".join(f'"{word}"' for word in words)
    with index.reading() as connection:
        return connection.execute(
            """SELECT id, -bm25(words) AS score FROM words JOIN passages ON number = words.rowid
            WHERE words MATCH ? ORDER BY score DESC, id LIMIT ?""",
            (query, limit),
        ).fetchall()


def test_passages_are_scored_as_fts5_scores_them(made: sqlite3.Connection, tmp_path: Path) -> None:
    """Where words stand in nearly all passages, in a few, and in one."""
    draw = np.random.default_rng(5)
    texts = {number: " ".join(draw.choice(WORDS, size=int(draw.integers(1, 9)))) for number in range(1, FREQUENT + 500)}
    texts[7] += " rarely"
    enter(made, texts)
    bring_in_line(made, texts)
    vectors_of(tmp_path / "words.sqlite3").write_bytes(b"")
    made.execute("INSERT INTO vectors VALUES (0, 0, 0)")
    index = Fts5Index(tmp_path / "words.sqlite3")
    for asked in ("often", "rarely never", "often seldom never always sometimes", "often often", "nobody"):
        for limit in (3, 100, 5_000):
            assert index.search(asked.split(), limit) == by_fts5(index, asked.split(), limit)
    index.close()
