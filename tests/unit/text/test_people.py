"""Who is spoken of, and that nobody is shown another's words, on documents made for it."""

from itertools import permutations

import pytest

from retrieval.answering.composing import compose
from retrieval.text.people import Gender, leans_on, people_of
from tests.building import body_sentence_with, document_of, reading_of


@pytest.mark.parametrize(
    ("sentence", "whom"),
    [
        ("She denied it.", Gender.SHE),
        ("“His country is at peace.”", Gender.HE),
        ("“We are at peace,” she added.", Gender.SHE),
        ("“We are at peace,” said he.", Gender.HE),
        ("Burns said that she was right.", None),
        ("It said so.", None),
        ("", None),
    ],
)
def test_a_sentence_leans_on_whom_it_names_by_a_pronoun_alone(sentence: str, whom: Gender | None) -> None:
    assert leans_on(sentence) is whom


@pytest.mark.parametrize(
    ("sentence", "name", "gender"),
    [
        ("Mrs Orr opened the meeting.", "Orr", Gender.SHE),
        ("The spokesman John Kirby spoke.", "Kirby", Gender.HE),
        ("Deputy Assistant Secretary of Defense Dana Stroul spoke.", "Stroul", None),
        ("CIA Director William Burns said that his country was worried.", "Burns", Gender.HE),
        ("Ada Lovelace published it before she was thirty.", "Lovelace", Gender.SHE),
    ],
)
def test_what_is_known_of_somebody_is_what_the_document_says(sentence: str, name: str, gender: Gender | None) -> None:
    assert dict(people_of([sentence]).names) == {name: gender}


@pytest.mark.parametrize("sentence", ["The White House is in Washington.", "Germans say so.", "“Mr Orr is here.”"])
def test_a_place_or_a_people_is_nobody(sentence: str) -> None:
    assert not people_of([sentence]).names


def shown(text: str, words: str) -> list[str]:
    """The statements of the one sentence that holds these words."""
    document = document_of(text)
    return [statement.text for statement in compose([reading_of(document, body_sentence_with(document, words))])]


NEWS = """The port needs a new wall, Deputy Harbour Master Lena Brandt said on Monday.

Work would begin in May, Trade Minister Piet Daalder said.

{before}

"We cannot wait for another winter," {she} added."""
MEETING = """Mrs Orr opened the meeting at nine. Mr Lund read the accounts. {pronoun} asked for a pause."""
BIOGRAPHY = """The poet Ada Finch was born in Leith. Her brother Tom Finch was a painter.

She moved to Oyle in 1911."""


def test_a_role_that_several_may_have_is_not_given_the_words_of_she() -> None:
    text = NEWS.format(before="The top official went on to thank the council.", she="she")
    assert shown(text, "another winter") == []


def test_a_role_that_one_alone_has_is() -> None:
    text = NEWS.format(before="The minister went on to thank the council.", she="she")
    (statement,) = shown(text, "another winter")
    assert "Daalder said.\n\nThe minister went on" in statement


def test_a_role_whose_noun_says_another_gender_is_not() -> None:
    text = NEWS.format(before="The spokesman went on to thank the council.", she="she")
    assert shown(text, "another winter") == []
    (statement,) = shown(text.replace("she added", "he added"), "another winter")
    assert "The spokesman went on" in statement


def test_what_else_leans_on_such_words_is_shown_without_what_is_before_them() -> None:
    text = NEWS.format(before="The top official went on to thank the council.", she="she")
    (statement,) = shown(f"{text}\n\nFurthermore, Brandt named the costs.", "named the costs")
    assert statement.startswith('"We cannot wait')
    assert statement.endswith("named the costs.")


def test_in_one_paragraph_whoever_is_named_last_and_may_be_meant_is() -> None:
    (statement,) = shown(MEETING.format(pronoun="He"), "for a pause")
    assert statement == "Mr Lund read the accounts. He asked for a pause."


def test_a_title_says_who_is_not_meant_and_who_is_before() -> None:
    text = MEETING.format(pronoun="She")
    assert shown(text, "for a pause") == [text]
    assert shown(text.replace("Mrs", "Mr"), "for a pause") == []


def test_whoever_is_known_by_a_pronoun_elsewhere_may_be_meant() -> None:
    (statement,) = shown(BIOGRAPHY, "in 1911")
    assert statement.startswith("Her brother Tom Finch")


def test_a_sentence_with_nobody_before_it_is_shown_as_it_is() -> None:
    assert shown("The wall is old.\n\nShe asked for a new one.", "new one") == [
        "The wall is old.\n\nShe asked for a new one."
    ]
    assert shown("She asked for a new one.", "new one") == ["She asked for a new one."]


PEOPLE = {"Mrs Orr": "she", "Mr Lund": "he", "the actress Mia Sand": "she", "King Olaf": "he"}


@pytest.mark.parametrize("apart", [" ", "\n\n"], ids=["one paragraph", "paragraphs"])
def test_no_words_of_hers_are_shown_as_his_whatever_the_order(apart: str) -> None:
    """Whoever is named next before the pronoun and may be meant is shown, with all that is between; or nobody is."""
    for named in permutations(PEOPLE, 3):
        for pronoun in ("He", "She"):
            sentences = [f"{person[0].upper()}{person[1:]} spoke of the wall." for person in named]
            sentences.append(f"{pronoun} asked for a pause.")
            meant = [place for place, person in enumerate(named) if PEOPLE[person] == pronoun.casefold()]
            statements = shown(apart.join(sentences), "for a pause")
            assert statements == [apart.join(sentences[place:]) for place in meant[-1:]], named
