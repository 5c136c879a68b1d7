"""The cards of what people miss."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.phone_lines import BESIDE_BUTTON_CHARS, lines_of_markdown
from bot.buttons.gap_keys import GapAct, GapKey, GapsKey, MissingKey
from bot.cards import answer as answer_pages
from bot.cards import gaps as gap_cards
from bot.cards.answer import Given
from bot.cards.message import OutgoingMessage
from bot.text import gap_words
from bot.text.language import Language, speaking
from retrieval.domain.answers import Refusal, RefusalReason
from retrieval.domain.gaps import Gap, Noting
from tests.building import NOON, facts_of
from tests.property.outcomes import texts
from tests.unit.bot.discord_reading import body_of, broken_limits, footer_of, heading_of, live_markup

RECEIPT = "0123456789"
HOSTILE = "@everyone **hello** <@1> https://x.y/ [a](b)\n# head\u202e\x1b " + "word " * 800


def gap_of(number: int = 0, question: str = "How long does bread rise?", people: int = 2) -> Gap:
    return Gap(
        id=f"{number:020x}",
        guild_id=101,
        question=question,
        people=people,
        first_at=NOON,
        last_at=NOON + timedelta(days=3),
    )


def noted(noting: Noting, *, is_in_server: bool = True, curators_see: bool = True) -> OutgoingMessage:
    return gap_cards.noting_message(
        noting, RECEIPT, days=90, most=20, is_in_server=is_in_server, curators_see=curators_see
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("noting", [Noting.NOTED, Noting.NOTED_ALREADY])
def test_whoever_says_so_reads_what_is_kept_who_sees_it_and_how_to_take_it_back(
    noting: Noting, language: Language
) -> None:
    with speaking(language):
        message = noted(noting)
        (button,) = message.buttons
        assert button.does == MissingKey(receipt_id=RECEIPT, takes_back=True)
        body = "\n".join(message.texts)
        assert gap_words.SEEN_BY_CURATORS in body
        assert gap_words.SEEN_BY_OPERATOR not in body
        assert "90" in body
        assert lines_of_markdown(body) <= 9
        elsewhere = "\n".join(noted(noting, curators_see=False, is_in_server=False).texts)
        assert gap_words.SEEN_BY_CURATORS not in elsewhere
        assert gap_words.SEEN_BY_OPERATOR in elsewhere
        assert "erver" not in elsewhere


@pytest.mark.parametrize(
    ("noting", "line"),
    [
        (Noting.IS_NO_GAP, "Only what the documents were asked and do not answer can be noted."),
        (Noting.TOO_MANY, "You miss 20 things here already"),
        (Noting.FULL, "So much is noted here"),
    ],
)
def test_what_is_not_noted_is_told_in_a_line_and_nothing_can_be_taken_back(noting: Noting, line: str) -> None:
    message = noted(noting)
    assert message.texts[0].startswith(line)
    assert message.buttons == ()


def test_the_list_tells_what_how_many_and_when_and_opens_each() -> None:
    message = gap_cards.gap_list([gap_of(0, "Why *this*?", people=1_200), gap_of(1, people=1)], 0)
    assert heading_of(message) == "What people miss"
    assert "Why \\*this\\*?\n-# 1,200 people · last on 2026-05-06" in "\n".join(message.texts)
    assert "-# 1 person · last on 2026-05-06" in "\n".join(message.texts)
    assert [button.does for button in message.buttons] == [
        GapKey(act=GapAct.OPEN, gap_id=f"{number:020x}", page=0) for number in range(2)
    ]
    assert footer_of(message) == ""


def test_a_list_of_a_thousand_is_paged() -> None:
    gaps = [gap_of(number) for number in range(1_000)]
    for page in (0, 7, 199):
        message = gap_cards.gap_list(gaps[page * gap_cards.LISTED_GAPS :][: gap_cards.LISTED_GAPS + 1], page)
        *opening, back, more = message.buttons
        assert len(opening) == gap_cards.LISTED_GAPS
        assert (back.does, back.disabled) == (GapsKey(page=max(page - 1, 0)), page == 0)
        assert (more.does, more.disabled) == (GapsKey(page=page + 1), page == 199)
        assert footer_of(message) == f"Page {page + 1}"


def test_an_empty_list_says_so() -> None:
    assert "Nobody here has said that something is missing." in body_of(gap_cards.gap_list([], 0))
    assert "Nothing more is missing." in body_of(gap_cards.gap_list([], 3))


def test_a_long_question_takes_four_lines_of_a_phone_on_the_list() -> None:
    message = gap_cards.gap_list([gap_of(question="Does the bread rise in the oven of Mr. Baker? " * 90)], 0)
    (listed,) = [text for text in message.texts if "Baker" in text]
    assert lines_of_markdown(listed.partition("\n")[0], BESIDE_BUTTON_CHARS) <= 4


def test_one_thing_is_opened_asked_anew_and_settled() -> None:
    message = gap_cards.gap_card(gap_of(7), 3)
    assert "How long does bread rise?\n-# 2 people · first on 2026-05-03, last on 2026-05-06" in body_of(message)
    acts = [GapKey(act=act, gap_id=f"{7:020x}", page=3) for act in (GapAct.ASK, GapAct.SETTLE)]
    assert [button.does for button in message.buttons] == [GapsKey(page=3), *acts]


def test_whether_it_is_answered_now_is_said() -> None:
    said = [body_of(gap_cards.gap_card(gap_of(), 0, is_answered=answered)) for answered in (True, False, None)]
    assert ["answer this now" in body for body in said] == [True, False, False]
    assert ["still do not answer" in body for body in said] == [False, True, False]


def test_what_was_taken_off_is_named_above_the_list() -> None:
    line = gap_cards.off_the_list(gap_of(question="Why *this*?"))
    assert line == "Off the list: Why \\*this\\*?"
    assert "-# Off the list: Why \\*this\\*?" in "\n".join(gap_cards.gap_list([], 0, line).texts)
    assert gap_cards.off_the_list(None) == "That is not on the list any more."


@given(texts, st.sampled_from(Language))
def test_whatever_was_asked_does_nothing_in_the_cards(question: str, language: Language) -> None:
    with speaking(language):
        gaps = [gap_of(number, question) for number in range(gap_cards.LISTED_GAPS + 1)]
        line = gap_cards.off_the_list(gaps[0])
        messages = [gap_cards.gap_list(gaps, 1, line), gap_cards.gap_card(gaps[0], 0, is_answered=True)]
        assert [broken for message in messages for broken in broken_limits(message)] == []
        for message in messages:
            for text in message.texts:
                assert not live_markup(text), text


def test_hostile_questions_are_shown_as_text() -> None:
    messages = [gap_cards.gap_list([gap_of(question=HOSTILE)], 0), gap_cards.gap_card(gap_of(question=HOSTILE), 0)]
    assert [broken for message in messages for broken in broken_limits(message)] == []
    for message in messages:
        shown = "\n".join(message.texts)
        assert "@everyone" not in shown
        assert "\u202e" not in shown
        assert "\x1b" not in shown
        assert "<@1>" not in shown


# The button below a refusal.


def labels(reason: RefusalReason, given: Given) -> list[str]:
    refusal = Refusal(question="Why?", reason=reason, facts=facts_of("bread"))
    return [
        button.label for message in answer_pages.outcome_messages(refusal, given=given) for button in message.buttons
    ]


@pytest.mark.parametrize("reason", RefusalReason)
def test_the_button_stands_below_refusals_for_want_of_documents_alone(reason: RefusalReason) -> None:
    given_here = Given(in_all=5, is_asked_here=True, receipt_id=RECEIPT)
    is_gap = Refusal(question="Why?", reason=reason, facts=facts_of("bread")).is_gap
    assert (gap_words.SHOULD_BE_HERE in labels(reason, given_here)) is is_gap


@pytest.mark.parametrize(
    "given_here",
    [
        Given(in_all=5, is_asked_here=True),
        Given(in_all=5, receipt_id=RECEIPT),
        Given(in_all=0, is_asked_here=True, receipt_id=RECEIPT),
        Given(in_all=5, is_asked_here=True, receipt_id=RECEIPT, is_of_all=False),
    ],
    ids=["no receipt", "a receipt shown again", "no documents seen", "of one document"],
)
def test_the_button_is_left_out_where_nothing_could_be_noted(given_here: Given) -> None:
    assert gap_words.SHOULD_BE_HERE not in labels(RefusalReason.NOT_ANSWERED, given_here)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", [RefusalReason.NO_SHARED_WORDS, RefusalReason.NOT_ANSWERED])
def test_where_no_document_is_seen_the_refusal_says_what_to_do(reason: RefusalReason, language: Language) -> None:
    with speaking(language):
        refusal = Refusal(question="Why?", reason=reason, facts=facts_of("bread"))
        (message,) = answer_pages.outcome_messages(
            refusal, given=Given(in_all=0, is_asked_here=True, receipt_id=RECEIPT)
        )
        assert "/settings" in body_of(message) or "/einstellungen" in body_of(message)
        assert "bread" not in body_of(message)
