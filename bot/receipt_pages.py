"""What Discord shows of a receipt: the outcome as it was given, on what, and how each of its sources stands today."""

from bot.escaping import escaped
from bot.messages import OutgoingMessage
from bot.packing import Entry, lines_of
from bot.rendering import RECEIPT, outcome
from retrieval.fates import counted
from retrieval.receipts import Replay
from retrieval.records import Receipt, Trace

HASH_CHARS = 12
"""Of a hash: enough to tell versions apart."""


def receipt_page(replay: Replay) -> list[OutgoingMessage]:
    """The buttons open each source as those of the answer do."""
    shown = replay.receipt
    fates = [] if shown.trace is None else [escaped(line) for line in _became_of(shown.trace)]
    told = [f"**{RECEIPT} {shown.id}** · {_asked(shown)}", _given_on(shown), *fates]
    above = Entry(lines=[line for one in told for line in lines_of(one)])
    return outcome(shown.outcome, above=[above], today=replay.today, below=f"{RECEIPT} {shown.id}")


def _asked(shown: Receipt) -> str:
    asked = escaped(f"asked on {shown.asked_at:%Y-%m-%d at %H:%M} UTC")
    if shown.documents is None:
        return asked
    return f"{asked} of {', '.join(map(escaped, shown.documents)) or 'no documents'} alone"


def _given_on(shown: Receipt) -> str:
    conditions = shown.conditions
    likely = None
    if shown.probability is not None and shown.threshold is not None:
        likely = f"probability {shown.probability:.2f}, threshold {shown.threshold:.2f}"
    told = [
        f"corpus {conditions.generation}",
        f"reader {conditions.reader} ({conditions.reader_weights_sha256[:HASH_CHARS]})",
        f"embedding model {conditions.embedding_model} ({conditions.embedding_weights_sha256[:HASH_CHARS]})",
        *(_written(shown.trace) if shown.trace else []),
        *(f"prompt {name} ({sha256[:HASH_CHARS]})" for name, sha256 in conditions.prompts.items()),
        likely,
        str(conditions.strictness),
        f"Footnote {conditions.version}",
    ]
    return " · ".join(escaped(one) for one in told if one)


def _written(trace: Trace) -> list[str]:
    by = f"the sources ({trace.why})" if trace.floor else "the language model"
    drafted = [] if trace.cause else [counted(trace.fates)]
    return [f"language model {trace.model}", f"written by {by}", *drafted]


def _became_of(trace: Trace) -> list[str]:
    """Of each statement that a language model drafted, a line."""
    return [f"statement {number}: {fate.in_words}" for number, fate in enumerate(trace.fates, start=1)]
