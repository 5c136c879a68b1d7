import re
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.errors import (
    ChangeUnderWayError,
    CorpusCommandsOffError,
    LeavingError,
    NotFromHereError,
    NotInvitedError,
    RemovedSinceError,
    TooBusyError,
)
from bot.text.at_start import explain_at_start
from bot.text.explaining import explain
from retrieval.errors import (
    EmptyCorpusError,
    IndexMismatchError,
    ModelError,
    RecordsUnreachableError,
    StoreLockedError,
    StoreUnreachableError,
    UnknownDocumentError,
    UnknownReceiptError,
)
from retrieval.faults import CorpusFault
from tests.faults import FAULT

WHAT, REMEDY = "The index of *somebody* is gone.", "Build it anew."


def http_error(status: int, kind: type[discord.HTTPException] = discord.HTTPException) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="reason")
    return kind(response, "message")


@app_commands.command(description="x")
async def some_command(_: discord.Interaction) -> None:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (TooBusyError(), "I am working on as many questions as I can. Please ask again in a moment."),
        (LeavingError(), "I am being restarted. Please ask again in a minute."),
        (
            ChangeUnderWayError("Adding a_b.md is under way"),
            r"One at a time: Adding a\_b.md is under way. `/corpus status` shows how far it is.",
        ),
        (RemovedSinceError(), "This document is no longer in the corpus. There is nothing to remove."),
        (
            UnknownDocumentError(CorpusFault.UNKNOWN_DOCUMENT, id="*x*"),
            r"There is no document “\*x\*” in the corpus. Choose one of the suggestions, or see `/source list`.",
        ),
        (
            UnknownReceiptError(FAULT, what="“*x*” is not the id of a receipt.", remedy="An id has ten."),
            r"“\*x\*” is not the id of a receipt. An id has ten.",
        ),
        (EmptyCorpusError(FAULT, what=WHAT, remedy=REMEDY), r"The index of \*somebody\* is gone. Build it anew."),
        (
            app_commands.MissingPermissions(["manage_guild"]),
            "Only members who may manage this server can do that. It takes the permission “Manage Server”: …",
        ),
        (
            CorpusCommandsOffError(),
            "Changing the corpus from Discord is switched off. Whoever runs this bot switches it on: ADMIN_GUILD_ID …",
        ),
        (
            NotFromHereError(),
            "The corpus is not looked after from here. It is one for all servers: ask whoever runs this bot.",
        ),
        (NotInvitedError(), "I am not in this server. Whoever manages it can invite me."),
        (
            app_commands.CommandNotFound("old", []),
            "This command has changed since your Discord loaded it. Reload Discord (Ctrl+R), or try again …",
        ),
    ],
)
def test_what_a_person_can_mend_is_told_plainly(error: Exception, line: str) -> None:
    for raised in (error, app_commands.CommandInvokeError(some_command, error)):
        assert explain(raised).line.startswith(line.removesuffix("…"))
    assert explain(error).error_id == ""


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (IndexMismatchError(FAULT, what=WHAT, remedy=REMEDY), "The index cannot be used just now."),
        (StoreLockedError(FAULT, what=WHAT, remedy=REMEDY), "The index cannot be used just now."),
        (StoreUnreachableError(FAULT, what=WHAT, remedy=REMEDY), "The index is out of reach just now."),
        (
            RecordsUnreachableError(FAULT, what=WHAT, remedy=REMEDY),
            "Receipts and kept texts cannot be read or written just now.",
        ),
        (ModelError(FAULT, what=WHAT, remedy=REMEDY), "A model cannot be used just now."),
        (http_error(400), "Discord did not take my reply."),
        (http_error(404, discord.NotFound), "Discord did not take my reply."),
        (ZeroDivisionError("secret"), "Something went wrong that should not."),
        (app_commands.AppCommandError("secret"), "Something went wrong that should not."),
    ],
)
def test_what_a_person_cannot_mend_has_an_id_and_no_details(error: Exception, begins: str) -> None:
    explanation = explain(error)
    assert explanation.line.startswith(begins)
    assert re.fullmatch(r"[0-9a-f]{8}", explanation.error_id)
    assert f"`{explanation.error_id}`" in explanation.line
    assert "secret" not in explanation.line
    assert explanation.error_id != explain(error).error_id


def test_a_line_fits_a_message() -> None:
    assert len(explain(EmptyCorpusError(FAULT, what="x " * 3000, remedy=REMEDY)).line) <= 2000


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (discord.LoginFailure("Improper token"), "Discord does not accept the DISCORD_TOKEN."),
        (http_error(403, discord.Forbidden), "Discord does not let the commands be offered."),
        (http_error(503, discord.DiscordServerError), "Discord answers with an error (HTTP 503)."),
        (discord.PrivilegedIntentsRequired(None), "Discord does not let the bot read every message."),
        (aiohttp.ClientConnectionError("no route"), "Discord cannot be reached: no route."),
        (TimeoutError(), "Discord cannot be reached: it does not answer."),
        (StoreLockedError(FAULT, what=WHAT, remedy=REMEDY), WHAT),
    ],
)
def test_what_keeps_the_bot_from_starting_is_told_to_its_operator(error: Exception, what: str) -> None:
    explanation = explain_at_start(error)
    assert explanation is not None
    assert explanation.what == what
    assert explanation.remedy


def test_a_mistake_of_ours_is_not_explained_away() -> None:
    assert explain_at_start(ZeroDivisionError()) is None
