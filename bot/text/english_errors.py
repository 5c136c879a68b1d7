"""What people in Discord, and whoever runs the bot, read when something goes wrong: what happened and what to do.
Another language is a file like this.

An error is looked up by its type and then by what it derives from: one table for each audience. One that nobody is
meant to run into gets an id, which the person reads and the log holds with the details. Where a command is the way out,
it is named here, for each audience its own.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.errors import (
    AttachmentError,
    AttachmentProblem,
    ChangeUnderWayError,
    CorpusCommandsOffError,
    FormGoneError,
    GatewayUnreachableError,
    LeavingError,
    NotFromHereError,
    NotInvitedError,
    NotReadyError,
    RemovedSinceError,
    TooBusyError,
    TooLongError,
    TooManyAtOnceError,
    UndeliveredError,
    UnfitError,
    UnknownPressError,
    UnreadableInteractionError,
    found_in,
)
from bot.settings import LOGIN_REMEDY
from bot.text import english
from bot.text.discord_limits import CONTENT_CHARS
from bot.text.markdown import cut, escaped
from retrieval import (
    FootnoteError,
    ModelError,
    RecordsError,
    Refusal,
    RefusalReason,
    StoreError,
    StoreUnreachableError,
    explain_refusal,
)
from retrieval.faults import CorpusFault, DocumentFault, Fault, IndexFault, SettingsFault

_INDEX = "python -m retrieval index"
_REBUILD = f"Build the index anew: {_INDEX} --rebuild"
_OPERATOR_MENDS = "Whoever runs this bot mends it: the folder is named in CORPUS_DIR."
_ADD_IN_DISCORD = "Add {suffixes} files by `/corpus add`."

ASK_THE_OPERATOR = "Try again in a moment. If it stays so, tell whoever runs this bot the error id"

DISCORD_REMEDIES: Mapping[Fault, str] = {
    CorpusFault.IS_A_FILE: _OPERATOR_MENDS,
    CorpusFault.MISSING: _OPERATOR_MENDS,
    CorpusFault.UNREADABLE: _OPERATOR_MENDS,
    CorpusFault.NO_DOCUMENT: f"{_ADD_IN_DISCORD} The index stays as it was.",
    CorpusFault.NONE_READABLE: _ADD_IN_DISCORD,
    CorpusFault.UNKNOWN_DOCUMENT: "Choose one of the suggestions, or see `/source list`.",
    DocumentFault.FILE_OF_THAT_NAME: "Give it another name, or say replace:True: the old one is kept aside.",
    DocumentFault.ROW_OF_A_FILE: "Take that line out of the file, and add the file with replace:True.",
    SettingsFault.CORPUS_NOT_NAMED: (
        "Whoever runs this bot names in CORPUS_DIR the folder that all of them are in: others are taken out."
    ),
}
"""The remedy for each fault, as people read it in Discord: markdown, with the facts in braces. It gives no details of
what is wrong with the index."""

DISCORD_REFUSALS: Mapping[RefusalReason, str] = {
    RefusalReason.UNKNOWN_DOCUMENT: "{explanation} /source list shows the ids.",
}
"""The text of a refusal, by its reason, where a command is the way out, as markdown."""

REMEDIES_AT_START: Mapping[Fault, str] = {
    IndexFault.MISSING: f"Build it: {_INDEX}",
    IndexFault.NOTHING_THERE: f"Build it: {_INDEX}",
    IndexFault.WOULD_BE_REPLACED: (
        "Name in DATA_DIR another folder, for an index beside it; or have it in its place: "
        f"{_INDEX} --rebuild --corpus {{corpus}} --data {{data_dir}}"
    ),
    IndexFault.BUILT_OTHERWISE: f"Build it anew: {_INDEX} --rebuild; or set EMBEDDING_MODEL back.",
    IndexFault.OTHER_DIMENSIONS: f"Set EMBEDDING_MODEL back, or build the index anew: {_INDEX} --rebuild",
    IndexFault.TEXT_ALTERED: _REBUILD,
    IndexFault.VECTOR_ALTERED: _REBUILD,
    IndexFault.UNUSABLE: f"Start again; if it stays so, build the index anew: {_INDEX} --rebuild",
    IndexFault.UNUSABLE_ON_SERVER: f"{IndexFault.UNUSABLE_ON_SERVER.remedy.removesuffix('.')}: {_INDEX} --rebuild",
}
"""The remedies for whoever starts the bot, as plain text: where a command is needed, and a setting is not enough."""

_ATTACHMENTS: Mapping[AttachmentProblem, tuple[str, str]] = {
    AttachmentProblem.TOO_SLOW: (english.FETCHED_TOO_SLOWLY, english.ATTACH_AGAIN),
    AttachmentProblem.NO_CONNECTION: (english.NOT_FETCHED, english.ATTACH_AGAIN),
    AttachmentProblem.REFUSED: (english.NOT_FETCHED_FOR_NOW, english.TRY_LATER),
    AttachmentProblem.GONE: (english.NOT_ON_DISCORD, english.ATTACH_AGAIN),
    AttachmentProblem.TOO_LARGE: (english.TOO_LARGE, english.ATTACH_AGAIN),
    AttachmentProblem.CUT_SHORT: (english.CUT_SHORT, english.ATTACH_AGAIN),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The text that a person reads on an error. `error_id` is empty where the error is an ordinary one that they can
    mend.
    """

    what: str
    remedy: str
    error_id: str = ""

    @property
    def line(self) -> str:
        """Return the explanation as the markdown of one message."""
        return cut(f"{self.what} {self.remedy}" + (f" `{self.error_id}`." if self.error_id else ""), CONTENT_CHARS)


