"""How sentences hold what they speak of."""

import pytest

from retrieval.answering.factuality import Factuality, clause_that_denies, factuality_of
from retrieval.text.words import content_stems

DENIED, OPEN, CLAIMED = Factuality.DENIED, Factuality.OPEN, Factuality.CLAIMED


@pytest.mark.parametrize(
    ("sentence", "factuality"),
    [
        ("The mayor sold the bridge.", None),
        ("The mayor did not sell the bridge.", None),
        ("The bridge stands by the mill.", None),
        ("There is no evidence that the mayor sold the bridge.", DENIED),
        ("The inquiry found no sign that the mayor had sold the bridge.", DENIED),
        ("It is not true that the mayor sold the bridge.", DENIED),
        ("That is a myth that nobody believes: it is false that the mayor sold the bridge.", DENIED),
        ("The mayor was away all May; she denied that she sold the bridge.", DENIED),
        ("The claim of the baker that the mayor sold the bridge was refuted.", DENIED),
        ("The baker claimed that the mayor sold the bridge; there is no evidence of it.", DENIED),
        ("Older lists said that the mayor sold the bridge; that is wrong.", DENIED),
        ("The mayor denied reports that she sold the bridge.", DENIED),
        ("The mayor did not deny that she sold the bridge.", OPEN),
        ("The mayor denied that she had not sold the bridge.", OPEN),
        ("There is no evidence on whether the mayor sold the bridge.", OPEN),
        ("There were rumours that the mayor sold the bridge.", OPEN),
        ("The mayor was accused of selling the bridge.", OPEN),
        ("The mayor was charged with having sold the bridge.", OPEN),
        ("It has been suggested that the mayor sold the bridge.", OPEN),
        ("It is a common belief that the mayor sold the bridge.", OPEN),
        ("Ask the clerk whether the mayor sold the bridge.", OPEN),
        ("If the mayor sold the bridge, the ferry runs.", OPEN),
        ("If the mayor agrees, the bridge is sold.", None),
        ("The court quashed the ruling that the mayor sold the bridge.", OPEN),
        ("The ruling that the mayor sold the bridge was set aside.", OPEN),
        ("A motion that the mayor sell the bridge was rejected.", OPEN),
        ("Nobody claims that the mayor sold the bridge.", OPEN),
        ("Visitors who claim that the mayor sold the bridge are mistaken.", OPEN),
        ("The baker claims that the mayor sold the bridge.", CLAIMED),
        ("The baker accused the mayor of selling the bridge.", CLAIMED),
    ],
)
def test_how_a_sentence_holds_what_is_asked(sentence: str, factuality: Factuality | None) -> None:
    assert factuality_of(sentence, content_stems("the mayor sold the bridge")) is factuality


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("the mayor was accused of theft", "The mayor was accused of theft."),
        ("the mayor denied the theft", "The mayor denied the theft."),
        ("the ruling was set aside", "The ruling was set aside."),
        ("there is evidence of a theft", "There is no evidence of a theft."),
    ],
)
def test_what_is_itself_asked_about_holds_nothing(statement: str, sentence: str) -> None:
    assert factuality_of(sentence, content_stems(statement)) is None


def test_who_speaks_in_what_is_denied_denies_nothing() -> None:
    sentence = "The baker claimed that the mayor sold it; there is no evidence of that."
    assert clause_that_denies(sentence) == "there is no evidence of that."
    assert clause_that_denies("The mayor denied it; she was away.") == "The mayor denied it; she was away."
