"""The commands of `python -m retrieval`: ask the corpus, look its sources up and index it, from a terminal."""

from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retrieval.domain.answers import Answer
from retrieval.domain.inquiry import SILENT, Inquiry, Turn
from retrieval.errors import FootnoteError
from retrieval.faces import module_when_used
from retrieval.terminal.command_line import PROGRAM
from retrieval.terminal.invocation import (
    ERR,
    EXIT_ERROR,
    EXIT_INTERRUPTED,
    EXIT_REFUSED,
    EXIT_USAGE,
    Collections,
    Invocation,
    invoked,
    naming_interrupts,
    print_text,
)
from retrieval.terminal.program import new_program, run_program
from retrieval.terminal.settings_commands import settings_app
from retrieval.terminal.source_commands import source_app

# What is not needed to show a command's help is imported when it is used.
if TYPE_CHECKING:
    from retrieval import bootstrap
    from retrieval.index.indexing import Progress as ReloadProgress
    from retrieval.terminal import (
        answer_view,
        batch,
        corpus_view,
        gaps_list,
        json_output,
        json_text,
        naming,
        progress,
        status_view,
    )
else:
    bootstrap = module_when_used("retrieval.bootstrap")
    answer_view = module_when_used("retrieval.terminal.answer_view")
    batch = module_when_used("retrieval.terminal.batch")
    corpus_view = module_when_used("retrieval.terminal.corpus_view")
    gaps_list = module_when_used("retrieval.terminal.gaps_list")
    json_output = module_when_used("retrieval.terminal.json_output")
    json_text = module_when_used("retrieval.terminal.json_text")
    naming = module_when_used("retrieval.terminal.naming")
    progress = module_when_used("retrieval.terminal.progress")
    status_view = module_when_used("retrieval.terminal.status_view")

commands_app = typer.Typer()
commands_app.add_typer(source_app, name="source")
commands_app.add_typer(settings_app, name="settings")


@commands_app.command()
@invoked(prints_json=False)
def index(
    invocation: Invocation,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build the whole index anew, beside the old one.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")] = False,
) -> None:
    """Bring the index in line with the corpus folder. What has not changed is not embedded again."""
    if rebuild and dry_run:
        raise typer.BadParameter("--rebuild reads and embeds everything: there is nothing to plan")
    settings = invocation.settings_of_corpus()
    if dry_run:
        with invocation.showing_errors():
            planned = bootstrap.preview(settings)
        print_text(corpus_view.render_preview(planned))
        return
    with invocation.showing_errors(), progress.progress_bar(ERR) as show:
        bootstrap.check_corpus(settings)

        def on_progress(at: "ReloadProgress") -> None:
            show(at.stage, at.done, at.total)

        try:
            with naming_interrupts():
                if rebuild:
                    done = bootstrap.rebuild(settings, on_progress)
                else:
                    with bootstrap.open_footnote(settings) as footnote:
                        done = footnote.reload(on_progress, log_unchanged=False)
        except KeyboardInterrupt:
            goes_on = "begins anew" if rebuild else "goes on with what was embedded"
            ERR.print(f"Interrupted: the index is as it was, or whole where it was done; the next one {goes_on}.")
            raise typer.Exit(EXIT_INTERRUPTED) from None
    ERR.print(corpus_view.render_report(done))


@commands_app.command()
@invoked(prints_json=False)
def watch(invocation: Invocation) -> None:
    """Bring the index in line with the corpus folder whenever that changes, until Ctrl-C."""
    # The watcher of folders is of this command alone.
    from retrieval.terminal import watching

    settings = invocation.settings_of_corpus()
    with invocation.showing_errors():
        watching.watch(settings, ERR, invocation.in_words)


@commands_app.command()
@invoked()
def ask(
    invocation: Invocation,
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.", show_default=False)] = None,
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            metavar="NAME",
            help="Search this document only: its id, its title, or a part of these that no other has. May be repeated.",
        ),
    ] = None,
    after: Annotated[
        list[str] | None,
        typer.Option("--after", metavar="QUESTION", help="A question before it, the earliest first. May be repeated."),
    ] = None,
    batch_file: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            metavar="FILE",
            help='Ask each row of a JSONL file. A row needs an "id" and a "question"; "documents" may list ids: '
            '{"id": 1, "question": "Who denied it?"}',
        ),
    ] = None,
    collection: Collections = None,
) -> None:
    """Answer a question with cited passages, or refuse and say why."""
    if (question is None) == (batch_file is None):
        raise typer.BadParameter("give one question, or --batch FILE")
    if batch_file is not None and (document or after):
        raise typer.BadParameter('--document and --after go with one question; a row has its own "documents"')
    if batch_file is not None:
        _ask_batch(invocation, batch_file, collection)
        return
    with invocation.opened_in(collection) as footnote:
        documents = naming.ids_of(footnote, document, invocation.show_hint) if document else None
        showing = progress.written_so_far(ERR) if footnote.language_model else nullcontext(SILENT)
        with showing as listener:
            inquiry = Inquiry(question or "", documents=documents, turns=[Turn(before) for before in after or ()])
            response = footnote.ask(inquiry, listener=listener)
    invocation.show(answer_view.render_response(response), json_output.response_as_json(response))
    if not isinstance(response.outcome, Answer):
        raise typer.Exit(EXIT_REFUSED)


