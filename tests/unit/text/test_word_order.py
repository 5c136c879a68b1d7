"""Yes/no questions in the order of words of a statement."""

import pytest

from retrieval.text.word_order import as_stated


@pytest.mark.parametrize(
    ("auxiliary", "rest", "stated"),
    [
        ("are", "drills paid", "drills are paid"),
        ("Can", "i back up", "i can back up"),
        ("is", "smoking allowed on the terrace", "smoking is allowed on the terrace"),
        ("is", "swimming allowed", "swimming is allowed"),
        ("is", "bringing a bike inside allowed", "bringing a bike is inside allowed"),
        ("is", "there parking on site", "there is parking on site"),
        ("is", "anything else needed", "anything else is needed"),
        ("does", "the API support paging", "the API does support paging"),
        ("are", "cats and dogs allowed", "cats and dogs are allowed"),
        ("did", "Iran supply drones to Russia", "Iran did supply drones to Russia"),
        ("will", "the north gate close in June", "the north gate will close in June"),
        ("can", "the bot summarise long threads", "the bot can summarise long threads"),
        ("were", "members of the board paid", "members of the board were paid"),
        ("should", "new volunteers sign the register", "new volunteers should sign the register"),
        ("can", "only members vote", "only members can vote"),
        ("can", "under 16s join", "under 16s can join"),
    ],
)
def test_the_auxiliary_stands_behind_the_subject(auxiliary: str, rest: str, stated: str) -> None:
    assert as_stated(auxiliary, rest) == stated


@pytest.mark.parametrize(
    ("auxiliary", "rest", "stated"),
    [
        ("is", "the pool at the gym open on Sundays", "the pool at the gym is open on Sundays"),
        ("can", "kids under 12 swim alone", "kids under 12 can swim alone"),
        ("have", "the rules on parking changed", "the rules on parking have changed"),
        ("is", "breakfast in the price", "breakfast is in the price"),
        ("are", "dogs in the yard on Mondays", "dogs are in the yard on Mondays"),
    ],
)
def test_what_says_where_belongs_to_the_subject_where_more_is_said(auxiliary: str, rest: str, stated: str) -> None:
    assert as_stated(auxiliary, rest) == stated


@pytest.mark.parametrize(
    ("auxiliary", "rest", "stated"),
    [
        ("is", "overtime mandatory", "overtime is mandatory"),
        ("is", "the fee 20 euros", "the fee is 20 euros"),
        ("has", "the council approved the plan", "the council has approved the plan"),
        ("is", '"quiet hours" enforced', '"quiet hours" is enforced'),
        ("won't", "the fee rise", "the fee will rise"),
        ("isn’t", "it free", "it is free"),
    ],
)
def test_what_looks_like_one_noun_is_told_from_what_is_said_of_it(auxiliary: str, rest: str, stated: str) -> None:
    assert as_stated(auxiliary, rest) == stated


@pytest.mark.parametrize(
    ("auxiliary", "rest"),
    [
        ("are", "dogs that bark allowed"),
        ("did", "the council, after long debate, approve it"),
        ("was", "U.S. aid stopped"),
        ("have", "the dogs bitten anyone"),
        ("does", "the club reimburse travel"),
        ("did", "the firm supply drones to the army"),
        ("are", "you"),
        ("is", "not paying allowed"),
        ("is", ""),
    ],
)
def test_a_subject_whose_end_cannot_be_told_stays_as_it_is(auxiliary: str, rest: str) -> None:
    assert as_stated(auxiliary, rest) == rest
