"""What the bot may not do where it was asked: said once to whoever asked, alone, and to the log."""

import logging

import discord

from bot.replying.send import NOT_DELIVERED, log_text, send_privately
from bot.text import talk
from bot.text.markdown import escaped

_log = logging.getLogger(__name__)

_NEEDED = ("view_channel", "send_messages")
_NEEDED_IN_THREADS = ("view_channel", "send_messages_in_threads")


def lacking_permission(message: discord.Message) -> str | None:
    """Return a permission that replying to a message takes and that the bot has not, by its name in discord.py; None
    where it has all, or where that cannot be told.
    """
    permissions = _permissions(message)
    if permissions is None:
        return None
    needed = _NEEDED_IN_THREADS if isinstance(message.channel, discord.Thread) else _NEEDED
    return next((name for name in needed if not getattr(permissions, name)), None)


def may_refer(message: discord.Message) -> bool:
    """Return whether a reply may point at a message."""
    permissions = _permissions(message)
    return permissions is None or permissions.read_message_history


def _permissions(message: discord.Message) -> discord.Permissions | None:
    """Return what the bot may do where a message is; None outside of servers, and where that cannot be told."""
    channel, guild = message.channel, message.guild
    if guild is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return None
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return None
    return channel.permissions_for(guild.me)


class Lacks:
    """What was said already. A process says each once for a channel, not for every message."""

    def __init__(self) -> None:
        self._said: set[tuple[int, str]] = set()

    async def tell(self, message: discord.Message, permission: str | None = None) -> None:
        """Tell whoever wrote a message that it cannot be answered where it stands, and for want of which permission,
        where that is known.
        """
        about = (message.channel.id, permission or "")
        if about in self._said:
            return
        self._said.add(about)
        _log.warning("channel %d takes no message of the bot: %s", message.channel.id, permission or "unknown")
        if message.guild is None:
            return
        place = f"<#{message.channel.id}>"
        if permission is None:
            line = talk.CANNOT_WRITE.format(channel=place)
        else:
            names = talk.PERMISSIONS
            line = talk.LACKS.format(channel=place, permission=names[permission], server=escaped(message.guild.name))
        try:
            await send_privately(message.author, line)
        except NOT_DELIVERED as error:
            _log.info("nobody could be told of that: %s", log_text(error))
