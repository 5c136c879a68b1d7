"""What is set for servers, without a database. Held by the contract test of the real book
(`tests/integration/test_server_book.py`).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from retrieval.domain.scope import EVERYTHING, SEES_NOTHING, Scope
from retrieval.domain.servers import DIRECT, ChannelChoices, ServerSettings


class ServersInMemory:
    """The `ServerBook` port."""

    def __init__(self) -> None:
        self._servers: dict[int, ServerSettings] = {}

    def all(self) -> dict[int, ServerSettings]:
        return dict(sorted(self._servers.items()))

    def note(self, present: Collection[int], named: Collection[int]) -> Sequence[ServerSettings]:
        new = sorted(set(present) - self._servers.keys())
        is_only = len(set(present)) == 1 and not self._servers.keys() - {DIRECT}
        noted = []
        for guild_id in new:
            is_first = guild_id in named or (is_only and not named)
            lent = EVERYTHING if is_first else SEES_NOTHING
            noted.append(ServerSettings(guild_id=guild_id, lent=lent, is_first=is_first))
        self._servers |= {server.guild_id: server for server in noted}
        return noted

    def lend(self, guild_id: int, scope: Scope) -> None:
        self._servers[guild_id] = replace(self._server(guild_id), lent=scope)

    def choose(self, guild_id: int, scope: Scope) -> None:
        self._servers[guild_id] = replace(self._server(guild_id), chosen=scope)

    def speak(self, guild_id: int, language: str | None) -> None:
        self._servers[guild_id] = replace(self._server(guild_id), language=language)

    def put_channel(self, guild_id: int, channel: ChannelChoices) -> None:
        channels = {i: each for i, each in self._server(guild_id).channels.items() if i != channel.channel_id}
        if not channel.says_nothing:
            channels[channel.channel_id] = channel
        self._servers[guild_id] = replace(self._server(guild_id), channels=channels)

    def _server(self, guild_id: int) -> ServerSettings:
        return self._servers.get(guild_id, ServerSettings(guild_id=guild_id))