Teller = Callable[[Any], Explanation]
"""Takes an error of the type that it stands under in a table."""


def _always(what: str, remedy: str) -> Teller:
    return lambda _: Explanation(what, remedy)


def _for_the_operator(what: str) -> Teller:
    """Return the teller of what the person can do nothing about; the details are in the log alone."""
    return lambda _: Explanation(what, ASK_THE_OPERATOR, secrets.token_hex(4))


def _of_an_attachment(error: AttachmentError) -> Explanation:
    what, remedy_of_it = _ATTACHMENTS[error.problem]
    return Explanation(escaped(what.format_map(error.facts)), remedy_of_it)


_COMMAND_CHANGED = _always(
    "This command has changed since your Discord loaded it.", "Reload Discord (Ctrl+R), or try again in some minutes."
)

_IN_DISCORD: Mapping[type[BaseException], Teller] = {
    # Ours.
    TooBusyError: _always("I am working on as many questions as I can.", "Please ask again in a moment."),
    TooManyAtOnceError: lambda error: Explanation(
        f"I am working on {error.at_once} of yours already.", f"You can ask again <t:{error.again_at}:R>."
    ),
    LeavingError: _always("I am being restarted.", "Please ask again in a minute."),
    ChangeUnderWayError: lambda error: Explanation(
        f"One at a time: {escaped(str(error))}.", "`/corpus status` shows how far it is."
    ),
    NotReadyError: lambda error: Explanation(
        f"I have just been started and am {error}.", "Please ask again in a moment."
    ),
    UnknownPressError: _always(
        "That is of another version of me, and does nothing any more.", "Please use the command again."
    ),
    UnreadableInteractionError: _always(
        "I cannot read what Discord has sent me.", "Reload Discord (Ctrl+R), and try again."
    ),
    RemovedSinceError: _always(*english.NOTHING_TO_REMOVE),
    FormGoneError: _always(
        "I was restarted since that form was opened, and nothing was added.", "Please use `/corpus add` again."
    ),
    AttachmentError: _of_an_attachment,
    # Retrieval's.
    RecordsError: _for_the_operator("Receipts and kept texts cannot be read just now."),
    StoreUnreachableError: _for_the_operator("The index is out of reach just now."),
    StoreError: _for_the_operator("The index cannot be used just now."),
    ModelError: _for_the_operator("A model cannot be used just now."),
    FootnoteError: lambda error: Explanation(escaped(error.what), remedy(error)),
    # Discord's.
    app_commands.CommandInvokeError: lambda error: explain(error.original),
    app_commands.MissingPermissions: _always(
        "Only members who may manage this server can do that.",
        "It takes the permission “Manage Server”: ask one of them.",
    ),
    CorpusCommandsOffError: _always(
        "Changing the corpus from Discord is switched off.",
        "Whoever runs this bot switches it on: ADMIN_GUILD_ID in its settings names the server that may.",
    ),
    NotFromHereError: _always(
        "The corpus is not looked after from here.", "It is one for all servers: ask whoever runs this bot."
    ),
    NotInvitedError: _always("I am not in this server.", "Whoever manages it can invite me."),
    UnfitError: _COMMAND_CHANGED,
    TooLongError: lambda error: Explanation(f"That is longer than {error.args[0]:,} characters.", "Please write less."),
    app_commands.CheckFailure: _always("You cannot do that here.", "Ask who manages this server."),
    app_commands.CommandNotFound: _COMMAND_CHANGED,
    app_commands.CommandSignatureMismatch: _COMMAND_CHANGED,
    UndeliveredError: _for_the_operator("Discord did not take my reply."),
    discord.HTTPException: _for_the_operator("Discord did not take my reply."),
    BaseException: _for_the_operator("Something went wrong that should not."),
}


