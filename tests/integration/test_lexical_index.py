"""The words of a catalogue, by real FTS5: what finds what, and that no word is taken for the syntax of a query."""

from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.adapters.sqlite.fts5_index import Fts5Index
from retrieval.documents.reading_text import search_hash_of
from retrieval.text.words import content_stems, stems
from tests.building import passage_of
from tests.indexes import catalogue_of

TEXTS = {
    "drones": "Iran has provided Russia with 3.5 times as many drones, O'Neil said. Drones, drones.",
    "denial": "Iran denied it, and U.S. officials did not believe it.",
    "bread": "Bread rises in a warm oven.",
}
PASSAGES = {name: passage_of(text, title=name.upper(), document_id=name) for name, text in TEXTS.items()}
BY_ID = {passage.id: passage for passage in PASSAGES.values()}


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fts5Index]:
    with closing(catalogue_of(tmp_path_factory.mktemp("lexical"), PASSAGES.values())) as index:
        yield index


def found(index: Fts5Index, text: str, documents: Collection[str] | None = None) -> list[str]:
    return [BY_ID[passage_id].document.id for passage_id, _ in index.search(stems(text), 10, documents)]


def test_of_nothing_it_is_empty(tmp_path: Path) -> None:
    index = catalogue_of(tmp_path, [])
    assert (index.size(), list(index.search(["iran"], 5)), dict(index.manifest())) == (0, [], {})
    assert index.document_frequencies(["iran"]) == {"iran": 0}


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("drones", ["drones"]),
        ("provide", ["drones"]),
        ("oneil O'Neil's", ["drones"]),
        ("3.5", ["drones"]),
        ("US", ["denial"]),
        ("BREAD", ["bread"]),
        ("nothing", []),
        ("", []),
    ],
)
def test_words_find_their_passages_in_any_form(lexical: Fts5Index, text: str, documents: list[str]) -> None:
    assert found(lexical, text) == documents


def test_the_title_is_searched_too(lexical: Fts5Index) -> None:
    assert found(lexical, "denial") == ["denial"]


def test_any_word_may_match_and_more_of_a_rarer_one_is_better(lexical: Fts5Index) -> None:
    assert found(lexical, "iran drones") == ["drones", "denial"]
    scores = [score for _, score in lexical.search(stems("iran drones"), 10)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[1] > 0


def test_no_more_than_asked_for(lexical: Fts5Index) -> None:
    assert len(lexical.search(["iran", "drone", "bread"], 2)) == 2


@pytest.mark.parametrize(
    ("documents", "expected"), [(["denial"], ["denial"]), (["bread"], []), ([], []), (["nobody", "drones"], ["drones"])]
)
def test_a_search_may_be_of_some_documents(lexical: Fts5Index, documents: list[str], expected: list[str]) -> None:
    assert found(lexical, "Iran", documents) == expected


def test_how_many_passages_a_word_stands_in(lexical: Fts5Index) -> None:
    words = ["iran", "drone", "3.5", "o'neil", "nothing"]
    assert lexical.document_frequencies(words) == {"iran": 2, "drone": 1, "3.5": 1, "o'neil": 1, "nothing": 0}


HOSTILE = [
    '" OR 1=1 NEAR(',
    "drones' --",
    "*",
    "a AND",
    "NEAR(iran drones, 2)",
    "stems:iran",
    "^iran",
    "iran*",
    '"',
    "{a}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_syntax_of_a_query_language_is_text(lexical: Fts5Index, text: str) -> None:
    for words in (stems(text), content_stems(text), text.split(), [text]):
        assert len(lexical.search(words, 10)) <= 3
        lexical.document_frequencies(words)
    assert lexical.size() == 3


def test_as_many_words_as_anybody_sends(lexical: Fts5Index) -> None:
    words = [f"word{number}" for number in range(5000)]
    assert len(lexical.search([*words, "bread"], 10)) == 1
    assert lexical.document_frequencies([*words, "bread"])["bread"] == 1


def test_it_says_of_every_passage_what_was_indexed(lexical: Fts5Index) -> None:
    assert dict(lexical.passage_hashes()) == {i: search_hash_of(passage) for i, passage in BY_ID.items()}
