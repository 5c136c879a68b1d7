"""A name that stands nowhere in the corpus is not answered by what is said of another in its place."""

from collections.abc import Collection
from typing import cast

import pytest

from retrieval.answering.strangers import of_no_stranger
from retrieval.domain.readings import Reading
from retrieval.ports import LexicalIndex
from retrieval.text.words import stem, tokens
from tests.building import passage_of


class Words:
    """Stands for a lexical index over one text."""

    def __init__(self, text: str) -> None:
        self._stems = [stem(word) for word in tokens(text)]

    def document_frequencies(self, words: Collection[str]) -> dict[str, int]:
        return {word: self._stems.count(word) for word in words}


def likely(question: str, text: str) -> float:
    """How likely a passage of this text answers, of which a reader was sure."""
    reading = Reading(passage=passage_of(text), start=0, end=len(text), answer_probability=0.9)
    (kept,) = of_no_stranger(question, [reading], cast("LexicalIndex", Words(text)))
    return kept.answer_probability


MILL = "The choir of Westhay is led by Ann Poole. A choir sings on Fridays."
POOL = "The pool opens at nine. Westhay Pool is closed in May."
LAKE = "The race at Lake Orrin begins at noon. The bus to Westhay leaves at six, a bus costs little."
MIXER = "The Bodkin 40 mixes dough. Its warranty is two years."


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who leads the choir of Easthay?", MILL),
        ("When does the Easthay choir sing?", MILL),
        ("When does Northgate Pool open?", POOL),
        ("Is the Northgate Pool closed?", POOL),
        ("When does the race at Lake Teviot begin?", LAKE),
        ("When does the bus to Easthay leave?", LAKE),
        ("How long is the warranty of the Thimble 40?", MIXER),
    ],
)
def test_another_in_the_place_of_a_name_does_not_answer(question: str, text: str) -> None:
    assert likely(question, text) == 0.0


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who leads the choir of Westhay?", MILL),
        ("Easthay: who leads the choir?", MILL),
        ("Who leads the choir of Westhay, Somerset?", MILL),
        ("Who leads the choir according to Wikipedia?", MILL),
        ("Does the EHC sing on Fridays?", MILL),
        ("WHO LEADS THE CHOIR OF EASTHAY?", MILL),
        ("When does the pool of easthay open?", POOL),
        ("When does Westhay Swimming Pool open?", POOL),
        ("When does the pool open on Saturday?", POOL),
        ("Can I pay for the bus to Westhay with Maestro?", LAKE),
        ("How long is the warranty of the Bodkin 40 in Norway?", MIXER),
    ],
)
def test_what_has_no_other_in_its_place_is_answered_as_before(question: str, text: str) -> None:
    assert likely(question, text) == 0.9
