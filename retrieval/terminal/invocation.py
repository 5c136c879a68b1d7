"""What every command is called with, and how it shows what came of it: said once for all of them."""

import functools
import inspect
import logging
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec

import typer
from rich.console import RenderableType
from rich.text import Text

from retrieval.console import LogFormatter, PlainConsole
from retrieval.domain.scope import Scope, Viewer
from retrieval.errors import CorpusError, FootnoteError, is_interrupt
from retrieval.faces import module_when_used
from retrieval.terminal.command_line import CommandLine
from retrieval.terminal.log_handler import LogHandler
from retrieval.text.display import one_line

if TYPE_CHECKING:
    from retrieval import bootstrap, overview, settings
    from retrieval.adapters import indexed_corpus
    from retrieval.footnote import Footnote
    from retrieval.overview import Overview
    from retrieval.seen_corpus import SeenCorpus
    from retrieval.settings import RetrievalSettings
    from retrieval.terminal import answer_view, json_text, wording
else:
    bootstrap = module_when_used("retrieval.bootstrap")
    overview = module_when_used("retrieval.overview")
    settings = module_when_used("retrieval.settings")
    indexed_corpus = module_when_used("retrieval.adapters.indexed_corpus")
    answer_view = module_when_used("retrieval.terminal.answer_view")
    json_text = module_when_used("retrieval.terminal.json_text")
    wording = module_when_used("retrieval.terminal.wording")

