"""`python -m retrieval`: ask the corpus, look its sources up and index it, from a terminal."""

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer
from rich.console import Console, RenderableType

from retrieval import batch, bootstrap, terminal, terminal_corpus, waiting
from retrieval.bootstrap import open_footnote
from retrieval.domain import Answer
from retrieval.errors import INDEX_COMMAND, FootnoteError
from retrieval.evaluation import report, suites
from retrieval.evaluation.data import Where
from retrieval.evaluation.suites import Suite
from retrieval.footnote import Footnote
from retrieval.indexing import Progress as ReloadProgress
from retrieval.json_output import (
    asked_as_json,
    change_as_json,
    document_as_json,
    found_as_json,
    receipt_as_json,
)
from retrieval.settings import RetrievalSettings, do_not_linger, load_retrieval_settings

EXIT_ERROR, EXIT_USAGE, EXIT_REFUSED, EXIT_INTERRUPTED = 1, 2, 3, 130

app = typer.Typer(
    help="Footnote answers questions from a corpus of documents, with cited passages, and never without a source.",
    epilog="Exit codes: 0 answered or done, 3 refused, 1 error, 2 usage, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None if not sys.stdout.isatty() else "rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
source = typer.Typer(help="Look the sources up: search passages, list documents, show one.", no_args_is_help=True)
app.add_typer(source, name="source")

Corpus = Annotated[
    Path | None,
    typer.Option(
        "--corpus",
        metavar="DIR",
        readable=False,
        help="The folder of documents.  [default: the one indexed in --data, or corpus]",
    ),
]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", readable=False, help="The folder of the index.  [default: .footnote]"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

PIPED_WIDTH = 10_000
"""Columns where the output is no terminal: whoever reads it next wants whole lines."""
_out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
_err = Console(highlight=False, width=None if sys.stderr.isatty() else PIPED_WIDTH, stderr=True)


@app.callback()
def common(context: typer.Context, corpus: Corpus = None, data: Data = None) -> None:
    context.obj = (corpus, data)


@app.command()
def index(
    context: typer.Context,
    corpus: Corpus = None,
    data: Data = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build the whole index anew, beside the old one.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")] = False,
) -> None:
    """Bring the index in line with the corpus folder. What has not changed is not embedded again."""
    if rebuild and dry_run:
        raise typer.BadParameter("--rebuild reads and embeds everything: there is nothing to plan")
    settings = _of_its_corpus(context, corpus, data)
    if dry_run:
        with _told_errors(context):
            planned = bootstrap.preview(settings)
        _print(terminal_corpus.preview(planned))
        return
    with _told_errors(context), waiting.progress_bar(_err) as show:

        def on_progress(progress: ReloadProgress) -> None:
            show(progress.stage, progress.done, progress.total)

        try:
            if rebuild:
                done = bootstrap.rebuild(settings, on_progress)
            else:
                with open_footnote(settings) as footnote:
                    done = footnote.reload(on_progress, log_unchanged=False)
        except KeyboardInterrupt:
            goes_on = "begins anew" if rebuild else "goes on with what was embedded"
            _err.print(f"Interrupted: the index is as it was, or whole where it was done; the next one {goes_on}.")
            raise typer.Exit(EXIT_INTERRUPTED) from None
    _err.print(terminal_corpus.report(done))


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.", show_default=False)] = None,
    corpus: Corpus = None,
    data: Data = None,
    as_json: AsJson = False,
    document: Annotated[
        list[str] | None, typer.Option("--document", metavar="ID", help="Search this document only; may be repeated.")
    ] = None,
    batch_file: Annotated[
        Path | None,
        typer.Option("--batch", metavar="FILE", help='Ask each {"id", "question", "documents"} row of a JSONL file.'),
    ] = None,
) -> None:
    """Answer a question with cited passages, or refuse and say why."""
    if (question is None) == (batch_file is None):
        raise typer.BadParameter("give one question, or --batch FILE")
    if batch_file is not None and document:
        raise typer.BadParameter('--document goes with one question; a row of a batch has its own "documents"')
    settings = _settings_of_index(context, corpus, data)
    if batch_file is not None:
        _ask_batch(context, settings, batch_file)
        return
    with _told_errors(context), open_footnote(settings, writable=False) as footnote:
        showing = waiting.written_so_far(_err) if footnote.language_model else nullcontext((lambda _: None, None))
        with showing as (on_stage, on_statements):
            asked = footnote.ask(question or "", documents=document, on_stage=on_stage, on_statements=on_statements)
    if as_json:
        _print_json(asked_as_json(asked))
    else:
        _print(terminal.asked(asked))
    if not isinstance(asked.outcome, Answer):
        raise typer.Exit(EXIT_REFUSED)


