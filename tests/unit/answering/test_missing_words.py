"""Which words of a question no passage has."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import cast

import pytest

from retrieval.answering.missing_words import MOST_LOOKED_THROUGH, frequencies_of, says_a_subject, worth_naming
from retrieval.domain.documents import Passage
from retrieval.ports import LexicalIndex
from retrieval.text.words import stem, tokens
from tests.building import passage_of


class Passages:
    """Stands for a lexical index over these texts, and for the view that gives its passages."""

    def __init__(self, *texts: str) -> None:
        self._passages = {str(place): passage_of(text) for place, text in enumerate(texts)}
        self._words = {key: {stem(word) for word in tokens(each.text)} for key, each in self._passages.items()}

    def document_frequencies(self, words: Collection[str]) -> dict[str, int]:
        counts = Counter(word for stems in self._words.values() for word in stems)
        return {word: counts[word] for word in words}

    def search(self, words: Sequence[str], limit: int) -> list[tuple[str, float]]:
        return [(key, 1.0) for key, stems in self._words.items() if stems & set(words)][:limit]

    def of(self, ids: Collection[str]) -> list[Passage]:
        return [self._passages[each] for each in ids]


def frequencies(question: str, *texts: str) -> dict[str, int]:
    index = Passages(*texts)
    return frequencies_of(question, cast("LexicalIndex", index), index.of)


def test_a_small_number_stands_where_it_is_written_in_letters() -> None:
    assert frequencies("can the 2 or 13 join?", "Two may join.")["2"] == 1
    assert frequencies("can the 2 or 13 join?", "Two may join.")["13"] == 0
    assert frequencies("when is clause 2 read?", "Two may read.")["clause 2"] == 0


def test_a_code_is_one_word_that_no_passage_has() -> None:
    text = "RULE-A001 is raised."
    assert frequencies("When is RULE-A003 raised?", text) == {"raised": 1, "RULE-A003": 0}
    assert frequencies("When is RULE-A001 raised?", text) == {"raised": 1, "RULE-A001": 1}


def test_a_number_with_a_label_stands_where_its_number_does() -> None:
    texts = ("1.3 It is raised.", "4.1.2 It is not.")
    assert frequencies("When is clause 1.3 raised?", *texts) == {"raised": 1, "clause 1.3": 1}
    assert frequencies("When is clause 1.4 raised?", *texts) == {"raised": 1, "clause 1.4": 0}
    assert frequencies("When is 4.1.21 raised?", *texts) == {"raised": 1, "4.1.21": 0}


@pytest.mark.parametrize(
    ("question", "code", "texts"),
    [
        ("what is form E-9 for?", "E-9", ["Form E-7 is for refunds.", "| seats | 9 |"]),
        ("who fixes ABC-12?", "ABC-12", ["ABC-11 was fixed.", "It took 12 days."]),
        ("what does B7-20 cost?", "B7-20", ["B7-19 costs 20 euros.", "7-20 is a range of b."]),
    ],
)
def test_a_code_whose_pieces_stand_apart_is_missing(question: str, code: str, texts: list[str]) -> None:
    found = frequencies(question, *texts)
    assert {word for word, count in found.items() if not count} >= {code}
    assert frequencies(question, *texts, f"This is {code}.")[code]


def test_what_stands_in_many_passages_is_not_looked_through() -> None:
    texts = [f"E and {place} 9." for place in range(MOST_LOOKED_THROUGH + 1)]
    assert frequencies("what is E-9?", *texts)["E-9"] == MOST_LOOKED_THROUGH + 1


@pytest.mark.parametrize("day", ["Sunday", "Sundays", "sundays"])
def test_days_of_the_week_are_no_words_that_a_passage_lacks(day: str) -> None:
    assert frequencies(f"When is the pool open on {day}?", "The pool.") == {"pool": 1, "open": 0}


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("when is the make-up exam?", "The exam is in May.", {"make-up"}),
        ("is there a self-service till?", "The till has a service.", {"self-service"}),
        ("is a check-in desk open?", "A desk is open.", {"check-in"}),
        ("is there a well-being course?", "The wellbeing course is free.", set()),
        ("is there a part-time job?", "A job for some time, in part.", set()),
    ],
)
def test_a_compound_is_one_word_that_no_passage_has(question: str, text: str, missing: set[str]) -> None:
    assert {word for word, count in frequencies(question, text).items() if not count} == missing


@pytest.mark.parametrize("asker", ["I'm 16", "im 16", "I am 16", "we're 12"])
def test_how_old_who_asks_is_is_nothing_that_a_passage_lacks(asker: str) -> None:
    found = frequencies(f"{asker}, can I join the club?", "Join the club.")
    assert {word for word, count in found.items() if not count and says_a_subject(word)} == set()


@pytest.mark.parametrize(
    "word", ["im", "i'm", "I’ve", "youre", "dont", "ready", "OK", "keeps", "TIA", "happens", "thanks", "describe"]
)
def test_words_of_talk_and_of_who_asks_are_no_subject(word: str) -> None:
    assert not says_a_subject(word)


@pytest.mark.parametrize("word", ["exam", "Ashby", "self-service", "E-9", "wombats"])
def test_other_words_may_be_one(word: str) -> None:
    assert says_a_subject(word)


@pytest.mark.parametrize(
    ("question", "missing", "named"),
    [
        ("May I use the sauna with a coupon?", ["May", "sauna", "coupon"], ("sauna", "coupon")),
        ("How might one park without a permit?", ["might", "without", "permit"], ("permit",)),
        ("Who plays at the festival of Lindau?", ["plays", "festival", "Lindau"], ("Lindau", "festival")),
        ("When does the May fair start?", ["May", "fair", "start"], ("May", "fair")),
        ("what type of glue do I need", ["type", "glue"], ("glue",)),
        ("Who signs form E-9?", ["signs", "E-9"], ("E-9",)),
        ("is there anyone with a spare oven or some stuff", ["spare", "anyone", "oven", "stuff"], ("spare", "oven")),
        ("oven trouble, same issue, broken thing", ["oven", "trouble", "issue", "thing"], ("oven",)),
    ],
)
def test_names_and_nouns_are_named_as_missing_and_no_words_of_grammar(
    question: str, missing: list[str], named: tuple[str, ...]
) -> None:
    assert worth_naming(question, missing) == named


@pytest.mark.parametrize(
    ("question", "missing"), [("Can we skate there?", "skate"), ("Is it allowed to smoke?", "smoke")]
)
def test_what_is_done_is_named_where_nothing_else_is_missing(question: str, missing: str) -> None:
    assert worth_naming(question, [missing]) == (missing,)
    assert worth_naming(question, ["may"]) == ()


def test_words_of_another_language_are_named_as_they_come() -> None:
    assert worth_naming("Wo darf man parken?", ["darf", "parken"]) == ("darf", "parken")
