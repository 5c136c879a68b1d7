"""Refutations of an account, told beside it."""

import pytest

from retrieval.answering.choosing import sentence_of
from retrieval.answering.question import AnswerType
from retrieval.answering.refuting import with_refutation
from tests.building import document_of, reading_of

ACCOUNT = "On Friday I was at the mill in Ashby."
ASKED = "Where was Tom Reed on Friday?"


def told(refuting: str, asked: str = ASKED, answer_type: AnswerType = AnswerType.PLACE, own: bool = False) -> list[str]:
    text = f"{ACCOUNT} {refuting}" if own else refuting
    account = reading_of(document_of(text if own else ACCOUNT, document_id="account"), ACCOUNT, 0.9)
    other = reading_of(document_of(text, document_id="account" if own else "other"), text.split(". ")[0], 0.1)
    told = with_refutation(answer_type, asked, [account], [account, other])
    assert told[0] is account
    assert all(reading.answer_probability == 0.9 for reading in told)
    return [sentence_of(reading) for reading in told[1:]]


@pytest.mark.parametrize(
    "refuting",
    [
        "The statement of Tom Reed that he was in Ashby was refuted by the toll records.",
        "The toll records contradict the account of Reed that he was in Ashby.",
        "Reed's alibi does not hold.",
    ],
)
def test_what_refutes_an_account_is_told_after_it(refuting: str) -> None:
    assert told(refuting) == [refuting]


def test_what_refutes_something_else_is_not() -> None:
    assert told("The statement of Ada Brook that she was in Ashby was refuted.") == []
    assert told("The statement of Tom Reed on the price of oats was refuted.") == []
    assert told("Tom Reed was at the mill in Ashby, says the clerk.") == []
    assert told("Tom Reed has no alibi.") == []
    assert told("Reed's alibi was refuted.", "When was Tom Reed born?", AnswerType.TIME) == []
    assert told("The claim of Tom Reed to the mill in Ashby was refuted.", own=True) == []
    assert with_refutation(AnswerType.PLACE, ASKED, [], []) == []
