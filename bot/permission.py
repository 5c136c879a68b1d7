"""The permission to change the corpus from Discord, and to see who did: decided here alone, and asked at every door.

The corpus is one for all servers that the bot is in, so none of them may change it for the others: one server looks
after it, and outside of that whoever the application belongs to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.errors import CorpusCommandsOffError, NotFromHereError, NotInvitedError
from bot.text import words

_TEAM_ROLES = (discord.TeamMemberRole.admin, discord.TeamMemberRole.developer)
"""The roles of a team whose members may change the corpus. Those who may only look at the application may not change
what it answers either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """`admin_guild_id` is the server that looks after the corpus: None for none, and then nobody may. `owner_ids` are
    people that the application belongs to.
    """

    admin_guild_id: int | None
    owner_ids: frozenset[int] = frozenset()

    def check(self, interaction: discord.Interaction[Any]) -> None:
        """Check that whoever did this may change the corpus, and see what only they may. Raises a CheckFailure."""
        if self.admin_guild_id is None:
            raise CorpusCommandsOffError
        check_invited(interaction)
        if interaction.user.id in self.owner_ids:
            return
        if interaction.guild_id != self.admin_guild_id:
            raise NotFromHereError
        if not (interaction.permissions.manage_guild or interaction.permissions.administrator):
            raise app_commands.MissingPermissions(["manage_guild"])

    def check_command(self, interaction: discord.Interaction[Any]) -> None:
        """Check as `check` does a command, or what is typed into one, that is not for everybody: before it is looked
        up. Raises NotInvitedError of any.
        """
        check_invited(interaction)
        data: Any = interaction.data
        if not isinstance(data, Mapping) or data.get("name") == words.CORPUS.name:
            self.check(interaction)


def check_invited(interaction: discord.Interaction[Any]) -> None:
    """Check that it comes from a server that the bot is in, or from a person who has brought the bot along. Raises
    NotInvitedError.
    """
    if not isinstance(interaction.user, discord.User | discord.Member):
        raise NotInvitedError
    is_invited = interaction.guild_id is None or interaction.client.get_guild(interaction.guild_id) is not None
    if not (is_invited or interaction.is_user_integration()):
        raise NotInvitedError


def owners_of(application: discord.AppInfo) -> frozenset[int]:
    """Return the ids of those to whom it belongs: its owner, or of a team the owner and who may develop for it."""
    team = application.team
    if team is None:
        return frozenset({application.owner.id})
    accepted = discord.TeamMembershipState.accepted
    members = {
        member.id for member in team.members if member.membership_state is accepted and member.role in _TEAM_ROLES
    }
    return frozenset(members | ({team.owner_id} if team.owner_id else set()))
