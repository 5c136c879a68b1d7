"""`python -m retrieval settings`: which collections Discord's servers may see."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from retrieval.domain.scope import EVERYTHING, MAIN_COLLECTION, Scope
from retrieval.domain.servers import DIRECT, ServerSettings
from retrieval.faces import module_when_used
from retrieval.terminal.invocation import ERR, Invocation, invoked, note_folders
from retrieval.text.display import one_line

if TYPE_CHECKING:
    from retrieval import bootstrap
else:
    bootstrap = module_when_used("retrieval.bootstrap")

settings_app = typer.Typer(
    help="Say which collections Discord's servers may see. What is set counts within seconds.", no_args_is_help=True
)
settings_app.callback()(note_folders)
DIRECT_MESSAGES = "direct"
"""Stands for a server's id, for what everybody sees in direct messages."""

Server = Annotated[
    str,
    typer.Argument(metavar="SERVER", help='A server by its id, or "direct": what anybody sees in a direct message.'),
]


@settings_app.command("show")
@invoked()
def show(invocation: Invocation) -> None:
    """Show what each server sees, and which may lend."""
    with invocation.showing_errors(), bootstrap.open_records(invocation.settings_of_corpus()) as records:
        servers = records.servers.all()
    lines = [line for server in servers.values() for line in _lines_of(server)]
    invocation.show(
        Text("\n".join(lines) or "No server was noted yet: the bot notes those it is in."), _json_of(servers)
    )


@settings_app.command("lend")
@invoked(prints_json=False)
def lend(
    invocation: Invocation,
    server: Server,
    collection: Annotated[
        list[str] | None, typer.Argument(metavar="[COLLECTION]...", help="All that it may see from now on.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All collections, those to come included.")] = False,
    nothing: Annotated[bool, typer.Option("--nothing", help="No collection.")] = False,
) -> None:
    """Let a server see these collections, and no others."""
    if sum((bool(collection), everything, nothing)) != 1:
        raise typer.BadParameter("give collections, or --all, or --nothing")
    settings = invocation.settings_of_corpus()
    _hint_at_unknown(collection or [], settings.corpus_dir)
    scope = EVERYTHING if everything else Scope.of(collection or ())
    with invocation.showing_errors(), bootstrap.open_records(settings) as records:
        records.servers.lend(_id_of(server), scope)
    ERR.print(Text(f"{_named(_id_of(server))} may see {_in_words(scope)}."))


def _id_of(server: str) -> int:
    if server.casefold() == DIRECT_MESSAGES:
        return DIRECT
    if not (server.isascii() and server.isdecimal() and 0 < int(server) < 2**63):
        raise typer.BadParameter(f'{server!r} is no id of a server: 17 to 20 digits, or "{DIRECT_MESSAGES}"')
    return int(server)


def _hint_at_unknown(collections: list[str], corpus: Path) -> None:
    """Say which of them are no folder: they may be made later."""
    for name in collections:
        if name != MAIN_COLLECTION and not (corpus / name).is_dir():
            ERR.print(Text(f"There is no folder {one_line(name)!r} in {corpus} yet."))


def _lines_of(server: ServerSettings) -> list[str]:
    first = ", may lend" if server.is_first else ""
    lines = [f"{_named(server.guild_id)}: lent {_in_words(server.lent)}{first}"]
    if server.chosen != EVERYTHING:
        lines.append(f"  of these it chose {_in_words(server.chosen)}")
    if server.language is not None:
        lines.append(f"  language {server.language}")
    for channel in server.channels.values():
        unasked = f", answers unasked, {channel.unasked} when unsure" if channel.unasked else ""
        lines.append(f"  channel {channel.channel_id}: {_in_words(channel.chosen)}{unasked}")
    return lines


def _named(guild_id: int) -> str:
    return "direct messages" if guild_id == DIRECT else f"server {guild_id}"


def _in_words(scope: Scope) -> str:
    if scope.collections is None:
        return "everything"
    return ", ".join(map(one_line, sorted(scope.collections))) or "nothing"


def _json_of(servers: Mapping[int, ServerSettings]) -> list[dict[str, Any]]:
    def of(scope: Scope) -> list[str] | None:
        return None if scope.collections is None else sorted(scope.collections)

    return [
        {
            "server": str(server.guild_id) if server.guild_id != DIRECT else DIRECT_MESSAGES,
            "lent": of(server.lent),
            "chosen": of(server.chosen),
            "language": server.language,
            "may_lend": server.is_first,
            "channels": [
                {"channel": str(each.channel_id), "chosen": of(each.chosen), "unasked": each.unasked}
                for each in server.channels.values()
            ],
        }
        for server in servers.values()
    ]