EXIT_ERROR, EXIT_USAGE, EXIT_REFUSED, EXIT_INTERRUPTED = 1, 2, 3, 130

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
Collections = Annotated[
    list[str] | None,
    typer.Option(
        "--collection",
        metavar="NAME",
        help="Look into this collection only, as `source list` names it. May be repeated.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

PIPED_WIDTH = 10_000
"""Columns where the output is no terminal: whoever reads it next wants whole lines."""
OUT = PlainConsole(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
ERR = PlainConsole(highlight=False, width=None if sys.stderr.isatty() else PIPED_WIDTH, stderr=True)

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A call of a command of `program`: the folders that were named, before the command or after it, and whether JSON
    is printed.
    """

    program: str
    corpus: Path | None
    data: Path | None
    as_json: bool = False

    @property
    def line(self) -> CommandLine:
        """How remedies name commands."""
        return CommandLine(program=self.program, corpus=self.corpus, data=self.data)

    @contextmanager
    def showing_errors(self) -> Iterator[None]:
        try:
            with naming_interrupts():
                yield
        except FootnoteError as error:
            self.show_error(error)
            raise typer.Exit(EXIT_ERROR) from error

    def show_error(self, error: FootnoteError) -> None:
        ERR.print(answer_view.render_error(error, self.line))

    def show_hint(self, error: FootnoteError) -> None:
        """Show what happened and the way out beside an outcome: no error, since the command goes on."""
        ERR.print(Text(one_line(self.in_words(error))))

    def in_words(self, error: FootnoteError) -> str:
        """Return what happened and the way out."""
        return f"{error.what} {wording.remedy(error, self.line)}"

    def settings_of_corpus(self) -> "RetrievalSettings":
        """Return the settings. A data folder goes with the corpus folder that was indexed in it, unless another is
        named together with it.
        """
        with self.showing_errors():
            loaded = settings.load_retrieval_settings(corpus=self.corpus, data=self.data)
        by_setting = self.data is None and loaded.names_corpus
        return indexed_corpus.of_its_corpus(loaded, named=self.corpus is not None or by_setting)

    def settings_of_index(self) -> "RetrievalSettings":
        """Return the settings of an index to be read, which may be of another folder than the one that was named."""
        of_corpus = self.settings_of_corpus()
        if self.corpus is not None:
            with self.showing_errors():
                indexed_corpus.check_indexed(of_corpus)
        return of_corpus

    @contextmanager
    def opened(self) -> Iterator["Footnote"]:
        of_index = self.settings_of_index()
        with self.showing_errors(), bootstrap.open_footnote(of_index, writable=False) as footnote:
            yield footnote

    @contextmanager
    def opened_in(self, collections: Collection[str] | None) -> Iterator["SeenCorpus"]:
        """Open the corpus, or these collections of it."""
        with self.opened() as footnote, self.showing_errors():
            yield footnote.seen_by(_viewer_of(footnote, collections)) if collections else footnote

    @contextmanager
    def at_a_glance(self) -> Iterator["Footnote | Overview"]:
        """Open what tells how the index stands and which documents it holds: no more than that, where that will do."""
        of_index = self.settings_of_index()
        with self.showing_errors():
            opened = overview.at_a_glance(of_index) or bootstrap.open_footnote(of_index, writable=False)
            with opened as seen:
                yield seen

    @contextmanager
    def listed_in(self, collections: Collection[str] | None) -> Iterator["SeenCorpus | Overview"]:
        """Open what lists the documents of the corpus, or of these collections of it."""
        with self.at_a_glance() as seen, self.showing_errors():
            yield seen.seen_by(_viewer_of(seen, collections)) if collections else seen

    def show(self, text: RenderableType, as_object: object) -> None:
        show_result(text, as_object, self.as_json)


def _viewer_of(corpus: "SeenCorpus | Overview", collections: Collection[str]) -> Viewer:
    """Return who sees these collections alone. Raises CorpusError where there is no such collection."""
    there = {str(name) for name in corpus.collections() if name is not None}
    for unknown in sorted(set(collections) - there):
        named = ", ".join(sorted(there))
        raise CorpusError(wording.NamingFault.NO_COLLECTION, typed=unknown, collections=named)
    return Viewer(scope=Scope.of(collections))


@contextmanager
def naming_interrupts() -> Iterator[None]:
    """Raise KeyboardInterrupt in place of an error that came of one."""
    try:
        yield
    except Exception as error:
        if is_interrupt(error):
            raise KeyboardInterrupt from error
        raise


def invoked(
    *, prints_json: bool = True, logs: bool = True
) -> Callable[[Callable[Concatenate[Invocation, P], None]], Callable[..., None]]:
    """Return a decorator that gives a command the options that all have, put together as its first argument. One that
    does not log to the terminal has a log of its own.
    """

    def decorate(command: Callable[Concatenate[Invocation, P], None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(
            context: typer.Context,
            *,
            corpus: Path | None = None,
            data: Path | None = None,
            as_json: bool = False,
            **own: Any,  # noqa: ANN401 what the command declares
        ) -> None:
            if logs:
                log_to_terminal()
            note_folders(context, corpus, data)
            corpus, data = context.obj
            program = str(context.find_root().info_name)
            call: Any = command
            call(Invocation(program=program, corpus=corpus, data=data, as_json=as_json), **own)

        _, *own = inspect.signature(command).parameters.values()
        common = [
            ("corpus", Corpus, None),
            ("data", Data, None),
            *([("as_json", AsJson, False)] if prints_json else []),
        ]
        keyword = inspect.Parameter.KEYWORD_ONLY
        parameters = [
            inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
            *(parameter.replace(kind=keyword) for parameter in own),
            *(inspect.Parameter(name, keyword, default=unset, annotation=kind) for name, kind, unset in common),
        ]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what typer reads
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return run

    return decorate


def note_folders(context: typer.Context, corpus: Corpus = None, data: Data = None) -> None:
    """Note in `context.obj` the folders that were named by now, the last of each: before a command, before the group
    that it is in, or after it.
    """
    before_corpus, before_data = context.obj or (None, None)
    context.obj = (corpus or before_corpus, data or before_data)


def log_to_terminal() -> None:
    """Log warnings where errors go, a line each. What is logged stands among what is printed: it says what it is."""
    logging.addLevelName(logging.WARNING, "warning")
    handler = LogHandler()
    handler.setFormatter(LogFormatter("%(levelname)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def show_result(text: RenderableType, as_object: object, as_json: bool) -> None:
    if as_json:
        print_json(as_object)
    else:
        print_text(text)


def print_text(text: RenderableType) -> None:
    """Print on standard output, without the spaces that fill a line up to the width of the terminal."""
    with OUT.capture() as captured:
        OUT.print(text)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def print_json(value: object) -> None:
    print(json_text.as_json_text(value, indent=2))
