"""Who sees what: what a person sees of the corpus from where they are in Discord."""

import hashlib
import hmac
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from threading import Lock

from bot.vantage import Vantage
from retrieval import FootnoteError, Scope, Viewer
from retrieval.domain import DIRECT, EVERYTHING, SEES_NOTHING, ServerSettings
from retrieval.ports import ServerBook

READ_AGAIN_SECONDS = 1.0
"""The seconds after which the settings are read again: another process may have changed them."""
MEMBER_SECONDS = 600.0
"""The seconds for which Discord's word counts on whether somebody is a member of a server."""
MEMBERS_REMEMBERED = 10_000
SERVERS_ASKED = 10
"""The most servers that Discord is asked about for one person in a direct message."""

_log = logging.getLogger(__name__)


class Seeing:
    """Decides what is seen. Its methods may be called from several threads.

    In a server, what that sees where the person is. In a direct message, what every channel sees of each server that
    the person is a member of, and what everybody is lent: so whoever is in one server and sees all there sees it here.
    Where it cannot be told whether somebody is a member, they are not.
    """

    def __init__(
        self,
        book: Callable[[], ServerBook],
        key: bytes,
        is_member: Callable[[int, int], bool | None],
        present: Callable[[], Collection[int]],
        named: Collection[int] = (),
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        """`key` makes secret names of people. `is_member` is given a server and a person, and may take a while: None
        where that cannot be told. `present` are the servers that the bot is in, and `named` those that see all from
        the beginning, by the settings of whoever runs it.
        """
        self._book = book
        self._key = key
        self._is_member = is_member
        self._present = present
        self._named = named
        self._elapsed = elapsed
        self._lock = Lock()
        self._servers: Mapping[int, ServerSettings] | None = None
        self._read_at = 0.0
        self._members: OrderedDict[tuple[int, int], tuple[bool, float]] = OrderedDict()

    @property
    def latest(self) -> Mapping[int, ServerSettings]:
        """The settings as they were last read, without waiting for anything."""
        return self._servers or {}

    def language_in(self, guild_id: object) -> str | None:
        """Return the language that was chosen for a server, by its id as Discord writes it; None where none was."""
        server = self.latest.get(int(guild_id)) if isinstance(guild_id, str) and guild_id.isdecimal() else None
        return server.language if server else None

    @property
    def is_due(self) -> bool:
        """Whether the settings were not read for a moment."""
        return self._servers is None or self._elapsed() - self._read_at >= READ_AGAIN_SECONDS

    def servers(self) -> Mapping[int, ServerSettings]:
        """Return the settings: as they are, or were a moment ago. Raises RecordsError where they never could be read;
        where they cannot be now, they are as they were.
        """
        with self._lock:
            if self._servers is not None and not self.is_due:
                return self._servers
            try:
                self._servers = self._book().all()
            except FootnoteError as error:
                if self._servers is None:
                    raise
                _log.warning("what servers may see is as it was when it was last read: %s", error)
            self._read_at = self._elapsed()
            return self._servers

    def note_servers(self) -> None:
        """Note the servers that the bot is in, so that a first one is known from those that come later. Raises
        RecordsError.
        """
        for server in self._book().note(self._present(), self._named):
            _log.info(
                "server %d is noted: it sees %s",
                server.guild_id,
                "all collections" if server.lent == EVERYTHING else "no collection until it is lent one",
            )
        self.forget()

    def forget(self) -> None:
        """Read the settings again the next time."""
        with self._lock:
            self._read_at = self._elapsed() - READ_AGAIN_SECONDS

    def viewer(self, vantage: Vantage) -> Viewer:
        """Return who looks from a place. It may wait for the database and for Discord. Raises RecordsError."""
        return Viewer(scope=self.scope(vantage), guild_id=vantage.guild_id, name=self.secret_name(vantage.person_id))

    def secret_name(self, person_id: int) -> str:
        """Return what somebody is called in the records."""
        return hmac.digest(self._key, str(person_id).encode(), hashlib.sha256).hex()

    def scope(self, vantage: Vantage) -> Scope:
        """Return what is seen from a place. It waits, and raises, as `viewer` does."""
        servers = self.servers()
        if not servers or (vantage.guild_id != DIRECT and vantage.guild_id not in servers):
            self.note_servers()
            servers = self.servers()
        if vantage.guild_id != DIRECT:
            server = servers.get(vantage.guild_id)
            return server.scope_in(vantage.channel_ids) if server else SEES_NOTHING
        scope = servers[DIRECT].scope if DIRECT in servers else SEES_NOTHING
        asked = 0
        for server in servers.values():
            theirs = server.scope_of_every_channel
            if server.guild_id == DIRECT or theirs <= scope or asked == SERVERS_ASKED:
                continue
            asked += 1
            if self._knows_member(server.guild_id, vantage.person_id):
                scope |= theirs
        return scope

    def _knows_member(self, guild_id: int, person_id: int) -> bool:
        key = (guild_id, person_id)
        with self._lock:
            is_member, at = self._members.get(key, (False, None))
        if at is not None and self._elapsed() - at < MEMBER_SECONDS:
            return is_member
        told = self._is_member(guild_id, person_id)
        if told is None:
            return False
        with self._lock:
            self._members[key] = (told, self._elapsed())
            self._members.move_to_end(key)
            if len(self._members) > MEMBERS_REMEMBERED:
                self._members.popitem(last=False)
        return told
