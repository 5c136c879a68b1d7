"""The card of a receipt: the outcome as it was given, on what, and how each of its sources stands today."""

from bot.cards.answer import outcome_messages
from bot.cards.message import OutgoingMessage
from bot.cards.paging import Entry, small
from bot.text import card_words, values, words
from bot.text.markdown import escaped
from retrieval import Receipt
from retrieval.answering import Replay
from retrieval.domain import Trace

HASH_DIGITS = 12
"""The digits of a hash that are shown: enough to tell versions apart."""


def receipt_page(replay: Replay) -> list[OutgoingMessage]:
    """Return the outcome, and above it when it was asked and what it was given on. The buttons open each source as
    those of the answer do.
    """
    receipt = replay.receipt
    name = card_words.RECEIPT_ID.format(receipt_id=receipt.id)
    verdicts = [] if receipt.trace is None else _verdicts(receipt.trace)
    heads = [f"**{name}** · {_asked(receipt)}", _given_on(receipt), *map(escaped, verdicts)]
    above = Entry(lines=[line for head in heads for line in small(head)])
    return outcome_messages(receipt.outcome, above=[above], today=replay.today, below=name)


def _asked(receipt: Receipt) -> str:
    moment = escaped(words.MOMENT.format(at=receipt.asked_at))
    if receipt.documents is None:
        return words.ASKED_ON.format(moment=moment)
    documents = ", ".join(map(escaped, receipt.documents)) or words.OF_NO_DOCUMENTS
    return words.ASKED_OF.format(moment=moment, documents=documents)


def _given_on(receipt: Receipt) -> str:
    conditions = receipt.conditions
    probability = ""
    if receipt.probability is not None and receipt.threshold is not None:
        probability = words.PROBABILITY.format(probability=receipt.probability, threshold=receipt.threshold)
    facts = [
        words.ON_CORPUS.format(generation=conditions.generation),
        words.ON_READER.format(name=conditions.reader, weights=conditions.reader_weights_sha256[:HASH_DIGITS]),
        words.ON_EMBEDDING_MODEL.format(
            name=conditions.embedding_model, weights=conditions.embedding_weights_sha256[:HASH_DIGITS]
        ),
        *(_writer(receipt.trace) if receipt.trace else []),
        *(
            words.ON_PROMPT.format(name=name, digest=sha256[:HASH_DIGITS])
            for name, sha256 in conditions.prompts.items()
        ),
        probability,
        str(conditions.strictness),
        words.ON_FOOTNOTE.format(version=conditions.version),
    ]
    return " · ".join(escaped(fact) for fact in facts if fact)


def _writer(trace: Trace) -> list[str]:
    by_model = words.WRITTEN_BY_MODEL if trace.has_sentences else words.CHOSEN_BY_MODEL
    writer = words.WRITTEN_BY_SOURCES.format(why=values.why_not_written(trace)) if trace.floor else by_model
    return [
        words.ON_LANGUAGE_MODEL.format(name=trace.model),
        writer,
        values.rewriting_text(trace),
        values.check_text(trace),
        *([] if trace.cause else [values.fates_text(trace.fates)]),
    ]


def _verdicts(trace: Trace) -> list[str]:
    """Return a line on each point that a language model drafted."""
    return [
        words.DRAFTED_POINT.format(number=number, verdict=values.fate_text(fate))
        for number, fate in enumerate(trace.fates, start=1)
    ]
