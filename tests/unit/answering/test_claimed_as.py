"""Whether two values are claimed as the same: a plan and what came of it are not."""

import pytest

from retrieval.answering.claimed_as import claimed_as

ASKED = "How much is it?"


def may_exclude(one: str, other: str, question: str = ASKED) -> bool:
    """The value of each stands between asterisks."""
    claims = []
    for marked in (one, other):
        start, end = marked.index("*"), marked.rindex("*") - 1
        claims.append(claimed_as(marked.replace("*", ""), start, end, question))
    assert claims[0].may_exclude(claims[1]) is claims[1].may_exclude(claims[0])
    return claims[0].may_exclude(claims[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The slipway was budgeted at *1.2 million*.", "The slipway came to *1.5 million*."),
        ("The roof was expected to cost *40,000*.", "In the end the roof cost *52,000*."),
        ("The pool is planned to open in *May*.", "The pool opened in *July*."),
        ("It will be delivered on *3 March*.", "It was delivered on *9 March*."),
        ("The annex was due in *June*.", "The annex was finished in *August*."),
        ("Some *4,000* people were estimated to be there.", "The gates counted *5,120* people."),
        ("A job may take up to *512 MB*.", "In practice a job uses *180 MB*."),
        ("At least *3* copies are kept.", "Last week *2* copies were kept."),
        ("A ticket costs *90*.", "With the early-bird discount a ticket costs *70*."),
        ("A ticket costs *90*.", "Members pay a reduced price of *70*."),
        ("The kit is *50* including VAT.", "The kit is *42* before tax."),
        ("It weighs *3 kg* net.", "It weighs *4 kg*."),
    ],
)
def test_two_things_said_of_one_exclude_nothing(one: str, other: str) -> None:
    assert not may_exclude(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The slipway cost *1.2 million*.", "The slipway came to *1.5 million*."),
        ("The slipway was budgeted at *1.2 million*.", "The budget of the slipway is *1.5 million*."),
        ("The bus is to leave at *9*.", "The bus leaves at *10*."),
        ("At most *10* books may be kept.", "You may keep *5* books."),
        ("The minimum age is *16*.", "Whoever joins must be *18*."),
        ("The pool, which was planned by Orr, opened in *May*.", "The pool opened in *July*."),
        ("It was budgeted at 1.2 million but came to *1.5 million*.", "It came to *1.4 million*."),
        ("It was budgeted at 1.2 million and was sold for *1.5 million*.", "It was sold for *1.4 million*."),
        ("Before the discount it costs *90*.", "It costs *70*."),
    ],
)
def test_what_is_claimed_as_the_same_does(one: str, other: str) -> None:
    assert may_exclude(one, other)


def test_what_is_asked_for_each_answer_is() -> None:
    one, other = "The roof was budgeted at *40,000*.", "The council set *52,000* aside for the roof."
    assert may_exclude(one, other, "What was the budget of the roof?")
    assert not may_exclude(one, other, "What did the roof cost?")
