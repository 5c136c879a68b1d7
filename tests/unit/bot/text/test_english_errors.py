import re
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.error_messages import ReloadUnderWayError, told, told_at_start
from bot.workers import LeavingError, TooBusyError
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
            ReloadUnderWayError("Adding a_b.md is under way"),
            r"One at a time: Adding a\_b.md is under way. `/corpus status` shows how far it is.",
        ),
        (
            UnknownDocumentError("There is no document “*x*”.", remedy="See the terminal."),
            r"There is no document “\*x\*”. Choose one of the suggestions, or see `/source list`.",
        ),
        (
            UnknownReceiptError("“*x*” is not the id of a receipt.", remedy="An id has ten."),
            r"“\*x\*” is not the id of a receipt. An id has ten.",
        ),
        (EmptyCorpusError(WHAT, remedy=REMEDY), r"The index of \*somebody\* is gone. Build it anew."),
        (
            app_commands.MissingPermissions(["manage_guild"]),
            "Only members who may manage this server can do that. It takes the permission “Manage Server”: …",
        ),
        (app_commands.NoPrivateMessage(), "This works in servers only. Use it in a channel of a server."),
        (
            app_commands.CommandNotFound("old", []),
            "This command has changed since your Discord loaded it. Reload Discord (Ctrl+R), or try again …",
        ),
    ],
)
def test_what_a_person_can_mend_is_told_plainly(error: Exception, line: str) -> None:
    for raised in (error, app_commands.CommandInvokeError(some_command, error)):
        assert told(raised).line.startswith(line.removesuffix("…"))
    assert told(error).error_id == ""


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (IndexMismatchError(WHAT, remedy=REMEDY), "The index cannot be used just now."),
        (StoreLockedError(WHAT, remedy=REMEDY), "The index cannot be used just now."),
        (StoreUnreachableError(WHAT, remedy=REMEDY), "The index is out of reach just now."),
        (RecordsUnreachableError(WHAT, remedy=REMEDY), "Receipts and kept texts cannot be read just now."),
        (ModelError(WHAT, remedy=REMEDY), "A model cannot be used just now."),
        (http_error(400), "Discord did not take my reply."),
        (http_error(404, discord.NotFound), "Discord did not take my reply."),
        (ZeroDivisionError("secret"), "Something went wrong that should not."),
        (app_commands.AppCommandError("secret"), "Something went wrong that should not."),
    ],
)
def test_what_a_person_cannot_mend_has_an_id_and_no_details(error: Exception, begins: str) -> None:
    telling = told(error)
    assert telling.line.startswith(begins)
    assert re.fullmatch(r"[0-9a-f]{8}", telling.error_id)
    assert f"`{telling.error_id}`" in telling.line
    assert "secret" not in telling.line
    assert telling.error_id != told(error).error_id


def test_a_line_fits_a_message() -> None:
    assert len(told(EmptyCorpusError("x " * 3000, remedy=REMEDY)).line) <= 2000


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (discord.LoginFailure("Improper token"), "Discord does not accept the DISCORD_TOKEN."),
        (http_error(403, discord.Forbidden), "Discord does not let the commands be offered."),
        (http_error(503, discord.DiscordServerError), "Discord answers with an error (HTTP 503)."),
        (discord.PrivilegedIntentsRequired(None), "Discord refuses the intents asked for."),
        (aiohttp.ClientConnectionError("no route"), "Discord cannot be reached: no route."),
        (TimeoutError(), "Discord cannot be reached: it does not answer."),
        (StoreLockedError(WHAT, remedy=REMEDY), WHAT),
    ],
)
def test_what_keeps_the_bot_from_starting_is_told_to_its_operator(error: Exception, what: str) -> None:
    telling = told_at_start(error)
    assert telling is not None
    assert telling.what == what
    assert telling.remedy


def test_a_mistake_of_ours_is_not_explained_away() -> None:
    assert told_at_start(ZeroDivisionError()) is None