@commands_app.command()
@invoked()
def chat(invocation: Invocation, collection: Collections = None) -> None:
    """Ask one question after another, with the models loaded once; each may go on from those before it."""
    # What reads lines as they are typed is of this command alone.
    from retrieval.terminal import chatting

    with invocation.opened_in(collection) as footnote:
        chatting.chat(invocation, footnote)


def _ask_batch(invocation: Invocation, file: Path, collections: list[str] | None) -> None:
    try:
        rows = batch.read_rows(file)
    except batch.BatchError as error:
        ERR.print(answer_view.render_error(error))
        raise typer.Exit(EXIT_USAGE) from error
    with invocation.opened_in(collections) as footnote, progress.progress_bar(ERR) as on_progress:
        for number, row in enumerate(rows):
            on_progress("asking", number, len(rows))
            print(json_text.as_json_text(batch.ask_row(footnote, row)), flush=True)
        on_progress("asking", len(rows), len(rows))


@commands_app.command()
@invoked()
def receipt(
    invocation: Invocation,
    receipt_id: Annotated[str, typer.Argument(metavar="ID", help="It stands below each answer and refusal.")],
    forget: Annotated[
        bool, typer.Option("--forget", help="Forget it now, with what it quotes and no other does; it is not shown.")
    ] = False,
) -> None:
    """Show again what was answered, on what, and whether each source still stands."""
    settings = invocation.settings_of_corpus()
    if forget:
        with invocation.showing_errors(), bootstrap.open_records(settings) as records:
            forgotten = records.receipts.drop(receipt_id)
        invocation.show(f"Receipt {forgotten} is forgotten.", {"receipt_id": forgotten, "forgotten": True})
        return
    with invocation.showing_errors(), bootstrap.open_records(settings) as records:
        found = records.receipts.find(receipt_id)
    today, unknown = None, None
    try:
        with bootstrap.open_footnote(settings, writable=False) as footnote:
            today = footnote.replay(found).today
    except FootnoteError as error:
        # The index may be in use by the bot, or gone: what was answered is kept apart from it.
        unknown = error
        if invocation.as_json:
            invocation.show_error(error)
    invocation.show(answer_view.render_receipt(found, today, unknown), json_output.receipt_as_json(found, today))


@commands_app.command()
@invoked()
def log(
    invocation: Invocation,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many changes.")] = 20,
) -> None:
    """Show who changed the corpus, when and how, the last change first."""
    settings = invocation.settings_of_corpus()
    with invocation.showing_errors(), bootstrap.open_records(settings) as records:
        changes = records.receipts.changes(limit)
    invocation.show(corpus_view.render_changes(changes), [json_output.change_as_json(change) for change in changes])
    if settings.chroma_url and not settings.database_url:
        ERR.print(f"These are the changes made with {settings.data_dir}: DATABASE_URL gives all processes one log.")


@commands_app.command()
@invoked()
def gaps(
    invocation: Invocation,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many questions.")] = 20,
    ask_now: Annotated[bool, typer.Option("--ask", help="Ask each anew, and say whether it is answered now.")] = False,
    done: Annotated[
        str | None,
        typer.Option("--done", metavar="ID", help="Take a question off the list; whoever misses it may say so anew."),
    ] = None,
) -> None:
    """Show what people in Discord were refused and said should be here, what most people miss first."""
    if ask_now and done is not None:
        raise typer.BadParameter("--done takes one question off the list, and --ask asks those that are on it")
    gaps_list.show(invocation, limit=limit, ask_now=ask_now, done=done)


@commands_app.command()
@invoked()
def status(
    invocation: Invocation,
    verify: Annotated[bool, typer.Option("--verify", help="Read all of the index, and say what is wrong.")] = False,
) -> None:
    """Say what the index holds and what it was built with."""
    if verify:
        with invocation.opened() as footnote:
            index_status, verified = footnote.status(), footnote.verify()
    else:
        with invocation.at_a_glance() as corpus:
            index_status, verified = corpus.status(), None
    as_object = asdict(index_status) | ({"verified": asdict(verified)} if verified else {})
    invocation.show(status_view.render_status(index_status, verified, invocation.line.index), as_object)
    if verified and verified.problems:
        raise typer.Exit(EXIT_ERROR)


app = new_program(commands_app)


def main() -> None:
    run_program(app, PROGRAM)
