import pytest

from retrieval.text.opposites import are_opposed, from_its_opposite, poles_of, related_to


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("on the east bank", "on the West bank"),
        ("to the north-east", "southwards"),
        ("before lunch", "after lunch"),
        ("upstairs", "downstairs"),
        ("indoors", "in the outdoor yard"),
        ("clockwise", "counterclockwise"),
        ("the first Tuesday", "the last Tuesday"),
    ],
)
def test_opposites(text: str, other: str) -> None:
    assert are_opposed(poles_of(text), poles_of(other))
    assert are_opposed(poles_of(other), poles_of(text))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("on the east bank", "on the north bank"),
        ("from left to right", "on the left"),
        ("before lunch", "upstairs"),
        ("the bank", "the east bank"),
    ],
)
def test_what_may_both_be_so_is_no_opposite(text: str, other: str) -> None:
    assert not are_opposed(poles_of(text), poles_of(other))


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("It is outdoors, next to the gym.", "next", "outdoors, next to the gym."),
        ("It is to the left of the door.", "door", "left of the door."),
        ("It stands by the door.", "door", "door."),
        ("The left lamp of the red door.", "door", "door."),
    ],
)
def test_the_opposite_before_a_place(text: str, word: str, found: str) -> None:
    assert text[from_its_opposite(text, text.index(word)) :] == found


def test_what_a_place_is_told_by() -> None:
    assert related_to("north of the village") == {"villag"}
    assert related_to("above the pump") == {"pump"}
    assert related_to("in the village") == related_to("before 1820") == frozenset()
