"""`watch`: the index follows the corpus folder, in a terminal, until somebody ends it."""

import asyncio
from collections.abc import Callable
from threading import Event

from rich.console import Console
from rich.text import Text

from retrieval.bootstrap import check_corpus, open_footnote
from retrieval.errors import FootnoteError
from retrieval.index.indexing import Progress
from retrieval.index.reloading import ReloadReport
from retrieval.index.watching import FolderWatch
from retrieval.ports import Embedder
from retrieval.settings import RetrievalSettings
from retrieval.terminal import corpus_view
from retrieval.terminal.invocation import naming_interrupts
from retrieval.text.display import one_line

BEGUN = "Watching {folder}. Ctrl-C ends it."


class _EndedError(Exception):
    """Somebody ended the watching while a reload was under way."""


class _Watching:
    """Opens the index for each reload alone, so that others may ask and reload it in between."""

    def __init__(self, settings: RetrievalSettings, console: Console, in_words: Callable[[FootnoteError], str]) -> None:
        self._settings = settings
        self._console = console
        self._in_words = in_words
        self._embedder: Embedder | None = None
        self._ended = Event()
        self._watch = FolderWatch(settings.corpus_dir, self._is_reloaded, self._print)
        self._is_begun = False
        self._told: ReloadReport | None = None
        self._error: FootnoteError | None = None

    async def run(self) -> None:
        """Watch until cancelled. Raises FootnoteError where the first reload does."""
        try:
            await self._watch.run()
        finally:
            self._ended.set()
        if self._error is not None:
            raise self._error

    async def _is_reloaded(self) -> bool:
        try:
            report = await asyncio.to_thread(self._reload)
        except FootnoteError as error:
            if self._is_begun:
                self._watch.warn(f"{self._in_words(error)} It is tried again.")
            else:
                self._error = error
                self._watch.leave()
            return False
        self._console.print(corpus_view.render_report(report, self._told))
        self._told = report
        if not self._is_begun:
            self._print(BEGUN.format(folder=self._settings.corpus_dir))
        self._is_begun = True
        return True

    def _print(self, text: str) -> None:
        self._console.print(Text(one_line(text)))

    def _reload(self) -> ReloadReport:
        with open_footnote(self._settings, embedder=self._embedder) as footnote:
            self._embedder = footnote.embedder
            return footnote.reload(self._stop_where_ended, log_unchanged=False)

    def _stop_where_ended(self, _: Progress) -> None:
        if self._ended.is_set():
            raise _EndedError


def watch(settings: RetrievalSettings, console: Console, in_words: Callable[[FootnoteError], str]) -> None:
    """Reload the index whenever the corpus folder changes, and print a line for each, until Ctrl-C. `in_words` words an
    error. Raises FootnoteError where the first reload does.
    """
    # A missing folder cannot be watched: that is said now.
    check_corpus(settings)
    watching = _Watching(settings, console, in_words)
    try:
        with naming_interrupts():
            asyncio.run(watching.run())
    except KeyboardInterrupt:
        console.print("Watching has ended; the index is whole.")
