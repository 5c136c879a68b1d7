"""What a terminal shows while somebody waits, on standard error: it is gone when the work is done, and where standard
error is no terminal there is nothing.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from retrieval.answering.stopwatch import stage_in_words
from retrieval.domain.answers import Statement
from retrieval.domain.inquiry import SILENT, Listener, Stage
from retrieval.terminal import answer_view

PROGRESS_AFTER_SECONDS = 1.0
PROGRESS_EVERY_SECONDS = 0.1


@contextmanager
def progress_bar(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar, once the work has taken longer than `PROGRESS_AFTER_SECONDS`. What is yielded
    takes the stage, how much is done, and of how much.
    """
    began = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    quiet = not console.is_terminal
    with Progress(*columns, console=console, transient=True, auto_refresh=False, disable=quiet) as bar:
        task = bar.add_task("", total=None, visible=False)

        refreshed = began

        def show(stage: str, done: int, total: int) -> None:
            nonlocal refreshed
            now = time.monotonic()
            late = now - began > PROGRESS_AFTER_SECONDS
            refresh = late and now - refreshed > PROGRESS_EVERY_SECONDS
            refreshed = now if refresh else refreshed
            bar.update(task, description=stage, completed=done, total=total or None, visible=late, refresh=refresh)

        yield show


@contextmanager
def written_so_far(console: Console) -> Iterator[Listener]:
    """Show the stage that a question is at, and the statements of a language model that have been checked."""
    if not console.is_terminal:
        yield SILENT
        return
    reached = ""
    written: tuple[Statement, ...] = ()
    with Live(console=console, transient=True, auto_refresh=False) as live:

        def on_stage(stage: Stage) -> None:
            nonlocal reached
            reached = stage_in_words(stage) or reached
            live.update(answer_view.render_statements(written, reached), refresh=True)

        def on_statements(statements: Sequence[Statement]) -> None:
            nonlocal written
            written = tuple(statements)
            live.update(answer_view.render_statements(written, reached), refresh=True)

        yield Listener(on_stage=on_stage, on_statements=on_statements)
