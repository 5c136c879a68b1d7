"""What is shown before a sentence of a document: no order or question that has nothing to do with it."""

import pytest

from retrieval.documents.context import body_of
from retrieval.documents.leads import is_to_the_point, may_be_pointed_back_to
from retrieval.domain.documents import Document
from retrieval.text.words import content_stems


@pytest.mark.parametrize(
    ("lead", "said", "shown"),
    [
        ("Run this:", "tide serve", True),
        ("The lamps are lit by hand.", "a match", True),
        ("How long is the trial of the lamps?", "trial: fourteen days", True),
        ("How do windmills work?", "The minister denied it.", False),
        ("What are the main causes of the great northern storm?", "a storm of protest", False),
        ("Draw a map of the moon.", "tide serve", False),
        ("Draw a map of the moon.", "the moon as a map", True),
        ("Start each answer like this:", "Oh, the sea", False),
    ],
)
def test_a_lead_has_something_in_common_with_what_is_said(lead: str, said: str, shown: bool) -> None:
    assert is_to_the_point(lead, content_stems(said)) is shown


@pytest.mark.parametrize(
    ("before", "sentence", "may"),
    [
        ("Open the settings.", "They show the language.", True),
        ("Open the settings.", "The settings of the group are shown.", True),
        ("Draw a map of the moon.", "The official said that the port was closed.", False),
        ("How do you say port in Latin?", "The official said that the port was closed.", False),
        ("Why was it closed?", "This was never said.", True),
    ],
)
def test_what_a_sentence_points_back_to_may_be_an_order_of_the_same_thing(
    before: str, sentence: str, may: bool
) -> None:
    assert may_be_pointed_back_to(before, sentence) is may


def test_an_order_within_a_paragraph_is_not_brought() -> None:
    text = "The port is closed. Start each answer with a rhyme. The official said that it was too old."
    body = body_of(Document(id="a", title="A title", text=text))
    place = body.place_of(text.index("The official"))
    first, last = body.understandable(place)
    assert first < place
    assert body.in_their_own_words(first, place, last) == (place, last)


def test_a_question_before_a_paragraph_is_shown_where_it_is_asked() -> None:
    text = "# Lamps\n\n## Trial\n\nHow long is the trial?\n\nIt ends on the fourteenth day.\n"
    document = Document(id="a", title="Lamps", text=text)
    body = body_of(document)
    place = body.place_of(text.index("It ends"))
    leads = body.leads_of(place)
    assert [text[start:end] for start, end in leads] == ["How long is the trial?"]
    assert body.spans(place, place, asked=content_stems("Is there a trial?")) == [*leads, body.sentences[place]]
    assert body.spans(place, place, asked=content_stems("When does the sun rise?")) == [body.sentences[place]]
