"""`/verify`, `/source quote`, a search that is narrowed, the menu that checks a message, and what is meant."""

import pytest

from bot.buttons.meaning_key import MeaningKey
from bot.client import FootnoteBot
from bot.text import check_words, talk, words
from retrieval.domain.answers import Refusal, RefusalFacts, RefusalReason
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.world import person
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.running import DOCUMENT, said

WORDS = DOCUMENT.text[:40].rsplit(" ", 1)[0]


async def test_a_quote_is_verified_for_whoever_asks_alone(fake: FakeDiscord, bot: FootnoteBot) -> None:
    verified = await fake.slash("verify", {"quote": WORDS})
    assert check_words.VERBATIM in await said(verified)
    assert verified.messages[0].ephemeral


async def test_a_quote_is_verified_for_all_where_that_is_asked(fake: FakeDiscord, bot: FootnoteBot) -> None:
    verified = await fake.slash("verify", {"quote": "Nobody ever said so.", "public": True})
    assert check_words.ABSENT in await said(verified)
    assert not verified.messages[0].ephemeral


async def test_a_quote_is_verified_in_one_document(fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote) -> None:
    await said(await fake.slash("verify", {"quote": WORDS, "document": DOCUMENT.title}))
    assert footnote.checked == [(WORDS, frozenset({DOCUMENT.id}))]
    assert "/source list" in await said(await fake.slash("verify", {"quote": WORDS, "document": "no such one"}))


async def test_a_passage_is_quoted_to_all_with_where_it_stands(fake: FakeDiscord, bot: FootnoteBot) -> None:
    quoted = await fake.slash("source quote", {"words": WORDS})
    assert DOCUMENT.title in await said(quoted)
    assert not quoted.messages[0].ephemeral


async def test_what_stands_nowhere_is_not_quoted(fake: FakeDiscord, bot: FootnoteBot) -> None:
    assert check_words.ABSENT in await said(await fake.slash("source quote", {"words": "Nobody ever said so."}))


async def test_a_search_is_narrowed_to_what_was_chosen(fake: FakeDiscord, bot: FootnoteBot) -> None:
    of_nobody = await fake.slash("source search", {"query": "drones", "publisher": "nobody at all"})
    assert check_words.NOTHING_FOUND_SO in await said(of_nobody)
    no_day = await fake.slash("source search", {"query": "drones", "after": "yesterday"})
    assert check_words.NOT_A_DAY.format(typed="yesterday") in await said(no_day)
    beyond = await fake.slash("source search", {"query": "drones", "page": 20})
    assert check_words.NOTHING_FURTHER in await said(beyond)


async def test_a_message_is_checked_for_whoever_asks_alone(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    theirs = fake.talk.say("Drones came on Monday.", user=person(1))
    chosen = await fake.menu(words.CHECK_AGAINST_SOURCES.name, theirs)
    assert check_words.NOT_FOUND in await said(chosen)
    assert chosen.messages[0].ephemeral
    assert footnote.checked == [("Drones came on Monday.", None)]


async def test_a_message_without_text_is_not_checked(fake: FakeDiscord, bot: FootnoteBot) -> None:
    chosen = await fake.menu(words.CHECK_AGAINST_SOURCES.name, fake.talk.say("", user=person(1)))
    assert await said(chosen) == talk.NO_TEXT_IN_IT


@pytest.mark.parametrize("place", [0, 1])
async def test_of_two_meanings_the_one_that_is_pressed_is_asked(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, place: int
) -> None:
    meanings = ("Is throat cancer treatable?", "Is lung cancer treatable?")
    footnote.outcome = Refusal(
        question="Is it treatable?", reason=RefusalReason.SEVERAL_MEANINGS, facts=RefusalFacts(meanings=meanings)
    )
    asked = await fake.slash("ask", {"question": "Is it treatable?"})
    message = await asked.wait_for_message()
    button = MeaningKey(receipt_id=footnote.RECEIPT_ID, place=place)
    await said(await fake.click(message, button.custom_id))
    assert footnote.asked == ["Is it treatable?", meanings[place]]
