"""What is emphasised is a whole phrase, a whole command, and nothing that is said to be unknown."""

import pytest

from retrieval.answering.whole_phrases import in_whole_phrases
from retrieval.domain.documents import Document, Passage
from retrieval.domain.readings import Reading
from retrieval.text.not_known import says_it_is_not_known


def emphasised(text: str, read: str, question: str = "What is so?") -> str:
    document = Document(id="a", title="Notes", text=text, path="a.md")
    start = text.index(read)
    passage = Passage(document=document, start=0, end=len(text))
    reading = Reading(passage=passage, start=start, end=start + len(read), answer_probability=0.9, relevance=0.9)
    (whole,) = in_whole_phrases([reading], question)
    return text[whole.start : whole.end]


@pytest.mark.parametrize(
    ("text", "read", "whole"),
    [
        ("Sleep at the Anchor (Karsk, harbour) for 4 bits.", "Anchor (Karsk, harbour", "Anchor (Karsk, harbour)"),
        ("Sleep at the Ferry House (Lower Vell) for 6 bits.", "Lower Vell)", "Lower Vell"),
        ("It lists the gate [north] first.", "gate [north", "gate [north]"),
        ("It was f(x) all along.", "f(x)", "f(x)"),
        ("A die that falls is rolled again.", "rolled", "rolled again"),
        ("At nine the pump is switched off; then it cools.", "switched", "switched off"),
        ("Money is paid back, without interest.", "paid", "paid back"),
        ("They went over the bridge.", "went", "went"),
    ],
)
def test_a_phrase_is_emphasised_as_a_whole(text: str, read: str, whole: str) -> None:
    assert emphasised(text, read) == whole


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "What it does not say: who welded there, and why the alarm reached the fire brigade so late.",
            "the fire brigade",
        ),
        ("It is not clear whether the captain gave the order.", "the captain"),
        ("Who gave the keys to the porter is unknown.", "the porter"),
        ("We cannot confirm that the pump leaked.", "the pump"),
        ("Nobody knows why the bell rang at noon.", "at noon"),
    ],
)
def test_of_what_is_not_known_nothing_is_emphasised(text: str, read: str) -> None:
    assert emphasised(text, read) == text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Four people died; the cause is unknown.", "Four"),
        ("Ada Brook led it, but it is unclear when.", "Ada Brook"),
        ("The porter keeps the key.", "The porter"),
    ],
)
def test_what_is_known_beside_it_is(text: str, read: str) -> None:
    assert emphasised(text, read) == read


@pytest.mark.parametrize(
    ("text", "read", "whole"),
    [
        ("The door was red or blue: it was blue, I am sure.", "red", "blue, I am sure."),
        ("It is of oak or walnut; the label says oak.", "oak or walnut", "oak."),
        ("It was red or blue. It was not red.", "red", "red or blue. It was not red."),
        ("It was red or blue, but not red.", "red", "blue, but not red."),
        ("Take red or blue; red and blue both fit.", "red or blue", "red or blue; red and blue both fit."),
        ("Take red or blue.", "red or blue", "red or blue."),
        ("The lamp is green; take red or blue: blue is best.", "green", "green; take red or blue: blue is best."),
    ],
)
def test_of_alternatives_that_the_sentence_settles_it_is_the_one(text: str, read: str, whole: str) -> None:
    start = len(text) - len(whole)
    document = Document(id="a", title="Notes", text=text, path="a.md")
    passage = Passage(document=document, start=0, end=len(text))
    begins = text.index(read)
    reading = Reading(passage=passage, start=begins, end=begins + len(read), answer_probability=0.9, relevance=0.9)
    assert in_whole_phrases([reading], "What is it?")[0].start == start


@pytest.mark.parametrize("question", ["How do I reset it?", "how to reset it", "Which command resets it?"])
def test_who_asks_how_is_shown_the_command(question: str) -> None:
    text = "It needs an administrator to run `perch reset NAME` once."
    assert emphasised(text, "an administrator", question) == "perch reset NAME"
    assert emphasised(text, "an administrator", "Who resets it?") == "an administrator"
    of_two = "Run `perch stop now` and `perch start now` as root."
    assert emphasised(of_two, "as root", question) == "as root"
    assert emphasised("Set `timeout` to 5 in the file.", "to 5", question) == "to 5"


def test_a_line_of_code_is_emphasised_as_a_whole() -> None:
    assert emphasised("Do this:\n\n```\nperch save /srv\n```\n\nIt takes long.\n", "perch", "How do I save?") == (
        "perch save /srv"
    )


@pytest.mark.parametrize("text", ["We know who it was.", "Say what you like.", "It is certain.", "You cannot enter."])
def test_what_is_known_or_forbidden_is_not_unknown(text: str) -> None:
    assert not says_it_is_not_known(text)
