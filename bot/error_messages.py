"""What people read when something goes wrong: what happened and what to do. One table for each audience.

An error is looked up by its type and then by what it derives from. One that nobody is meant to run into gets an id,
which the person reads and the log holds with the details.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.escaping import cut, escaped
from bot.limits import CONTENT_CHARS
from bot.settings import LOGIN_REMEDY
from bot.workers import LeavingError, TooBusyError
from retrieval.errors import (
    FootnoteError,
    ModelError,
    RecordsError,
    StoreError,
    StoreUnreachableError,
    UnknownDocumentError,
)

ASK_THE_OPERATOR = "Try again in a moment. If it stays so, tell whoever runs this bot the error id"


class ReloadUnderWayError(Exception):
    """A change of the corpus was asked for while one is at work; the first argument says which, whose, and how far."""


class FormGoneError(Exception):
    """A form was sent off that this process knows nothing of."""


class GatewayUnreachableError(Exception):
    """The first connection to Discord's gateway failed."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person reads. `error_id` is empty where the error is an ordinary one that they can mend."""

    what: str
    remedy: str
    error_id: str = ""

    @property
    def line(self) -> str:
        """As markdown of one message."""
        return cut(f"{self.what} {self.remedy}" + (f" `{self.error_id}`." if self.error_id else ""), CONTENT_CHARS)


Teller = Callable[[Any], Told]
"""Takes an error of the type that it stands under in a table."""


def _always(what: str, remedy: str) -> Teller:
    return lambda _: Told(what, remedy)


def _for_the_operator(what: str) -> Teller:
    """For what the person can do nothing about; the details are in the log alone."""
    return lambda _: Told(what, ASK_THE_OPERATOR, secrets.token_hex(4))


_COMMAND_CHANGED = _always(
    "This command has changed since your Discord loaded it.", "Reload Discord (Ctrl+R), or try again in some minutes."
)

_IN_DISCORD: Mapping[type[BaseException], Teller] = {
    # Ours.
    TooBusyError: _always("I am working on as many questions as I can.", "Please ask again in a moment."),
    LeavingError: _always("I am being restarted.", "Please ask again in a minute."),
    ReloadUnderWayError: lambda error: Told(
        f"One at a time: {escaped(str(error))}.", "`/corpus status` shows how far it is."
    ),
    FormGoneError: _always(
        "I was restarted since that form was opened, and nothing was added.", "Please use `/corpus add` again."
    ),
    # Retrieval's.
    UnknownDocumentError: lambda error: Told(
        escaped(error.what), "Choose one of the suggestions, or see `/source list`."
    ),
    RecordsError: _for_the_operator("Receipts and kept texts cannot be read just now."),
    StoreUnreachableError: _for_the_operator("The index is out of reach just now."),
    StoreError: _for_the_operator("The index cannot be used just now."),
    ModelError: _for_the_operator("A model cannot be used just now."),
    FootnoteError: lambda error: Told(escaped(error.what), escaped(error.remedy)),
    # Discord's.
    app_commands.CommandInvokeError: lambda error: told(error.original),
    app_commands.MissingPermissions: _always(
        "Only members who may manage this server can do that.",
        "It takes the permission “Manage Server”: ask one of them.",
    ),
    app_commands.NoPrivateMessage: _always("This works in servers only.", "Use it in a channel of a server."),
    app_commands.CheckFailure: _always("You cannot do that here.", "Ask who manages this server."),
    app_commands.CommandNotFound: _COMMAND_CHANGED,
    app_commands.CommandSignatureMismatch: _COMMAND_CHANGED,
    discord.HTTPException: _for_the_operator("Discord did not take my reply."),
    BaseException: _for_the_operator("Something went wrong that should not."),
}

_UNREACHABLE = "Check the network and https://discordstatus.com, then start again."

_AT_START: Mapping[type[BaseException], Teller] = {
    discord.LoginFailure: _always("Discord does not accept the DISCORD_TOKEN.", LOGIN_REMEDY),
    discord.PrivilegedIntentsRequired: _always(
        "Discord refuses the intents asked for.", "Allow them at https://discord.com/developers/applications, Bot."
    ),
    discord.Forbidden: _always(
        "Discord does not let the commands be offered.",
        "Invite the bot with the scope applications.commands, and check DISCORD_GUILD_ID.",
    ),
    discord.ConnectionClosed: lambda error: Told(
        f"Discord's gateway hung up (code {error.code}).", "Check DISCORD_TOKEN and DISCORD_GATEWAY_URL in .env."
    ),
    discord.HTTPException: lambda error: Told(f"Discord answers with an error (HTTP {error.status}).", _UNREACHABLE),
    GatewayUnreachableError: _always("Discord's gateway cannot be reached.", _UNREACHABLE),
    aiohttp.ClientError: lambda error: Told(f"Discord cannot be reached: {error}.", _UNREACHABLE),
    TimeoutError: _always("Discord cannot be reached: it does not answer.", _UNREACHABLE),
    FootnoteError: lambda error: Told(error.what, error.remedy),
}


def told(error: BaseException) -> Told:
    """What a person in Discord reads, as markdown."""
    teller = _find(_IN_DISCORD, error)
    assert teller is not None
    return teller(error)


def told_at_start(error: BaseException) -> Told | None:
    """What the operator reads on standard error when the bot cannot start; None for what should never happen."""
    teller = _find(_AT_START, error)
    return None if teller is None else teller(error)


def _find(table: Mapping[type[BaseException], Teller], error: BaseException) -> Teller | None:
    return next((table[kind] for kind in type(error).__mro__ if kind in table), None)
