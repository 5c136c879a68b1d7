"""What retrieval's values are called in English: as retrieval says it."""

from collections.abc import Iterable

from retrieval import Document, Stage
from retrieval.answering import Today, stage_in_words
from retrieval.domain import Fate, Trace, counted
from retrieval.text import page_range


def stage_text(stage: Stage) -> str:
    """Return what is shown while a stage of a question goes on; empty for those that are not shown."""
    return stage_in_words(stage)


def today_text(today: Today) -> str:
    """Return how a source stands today, in a sentence or two."""
    return today.in_words


def writer_text(trace: Trace) -> str:
    """Return who wrote an answer, in a sentence."""
    return trace.in_words


def why_not_written(trace: Trace) -> str:
    """Return why the language model's words are not shown; empty where they are."""
    return trace.why


def fate_text(fate: Fate) -> str:
    """Return what became of a drafted statement, and why."""
    return fate.in_words


def fates_text(fates: Iterable[Fate]) -> str:
    """Return how many drafted statements came to what."""
    return counted(fates)


def check_text(trace: Trace) -> str:
    """Return how the language model judged its own sentences; empty where it was not asked."""
    return trace.check_in_words


def rewriting_text(trace: Trace) -> str:
    """Return who made a follow-up stand alone; empty where it did."""
    return trace.rewriting_in_words


def pages_text(document: Document, start: int, end: int) -> str:
    """Return the pages of a span; empty where its document has none."""
    return page_range(document, start, end)
