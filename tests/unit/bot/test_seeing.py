"""What is seen from where: by what servers are lent, what channels narrow, and whose servers somebody is in."""

from collections.abc import Collection

import pytest

from bot.seeing import MEMBER_SECONDS, READ_AGAIN_SECONDS, SERVERS_ASKED, Seeing
from bot.vantage import Vantage
from retrieval.domain.scope import EVERYTHING, SEES_NOTHING, Scope
from retrieval.domain.servers import DIRECT, ChannelChoices
from retrieval.errors import RecordsUnreachableError
from tests.faults import FAULT
from tests.unit.bot.clock import Clock
from tests.unit.bot.servers_in_memory import ServersInMemory

HOME, OTHER, PERSON = 11, 12, 99
MAIN, STAFF = Scope.of(["main"]), Scope.of(["main", "staff"])


class World:
    """Servers, who is in them, and a database that may be away."""

    def __init__(self, present: Collection[int] = (HOME,), named: Collection[int] = ()) -> None:
        self.book = ServersInMemory()
        self.members: dict[tuple[int, int], bool | None] = {}
        self.asked: list[tuple[int, int]] = []
        self.is_away = False
        self.clock = Clock()
        self.seeing = Seeing(self._opened, b"key", self._is_member, lambda: present, named, self.clock)

    def _opened(self) -> ServersInMemory:
        if self.is_away:
            raise RecordsUnreachableError(FAULT, what="It is away.", remedy="Wait.")
        return self.book

    def _is_member(self, guild_id: int, person_id: int) -> bool | None:
        self.asked.append((guild_id, person_id))
        return self.members.get((guild_id, person_id), False)

    def seen(self, guild_id: int = DIRECT, channel_ids: frozenset[int] | None = frozenset({1})) -> Scope:
        return self.seeing.scope(Vantage(person_id=PERSON, guild_id=guild_id, channel_ids=channel_ids))


def test_a_server_is_noted_when_something_is_first_asked_in_it() -> None:
    world = World()
    assert world.seen(HOME) == EVERYTHING
    assert world.book.all()[HOME].is_first


def test_a_server_that_the_bot_is_not_in_sees_nothing() -> None:
    assert World().seen(OTHER) == SEES_NOTHING


def test_where_the_channel_is_not_known_every_channel_narrows() -> None:
    world = World()
    world.seen(HOME)
    world.book.put_channel(HOME, ChannelChoices(channel_id=7, chosen=MAIN))
    world.seeing.forget()
    assert (world.seen(HOME), world.seen(HOME, frozenset({8, 7})), world.seen(HOME, None)) == (EVERYTHING, MAIN, MAIN)


def test_a_direct_message_sees_what_every_channel_of_the_persons_servers_sees() -> None:
    world = World(present=(HOME, OTHER))
    world.book.lend(HOME, STAFF)
    world.book.lend(OTHER, Scope.of(["other"]))
    world.book.put_channel(HOME, ChannelChoices(channel_id=7, chosen=MAIN))
    assert world.seen() == SEES_NOTHING
    world.members[HOME, PERSON] = True
    world.clock.now += MEMBER_SECONDS
    assert world.seen() == MAIN
    world.members[OTHER, PERSON] = True
    world.clock.now += MEMBER_SECONDS
    assert world.seen() == Scope.of(["main", "other"])


def test_a_direct_message_sees_what_everybody_is_lent() -> None:
    world = World()
    world.book.lend(DIRECT, MAIN)
    world.book.lend(HOME, MAIN)
    assert world.seen() == MAIN
    assert world.asked == [], "nothing is asked that would change nothing"


def test_who_is_a_member_is_asked_once_in_a_while_and_of_some_servers() -> None:
    world = World()
    for guild_id in range(100, 130):
        world.book.lend(guild_id, Scope.of([str(guild_id)]))
    world.seen()
    assert len(world.asked) == SERVERS_ASKED
    world.seen()
    assert len(world.asked) == SERVERS_ASKED
    world.clock.now += MEMBER_SECONDS
    world.seen()
    assert len(world.asked) == 2 * SERVERS_ASKED


def test_who_cannot_be_told_to_be_a_member_is_none_and_is_asked_about_again() -> None:
    world = World()
    world.book.lend(HOME, MAIN)
    world.members[HOME, PERSON] = None
    assert world.seen() == SEES_NOTHING
    world.members[HOME, PERSON] = True
    assert world.seen() == MAIN


def test_settings_are_read_again_after_a_moment_and_stay_where_they_cannot_be() -> None:
    world = World()
    world.book.lend(HOME, MAIN)
    assert world.seen(HOME) == MAIN
    world.book.lend(HOME, STAFF)
    assert world.seen(HOME) == MAIN
    world.clock.now += READ_AGAIN_SECONDS
    assert world.seen(HOME) == STAFF
    world.is_away = True
    world.clock.now += READ_AGAIN_SECONDS
    assert world.seen(HOME) == STAFF


def test_nothing_is_seen_where_settings_never_could_be_read() -> None:
    world = World()
    world.is_away = True
    with pytest.raises(RecordsUnreachableError):
        world.seen(HOME)


def test_a_viewer_has_a_name_of_their_own_that_is_not_their_id() -> None:
    world = World()
    names = {world.seeing.viewer(Vantage(person_id=person)).name for person in (1, 2)}
    assert len(names) == 2
    assert names == {world.seeing.viewer(Vantage(person_id=person)).name for person in (2, 1)}
