import sqlite3
from collections.abc import Collection
from pathlib import Path

import pytest

from retrieval.adapters.fts5_index import Fts5Index
from retrieval.domain import Passage
from retrieval.errors import StoreError
from retrieval.words import content_stems, stems
from tests.building import passage_of

TEXTS = {
    "drones": "Iran has provided Russia with 3.5 times as many drones, O'Neil said. Drones, drones.",
    "denial": "Iran denied it, and U.S. officials did not believe it.",
    "bread": "Bread rises in a warm oven.",
}
PASSAGES = {name: passage_of(text, title=name.upper(), document_id=name) for name, text in TEXTS.items()}
BY_ID = {passage.id: passage for passage in PASSAGES.values()}


def load(ids: Collection[str]) -> list[Passage]:
    return [BY_ID[passage_id] for passage_id in ids]


@pytest.fixture
def lexical(tmp_path: Path) -> Fts5Index:
    index = Fts5Index(tmp_path / "lexical.sqlite3")
    index.sync("first", BY_ID.keys(), load)
    return index


def found(index: Fts5Index, text: str, documents: Collection[str] | None = None) -> list[str]:
    return [BY_ID[passage_id].document.id for passage_id, _ in index.search(stems(text), 10, documents)]


def test_a_new_index_is_empty(tmp_path: Path) -> None:
    index = Fts5Index(tmp_path / "lexical.sqlite3")
    assert (index.generation(), index.size(), list(index.search(["iran"], 5))) == ("", 0, [])
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


def test_a_sync_holds_exactly_what_it_is_told_and_asks_for_the_new_alone(lexical: Fts5Index) -> None:
    new = passage_of("Sanctions were announced.", document_id="sanctions")
    asked: list[Collection[str]] = []

    def load_new(ids: Collection[str]) -> list[Passage]:
        asked.append(set(ids))
        return [new]

    lexical.sync("second", {PASSAGES["bread"].id, new.id}, load_new)
    assert asked == [{new.id}]
    assert (lexical.size(), lexical.generation()) == (2, "second")
    assert list(lexical.search(["iran"], 5)) == []
    assert lexical.document_frequencies(["iran", "sanction", "bread"]) == {"iran": 0, "sanction": 1, "bread": 1}


def test_a_sync_that_fails_changes_nothing(lexical: Fts5Index) -> None:
    def fail(ids: Collection[str]) -> list[Passage]:
        raise StoreError(f"Nothing to be had of {len(ids)}.", remedy="Try again.")

    with pytest.raises(StoreError, match="Nothing to be had of 1"):
        lexical.sync("second", {PASSAGES["bread"].id, "new"}, fail)
    assert (lexical.size(), lexical.generation()) == (3, "first")
    assert found(lexical, "iran drones") == ["drones", "denial"]


def test_it_is_all_there_when_opened_again(lexical: Fts5Index, tmp_path: Path) -> None:
    again = Fts5Index(tmp_path / "lexical.sqlite3")
    assert (again.size(), again.generation()) == (3, "first")


def test_words_that_were_stemmed_by_other_rules_are_dropped(lexical: Fts5Index, tmp_path: Path) -> None:
    """It says that it was never synced, and is synced anew."""
    with sqlite3.connect(tmp_path / "lexical.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    again = Fts5Index(tmp_path / "lexical.sqlite3")
    assert (again.size(), again.generation()) == (0, "")
    again.sync("first", BY_ID.keys(), load)
    assert found(again, "iran drones") == ["drones", "denial"]


def test_a_damaged_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "lexical.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match="lexical index") as caught:
        Fts5Index(tmp_path / "lexical.sqlite3")
    assert "lexical.sqlite3" in caught.value.remedy


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        Fts5Index(tmp_path / "nowhere" / "lexical.sqlite3")
