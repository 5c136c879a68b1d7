"""What whoever starts the bot reads, on standard error, where it cannot start; in English, as its log is."""

from collections.abc import Mapping

import aiohttp
import discord

from bot.errors import GatewayUnreachableError
from bot.settings import LOGIN_REMEDY
from bot.text.explanation import Explanation, Teller, always
from retrieval import FootnoteError
from retrieval.errors import found_in
from retrieval.faults import Fault, IndexFault
from retrieval.terminal import PROGRAM

_REBUILD = "Build the index anew: {index} --rebuild"
REMEDIES_AT_START: Mapping[Fault, str] = {
    IndexFault.MISSING: "Build it: {index}",
    IndexFault.MISSING_WITH_CORPUS: "Put documents into that folder, or name in CORPUS_DIR the one that has them.",
    IndexFault.NOTHING_THERE: "Build it: {index}",
    IndexFault.WOULD_BE_REPLACED: (
        "Name in DATA_DIR another folder, for an index beside it; or have it in its place: "
        "{index} --rebuild --corpus {corpus} --data {data_dir}"
    ),
    IndexFault.BUILT_OTHERWISE: "Build it anew: {index} --rebuild; or set EMBEDDING_MODEL back.",
    IndexFault.OTHER_DIMENSIONS: "Set EMBEDDING_MODEL back, or build the index anew: {index} --rebuild",
    IndexFault.TEXT_ALTERED: _REBUILD,
    IndexFault.VECTOR_ALTERED: _REBUILD,
    IndexFault.UNUSABLE: "Start again; if it stays so, build the index anew: {index} --rebuild",
    IndexFault.UNUSABLE_ON_SERVER: f"{IndexFault.UNUSABLE_ON_SERVER.remedy.removesuffix('.')}: {{index}} --rebuild",
}
"""The remedies for whoever starts the bot, as plain text: where a command is needed, and a setting is not enough."""


def _remedy_at_start(error: FootnoteError, program: str) -> str:
    template = REMEDIES_AT_START.get(error.fault)
    return error.remedy if template is None else template.format_map({**error.facts, "index": f"{program} index"})


_CHECK_THE_NETWORK = "Check the network and https://discordstatus.com, then start again."

_AT_START: Mapping[type[BaseException], Teller] = {
    discord.LoginFailure: always("Discord does not accept the DISCORD_TOKEN.", LOGIN_REMEDY),
    discord.PrivilegedIntentsRequired: always(
        "Discord does not let the bot read every message.",
        "Allow the Message Content Intent at https://discord.com/developers/applications, your application, Bot; or set"
        " MESSAGE_CONTENT=False in .env, and the bot hears who mentions it, replies to it or writes to it directly.",
    ),
    discord.Forbidden: always(
        "Discord does not let the commands be offered.",
        "Invite the bot with the scope applications.commands, and check DISCORD_GUILD_ID and ADMIN_GUILD_ID.",
    ),
    discord.ConnectionClosed: lambda error: Explanation(
        f"Discord's gateway hung up (code {error.code}).", "Check DISCORD_TOKEN and DISCORD_GATEWAY_URL in .env."
    ),
    discord.HTTPException: lambda error: Explanation(
        f"Discord answers with an error (HTTP {error.status}).", _CHECK_THE_NETWORK
    ),
    GatewayUnreachableError: always("Discord's gateway cannot be reached.", _CHECK_THE_NETWORK),
    aiohttp.ClientError: lambda error: Explanation(f"Discord cannot be reached: {error}.", _CHECK_THE_NETWORK),
    TimeoutError: always("Discord cannot be reached: it does not answer.", _CHECK_THE_NETWORK),
}


def explain_at_start(error: BaseException, program: str = PROGRAM) -> Explanation | None:
    """Return what the operator reads where the bot cannot start; None for what should never happen. `program` is the
    command line that indexes, as it is called where the bot was started.
    """
    if isinstance(error, FootnoteError):
        return Explanation(error.what, _remedy_at_start(error, program))
    teller = found_in(_AT_START, error)
    return None if teller is None else teller(error)
