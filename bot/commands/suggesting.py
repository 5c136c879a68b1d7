"""The documents that are suggested while somebody types the name of one: of those that are seen where they type."""

import logging
from typing import Any

import discord
from discord import app_commands

from bot.cards.choices import choices
from bot.errors import LeavingError, NotReadyError, TooBusyError
from bot.library import Library
from bot.replying.reply import Desk
from bot.vantage import vantage_of
from retrieval import FootnoteError

_log = logging.getLogger(__name__)


async def suggested(
    interaction: discord.Interaction[Any], desk: Desk, library: Library, typed: str
) -> list[app_commands.Choice[str]]:
    """Return the choices; none where it cannot be told in time what is seen."""
    place = vantage_of(interaction)
    try:
        # What is seen may have to be asked of the database and of Discord.
        found = await desk.lookups.run(lambda: choices(library.seen_from(place).titles(), typed))
    except (FootnoteError, NotReadyError, TooBusyError, LeavingError) as error:
        _log.info("nothing is suggested: %s", type(error).__name__)
        return []
    return [app_commands.Choice(name=name, value=value) for name, value in found]
