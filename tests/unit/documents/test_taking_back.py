"""What is taken back is not shown without that, and what is so otherwise not without what it is other than."""

import pytest

from retrieval.answering.composing import compose
from retrieval.documents.context import body_of
from retrieval.documents.taking_back import takes_back
from retrieval.domain.documents import Document, Passage
from retrieval.domain.readings import Reading


def shown(text: str, words: str) -> list[str]:
    """The sentences that it takes to understand the one that holds these words."""
    body = body_of(Document(id="a", title="Notes", text=f"# Notes\n\n{text}\n", path="a.md"))
    first, last = body.understandable(body.place_of(body.document.text.index(words)))
    return [body.text_of(place) for place in range(first, last + 1)]


TAKEN_BACK = [
    "It was not: the log of the harbour shows another.",
    "We no longer think so.",
    "I no longer believe it.",
    "That turned out to be wrong.",
    "This is no longer so.",
    "This statement was later withdrawn.",
    "The claim proved false.",
    "They did not.",
    "It isn’t any more.",
    "Not any more.",
    "In the end it did not happen.",
    "But that was a mistake.",
    "This rule has since been repealed.",
]


@pytest.mark.parametrize("denial", TAKEN_BACK)
def test_what_is_taken_back_is_shown_with_that(denial: str) -> None:
    text = f"The gate is locked. The keeper lets dogs in. {denial}"
    assert denial in shown(text, "The keeper")


def test_it_is_shown_where_it_is_taken_back_in_the_next_paragraph() -> None:
    assert shown("The mill grinds rye.\n\nThis is no longer so.\n\nIt is a museum.", "mill") == [
        "The mill grinds rye.",
        "This is no longer so.",
    ]


def test_what_is_so_instead_is_shown_too() -> None:
    text = "The pump was thought to leak. That was wrong. A valve stood open. It is mended now."
    assert shown(text, "The pump") == ["The pump was thought to leak.", "That was wrong.", "A valve stood open."]


@pytest.mark.parametrize(
    "further",
    [
        "It was not until May that the roof was mended.",
        "It is wrong to leave the key in the lock.",
        "It does not take cards.",
        "They are not open on Mondays.",
        "This was an error of the old pump.",
        "He was mistaken for a guest.",
        "The garden is larger.",
        "Not all doors are locked.",
    ],
)
def test_what_only_says_more_of_it_takes_nothing_back(further: str) -> None:
    assert not takes_back(further)
    assert shown(f"The shed stands by the gate. {further}", "The shed") == ["The shed stands by the gate."]


def test_what_is_taken_back_is_not_in_bold() -> None:
    text = "The boat at the quay was the Heron. It was not: the Heron lay in dock."
    document = Document(id="a", title="Notes", text=text, path="a.md")
    passage = Passage(document=document, start=0, end=len(text))
    start = text.index("the Heron")
    held = Reading(passage=passage, start=start, end=start + 9, answer_probability=0.9, relevance=0.9)
    (statement,) = compose([held])
    assert statement.text == text
    assert not any(citation.emphasis for citation in statement.citations)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The bus runs until 02:00 on Fridays. On other nights it ends at midnight.", "midnight"),
        ("Members pay 5 euros. Others pay 10.", "Others"),
        ("In May the pool is heated. In the other months it is cold.", "months"),
        ("Keys are left at the desk by day. Otherwise the porter takes them.", "porter"),
        ("Half of the fee goes to the band. The rest is kept for repairs.", "repairs"),
        ("Maps are in the hall. All other books are upstairs.", "upstairs"),
    ],
)
def test_what_is_so_otherwise_is_shown_with_what_it_is_other_than(text: str, words: str) -> None:
    assert " ".join(shown(text, words)) == text


@pytest.mark.parametrize(
    "text", ["We like tea. Other than that we drink water. Bread is free.", "Tea is hot. Rest well."]
)
def test_other_than_something_named_needs_nothing_before_it(text: str) -> None:
    last = text.split(". ")[1].rstrip(".") + "."
    assert shown(text, last) == [last]


@pytest.mark.parametrize("answer", ["No.", "Yes.", "Not yet.", "It depends.", "Yes, of course."])
def test_an_answer_keeps_its_yes_or_no(answer: str) -> None:
    text = f"### Can I bring a tent?\n\n{answer} The meadow is for caravans."
    assert shown(text, "meadow") == [answer, "The meadow is for caravans."]


@pytest.mark.parametrize("note", ["(Withdrawn in 1.3.)", "(No longer applies.)"])
def test_note_in_parentheses_belongs_to_the_sentence_before_it(note: str) -> None:
    assert note in shown(f"The gate is locked. A raid needs 7. {note} Dogs may come in.", "A raid")
    assert note not in shown(f"The gate is locked. A raid needs 7. {note} Dogs may come in.", "The gate")


def test_sentence_with_more_than_parentheses_is_no_note() -> None:
    assert "(All of them) came." not in shown("The gate is locked. (All of them) came.", "The gate")
