"""`/settings`: what a server and its channels see, chosen by those who manage it, and lent by those who may."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.client import FootnoteBot
from retrieval.bootstrap import open_footnote
from retrieval.domain.scope import EVERYTHING, SEES_NOTHING, Scope
from retrieval.domain.servers import WhenUnsure
from retrieval.footnote import Footnote
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.discord.fake.bot_process import MANAGER
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.world import GUILD, MEMBER_PERMISSIONS, OTHER_GUILD
from tests.discord.test_who_may_change_the_corpus import a_bot
from tests.fakes import WordHashEmbedder
from tests.unit.bot.running import said

CHANNEL = GUILD.channel_id


@pytest.fixture
async def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[FakeDiscord, FootnoteBot]]:
    """A bot whose first server is `GUILD`; `OTHER_GUILD` has come later."""
    for name in ("bread", "staff/wages", "open/*price*"):
        file = tmp_path / "corpus" / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\ntitle: About {file.stem}\n---\nThe {file.stem} is for everybody.\n", encoding="utf-8")
    settings = RetrievalSettings(
        corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data", reader_model=BASELINE_READER_MODEL
    )
    footnote: Any = open_footnote(settings, embedder=WordHashEmbedder())
    async with a_bot(monkeypatch, footnote=footnote) as (fake, bot):
        await bot.answers.wait()
        yield fake, bot


async def managed(fake: FakeDiscord, command: str, guild_id: int = GUILD.id, **options: str | int) -> str:
    return await said(await fake.slash(f"settings {command}", options, permissions=MANAGER, guild_id=guild_id))


def of(bot: FootnoteBot) -> Footnote:
    return bot._library.footnote


async def listed(fake: FakeDiscord, guild_id: int) -> str:
    return await said(await fake.slash("source list", guild_id=guild_id))


async def test_the_first_server_sees_all_and_a_second_nothing_until_it_is_lent_some(
    served: tuple[FakeDiscord, FootnoteBot],
) -> None:
    fake, _bot = served
    assert "About wages" in await listed(fake, GUILD.id)
    assert "About" not in await listed(fake, OTHER_GUILD.id)
    shown = await managed(fake, "show", OTHER_GUILD.id)
    assert f"settings lend {OTHER_GUILD.id} COLLECTION`" in shown
    assert f"`{OTHER_GUILD.id}`" in shown
    lent = await managed(fake, "lend", server=str(OTHER_GUILD.id), collections="main, open")
    assert lent == f"Server {OTHER_GUILD.id} may see main, open."
    shown = await listed(fake, OTHER_GUILD.id)
    assert "About bread" in shown
    assert "wages" not in shown
    await managed(fake, "lend", server=str(OTHER_GUILD.id), collections="-")
    assert "About" not in await listed(fake, OTHER_GUILD.id)


async def test_only_the_first_server_lends(served: tuple[FakeDiscord, FootnoteBot]) -> None:
    fake, bot = served
    refused = await managed(fake, "lend", OTHER_GUILD.id, server=str(OTHER_GUILD.id), collections="*")
    assert refused.startswith("Collections are lent from the server that I was in first")
    assert of(bot).records.servers.all()[OTHER_GUILD.id].lent == SEES_NOTHING


async def test_a_server_chooses_of_what_it_is_lent_and_a_channel_narrows_that(
    served: tuple[FakeDiscord, FootnoteBot],
) -> None:
    fake, bot = served
    assert "**Sees** bread" not in await managed(fake, "collections", collections="main, staff")
    narrowed = await managed(fake, "collections", collections="main", channel=CHANNEL)
    assert f"<#{CHANNEL}>: sees no more than main" in narrowed
    assert "main (1), staff (1)" in narrowed
    assert "wages" not in await listed(fake, GUILD.id)
    widened = await managed(fake, "collections", collections="*", channel=CHANNEL)
    assert "<#" not in widened
    assert "wages" in await listed(fake, GUILD.id)
    assert "price" not in await listed(fake, GUILD.id)
    assert of(bot).records.servers.all()[GUILD.id].lent == EVERYTHING


async def test_a_collection_that_is_not_seen_is_told_as_one_that_there_is_not(
    served: tuple[FakeDiscord, FootnoteBot],
) -> None:
    fake, bot = served
    of(bot).records.servers.lend(OTHER_GUILD.id, Scope.of(["main"]))
    lines = [
        await managed(fake, "collections", OTHER_GUILD.id, collections=name)
        for name in ("staff", "xyzzy", "main,staff")
    ]
    assert [line.replace("xyzzy", "staff") for line in lines] == [
        "There is no collection staff here. There are: main."
    ] * 3


async def test_what_the_bot_does_by_itself_is_chosen_for_a_channel(served: tuple[FakeDiscord, FootnoteBot]) -> None:
    fake, bot = served
    shown = await managed(fake, "answers", channel=CHANNEL, answers="react")
    assert f"<#{CHANNEL}>: answers by itself, and reacts when unsure" in shown
    channel = of(bot).records.servers.all()[GUILD.id].channels[GUILD.channel_id]
    assert (channel.unasked, channel.chosen) == (WhenUnsure.REACT, EVERYTHING)
    assert "<#" not in await managed(fake, "answers", channel=CHANNEL, answers="asked")
    assert await managed(fake, "answers", channel=CHANNEL, answers="always") == "Choose one of the suggestions."


async def test_a_server_speaks_the_language_that_was_chosen(served: tuple[FakeDiscord, FootnoteBot]) -> None:
    fake, _bot = served
    assert "**Language** German" in await managed(fake, "language", language="de")
    await listed(fake, GUILD.id)
    assert "**Sprache** Deutsch" in await managed(fake, "show")
    assert "**Sprache** die des Servers" in await managed(fake, "language", language="server")


async def test_nobody_else_may_choose_and_is_told_so(served: tuple[FakeDiscord, FootnoteBot]) -> None:
    fake, bot = served
    before = of(bot).records.servers.all()
    for name, options in (
        ("show", {}),
        ("collections", {"collections": "-"}),
        ("lend", {"server": str(OTHER_GUILD.id), "collections": "*"}),
        ("language", {"language": "de"}),
    ):
        line = await said(await fake.slash(f"settings {name}", options, permissions=MEMBER_PERMISSIONS))
        assert "Manage Server" in line
    assert of(bot).records.servers.all() == before


async def test_collections_are_suggested_to_those_who_may_choose_them(served: tuple[FakeDiscord, FootnoteBot]) -> None:
    fake, _bot = served

    async def suggested(command: str, typed: str, guild_id: int, permissions: int) -> list[str]:
        asked = await fake.autocomplete(
            f"settings {command}",
            {"collections": typed},
            focused="collections",
            guild_id=guild_id,
            permissions=permissions,
        )
        return [str(choice.value) for choice in asked]

    assert await suggested("collections", "", GUILD.id, MANAGER) == ["*", "-", "main", "open", "staff"]
    assert await suggested("collections", "main, st", GUILD.id, MANAGER) == ["main, staff"]
    assert await suggested("collections", "", GUILD.id, MEMBER_PERMISSIONS) == []
    assert await suggested("collections", "st", OTHER_GUILD.id, MANAGER) == []
    assert await suggested("lend", "st", OTHER_GUILD.id, MANAGER) == []
    assert await suggested("lend", "st", GUILD.id, MANAGER) == ["staff"]
