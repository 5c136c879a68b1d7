"""A command line as a program: what it offers before any command, and how it is run."""

import os
import sys
from typing import Annotated

import typer

from retrieval import __version__
from retrieval.process import do_not_linger
from retrieval.terminal.invocation import Corpus, Data, note_folders, print_text
from retrieval.terminal.typed import Commands


def new_program(*commands: typer.Typer, completes: bool = False) -> typer.Typer:
    """Return a program of these commands. One that `completes` offers to set up a shell's completion, which goes by a
    program's name and so is for what is installed under one.
    """
    program = typer.Typer(
        cls=Commands,
        help="Footnote answers questions from a corpus of documents, with cited passages, and never without a source.",
        epilog="Exit codes: 0 answered or done, 3 refused, 1 error, 2 usage, 130 interrupted.",
        no_args_is_help=True,
        add_completion=completes,
        pretty_exceptions_enable=False,
        rich_markup_mode=None if not sys.stdout.isatty() else "rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    program.callback()(_common)
    for each in commands:
        program.add_typer(each)
    return program


def run_program(program: typer.Typer, name: str) -> None:
    """Run a program, which remedies and its help call by that name."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    do_not_linger(os.environ)
    program(prog_name=name)


def _show_version(is_asked: bool) -> None:
    if is_asked:
        print_text(f"Footnote {__version__}")
        raise typer.Exit


def _common(
    context: typer.Context,
    corpus: Corpus = None,
    data: Data = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    note_folders(context, corpus, data)
