"""What is set for Discord servers, as the bot relies on it: over the real databases, and in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.adapters.sql.records import SqlRecords
from retrieval.domain.scope import EVERYTHING, SEES_NOTHING, Scope
from retrieval.domain.servers import ChannelChoices, WhenUnsure
from retrieval.ports import ServerBook
from tests.integration.databases import DATABASES, fresh_database
from tests.unit.bot.servers_in_memory import ServersInMemory


@pytest.fixture(params=["in memory", *DATABASES])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ServerBook]:
    if request.param == "in memory":
        yield ServersInMemory()
        return
    with fresh_database(request.param, tmp_path) as url:
        records = SqlRecords(url)
        yield records.servers
        records.close()


FIRST, SECOND, THIRD = 101, 102, 103


def seen_by_servers(book: ServerBook) -> dict[int, Scope]:
    return {guild_id: server.scope for guild_id, server in book.all().items()}


def test_the_first_server_sees_all_and_a_second_nothing(book: ServerBook) -> None:
    assert [server.is_first for server in book.note([FIRST], ())] == [True]
    assert [server.is_first for server in book.note([FIRST, SECOND], ())] == [False]
    assert book.note([FIRST, SECOND], ()) == []
    assert seen_by_servers(book) == {FIRST: EVERYTHING, SECOND: SEES_NOTHING}


def test_of_several_servers_that_are_there_at_once_the_named_one_is_first(book: ServerBook) -> None:
    book.note([FIRST, SECOND], [SECOND])
    assert seen_by_servers(book) == {FIRST: SEES_NOTHING, SECOND: EVERYTHING}


def test_of_several_servers_that_are_there_at_once_none_is_first_where_none_is_named(book: ServerBook) -> None:
    book.note([FIRST, SECOND], ())
    book.note([FIRST], ())
    assert set(seen_by_servers(book).values()) == {SEES_NOTHING}


def test_a_server_that_is_named_later_is_noted_as_it_was(book: ServerBook) -> None:
    book.note([FIRST], ())
    book.note([FIRST, SECOND], [FIRST])
    assert seen_by_servers(book) == {FIRST: EVERYTHING, SECOND: SEES_NOTHING}


def test_what_is_set_for_a_server_is_kept_and_one_setting_leaves_the_others(book: ServerBook) -> None:
    book.lend(FIRST, Scope.of(["main", "staff"]))
    book.choose(FIRST, Scope.of(["staff", "else"]))
    book.speak(FIRST, "de")
    forum = ChannelChoices(channel_id=7, chosen=Scope.of(["main"]), unasked=WhenUnsure.REACT)
    book.put_channel(FIRST, forum)
    book.put_channel(FIRST, ChannelChoices(channel_id=8, unasked=WhenUnsure.SILENT))
    book.put_channel(FIRST, ChannelChoices(channel_id=8))
    server = book.all()[FIRST]
    assert (server.scope, server.language, dict(server.channels)) == (Scope.of(["staff"]), "de", {7: forum})
    assert book.note([FIRST], ()) == []
