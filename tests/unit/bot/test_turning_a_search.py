"""The pages of a search, turned by its buttons: what narrows it goes along, and what is seen counts as it is then."""

import pytest

from bot.buttons.found_key import FoundKey
from bot.buttons.table import press_of
from bot.client import FootnoteBot
from bot.text import check_words
from retrieval.domain.documents import Document
from retrieval.domain.filters import SourceFilter
from tests.building import passage_at
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.messages import Message
from tests.discord.fake.world import person
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.running import PASSAGES, TEXT, running, said

DOCUMENT = Document(id="long", title="A long one", text=TEXT, publisher="The Herald", date="2022-10-16")
FOUND = [passage_at(DOCUMENT, f"Sentence {number} tells of drones that came.") for number in range(12)]
PREVIOUS, NEXT = "◀ Previous", "Next ▶"


@pytest.fixture
def footnote() -> FakeFootnote:
    return FakeFootnote(FOUND)


def ranks(message: Message) -> list[int]:
    return [rank for rank in range(1, 20) if f"**{rank}**" in message.text]


def key_of(message: Message, label: str) -> FoundKey:
    press = press_of(message.button(label).custom_id or "")
    assert press is not None
    assert isinstance(press.key, FoundKey)
    return press.key


async def turned(fake: FakeDiscord, message: Message, label: str, page: int) -> Message:
    """The message once its button has turned it to a page."""
    pressed = await fake.click(message, message.button(label).custom_id or "")
    return await pressed.wait_for_message(until=lambda shown: f"Page {page} " in shown.text)


async def test_pages_are_turned_in_their_place(fake: FakeDiscord, bot: FootnoteBot) -> None:
    found = await (await fake.slash("source search", {"query": "drones"})).wait_for_message()
    assert (ranks(found), found.ephemeral) == ([1, 2, 3, 4, 5], True)
    assert found.button(PREVIOUS).disabled
    second = await turned(fake, found, NEXT, 2)
    assert (second.id, ranks(second)) == (found.id, [6, 7, 8, 9, 10])
    last = await turned(fake, second, NEXT, 3)
    assert (ranks(last), last.button(NEXT).disabled) == ([11, 12], True)
    assert ranks(await turned(fake, last, PREVIOUS, 2)) == [6, 7, 8, 9, 10]


async def test_what_narrows_a_search_narrows_each_page(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    narrowing = {"document": DOCUMENT.title, "publisher": "herald", "after": "2022", "before": "2023-01"}
    found = await (await fake.slash("source search", {"query": "drones", **narrowing})).wait_for_message()
    await turned(fake, found, NEXT, 2)
    expected = SourceFilter(documents=[DOCUMENT.id], publisher="herald", after="2022", before="2023-01")
    assert footnote.searched == [("drones", expected)] * 2


async def test_a_page_counts_what_is_seen_as_it_is_turned(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    found = await (
        await fake.slash("source search", {"query": "drones", "document": DOCUMENT.title})
    ).wait_for_message()
    looked = len(footnote.viewers)
    second = await turned(fake, found, NEXT, 2)
    assert len(footnote.viewers) > looked, "what is seen is looked up anew"
    footnote.passages = {}
    pressed = await fake.click(second, second.button(NEXT).custom_id or "")
    assert "no document" in await said(pressed), "what it was narrowed to is not there any more"


async def test_a_corpus_that_has_changed_is_told_on_the_next_page_alone(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    found = await (await fake.slash("source search", {"query": "drones"})).wait_for_message()
    footnote.generation = "f" * 12
    second = await turned(fake, found, NEXT, 2)
    assert check_words.FOUND_IN_OTHERS in second.text
    assert check_words.FOUND_IN_OTHERS not in (await turned(fake, second, NEXT, 3)).text


async def test_the_pages_of_a_search_are_those_of_whoever_made_it(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    found = await (await fake.slash("source search", {"query": "drones"})).wait_for_message()
    pressed = await fake.click(found, found.button(NEXT).custom_id or "", user=person(1))
    assert await said(pressed) == "That search is too long ago to turn its pages. Please use `/source search` again."
    assert len(footnote.searched) == 1


async def test_a_search_from_before_a_restart_is_told_and_stays_as_it_is(fake: FakeDiscord) -> None:
    async with running(fake, FakeFootnote(FOUND)):
        found = await (await fake.slash("source search", {"query": "drones"})).wait_for_message()
    async with running(fake, FakeFootnote(FOUND)):
        pressed = await fake.click(found, found.button(NEXT).custom_id or "")
        assert "too long ago" in await said(pressed)
    assert ranks(found) == [1, 2, 3, 4, 5]


async def test_a_search_of_few_passages_has_no_pages(fake: FakeDiscord) -> None:
    async with running(fake, FakeFootnote(PASSAGES)):
        found = await (await fake.slash("source search", {"query": "drones"})).wait_for_message()
    assert [button.label for button in found.buttons] == ["Read", "Read"]


async def test_the_option_begins_at_a_page_and_the_buttons_go_on_from_there(
    fake: FakeDiscord, bot: FootnoteBot
) -> None:
    found = await (await fake.slash("source search", {"query": "drones", "page": 2})).wait_for_message()
    assert ranks(found) == [6, 7, 8, 9, 10]
    assert (key_of(found, PREVIOUS).page, key_of(found, NEXT).page) == (0, 2)
