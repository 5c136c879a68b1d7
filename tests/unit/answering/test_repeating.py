"""What is said twice, and what is said once and denied once."""

import pytest

from retrieval.answering.repeating import Said, say_the_same
from retrieval.answering.values import value_of
from retrieval.domain.readings import Relation


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("Smoking is allowed on the terrace.", "Smoking is not allowed on the terrace."),
        ("Visitors can park behind the north hall.", "Visitors can't park behind the north hall."),
        ("The server keeps logs of all failed logins.", "The server never keeps logs of all failed logins."),
        ("Refunds need a receipt and a signed form.", "Refunds need no receipt and a signed form."),
        ("Juniors swim with a lifeguard in the deep pool.", "Juniors swim without a lifeguard in the deep pool."),
    ],
)
def test_a_sentence_and_its_denial_do_not_say_the_same(sentence: str, other: str) -> None:
    assert not say_the_same(sentence, other)
    assert not say_the_same(other, sentence)


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("Smoking is not allowed on the terrace.", "On the terrace smoking is not allowed."),
        ("The key is kept at the desk, no. 4.", "The key is kept at desk 4."),
        ("Members pay the yearly fee by card.", "All members pay the yearly fee by card since March."),
    ],
)
def test_what_is_worded_otherwise_does(sentence: str, other: str) -> None:
    assert say_the_same(sentence, other)


def test_two_sides_do_not_say_the_same_however_alike_their_words_are() -> None:
    words = "in the rear courtyard during the opening hours of summer"
    allowed = Said(sentence=f"Dogs are allowed {words}.", stance=Relation.SUPPORTS)
    forbidden = Said(sentence=f"Dogs are forbidden {words}.", stance=Relation.CONTRADICTS)
    undecided = Said(sentence=f"Dogs are seen {words}.")
    assert not forbidden.says_no_more_than(allowed)
    assert undecided.says_no_more_than(allowed)


def test_nor_do_two_values() -> None:
    sentence = "The yearly fee of a member of the club is {} euros."
    old, new = (Said(sentence=sentence.format(n), value=value_of(f"{n} euros")) for n in (20, 25))
    assert not new.says_no_more_than(old)
    assert old.says_no_more_than(Said(sentence=sentence.format(20)))
