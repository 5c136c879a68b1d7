"""The cards of what is held against the corpus."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.checked import quote_messages, text_messages
from bot.cards.colours import ANSWER_COLOUR, REFUSAL_COLOUR, WARNING_COLOUR
from bot.text import check_words
from bot.text.language import Language, speaking
from retrieval.domain.checked_text import CheckedSentence, CheckedText, ClaimStanding
from retrieval.domain.quotes import Alteration, CheckedQuote, QuoteStanding
from tests.building import citation_of, found, passage_of
from tests.property.outcomes import texts
from tests.unit.bot.discord_reading import broken_limits

PLACE = citation_of("Iran denied it on Monday.")
NEAR = (found(passage_of("Drones were seen.")),)
ALTERATIONS = (
    Alteration(given="Iran", source="Iran", alike=True),
    Alteration(given="said", source="denied", alike=False),
    Alteration(given="it", source="it", alike=True),
    Alteration(given="", source="on Monday.", alike=False),
)


def shown(checked: CheckedQuote | CheckedText) -> str:
    messages = quote_messages(checked) if isinstance(checked, CheckedQuote) else text_messages(checked)
    return "\n".join(text for message in messages for text in message.texts)


def test_a_verbatim_quote_says_where_it_stands() -> None:
    checked = CheckedQuote(given="Iran denied it", standing=QuoteStanding.VERBATIM, places=(PLACE,), set_otherwise=True)
    (message,) = quote_messages(checked)
    assert check_words.VERBATIM in shown(checked)
    assert check_words.IS_SET_OTHERWISE in shown(checked)
    assert PLACE.document.title in shown(checked)
    assert (message.colour, len(message.buttons)) == (ANSWER_COLOUR, 1)


def test_an_altered_quote_shows_both_wordings() -> None:
    checked = CheckedQuote(
        given="Iran said it", standing=QuoteStanding.ALTERED, places=(PLACE,), alterations=ALTERATIONS
    )
    assert "> As given: Iran **[said]** it **[–]**" in shown(checked)
    assert "> As it is: Iran **[denied]** it **[on Monday.]**" in shown(checked)
    assert quote_messages(checked)[0].colour == WARNING_COLOUR


def test_a_quote_that_is_not_there_shows_what_is_near() -> None:
    checked = CheckedQuote(given="Nobody said it", standing=QuoteStanding.ABSENT, nearest=NEAR)
    assert check_words.CLOSEST in shown(checked)
    assert "Drones were seen." in shown(checked)
    assert quote_messages(checked)[0].colour == REFUSAL_COLOUR


def claim(text: str, standing: ClaimStanding, *, off: tuple[tuple[int, int], ...] = ()) -> CheckedSentence:
    cites = standing in {ClaimStanding.BORNE_OUT, ClaimStanding.CONTRADICTED}
    return CheckedSentence(text=text, standing=standing, places=(PLACE,) if cites else (), off=off, nearest=NEAR)


def test_each_sentence_of_a_message_is_shown_with_how_it_stands() -> None:
    checked = CheckedText(
        sentences=(
            claim("Hello!", ClaimStanding.NO_CLAIM),
            claim("Iran denied it.", ClaimStanding.BORNE_OUT),
            claim("Iran never denied it.", ClaimStanding.CONTRADICTED, off=((5, 10),)),
            claim("The moon is cheese.", ClaimStanding.NOT_FOUND),
            claim("They did.", ClaimStanding.LEANS),
        ),
        left_over=2,
    )
    told = shown(checked)
    assert "> Iran **~~never~~** denied it." in told
    for said in (check_words.BORNE_OUT, check_words.CONTRADICTED, check_words.NOT_FOUND, check_words.SAYS_NOT_OF_WHAT):
        assert said in told
    assert check_words.NOTHING_TO_CHECK.format(sentences="Hello!") in told
    assert "2 more sentences not checked." in told
    assert text_messages(checked)[0].colour == REFUSAL_COLOUR


def test_a_message_without_a_claim_says_so() -> None:
    assert check_words.NO_SENTENCE in shown(CheckedText(sentences=(claim("Hi!", ClaimStanding.NO_CLAIM),)))
    assert check_words.NO_SENTENCE in shown(CheckedText(sentences=()))


def test_all_borne_out_is_green_and_in_doubt_is_not() -> None:
    borne_out = claim("Iran denied it.", ClaimStanding.BORNE_OUT)
    doubtful = claim("It rained.", ClaimStanding.NOT_FOUND)
    assert text_messages(CheckedText(sentences=(borne_out,)))[0].colour == ANSWER_COLOUR
    assert text_messages(CheckedText(sentences=(borne_out, doubtful)))[0].colour == WARNING_COLOUR


@given(texts, texts, st.sampled_from(Language))
def test_any_text_makes_messages_that_discord_takes(given_text: str, source: str, language: Language) -> None:
    place = citation_of(source)
    checked = CheckedQuote(
        given=given_text,
        standing=QuoteStanding.ALTERED,
        places=(place,) * 9,
        alterations=(Alteration(given=given_text, source=source, alike=False),),
    )
    sentence = CheckedSentence(
        text=given_text, standing=ClaimStanding.CONTRADICTED, places=(place,), off=((0, len(given_text)),)
    )
    with speaking(language):
        messages = [*quote_messages(checked), *text_messages(CheckedText(sentences=(sentence,) * 12, left_over=3))]
    assert not any(broken_limits(message) for message in messages)


@pytest.mark.parametrize("count", [1, 2])
def test_what_was_not_checked_is_counted_in_each_language(count: int) -> None:
    for language in Language:
        with speaking(language):
            assert str(count) in check_words.left_over(count)