def _remedy_at_start(error: FootnoteError) -> str:
    template = REMEDIES_AT_START.get(error.fault)
    return error.remedy if template is None else template.format_map(error.facts)


_CHECK_THE_NETWORK = "Check the network and https://discordstatus.com, then start again."

_AT_START: Mapping[type[BaseException], Teller] = {
    discord.LoginFailure: _always("Discord does not accept the DISCORD_TOKEN.", LOGIN_REMEDY),
    discord.PrivilegedIntentsRequired: _always(
        "Discord refuses the intents asked for.", "Allow them at https://discord.com/developers/applications, Bot."
    ),
    discord.Forbidden: _always(
        "Discord does not let the commands be offered.",
        "Invite the bot with the scope applications.commands, and check DISCORD_GUILD_ID and ADMIN_GUILD_ID.",
    ),
    discord.ConnectionClosed: lambda error: Explanation(
        f"Discord's gateway hung up (code {error.code}).", "Check DISCORD_TOKEN and DISCORD_GATEWAY_URL in .env."
    ),
    discord.HTTPException: lambda error: Explanation(
        f"Discord answers with an error (HTTP {error.status}).", _CHECK_THE_NETWORK
    ),
    GatewayUnreachableError: _always("Discord's gateway cannot be reached.", _CHECK_THE_NETWORK),
    aiohttp.ClientError: lambda error: Explanation(f"Discord cannot be reached: {error}.", _CHECK_THE_NETWORK),
    TimeoutError: _always("Discord cannot be reached: it does not answer.", _CHECK_THE_NETWORK),
    FootnoteError: lambda error: Explanation(error.what, _remedy_at_start(error)),
}


def explanation(refusal: Refusal) -> str:
    """Return why there is no answer, and the way out, as markdown."""
    return DISCORD_REFUSALS.get(refusal.reason, "{explanation}").format(explanation=escaped(explain_refusal(refusal)))


def remedy(error: FootnoteError) -> str:
    """Return the way out of an error of retrieval, as markdown."""
    template = DISCORD_REMEDIES.get(error.fault)
    if template is None:
        return escaped(error.remedy)
    return template.format_map({name: escaped(str(fact)) for name, fact in error.facts.items()})


def explain(error: BaseException) -> Explanation:
    """Return what a person in Discord reads about an error, as markdown."""
    teller = found_in(_IN_DISCORD, error)
    assert teller is not None
    return teller(error)


def with_receipt(line: str, receipt_id: str | None) -> str:
    """Return what a person reads where the answer itself did not reach them, though it is kept."""
    return line if receipt_id is None else f"{line} Your answer is kept: `/receipt` shows it by the id `{receipt_id}`."


def explain_after_a_kill(*, is_on_its_way: bool, receipt_id: str | None) -> str:
    """Return what a person reads whose reply was left open by a process that was killed."""
    if not is_on_its_way:
        return "I was restarted before this was done. Please ask again."
    line = "I was restarted while I was sending this."
    return with_receipt(line, receipt_id) if receipt_id else f"{line} Where nothing stands above, please ask again."


def explain_at_start(error: BaseException) -> Explanation | None:
    """Return what the operator reads where the bot cannot start; None for what should never happen."""
    teller = found_in(_AT_START, error)
    return None if teller is None else teller(error)
