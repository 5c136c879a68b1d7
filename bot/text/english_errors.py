"""What people in Discord read in English when something goes wrong: what happened and what to do.

An error is looked up by its type and then by what it derives from. One that nobody is meant to run into gets an id,
which the person reads and the log holds with the details. Where a command is the way out, it is named here.
"""

from collections.abc import Mapping

import discord
from discord import app_commands

from bot.errors import (
    AttachmentProblem,
    ChangeUnderWayError,
    CorpusCommandsOffError,
    FormGoneError,
    LeavingError,
    NotFromHereError,
    NotInvitedError,
    NotReadyError,
    NotYoursError,
    RemovedSinceError,
    SearchGoneError,
    TooBusyError,
    TooLongError,
    TooManyAtOnceError,
    UndeliveredError,
    UnfitError,
    UnknownPressError,
    UnreadableInteractionError,
)
from bot.text import english
from bot.text.explanation import Explanation, FaultText, Teller, always, for_the_operator
from bot.text.markdown import escaped
from retrieval import (
    ModelError,
    RecordsError,
    Refusal,
    RefusalReason,
    StoreError,
    StoreUnreachableError,
    explain_refusal,
)
from retrieval.faults import CorpusFault, DocumentFault, Fault, SettingsFault

_OPERATOR_MENDS = "Whoever runs this bot mends it: the folder is named in CORPUS_DIR."
_ADD_IN_DISCORD = "Add {suffixes} files by `/corpus add`."

ASK_THE_OPERATOR = "Try again in a moment. If it stays so, tell whoever runs this bot the error id"

FAULT_TEXTS: Mapping[Fault, FaultText] = {
    CorpusFault.IS_A_FILE: (None, _OPERATOR_MENDS),
    CorpusFault.MISSING: (None, _OPERATOR_MENDS),
    CorpusFault.UNREADABLE: (None, _OPERATOR_MENDS),
    CorpusFault.NO_DOCUMENT: (None, f"{_ADD_IN_DISCORD} The index stays as it was."),
    CorpusFault.NONE_READABLE: (None, _ADD_IN_DISCORD),
    CorpusFault.UNKNOWN_DOCUMENT: (None, "Choose one of the suggestions, or see `/source list`."),
    DocumentFault.FILE_OF_THAT_NAME: (None, "Give it another name, or say replace:True: the old one is kept aside."),
    DocumentFault.ROW_OF_A_FILE: (None, "Take that line out of the file, and add the file with replace:True."),
    SettingsFault.CORPUS_NOT_NAMED: (
        None,
        "Whoever runs this bot names in CORPUS_DIR the folder that all of them are in: others are taken out.",
    ),
}
"""The text of each fault that is worded for Discord. It gives no details of what is wrong with the index."""

DISCORD_REFUSALS: Mapping[RefusalReason, str] = {
    RefusalReason.UNKNOWN_DOCUMENT: "{explanation} /source list shows the ids.",
}
"""The text of a refusal, by its reason, where a command is the way out, as markdown."""

ATTACHMENTS: Mapping[AttachmentProblem, tuple[str, str]] = {
    AttachmentProblem.TOO_SLOW: (english.FETCHED_TOO_SLOWLY, english.ATTACH_AGAIN),
    AttachmentProblem.NO_CONNECTION: (english.NOT_FETCHED, english.ATTACH_AGAIN),
    AttachmentProblem.REFUSED: (english.NOT_FETCHED_FOR_NOW, english.TRY_LATER),
    AttachmentProblem.GONE: (english.NOT_ON_DISCORD, english.ATTACH_AGAIN),
    AttachmentProblem.TOO_LARGE: (english.TOO_LARGE, english.ATTACH_AGAIN),
    AttachmentProblem.CUT_SHORT: (english.CUT_SHORT, english.ATTACH_AGAIN),
}
"""What happened and the way out, where a file that was attached could not be had."""


def _for_the_operator(what: str) -> Teller:
    return for_the_operator(what, ASK_THE_OPERATOR)


_COMMAND_CHANGED = always(
    "This command has changed since your Discord loaded it.", "Reload Discord (Ctrl+R), or try again in some minutes."
)

IN_DISCORD: Mapping[type[BaseException], Teller] = {
    # Ours.
    TooBusyError: always("I am working on as many questions as I can.", "Please ask again in a moment."),
    TooManyAtOnceError: lambda error: Explanation(
        f"I am working on {error.at_once} of yours already.", f"You can ask again <t:{error.again_at}:R>."
    ),
    LeavingError: always("I am being restarted.", "Please ask again in a minute."),
    ChangeUnderWayError: lambda error: Explanation(
        f"One at a time: {escaped(str(error))}.", "`/corpus status` shows how far it is."
    ),
    NotReadyError: lambda error: Explanation(
        f"I have just been started and am {error}.", "Please ask again in a moment."
    ),
    UnknownPressError: always(
        "That is of another version of me, and does nothing any more.", "Please use the command again."
    ),
    UnreadableInteractionError: always(
        "I cannot read what Discord has sent me.", "Reload Discord (Ctrl+R), and try again."
    ),
    RemovedSinceError: always(*english.NOTHING_TO_REMOVE),
    FormGoneError: always(
        "I was restarted since that form was opened, and nothing was added.", "Please use `/corpus add` again."
    ),
    SearchGoneError: always("That search is too long ago to turn its pages.", "Please use `/source search` again."),
    # Retrieval's.
    RecordsError: _for_the_operator("Receipts and kept texts cannot be read or written just now."),
    StoreUnreachableError: _for_the_operator("The index is out of reach just now."),
    StoreError: _for_the_operator("The index cannot be used just now."),
    ModelError: _for_the_operator("A model cannot be used just now."),
    # Discord's.
    app_commands.MissingPermissions: always(
        "Only members who may manage this server can do that.",
        "It takes the permission “Manage Server”: ask one of them.",
    ),
    CorpusCommandsOffError: always(
        "Changing the corpus from Discord is switched off.",
        "Whoever runs this bot switches it on: ADMIN_GUILD_ID in its settings names the server that may.",
    ),
    NotFromHereError: always(
        "The corpus is not looked after from here.", "It is one for all servers: ask whoever runs this bot."
    ),
    NotYoursError: always(
        "Only whoever asked can delete this, and those who may manage messages here.", "Ask one of them."
    ),
    NotInvitedError: always("I am not in this server.", "Whoever manages it can invite me."),
    UnfitError: _COMMAND_CHANGED,
    TooLongError: lambda error: Explanation(f"That is longer than {error.args[0]:,} characters.", "Please write less."),
    app_commands.CheckFailure: always("You cannot do that here.", "Ask who manages this server."),
    app_commands.CommandNotFound: _COMMAND_CHANGED,
    app_commands.CommandSignatureMismatch: _COMMAND_CHANGED,
    UndeliveredError: _for_the_operator("Discord did not take my reply."),
    discord.HTTPException: _for_the_operator("Discord did not take my reply."),
    BaseException: _for_the_operator("Something went wrong that should not."),
}
"""The explanation of each type of error. What retrieval raises by a fault is worded by that."""


ANSWER_IS_KEPT = "{line} Your answer is kept: `/receipt` shows it by the id `{receipt_id}`."
RESTARTED_BEFORE = "I was restarted before this was done. Please ask again."
RESTARTED_WHILE_SENDING = "I was restarted while I was sending this."
ASK_AGAIN_IF_EMPTY = "{line} Where nothing stands above, please ask again."


def refusal_text(refusal: Refusal) -> str:
    """Return why there is no answer, as plain text."""
    return explain_refusal(refusal)
