"""The commands of `footnote`: those of retrieval, and those that have to do with the bot as well."""

from typing import TYPE_CHECKING, Annotated

import typer

from retrieval.faces import module_when_used
from retrieval.terminal import EXIT_ERROR, Invocation, commands_app, invoked, new_program

if TYPE_CHECKING:
    from footnote import configuration, health
else:
    configuration = module_when_used("footnote.configuration")
    health = module_when_used("footnote.health")

bot_app = typer.Typer()


@bot_app.command("serve-bot")
@invoked(prints_json=False, logs=False)
def serve_bot(invocation: Invocation) -> None:
    """Run the Discord bot (DISCORD_TOKEN in .env), until it is told to stop by Ctrl-C or SIGTERM."""
    from bot.__main__ import main

    raise typer.Exit(main(invocation.corpus, invocation.data, invocation.program))


@bot_app.command()
@invoked()
def healthcheck(invocation: Invocation) -> None:
    """Say whether the bot over the data folder is connected to Discord and answers. It exits with 1 where not."""
    if not health.show(invocation):
        raise typer.Exit(EXIT_ERROR)


@bot_app.command()
@invoked()
def config(
    invocation: Invocation,
    example: Annotated[
        bool, typer.Option("--example", help="Print a .env with each setting described, to be filled in.")
    ] = False,
) -> None:
    """Show every setting that is in force, and where its value comes from. Keys and passwords are not shown."""
    if example:
        configuration.print_example()
    elif not configuration.show(invocation):
        raise typer.Exit(EXIT_ERROR)


def program(*, completes: bool) -> typer.Typer:
    """Return all of the command line."""
    return new_program(commands_app, bot_app, completes=completes)
