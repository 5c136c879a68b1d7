"""Whose words a question asks for, and whose they are that answer it."""

from collections.abc import Sequence

import pytest

from retrieval.answering.said_by import asked_of, is_said_by, is_said_by_another
from retrieval.domain.documents import Document, Passage
from retrieval.domain.readings import Reading


@pytest.mark.parametrize(
    ("question", "name", "bare"),
    [
        ("According to the port authority, how many ships wait?", "the port authority", "How many ships wait?"),
        ("How many ships wait according to Leila Haddad?", "Leila Haddad", "How many ships wait?"),
        ("In the view of the union, what will come?", "the union", "What will come?"),
        ("What will come in the union's view?", "the union", "What will come?"),
        ("What does Omar Saleh say about wages?", "Omar Saleh", "What is said about wages?"),
        ("Who does Edward Said say is meant?", "Edward Said", "Who does the text say is meant?"),
        ("Does the council think that it is late?", "the council", "Does the text think that it is late?"),
    ],
)
def test_somebody_whose_words_are_asked_for(question: str, name: str, bare: str) -> None:
    whose = asked_of(question)
    assert whose is not None
    assert (whose.name, whose.bare) == (name, bare)


@pytest.mark.parametrize(
    "question",
    [
        "According to the handbook, how long is leave?",
        "What does the error message say?",
        "What does it say about wages?",
        "What do experts say about wages?",
        "How long does it last according to the manufacturer?",
        "How many ships wait?",
        "What did several governments say?",
        "What did a man claim?",
        "How long did it take Ada Obi to write it?",
        "What do other Poles think?",
    ],
)
def test_words_of_a_document_or_of_anybody_are_asked_of_nobody(question: str) -> None:
    assert asked_of(question) is None


TEXT = """# Strike

The port authority said 42 ships were waiting. "It cannot last," it said.

According to the union, 61 ships were waiting. Pay fell by a tenth.

Ada Obi: I think it will end. The rest is noise.

Leila Haddad, who leads the residents, said talks had failed. She added that none were planned.

The residents demand:

- a rise of 7 percent

## Statement of the insurers

Goods are covered.

## What does the council pay?

The harbour pays 40 euros.
"""


def tellers_of(
    sentence: str, names: Sequence[str], *, author: str = "", publisher: str | None = None, title: str = "Strike"
) -> list[str]:
    """Return those of the names who say a sentence of the text."""
    extra = {"author": author} if author else {}
    document = Document(id="a.md", path="a.md", title=title, text=TEXT, extra=extra, publisher=publisher)
    start = TEXT.index(sentence)
    passage = Passage(document=document, start=0, end=len(TEXT))
    reading = Reading(passage=passage, start=start, end=start + len(sentence), answer_probability=0.9)
    asked = {name: asked_of(f"According to {name}, what comes?") for name in names}
    return [name for name, whose in asked.items() if whose is not None and is_said_by(whose, reading)]


NAMES = ["the port authority", "the union", "Ada Obi", "Leila Haddad", "the residents", "the insurers", "the council"]


@pytest.mark.parametrize(
    ("sentence", "tellers"),
    [
        ("42 ships", ["the port authority"]),
        ("It cannot last", ["the port authority"]),
        ("61 ships", ["the union"]),
        ("Pay fell", []),
        ("it will end", ["Ada Obi"]),
        ("The rest is noise", ["Ada Obi"]),
        ("talks had failed", ["Leila Haddad", "the residents"]),
        ("none were planned", ["Leila Haddad", "the residents"]),
        ("a rise of 7", ["the residents"]),
        ("Goods are covered", ["the insurers"]),
        ("40 euros", []),
    ],
)
def test_words_are_of_whom_the_document_gives_them_to(sentence: str, tellers: list[str]) -> None:
    assert tellers_of(sentence, NAMES) == tellers


def test_document_is_of_its_author_its_publisher_and_whom_its_title_names() -> None:
    assert tellers_of("Pay fell", NAMES, author="Ada Obi") == ["Ada Obi"]
    assert tellers_of("Pay fell", NAMES, publisher="Port Authority") == ["the port authority"]
    assert tellers_of("Pay fell", NAMES, title="Letter of the council") == ["the council"]


def test_other_forms_of_a_name_are_that_name() -> None:
    whose = asked_of("According to Russia, what comes?")
    assert whose is not None
    assert whose.is_named_in("The Russian army said so.")
    assert not whose.is_named_in("The army said so.")


@pytest.mark.parametrize(
    ("asked", "sentence", "is_another"),
    [
        ("the insurers", "According to the union, 61 ships were waiting.", True),
        ("Omar Saleh", "Leila Haddad said that talks had failed.", True),
        # She may be the mayor, and a slip makes nobody else of her.
        ("the mayor", "Leila Haddad said that the mayor's talks had failed.", False),
        ("the mayor", "Leila Haddad said that talks had failed.", True),
        ("Leila Hadad", "Leila Haddad said that talks had failed.", False),
        ("Omar Saleh", "Pay fell by a tenth.", True),
    ],
)
def test_what_a_sentence_lays_to_somebody_else_of_their_kind_is_no_answer(
    asked: str, sentence: str, *, is_another: bool
) -> None:
    document = Document(id="a.md", path="a.md", title="Strike", text=sentence)
    passage = Passage(document=document, start=0, end=len(sentence))
    reading = Reading(passage=passage, start=0, end=len(sentence), answer_probability=0.9)
    whose = asked_of(f"According to {asked}, what comes?")
    assert whose is not None
    assert is_said_by_another(whose, reading) is is_another
