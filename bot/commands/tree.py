"""The commands as they come in: who may not, or gives what was not asked for, is told so before one begins."""

from typing import Any

import discord
from discord import app_commands

from bot.errors import LeavingError, UnreadableInteractionError
from bot.given import check_options


class FootnoteTree(app_commands.CommandTree[Any]):
    """Sends every error of a command to the desk."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        if not self.client.desk.is_leaving:
            return await self._is_permitted(interaction)
        # The commands are being taken down: that they are not found any more would be the wrong thing to say.
        if interaction.type is discord.InteractionType.application_command:
            await self.client.desk.explain(interaction, LeavingError())
        return False

    async def _is_permitted(self, interaction: discord.Interaction[Any]) -> bool:
        """Return whether a command, or what is typed into one, is permitted: whoever may not, or gives what was not
        asked for, reads why, and is suggested nothing.
        """
        try:
            self.client.permission.check_command(interaction)
            check_options(interaction)
        except app_commands.CheckFailure as error:
            if interaction.type is discord.InteractionType.autocomplete:
                await interaction.response.autocomplete([])
            else:
                await self.client.desk.explain(interaction, error)
            return False
        return True

    async def _call(self, interaction: discord.Interaction[Any]) -> None:
        """Call the command. Raises AppCommandError."""
        try:
            await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        # discord.py reads fields before a command begins, and none has to be what Discord says it is.
        except Exception as error:
            raise UnreadableInteractionError from error

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        await self.client.desk.explain(interaction, error)
