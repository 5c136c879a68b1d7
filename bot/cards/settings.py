"""The card of what is set for a server and its channels."""

from collections.abc import Iterator, Mapping

from bot.cards.colours import NEUTRAL_COLOUR
from bot.cards.message import Block, Divider, OutgoingMessage, Text
from bot.text import choosing
from bot.text.markdown import cut, escaped
from retrieval import Scope
from retrieval.domain import ChannelChoices, ServerSettings

CHANNELS_SHOWN = 20
"""The most channels that are shown; of more, how many there are."""
_LISTED_NAMES_CHARS, _DIFFERENCES_CHARS = 600, 90


def settings_card(server: ServerSettings, seen: Mapping[str, int], program: str) -> OutgoingMessage:
    """Return what a server and its channels see, and how the bot behaves there. `seen` are the collections that it
    sees, each with how many documents it has; `program` is the command line that lends some.
    """
    blocks: list[Block] = [
        Text(f"### {choosing.SETTINGS_TITLE}"),
        Text("\n".join(_server_lines(server, seen, program))),
    ]
    if server.channels:
        blocks += [Divider(), Text("\n".join(_channel_lines(server)))]
    if server.is_first:
        blocks += [Divider(), Text(f"-# {choosing.MAY_LEND}")]
    return OutgoingMessage(blocks=tuple(blocks), colour=NEUTRAL_COLOUR)


def _server_lines(server: ServerSettings, seen: Mapping[str, int], program: str) -> Iterator[str]:
    counted = [choosing.COUNTED_COLLECTION.format(name=escaped(name), count=count) for name, count in seen.items()]
    collections = cut(", ".join(counted) or choosing.NOTHING_NAMED, _LISTED_NAMES_CHARS)
    if server.lent.collections == frozenset():
        yield choosing.SEES_NONE.format(server=server.guild_id, program=program)
    elif server.scope.collections is None:
        yield choosing.SEES_ALL.format(collections=collections)
    else:
        yield choosing.SEES_SOME.format(collections=collections)
    if server.chosen.collections is not None and server.scope != server.lent:
        yield choosing.CHOSEN_OF_LENT.format(lent=in_words(server.lent), chosen=in_words(server.chosen))
    language = choosing.AS_THE_SERVER if server.language is None else choosing.LANGUAGE_NAMES[server.language]
    yield choosing.LANGUAGE_SET.format(language=language)


def _channel_lines(server: ServerSettings) -> Iterator[str]:
    yield choosing.CHANNELS_TITLE
    for channel in list(server.channels.values())[:CHANNELS_SHOWN]:
        yield choosing.CHANNEL_LINE.format(channel=channel.channel_id, differences=_differences(channel))
    if len(server.channels) > CHANNELS_SHOWN:
        yield choosing.MORE_CHANNELS.format(count=len(server.channels) - CHANNELS_SHOWN)


def _differences(channel: ChannelChoices) -> str:
    seen = choosing.CHANNEL_SEES.format(collections=in_words(channel.chosen, _DIFFERENCES_CHARS))
    return " · ".join(
        [
            *([] if channel.chosen.collections is None else [seen]),
            *([] if channel.unasked is None else [choosing.UNASKED[channel.unasked]]),
        ]
    )


def in_words(scope: Scope, most: int = _LISTED_NAMES_CHARS) -> str:
    """Return the collections of a scope as markdown, in at most so many characters."""
    if scope.collections is None:
        return choosing.EVERYTHING_NAMED
    return cut(", ".join(map(escaped, sorted(scope.collections))) or choosing.NOTHING_NAMED, most)