def _ask_batch(context: typer.Context, settings: RetrievalSettings, file: Path) -> None:
    try:
        rows = batch.read_rows(file)
    except batch.BatchError as error:
        _err.print(terminal.error(error))
        raise typer.Exit(EXIT_USAGE) from error
    with (
        _told_errors(context),
        open_footnote(settings, writable=False) as footnote,
        waiting.progress_bar(_err) as on_progress,
    ):
        for number, row in enumerate(rows):
            on_progress("asking", number, len(rows))
            print(json.dumps(batch.ask_row(footnote, row), ensure_ascii=False), flush=True)
        on_progress("asking", len(rows), len(rows))


@app.command()
def receipt(
    context: typer.Context,
    receipt_id: Annotated[str, typer.Argument(metavar="ID", help="It stands below each answer and refusal.")],
    corpus: Corpus = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show again what was answered, on what, and whether each source still stands."""
    settings = _of_its_corpus(context, corpus, data)
    with _told_errors(context), bootstrap.open_records(settings) as records:
        found = records.receipts.find(receipt_id)
    today, untold = None, None
    try:
        with open_footnote(settings, writable=False) as footnote:
            today = footnote.replay(found).today
    except FootnoteError as error:
        # The index may be in use by the bot, or gone: what was answered is kept apart from it.
        untold = error
        if as_json:
            _err.print(terminal.error(error, _index_command(context)))
    _show(terminal.receipt(found, today, untold), receipt_as_json(found, today), as_json)


@app.command()
def log(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many changes.")] = 20,
    corpus: Corpus = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show who changed the corpus, when and how, the last change first."""
    settings = _of_its_corpus(context, corpus, data)
    with _told_errors(context), bootstrap.open_records(settings) as records:
        changes = records.changes.latest(limit)
    _show(terminal_corpus.changes(changes), [change_as_json(one) for one in changes], as_json)
    if settings.chroma_url and not settings.database_url:
        _err.print(f"These are the changes made with {settings.data_dir}: DATABASE_URL gives all processes one log.")


@source.command("search")
def source_search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words or a question, in quotes.")],
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 5,
    corpus: Corpus = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to a query, whether they answer it or not."""
    with _opened(context, corpus, data) as footnote:
        found = footnote.search(query, limit=limit)
    if as_json:
        _print_json([found_as_json(one) for one in found])
    for one in found if not as_json else ():
        _print(terminal.found_passage(one))
    if not found:
        _err.print("Nothing to search for: the query is empty.")
        raise typer.Exit(EXIT_USAGE)


@source.command("list")
def source_list(context: typer.Context, corpus: Corpus = None, data: Data = None, as_json: AsJson = False) -> None:
    """List the documents of the corpus."""
    with _opened(context, corpus, data) as footnote:
        documents = footnote.documents()
    _show(terminal.documents(documents), [document_as_json(one) for one in documents], as_json)


@source.command("show")
def source_show(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help="The id of a document; `source list` shows them.")],
    corpus: Corpus = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show a document: what it states about itself, and its text."""
    with _opened(context, corpus, data) as footnote:
        shown = footnote.document(document)
    _show(terminal.document(shown), document_as_json(shown) | {"text": shown.text}, as_json)


@app.command()
def status(
    context: typer.Context,
    corpus: Corpus = None,
    data: Data = None,
    as_json: AsJson = False,
    verify: Annotated[bool, typer.Option("--verify", help="Read all of the index, and say what is wrong.")] = False,
) -> None:
    """Say what the index holds and what it was built with."""
    with _opened(context, corpus, data) as footnote:
        shown = footnote.status()
        verified = footnote.verify() if verify else None
    as_object = asdict(shown) | ({"verified": asdict(verified)} if verified else {})
    _show(terminal_corpus.status(shown, verified, _index_command(context)), as_object, as_json)
    if verified and verified.problems:
        raise typer.Exit(EXIT_ERROR)


@app.command()
def evaluate(
    context: typer.Context,
    suite: Annotated[Suite, typer.Option(help="What to measure: docs/evaluation.md says how.")],
    evaldata: Annotated[Path, typer.Option(metavar="DIR", help="Holds squad2/ and scifact/.")] = suites.EVALDATA,
    traindata: Annotated[Path, typer.Option(metavar="DIR", help="Holds nli.jsonl.gz.")] = suites.TRAINDATA,
    questions: Annotated[Path, typer.Option(metavar="FILE", help="Questions on the corpus.")] = suites.QUESTIONS,
    limit: Annotated[
        int | None, typer.Option(min=2, help="Measure on so many, drawn with a fixed seed (support: of each source).")
    ] = None,
    cache: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep the index here for the next time.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the JSON here as well.")] = None,
    corpus: Corpus = None,
    as_json: AsJson = False,
) -> None:
    """Measure answers, refusals, retrieval or attribution, with intervals; the index of `--data` is left alone."""
    settings = _settings(context, corpus, None)
    where = Where(evaldata=evaldata, traindata=traindata, questions=questions, limit=limit, cache=cache)
    with _told_errors(context), waiting.progress_bar(_err) as show:
        card = suites.run(suite, settings, where, out, show)
    _show(report.as_table(card), report.as_json(card), as_json)


def _settings(context: typer.Context, corpus: Path | None, data: Path | None) -> RetrievalSettings:
    with _told_errors(context):
        corpus, data = _named(context, corpus, data)
        return load_retrieval_settings(corpus=corpus, data=data)


def _named(context: typer.Context, corpus: Path | None, data: Path | None) -> tuple[Path | None, Path | None]:
    """A folder named after the command wins over one named before it."""
    before_corpus, before_data = context.find_root().obj
    return corpus or before_corpus, data or before_data


def _of_its_corpus(context: typer.Context, corpus: Path | None, data: Path | None) -> RetrievalSettings:
    """A data folder goes with the corpus folder that was indexed in it, unless another is named together with it."""
    settings = _settings(context, corpus, data)
    named_corpus, named_data = _named(context, corpus, data)
    by_setting = named_data is None and settings.names_corpus
    return bootstrap.of_its_corpus(settings, named=named_corpus is not None or by_setting)


def _settings_of_index(context: typer.Context, corpus: Path | None, data: Path | None) -> RetrievalSettings:
    """Of an index to be read, which may be of another folder than the one that was named."""
    settings = _of_its_corpus(context, corpus, data)
    if _named(context, corpus, data)[0] is not None:
        with _told_errors(context):
            bootstrap.check_indexed(settings)
    return settings


@contextmanager
def _opened(context: typer.Context, corpus: Path | None, data: Path | None) -> Iterator[Footnote]:
    settings = _settings_of_index(context, corpus, data)
    with _told_errors(context), open_footnote(settings, writable=False) as footnote:
        yield footnote


@contextmanager
def _told_errors(context: typer.Context) -> Iterator[None]:
    try:
        yield
    except FootnoteError as error:
        _err.print(terminal.error(error, _index_command(context)))
        raise typer.Exit(EXIT_ERROR) from error


def _index_command(context: typer.Context) -> str:
    """As remedies should name it: of the data folder that was named."""
    _, data = _named(context, None, context.params.get("data"))
    return INDEX_COMMAND if data is None else f"{INDEX_COMMAND} --data {quote(str(data))}"


def _show(text: RenderableType, as_object: object, as_json: bool) -> None:
    if as_json:
        _print_json(as_object)
    else:
        _print(text)


def _print(text: RenderableType) -> None:
    """On standard output, without the spaces that fill a line up to the width of the terminal."""
    with _out.capture() as captured:
        _out.print(text)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def main() -> None:
    # What is logged stands between what is told: it says what it is.
    logging.addLevelName(logging.WARNING, "warning")
    handler = waiting.LogHandler()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s", handlers=[handler])
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    do_not_linger(os.environ)
    app(prog_name="python -m retrieval")


if __name__ == "__main__":
    main()
