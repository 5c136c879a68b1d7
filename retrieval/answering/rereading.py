"""The meaning of a question after the turns before it: by a language model's rewriting where one is set and what it
gives may be used, else by the plain rule.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.answering.following import Understood, turns_to_lean_on, understood
from retrieval.answering.stopwatch import Stopwatch
from retrieval.domain.inquiry import Inquiry
from retrieval.domain.records import Floor, Rewriting, Trace

if TYPE_CHECKING:
    from retrieval.writing.calls import Calls
    from retrieval.writing.writer import Writer


def calls_for(writer: "Writer | None", inquiry: Inquiry) -> "AbstractContextManager[Calls | None]":
    """Return the calls to a language model that may be made for a question: a context; None where none is set."""
    return writer.calls_for(inquiry.guild_id) if writer else nullcontext()


def reread(
    inquiry: Inquiry, writer: "Writer | None", calls: "Calls | None", watch: Stopwatch
) -> tuple[Understood, Rewriting | None]:
    """Return what a question means, and what came of asking a language model; None where it was not asked."""
    by_rule = understood(inquiry.question, inquiry.turns)
    turns = turns_to_lean_on(inquiry.question, inquiry.turns)
    if writer is None or calls is None or not turns:
        return by_rule, None
    with watch.time("rewrite"):
        rewritten = writer.rewritten(inquiry.question, turns, calls)
    if rewritten.question is None:
        return by_rule, rewritten.what_came
    return Understood(asked=inquiry.question, question=rewritten.question), rewritten.what_came


def traced(trace: Trace | None, rewriting: Rewriting | None, calls: "Calls | None") -> Trace | None:
    """Return the share that a language model had in an outcome, with what came of its reading the question."""
    if rewriting is None or calls is None:
        return trace
    return replace(trace, rewriting=rewriting) if trace else calls.trace(Floor.UNASKED, rewriting=rewriting)
